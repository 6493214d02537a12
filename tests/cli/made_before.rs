//! A workspace that redesign 0.1.0 made, with edits by hand of many kinds, is read as 0.1.0 read it.
//! `tests/fixtures/workspace-0.1.0/README.md` says what is in it.

use super::kept::Kept;
use super::sandbox::{Sandbox, finished};
use super::wording::blanked_json;
use jiff::civil::date;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// What counts differently today, and why: the command line, lines of its JSON as 0.1.0 gave them (`-`) and as they are
/// now (`+`), the reason as CHANGELOG.md says it. Wording, and keys that 0.1.0 didn't have, are left out.
const DIFFERS: &[(&str, &str, &str)] = &[
    (
        "check",
        "- \"warnings\": 10,\n+ \"warnings\": 11,\n+ \"left_out\": 0,\n+ \"code\": \"W0234\",\n+ \"message\": \"\u{2026}\",\n+ \"path\": \"plans/ashby-falls/1-come-together/interviews/2026-09-23-a-talk-4t2gk7.md\",\n+ \"line\": 17,\n+ \"column\": 1,\n+ \"help\": \"\u{2026}\"\n+ },\n+ {\n+ \"severity\": \"warning\",\n- \"code\": \"I0344\",\n+ \"code\": \"I0346\",\n- \"severity\": \"info\",\n- \"code\": \"I0346\",\n+ \"severity\": \"warning\",\n+ \"code\": \"W0204\",\n- \"path\": \"plans/ashby-falls/2-dream-big/equity-2.md\",\n+ \"path\": \"plans/ashby-falls/2-dream-big/notes.md\",\n- \"severity\": \"warning\",\n- \"code\": \"W0204\",\n+ \"severity\": \"info\",\n+ \"code\": \"I0344\",\n- \"path\": \"plans/ashby-falls/2-dream-big/notes.md\",\n+ \"path\": \"plans/ashby-falls/3-start-small/prototype.md\",\n",
        "how many findings `--level` or `--changed` leave out; words left in what was taken back are named (W0234), and what another line names isn't counted as late",
    ),
    (
        "board",
        "- \"code\": \"I0345\",\n+ \"code\": \"I0349\",\n- \"command\": \"redesign show cohort/meeting/2026-11-02-birch-hollow-tdsa5e\",\n+ \"command\": \"redesign score birch-hollow\",\n- \"line\": 50,\n+ \"line\": 67,\n- \"is_reason_to_call\": false\n+ \"is_reason_to_call\": true\n- \"code\": \"I0349\",\n+ \"code\": \"I0345\",\n- \"command\": \"redesign score birch-hollow\",\n+ \"command\": \"redesign show cohort/meeting/2026-11-02-birch-hollow-tdsa5e\",\n- \"line\": 67,\n+ \"line\": 50,\n- \"is_reason_to_call\": true\n+ \"is_reason_to_call\": false\n- \"weeks_late\": 10\n+ \"weeks_late\": 9\n- \"weeks_late\": 5\n+ \"weeks_late\": 4\n+ \"code\": \"I0346\",\n+ \"reason\": \"\u{2026}\",\n+ \"command\": \"redesign next ashby-falls\",\n+ \"path\": \"plans/ashby-falls/2-dream-big/equity-2.md\",\n+ \"line\": null,\n+ \"edit_url\": null,\n+ \"is_reason_to_call\": true\n+ },\n+ {\n- \"path\": \"plans/ashby-falls/2-dream-big/equity-2.md\",\n+ \"path\": \"plans/ashby-falls/3-start-small/prototype.md\",\n- },\n- {\n- \"code\": \"I0346\",\n- \"reason\": \"\u{2026}\",\n- \"command\": \"redesign next ashby-falls\",\n- \"path\": \"plans/ashby-falls/2-dream-big/equity-2.md\",\n- \"line\": null,\n- \"edit_url\": null,\n- \"is_reason_to_call\": true\n",
        "the most urgent reason comes first, one cause is one line, and weeks late are whole weeks",
    ),
    (
        "next --all",
        "- \"done\": 11,\n+ \"done\": 8,\n+ \"review\": 2,\n+ \"skipped\": 1,\n+ \"review\": 0,\n+ \"skipped\": 0,\n- \"done\": 2,\n+ \"done\": 1,\n+ \"review\": 1,\n+ \"skipped\": 0,\n",
        "done is done only; what is to be reviewed and what was skipped are counted beside it",
    ),
    (
        "timeline",
        "+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n- \"started\": \"2026-09-21T12:00:00Z\",\n- \"done\": \"2026-09-21T12:00:00Z\",\n+ \"started\": null,\n+ \"done\": null,\n+ \"skipped\": \"2026-09-21T12:00:00Z\",\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n+ \"skipped\": null,\n- \"diagnostics\": []\n+ \"diagnostics\": [\n+ {\n+ \"severity\": \"error\",\n+ \"code\": \"E0002\",\n+ \"message\": \"\u{2026}\",\n+ \"path\": \"cohort/2-learn-together/small-group/2026-11-09-first.md\",\n+ \"line\": 2,\n+ \"column\": 7,\n+ \"help\": \"\u{2026}\"\n+ }\n+ ]\n",
        "what was skipped isn't done, and a record that can't be read is named",
    ),
    (
        "score",
        "- \"ceiling\": 2.5,\n+ \"ceiling\": 3.0,\n- },\n- {\n- \"record\": \"ashby-falls/interviews/2026-09-23-a-talk-4t2gk7\",\n- \"path\": \"plans/ashby-falls/1-come-together/interviews/2026-09-23-a-talk-4t2gk7.md\",\n- \"output\": \"Whom we listened to\",\n- \"shows\": \"Family\"\n+ },\n+ {\n+ \"score\": 3.0,\n+ \"title\": \"a measured improvement\",\n+ \"shown\": false,\n+ \"asks\": [\n+ {\n+ \"what\": \"a measure that changed for the better\",\n+ \"evidence\": [],\n+ \"command\": null\n+ },\n+ {\n+ \"what\": \"a person's rating of 3.0 or more\",\n+ \"evidence\": [],\n+ \"command\": \"redesign record cohort/meeting --add --plan ashby-falls\"\n+ }\n+ ]\n+ },\n+ {\n+ \"score\": 3.0,\n+ \"title\": \"a measured improvement\",\n+ \"shown\": false,\n+ \"asks\": [\n+ {\n+ \"what\": \"a measure that changed for the better\",\n+ \"evidence\": [],\n+ \"command\": null\n+ },\n+ {\n+ \"what\": \"a person's rating of 3.0 or more\",\n+ \"evidence\": [],\n+ \"command\": \"redesign record cohort/meeting --add --plan corder-county\"\n+ }\n+ ]\n+ },\n+ {\n+ \"score\": 3.0,\n+ \"title\": \"a measured improvement\",\n+ \"shown\": false,\n+ \"asks\": [\n+ {\n+ \"what\": \"a measure that changed for the better\",\n+ \"evidence\": [],\n+ \"command\": null\n+ },\n+ {\n+ \"what\": \"a person's rating of 3.0 or more\",\n+ \"evidence\": [],\n+ \"command\": \"redesign record cohort/meeting --add --plan birch-hollow\"\n+ }\n+ ]\n",
        "3.0 can be suggested where an improvement is measured and confirmed, and who took consent back isn't heard",
    ),
];

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/workspace-0.1.0")
}

