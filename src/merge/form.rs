//! The form of an answer, as its text shows: a list, a table, or words.

use super::units::MergeUnit;
use crate::kinds::{bullet, is_blank_answer, is_empty_item, is_fence, is_table_rule, split_row};

/// What precedes the entries of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    /// Bullets, which are part of the entries.
    Bullets,
    /// Numbers, which aren't.
    Numbers(Numbers),
}

/// How the entries of a list are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Numbers {
    first: u32,
    /// Whether numbers go up; otherwise they are all the same. `None` for a single entry.
    counts: Option<bool>,
    /// The character after each number.
    sign: char,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Form {
    /// Nothing, or a blank form.
    Blank,
    List(Vec<MergeUnit>, Marks),
    /// Header and rule, and rows.
    Table(String, Vec<MergeUnit>),
    /// Anything else.
    Words,
}

/// The marks of several lists, unless they contradict each other.
pub(super) fn agreed<'a>(lists: impl IntoIterator<Item = &'a Marks>) -> Option<Marks> {
    let mut lists = lists.into_iter();
    let mut agreed = *lists.next()?;
    for list in lists {
        match (&mut agreed, list) {
            (Marks::Bullets, Marks::Bullets) => {}
            (Marks::Numbers(one), Marks::Numbers(other))
                if one.first == other.first && one.sign == other.sign =>
            {
                if one.counts.is_some() && other.counts.is_some() && one.counts != other.counts {
                    return None;
                }
                one.counts = one.counts.or(other.counts);
            }
            _ => return None,
        }
    }
    Some(agreed)
}

impl Form {
    pub fn of(text: &str) -> Self {
        if let Some(table) = Self::table(text) {
            return table;
        }
        if is_blank_answer(text) {
            return Self::Blank;
        }
        Self::list(text).unwrap_or(Self::Words)
    }

    fn table(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let (header, rule) = (lines.next()?, lines.next()?);
        if !header.contains('|') || is_empty_item(header) || !is_table_rule(rule) {
            return None;
        }
        let mut rows = Vec::new();
        for line in lines {
            if !line.contains('|') || line.contains("<!--") {
                return None;
            }
            rows.push(MergeUnit {
                key: split_row(line).join("\u{1f}|"),
                text: line.to_owned(),
                gap: Some("\n".to_owned()),
            });
        }
        Some(Self::Table(format!("{header}\n{rule}"), rows))
    }

    fn list(text: &str) -> Option<Self> {
        let first = text.lines().next()?;
        let indent = first.len() - first.trim_start_matches(' ').len();
        let mut entries: Vec<String> = Vec::new();
        for line in text.split_inclusive('\n') {
            // Code may look like entries, and comments hide some.
            if is_fence(line) || line.contains("<!--") || line.contains("-->") {
                return None;
            }
            let deep = line.len() - line.trim_start_matches(' ').len();
            let content = line.trim_start();
            let begins = deep <= indent && bullet(content.trim_end()).is_some();
            if begins && content.starts_with(|first: char| first.is_ascii_digit()) {
                return Self::numbered(text);
            }
            if begins {
                entries.push(line.to_owned());
            } else if content.trim().is_empty() || deep > indent || line.starts_with('\t') {
                entries.last_mut()?.push_str(line);
            } else {
                return None;
            }
        }
        let last = entries.len().saturating_sub(1);
        let units = entries.iter().enumerate().map(|(at, entry)| {
            let words = entry.trim_end();
            let gap = entry.get(words.len()..).unwrap_or("");
            // Spaces at a line's end are not a gap.
            let gap = "\n".repeat(gap.matches('\n').count().max(1));
            MergeUnit {
                key: key(words),
                text: words.to_owned(),
                gap: (at < last).then_some(gap),
            }
        });
        Some(Self::List(units.collect(), Marks::Bullets))
    }

    /// A list of numbered lines. Numbers change when an entry is added, so they aren't part of the entries.
    fn numbered(text: &str) -> Option<Self> {
        let mut units = Vec::new();
        let mut found = Vec::new();
        let mut sign = None;
        for line in text.lines() {
            let width = bullet(line.trim_end())?;
            let (number, rest) = line.split_at_checked(width)?;
            let behind = number.chars().next_back()?;
            if *sign.get_or_insert(behind) != behind || line.contains("<!--") {
                return None;
            }
            found.push(number.trim_end_matches(behind).parse::<u32>().ok()?);
            units.push(MergeUnit {
                key: rest.split_whitespace().collect::<Vec<_>>().join(" "),
                text: rest.to_owned(),
                gap: Some("\n".to_owned()),
            });
        }
        let mut numbers = Numbers {
            first: *found.first()?,
            counts: None,
            sign: sign?,
        };
        if let Some(second) = found.get(1) {
            numbers.counts = Some(*second != numbers.first);
        }
        let mut all = (0..).zip(&found);
        all.all(|(above, number)| numbers.number(above) == *number)
            .then_some(Self::List(units, Marks::Numbers(numbers)))
    }
}

impl Numbers {
    fn number(self, above: u32) -> u32 {
        if self.counts.unwrap_or(true) {
            self.first.saturating_add(above)
        } else {
            self.first
        }
    }

    /// The number of an entry, given how many are above it.
    pub fn of(self, above: u32) -> String {
        format!("{}{}", self.number(above), self.sign)
    }
}

/// What an entry says, without its bullet and extra white space.
fn key(entry: &str) -> String {
    let content = entry.trim_start();
    let width = bullet(content).unwrap_or(0);
    let rest = content.get(width..).unwrap_or("");
    let lines: Vec<String> = rest
        .lines()
        .map(|line| {
            let indent = line.len() - line.trim_start().len();
            let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
            format!("{}{words}", if indent > 0 { " " } else { "" })
        })
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list is numbered where every line has a number with the same sign, counted or always the same.
    #[test]
    fn numbered_lists_and_what_only_looks_like_one() {
        for (text, is_one) in [
            ("1. a\n2. b", true),
            ("3) a\n4) b\n5) c", true),
            ("1. a\n1. b", true),
            ("1. a", true),
            ("1. a\n2) b", false),
            ("1. a\n2. b <!-- or c -->", false),
            ("1. a\n3. b", false),
            ("1. a\n1. b\n2. c", false),
            ("1. a\n- b", false),
            ("1. a\nb", false),
        ] {
            let is_numbered =
                matches!(Form::numbered(text), Some(Form::List(_, Marks::Numbers(_))));
            assert_eq!(is_numbered, is_one, "{text}");
        }
    }
}
