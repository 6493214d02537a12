//! `board`: which team needs a call first. What its rules find in a year with planted faults is in `year`.

use super::cohort::{Cohort, case};
use super::sandbox::Sandbox;
use serde_json::{Value, json};

/// Three teams and a programme that began twelve weeks ago; nothing was done since.
fn cohort() -> Sandbox {
    let begun = jiff::civil::date(2026, 8, 31);
    Cohort::of(&["north", "river", "south"]).begun(begun).made()
}

fn set(sandbox: &Sandbox, plan: &str, lines: &str) {
    let file = format!("{plan}/plan.toml");
    sandbox.write(&file, format!("{}\n{lines}\n", sandbox.read(&file)));
}

fn board(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let all = ["board", "--format", "json"].iter().chain(arguments);
    sandbox.run(all).ends_with(0).json()
}

fn codes(row: &Value) -> Vec<&str> {
    let lines = row["lines"].as_array().unwrap();
    lines
        .iter()
        .map(|line| line["code"].as_str().unwrap())
        .collect()
}

fn row<'a>(board: &'a Value, id: &str) -> &'a Value {
    let teams = board["data"]["teams"].as_array().unwrap();
    teams.iter().find(|row| row["id"] == id).unwrap()
}

#[test]
fn a_silent_team_is_called_and_a_meeting_clears_the_call() {
    let sandbox = cohort();
    let found = board(&sandbox, &[]);
    for team in ["north", "river", "south"] {
        assert_eq!(codes(row(&found, team)), ["I0341"]);
        assert_eq!(row(&found, team)["days"], 84);
    }
    assert_eq!(
        row(&found, "north")["lines"][0]["command"],
        "redesign log north"
    );
    sandbox.ok(
        "record cohort/meeting --add --plan north --set held=2026-11-23 \
         --set attendance='coach|staff' --set stands='Starting again' \
         --set stuck='Nobody has the time'",
    );
    let found = board(&sandbox, &[]);
    let north = row(&found, "north");
    assert_eq!(
        (&north["call"], &north["met"]),
        (&Value::Null, &json!("2026-11-23"))
    );
    // It is said all the same, below those that wait for a call.
    assert_eq!(codes(north), ["I0341", "I0345"]);
    assert_eq!(found["data"]["teams"][2]["id"], "north");
    assert!(
        north["lines"][1]["reason"]
            .as_str()
            .unwrap()
            .contains("Nobody has the time")
    );
    sandbox
        .ok("board")
        .says("2 teams need a call.")
        .says("met today")
        .says("nothing has changed for 84 days (met since; can wait until 2026-11-30)");
    // For a week nobody calls again, its last day included; as long as the workspace says.
    let settings = sandbox.read("redesign.toml");
    for (quiet, day, call) in [
        ("", (11, 29), None),
        ("", (11, 30), None),
        ("", (12, 1), Some(1)),
        ("[board]\nquiet_days = 2", (11, 25), None),
        ("[board]\nquiet_days = 2", (11, 26), Some(1)),
        ("[board]\nquiet_days = 0", (11, 23), None),
        ("[board]\nquiet_days = 0", (11, 24), Some(1)),
    ] {
        sandbox.write("redesign.toml", format!("{settings}\n{quiet}\n"));
        let (month, of_month) = day;
        let on = jiff::civil::date(2026, month, of_month);
        let later = sandbox.run_on(on, &["board", "--format", "json"]).json();
        let north = row(&later, "north");
        assert_eq!(north["call"], json!(call), "{on}, {quiet:?}");
        assert_eq!(north["met"], "2026-11-23");
    }
}

#[test]
fn teams_that_rest_or_left_are_not_called() {
    let sandbox = cohort();
    set(&sandbox, "plans/north", "paused = \"new timetable\"");
    set(&sandbox, "plans/south", "ended = \"merged with river\"");
    let found = board(&sandbox, &[]);
    for (team, why) in [
        ("north", "paused: new timetable"),
        ("south", "ended: merged with river"),
    ] {
        let row = row(&found, team);
        assert_eq!(row["resting"], why);
        assert_eq!((&row["call"], codes(row).len()), (&Value::Null, 0));
    }
    assert_eq!(row(&found, "river")["call"], 1);
    let rest = "north (paused: new timetable), south (ended: merged with river)";
    sandbox.ok("board").says(rest);
    sandbox.edit("plans/south/plan.toml", "\nended = \"m", "\n# ended = \"m");
    let table = sandbox.ok("board").out;
    assert!(table.contains("\n  paused") && table.contains("paused: new timetable"));
    sandbox
        .ok("board north")
        .says("Nothing is asked of it: paused: new timetable.");
}

