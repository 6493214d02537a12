//! Marks, colours and words of cells on a terminal. Colour is only used in addition to words and marks.

use super::clean::clean;
use super::format::Style;
use super::wrap::few;
use crate::model::State;
use crate::report::Cell;
use anstyle::{AnsiColor, Style as Paint};
use std::borrow::Cow;

/// Blocks of a progress bar.
const BAR: u32 = 6;

/// A state's mark, so that it can be told without colour.
pub(super) const fn mark(state: State, ascii: bool) -> &'static str {
    if ascii {
        return match state {
            State::Unreadable => "!",
            State::Skipped => "-",
            State::Review => "~",
            State::Done => "*",
            State::Doing => "+",
            State::Waiting => ".",
            State::Todo => "o",
        };
    }
    match state {
        State::Unreadable => "!",
        State::Skipped => "\u{2013}",
        State::Review => "\u{21bb}",
        State::Done => "\u{25cf}",
        State::Doing => "\u{25d0}",
        State::Waiting => "\u{00b7}",
        State::Todo => "\u{25cb}",
    }
}

/// Blue for done, orange for needing attention: distinguishable by nearly everyone.
fn paint(state: State) -> Paint {
    match state {
        State::Done => Paint::new().fg_color(Some(AnsiColor::Blue.into())),
        State::Unreadable | State::Review => {
            Paint::new().fg_color(Some(AnsiColor::Yellow.into())).bold()
        }
        State::Doing => Paint::new().fg_color(Some(AnsiColor::Cyan.into())),
        State::Skipped | State::Waiting => Paint::new().dimmed(),
        State::Todo => Paint::new(),
    }
}

pub(super) fn painted(words: &str, paint: Paint, style: Style) -> String {
    if style.colour {
        format!("{}{words}{}", paint.render(), paint.render_reset())
    } else {
        words.to_owned()
    }
}

fn bar(percent: u32, style: Style) -> String {
    let full = (percent.min(100) * BAR + 50) / 100;
    let full = if percent < 100 {
        full.min(BAR - 1)
    } else {
        full
    }
    .max(u32::from(percent > 0));
    let (on, off) = if style.ascii {
        ("#", "-")
    } else {
        ("\u{2588}", "\u{2591}")
    };
    format!(
        "{}{} {percent:>3} %",
        on.repeat(full as usize),
        off.repeat((BAR - full) as usize)
    )
}

/// Replaces our own separators; people's words stay.
pub(super) fn in_ascii(text: &str) -> String {
    let text = text
        .replace(" \u{b7} ", " - ")
        .replace(" \u{2192} ", " -> ");
    // Eight heights of a block, as digits.
    let height = |letter: char| {
        let height = u32::from(letter).checked_sub(0x2580);
        let digit = height.filter(|height| (1..=8).contains(height));
        digit
            .and_then(|digit| char::from_digit(digit, 10))
            .unwrap_or(letter)
    };
    text.chars().map(height).collect()
}

/// Words as a terminal shows them.
pub(super) fn in_style(words: &str, style: Style) -> Cow<'_, str> {
    let words = clean(words);
    if style.ascii {
        in_ascii(&words).into()
    } else {
        words
    }
}

pub(super) fn words(cell: &Cell, style: Style) -> Cow<'_, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        // Before layout, since ASCII is wider.
        Cell::Text(words) | Cell::Link { words, .. } | Cell::Typed { words, .. } => {
            in_style(words, style)
        }
        Cell::Few { items, more } => {
            let shown = few(items, *more, None, style.ascii).join("\n");
            in_style(&shown, style).into_owned().into()
        }
        Cell::Number(number) => number.to_string().into(),
        Cell::Decimal(number) => number.as_str().into(),
        Cell::Progress(percent) => bar(*percent, style).into(),
        Cell::State(state, words) => {
            let words = if words.is_empty() {
                state.people_word().into()
            } else {
                clean(words)
            };
            format!(
                "{} {words}",
                painted(mark(*state, style.ascii), paint(*state), style)
            )
            .into()
        }
    }
}

/// The command that is shown below a cell's row.
pub(super) fn command(cell: &Cell) -> Option<&str> {
    match cell {
        Cell::Typed { command, .. } => Some(command),
        _ => None,
    }
}

pub(super) fn bold(words: &str, style: Style) -> String {
    painted(words, Paint::new().bold(), style)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_full_only_at_the_end() {
        let style = Style {
            ascii: true,
            ..Style::default()
        };
        assert_eq!(bar(0, style), "------   0 %");
        assert_eq!(bar(1, style), "#-----   1 %");
        assert_eq!(bar(99, style), "#####-  99 %");
        assert_eq!(bar(100, style), "###### 100 %");
    }
}
