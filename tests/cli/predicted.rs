//! Predictions beside results: what a record keeps of them, and what is said when they are changed afterwards.

use super::sandbox::{Run, Sandbox, finished};
use jiff::civil::{Date, date};
use serde_json::{Value, json};

const TOOLKIT: &str = r#"
id = "clinic"
version = "1.0.0"
title = "Clinic"
for = "team"
[[step]]
id = "do"
title = "Do"

[[activity]]
id = "trial"
step = "do"
title = "Trial"
repeat = true
output = [
 { id = "guess", title = "We expect", kind = "text", role = "prediction" },
 { id = "start", title = "Start", kind = "date" },
 { id = "outcome", title = "What happened", kind = "text", required = true, role = "result" },
 { id = "more", title = "What else", kind = "text" } ]

[[activity]]
id = "cycle"
step = "do"
title = "Cycle"
repeat = true
output = [
 { id = "bet", title = "Our bet", kind = "table", role = "prediction", columns = [
   { id = "what", title = "Measure", kind = "link" }, "whom",
   { id = "from", title = "From", kind = "number" }, { id = "to", title = "To", kind = "number" },
   { id = "by", title = "By", kind = "date" }, "not" ] },
 { id = "start", title = "Start", kind = "date" },
 { id = "after", title = "Goes on from", kind = "link" },
 { id = "seen", title = "What we saw", kind = "text", required = true, role = "result" } ]

[[activity]]
id = "choice"
step = "do"
title = "Choice"
repeat = true
output = [
 { id = "on", title = "On what", kind = "list", items = "link", required = true },
 { id = "decided", title = "We go on", kind = "choice", options = ["scale", "iterate", "stop"], role = "decision" } ]

[[activity]]
id = "count"
step = "do"
title = "Count"
repeat = true
output = [
 { id = "figures", title = "What we count, and the numbers", kind = "series", required = true, role = "measure" },
 { id = "better", title = "Better is", kind = "choice", options = ["more", "less"], role = "direction" },
 { id = "people", title = "Groups", kind = "table", columns = ["group", { id = "people", title = "People", kind = "number" }], role = "groups" } ]
"#;

const OCTOBER: Date = date(2026, 10, 9);
const NOVEMBER: Date = date(2026, 11, 20);
const TODAY: Date = date(2026, 11, 23);

/// A workspace with a plan `north`, and a trial without answers.
fn workspace() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.ok("init --title Clinics");
    sandbox.write("toolkits/clinic/toolkit.toml", TOOLKIT);
    sandbox.ok("new north --toolkit clinic");
    sandbox.commit_on(date(2026, 10, 1), "begin");
    sandbox
}

#[track_caller]
fn record(sandbox: &Sandbox, day: Date, line: &str) -> Run {
    let words = super::sandbox::words(&format!("record north/trial/one {line}"));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    sandbox.run_on(day, &words).ends_with(0)
}

const ONE: &str = "plans/north/1-do/trial/one.md";

/// A trial as a person copies it from the page of its folder.
fn blank(guess: &str, outcome: &str) -> String {
    format!(
        "# One\n\n## We expect\n\n<!-- output: guess. -->\n\n{guess}\n\n## Start\n\n2026-10-12\n\n## What happened\n\n<!-- output: outcome. -->\n\n{outcome}\n"
    )
}

/// A trial whose prediction is written in October, and its result recorded in November.
fn trial() -> Sandbox {
    let sandbox = workspace();
    sandbox.write(ONE, blank("75 of 100 agree.", ""));
    sandbox.commit_on(OCTOBER, "what we expect");
    record(&sandbox, NOVEMBER, "--set outcome='69 agreed.'");
    sandbox
}

fn shown(sandbox: &Sandbox, name: &str) -> Value {
    let run = sandbox.ok(format!("show {name} --format json"));
    run.json()["data"]["activity"]["records"][0]["prediction"].clone()
}

fn one(sandbox: &Sandbox) -> Value {
    shown(sandbox, "north/trial/one")
}

/// The stamps in a record, as they stand there.
fn stamps(sandbox: &Sandbox) -> Vec<String> {
    let text = sandbox.read(ONE);
    let lines = text
        .lines()
        .filter(|line| line.contains("trial/outcome/guess"));
    lines.map(|line| line.trim().to_owned()).collect()
}

