//! `calendar`: rhythms and pacing, and the same days as another program reads them from iCalendar. The toolkits are of
//! another field, so no name of a built-in one can be in the code.

use super::sandbox::Sandbox;
use icalendar::{Component, DatePerhapsTime};
use serde_json::Value;

const PROGRAMME: &str = r#"
id = "orchards"
version = "1.0.0"
title = "Orchards Together"
for = "cohort"
[pacing]
aims = [1, 2]
gathering = [1, 60]
[[step]]
id = "one"
title = "One"
[[activity]]
id = "aims"
step = "one"
title = "Aims"
[[activity.output]]
id = "aim"
title = "Aim"
kind = "text"
required = true
[[activity]]
id = "gathering"
step = "one"
title = "Gathering; all of us, \\ together"
repeat = true
every = "1 month"
[[activity.output]]
id = "maybe"
title = "Another day"
kind = "date"
[[activity.output]]
id = "day"
title = "Day"
kind = "date"
required = true
[[activity]]
id = "visit"
step = "one"
title = "Visit"
repeat = true
every = "2 weeks"
per = "plan"
[[activity.output]]
id = "seen"
title = "Seen"
kind = "text"
required = true
"#;

const TEAM: &str = r#"
id = "tree"
version = "1.0.0"
title = "A Tree"
[pacing]
dig = [1, 1]
plant = [2, 3]
[[step]]
id = "one"
title = "One"
[[activity]]
id = "dig"
step = "one"
title = "Dig"
[[activity.output]]
id = "hole"
title = "Hole"
kind = "text"
required = true
[[activity]]
id = "plant"
step = "one"
title = "Plant"
[[activity.output]]
id = "kind"
title = "Kind"
kind = "text"
required = true
[[activity]]
id = "water"
step = "one"
title = "Water"
repeat = true
[[activity.output]]
id = "litres"
title = "Litres"
kind = "text"
required = true
"#;

/// A programme and these teams' plans, without a first day.
fn orchards(teams: &[&str]) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.ok("init --title Orchards");
    sandbox.write("toolkits/orchards/toolkit.toml", PROGRAMME);
    sandbox.write("toolkits/tree/toolkit.toml", TEAM);
    sandbox.ok("new cohort --toolkit orchards");
    let new = ["new", "--toolkit", "tree"];
    if !teams.is_empty() {
        sandbox.run(new.iter().chain(teams)).ends_with(0);
    }
    sandbox
}

/// Adds lines above the tables of a `plan.toml`.
fn add(sandbox: &Sandbox, plan: &str, lines: &str) {
    let file = format!("{plan}/plan.toml");
    sandbox.write(&file, format!("{}\n{lines}\n", sandbox.read(&file)));
}

fn begin(sandbox: &Sandbox, plan: &str, day: &str) {
    add(sandbox, plan, &format!("start = {day}"));
}

/// A moment as seconds since the epoch.
fn at(moment: &str) -> String {
    let moment: jiff::Timestamp = moment.parse().unwrap();
    moment.as_second().to_string()
}

fn calendar(sandbox: &Sandbox, moment: &str, arguments: &[&str]) -> Value {
    let all: Vec<&str> = ["calendar", "--format", "json"]
        .into_iter()
        .chain(arguments.iter().copied())
        .collect();
    let clock = at(moment);
    let run = sandbox.run_with_env(&all, &[("SOURCE_DATE_EPOCH", &clock)]);
    run.ends_with(0).json()["data"].clone()
}

/// `day plan activity state` of each entry.
fn lines(data: &Value) -> Vec<String> {
    let words = |entry: &Value, key: &str| entry[key].as_str().unwrap().to_owned();
    data["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            ["from", "plan", "activity", "state"]
                .map(|key| words(one, key))
                .join(" ")
        })
        .collect()
}

fn visit(sandbox: &Sandbox, name: &str, plan: &str) {
    sandbox.write(
        &format!("cohort/1-one/visit/{name}.md"),
        format!("---\nplan: {plan}\n---\n\n## Seen\n\nA tree.\n"),
    );
}

