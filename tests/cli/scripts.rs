//! What scripts rely on: one JSON document with a published schema from every command, stable exit codes, the same bytes
//! for the same input, tables that parse.

use super::sandbox::{Run, Sandbox, finished};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Every format there is.
const FORMATS: [&str; 7] = ["table", "json", "csv", "tsv", "markdown", "html", "patch"];

/// Those of a command whose result is a table.
const TABLES: [&str; 6] = ["table", "json", "csv", "tsv", "markdown", "html"];

/// Names of the JSON schemas, as `redesign schema` lists them.
fn names(sandbox: &Sandbox) -> Vec<String> {
    let list = sandbox.run(["schema"]).ends_with(0).out;
    list.lines().map(str::to_owned).collect()
}

fn schema(sandbox: &Sandbox, name: &str) -> String {
    sandbox.run(["schema", name]).ends_with(0).out
}

/// A cohort with something of everything: filled, begun, skipped, hostile words, a broken plan and a broken record.
fn cohort() -> Sandbox {
    let sandbox = Sandbox::with_plans(&["a", "b", "group/c", "d", "e"]);
    sandbox.edit(
        "plans/a/plan.toml",
        "title = \"\"",
        "title = \"A, \\\"quoted\\\" | title\"",
    );
    let roster = "roster=Parent, \"Mum\" | Fam;ily | =1+1 | <b>decides</b>\n| - | @x | \t| ' |";
    sandbox
        .run([
            "record",
            "a/team",
            "--set",
            roster,
            "--set",
            "gaps=one, two\n\"three\"\n+4",
        ])
        .ends_with(0);
    // What a spreadsheet would take for a formula, at the very beginning of a cell.
    for (plan, key, words) in [
        ("b", "title", "=1+1"),
        ("b", "organisation", "@SUM(A1:A9)"),
        ("b", "coach", "+44 20"),
        ("b", "contact", "-2+3"),
        ("group/c", "title", "=HYPERLINK(A1)"),
    ] {
        let file = format!("plans/{plan}/plan.toml");
        let (empty, set) = (format!("{key} = \"\""), format!("{key} = \"{words}\""));
        sandbox.edit(&file, &empty, &set);
    }
    let why = "why==cmd|'/c calc'!A1";
    sandbox
        .run(["record", "a/commitment", "--set", why])
        .ends_with(0);
    for group in ["student", "family"] {
        let group = format!("group={group}");
        let words = "words=First line,\n\nsecond \"line\"; <script>x</script> | end";
        let arguments = [
            "record",
            "a/interviews",
            "--add",
            "--title",
            "After school",
            "--set",
            &group,
            "--set",
            words,
        ];
        sandbox.run(arguments).ends_with(0);
    }
    sandbox
        .run(["record", "b/team", "--skip", "no, not \"now\""])
        .ends_with(0);
    sandbox.type_below(
        "plans/group/c/2-dream-big/problem.md",
        "statement",
        "No question at all.",
    );
    sandbox.write(
        "plans/d/2-dream-big/problem.md",
        "---\nowner: us\nskipped: [1\n---\n# x\n",
    );
    sandbox.edit("plans/e/plan.toml", "title = \"\"", "title = \"x");
    sandbox.type_below(
        "plans/b/2-dream-big/problem.md",
        "why-this",
        "<<<<<<< HEAD\nOne, \"two\"\n=======\nThree | four\n>>>>>>> other",
    );
    let begun = format!("{}start = 2026-10-05\n", sandbox.read("plans/a/plan.toml"));
    sandbox.write("plans/a/plan.toml", begun);
    sandbox.git(&["commit", "-qam", "by hand"]);
    sandbox
}