#[test]
fn is_kept_beside_the_result() {
    let sandbox = trial();
    let found = stamps(&sandbox);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with("\"trial/outcome/guess\": \"j"),
        "{found:?}"
    );
    let shown = one(&sandbox);
    assert_eq!(shown["since"], "unchanged");
    assert_eq!(shown["predicted"], "75 of 100 agree.");
    assert_eq!(
        (&shown["first"], &shown["why"]),
        (&json!("prediction"), &Value::Null)
    );
    assert_eq!(
        (&shown["written"], &shown["result_written"]),
        (&json!("2026-10-09"), &json!("2026-11-20"))
    );
    sandbox
        .ok("show north/trial/one")
        .says("2026-10-09, before the result of 2026-11-20")
        .says("unchanged since the result was known");
    // Formatting is no change, and neither is a longer result.
    sandbox.edit(ONE, "75 of 100 agree.", "**75** of 100 agree.");
    record(
        &sandbox,
        TODAY,
        "--set outcome='69 agreed, two did not answer.' --with-edits",
    );
    record(&sandbox, TODAY, "--set more=x --reviewed");
    assert_eq!(stamps(&sandbox), found);
    assert_eq!(one(&sandbox)["since"], "unchanged");
}

#[test]
fn changed_after_the_result() {
    let sandbox = trial();
    let found = stamps(&sandbox);
    record(&sandbox, TODAY, "--set guess='68 of 100 agree.'");
    record(
        &sandbox,
        TODAY,
        "--set outcome='69 agreed in the end.' --reviewed",
    );
    assert_eq!(stamps(&sandbox), found);
    let shown = one(&sandbox);
    assert_eq!(
        (&shown["since"], &shown["first"], &shown["changed_from"]),
        (
            &json!("changed"),
            &json!("result"),
            &json!("75 of 100 agree.")
        )
    );
    sandbox
        .ok("show north/trial/one")
        .says("changed after the result was known: was 75 of 100 agree.")
        .says("2026-11-23, after the result of 2026-11-20");
    // The first version is as it was.
    assert_eq!(shown_at(&sandbox, "v2"), "unchanged");
    // Taken away is a change, too.
    sandbox.edit(ONE, "68 of 100 agree.", "");
    sandbox.commit_on(TODAY, "away");
    let shown = one(&sandbox);
    assert_eq!(
        (&shown["since"], &shown["predicted"]),
        (&json!("changed"), &Value::Null)
    );
    assert_eq!(shown["changed_from"], "75 of 100 agree.");
}

fn shown_at(sandbox: &Sandbox, version: &str) -> Value {
    shown(sandbox, &format!("north/trial/one@{version}"))["since"].clone()
}

#[test]
fn written_after_the_result() {
    let sandbox = workspace();
    sandbox.write(ONE, blank("", ""));
    sandbox.commit_on(OCTOBER, "begin");
    record(&sandbox, NOVEMBER, "--set outcome='69 agreed.'");
    assert_eq!(stamps(&sandbox), ["\"trial/outcome/guess\": \"none\""]);
    assert_eq!(one(&sandbox), Value::Null);
    record(&sandbox, TODAY, "--set guess='69 of 100 agree.'");
    assert_eq!(stamps(&sandbox), ["\"trial/outcome/guess\": \"none\""]);
    assert_eq!(one(&sandbox)["since"], "written_after");
    sandbox
        .ok("show north/trial/one")
        .says("written after the result was known");
}

