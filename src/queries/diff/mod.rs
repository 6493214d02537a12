//! Changes between two versions of a record, by output: `problem: reworded; evidence: 2 rows added`.

mod between;

pub use between::Between;

use crate::model::{Content, Count};
use crate::report::{Block, ChangedLine, Report, Span, Spans};
use crate::toolkit::{Activity, Output};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use similar::{ChangeTag, TextDiff};

/// Longer texts are shown as replaced; nobody reads that many marks.
const MOST_WORDS: usize = 20_000;

/// Result of `diff`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DiffData {
    /// The plan's id.
    pub plan: String,
    /// The version before; null if there was none.
    pub from: Option<Compared>,
    /// The version after; null for the current state.
    pub to: Option<Compared>,
    /// Records that differ.
    pub records: Vec<RecordChange>,
}

/// A version being compared.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Compared {
    /// `v1` is the oldest; null for a commit that isn't on this branch.
    pub version: Option<String>,
    /// The commit it is read from.
    pub commit: String,
    /// When the commit reached this branch, RFC 3339 in UTC.
    pub date: String,
}

/// Changes in one record.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RecordChange {
    /// The record's file after, relative to the workspace; if deleted, before.
    pub path: String,
    /// Id of its activity.
    pub activity: String,
    /// The record's name, for a repeatable activity.
    pub record: Option<String>,
    /// Whether the record is new, gone, or existed before and after.
    pub what: &'static str,
    /// In brief, output by output.
    pub summary: String,
    /// Outputs whose answers differ.
    pub outputs: Vec<OutputChange>,
    /// Full text before; null if there was none.
    pub before: Option<String>,
    /// Full text after; null if there is none.
    pub after: Option<String>,
    /// Where the record is now, to which a patch applies.
    #[serde(skip)]
    pub place: String,
}

/// Changes in one output's answer.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OutputChange {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its kind.
    pub kind: &'static str,
    /// In brief.
    pub summary: String,
    /// New rows, entries or tasks; 0 for other kinds.
    pub added: usize,
    /// Removed rows, entries or tasks; 0 for other kinds.
    pub removed: usize,
    /// Changed rows, entries or tasks; 0 for other kinds.
    pub changed: usize,
    /// The answer before; null if there was none.
    pub before: Option<String>,
    /// The answer after; null if there is none.
    pub after: Option<String>,
    #[serde(skip)]
    lines: Vec<ChangedLine>,
}

pub struct RecordVersion<'a> {
    pub text: &'a str,
    /// `None` if it can't be read.
    pub content: Option<&'a Content>,
}

/// Compares two versions of a record; either may be missing.
pub fn change(
    path: &str,
    activity: &Activity,
    before: Option<&RecordVersion<'_>>,
    after: Option<&RecordVersion<'_>>,
) -> RecordChange {
    let mut outputs = Vec::new();
    for output in &activity.outputs {
        let words = |version: Option<&RecordVersion<'_>>| {
            let answer = version?.content?.answer(output.at)?;
            Some(answer.text.into_owned())
        };
        let (old, new) = (words(before), words(after));
        if old != new {
            let mut told = output_change(output, old, new);
            let is_undecided = after
                .and_then(|version| version.content)
                .is_some_and(|content| content.is_undecided(output.at));
            if is_undecided {
                "a merge left two versions".clone_into(&mut told.summary);
            }
            outputs.push(told);
        }
    }
    let what = match (before, after) {
        (None, _) => "new",
        (_, None) => "gone",
        _ => "changed",
    };
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut change = RecordChange {
        path: path.to_owned(),
        place: path.to_owned(),
        activity: activity.id.to_string(),
        record: (activity.repeat.is_some())
            .then(|| name.strip_suffix(".md").unwrap_or(name).to_owned()),
        what,
        summary: String::new(),
        outputs,
        before: before.map(|version| version.text.to_owned()),
        after: after.map(|version| version.text.to_owned()),
    };
    change.summary = summary(&change, before, after);
    change
}

fn summary(
    change: &RecordChange,
    before: Option<&RecordVersion<'_>>,
    after: Option<&RecordVersion<'_>>,
) -> String {
    let unreadable =
        |version: Option<&RecordVersion<'_>>| version.is_some_and(|one| one.content.is_none());
    let skipped = |version: Option<&RecordVersion<'_>>| {
        version
            .and_then(|one| one.content)
            .and_then(|content| content.skipped.clone())
    };
    let mut parts: Vec<String> = change
        .outputs
        .iter()
        .map(|output| format!("{}: {}", output.id, output.summary))
        .collect();
    match (skipped(before), skipped(after)) {
        (old, Some(reason)) if old.as_deref() != Some(&reason) => {
            parts.push(format!("skipped: {reason}"));
        }
        (Some(_), None) if after.is_some() => parts.push("taken up again".to_owned()),
        _ => {}
    }
    parts.extend(reviewed(before, after));
    if unreadable(after) {
        parts.push("can't be read".to_owned());
    } else if unreadable(before) {
        parts.push("could not be read before".to_owned());
    }
    if change.what == "gone" {
        parts = vec!["removed".to_owned()];
    } else if parts.is_empty() {
        let words = if change.what == "new" {
            "begun, nothing answered"
        } else {
            "only words outside the answers"
        };
        parts.push(words.to_owned());
    }
    parts.join("; ")
}

