//! One task of an answer: a line with a check box, an owner and a due date, and how the box is ticked.

use super::lines::{Fences, Tick, bullet, check_box, is_empty_item, without_bullet};
use super::misfit::Misfit;
use jiff::civil::Date;
use std::ops::Range;

/// What somebody is to do, as one line says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Line of the answer, counted from 0 at its first line.
    pub line: usize,
    /// Whether its box is ticked.
    pub is_done: bool,
    /// Whether it was given up, so that it is neither open nor done: all of it is struck out, or a line is in its box.
    pub is_dropped: bool,
    /// What is to be done: the words of the line without box, owners and due date, one space between two.
    pub text: String,
    /// Who is to do it, in the line's order, without the `@`.
    pub owners: Vec<String>,
    /// By when; of several dates the last.
    pub due: Option<Date>,
    /// What of the line can't be: a date that is none. Everything else of it holds.
    pub misfit: Option<Misfit>,
}

impl Task {
    /// Whether somebody still has to do it.
    pub fn is_open(&self) -> bool {
        !self.is_done && !self.is_dropped
    }

    /// Reads one line of an answer's plain form.
    pub(super) fn read(number: usize, line: &str) -> Self {
        let item = without_bullet(line.trim()).trim();
        let tick = tick_of(line);
        let struck = struck_out(item);
        let mut task = Self {
            line: number,
            is_done: tick == Some(Tick::Done),
            is_dropped: tick == Some(Tick::Dropped) || tick.is_none() && struck.is_some(),
            text: String::new(),
            owners: Vec::new(),
            due: None,
            misfit: None,
        };
        let mut words = struck.unwrap_or(item).split_whitespace().peekable();
        while let Some(word) = words.next() {
            if let Some(name) = word.strip_prefix('@').filter(|name| !name.is_empty()) {
                let plain = name.trim_end_matches([',', '.', ';', ')']);
                let mut owner = plain.to_owned();
                // `@coach 1` is coach 1, where nothing follows that the number could belong to.
                let mut after = words.clone();
                let number = after
                    .next()
                    .filter(|next| plain == name && is_short_number(next));
                if let Some(number) = number.filter(|_| ends_owner(after.next())) {
                    words.next();
                    owner = format!("{owner}-{}", number.trim_end_matches([',', '.', ';']));
                }
                task.owners.push(owner);
                continue;
            }
            if let Some(day) = due_day(word, &mut words) {
                task.note_day(day.trim_matches(AROUND_A_DAY));
                continue;
            }
            if !task.text.is_empty() {
                task.text.push(' ');
            }
            task.text.push_str(word);
        }
        if let Some(words) = struck_out(&task.text).map(str::to_owned) {
            task.is_dropped = tick != Some(Tick::Done);
            task.text = words;
        }
        task
    }

    fn note_day(&mut self, day: &str) {
        match day.parse::<Date>() {
            Ok(day) => self.due = Some(day),
            Err(_) if self.misfit.is_none() => {
                self.misfit = Some(Misfit::at(
                    self.line,
                    format!("\"{day}\" is not a date"),
                    "write it year first: due 2026-11-23",
                ));
            }
            Err(_) => {}
        }
    }
}

/// Words all of which are struck out, without the marks.
fn struck_out(words: &str) -> Option<&str> {
    let inner = words.strip_prefix("~~")?.strip_suffix("~~")?;
    (!inner.is_empty() && !inner.contains("~~")).then_some(inner)
}

fn tick_of(line: &str) -> Option<Tick> {
    let item = line.trim_start();
    let words = item.get(bullet(item).unwrap_or(0)..)?;
    check_box(words.trim_start())?.1
}

/// What may stand around a day.
const AROUND_A_DAY: [char; 8] = [',', '.', ';', '(', ')', '[', ']', '`'];

/// Words that name a day, but not which: after three letters days of the week and months may be cut off.
const VAGUE: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "today",
    "tomorrow",
    "tonight",
    "next",
    "end",
    "asap",
    "soon",
];