#[test]
fn squashed_rebased_and_edited_on_a_web_page() {
    let sandbox = workspace();
    sandbox.git(&["switch", "-qc", "ours"]);
    sandbox.write(ONE, blank("75 of 100 agree.", ""));
    sandbox.commit_on(OCTOBER, "what we expect");
    record(&sandbox, NOVEMBER, "--set outcome='69 agreed.'");
    sandbox.git(&["switch", "-q", "main"]);
    sandbox.write("notes.md", "Somebody else worked, too.\n");
    sandbox.commit_on(NOVEMBER, "notes");
    sandbox.git(&["switch", "-q", "ours"]);
    sandbox.git(&["rebase", "-q", "main"]);
    let shown = one(&sandbox);
    assert_eq!(
        (&shown["since"], &shown["first"]),
        (&json!("unchanged"), &json!("prediction"))
    );
    assert_eq!(shown["written"], "2026-10-09");
    sandbox.git(&["switch", "-q", "main"]);
    sandbox.git(&["merge", "-q", "--squash", "ours"]);
    sandbox.commit_on(TODAY, "all of ours");
    let squashed = one(&sandbox);
    assert_eq!(
        (&squashed["since"], &squashed["first"]),
        (&json!("unchanged"), &json!("together"))
    );
    sandbox
        .ok("show north/trial/one")
        .says("in one commit with the result: order not known")
        .says("unchanged since the result was known");
    // Somebody changes it on a web page.
    sandbox.edit(ONE, "75 of 100", "70 of 100");
    sandbox.commit_on(TODAY, "Update one.md");
    let shown = one(&sandbox);
    assert_eq!(
        (&shown["since"], &shown["changed_from"]),
        (&json!("changed"), &json!("75 of 100 agree."))
    );
}

#[test]
fn typed_by_hand_and_seen_later() {
    let sandbox = workspace();
    sandbox.write(ONE, blank("75 of 100 agree.", "69 agreed."));
    sandbox.commit_on(NOVEMBER, "typed");
    assert_eq!(one(&sandbox)["since"], "not_known");
    sandbox
        .ok("show north/trial/one")
        .says("in one commit with the result: order not known")
        .says("redesign check north --fix");
    // A change by a command of ours is no first record of the result.
    record(&sandbox, NOVEMBER, "--set outcome='69 agreed. Good.'");
    assert_eq!(stamps(&sandbox), [""; 0]);
    sandbox.ok("check north").says("I0305");
    let before = sandbox.read(ONE);
    sandbox.ok("check north --fix --dry-run").says("would fix");
    assert_eq!(sandbox.read(ONE), before);
    sandbox
        .ok("check north --fix")
        .says("noted the prediction as it is now");
    let found = stamps(&sandbox);
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("\"trial/outcome/guess/later\": \"j"),
        "{found:?}"
    );
    assert!(
        sandbox.read(ONE).ends_with(&before),
        "{}",
        sandbox.read(ONE)
    );
    assert_eq!(one(&sandbox)["since"], "seen_later");
    sandbox.ok("show north/trial/one").says("seen later");
    sandbox.ok("check north").never_says("I0305");
    record(&sandbox, TODAY, "--set guess='70 of 100 agree.'");
    assert_eq!(stamps(&sandbox), found);
    let shown = one(&sandbox);
    assert_eq!(
        (&shown["since"], &shown["changed_from"]),
        (&json!("changed_since_seen"), &json!("75 of 100 agree."))
    );
}

#[test]
fn on_two_branches_and_not_yet_committed() {
    let sandbox = workspace();
    sandbox.write(ONE, blank("75 of 100 agree.", ""));
    sandbox.commit_on(OCTOBER, "what we expect");
    sandbox.git(&["switch", "-qc", "theirs"]);
    sandbox.edit(ONE, "75 of 100", "70 of 100");
    sandbox.commit_on(NOVEMBER, "other words");
    sandbox.git(&["switch", "-q", "main"]);
    record(&sandbox, NOVEMBER, "--set outcome='69 agreed.'");
    sandbox.git(&["merge", "-q", "--no-edit", "theirs"]);
    let shown = one(&sandbox);
    assert_eq!(
        (&shown["since"], &shown["first"], &shown["changed_from"]),
        (
            &json!("changed"),
            &json!("unclear"),
            &json!("75 of 100 agree.")
        )
    );
    sandbox
        .ok("show north/trial/one")
        .says("changed after the result was known, or on another branch");
    sandbox.edit(ONE, "70 of 100", "71 of 100");
    let shown = one(&sandbox);
    assert_eq!(
        (&shown["since"], &shown["first"]),
        (&json!("changed"), &json!("result"))
    );
    assert_eq!(shown["written"], Value::Null);
}

