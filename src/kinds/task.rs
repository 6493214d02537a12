//! One task of an answer: a line with a check box, an owner and a due date, and how the box is ticked.

use super::lines::{bullet, is_empty_item, is_fence, without_bullet};
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
    pub(super) fn read(number: usize, line: &str) -> Self {
        let line = line.trim();
        let mut task = Self {
            line: number,
            is_done: check_box(line).is_some_and(|(_, is_done)| is_done),
            text: String::new(),
            owners: Vec::new(),
            due: None,
            misfit: None,
        };
        let mut words = without_bullet(line).split_whitespace().peekable();
        while let Some(word) = words.next() {
            if let Some(name) = word.strip_prefix('@').filter(|name| !name.is_empty()) {
                let plain = name.trim_end_matches([',', '.', ';']);
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
            let day = if matches!(word, "due" | "due:") {
                words.next_if(|next| next.starts_with(|first: char| first.is_ascii_digit()))
            } else {
                word.strip_prefix("due:").filter(|day| !day.is_empty())
            };
            if let Some(day) = day {
                task.note_day(day.trim_end_matches([',', '.', ';', ')']));
                continue;
            }
            if !task.text.is_empty() {
                task.text.push(' ');
            }
            task.text.push_str(word);
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

fn is_short_number(word: &str) -> bool {
    let digits = word.trim_end_matches([',', '.', ';']);
    (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a word can't be what is to be done: there is none, or another owner or the day begins.
fn ends_owner(word: Option<&str>) -> bool {
    word.is_none_or(|word| {
        word.starts_with('@') || matches!(word, "due" | "due:") || word.starts_with("due:")
    })
}

/// Lines of an answer that are tasks, with their numbers; blanks of the form and words indented below a task are none.
pub(super) fn task_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
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
    let mut fenced = vec![false];
    let mut is_open = false;
    for line in text.lines() {
        let is_mark = is_fence(line);
        fenced.push(is_open || is_mark);
        is_open ^= is_mark;
    }
    task_lines(text)
        .filter(|(number, line)| {
            !fenced.get(number + 1).copied().unwrap_or(false)
                && !line.trim_start().starts_with(['|', '#', '>'])
        })
        .map(|(number, line)| Task::read(number, line))
        .collect()
}

/// Where the mark between the brackets of a line's check box is, and whether it is ticked. As on git hosts, a box has white
/// space or nothing behind it: `[x](...)` is a link. A box without a space is meant as one, too.
fn check_box(line: &str) -> Option<(Range<usize>, bool)> {
    let item = line.trim_start();
    let after = bullet(item)
        .and_then(|width| item.get(width..))
        .unwrap_or(item)
        .trim_start();
    let boxes = [
        ("[ ]", 1, false),
        ("[x]", 1, true),
        ("[X]", 1, true),
        ("[]", 0, false),
    ];
    let (mark, width, is_done) = boxes
        .into_iter()
        .find(|(mark, ..)| after.starts_with(mark))?;
    let rest = after.get(mark.len()..)?;
    if !(rest.is_empty() || rest.starts_with(char::is_whitespace)) {
        return None;
    }
    let at = line.len() - after.len() + 1;
    Some((at..at + width, is_done))
}

/// What to replace in a line, given without its line end, so that its task is done or open: the one mark in its box, or
/// where it has no box, nothing by a box. None where it is so already.
pub fn ticked(line: &str, is_done: bool) -> Option<(Range<usize>, &'static str)> {
    match check_box(line) {
        Some((_, is)) if is == is_done => None,
        Some((at, _)) => Some((at, if is_done { "x" } else { " " })),
        None if !is_done => None,
        None => {
            let item = line.trim_start();
            let begin = line.len() - item.len();
            let Some(width) = bullet(item) else {
                return Some((begin..begin, "- [x] "));
            };
            let words = item.get(width..).unwrap_or("").trim_start();
            let at = line.len() - words.len();
            Some((at..at, "[x] "))
        }
    }
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
