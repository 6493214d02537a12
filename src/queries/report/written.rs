//! A report as Markdown: what its template makes of the data, with each answer put in as a block below the report's own
//! headings.

use super::data::{CohortTold, TeamTold};
use crate::document::HEADING;
use crate::system::{both, each};
use crate::template::{ReportTemplate, ReportValues, TemplateError};
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

/// Around the number of an answer, where a template wrote it.
const BEGIN: char = '\u{e001}';
const END: char = '\u{e002}';

/// The first byte of either.
const FIRST: u8 = 0xee;

/// The level below which there are no headings.
const DEEPEST: usize = 6;

/// The field that holds blocks of Markdown; all others are words.
const BLOCK: &str = "text";

/// How many teams a thread takes at once.
const TEAMS: usize = 8;

/// What is told, as templates read it.
pub struct ReportInput {
    values: ReportValues,
    /// The answers, by the numbers that stand in their places.
    blocks: Vec<String>,
}

impl ReportInput {
    /// The teams are only lent, so that several threads can take them.
    pub fn of(told: &mut CohortTold) -> Self {
        let teams = std::mem::take(&mut told.teams);
        let blocks = TakenBlocks::default();
        let (rest, all) = both(
            || blocks.taken_from(&*told),
            || each(&teams, TEAMS, |team| blocks.taken_from(team)),
        );
        told.teams = teams;
        Self::of_parts(rest, [("teams", Value::Array(all))], blocks)
    }

    /// A team alone; `told` is what is said around it.
    pub fn of_team(told: &CohortTold, team: &TeamTold) -> Self {
        // A page of which nothing changed says the same day as before.
        let day = team.last_change.as_ref().unwrap_or(&told.day);
        let blocks = TakenBlocks::default();
        let teams = Value::Array(vec![blocks.taken_from(team)]);
        let parts = [("teams", teams), ("day", Value::from(day.as_str()))];
        Self::of_parts(blocks.taken_from(told), parts, blocks)
    }

    fn of_parts<const N: usize>(
        mut rest: Value,
        parts: [(&str, Value); N],
        blocks: TakenBlocks,
    ) -> Self {
        if let Value::Object(all) = &mut rest {
            all.extend(parts.map(|(name, part)| (name.to_owned(), part)));
        }
        Self {
            values: rest.into(),
            blocks: blocks.into_inner(),
        }
    }

    /// The Markdown that a template makes of it.
    pub fn markdown(&self, template: &ReportTemplate) -> Result<String, TemplateError> {
        let text = template.render(&self.values)?;
        if self.blocks.is_empty() {
            return Ok(text);
        }
        Ok(filled(&text, &self.blocks))
    }
}

/// Answers, numbered in whatever order they come.
#[derive(Default)]
struct TakenBlocks(Mutex<Vec<String>>);

impl TakenBlocks {
    /// Some data without its answers; their numbers stand there instead.
    fn taken_from(&self, told: impl Serialize) -> Value {
        let mut data = serde_json::to_value(told).unwrap_or_default();
        self.take(&mut data);
        data
    }

    fn take(&self, value: &mut Value) {
        match value {
            Value::Array(all) => all.iter_mut().for_each(|one| self.take(one)),
            Value::Object(all) => {
                for (name, one) in all.iter_mut() {
                    match one {
                        Value::String(text) if name == BLOCK && !text.is_empty() => {
                            without_marks(text);
                            let mut blocks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                            let number = format!("{BEGIN}{}{END}", blocks.len());
                            blocks.push(std::mem::replace(text, number));
                        }
                        other => self.take(other),
                    }
                }
            }
            Value::String(words) => without_marks(words),
            _ => {}
        }
    }

    fn into_inner(self) -> Vec<String> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

fn without_marks(words: &mut String) {
    // Nearly none has any, or one that begins with the same byte.
    if words.as_bytes().contains(&FIRST) {
        words.retain(|one| one != BEGIN && one != END);
    }
}

/// The text with the answers in their places.
fn filled(text: &str, blocks: &[String]) -> String {
    let mut page = String::with_capacity(text.len() * 2);
    let mut level = 0;
    for line in text.lines() {
        if let Some(own) = level_of(line) {
            level = own;
        }
        let (mut begun, mut rest, mut is_put) = (String::new(), line, false);
        while let Some((before, number, after)) = parted(rest) {
            begun.push_str(before);
            rest = after;
            let block = blocks.get(number).map_or("", String::as_str);
            let is_cell = begun.trim_start().starts_with('|');
            let stands_alone = block.contains('\n') || block.contains(HEADING);
            if is_cell || !stands_alone {
                begun.push_str(&deepened(block, DEEPEST).replace('\n', " "));
                continue;
            }
            if is_put {
                page.push('\n');
            }
            put(&mut page, &begun, &deepened(block, level));
            begun.clear();
            rest = rest.trim();
            is_put = true;
        }
        begun.push_str(rest);
        if !is_put {
            let _infallible = writeln!(page, "{begun}");
        } else if !begun.is_empty() {
            let _infallible = writeln!(page, "\n{begun}");
        }
    }
    page
}

/// A line before, at and behind the number of an answer.
fn parted(line: &str) -> Option<(&str, usize, &str)> {
    let (before, rest) = line.split_once(BEGIN)?;
    let (number, after) = rest.split_once(END)?;
    Some((before, number.parse().ok()?, after))
}

/// Puts a block of several lines behind what stands before it in its line: within an entry or a quotation it stays
/// there; behind words it begins a line of its own.
fn put(page: &mut String, before: &str, block: &str) {
    let marks = before.trim_end_matches(' ');
    let indent = marks.len() - marks.trim_start_matches(' ').len();
    let is_around = marks
        .get(indent..)
        .is_some_and(|marks| matches!(marks, "" | "-" | "*" | "+" | ">"));
    let (first, other) = if is_around {
        (before.to_owned(), before.replace(['-', '*', '+'], " "))
    } else {
        let _infallible = write!(page, "{}\n\n", before.trim_end());
        (String::new(), String::new())
    };
    for (at, line) in block.split('\n').enumerate() {
        let start = if at == 0 { &first } else { &other };
        page.push_str(start);
        page.push_str(line);
        page.truncate(page.trim_end_matches(' ').len());
        page.push('\n');
    }
}

/// The level of a heading's line.
fn level_of(line: &str) -> Option<usize> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    ((1..=DEEPEST).contains(&level) && line.get(level..)?.starts_with(' ')).then_some(level)
}