fn gathering(sandbox: &Sandbox, name: &str, day: &str) {
    sandbox.write(
        &format!("cohort/1-one/gathering/{name}.md"),
        format!("## Day\n\n{day}\n"),
    );
}

#[test]
fn what_was_missed_what_is_due_what_is_ahead() {
    let sandbox = orchards(&["elm", "oak"]);
    begin(&sandbox, "cohort", "2026-10-12");
    visit(&sandbox, "2026-10-12-x", "elm");
    visit(&sandbox, "2026-11-17-y", "elm");
    visit(&sandbox, "2026-10-30-z", "oak");
    gathering(&sandbox, "by-hand", "2026-11-02");
    let data = calendar(&sandbox, "2026-11-23T12:00:00Z", &["--until", "2026-12-12"]);
    assert_eq!(
        lines(&data),
        [
            "2026-10-12 cohort aims late",
            "2026-10-12 oak visit missed",
            "2026-10-26 elm visit missed",
            "2026-11-09 oak visit missed",
            "2026-11-12 cohort gathering due",
            "2026-11-23 elm visit due",
            "2026-11-23 oak visit due",
            "2026-12-07 elm visit ahead",
            "2026-12-07 oak visit ahead",
            "2026-12-12 cohort gathering ahead",
        ]
    );
    let missed = &data["entries"][1];
    assert_eq!(missed["programme"], "cohort");
    assert_eq!(
        (&missed["to"], &missed["record"]),
        (&"2026-10-25".into(), &Value::Null)
    );
    assert_eq!(
        missed["command"],
        "redesign record cohort/visit --add --plan oak --date 2026-10-12"
    );
    assert_eq!(data["entries"][0]["weeks"], serde_json::json!([1, 2]));
    let day = ["--from", "2026-10-12", "--until", "2026-10-12"];
    let data = calendar(&sandbox, "2026-11-23T12:00:00Z", &day);
    assert_eq!(
        lines(&data),
        [
            "2026-10-12 cohort aims late",
            "2026-10-12 oak visit missed",
            "2026-10-12 cohort gathering done",
            "2026-10-12 elm visit done",
        ]
    );
    assert_eq!(
        data["entries"][3]["record"],
        "cohort/1-one/visit/2026-10-12-x.md"
    );
    assert_eq!(
        data["entries"][3]["command"],
        "redesign show cohort/visit/2026-10-12-x"
    );
    let table = sandbox.ok("calendar").out;
    assert!(
        table
            .lines()
            .nth(3)
            .unwrap()
            .starts_with("2026-10-12 to 2026-10-25  late            cohort   Aims"),
        "what is over stands on top:\n{table}"
    );
}

/// The answer counts, then the name; what has no day, no answer or no plan counts for nothing.
#[test]
fn a_record_is_of_the_day_it_says() {
    let sandbox = orchards(&["elm"]);
    begin(&sandbox, "cohort", "2026-09-01");
    let state = |sandbox: &Sandbox| -> Vec<String> {
        let data = calendar(
            sandbox,
            "2026-11-23T12:00:00Z",
            &["--from", "2026-09-01", "--until", "2026-11-30"],
        );
        let all = lines(&data);
        all.into_iter()
            .filter(|line| line.contains("gathering"))
            .map(|line| line.rsplit(' ').next().unwrap().to_owned())
            .collect()
    };
    assert_eq!(state(&sandbox), ["missed", "missed", "due"]);
    // Its name says September, its answer October.
    gathering(&sandbox, "2026-09-10-a", "2026-10-02");
    assert_eq!(state(&sandbox), ["missed", "done", "due"]);
    // A date that isn't asked for is not its day, and one that is no date is none.
    sandbox.write(
        "cohort/1-one/gathering/2026-11-02-b.md",
        "## Another day\n\n2026-09-03\n\n## Day\n\nsoon\n",
    );
    assert_eq!(state(&sandbox), ["missed", "done", "done"]);
    sandbox.write("cohort/1-one/gathering/2026-09-04-blank.md", "## Day\n\n");
    assert_eq!(state(&sandbox), ["missed", "done", "done"]);
    sandbox.write(
        "cohort/1-one/gathering/2026-09-04-blank.md",
        "---\nskipped: harvest\n---\n\n## Day\n\n",
    );
    sandbox.run(["check", "cohort"]).never_says("W0205");
    // A reason not to meet is no meeting, and none that was missed.
    let data = calendar(&sandbox, "2026-11-23T12:00:00Z", &["--from", "2026-09-01"]);
    assert!(
        lines(&data).contains(&"2026-09-01 cohort gathering skipped".to_owned()),
        "{data}"
    );
    gathering(&sandbox, "no-day", "later");
    let run = sandbox.ok("calendar");
    run.clone()
        .says("these records have no date")
        .says("gathering/no-day.md");
    let data = calendar(&sandbox, "2026-11-23T12:00:00Z", &[]);
    assert_eq!(
        data["undated"],
        serde_json::json!(["cohort/1-one/gathering/no-day.md"])
    );
}