#[test]
fn what_a_team_needs_alone_is_no_reason_to_call() {
    let sandbox = cohort();
    let settings = sandbox.read("redesign.toml");
    sandbox.write(
        "redesign.toml",
        format!("{settings}\n[board]\nsilent_days = 900\n"),
    );
    set(
        &sandbox,
        "plans/river",
        "coach = \"coach 1\"\ncontact = \"the school's office\"",
    );
    let meet = |team: &str, stuck: &str| {
        sandbox.write(
            &format!("cohort/2-learn-together/meeting/{team}.md"),
            format!("---\nplan: {team}\n---\n\n## Date\n\n2026-10-01\n\n## What is stuck\n\n- {stuck}\n\n## Actions\n\n- [ ] Ask @coach due 2026-10-02\n"),
        );
    };
    meet("north", "None so far.");
    meet("south", "Nobody has the time");
    sandbox.write(
        "cohort/2-learn-together/meeting/nobody.md",
        "## Date\n\n2026-10-01\n\n## Where the team stands\n\nHere.\n",
    );
    let found = board(&sandbox, &[]);
    assert_eq!(codes(row(&found, "north")), ["I0343"]);
    assert_eq!(codes(row(&found, "south")), ["I0343", "I0345"]);
    assert_eq!(row(&found, "south")["lines"][1]["is_reason_to_call"], false);
    // What is kept with no team is said of the programme.
    assert_eq!(codes(&found["data"]["programmes"][0]), ["E0109"]);
    for team in ["north", "south"] {
        let file = format!("cohort/2-learn-together/meeting/{team}.md");
        sandbox.edit(&file, "[ ]", "[x]");
    }
    let found = board(&sandbox, &[]);
    assert_eq!(row(&found, "south")["call"], Value::Null);
    meet("river", "Nobody has the time");
    sandbox.ok("board").says("1 river").says("\n  coach 1");
    sandbox
        .ok("board river")
        .says("coach    coach 1")
        .says("contact  the school's office");
}

#[test]
fn a_coach_sees_the_own_teams() {
    let sandbox = cohort();
    set(&sandbox, "plans/north", "coach = \"Coach 1\"");
    let found = board(&sandbox, &["--coach", "coach 1"]);
    assert_eq!(found["data"]["teams"].as_array().unwrap().len(), 1);
    assert_eq!(found["data"]["programmes"], json!([]));
    sandbox
        .fails(2, "board --coach 'coach 2'")
        .says("no plan has the coach \"coach 2\"")
        .says("Coach 1");
    let one = board(&sandbox, &["river"]);
    assert_eq!(one["data"]["teams"].as_array().unwrap().len(), 1);
    assert_eq!(one["data"]["programmes"], json!([]));
    let programme = board(&sandbox, &["cohort"]);
    assert_eq!(programme["data"]["teams"], json!([]));
    assert_eq!(programme["data"]["programmes"][0]["id"], "cohort");
    sandbox
        .fails(2, "board nort")
        .says("did you mean \"north\"?");
}

#[test]
fn what_is_long_is_set_in_the_workspace() {
    let sandbox = cohort();
    let settings = sandbox.read("redesign.toml");
    sandbox.write(
        "redesign.toml",
        format!("{settings}\n[board]\nsilent_days = 90\n"),
    );
    let found = board(&sandbox, &["--fail"]);
    assert!(
        found["data"]["teams"]
            .as_array()
            .unwrap()
            .iter()
            .all(|row| row["lines"] == json!([]))
    );
    sandbox.ok("board").says("Nobody needs a call.");
    sandbox.write(
        "redesign.toml",
        format!("{settings}\n[board]\nsilent_days = 84\n"),
    );
    sandbox
        .fails(1, "board --fail")
        .says("3 teams need a call.");
    sandbox.write(
        "redesign.toml",
        format!("{settings}\n[board]\nsilent_days = -1\n"),
    );
    sandbox.fails(3, "board").says("redesign.toml");
    for gap in ["nan", "-inf", "-1"] {
        let text = format!("{settings}\n[board]\nrating_gap = {gap}\n");
        sandbox.write("redesign.toml", text);
        sandbox
            .fails(3, "score")
            .says("`rating_gap` must be a number such as 1.0");
    }
}

