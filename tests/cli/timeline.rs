//! When each activity started, was done, was reopened: read from the commits.

use super::sandbox::{Run, Sandbox, finished};

/// Noon of a day of 2026, in seconds since the epoch.
fn noon(day: &str) -> i64 {
    format!("{day}T12:00:00Z")
        .parse::<jiff::Timestamp>()
        .unwrap()
        .as_second()
}

fn on(sandbox: &Sandbox, day: &str, arguments: &[&str]) -> Run {
    let mut command = sandbox.redesign();
    command
        .args(arguments)
        .env("SOURCE_DATE_EPOCH", noon(day).to_string());
    finished(&mut command)
}

/// A plan whose work spreads over half a year; its words are changed by hand, too.
fn half_a_year() -> Sandbox {
    let sandbox = Sandbox::new();
    on(&sandbox, "2026-01-05", &["init", "--title", "Our cohort"]).ends_with(0);
    on(&sandbox, "2026-01-05", &["new", "north", "lake"]).ends_with(0);
    let record = |day: &str, activity: &str, sets: &[&str]| {
        let mut arguments = vec!["record", activity];
        for set in sets {
            arguments.extend(["--set", set]);
        }
        on(&sandbox, day, &arguments).ends_with(0);
    };
    record("2026-01-12", "north/team", &["gaps=no bus driver"]);
    record(
        "2026-01-14",
        "north/team",
        &["roster=Parent 1 | Family | evenings | decides"],
    );
    record("2026-02-02", "north/team", &["roster="]);
    record(
        "2026-02-20",
        "north/team",
        &["roster=Student 2 | Student | Mondays | decides"],
    );
    record(
        "2026-03-01",
        "north/sensemaking",
        &["themes=late buses | who | s", "lone-voices=one"],
    );
    record(
        "2026-03-02",
        "north/problem",
        &["statement=How might we begin?", "evidence=e"],
    );
    record(
        "2026-03-20",
        "north/sensemaking",
        &["themes=no buses | who | s"],
    );
    on(
        &sandbox,
        "2026-04-10",
        &["record", "north/problem", "--reviewed"],
    )
    .ends_with(0);
    on(
        &sandbox,
        "2026-04-11",
        &["record", "north/inspiration", "--skip", "done in spring"],
    )
    .ends_with(0);
    sandbox
}