/// Commands that only read, each in a workspace such as [`cohort`] gives.
const READING: &[&[&str]] = &[
    &["status"],
    &["status", "a", "b"],
    &["status", "--activities"],
    &["status", "a", "--activities", "--step", "dream-big"],
    &["status", "--state", "skipped"],
    &["status", "--state", "done", "--step", "do-more"],
    &["status", "--at", "HEAD~1"],
    &["status", "--since", "HEAD~1"],
    &["status", "--stale", "7"],
    &["next"],
    &["next", "a"],
    &["next", "--all"],
    &["list", "team"],
    &["search", "x"],
    &["list", "team/gaps", "a"],
    &["list", "interviews", "--by", "group"],
    &["list", "problem"],
    &["list", "commitment"],
    &["list", "commemorate", "b"],
    &["check"],
    &["check", "b"],
    &["check", "d"],
    &["resolve"],
    &["resolve", "a/team"],
    &["toolkit"],
    &["toolkit", "list"],
    &["toolkit", "show"],
    &["toolkit", "show", "real-time-redesign@1.1.0", "pilot"],
    &["toolkit", "check"],
    &["show", "a"],
    &["show", "a@v1"],
    &["show", "a/team"],
    &["show", "a/team@v1"],
    &["show", "a/interviews"],
    &["show", "a/interviews@HEAD"],
    &["show", "b/team"],
    &["show", "c"],
    &["show", "c/problem"],
    &["show", "./plans/d/2-dream-big/problem.md"],
    &["log", "a"],
    &["log", "a/team", "--all"],
    &["log", "a/interviews"],
    &["log", "d/problem"],
    &["diff", "a"],
    &["diff", "a/team", "v1"],
    &["diff", "a", "HEAD~2", "HEAD"],
    &["diff", "d/problem"],
    &["timeline"],
    &["timeline", "a", "--all"],
    &["actions"],
    &["actions", "a", "--all"],
    &["board"],
    &["board", "a", "--at", "HEAD"],
    &["calendar"],
    &["calendar", "a", "b", "--until", "2027-03-01"],
    &["introduce"],
    &["introduce", "a", "--limit", "1", "-v"],
    &["score"],
    &["measure"],
    &["measure", "a"],
    &["score", "a"],
    &["report"],
    &["report", "plan", "a", "b"],
    &["report", "cohort"],
    &["report", "cohort", "--since", "HEAD~1"],
    &["report", "funder", "--audience", "public"],
    &["report", "plan", "a", "--at", "HEAD"],
    &["sheet", "a/identity"],
    &["sheet", "a/interviews", "--sheet", "interview-guide"],
];

/// Commands of which each changes something, in an order in which they work.
const WRITING: &[&[&str]] = &[
    &["init", "--dry-run", "--title", "T"],
    &["init", "--title", "T"],
    &["init", "--merge-driver"],
    &["new", "z", "--dry-run"],
    &["new", "z", "y"],
    &["new", "z-2", "--continue", "z"],
    &["set", "y", "coach=x", "--dry-run"],
    &["set", "y", "coach=x", "start=2026-09-01"],
    &["set", "y", "coach="],
    &["rename", "y", "group/x", "--dry-run"],
    &["rename", "y", "group/x"],
    &["record", "z/team", "--set", "gaps=x", "--dry-run"],
    &["record", "z/team", "--set", "gaps=x"],
    &["record", "z/team", "--set", "gaps=x"],
    &["record", "z/interviews", "--add", "--set", "label=x"],
    &["record", "z/identity", "--skip", "why"],
    &["record", "z/identity", "--unskip"],
    &["record", "z/team", "--with-edits"],
    &["record", "z/team", "--set", "gaps=y", "--no-commit"],
    &["record", "z/team", "--set", "gaps=z", "-q"],
    &["new", "w"],
    &["draft", "z/problem"],
    &["record", "z/sensemaking", "--set", "themes=a|b|c"],
    &["draft", "z/problem", "--dry-run"],
    &["draft", "z/problem"],
    &["draft", "z/problem"],
    &["undo", "--dry-run"],
    &["undo"],
    &["restore", "z/team@v1", "--with-edits", "--dry-run"],
    &["restore", "z/team@v1", "--with-edits"],
    &["restore", "z/team@v1"],
    &["report", "--new", "ours", "--dry-run"],
    &["report", "--new", "ours"],
    &["report", "ours", "--out", "ours.md"],
    &["site", "--out", "pages", "--dry-run"],
    &["site", "--out", "pages"],
    &["site", "--out", "pages", "--audience", "public"],
    &["sheet", "z/identity", "--out", "own.private.md"],
    &["demo", "../home/demo"],
];

