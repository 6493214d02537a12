//! What people, editors and formatters write, row by row: `tests/cases/hand-edits/` has the rows, `docs/file-formats.md`
//! the forms that are promised. Each row is a plan of its own in one workspace, which the real program reads a few times.

use super::sandbox::Sandbox;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What stands in a file, or what of it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Row {
    /// What the row is about; without it, what is written says so.
    is: String,
    /// The activity: of a kind's own, unless it is the page.
    kind: String,
    /// All that stands below the comment.
    written: String,
    /// Words below the comments of outputs of the page.
    typed: BTreeMap<String, String>,
    /// Words of the page, and others in their place.
    change: Vec<(String, String)>,
    /// All of the file.
    text: String,
    /// Files of the plan.
    files: BTreeMap<String, String>,
    /// JSON of the answer, or of those of the page; empty where there is none.
    value: String,
    /// Whether another test says what the answers are.
    any_value: bool,
    /// The findings: code, and line of what is written, words of the line, or file.
    named: Vec<String>,
    /// Findings that are as good as the value.
    or_named: Vec<String>,
    /// State of the activity; of most rows the answers tell.
    state: Option<String>,
    /// Tasks that are open or overdue.
    open: Option<usize>,
    /// Records that have an answer.
    talks: Option<usize>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Rows {
    row: Vec<Row>,
    nothing: Vec<Nothing>,
}

/// Texts of one kind that are no answers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {
    kind: String,
    written: Vec<String>,
}

/// What the program says of a row.
#[derive(Debug, Default)]
struct Seen {
    value: Value,
    state: String,
    /// Code, path and line of each finding.
    named: Vec<(String, String, Option<usize>)>,
    open: usize,
    records: usize,
}