#[test]
fn weeks_say_who_is_behind() {
    let sandbox = cohort();
    sandbox
        .ok("board")
        .says("no first day in plan.toml, so nothing counts as late: north, river, south, cohort");
    set(&sandbox, "plans/river", "start = 2026-10-26");
    let found = board(&sandbox, &["river"]);
    let river = row(&found, "river");
    // Weeks 1 and 2 ended on 2026-11-08: fifteen days ago.
    assert_eq!(
        river["pace"],
        json!({"step": "come-together", "days_late": 15, "weeks_late": 2})
    );
    assert_eq!(codes(river), ["I0341", "I0344"]);
    assert_eq!(
        river["lines"][1]["reason"],
        "team was due until 2026-11-08 and isn't done; and 2 more"
    );
    let before = board(&sandbox, &["river", "--at", "2026-11-21"]);
    assert_eq!(before["data"]["at"], "2026-11-21");
    assert_eq!(
        row(&before, "river")["pace"],
        Value::Null,
        "that day's plan.toml said no first day"
    );
}

#[test]
fn broken_files_are_named_and_hide_nothing() {
    let sandbox = cohort();
    sandbox.write("plans/north/plan.toml", "title = ");
    sandbox.write("plans/river/1-come-together/team.md", b"\xff\xfe\x00");
    sandbox.write("cohort/plan.toml", "toolkit = 1");
    let run = sandbox.fails(1, "board --fail --format json");
    let found = run.json();
    let paths: Vec<&str> = found["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["path"].as_str().unwrap())
        .collect();
    for path in [
        "plans/north/plan.toml",
        "plans/river/1-come-together/team.md",
        "cohort/plan.toml",
    ] {
        assert_eq!(
            paths.iter().filter(|one| **one == path).count(),
            1,
            "{path} in {paths:?}"
        );
    }
    assert_eq!(found["data"]["teams"].as_array().unwrap().len(), 2);
    assert_eq!(found["data"]["unreadable"], 1);
    sandbox.run(["board"]).says("1 plan can't be read");
}

#[test]
fn no_git_and_no_programme_are_no_hindrance() {
    let sandbox = Sandbox::new();
    sandbox.ok("init --no-git");
    sandbox.ok("board").says("redesign new PLAN");
    sandbox.ok("new a");
    let found = board(&sandbox, &[]);
    assert_eq!(found["data"]["teams"][0]["days"], Value::Null);
    assert_eq!(found["data"]["programmes"], json!([]));
}

#[test]
fn links_lead_to_the_files_on_the_web() {
    let sandbox = cohort();
    let settings = sandbox.read("redesign.toml");
    sandbox.write(
        "redesign.toml",
        format!("{settings}\n[web]\nedit = \"https://git.example/edit/{{path}}\"\n"),
    );
    sandbox.ok(
        "record cohort/meeting --add --plan north --title depot --date 2026-09-10 \
         --set held=2026-09-10 --set attendance='coach|staff' --set stands=Fine \
         --set actions='Call the depot @coach due 2026-09-20'",
    );
    let page = sandbox.ok("board north --format markdown");
    let record = page
        .out
        .find("](https://git.example/edit/cohort/2-learn-together/meeting/2026-09-10-depot-");
    assert!(record.is_some(), "{}", page.out);
    let table = sandbox.ok("board --format csv").out;
    let line = table
        .lines()
        .find(|line| line.contains("Call the depot"))
        .unwrap();
    assert!(line.starts_with("north,1,"), "{line}");
    assert!(line.contains("a task is overdue by 64 days"), "{line}");
}

/// Another field, other names: the rules know roles only.
#[test]
fn a_programme_of_another_field() {
    let sandbox = cohort();
    std::fs::remove_dir_all(sandbox.path("cohort")).unwrap();
    sandbox.copy(&case("river-watch"), "toolkits/river-watch");
    sandbox.ok("new cohort --toolkit river-watch");
    set(&sandbox, "cohort", "start = 2026-10-01");
    sandbox.ok(
        "record cohort/paddle --add --plan north --date 2026-11-10 --set seen='A sunken cart' \
         --set tow='Tow the cart @north due 2026-10-30'",
    );
    let found = board(&sandbox, &[]);
    let north = row(&found, "north");
    assert_eq!(codes(north), ["I0341", "I0343", "I0345"]);
    let reason = north["lines"][2]["reason"].as_str().unwrap();
    assert!(
        reason.starts_with("What we saw: \"A sunken cart\", see paddle/2026-11-10-north-"),
        "{reason}"
    );
    // Nobody knows since when somebody should have met a team without a first day.
    assert_eq!(codes(row(&found, "river")), ["I0341"]);
    set(&sandbox, "plans/river", "start = 2026-10-01");
    let found = board(&sandbox, &[]);
    let river = row(&found, "river");
    assert_eq!(codes(river), ["I0341", "I0342", "I0344"]);
    assert_eq!(
        river["lines"][1]["reason"],
        "Paddle with a Group was missed 4 times: no record yet"
    );
    // The day on which they met, and not the one on which they should have.
    let later = ["board", "north", "--format", "json"];
    let later = sandbox.run_on(jiff::civil::date(2026, 12, 30), &later);
    let stopped = later.json()["data"]["teams"][0]["lines"][1].clone();
    assert_eq!(
        stopped["reason"],
        "Paddle with a Group was missed 4 times: no record since 2026-11-10"
    );
}

/// What the board says to type is typed, by a shell, for files with the names that people give them.
#[test]
fn every_command_can_be_typed() {
    let sandbox = cohort();
    sandbox.ok("record north/problem --set evidence='Two of five'");
    let row = |target: &str| format!("| {target} | so | measured |\n");
    sandbox.write(
        "cohort/3-share/finding/our finding, no 1; it's new.md",
        format!(
            "# New\n\n## The claim\n\nIt works\n\n## For whom and where it holds\n\n[not recorded]\n\n## What supports it\n\n\
             | Record | What it shows | Measured or told |\n| --- | --- | --- |\n{}{}{}{}",
            row("nroth/problem"),
            row("gone/problem"),
            row("south/team"),
            row("north/problem")
        ),
    );
    let found = board(&sandbox, &[]);
    let rows = ["teams", "programmes"].map(|name| found["data"][name].as_array().unwrap().clone());
    let mut codes = Vec::new();
    for line in rows
        .iter()
        .flatten()
        .flat_map(|row| row["lines"].as_array().unwrap())
    {
        codes.push(line["code"].as_str().unwrap());
        let command = line["command"].as_str().unwrap().replace("TEXT", "words");
        let mut shell = sandbox.command_with_redesign("sh");
        let run = super::sandbox::finished(shell.args(["-c", &command]));
        assert_eq!(run.code, 0, "{command}\n{}{}", run.out, run.err);
    }
    codes.dedup();
    assert_eq!(codes, ["I0341", "W0221", "W0212"]);
}

#[test]
fn the_programme_alone() {
    let sandbox = cohort();
    let run = sandbox.ok("board cohort");
    run.never_says("redesign new PLAN").never_says("0 plans");
}

fn meet(sandbox: &Sandbox, team: &str, day: &str, tasks: &str) {
    sandbox.write(
        &format!("cohort/2-learn-together/meeting/{day}-{team}.md"),
        format!(
            "---\nplan: {team}\n---\n\n## Date\n\n{day}\n\n## Where the team stands\n\nHere.\n\n## Actions\n\n{tasks}\n"
        ),
    );
}

fn on(sandbox: &Sandbox, day: &str, arguments: &[&str]) -> Value {
    let all: Vec<&str> = ["board", "--format", "json"]
        .iter()
        .chain(arguments)
        .copied()
        .collect();
    sandbox
        .run_on(day.parse().unwrap(), &all)
        .ends_with(0)
        .json()
}

/// A reason is put off once, for the quiet days or until the meeting's first task is due, and not by a second meeting.
#[test]
fn meetings_put_a_reason_off_once() {
    let sandbox = cohort();
    // Silent since 2026-08-31, so a reason to call since 2026-09-28.
    for (tasks, days) in [
        ("", [("2026-10-12", None), ("2026-10-13", Some(1))]),
        // Too soon to matter, in time, and so late that nobody would ask in between.
        (
            "- [ ] Write @coach due 2026-10-07",
            [("2026-10-12", None), ("2026-10-13", Some(1))],
        ),
        (
            "- [ ] Write @coach due 2026-10-20\n- [ ] Ask @coach due 2026-10-25",
            [("2026-10-20", None), ("2026-10-21", Some(1))],
        ),
        (
            "- [x] Write @coach due 2026-10-20",
            [("2026-10-12", None), ("2026-10-13", Some(1))],
        ),
        (
            "- [ ] Write @coach due 2027-10-05",
            [("2026-11-02", None), ("2026-11-03", Some(1))],
        ),
    ] {
        // A meeting before it was a reason puts nothing off.
        meet(&sandbox, "north", "2026-09-21", "");
        meet(&sandbox, "north", "2026-10-05", tasks);
        for (day, call) in days {
            let found = on(&sandbox, day, &["north"]);
            assert_eq!(
                row(&found, "north")["call"],
                json!(call),
                "{day}, {tasks:?}"
            );
        }
    }
    // One every two weeks, with a task that is due in a year.
    let task = "- [ ] Write @coach due 2027-10-05";
    let found = on(&sandbox, "2026-10-18", &["north"]);
    let line = &row(&found, "north")["lines"][0];
    assert_eq!(row(&found, "north")["call"], Value::Null);
    assert_eq!(
        (&line["since"], &line["put_off_until"], &line["urgency"]),
        (&json!("2026-09-28"), &json!("2026-11-02"), &json!("quiet"))
    );
    for second in ["2026-10-19", "2026-11-02", "2026-11-16"] {
        meet(&sandbox, "north", second, task);
        let found = on(&sandbox, second, &["north"]);
        let north = row(&found, "north");
        assert_eq!((&north["call"], &north["met_days"]), (&json!(1), &json!(0)));
        assert_eq!(north["lines"][0]["put_off_until"], Value::Null);
    }
    // It comes after those that nobody met.
    let found = on(&sandbox, "2026-11-17", &[]);
    let calls: Vec<&str> = found["data"]["teams"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].as_str().unwrap())
        .collect();
    assert_eq!(calls, ["river", "south", "north"]);
    let day = "2026-11-17".parse().unwrap();
    sandbox
        .run_on(day, &["board"])
        .says("3 teams need a call.")
        .says("met 1 d ago");
}