/// Commands that fail, each with its exit code.
const FAILING: &[(i32, &[&str])] = &[
    (2, &["status", "nope"]),
    (2, &["status", "--step", "nope"]),
    (2, &["new", "x", "--continue", "nope"]),
    (2, &["record", "a/interviews", "--add", "--plan", "b"]),
    (2, &["status", "--state", "nope"]),
    (2, &["status", "--frmat"]),
    (2, &["next", "nope"]),
    (2, &["list", "nope"]),
    (2, &["list", "team/nope"]),
    (2, &["list"]),
    (2, &["draft", "nope/problem"]),
    (2, &["draft", "a/team"]),
    (3, &["draft", "d/problem"]),
    (2, &["board", "nope"]),
    (2, &["board", "--at", "nope"]),
    (2, &["calendar", "nope"]),
    (2, &["calendar", "--from", "nope"]),
    (2, &["introduce", "nope"]),
    (2, &["introduce", "--limit", "0"]),
    (2, &["introduce", "--coach", "nobody"]),
    (2, &["score", "nope"]),
    (2, &["measure", "nope"]),
    (2, &["measure", "show", "a/nope"]),
    (2, &["measure", "add", "a/nope", "5"]),
    (2, &["check", "nope"]),
    (2, &["show", "nope"]),
    (2, &["show", "a/team@v3"]),
    (2, &["show", "a/team@nope"]),
    (2, &["log", "nope"]),
    (2, &["log", "a/team@v1"]),
    (2, &["diff", "a/team", "v9"]),
    (2, &["timeline", "nobody"]),
    (2, &["actions", "nobody"]),
    (2, &["actions", "done", "zzzzz"]),
    (2, &["diff", "a@v1"]),
    (2, &["restore", "a/team"]),
    (2, &["restore", "a/team@v9"]),
    (2, &["status", "--at", "nope"]),
    (2, &["status", "--since", "2001-01-01"]),
    (2, &["toolkit", "show", "nope"]),
    (2, &["toolkit", "nope"]),
    (2, &["sheet", "a/team"]),
    (2, &["report", "nope"]),
    (2, &["report", "plan", "nope"]),
    (2, &["report", "--new", "a/b"]),
    (3, &["report", "plan", "e"]),
    (2, &["site", "--out", "."]),
    (2, &["resolve", "nope"]),
    (2, &["resolve", "b"]),
    (2, &["resolve", "b/problem"]),
    (2, &["resolve", "b/problem", "--ours", "gains"]),
    (3, &["resolve", "d/problem"]),
    (2, &["record", "a/team"]),
    (2, &["record", "a/team", "--set", "gap=x"]),
    (2, &["record", "a/equity-1", "--set", "verdict=x"]),
    (2, &["new", "Bad Name"]),
    (2, &["new"]),
    (2, &["frobnicate"]),
    (2, &["-C", "nowhere", "status"]),
    (2, &["schema", "nope"]),
    (3, &["record", "d/problem", "--set", "evidence=x"]),
    (3, &["record", "e/team", "--set", "gaps=x"]),
    (3, &["show", "e"]),
    (3, &["log", "e"]),
    (3, &["diff", "e"]),
    (3, &["restore", "e@v1"]),
    (4, &["init"]),
    (4, &["new", "a"]),
    (4, &["demo", "plans"]),
    (4, &["undo", "c"]),
    (2, &["undo", "nope"]),
];

/// Checks the one document that a command gave against the schema which it names.
struct Contracts {
    schemas: BTreeMap<String, jsonschema::Validator>,
    wrong: Vec<String>,
    /// Names of the schemas that were seen with data.
    seen: Vec<String>,
}