/// The workspace, with its history and that of the plan which is a repository of its own.
pub fn imported() -> Sandbox {
    let sandbox = Sandbox::new();
    for (folder, stream) in [(".", "workspace"), ("plans/corder-county", "corder-county")] {
        let root = sandbox.path(folder);
        std::fs::create_dir_all(&root).unwrap();
        let stream = std::fs::File::open(fixture().join(format!("{stream}.export"))).unwrap();
        let git = |arguments: &[&str], input: Stdio| {
            let mut git = sandbox.command("git");
            finished(git.args(arguments).current_dir(&root).stdin(input))
                .ends_with(0)
                .out
        };
        git(&["init", "--quiet"], Stdio::null());
        git(&["fast-import", "--quiet"], stream.into());
        git(&["reset", "--quiet", "--hard"], Stdio::null());
        assert_eq!(
            git(&["status", "--porcelain"], Stdio::null()),
            "",
            "{folder}"
        );
    }
    sandbox
}

fn said_then(line: &str) -> Kept {
    Kept::read(&fixture().join("said").join(Kept::file_name(line)))
}

fn lines() -> Vec<String> {
    let text = std::fs::read_to_string(fixture().join("lines.txt")).unwrap();
    text.lines().map(str::to_owned).collect()
}

fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(all) => all.iter().for_each(|one| keys(one, found)),
        Value::Object(fields) => {
            for (key, one) in fields {
                found.insert(key.clone());
                keys(one, found);
            }
        }
        _ => {}
    }
}