/// A month keeps its day, counted from the start: over a year's end, a leap day and every shorter month.
#[test]
fn months_end_where_they_end() {
    let sandbox = orchards(&[]);
    begin(&sandbox, "cohort", "2027-10-31");
    let data = calendar(&sandbox, "2027-10-01T12:00:00Z", &["--until", "2028-05-01"]);
    let days: Vec<String> = lines(&data)
        .into_iter()
        .filter(|line| line.contains("gathering"))
        .map(|line| line.split(' ').next().unwrap().to_owned())
        .collect();
    assert_eq!(
        days,
        [
            "2027-10-31",
            "2027-11-30",
            "2027-12-31",
            "2028-01-31",
            "2028-02-29",
            "2028-03-31",
            "2028-04-30"
        ]
    );
}

/// What is missed turns at midnight where the cohort is, on the days on which its clocks change, too.
#[test]
fn a_day_begins_at_midnight_where_the_cohort_is() {
    let sandbox = orchards(&[]);
    sandbox.edit(
        "redesign.toml",
        "timezone = \"UTC\"",
        "timezone = \"America/Chicago\"",
    );
    begin(&sandbox, "cohort", "2027-03-01");
    add(
        &sandbox,
        "cohort",
        "[rhythm]\ngathering = \"1 day\"\nvisit = \"\"\n[pacing]\naims = [2, 36]",
    );
    for (moment, today) in [
        ("2027-03-14T05:59:59Z", "2027-03-13"),
        ("2027-03-14T06:00:00Z", "2027-03-14"),
        ("2027-03-15T04:59:59Z", "2027-03-14"),
        ("2027-03-15T05:00:00Z", "2027-03-15"),
        ("2027-11-07T04:59:59Z", "2027-11-06"),
        ("2027-11-07T05:00:00Z", "2027-11-07"),
        ("2027-11-08T05:59:59Z", "2027-11-07"),
        ("2027-11-08T06:00:00Z", "2027-11-08"),
        ("2028-01-01T05:59:59Z", "2027-12-31"),
        ("2028-01-01T06:00:00Z", "2028-01-01"),
        ("2028-02-29T05:59:59Z", "2028-02-28"),
        ("2028-03-01T05:59:59Z", "2028-02-29"),
    ] {
        let data = calendar(&sandbox, moment, &["--until", today]);
        assert_eq!(data["today"], today, "{moment}");
        let all = lines(&data);
        let due: Vec<&String> = all
            .iter()
            .filter(|line| line.ends_with("gathering due"))
            .collect();
        assert_eq!(due, [&format!("{today} cohort gathering due")], "{moment}");
        // Weeks begin and end then, too: 36 weeks of 2027-03-01 are over after 2027-11-07.
        let aims = all.iter().find(|line| line.contains("aims")).unwrap();
        let is_late = today >= "2027-11-08";
        assert!(
            aims.ends_with(if is_late { "late" } else { "due" }),
            "{moment}: {aims}"
        );
    }
}