impl Contracts {
    fn new(sandbox: &Sandbox) -> Self {
        let compiled = |name: String| {
            let schema: Value = serde_json::from_str(&schema(sandbox, &name)).unwrap();
            let validator = jsonschema::validator_for(&schema)
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, validator)
        };
        let schemas = names(sandbox).into_iter().map(compiled).collect();
        Self {
            schemas,
            wrong: Vec::new(),
            seen: Vec::new(),
        }
    }

    fn look(&mut self, arguments: &[&str], run: &Run) -> Value {
        match self.problem(run) {
            Ok(document) => document,
            Err(problem) => {
                self.wrong
                    .push(format!("{}: {problem}", arguments.join(" ")));
                Value::Null
            }
        }
    }

    fn problem(&mut self, run: &Run) -> Result<Value, String> {
        let document: Value = serde_json::from_str(&run.out).map_err(|error| {
            format!(
                "standard output is not one JSON document: {error}\n{}{}",
                run.out, run.err
            )
        })?;
        let keys: Vec<&String> = document.as_object().ok_or("no object")?.keys().collect();
        if keys != ["schema", "tool", "source", "data", "diagnostics"] {
            return Err(format!("the envelope has the keys {keys:?}"));
        }
        if document["tool"] != env!("CARGO_PKG_VERSION") {
            return Err(format!("tool is {}", document["tool"]));
        }
        let named = document["schema"]
            .as_str()
            .and_then(|name| name.strip_prefix("redesign.")?.strip_suffix("/1"));
        let name = named.ok_or_else(|| format!("schema is {}", document["schema"]))?;
        let validator = self.schemas.get(name).ok_or_else(|| {
            format!("`redesign schema {name}` doesn't print the schema of redesign.{name}/1")
        })?;
        let errors: Vec<String> = validator
            .iter_errors(&document)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        if !errors.is_empty() {
            return Err(errors.join("; "));
        }
        if !document["data"].is_null() {
            self.seen.push(name.to_owned());
        }
        Ok(document)
    }

    #[track_caller]
    fn hold(&self) {
        assert!(self.wrong.is_empty(), "\n{}\n", self.wrong.join("\n"));
    }
}

fn as_json(sandbox: &Sandbox, arguments: &[&str]) -> Run {
    sandbox.run(arguments.iter().chain(&["--format", "json"]))
}

#[test]
fn every_success_keeps_its_contract() {
    let sandbox = cohort();
    let mut contracts = Contracts::new(&sandbox);
    contracts.look(&[], &as_json(&sandbox, &[]));
    for arguments in READING {
        let run = as_json(&sandbox, arguments);
        assert!(
            run.code == 0 || arguments[0] == "check",
            "{arguments:?} ends with {}: {}",
            run.code,
            run.err
        );
        contracts.look(arguments, &run);
    }
    let fresh = Sandbox::new();
    contracts.look(&[], &as_json(&fresh, &[]));
    for arguments in WRITING {
        let run = as_json(&fresh, arguments);
        // Whether there is an example to write is the business of tests/cli/demo.rs.
        assert!(
            run.code == 0 || arguments[0] == "demo",
            "{arguments:?} ends with {}: {}{}",
            run.code,
            run.out,
            run.err
        );
        contracts.look(arguments, &run);
    }
    contracts.hold();
    let mut missing = names(&sandbox);
    missing.retain(|name| {
        !contracts.seen.contains(name) && !["demo", "error"].contains(&name.as_str())
    });
    assert_eq!(
        missing,
        [] as [&str; 0],
        "schemas that no command above was held against"
    );
}

#[test]
fn every_failure_keeps_its_contract() {
    let sandbox = cohort();
    let mut contracts = Contracts::new(&sandbox);
    for (code, arguments) in FAILING {
        let run = as_json(&sandbox, arguments);
        assert_eq!(run.code, *code, "{arguments:?}: {}{}", run.out, run.err);
        let document = contracts.look(arguments, &run);
        if document.is_null() {
            continue;
        }
        assert_eq!(document["data"], Value::Null, "{arguments:?}");
        let said = &document["diagnostics"][0];
        assert_eq!(said["severity"], "error", "{arguments:?}: {document}");
        assert!(
            !said["message"].as_str().unwrap().trim().is_empty(),
            "{arguments:?}: {document}"
        );
        assert_eq!(run.err, "", "{arguments:?}: what went wrong is said once");
    }
    contracts.hold();
}

/// Where the command line itself is wrong, no command's schema can be named: that failure has a schema of its own.
#[test]
fn every_schema_that_is_named_is_printed() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let known = names(&sandbox);
    for arguments in [
        &["status", "--frmat"][..],
        &["frobnicate"],
        &["schema", "status"],
        &["status"],
    ] {
        let document = as_json(&sandbox, arguments).json();
        let name = document["schema"]
            .as_str()
            .unwrap()
            .trim_start_matches("redesign.")
            .trim_end_matches("/1")
            .to_owned();
        assert!(
            known.contains(&name),
            "{arguments:?} names the schema {name:?}; `redesign schema` lists {known:?}"
        );
    }
}