#[test]
fn started_done_reopened_reviewed() {
    let sandbox = half_a_year();
    // Moved since: its past is found all the same.
    sandbox.git(&["mv", "plans/north", "plans/south"]);
    sandbox.git(&["commit", "-qm", "Another name"]);
    on(&sandbox, "2026-06-01", &["timeline"])
        .ends_with(0)
        .says("south  team         2026-01-12  2026-02-20  2026-02-02")
        .says("south  problem      2026-03-02  2026-03-02              2026-03-20")
        // A skip is no start and doesn't make it done.
        .says("Plan   Activity     Started     Done        Reopened    To review   Skipped")
        .says("south  inspiration                                                  2026-04-11")
        .never_says("identity");
    let json = on(
        &sandbox,
        "2026-06-01",
        &["timeline", "south", "--format", "json"],
    )
    .json();
    let plan = &json["data"]["plans"][0];
    assert_eq!(plan["activities"].as_array().unwrap().len(), 20);
    let problem = plan["activities"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == "problem")
        .unwrap();
    let events: Vec<String> = problem["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| {
            format!(
                "{} {}",
                event["date"].as_str().unwrap(),
                event["state"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        events,
        [
            "2026-03-02T12:00:00Z done",
            "2026-03-20T12:00:00Z review",
            "2026-04-10T12:00:00Z done"
        ]
    );
    // Each event is what `status` says of that moment.
    for event in problem["events"].as_array().unwrap() {
        let at = event["commit"].as_str().unwrap();
        let then = sandbox
            .run(["status", "--activities", "--format", "json", "--at", at])
            .json();
        let states = then["data"]["plans"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|plan| {
                let activities = plan["activity"].as_array().unwrap().iter();
                activities
                    .filter(|one| one["id"] == "problem")
                    .map(|one| one["state"].clone())
            });
        assert!(states.collect::<Vec<_>>().contains(&event["state"]));
    }
    let csv = on(&sandbox, "2026-06-01", &["timeline", "--format", "csv"]).ends_with(0);
    assert!(
        csv.out
            .starts_with("plan,activity,title,state,started,done,reopened,review,skipped\n")
    );
    assert!(
        csv.out.contains(
            "south,team,Build an Inclusive Team,done,2026-01-12,2026-02-20,2026-02-02,,\n"
        )
    );
}

#[test]
fn a_drawing_for_slides_and_pages() {
    let sandbox = half_a_year();
    let draw = || {
        on(
            &sandbox,
            "2026-06-01",
            &["timeline", "north", "--format", "svg"],
        )
        .ends_with(0)
    };
    let svg = draw().out;
    assert_eq!(svg, draw().out, "the same input gives the same bytes");
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
    for title in [
        "problem: review, 2026-03-20 to 2026-04-10",
        "problem: done, 2026-04-10 to 2026-06-01",
        "team: doing, 2026-02-02 to 2026-02-20",
    ] {
        assert!(
            svg.contains(&format!("<title>{title}</title>")),
            "{title}\n{svg}"
        );
    }
    let page = on(&sandbox, "2026-06-01", &["timeline", "--format", "html"]).ends_with(0);
    assert!(page.out.contains("<svg ") && page.out.contains("<table>"));
    // Other commands have no such format, and say so.
    sandbox
        .fails(2, "status --format svg")
        .says("invalid value 'svg' for '--format <FORMAT>'");
}

/// Days are those of the workspace, in the table and in the drawing.
#[test]
fn days_begin_where_the_team_is() {
    let sandbox = half_a_year();
    sandbox.edit(
        "redesign.toml",
        "timezone = \"UTC\"",
        "timezone = \"Pacific/Kiritimati\"",
    );
    let run = |format: &str| {
        on(
            &sandbox,
            "2026-06-01",
            &["timeline", "north", "--format", format],
        )
        .out
    };
    // Fourteen hours ahead, noon in UTC is the next day.
    assert!(run("table").contains("team         2026-01-13"));
    assert!(run("svg").contains("<title>team: doing, 2026-01-13 to 2026-01-15</title>"));
}

#[test]
fn without_a_past_there_is_no_timeline() {
    let sandbox = Sandbox::new();
    sandbox.ok("init --no-git");
    sandbox.ok("new a");
    sandbox
        .fails(5, "timeline")
        .says("there is no git repository here");
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.ok("record a/team --set gaps=x");
    let url = format!("file://{}", sandbox.work().display());
    sandbox.git(&["clone", "-q", "--depth", "1", &url, "../shallow"]);
    let mut command = sandbox.redesign();
    command
        .current_dir(sandbox.work().parent().unwrap().join("shallow"))
        .arg("timeline");
    finished(&mut command)
        .ends_with(0)
        .says("warning[W0301]")
        .says("fetch-depth: 0");
}

/// A terminal of 40 columns shows whole ids and days; one of 80 shows why something was changed.
#[cfg(target_os = "linux")]
#[test]
fn it_fits_the_terminal() {
    let sandbox = half_a_year();
    let lines = sandbox.lines_in_terminal(40, "timeline");
    for words in ["north  sensemaking", "2026-03-01", "hidden at this width: "] {
        let is_there = lines.iter().any(|line| line.contains(words));
        assert!(is_there, "{words} in {lines:#?}");
    }
    let lines = sandbox.lines_in_terminal(80, "timeline");
    assert!(
        !lines.iter().any(|line| line.starts_with("hidden")),
        "{lines:#?}"
    );

    let long = "We heard from four families that the late bus is what keeps children from the club";
    let answers = [
        "statement=How might we go on?",
        "evidence=- e\n- f",
        "why-this=w",
    ];
    let sets = answers.iter().flat_map(|answer| ["--set", answer]);
    let arguments: Vec<&str> = ["record", "north/problem", "-m", long]
        .into_iter()
        .chain(sets)
        .collect();
    on(&sandbox, "2026-05-04", &arguments).ends_with(0);
    let lines = sandbox.lines_in_terminal(80, "log north");
    let header = lines
        .iter()
        .find(|line| line.starts_with("Version"))
        .unwrap();
    assert!(
        header.contains("What changed") && header.contains("Why"),
        "{lines:#?}"
    );
    for words in ["We heard from", "2026-05-04", "Test"] {
        let is_there = lines.iter().any(|line| line.contains(words));
        assert!(is_there, "{words} in {lines:#?}");
    }
    assert!(
        !lines.iter().any(|line| line.starts_with("hidden")),
        "{lines:#?}"
    );
}

/// A skip is neither done nor a start, and taking it up again reopens nothing.
#[test]
fn a_skip_is_not_done() {
    let sandbox = half_a_year();
    let inspiration = || {
        let json = on(
            &sandbox,
            "2026-06-01",
            &["timeline", "north", "--format", "json"],
        )
        .json();
        let activities = json["data"]["plans"][0]["activities"].as_array().unwrap();
        let found = activities.iter().find(|one| one["id"] == "inspiration");
        found.unwrap().clone()
    };
    let skipped = inspiration();
    assert_eq!(skipped["state"], "skipped");
    assert_eq!(skipped["skipped"], "2026-04-11T12:00:00Z");
    assert!(skipped["started"].is_null() && skipped["done"].is_null());
    let moved = |since: &str| {
        let json = on(
            &sandbox,
            "2026-06-01",
            &["status", "north", "--since", since, "--format", "json"],
        );
        json.json()["data"]["plans"][0]["moved"].clone()
    };
    let since = moved("2026-04-10");
    assert_eq!(since["skipped"], serde_json::json!(["inspiration"]));
    assert_eq!(since["done"], serde_json::json!([]));
    on(
        &sandbox,
        "2026-05-01",
        &["record", "north/inspiration", "--unskip"],
    )
    .ends_with(0);
    let again = inspiration();
    assert!(again["skipped"].is_null() && again["done"].is_null());
    assert_eq!(again["reopened"], serde_json::json!([]));
    let since = moved("2026-04-11");
    assert_eq!(since["unskipped"], serde_json::json!(["inspiration"]));
    assert_eq!(since["reopened"], serde_json::json!([]));
}

#[test]
fn that_nothing_was_recorded_is_said() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let said = "Nothing has been recorded yet";
    let run = sandbox.ok("timeline");
    assert!(
        run.out.contains(said) && !run.out.contains("Activity"),
        "{}",
        run.out
    );
    let run = sandbox.ok("timeline --format csv");
    assert!(run.out.starts_with("plan,activity,"), "{}", run.out);
    let none = Sandbox::with_plans(&[]);
    none.ok("timeline").never_says(said);
    let run = sandbox.ok("timeline --all");
    assert!(
        !run.out.contains(said) && run.out.contains("Activity"),
        "{}",
        run.out
    );
}