/// A block with its headings below one of a level; those that would be too deep are bold.
fn deepened(block: &str, below: usize) -> Cow<'_, str> {
    if !block.contains(HEADING) {
        return Cow::Borrowed(block);
    }
    let lines = block.split('\n').map(|line| {
        let marked = line.split_once(HEADING);
        let marked = marked.and_then(|(around, rest)| Some((around, rest.split_once(' ')?)));
        let Some((around, (level, words))) = marked else {
            return line.to_owned();
        };
        match below + level.parse().unwrap_or(1) {
            deep @ ..=DEEPEST => format!("{around}{} {words}", "#".repeat(deep)),
            _ => format!("{around}**{words}**"),
        }
    });
    Cow::Owned(lines.collect::<Vec<_>>().join("\n"))
}

/// Writes the data for programs, to which an answer's own headings are what they are in Markdown.
pub fn for_programs<S: Serializer>(
    told: &Option<CohortTold>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut data = serde_json::to_value(told).map_err(S::Error::custom)?;
    head(&mut data);
    data.serialize(serializer)
}

fn head(value: &mut Value) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(head),
        Value::Object(all) => all.values_mut().for_each(head),
        Value::String(text) => {
            if let Cow::Owned(headed) = deepened(text, 0) {
                *text = headed;
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Answer, quoted};

    /// A text with an answer in it, which is quoted as a report quotes it.
    fn put_in(text: &str, answer: &str) -> String {
        let block = quoted(&Answer::of_text(answer), None, &|_| None);
        filled(&text.replace("TEXT", &format!("{BEGIN}0{END}")), &[block])
    }

    #[test]
    fn an_answer_stands_below_the_reports_headings() {
        for (text, block, page) in [
            ("## A\n\nTEXT\n", "# B\n\nc", "## A\n\n### B\n\nc\n"),
            ("## A\n\nTEXT\n", "#### B\n\nc", "## A\n\n### B\n\nc\n"),
            ("###### A\n\nTEXT\n", "# B\n\nc", "###### A\n\n**B**\n\nc\n"),
            (
                "# A\n\nTEXT\n",
                "- ## B\n\n1. # C",
                "# A\n\n- ### B\n\n1. ## C\n",
            ),
            ("# A\n\nTEXT\n", "> # B", "# A\n\n> ## B\n"),
            ("# A\n\n**T:** TEXT\n", "# B", "# A\n\n**T:**\n\n## B\n"),
            (
                "# A\n\nTEXT and TEXT\n",
                "# B",
                "# A\n\n## B\n\nand\n\n## B\n",
            ),
            ("TEXT", "```\n# b\n```", "```\n# b\n```\n"),
            ("- TEXT", "a\n\n- b", "- a\n\n  - b\n"),
            ("> TEXT", "a\n\n- b", "> a\n>\n> - b\n"),
            ("**A:** TEXT", "b", "**A:** b\n"),
            ("**A:** TEXT end", "- b\n- c", "**A:**\n\n- b\n- c\n\nend\n"),
            ("| TEXT | x |", "- b\n- c", "| - b - c | x |\n"),
            ("| TEXT | x |", "# b\n\nc", "| **b**  c | x |\n"),
            ("TEXT, TEXT", "b", "b, b\n"),
            ("a\n\n\nb", "", "a\n\n\nb\n"),
            ("TEXT", "\u{e000}1 b", "1 b\n"),
        ] {
            assert_eq!(put_in(text, block), page, "{text:?} {block:?}");
        }
    }

    #[test]
    fn a_line_holds_as_many_answers_as_it_likes() {
        let text = "TEXT ".repeat(100_000);
        assert_eq!(put_in(&text, "b"), format!("{}\n", "b ".repeat(100_000)));
    }
}