/// Where a rule can't tell since when, history does: a team that works every day and is met every week is called too.
#[test]
fn weekly_meetings_hide_no_question_of_method() {
    let sandbox = cohort();
    let days = |from: &str| from.parse::<jiff::civil::Date>().unwrap();
    let commit = |day: &str| sandbox.commit_on(days(day), "met");
    let work = |day: &str, words: &str| {
        let set = format!("vision={words}");
        sandbox
            .run_on(days(day), &["record", "north/commitment", "--set", &set])
            .ends_with(0);
    };
    for day in ["2026-09-07", "2026-09-14", "2026-09-21"] {
        work(day, day);
        meet(&sandbox, "north", day, "");
        commit(day);
    }
    sandbox
        .run_on(
            days("2026-09-23"),
            &[
                "record",
                "north/pilot",
                "--add",
                "--title",
                "first",
                "--set",
                "prediction=Yes",
            ],
        )
        .ends_with(0);
    let call = |day: &str| {
        let found = on(&sandbox, day, &["north"]);
        let north = row(&found, "north");
        assert_eq!(codes(north), ["W0241"], "{day}");
        north["call"].clone()
    };
    // The meeting before it puts nothing off, the one after it does, the next one doesn't.
    assert_eq!(call("2026-09-24"), 1);
    work("2026-09-28", "more");
    meet(&sandbox, "north", "2026-09-28", "");
    commit("2026-09-28");
    assert_eq!(call("2026-09-28"), Value::Null);
    assert_eq!(call("2026-09-30"), Value::Null);
    work("2026-10-05", "and more");
    meet(&sandbox, "north", "2026-10-05", "");
    commit("2026-10-05");
    for day in ["2026-10-05", "2026-10-06", "2026-10-12"] {
        assert_eq!(call(day), 1, "{day}");
    }
}

