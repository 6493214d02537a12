//! The tasks of all records: listed across plans, ticked in place, known by ids that edits and merges leave alone.

use super::cohort::Cohort;
use super::sandbox::{Run, Sandbox, finished};
use serde_json::Value;

/// 2026-11-23, noon in UTC, is the day of the sandbox.
const TASKS: &str = "actions=Ask the bus driver @coach due 2026-11-20
Print the cards @north due 2026-12-01
Book the library";

/// Two plans and a programme whose meeting is about one of them; no activity is named by the code under test.
fn cohort() -> (Sandbox, String) {
    let sandbox = Cohort::of(&["north", "lake"]).made();
    sandbox.ok(format!(
        "record cohort/meeting --add --plan north --set '{TASKS}'"
    ));
    let names = sandbox.files("cohort/2-learn-together/meeting");
    let name = names.iter().find(|name| *name != "README.md").unwrap();
    let path = format!("cohort/2-learn-together/meeting/{name}");
    (sandbox, path)
}

fn tasks(sandbox: &Sandbox, arguments: &[&str]) -> Vec<Value> {
    let all: Vec<&str> = ["actions", "--format", "json"]
        .iter()
        .chain(arguments)
        .copied()
        .collect();
    let document = sandbox.run(all).ends_with(0).json();
    document["data"]["tasks"].as_array().unwrap().clone()
}

fn words(tasks: &[Value]) -> Vec<String> {
    let word = |task: &Value, key: &str| task[key].as_str().unwrap_or("-").to_owned();
    tasks
        .iter()
        .map(|task| {
            format!(
                "{} {} {}",
                word(task, "plan"),
                word(task, "state"),
                word(task, "what")
            )
        })
        .collect()
}

fn id_of(sandbox: &Sandbox, what: &str) -> String {
    let all = tasks(sandbox, &["--all"]);
    let task = all.iter().find(|task| task["what"] == what);
    task.unwrap()["id"].as_str().unwrap().to_owned()
}

#[test]
fn overdue_first_across_plans_and_the_programme() {
    let (sandbox, path) = cohort();
    // By hand in a plan's own record, of another kind of activity, it counts just the same.
    let record = "plans/lake/3-start-small/pilot/first.md";
    sandbox.write(
        record,
        "# P\n\n## plan\n\n* [ ] Call the parents @Ann due 2026-11-22\n* [x] Ask for a room\n",
    );
    assert_eq!(
        words(&tasks(&sandbox, &[])),
        [
            "north overdue Ask the bus driver",
            "lake overdue Call the parents",
            "north open Print the cards",
            "north open Book the library"
        ]
    );
    let first = &tasks(&sandbox, &[])[0];
    assert_eq!(first["days_overdue"], 3);
    assert_eq!(first["path"], path.as_str());
    let line = usize::try_from(first["line"].as_u64().unwrap()).unwrap();
    let text = sandbox.read(&path);
    assert_eq!(
        text.lines().nth(line - 1).unwrap(),
        "- [ ] Ask the bus driver @coach due 2026-11-20"
    );
    for (arguments, expected) in [
        (&["lake"][..], vec!["lake overdue Call the parents"]),
        (&["--owner", "ann"], vec!["lake overdue Call the parents"]),
        (&["--done"], vec!["lake done Ask for a room"]),
        (
            &["--due", "2026-11-20"],
            vec!["north overdue Ask the bus driver"],
        ),
        (
            &["--overdue", "--by", "owner"],
            vec![
                "lake overdue Call the parents",
                "north overdue Ask the bus driver",
            ],
        ),
    ] {
        assert_eq!(
            words(&tasks(&sandbox, arguments)),
            expected,
            "{arguments:?}"
        );
    }
    sandbox.fails(1, "actions --fail");
    sandbox
        .ok("actions")
        .says("4 open, 2 overdue")
        .says("overdue by 3 days")
        .says("next: redesign actions done");
    // A team that rests is asked for nothing, and that is said.
    sandbox.edit(
        "plans/lake/plan.toml",
        "# paused = \"\"",
        "paused = \"snow\"",
    );
    sandbox
        .ok("actions")
        .never_says("Call the parents")
        .says("1 open task of paused or ended plans");
}

#[test]
fn a_day_ends_where_the_workspace_is_and_any_day_can_be_asked_for() {
    let (sandbox, _) = cohort();
    let state = |sandbox: &Sandbox, clock: &str| {
        let run = sandbox.run_with_env(
            &["actions", "--format", "json"],
            &[("SOURCE_DATE_EPOCH", clock)],
        );
        run.json()["data"]["tasks"][0]["state"].clone()
    };
    // 2026-11-21, 03:00 in UTC, is still the 20th in Chicago.
    assert_eq!(state(&sandbox, "1795230000"), "overdue");
    sandbox.edit(
        "redesign.toml",
        "timezone = \"UTC\"",
        "timezone = \"America/Chicago\"",
    );
    assert_eq!(state(&sandbox, "1795230000"), "open");
    sandbox.ok("actions --at HEAD").says("Ask the bus driver");
    assert_eq!(tasks(&sandbox, &["--at", "HEAD~1"]), [] as [Value; 0]);
    sandbox.fails(2, "actions --due soon").says("is not a date");
}