/// A file that can't be read is among the diagnostics of every listing, with its place, and `-q` takes nothing away.
#[test]
fn diagnostics_say_where() {
    let sandbox = cohort();
    for arguments in [
        &["status"][..],
        &["next"],
        &["list", "problem"],
        &["check"],
        &["status", "-q"],
    ] {
        let document = as_json(&sandbox, arguments).json();
        let places: Vec<(&Value, &Value)> = document["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (&one["path"], &one["line"]))
            .collect();
        assert!(
            places.contains(&(&json!("plans/d/2-dream-big/problem.md"), &json!(3)))
                || places.contains(&(&json!("plans/d/2-dream-big/problem.md"), &json!(4))),
            "{arguments:?}: {places:?}"
        );
        assert!(
            places.contains(&(&json!("plans/e/plan.toml"), &json!(2))),
            "{arguments:?}: {places:?}"
        );
    }
}

/// The schemas in `docs/schemas/` are what `redesign schema` prints. `UPDATE=1 cargo test --test cli scripts::` writes
/// them.
#[test]
fn schemas_are_published() {
    let sandbox = Sandbox::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schemas");
    let known = names(&sandbox);
    assert!(known.len() >= 12, "{known:?}");
    let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
    for name in &known {
        let printed = schema(&sandbox, name);
        let file = folder.join(format!("{name}.json"));
        if update {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&file, &printed).unwrap();
        }
        let published = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(
            published == printed,
            "docs/schemas/{name}.json is not what `redesign schema {name}` prints; UPDATE=1 writes it"
        );
        let value: Value = serde_json::from_str(&printed).unwrap();
        assert!(
            jsonschema::meta::is_valid(&value),
            "{name} is no JSON schema"
        );
        assert_eq!(
            value["required"].as_array().unwrap().len(),
            4,
            "{name}: all keys of the envelope but data are always there"
        );
    }
    let mut there: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| {
            entry
                .unwrap()
                .file_name()
                .to_string_lossy()
                .trim_end_matches(".json")
                .to_owned()
        })
        .collect();
    there.sort();
    let mut known = known;
    known.sort();
    assert_eq!(
        there, known,
        "docs/schemas/ holds these schemas and no other file"
    );
}

/// Every table has the same number of columns in each row, under names that are unique, whatever words stand in it.
#[test]
fn tables_parse() {
    let sandbox = cohort();
    let (mut tables, mut guarded) = (0, BTreeSet::new());
    for arguments in READING {
        for (format, delimiter) in [("csv", b','), ("tsv", b'\t')] {
            let run = sandbox.run(arguments.iter().chain(&["--format", format]));
            if run.code == 2 {
                continue;
            }
            tables += 1;
            let mut reader = csv::ReaderBuilder::new()
                .delimiter(delimiter)
                .from_reader(run.out.as_bytes());
            let mut columns: Vec<String> = reader
                .headers()
                .unwrap()
                .iter()
                .map(str::to_owned)
                .collect();
            assert!(!columns.is_empty(), "{arguments:?}: no header\n{}", run.out);
            let rows: Vec<csv::StringRecord> = reader
                .records()
                .map(|row| {
                    row.unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{}", run.out))
                })
                .collect();
            assert!(
                rows.iter().all(|row| row.len() == columns.len()),
                "{arguments:?}"
            );
            assert!(
                columns.iter().all(|name| !name.is_empty()),
                "{arguments:?}: {columns:?}"
            );
            let count = columns.len();
            columns.sort();
            columns.dedup();
            assert_eq!(
                columns.len(),
                count,
                "{arguments:?}: two columns have one name"
            );
            for cell in rows.iter().flat_map(csv::StringRecord::iter) {
                let is_formula = cell.starts_with(['=', '@', '\t', '\r', '+'])
                    || (cell.starts_with('-')
                        && cell.len() > 1
                        && !cell.starts_with("- ")
                        && cell.parse::<f64>().is_err());
                assert!(
                    !is_formula,
                    "{arguments:?}: a spreadsheet would run {cell:?}"
                );
                if let Some(words) = cell.strip_prefix('\'')
                    && words.starts_with(['=', '+', '-', '@'])
                {
                    guarded.insert((format, words.to_owned()));
                }
            }
        }
    }
    assert!(tables >= 40, "{tables}");
    for words in ["=1+1", "=HYPERLINK(A1)", "=cmd|'/c calc'!A1"] {
        for format in ["csv", "tsv"] {
            let cell = (format, words.to_owned());
            assert!(
                guarded.contains(&cell),
                "{cell:?} is in no table: {guarded:?}"
            );
        }
    }
}