/// Which answers were reviewed: their stamps existed and changed.
fn reviewed(
    before: Option<&RecordVersion<'_>>,
    after: Option<&RecordVersion<'_>>,
) -> Option<String> {
    let (before, after) = (before?.content?, after?.content?);
    let renewed = after.stamps.iter().filter(|(name, stamp)| {
        before
            .stamp(name)
            .is_some_and(|before| before != stamp.as_str())
    });
    let names: Vec<&str> = renewed.map(|(name, _)| name.as_str()).collect();
    (!names.is_empty()).then(|| format!("reviewed: {}", names.join(", ")))
}

fn output_change(output: &Output, before: Option<String>, after: Option<String>) -> OutputChange {
    let parsed = |words: &Option<String>| match words {
        None => Some(Value::Array(Vec::new())),
        Some(words) => output.kind.parse(&output.shape, words).ok(),
    };
    let mut change = OutputChange {
        id: output.id.to_string(),
        title: output.title.clone(),
        kind: output.kind.name(),
        summary: String::new(),
        added: 0,
        removed: 0,
        changed: 0,
        before,
        after,
        lines: Vec::new(),
    };
    let items = match (
        output.kind.facts().items,
        parsed(&change.before),
        parsed(&change.after),
    ) {
        (Some(one), Some(Value::Array(old)), Some(Value::Array(new))) => Some((one, old, new)),
        _ => None,
    };
    match items {
        Some((one, old, new)) => change.tell_items(one, &old, &new),
        None => change.tell_words(),
    }
    change
}

impl OutputChange {
    fn tell_words(&mut self) {
        let is_short = |words: &str| words.lines().count() == 1 && words.chars().count() <= 40;
        self.summary = match (&self.before, &self.after) {
            (None, _) => "written".to_owned(),
            (_, None) => "taken away".to_owned(),
            (Some(old), Some(new)) if self.kind != "text" && is_short(old) && is_short(new) => {
                format!("{old} \u{2192} {new}")
            }
            _ => "reworded".to_owned(),
        };
        let (old, new) = (
            self.before.as_deref().unwrap_or_default(),
            self.after.as_deref().unwrap_or_default(),
        );
        let sign = match (&self.before, &self.after) {
            (None, _) => '+',
            (_, None) => '-',
            _ => '~',
        };
        self.lines = lines(sign, spans(old, new));
    }

    /// Leaves out unchanged items; similar ones count as changed.
    fn tell_items(&mut self, one: &str, old: &[Value], new: &[Value]) {
        let mut gone: Vec<String> = old.iter().map(item_words).collect();
        let mut come: Vec<String> = Vec::new();
        for item in new.iter().map(item_words) {
            match gone.iter().position(|other| *other == item) {
                Some(at) => drop(gone.remove(at)),
                None => come.push(item),
            }
        }
        let mut pairs = Vec::new();
        for item in come {
            let best = gone
                .iter()
                .enumerate()
                .map(|(at, other)| (likeness(other, &item), std::cmp::Reverse(at)))
                .max()
                .filter(|(alike, _)| *alike >= 50);
            let other = best.map(|(_, at)| gone.remove(at.0));
            pairs.push((other, item));
        }
        self.changed = pairs.iter().filter(|(other, _)| other.is_some()).count();
        self.added = pairs.len() - self.changed;
        self.removed = gone.len();
        for (old, new) in pairs {
            let sign = if old.is_some() { '~' } else { '+' };
            self.lines
                .extend(lines(sign, spans(&old.unwrap_or_default(), &new)));
        }
        for old in gone {
            self.lines.extend(lines('-', spans(&old, "")));
        }
        let mut parts = Vec::new();
        for (count, verb) in [
            (self.added, "added"),
            (self.changed, "changed"),
            (self.removed, "removed"),
        ] {
            if count > 0 && parts.is_empty() {
                parts.push(format!("{} {verb}", Count(count, one)));
            } else if count > 0 {
                parts.push(format!("{count} {verb}"));
            }
        }
        if parts.is_empty() {
            parts.push("put in another order or form".to_owned());
        }
        self.summary = parts.join(", ");
    }
}

fn item_words(item: &Value) -> String {
    match item {
        Value::String(words) => words.clone(),
        Value::Object(row) => {
            let cells: Vec<String> = row
                .iter()
                .filter_map(|(key, value)| match value {
                    Value::String(words) => Some(words.clone()),
                    Value::Bool(true) => Some(format!("[{key}]")),
                    Value::Number(number) => Some(number.to_string()),
                    _ => None,
                })
                .collect();
            cells.join(" | ")
        }
        other => other.to_string(),
    }
}