/// Leaves out what 0.1.0 had no key for.
fn without_new_keys(value: &mut Value, known: &BTreeSet<String>) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(|one| without_new_keys(one, known)),
        Value::Object(fields) => {
            fields.retain(|key, _| known.contains(key));
            fields
                .values_mut()
                .for_each(|one| without_new_keys(one, known));
        }
        _ => {}
    }
}

/// Lines that are in one of two texts only.
fn difference(before: &str, now: &str) -> String {
    let mut found = String::new();
    for change in similar::TextDiff::from_lines(before, now).iter_all_changes() {
        let mark = match change.tag() {
            similar::ChangeTag::Delete => '-',
            similar::ChangeTag::Insert => '+',
            similar::ChangeTag::Equal => continue,
        };
        found.push_str(&format!("{mark} {}\n", change.value().trim()));
    }
    found
}

#[test]
fn what_it_counted_is_counted_today() {
    let sandbox = imported();
    let then: Vec<Kept> = lines().iter().map(|line| said_then(line)).collect();
    let mut known = BTreeSet::new();
    for kept in &then {
        keys(
            &serde_json::from_str(&kept.said[0].out).unwrap(),
            &mut known,
        );
    }
    let mut differing = Vec::new();
    for kept in &then {
        let words: Vec<&str> = kept.line.split(' ').chain(["--format", "json"]).collect();
        let run = sandbox.run_on(date(2026, 11, 23), &words);
        let before = &kept.said[0];
        let tool = format!("\"tool\": \"{}\"", env!("CARGO_PKG_VERSION"));
        let mut now: Value =
            serde_json::from_str(&run.out.replace(&tool, "\"tool\": \"0.1.0\"")).unwrap();
        without_new_keys(&mut now, &known);
        let now = format!("exit {}\n{}", run.code, blanked_json(&now.to_string()));
        let before = format!("exit {}\n{}", before.code, blanked_json(&before.out));
        let difference = difference(&before, &now);
        if !difference.is_empty() {
            differing.push((kept.line.clone(), difference));
        }
    }
    let listed: Vec<_> = DIFFERS
        .iter()
        .map(|(line, what, _)| ((*line).to_owned(), (*what).to_owned()))
        .collect();
    assert_eq!(
        differing, listed,
        "list in DIFFERS what is meant, with its reason"
    );
}

/// Every edit by hand is where the script put it, bytes and all.
#[test]
fn edits_by_hand_are_in_it() {
    let sandbox = imported();
    let plan = "plans/ashby-falls";
    assert!(
        sandbox
            .read(&format!("{plan}/1-come-together/commitment.md"))
            .contains("\r\n")
    );
    assert!(
        sandbox
            .read("plans/corder-county/1-come-together/identity.md")
            .contains("1. Three languages\r\n")
    );
    let team = sandbox.read(&format!("{plan}/1-come-together/team.md"));
    assert!(team.starts_with("---\naliases: [core team]\n"));
    assert!(team.contains("tags:\n  - redesign   # ours\n"));
    let place = |words: &str| {
        team.find(words)
            .unwrap_or_else(|| panic!("{words}: {team}"))
    };
    assert!(place("## Who should be here, and is not") < place("## Who is on the team"));
    assert!(place("## Chair") < place("## Parking lot"));
    assert!(!team.contains("output: facilitator"));
    assert!(
        sandbox
            .read(&format!("{plan}/2-dream-big/match.md"))
            .contains("builds_on:")
    );
    assert!(
        sandbox
            .read(&format!("{plan}/plan.toml"))
            .contains("[our-own]")
    );
    let history = sandbox.git(&["log", "--format=%s"]);
    assert!(
        history.starts_with("undo record ashby-falls/identity: filling\n"),
        "{history}"
    );
}