fn cases(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/hand-edits");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

fn rows_of(name: &str) -> Vec<Row> {
    let rows: Rows = toml::from_str(&cases(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let blanks = rows.nothing.into_iter().flat_map(|one| {
        let written = one.written.into_iter();
        written.map(move |written| Row {
            kind: one.kind.clone(),
            written,
            ..Row::default()
        })
    });
    rows.row.into_iter().chain(blanks).collect()
}

impl Row {
    fn name(&self) -> String {
        match self.is.as_str() {
            "" => format!("{}: {}", self.kind, self.written.replace('\n', "\u{23ce}")),
            is => is.to_owned(),
        }
    }

    fn activity(&self) -> &str {
        match self.kind.as_str() {
            _ if !self.files.is_empty() => "talks",
            "" => "page",
            kind => kind,
        }
    }

    fn file(&self) -> String {
        format!("{}.md", self.activity())
    }

    /// The text of its file, made of a fresh one.
    fn text(&self, fresh: &str) -> String {
        if !self.text.is_empty() {
            return self.text.clone();
        }
        if !self.kind.is_empty() {
            return with_answer(fresh, "answer", &self.written);
        }
        let mut text = fresh.to_owned();
        for (output, words) in &self.typed {
            text = with_answer(&text, output, words);
        }
        for (from, to) in &self.change {
            let parts = text.matches(from.as_str()).count();
            assert_eq!(parts, 1, "{}: {from:?} in\n{text}", self.name());
            text = text.replacen(from, to, 1);
        }
        text
    }
}

/// With words below an output's comment, in place of what stands there.
fn with_answer(text: &str, output: &str, words: &str) -> String {
    let comment = text.find(&format!("<!-- output: {output}.")).unwrap();
    let from = comment + text[comment..].find("-->").unwrap() + 3;
    let to = text[from..]
        .find("\n## ")
        .map_or(text.len(), |at| from + at);
    format!("{}\n\n{words}\n{}", &text[..from], &text[to..])
}

/// A workspace in which each row is a plan, and what the program says of each.
struct Pages {
    sandbox: Sandbox,
    fresh: BTreeMap<String, String>,
}

impl Pages {
    fn new() -> Self {
        let sandbox = Sandbox::with_plans(&[]);
        sandbox.write("toolkits/pages/toolkit.toml", cases("toolkit.toml"));
        sandbox
            .run(["new", "fresh", "--toolkit", "pages", "--quiet"])
            .ends_with(0);
        let folder = "plans/fresh/1-all";
        let files = sandbox.files(folder);
        let fresh = files.into_iter().filter(|name| name.contains(".md"));
        let fresh = fresh
            .map(|name| {
                let text = sandbox.read(&format!("{folder}/{name}"));
                (name, text)
            })
            .collect();
        Self { sandbox, fresh }
    }

    fn plan(at: usize) -> String {
        format!("r-{at:04}")
    }

    /// Writes all rows and reads them; the texts of the rows' files, too.
    fn see(&self, rows: &[Row]) -> Vec<(Seen, String)> {
        let toml = self.sandbox.read("plans/fresh/plan.toml");
        let mut texts = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let folder = format!("plans/{}", Self::plan(at));
            self.sandbox.write(&format!("{folder}/plan.toml"), &toml);
            for (name, text) in &row.files {
                self.sandbox.write(&format!("{folder}/{name}"), text);
            }
            let fresh = self.fresh.get(&row.file()).map_or("", String::as_str);
            let text = row.text(fresh);
            if row.files.is_empty() {
                self.sandbox
                    .write(&format!("{folder}/{}", row.file()), &text);
            }
            texts.push(text);
        }
        let mut seen: BTreeMap<String, Seen> = (0..rows.len())
            .map(|at| (Self::plan(at), Seen::default()))
            .collect();
        self.see_answers(rows, &mut seen);
        self.see_findings(&mut seen);
        let tasks = self.json(&["actions", "--format", "json"]);
        for task in tasks["data"]["tasks"].as_array().unwrap() {
            let plan = task["plan"].as_str().unwrap();
            if task["state"] == "open" || task["state"] == "overdue" {
                seen.get_mut(plan).unwrap().open += 1;
            }
        }
        seen.into_values().zip(texts).collect()
    }

    fn see_answers(&self, rows: &[Row], seen: &mut BTreeMap<String, Seen>) {
        let activities: BTreeSet<&str> = rows.iter().map(Row::activity).collect();
        for activity in activities {
            let listed = self.json(&["list", activity, "--format", "json"]);
            for record in listed["data"]["rows"].as_array().unwrap() {
                let plan = record["plan"].as_str().unwrap();
                let Some(seen) = seen.get_mut(plan) else {
                    continue;
                };
                let outputs = record["outputs"].as_object().unwrap();
                let filled: Map<String, Value> = outputs
                    .iter()
                    .filter(|(_, value)| !value.is_null())
                    .map(|(id, value)| (id.clone(), value.clone()))
                    .collect();
                seen.records += usize::from(!filled.is_empty());
                seen.state = String::from(record["state"].as_str().unwrap_or(""));
                seen.value = match filled.get("answer") {
                    Some(answer) => answer.clone(),
                    None if filled.is_empty() => Value::Null,
                    None => Value::Object(filled),
                };
            }
        }
    }

    fn see_findings(&self, seen: &mut BTreeMap<String, Seen>) {
        let run = self.sandbox.run(["check", "--format", "json"]);
        assert!([0, 1, 3].contains(&run.code), "{run:?}");
        for finding in run.json()["diagnostics"].as_array().unwrap() {
            let path = finding["path"].as_str().unwrap_or("");
            let mut parts = path.splitn(3, '/').skip(1);
            let (Some(plan), Some(file)) = (parts.next(), parts.next()) else {
                continue;
            };
            if let Some(seen) = seen.get_mut(plan) {
                let code = finding["code"].as_str().unwrap().to_owned();
                let line = finding["line"]
                    .as_u64()
                    .map(|line| usize::try_from(line).unwrap());
                seen.named.push((code, file.to_owned(), line));
            }
        }
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let run = self.sandbox.run(arguments);
        assert!([0, 1, 3].contains(&run.code), "{arguments:?}: {run:?}");
        run.json()
    }
}

/// What of a row isn't so; nothing where all is.
fn wrong(row: &Row, seen: &Seen, text: &str) -> Option<String> {
    let value = match row.value.as_str() {
        "" => Value::Null,
        // In a one-line string a line end can't stand as itself.
        value => serde_json::from_str(
            &value
                .replace('\n', "\\n")
                .replace("[\\n", "[")
                .replace(",\\n", ",")
                .replace("\\n]", "]"),
        )
        .unwrap_or_else(|error| panic!("{}: {error}", row.name())),
    };
    let named = |wanted: &[String]| {
        let mut found: Vec<String> = seen
            .named
            .iter()
            .map(|(code, file, line)| place(row, code, file, *line, wanted, text))
            .collect();
        found.sort();
        let mut wanted = wanted.to_vec();
        wanted.sort();
        (found != wanted).then(|| format!("named {found:?}, not {wanted:?}"))
    };
    let said = || {
        if !row.any_value && row.files.is_empty() && seen.value != value {
            return Some(format!("is {}, not {value}", seen.value));
        }
        if let Some(state) = &row.state
            && *state != seen.state
        {
            return Some(format!("is {:?}, not {state:?}", seen.state));
        }
        let is_done = seen.state == "done";
        let is_whole = !row.kind.is_empty() && !row.any_value;
        if is_whole && is_done == value.is_null() {
            return Some(format!("is {:?}", seen.state));
        }
        if row.open.is_some_and(|open| open != seen.open) {
            return Some(format!("{} tasks are open", seen.open));
        }
        if row.talks.is_some_and(|talks| talks != seen.records) {
            return Some(format!("{} records count", seen.records));
        }
        None
    };
    if !row.or_named.is_empty() && named(&row.or_named).is_none() {
        return None;
    }
    said().or_else(|| named(&row.named))
}

/// A finding as the row says it, where that is so.
fn place(
    row: &Row,
    code: &str,
    file: &str,
    line: Option<usize>,
    wanted: &[String],
    text: &str,
) -> String {
    if !row.files.is_empty() {
        return file.to_owned();
    }
    let begins = if row.kind.is_empty() {
        0
    } else {
        text[..text.find("<!-- output: answer.").unwrap()]
            .lines()
            .count()
            + 2
    };
    let at = line.unwrap_or(0);
    if begins > 0 {
        let signed = |line: usize| i64::try_from(line).unwrap();
        return format!("{code} {}", signed(at) - signed(begins));
    }
    let words = text.lines().nth(at.max(1) - 1).unwrap_or("");
    let is_meant = |one: &&String| {
        one.split_once(' ')
            .is_some_and(|(other, part)| other == code && words.contains(part))
    };
    wanted
        .iter()
        .find(is_meant)
        .cloned()
        .unwrap_or_else(|| format!("{code} {words}"))
}

/// Fails where a row isn't so.
#[track_caller]
fn all_hold(rows: &[Row]) {
    let names: BTreeSet<String> = rows.iter().map(Row::name).collect();
    assert_eq!(names.len(), rows.len(), "two rows of one name");
    let pages = Pages::new();
    let seen = pages.see(rows);
    let mut failed = Vec::new();
    let mut held = 0;
    for (row, (seen, text)) in rows.iter().zip(&seen) {
        let name = row.name();
        match wrong(row, seen, text) {
            Some(wrong) => failed.push(format!("{name}\n    {wrong}")),
            None => held += 1,
        }
    }
    assert!(
        failed.is_empty(),
        "{held} of {} rows hold; not these {}:\n{}",
        rows.len(),
        failed.len(),
        failed.join("\n")
    );
}

#[test]
fn answers_are_what_a_reader_sees() {
    all_hold(&rows_of("answers.toml"));
}

#[test]
fn no_word_of_a_record_is_lost() {
    all_hold(&rows_of("records.toml"));
}

#[test]
fn files_are_read_or_named() {
    all_hold(&rows_of("files.toml"));
}

/// A row of the docs' table: the kind, what is written, its value, and the codes of findings.
struct Promised {
    row: Row,
    codes: Vec<String>,
}

/// The code spans of a cell.
fn spans(cell: &str) -> Vec<String> {
    let pieces = cell.split('`').skip(1).step_by(2);
    let plain = |piece: &str| piece.replace("\\|", "|").replace('\u{23ce}', "\n");
    pieces.map(plain).collect()
}

fn promised() -> Vec<Promised> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/file-formats.md");
    let page = std::fs::read_to_string(page).unwrap();
    let (_, section) = page.split_once("\n## Which forms count\n").unwrap();
    let (section, _) = section.split_once("\n### ").unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    rows.flat_map(|line| {
        let line = line.replace("\\|", "\u{1}");
        let cells: Vec<String> = line
            .trim_matches('|')
            .split('|')
            .map(|cell| cell.replace('\u{1}', "\\|"))
            .collect();
        assert_eq!(cells.len(), 3, "{line}");
        let is_code = |span: &String| span.len() == 5 && span.starts_with(['E', 'W', 'I']);
        let (codes, values): (Vec<String>, Vec<String>) = cells[2]
            .split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .partition(is_code);
        let is_told = !codes.is_empty() || !values.is_empty() || cells[2].trim() == "nothing";
        assert!(is_told && values.len() <= 1, "{line}");
        let kind = spans(&cells[0]).remove(0);
        let row = move |written| Promised {
            row: Row {
                kind: kind.clone(),
                written,
                value: values.first().cloned().unwrap_or_default(),
                ..Row::default()
            },
            codes: codes.clone(),
        };
        spans(&cells[1]).into_iter().map(row).collect::<Vec<_>>()
    })
    .collect()
}

#[test]
fn the_forms_that_docs_promise_count() {
    let mut promised = promised();
    assert!(promised.len() > 100, "{}", promised.len());
    let rows: Vec<Row> = promised
        .iter_mut()
        .map(|one| std::mem::take(&mut one.row))
        .collect();
    let mut failed = Vec::new();
    for ((row, one), (mut seen, text)) in rows.iter().zip(&promised).zip(Pages::new().see(&rows)) {
        let mut codes: Vec<String> = seen.named.drain(..).map(|(code, ..)| code).collect();
        codes.sort();
        codes.dedup();
        let why = wrong(row, &seen, &text);
        let why =
            why.or((codes != one.codes).then(|| format!("named {codes:?}, not {:?}", one.codes)));
        failed.extend(why.map(|why| format!("{}\n    {why}", row.name())));
    }
    assert!(
        failed.is_empty(),
        "of docs/file-formats.md these aren't so:\n{}",
        failed.join("\n")
    );
}