/// A checkpoint that isn't done is one cause, whatever comes of it.
#[test]
fn one_cause_is_one_line() {
    let sandbox = cohort();
    set(
        &sandbox,
        "plans/north",
        "start = 2026-08-31\n[pacing]\nequity-2 = [1, 2]\nteam = [1, 3]\ncommitment = [2, 3]",
    );
    sandbox.ok("record north/pilot --add --set prediction=Yes");
    let found = board(&sandbox, &["north"]);
    let north = row(&found, "north");
    let lines: Vec<(Value, Value, Value)> = north["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| {
            (
                line["code"].clone(),
                line["also"].clone(),
                line["urgency"].clone(),
            )
        })
        .collect();
    // What is late besides it has a line of its own.
    assert_eq!(
        lines,
        [
            (json!("W0241"), json!(["I0344"]), json!("overdue")),
            (json!("I0344"), json!([]), json!("overdue")),
        ]
    );
    let reason = north["lines"][1]["reason"].as_str().unwrap();
    assert!(
        reason.starts_with("identity was due until 2026-09-13"),
        "{reason}"
    );
    assert!(!reason.contains("equity-2"), "{reason}");
    let check = sandbox.run(["check", "north", "--format", "json"]).json();
    let said: Vec<&str> = check["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["message"].as_str().unwrap())
        .collect();
    // `check` says the same words, with the same number.
    let without_it = "identity was due until 2026-09-13 and isn't done; and 11 more";
    assert_eq!(reason, without_it);
    assert!(said.contains(&without_it), "{said:?}");
}