#[test]
fn a_plan_has_rhythms_and_weeks_of_its_own() {
    let sandbox = orchards(&["elm"]);
    begin(&sandbox, "plans/elm", "2026-11-02");
    let moment = "2026-11-23T12:00:00Z";
    let own = |sandbox: &Sandbox| lines(&calendar(sandbox, moment, &["elm"]));
    assert_eq!(
        own(&sandbox),
        ["2026-11-02 elm dig late", "2026-11-09 elm plant late"]
    );
    add(
        &sandbox,
        "plans/elm",
        "[pacing]\ndig = [5, 6]\nplant = [4, 4]\nwater = [4, 5]\n[rhythm]\nwater = \"1 week\"",
    );
    let before = sandbox.read("plans/elm/plan.toml");
    assert_eq!(
        own(&sandbox),
        [
            "2026-11-23 elm plant due",
            "2026-11-23 elm water due",
            "2026-11-30 elm dig ahead",
            "2026-11-30 elm water ahead",
        ]
    );
    sandbox.ok("check");
    sandbox.edit("plans/elm/plan.toml", "dig = [5, 6]", "digg = [5, 6]");
    sandbox.edit("plans/elm/plan.toml", "plant = [4, 4]", "plant = [4, 3]");
    sandbox.edit(
        "plans/elm/plan.toml",
        "water = \"1 week\"",
        "dig = \"1 week\"\nwater = \"often\"",
    );
    let broken = sandbox.read("plans/elm/plan.toml");
    let line = |words: &str| {
        1 + broken
            .lines()
            .position(|line| line.starts_with(words))
            .unwrap()
    };
    let said = sandbox.fails(1, "check --format json").json();
    let said: Vec<(String, u64, String)> = said["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["code"] == "W0210")
        .map(|one| {
            assert_eq!(one["path"], "plans/elm/plan.toml");
            let message = one["message"].as_str().unwrap();
            let words = message.split(',').next().unwrap().to_owned();
            (
                words,
                one["line"].as_u64().unwrap(),
                one["help"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    let lines_of = |at: usize| usize::try_from(said[at].1).unwrap();
    assert_eq!(said.len(), 4, "{said:?}");
    assert_eq!(
        (said[0].0.as_str(), lines_of(0)),
        ("[pacing] names \"digg\"", line("digg"))
    );
    assert_eq!(said[0].2, "the activities are: dig, plant, water");
    assert_eq!(
        (said[1].0.as_str(), lines_of(1)),
        ("[pacing] has no valid weeks for \"plant\"", line("plant"))
    );
    assert_eq!(
        (said[2].0.as_str(), lines_of(2)),
        ("[rhythm] names \"dig\"", line("dig = "))
    );
    assert_eq!(
        (said[3].0.as_str(), lines_of(3)),
        (
            "[rhythm] has no valid rhythm for \"water\"",
            line("water = \"often")
        )
    );
    // What can't be used hides nothing: the toolkit's weeks count.
    assert_eq!(
        own(&sandbox),
        [
            "2026-11-02 elm dig late",
            "2026-11-09 elm plant late",
            "2026-11-23 elm water due"
        ]
    );
    assert_eq!(
        sandbox.read("plans/elm/plan.toml"),
        broken,
        "nothing is written"
    );
    assert_ne!(before, broken);
    sandbox.edit(
        "plans/elm/plan.toml",
        "start = 2026-11-02",
        "start = \"soon\"",
    );
    sandbox
        .fails(1, "check elm")
        .says("`start` is \"soon\", which isn't a date");
}

/// A team that joined later meets from its own first day; one that rests or has ended isn't asked to.
#[test]
fn each_team_has_its_own_series() {
    let sandbox = orchards(&["elm", "oak", "fig", "ash"]);
    begin(&sandbox, "cohort", "2026-11-02");
    begin(&sandbox, "plans/elm", "2026-11-25");
    begin(&sandbox, "plans/oak", "2026-06-01");
    add(
        &sandbox,
        "plans/fig",
        "paused = \"new timetable\"\nstart = 2026-06-01",
    );
    add(&sandbox, "plans/ash", "ended = \"left in October\"");
    visit(&sandbox, "2026-11-05-a", "elm");
    let moment = "2026-11-23T12:00:00Z";
    let visits = |arguments: &[&str]| -> Vec<String> {
        let data = calendar(&sandbox, moment, arguments);
        lines(&data)
            .into_iter()
            .filter(|line| line.contains("visit"))
            .collect()
    };
    assert_eq!(
        visits(&["--until", "2026-12-01"]),
        [
            "2026-11-02 oak visit missed",
            "2026-11-16 oak visit due",
            "2026-11-25 elm visit ahead",
            "2026-11-30 oak visit ahead",
        ]
    );
    assert_eq!(
        visits(&["elm", "--until", "2026-12-01"]),
        ["2026-11-25 elm visit ahead"]
    );
    assert_eq!(visits(&["cohort", "--until", "2026-11-20"]).len(), 2);
    let both = calendar(
        &sandbox,
        moment,
        &["cohort", "elm", "--until", "2026-12-02"],
    );
    assert_eq!(
        lines(&both),
        [
            "2026-11-02 cohort aims late",
            "2026-11-02 cohort gathering due",
            "2026-11-25 elm visit ahead",
            "2026-11-25 elm dig ahead",
            "2026-12-02 cohort gathering ahead",
            "2026-12-02 elm plant ahead",
        ]
    );
    sandbox.ok("calendar").never_says("timetable");
    sandbox
        .ok("calendar -v")
        .says("left out: ash (ended: left in October), fig (paused: new timetable)");
    add(&sandbox, "cohort", "paused = \"summer\"");
    assert_eq!(visits(&[]), [] as [&str; 0]);
}

#[test]
fn without_a_first_day_nothing_is_due() {
    let sandbox = orchards(&["elm"]);
    let run = sandbox.ok("calendar");
    run.clone()
        .says("Nothing is due until 2027-01-04.")
        .says("no start day, so nothing is due: cohort, elm; `redesign set cohort start=2026-11-23` gives one");
    let data = calendar(&sandbox, "2026-11-23T12:00:00Z", &[]);
    assert_eq!(data["without_start"], serde_json::json!(["cohort", "elm"]));
    assert_eq!(data["entries"], serde_json::json!([]));
    begin(&sandbox, "cohort", "2026-11-23");
    let run = sandbox.ok("calendar -q");
    run.never_says("no start day").says("Gathering");
}

/// A mistyped year hides nothing, and no days are left out without a word.
#[test]
fn of_a_series_without_an_end_what_is_asked_for_is_shown() {
    let sandbox = orchards(&["elm"]);
    begin(&sandbox, "cohort", "0226-10-12");
    let toml = PROGRAMME.replace("gathering = [1, 60]", "");
    sandbox.write(
        "toolkits/orchards/toolkit.toml",
        toml.replace("every = \"2 weeks\"", "every = \"1 day\""),
    );
    let data = calendar(&sandbox, "2026-11-23T12:00:00Z", &["--until", "2026-11-24"]);
    let all = lines(&data);
    assert!(all.contains(&"2026-11-23 elm visit due".to_owned()));
    assert!(all.contains(&"2026-11-24 elm visit ahead".to_owned()));
    assert_eq!(
        data["cut"],
        serde_json::json!(["cohort/gathering", "cohort/visit"])
    );
    sandbox
        .ok("calendar")
        .says("more than 5000 due days, so the rest is not shown: cohort/gathering, cohort/visit;");
    let run = sandbox.ok("calendar --from 2526-01-01 --until 2526-01-02");
    run.never_says("not shown").says("2526-01-02  ahead  elm");
}

#[test]
fn what_is_asked_for_wrongly_is_said() {
    let sandbox = orchards(&["elm"]);
    for (arguments, said) in [
        (&["calendar", "elmm"][..], "did you mean \"elm\""),
        (
            &["calendar", "--from", "soon"],
            "invalid value 'soon' for '--from <DATE>'",
        ),
        (&["calendar", "--until", "2026-02-30"], "--until <DATE>"),
        (
            &["calendar", "--from", "2027-01-02", "--until", "2027-01-01"],
            "is before",
        ),
        (
            &["calendar", "--at", "nowhere"],
            "neither a revision nor a date",
        ),
        (
            &["calendar", "--format", "svg"],
            "[possible values: table, json, csv, tsv, markdown, html, ics]",
        ),
        (
            &["status", "--format", "ics"],
            "invalid value 'ics' for '--format <FORMAT>'",
        ),
    ] {
        sandbox.run(arguments).ends_with(2).says(said);
    }
    sandbox.edit("plans/elm/plan.toml", "title = ", "titel titel");
    begin(&sandbox, "cohort", "2026-11-23");
    let run = sandbox.ok("calendar");
    run.says("plans/elm/plan.toml:2").says("Gathering");
}

/// As it was at the end of a day, judged on that day.
#[test]
fn the_calendar_of_another_day() {
    let sandbox = orchards(&[]);
    begin(&sandbox, "cohort", "2026-10-12");
    sandbox.git(&["add", "."]);
    let commit = |day: &str, words: &str| {
        let date = format!("{day}T12:00:00Z");
        let mut command = sandbox.command("git");
        command
            .args(["commit", "-qm", words])
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_DATE", &date);
        assert_eq!(super::sandbox::finished(&mut command).code, 0);
    };
    commit("2026-11-24", "start");
    gathering(&sandbox, "2026-11-20-a", "2026-11-20");
    sandbox.git(&["add", "."]);
    commit("2026-11-30", "met");
    let seen = |at: &str| {
        let data = calendar(&sandbox, "2027-01-20T12:00:00Z", &["--at", at]);
        assert_eq!(data["at"], at);
        let all = lines(&data);
        let found = all.into_iter().find(|line| line.starts_with("2026-11-12"));
        (data["today"].as_str().unwrap().to_owned(), found)
    };
    let (today, found) = seen("2026-11-25");
    assert_eq!(today, "2026-11-25");
    assert_eq!(found.as_deref(), Some("2026-11-12 cohort gathering due"));
    let (today, found) = seen("2026-12-01");
    assert_eq!(today, "2026-12-01");
    assert_eq!(found.as_deref(), Some("2026-11-12 cohort gathering done"));
    let (today, _) = seen("HEAD~1");
    assert_eq!(today, "2026-11-24");
}

fn ics(sandbox: &Sandbox, moment: &str, arguments: &[&str]) -> String {
    let all: Vec<&str> = ["calendar", "--format", "ics"]
        .into_iter()
        .chain(arguments.iter().copied())
        .collect();
    let clock = at(moment);
    let run = sandbox.run_with_env(&all, &[("SOURCE_DATE_EPOCH", &clock)]);
    run.ends_with(0).out
}

fn day_of(date: &DatePerhapsTime) -> String {
    match date {
        DatePerhapsTime::Date(day) => day.to_string(),
        other @ DatePerhapsTime::DateTime(_) => panic!("no whole day: {other:?}"),
    }
}

/// Another program reads the same days from iCalendar as JSON holds: over the changes of the clocks, a year's end and a
/// leap day.
#[test]
fn another_program_reads_the_same_days() {
    let sandbox = orchards(&["elm", "oak"]);
    sandbox.edit("redesign.toml", "\"UTC\"", "\"America/Chicago\"");
    begin(&sandbox, "cohort", "2027-02-28");
    begin(&sandbox, "plans/elm", "2027-11-01");
    visit(&sandbox, "2027-03-20-a", "oak");
    // 23:30 of 2027-03-13 where the cohort is.
    let moment = "2027-03-14T05:30:00Z";
    let until = ["--until", "2028-03-01"];
    let data = calendar(&sandbox, moment, &until);
    let text = ics(&sandbox, moment, &until);
    let read: icalendar::Calendar = text.parse().unwrap();
    let events: Vec<&icalendar::Event> = read
        .components
        .iter()
        .map(|one| one.as_event().expect("nothing but events"))
        .collect();
    let entries = data["entries"].as_array().unwrap();
    assert_eq!(events.len(), entries.len());
    assert!(entries.len() > 40, "{}", entries.len());
    for (event, entry) in events.iter().zip(entries) {
        let (from, to) = (
            entry["from"].as_str().unwrap(),
            entry["to"].as_str().unwrap(),
        );
        assert_eq!(day_of(&event.get_start().unwrap()), from);
        // The end is the day after the last; a due day is one day.
        let last = if entry["weeks"].is_null() { from } else { to };
        let last: jiff::civil::Date = last.parse().unwrap();
        let end = day_of(&event.get_end().unwrap());
        assert_eq!(end, last.tomorrow().unwrap().to_string());
        let title = entry["title"].as_str().unwrap();
        let summary = event.get_summary().unwrap();
        let unescaped = summary
            .replace("\\;", ";")
            .replace("\\,", ",")
            .replace("\\\\", "\\");
        assert!(unescaped.contains(title), "{summary:?} {title:?}");
        let command = entry["command"].as_str().unwrap();
        assert!(event.get_description().unwrap().ends_with(command));
        assert_eq!(
            event.get_timestamp().unwrap().to_rfc3339(),
            "2027-03-13T00:00:00+00:00",
            "the day there, whatever the time"
        );
    }
    let days: Vec<String> = lines(&data);
    for day in [
        "2027-03-14 oak visit done",
        "2027-11-07 oak visit ahead",
        "2027-12-28 cohort gathering ahead",
        "2028-01-02 oak visit ahead",
        "2028-02-28 cohort gathering ahead",
    ] {
        assert!(days.contains(&day.to_owned()), "{day}: {days:?}");
    }
    let missed = calendar(&sandbox, "2027-03-14T06:30:00Z", &["--until", "2027-03-14"]);
    assert!(
        lines(&missed).contains(&"2027-02-28 oak visit missed".to_owned()),
        "{missed}"
    );
    assert!(
        lines(&data).contains(&"2027-02-28 oak visit due".to_owned()),
        "{data}"
    );
}

/// Weeks go on while a team rests. What it has to do when it goes on is said, and does it.
#[test]
fn a_team_that_goes_on_after_months_is_not_late_for_ever() {
    let sandbox = orchards(&["elm", "oak"]);
    begin(&sandbox, "cohort", "2026-06-01");
    add(&sandbox, "plans/elm", "paused = \"new head\"");
    begin(&sandbox, "plans/elm", "2026-06-01");
    begin(&sandbox, "plans/oak", "2026-11-16");
    sandbox.ok("record cohort/aims --set aim=Apples");
    let told =
        "if a team paused, move its first day by as many weeks: `redesign set PLAN start=DAY`";
    let of_elm = || {
        let all = lines(&calendar(&sandbox, "2026-11-23T12:00:00Z", &["elm"]));
        all.into_iter()
            .partition::<Vec<String>, _>(|line| line.ends_with("missed") || line.ends_with("late"))
    };
    sandbox.ok("calendar").never_says(told);
    sandbox.edit("plans/elm/plan.toml", "paused = \"new head\"", "");
    let (over, _) = of_elm();
    assert!(over.len() > 10, "{over:?}");
    let run = sandbox.ok("calendar elm");
    run.says(&format!("much is overdue for elm ({}); {told}", over.len()));
    // 25 weeks later.
    sandbox.edit("plans/elm/plan.toml", "2026-06-01", "2026-11-23");
    let (over, now) = of_elm();
    assert_eq!((over.len(), now.len()), (0, 6), "{over:?} {now:?}");
    sandbox.ok("calendar").never_says("is overdue for");
}

/// A calendar always has a component, as RFC 5545 wants; where nothing is due it is one that shows nothing.
#[test]
fn a_calendar_without_events_is_one_all_the_same() {
    let sandbox = orchards(&[]);
    let text = ics(&sandbox, "2026-11-23T12:00:00Z", &[]);
    let read: icalendar::Calendar = text.parse().unwrap();
    let components = read.components.as_slice();
    let [icalendar::CalendarComponent::Other(zone)] = components else {
        panic!("{components:?}");
    };
    assert_eq!(zone.component_kind(), "VTIMEZONE");
    assert_eq!(zone.property_value("TZID"), Some("Etc/UTC"));
    assert_eq!(zone.components().len(), 1, "{zone:?}");
    begin(&sandbox, "cohort", "2026-11-23");
    let text = ics(&sandbox, "2026-11-23T12:00:00Z", &[]);
    assert!(!text.contains("VTIMEZONE"), "whole days need none");
}

/// The form of RFC 5545: lines of at most 75 octets that end in CR LF, and words which end nothing.
#[test]
fn hostile_words_stay_words() {
    let sandbox = orchards(&["elm"]);
    let title = format!(
        "Meet\\nEND:VEVENT\u{1f333}, {} ; \u{1b}[31m",
        "\u{e9}\u{4e00}".repeat(40)
    );
    let toml = PROGRAMME.replace(
        "\"Gathering; all of us, \\\\ together\"",
        &serde_json::to_string(&title).unwrap(),
    );
    assert_ne!(toml, PROGRAMME);
    sandbox.write("toolkits/orchards/toolkit.toml", toml);
    sandbox.edit(
        "redesign.toml",
        "\"Orchards\"",
        "\"A\\r\\nMETHOD:REQUEST, b; c\"",
    );
    begin(&sandbox, "cohort", "2026-11-23");
    let text = ics(&sandbox, "2026-11-23T12:00:00Z", &[]);
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "{line:?}");
        assert!(!line.chars().any(char::is_control), "{line:?}");
    }
    let unfolded = text.replace("\r\n ", "");
    let begins = |words: &str| {
        unfolded
            .lines()
            .filter(|line| line.starts_with(words))
            .count()
    };
    assert_eq!(begins("METHOD"), 0, "{unfolded}");
    assert_eq!(begins("BEGIN:VEVENT"), begins("END:VEVENT"), "{unfolded}");
    assert!(begins("UID:") == begins("BEGIN:VEVENT") && begins("UID:") > 4);
    let read: icalendar::Calendar = text.parse().unwrap();
    assert_eq!(read.components.len(), begins("BEGIN:VEVENT"));
    assert!(unfolded.contains("\u{4e00}\u{e9}"));
}

/// Read in again, an event takes the place of what it was: its name doesn't change with the clock, the state or the
/// words, and no two have the same.
#[test]
fn an_event_keeps_its_name() {
    let sandbox = orchards(&["elm", "oak"]);
    begin(&sandbox, "cohort", "2026-10-12");
    begin(&sandbox, "plans/elm", "2026-10-12");
    let names = |text: &str| -> Vec<(String, String)> {
        let read: icalendar::Calendar = text.parse().unwrap();
        let event = |one: &icalendar::CalendarComponent| {
            let event = one.as_event().unwrap();
            let uid = event.get_uid().unwrap().to_owned();
            (uid, event.get_summary().unwrap().to_owned())
        };
        let mut all: Vec<_> = read.components.iter().map(event).collect();
        all.sort();
        all
    };
    let range = ["--from", "2026-10-12", "--until", "2027-02-01"];
    let first = ics(&sandbox, "2026-10-12T12:00:00Z", &range);
    assert_eq!(
        first,
        ics(&sandbox, "2026-10-12T12:00:00Z", &range),
        "the same bytes"
    );
    assert_eq!(
        first,
        ics(&sandbox, "2026-10-12T23:59:59Z", &range),
        "the clock only gives the day"
    );
    let before = names(&first);
    let mut uids: Vec<&String> = before.iter().map(|(uid, _)| uid).collect();
    uids.dedup();
    assert_eq!(uids.len(), before.len(), "no two are the same");
    sandbox.edit("plans/elm/plan.toml", "title = \"\"", "title = \"The Elm\"");
    visit(&sandbox, "2026-10-30-a", "elm");
    let after = names(&ics(&sandbox, "2026-12-01T12:00:00Z", &range));
    let own = |all: &[(String, String)]| all.iter().map(|(uid, _)| uid.clone()).collect::<Vec<_>>();
    assert_eq!(own(&before), own(&after));
    assert!(
        after
            .iter()
            .any(|(_, summary)| summary.ends_with("(missed)"))
    );
    assert!(
        before
            .iter()
            .all(|(_, summary)| !summary.ends_with("(missed)"))
    );
    // Two workspaces have each their own events, also where their plans are named the same.
    sandbox.edit("redesign.toml", "\"Orchards\"", "\"Other orchards\"");
    let other = own(&names(&ics(&sandbox, "2026-12-01T12:00:00Z", &range)));
    assert!(other.iter().all(|uid| !own(&before).contains(uid)));
}