/// What a person wrote comes out of CSV as it went in.
#[test]
fn csv_gives_the_words_back() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let words = "First line,\n\n> second \"line\"; bold\t| end; \u{e9}\u{1f600}";
    let set = format!("why={words}");
    sandbox
        .run(["record", "a/commitment", "--set", &set])
        .ends_with(0);
    let csv = sandbox
        .run(["list", "commitment", "--format", "csv"])
        .ends_with(0)
        .out;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let at = reader
        .headers()
        .unwrap()
        .iter()
        .position(|name| name == "why")
        .unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(&rows[0][at], words);
}

/// The same command gives the same bytes: twice in a row, in another clone at another place, with another home.
#[test]
fn the_same_input_gives_the_same_bytes() {
    let sandbox = cohort();
    let elsewhere = Sandbox::new();
    let from = std::fs::canonicalize(sandbox.work()).unwrap();
    elsewhere.git(&["clone", "-q", &from.display().to_string(), "deeper/clone"]);
    let mut documents = 0;
    for arguments in READING {
        for format in FORMATS {
            let all: Vec<&str> = arguments
                .iter()
                .copied()
                .chain(["--format", format])
                .collect();
            let first = sandbox.run(&all);
            if first.code == 2 {
                continue;
            }
            documents += 1;
            // What is said beside it is the same in all formats.
            if format == FORMATS[0] {
                let second = sandbox.run(&all);
                assert_eq!(
                    (&first.out, &first.err, first.code),
                    (&second.out, &second.err, second.code),
                    "{all:?}"
                );
            }
            let mut command = elsewhere.redesign();
            command
                .current_dir(elsewhere.path("deeper/clone"))
                .args(&all)
                .env("COLUMNS", "40")
                .env("TZ", "Asia/Tokyo");
            let third = finished(&mut command);
            assert_eq!(
                (first.out, first.code),
                (third.out, third.code),
                "{all:?}, in another clone"
            );
        }
    }
    assert!(documents >= 120, "{documents}");
}

#[test]
fn a_format_that_a_command_has_not_is_refused() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let before = super::sandbox::bytes_below(&sandbox.work());
    let rows: &[(&[&str], &[&str])] = &[
        (&[], &["table", "json"]),
        (&["init", "new-one"], &["table", "json"]),
        (&["new", "b"], &["table", "json"]),
        (&["record", "a/team", "--set", "gaps=x"], &["table", "json"]),
        (&["show", "a"], &["table", "json", "markdown", "html"]),
        (
            &["diff", "a"],
            &["table", "json", "markdown", "html", "patch"],
        ),
        (&["restore", "a/team@v1"], &["table", "json"]),
        (&["log", "a"], &TABLES),
        (&["sheet", "a/identity"], &["markdown", "html", "json"]),
        (
            &["report", "plan", "a"],
            &["table", "json", "markdown", "html"],
        ),
        (&["site", "--out", "pages"], &["table", "json"]),
        (&["schema", "status"], &["table"]),
        (&["completions", "bash"], &["table"]),
        (&["man"], &["table"]),
        (&["help", "formats"], &["table"]),
        (&["status"], &TABLES),
        (&["next"], &TABLES),
        (&["list", "team"], &TABLES),
        (&["search", "x"], &TABLES),
        (&["board"], &TABLES),
        (&["calendar"], &TABLES),
        (&["check"], &TABLES),
        (&["toolkit"], &TABLES),
    ];
    for (arguments, has) in rows {
        for format in FORMATS.iter().chain(&["yaml", "", "JSON"]) {
            let refused = !has.contains(format);
            if !refused
                && ["init", "new", "record", "restore", "site"]
                    .contains(&arguments.first().copied().unwrap_or_default())
            {
                continue;
            }
            let run = sandbox.run(arguments.iter().chain(&["--format", format]));
            if refused {
                assert_eq!(
                    run.code, 2,
                    "{arguments:?} --format {format}: {}{}",
                    run.out, run.err
                );
                // What there is instead is said.
                run.says(has[0]);
            } else {
                assert!(
                    run.code == 0 && !run.out.is_empty(),
                    "{arguments:?} --format {format}: {}{}",
                    run.out,
                    run.err
                );
            }
        }
    }
    assert_eq!(
        super::sandbox::bytes_below(&sandbox.work()),
        before,
        "nothing was written"
    );
}