#[test]
fn in_a_shallow_clone_and_without_git() {
    let sandbox = trial();
    sandbox.git(&["config", "uploadpack.allowFilter", "true"]);
    let clone = |flag: &str| {
        let url = format!("file://{}", sandbox.work().display());
        let target = sandbox.path(&format!("../clone{flag}"));
        sandbox.git(&["clone", "-q", flag, &url, &target.display().to_string()]);
        let show = |format: &str| {
            let mut command = sandbox.redesign();
            let words = ["show", "north/trial/one", "--format", format];
            finished(command.current_dir(&target).args(words)).ends_with(0)
        };
        let json = show("json").json();
        let json = json["data"]["activity"]["records"][0]["prediction"].clone();
        (json, show("table"))
    };
    let (json, run) = clone("--filter=blob:none");
    assert_eq!(
        (&json["since"], &json["first"]),
        (&json!("unchanged"), &json!("unknown"))
    );
    run.says("when is not known here: this clone is partial");
    let (json, run) = clone("--depth=1");
    assert_eq!(
        (&json["since"], &json["first"]),
        (&json!("unchanged"), &json!("unknown"))
    );
    assert_eq!(
        (&json["written"], &json["result_written"]),
        (&Value::Null, &Value::Null)
    );
    run.says("when is not known here: this clone is shallow");
    // One commit more: the order is known, but not since when.
    let (json, run) = clone("--depth=2");
    assert_eq!(
        (&json["first"], &json["written"]),
        (&json!("prediction"), &Value::Null)
    );
    assert_eq!(json["result_written"], "2026-11-20");
    run.says("before the result of 2026-11-20; when is not known here");
    std::fs::rename(sandbox.path(".git"), sandbox.path("../away")).unwrap();
    let shown = one(&sandbox);
    assert_eq!(
        (&shown["since"], &shown["first"]),
        (&json!("unchanged"), &json!("unknown"))
    );
    sandbox
        .ok("show north/trial/one")
        .says("unchanged since")
        .never_says("written");
}

#[test]
fn a_rename_is_no_change() {
    let sandbox = bets();
    let name = |plan: &str| shown(&sandbox, &format!("{plan}/cycle/one"))["since"].clone();
    assert_eq!(name("north"), "unchanged");
    sandbox.ok("rename north south");
    assert!(
        sandbox
            .read("plans/south/1-do/cycle/one.md")
            .contains("south/count")
    );
    assert_eq!(name("south"), "unchanged");
    // The same for one that was only seen later.
    let path = "plans/south/1-do/cycle/one.md";
    let text = sandbox.read(path);
    sandbox.write(
        path,
        text.replace("cycle/seen/bet\"", "cycle/seen/bet/later\""),
    );
    sandbox.commit_on(TODAY, "by hand");
    assert_eq!(name("south"), "seen_later");
    sandbox.ok("rename south west");
    assert_eq!(name("west"), "seen_later");
}

/// A cycle whose bet is in numbers.
fn bets() -> Sandbox {
    let sandbox = workspace();
    let count = |name: &str, better: &str, groups: &str, numbers: &str| {
        sandbox.write(
            &format!("plans/north/1-do/count/{name}.md"),
            format!("# {name}\n\n## What we count, and the numbers\n\nOf 100.\n\n```csv\n{numbers}\n```\n\n## Better is\n\n{better}\n\n## Groups\n\n{groups}\n"),
        );
    };
    count(
        "agree",
        "more",
        "| Group | People |\n| --- | --- |\n| all | 54 |\n| ml | 21 |\n| others | 33 |\n",
        "date,all,ml,others\n2026-10-09,58,41,66\n2026-11-20,69,57,75\n2026-11-27,70,58,76",
    );
    count(
        "wait",
        "less",
        "",
        "date,value\n2026-10-09,30\n2026-11-20,22.5",
    );
    count("lively", "", "", "date,value\n2026-11-20,3.0");
    sandbox.write(
        "plans/north/1-do/cycle/one.md",
        "# One\n\n## Our bet\n\n| Measure | whom | From | To | By | not |\n| --- | --- | --- | --- | --- | --- |\n| north/count/agree | | 58 | 68 | 2026-11-23 | ml: no time |\n| [agree](../count/agree.md) | ml | 41 | 60 | 2026-11-23 | |\n| north/count/wait | | 30 | 25 | 2026-11-23 | |\n| north/count/wait | | 30 | 20 | 2026-11-19 | |\n| north/count/lively | | 3 | 4 | 2026-11-23 | |\n| north/count/lively | | 3 | 4 | 2026-11-01 | |\n| north/count/wait | | 30 | 20 | 2026-12-24 | |\n| north/trial | | 3 | 4 | 2026-11-23 | |\n\n## Start\n\n2026-10-12\n",
    );
    sandbox.commit_on(OCTOBER, "bets");
    let line = ["record", "north/cycle/one", "--set", "seen=Better."];
    sandbox.run_on(NOVEMBER, &line).ends_with(0);
    sandbox
}