/// The day that a word and those behind it say by which something is due: `due 2026-11-23`, `Due on`, `(due:: `, a picture
/// of a calendar. It may be one that can't be read.
fn due_day<'a>(
    word: &'a str,
    words: &mut std::iter::Peekable<std::str::SplitWhitespace<'a>>,
) -> Option<&'a str> {
    let begin = word.trim_start_matches(['(', '[']);
    if let Some(day) = begin.strip_prefix('\u{1f4c5}') {
        let day = day.trim_start_matches('\u{fe0f}');
        return if day.is_empty() {
            words.next_if(|next| says_a_day(next))
        } else {
            Some(day)
        };
    }
    let (due, rest) = begin.split_at_checked(3)?;
    if !due.eq_ignore_ascii_case("due") {
        return None;
    }
    if !rest.is_empty() {
        let day = rest.strip_prefix(':')?.trim_start_matches(':');
        if !day.is_empty() {
            return Some(day);
        }
    }
    let mut after = words.clone();
    let is_joint =
        |word: &&str| ["on", "by", "before", "until", "in"].contains(&word.to_lowercase().as_str());
    let skips = after.next_if(is_joint).is_some();
    let day = after.next_if(|next| says_a_day(next))?;
    if skips {
        words.next();
    }
    words.next();
    Some(day)
}

/// Whether a word is meant as a day, a wrong or vague one too.
fn says_a_day(word: &str) -> bool {
    let plain = word.trim_matches(AROUND_A_DAY).to_lowercase();
    let is_vague = |name: &&str| plain.len() >= 3 && name.starts_with(&plain);
    // Also a quarter.
    let number = plain.strip_prefix('q').unwrap_or(&plain);
    number.starts_with(|first: char| first.is_ascii_digit()) || VAGUE.iter().any(is_vague)
}