/// Beside a workspace is not inside it, however one gets there.
#[test]
fn the_directory_that_is_named_is_the_one_that_is_used() {
    let sandbox = Sandbox::with_plans(&["a"]);
    std::fs::create_dir(sandbox.home().join("other")).unwrap();
    let before = super::sandbox::bytes_below(&sandbox.work());
    for folder in ["..", "../home", "../home/other", "plans/../../home"] {
        sandbox
            .run(["-C", folder, "status"])
            .ends_with(2)
            .says("no workspace here");
        sandbox
            .run(["-C", folder, "new", "b"])
            .ends_with(2)
            .says("no workspace here");
    }
    assert_eq!(
        super::sandbox::bytes_below(&sandbox.work()),
        before,
        "nothing was written"
    );
    sandbox.run(["init", "../home/second"]).ends_with(0);
    sandbox
        .run(["-C", "../home/second", "new", "b"])
        .ends_with(0);
    assert!(sandbox.home().join("second/plans/b/plan.toml").is_file());
}

/// A script that stops reading early sees no error.
#[cfg(unix)]
#[test]
fn a_closed_pipe_is_quiet() {
    let sandbox = cohort();
    let binary = env!("CARGO_BIN_EXE_redesign");
    let line = format!(
        "{binary} toolkit show --format json 2>&1 >/dev/full | cat; {binary} status --activities | head -1 >/dev/null; echo done"
    );
    let run = finished(sandbox.command("sh").arg("-c").arg(line));
    assert!(
        run.err.is_empty() || run.err.contains("problem.md"),
        "{}",
        run.err
    );
    assert!(
        run.out.ends_with("done\n") && run.out.contains("can't write the result"),
        "{}{}",
        run.out,
        run.err
    );
}

/// One rule for CSV and TSV: entries and rows stand in one line, `; ` between them, so that no bullet begins a cell and
/// no spreadsheet's guard is needed. What people read keeps its bullets.
#[test]
fn lists_in_csv_have_no_bullets() {
    let sandbox = Sandbox::with_plans(&["ash"]);
    sandbox.ok("new cohort --toolkit strategy-lab");
    let answers = [
        (
            "ash/team",
            "gaps=- Nobody\n  of the night shift\n- Nobody; at all",
            "Nobody of the night shift; Nobody; at all",
        ),
        (
            "ash/team",
            "roster=Parent 1 | family | knows | decides\nStudent 2",
            "Parent 1 \u{b7} family \u{b7} knows \u{b7} decides; Student 2",
        ),
        ("ash/team", "support=- =1+1", "'=1+1"),
        (
            "ash/problem",
            "why-this=- it hurts\n- it helps",
            "it hurts; it helps",
        ),
        (
            "ash/problem",
            "gains=- a list\n\nand words",
            "'- a list\n\nand words",
        ),
        ("ash/match", "why=-5 degrees", "'-5 degrees"),
    ];
    for (record, answer, _) in answers {
        sandbox
            .run(["record", record, "--set", answer])
            .ends_with(0);
    }
    sandbox.ok("record cohort/meeting --add --plan ash --set 'actions=- [x] call @us due 2026-11-30' --set 'actions=- [ ] write'");
    let cells = |activity: &str, format: &str, delimiter: u8| -> Vec<BTreeMap<String, String>> {
        let out = sandbox.ok(format!("list {activity} --format {format}")).out;
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .from_reader(out.as_bytes());
        reader.deserialize().map(Result::unwrap).collect()
    };
    for (record, answer, expected) in answers {
        let activity = record.split_once('/').unwrap().1;
        let output = answer.split_once('=').unwrap().0;
        assert_eq!(
            cells(activity, "csv", b',')[0][output],
            expected,
            "{answer}"
        );
        let expected = expected.replace('\n', " ");
        assert_eq!(
            cells(activity, "tsv", b'\t')[0][output],
            expected,
            "{answer}"
        );
    }
    assert_eq!(
        cells("meeting", "csv", b',')[0]["actions"],
        "done \u{b7} call \u{b7} us \u{b7} 2026-11-30; write"
    );
    let table = sandbox.ok("list team");
    table.says("- Nobody").says("- Parent 1 \u{b7} family");
    for format in ["markdown", "html"] {
        sandbox
            .ok(format!("list team --format {format}"))
            .never_says("Nobody; at all;");
    }
}