/// Share of the words two items have in common, in percent.
fn likeness(one: &str, other: &str) -> usize {
    let words = |text: &str| -> Vec<String> {
        text.split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let (one, mut other) = (words(one), words(other));
    let all = one.len() + other.len();
    let shared = one
        .iter()
        .filter(|word| {
            let at = other.iter().position(|other| other == *word);
            at.map(|at| other.remove(at)).is_some()
        })
        .count();
    (200 * shared).checked_div(all).unwrap_or(0)
}

/// Compares word by word.
fn spans(old: &str, new: &str) -> Spans {
    let count = |text: &str| text.split_whitespace().count();
    if old.is_empty() || new.is_empty() || count(old) + count(new) > MOST_WORDS {
        let spans = [Span::Gone(old.to_owned()), Span::New(new.to_owned())];
        return spans
            .into_iter()
            .filter(|span| !span.words().is_empty())
            .collect();
    }
    let mut spans: Spans = Vec::new();
    for change in TextDiff::from_words(old, new).iter_all_changes() {
        let words = change.value().to_owned();
        match (change.tag(), spans.last_mut()) {
            (ChangeTag::Equal, Some(Span::Same(last)))
            | (ChangeTag::Delete, Some(Span::Gone(last)))
            | (ChangeTag::Insert, Some(Span::New(last))) => last.push_str(&words),
            (ChangeTag::Equal, _) => spans.push(Span::Same(words)),
            (ChangeTag::Delete, _) => spans.push(Span::Gone(words)),
            (ChangeTag::Insert, _) => spans.push(Span::New(words)),
        }
    }
    spans
}

/// Splits spans into lines.
fn lines(sign: char, spans: Spans) -> Vec<ChangedLine> {
    let mut all = vec![ChangedLine {
        sign,
        spans: Vec::new(),
    }];
    for span in spans {
        for (number, part) in span.words().split('\n').enumerate() {
            if number > 0 {
                all.push(ChangedLine {
                    sign: if sign == '~' { ' ' } else { sign },
                    spans: Vec::new(),
                });
            }
            if let Some(line) = all.last_mut().filter(|_| !part.is_empty()) {
                line.spans.push(span.with(part));
            }
        }
    }
    // A changed line's sign depends on its content.
    if sign == '~' {
        for line in &mut all {
            let is_same = |span: &Span| matches!(span, Span::Same(_));
            line.sign = if line.spans.iter().all(is_same) {
                ' '
            } else {
                '~'
            };
        }
    }
    all
}

pub fn report(title: String, changes: &[RecordChange], is_several: bool) -> Report {
    let mut blocks = Vec::new();
    for change in changes {
        if is_several {
            let record = change
                .record
                .as_ref()
                .map_or(String::new(), |record| format!("/{record}"));
            blocks.push(Block::Heading(format!(
                "{}{record}: {}",
                change.activity, change.summary
            )));
        } else if change.outputs.is_empty() {
            blocks.push(Block::Text(change.summary.clone()));
        }
        for output in &change.outputs {
            blocks.push(Block::Heading(format!(
                "{}{}: {}",
                if is_several { "  " } else { "" },
                output.title,
                output.summary
            )));
            blocks.push(Block::Changes(output.lines.clone()));
        }
        blocks.push(Block::Texts {
            path: change.place.clone(),
            before: change.before.clone(),
            after: change.after.clone(),
        });
    }
    if changes.is_empty() {
        blocks.push(Block::Text("nothing differs".to_owned()));
    }
    Report {
        title: Some(title),
        blocks,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(old: &[&str], new: &[&str]) -> (String, Vec<String>) {
        let values = |all: &[&str]| -> Vec<Value> {
            all.iter()
                .map(|one| Value::String((*one).to_owned()))
                .collect()
        };
        let mut change = OutputChange {
            id: "a".to_owned(),
            title: "A".to_owned(),
            kind: "list",
            summary: String::new(),
            added: 0,
            removed: 0,
            changed: 0,
            before: None,
            after: None,
            lines: Vec::new(),
        };
        change.tell_items("entry", &values(old), &values(new));
        let lines = change
            .lines
            .iter()
            .map(|line| {
                let words: String = line.spans.iter().map(Span::words).collect();
                format!("{} {words}", line.sign)
            })
            .collect();
        (change.summary, lines)
    }

    #[test]
    fn items_are_told_apart() {
        let (summary, lines) = told(
            &["buses are late", "no lunch for staff", "same"],
            &[
                "same",
                "buses are always late",
                "new things",
                "other things",
            ],
        );
        assert_eq!(summary, "2 entries added, 1 changed, 1 removed");
        assert_eq!(
            lines,
            [
                "~ buses are always late",
                "+ new things",
                "+ other things",
                "- no lunch for staff"
            ]
        );
        assert_eq!(
            told(&["a", "b"], &["b", "a"]).0,
            "put in another order or form"
        );
    }

    #[test]
    fn words_are_marked() {
        let marked = spans("How might we help?", "How might we all help?");
        assert_eq!(
            marked,
            [
                Span::Same("How might we ".to_owned()),
                Span::New("all ".to_owned()),
                Span::Same("help?".to_owned())
            ]
        );
        let lines = lines('~', spans("one\ntwo\nthree", "one\n2\nthree"));
        let signs: String = lines.iter().map(|line| line.sign).collect();
        assert_eq!(signs, " ~ ");
    }
}