fn is_short_number(word: &str) -> bool {
    let digits = word.trim_end_matches([',', '.', ';']);
    (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a word can't be what is to be done: there is none, or another owner or the day begins.
fn ends_owner(word: Option<&str>) -> bool {
    word.is_none_or(|word| {
        let plain = word.trim_start_matches(['(', '[']).to_lowercase();
        word.starts_with('@') || plain == "due" || plain.starts_with("due:")
    })
}

/// Lines of an answer that are tasks, with their numbers; blanks of the form and words indented below a task are none.
fn task_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_task = |line: &str| {
        let begins_one = !line.starts_with([' ', '\t']) || bullet(line.trim_start()).is_some();
        begins_one && !is_empty_item(line)
    };
    text.lines()
        .enumerate()
        .filter(move |(_, line)| is_task(line))
}

/// The tasks of an answer that somebody can tick off: those of its lines without what else people put between them, such
/// as a smaller heading, a quotation, a table or a fenced block.
pub(super) fn tasks_of(text: &str) -> Vec<Task> {
    let mut fences = Fences::default();
    let mut is_code = vec![false];
    for line in text.lines() {
        let is_mark = fences.mark(line);
        is_code.push(is_mark || fences.is_open());
    }
    task_lines(text)
        .filter(|(number, line)| {
            !is_code.get(number + 1).copied().unwrap_or(false)
                && !line.trim_start().starts_with(['|', '#', '>'])
        })
        .map(|(number, line)| Task::read(number, line))
        .collect()
}

/// What to replace in a line, given without its line end, so that its task is done or open: the one mark in its box, or
/// where it has no box, nothing by a box. None where it is so already.
pub fn ticked(line: &str, is_done: bool) -> Option<(Range<usize>, &'static str)> {
    let item = line.trim_start();
    let begin = line.len() - item.len();
    let width = bullet(item).unwrap_or(0);
    let words = item.get(width..).unwrap_or("").trim_start();
    let at = line.len() - words.len();
    let Some((length, tick)) = check_box(words) else {
        return match (is_done, width) {
            (false, _) => None,
            (true, 0) => Some((begin..begin, "- [x] ")),
            (true, _) => Some((at..at, "[x] ")),
        };
    };
    if (tick == Some(Tick::Done)) == is_done && tick != Some(Tick::Dropped) {
        return None;
    }
    let mark = words.get(..length).unwrap_or("");
    let inside = mark
        .find('[')
        .zip(mark.find(']'))
        .filter(|_| mark.len() <= 3);
    Some(match inside {
        Some((from, to)) => (at + from + 1..at + to, if is_done { "x" } else { " " }),
        None => (at..at + length, if is_done { "[x]" } else { "[ ]" }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_with_a_number_and_a_box_without_a_space() {
        for (line, owners, text) in [
            (
                "- [] Call @Coach 1 due 2026-12-01",
                &["Coach-1"][..],
                "Call",
            ),
            ("Call @coach 1", &["coach-1"], "Call"),
            ("Call @coach 1, @coach 2.", &["coach-1", "coach-2"], "Call"),
            (
                "Ask @coach 2 copies of the form",
                &["coach"],
                "Ask 2 copies of the form",
            ),
            ("Ask @coach, 2 @us", &["coach", "us"], "Ask 2"),
            ("[](x) @us", &["us"], "[](x)"),
        ] {
            let task = Task::read(0, line);
            assert_eq!(
                (task.owners.as_slice(), task.text.as_str()),
                (
                    owners
                        .iter()
                        .map(|one| (*one).to_owned())
                        .collect::<Vec<_>>()
                        .as_slice(),
                    text
                ),
                "{line}"
            );
        }
        assert_eq!(ticked("- [] Call", true), Some((3..3, "x")));
        assert_eq!(ticked("- [x] Call", false), Some((3..4, " ")));
    }

    #[test]
    fn a_date_that_is_none_hides_nothing_else() {
        let task = Task::read(3, "  - [x] Call the depot @coach due 2026-13-01 again @us,");
        assert_eq!(
            (task.is_done, task.text.as_str()),
            (true, "Call the depot again")
        );
        assert_eq!(task.owners, ["coach", "us"]);
        assert_eq!((task.due, task.misfit.unwrap().line), (None, 3));
    }

    #[test]
    fn what_is_no_task() {
        let text = "### This week\n\n- [ ] a\n  more about a\n  - [x] b\n\n> as agreed\n\n| x | y |\n| - | - |\n| - [ ] | z |\n\n```\n- [ ] c\n```\n- [ ]\n1. [X] d\nCall e";
        let found: Vec<(usize, String, bool)> = tasks_of(text)
            .into_iter()
            .map(|task| (task.line, task.text, task.is_done))
            .collect();
        let row = |line, text: &str, is_done| (line, text.to_owned(), is_done);
        assert_eq!(
            found,
            [
                row(2, "a", false),
                row(4, "b", true),
                row(16, "d", true),
                row(17, "Call e", false)
            ]
        );
    }

    /// Each row: a line, and what it is when it is done.
    #[test]
    fn a_box_is_ticked_and_nothing_else() {
        for (line, done) in [
            ("- [ ] a", "- [x] a"),
            ("\t*  [ ]\ta  ", "\t*  [x]\ta  "),
            ("+ [ ] a [ ] b", "+ [x] a [ ] b"),
            ("12) [ ] \u{e9}", "12) [x] \u{e9}"),
            ("[ ] a", "[x] a"),
            ("-   a", "-   [x] a"),
            (
                "- [x](https://example.org) a",
                "- [x] [x](https://example.org) a",
            ),
            ("a", "- [x] a"),
        ] {
            let apply = |line: &str, is_done| {
                let mut line = line.to_owned();
                if let Some((span, words)) = ticked(&line, is_done) {
                    line.replace_range(span, words);
                }
                line
            };
            assert_eq!(apply(line, true), done);
            assert_eq!(apply(done, true), done, "ticked once");
            assert!(Task::read(0, done).is_done, "{done:?}");
            assert!(!Task::read(0, line).is_done, "{line:?}");
            let open = apply(done, false);
            assert_eq!(open, done.replacen("[x]", "[ ]", 1));
        }
        assert_eq!(ticked("- [X] a", true), None);
        assert_eq!(ticked("- a", false), None);
    }
}