#[test]
fn beside_the_measured_numbers() {
    let sandbox = bets();
    let shown = shown(&sandbox, "north/cycle/one");
    let says: Vec<&str> = shown["numbers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["says"].as_str().unwrap())
        .collect();
    assert_eq!(
        says,
        [
            "69 on 2026-11-20: right, by 1",
            "57 on 2026-11-20: wrong, by 3",
            "22.5 on 2026-11-20: right, by 2.5",
            "30 on 2026-10-09: wrong, by 10",
            "3.0 on 2026-11-20: 1.0 less",
            "not known: nothing was measured until then",
            "still to come; 22.5 on 2026-11-20",
            "not known: the link doesn't lead to a measure of this plan",
        ]
    );
    let first = &shown["numbers"][0];
    assert_eq!(
        (&first["group"], &first["right"], &first["above"]),
        (&json!("all"), &json!(true), &json!(1))
    );
    assert_eq!(
        (&first["was"], &first["on"]),
        (&json!(69), &json!("2026-11-20"))
    );
    assert_eq!(shown["numbers"][1]["group"], "ml");
    sandbox
        .ok("show north/cycle/one")
        .says("68 by 2026-11-23, agree (all)")
        .says("69 on 2026-11-20: right, by 1");
    sandbox
        .ok("measure show north/agree")
        .says("predicted 68 by 2026-11-23 (all); was 69 on 2026-11-20: right, by 1")
        .says("cycle 1");
    let measure = sandbox.ok("measure show north/wait --format json").json();
    let tests = measure["data"]["measures"][0]["predictions"].clone();
    assert_eq!(tests.as_array().unwrap().len(), 3);
    assert_eq!(
        (&tests[0]["test"], &tests[0]["prediction"]["right"]),
        (&json!("cycle 1"), &json!(true))
    );
    // Numbers about too few people aren't told here either.
    sandbox.edit(
        "plans/north/1-do/count/agree.md",
        "| ml | 21 |",
        "| ml | 7 |",
    );
    let run = sandbox.ok("show north/cycle/one --format json");
    let numbers = &run.json()["data"]["activity"]["records"][0]["prediction"]["numbers"];
    assert_eq!(
        (&numbers[1]["was"], &numbers[1]["says"]),
        (&Value::Null, &json!("not shown: too few people to show"))
    );
}

#[test]
fn what_followed() {
    let sandbox = bets();
    sandbox.ok("record north/cycle --add --title Two --date 2026-11-10 --set after=north/cycle/one --set seen=x");
    sandbox.ok("record north/cycle --add --title Alone --date 2026-11-12 --set seen=x");
    sandbox.ok(
        "record north/choice --add --title Next --set on=north/cycle/one --set decided=iterate",
    );
    let run = sandbox.ok("show north/cycle/one --format json");
    let trail = run.json()["data"]["activity"]["records"][0]["trail"].clone();
    assert_eq!(trail["ramp"], json!(["cycle 1", "cycle 2"]));
    assert_eq!(trail["then"][0]["decision"], "iterate");
    sandbox
        .ok("show north/cycle/one")
        .says("cycle 1 -> cycle 2")
        .says("iterate (north/choice/");
    sandbox
        .ok("measure show north/agree")
        .says("cycle 1 -> cycle 2");
    let alone = sandbox.ok("show north/cycle --format json").json();
    let records = alone["data"]["activity"]["records"].as_array().unwrap();
    let ramps: Vec<usize> = records
        .iter()
        .map(|one| one["trail"]["ramp"].as_array().map_or(0, Vec::len))
        .collect();
    assert_eq!(ramps.iter().sum::<usize>(), 4, "{ramps:?}");
}