#[test]
fn one_mark_changes_and_one_commit_is_made() {
    let (sandbox, path) = cohort();
    let text = sandbox.read(&path).replace('\n', "\r\n");
    sandbox.git(&["config", "core.autocrlf", "true"]);
    sandbox.write(&path, &text);
    let (bus, cards) = (
        id_of(&sandbox, "Ask the bus driver"),
        id_of(&sandbox, "Print the cards"),
    );
    let before = sandbox.commits();
    sandbox
        .ok(format!("actions done {bus} --dry-run"))
        .says("would write");
    assert_eq!(sandbox.read(&path), text);
    sandbox
        .ok(format!(
            "actions done '{bus}' '{cards}' --with-edits -m 'at the meeting'"
        ))
        .says("done: Ask the bus driver")
        .says("done: Print the cards");
    assert_eq!(
        sandbox.read(&path),
        text.replace("- [ ] Ask", "- [x] Ask")
            .replace("- [ ] Print", "- [x] Print")
    );
    assert_eq!(sandbox.commits(), before + 1);
    let message = sandbox.git(&["log", "-1", "--format=%B"]);
    assert!(
        message.contains("done 2 tasks\n\nat the meeting\n")
            && message.contains("Redesign-Command: actions"),
        "{message}"
    );
    // So already: said, and nothing is written.
    sandbox
        .ok(format!("actions done {bus}"))
        .says("is done already");
    assert_eq!(sandbox.commits(), before + 1);
    sandbox.ok(format!("actions open {bus}"));
    sandbox.ok("undo");
    assert!(sandbox.read(&path).contains("- [x] Ask"));
}

#[test]
fn ids_stay_through_edits_and_merges() {
    let (sandbox, path) = cohort();
    let ids = |sandbox: &Sandbox| {
        ["Ask the bus driver", "Print the cards", "Book the library"]
            .map(|what| id_of(sandbox, what))
    };
    let before = ids(&sandbox);
    sandbox.git(&["clone", "-q", ".", "../other"]);
    let other = sandbox.work().parent().unwrap().join("other");
    let there = |arguments: &[&str]| -> Run {
        let mut command = sandbox.redesign();
        finished(command.current_dir(&other).args(arguments))
    };
    // Here owner, day and place change; there one is ticked. Plain git merges both.
    let text = sandbox.read(&path);
    sandbox.write(
        &path,
        text.replace(
            "Ask the bus driver @coach due 2026-11-20",
            "Ask  the bus driver @lake due 2027-01-01",
        ),
    );
    assert_eq!(ids(&sandbox), before);
    sandbox.git(&["commit", "-qam", "another day"]);
    there(&["actions", "done", &before[2]]).ends_with(0);
    sandbox.git(&["pull", "-q", "--no-rebase", "--no-edit", "../other", "main"]);
    assert_eq!(ids(&sandbox), before);
    let states: Vec<Value> = tasks(&sandbox, &["--all"])
        .iter()
        .map(|task| task["state"].clone())
        .collect();
    assert_eq!(states, ["open", "open", "done"]);
    // Other words are another task.
    sandbox.edit(&path, "Print the cards", "Print the posters");
    assert_ne!(id_of(&sandbox, "Print the posters"), before[1]);
}

#[test]
fn what_can_not_be_ticked_says_why() {
    let (sandbox, path) = cohort();
    sandbox
        .fails(2, "actions done zzzzz")
        .says("no task with the id");
    sandbox.fails(2, "actions done");
    sandbox.fails(2, "actions nobody").says("no plan named");
    // A date that is none is named by `check`, and hides no other task.
    sandbox.edit(&path, "@north due 2026-12-01", "@north due 2026-13-01");
    assert_eq!(tasks(&sandbox, &[]).len(), 3);
    sandbox.run(["check", "cohort"]).says("is not a date");
    // In two versions that a merge left.
    sandbox.git(&["checkout", "-q", "."]);
    let id = id_of(&sandbox, "Book the library");
    sandbox.edit(
        &path,
        "- [ ] Book the library",
        "<<<<<<< a\n- [ ] Book the library\n=======\n- [ ] Book a room\n>>>>>>> b",
    );
    let text = sandbox.read(&path);
    sandbox
        .fails(4, format!("actions done {id}"))
        .says("redesign resolve");
    assert_eq!(sandbox.read(&path), text);
    // Nothing at all.
    let empty = Sandbox::with_plans(&[]);
    empty.run(["actions"]).ends_with(0).says("0 open");
}