/// Urgency first, then days, never how many reasons there are.
#[test]
fn the_silent_come_before_those_with_many_reasons() {
    let sandbox = cohort();
    let day = |words: &str| words.parse::<jiff::civil::Date>().unwrap();
    let record = |when: &str, arguments: &[&str]| {
        let all: Vec<&str> = ["record"].iter().chain(arguments).copied().collect();
        sandbox.run_on(day(when), &all).ends_with(0);
    };
    record("2026-10-20", &["river/commitment", "--set", "vision=Soon"]);
    record(
        "2026-11-20",
        &["south/pilot", "--add", "--set", "prediction=Yes"],
    );
    set(
        &sandbox,
        "plans/south",
        "start = 2026-08-31\n[pacing]\nteam = [1, 2]",
    );
    meet(
        &sandbox,
        "south",
        "2026-10-05",
        "- [ ] Write @coach due 2026-10-20",
    );
    sandbox.commit_on(day("2026-11-23"), "by hand");
    let found = board(&sandbox, &[]);
    let order: Vec<(&str, usize)> = found["data"]["teams"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["id"].as_str().unwrap(), codes(row).len()))
        .collect();
    assert_eq!(order, [("north", 1), ("river", 1), ("south", 3)]);
    assert_eq!(codes(row(&found, "south")), ["I0343", "W0241", "I0344"]);
}

/// Movement is what people do in their plans.
#[test]
fn housekeeping_moves_nothing() {
    let sandbox = cohort();
    let day = |words: &str| words.parse::<jiff::civil::Date>().unwrap();
    let record = |when: &str, arguments: &[&str]| {
        let all: Vec<&str> = ["record"].iter().chain(arguments).copied().collect();
        sandbox.run_on(day(when), &all).ends_with(0);
    };
    record("2026-10-20", &["north/commitment", "--set", "vision=Soon"]);
    let days = |expected: u32| {
        let found = board(&sandbox, &["north"]);
        assert_eq!(row(&found, "north")["days"], expected);
        let status = sandbox.ok("status --format json").json();
        let north = &status["data"]["plans"][0];
        assert_eq!(
            north["last_activity"],
            row(&found, "north")["last_activity"]
        );
    };
    days(34);
    // A coach's line, a heading that `check --fix` puts back, what a formatter does.
    set(&sandbox, "plans/north", "coach = \"coach 1\"");
    sandbox.commit_on(day("2026-11-10"), "a coach");
    days(34);
    let file = "plans/north/1-come-together/team.md";
    sandbox.edit(file, "## Who is still missing", "## Who's still missing");
    sandbox.commit_on(day("2026-11-11"), "another heading");
    sandbox.run_on(day("2026-11-12"), &["check", "--fix"]);
    sandbox.commit_on(day("2026-11-12"), "a fix");
    days(34);
    let file = "plans/north/1-come-together/commitment.md";
    sandbox.edit(file, "Soon", "*Soon*");
    sandbox.commit_on(day("2026-11-13"), "a formatter");
    days(34);
    record("2026-11-20", &["north/inspiration", "--skip", "no bus"]);
    days(3);
    sandbox.edit(file, "Soon", "Very soon");
    sandbox.commit_on(day("2026-11-21"), "by hand");
    days(2);
}
