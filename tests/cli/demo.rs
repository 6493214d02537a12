//! The public example: what `demo --public` writes, and that it stays true to the toolkit and to its sources.

use super::sandbox::Sandbox;
use std::path::Path;

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn demo_writes_a_repository_and_shows_its_status() {
    let sandbox = Sandbox::new();
    let run = sandbox
        .ok("demo --public")
        .says("next: cd redesign-demo")
        .never_says("error");
    assert!(
        run.out.contains("7 plans") && run.out.contains("indianapolis"),
        "{}",
        run.out
    );
    assert_eq!(
        sandbox.git(&["-C", "redesign-demo", "status", "--porcelain"]),
        ""
    );
    assert_eq!(
        sandbox
            .git(&["-C", "redesign-demo", "rev-list", "--count", "HEAD"])
            .trim(),
        "1"
    );
    sandbox
        .ok("-C redesign-demo list problem/statement")
        .says("How might we");
    sandbox
        .fails(1, "-C redesign-demo check")
        .says("26 warnings")
        .never_says("error");
    sandbox.fails(4, "demo --public").says("already exists");
    sandbox.ok("-C redesign-demo demo --public ../other");
}

/// Without a git identity it is written and shown all the same.
#[test]
fn demo_without_an_identity() {
    let sandbox = Sandbox::new();
    std::fs::write(sandbox.home().join(".gitconfig"), "").unwrap();
    sandbox
        .ok("demo d --public")
        .says("7 plans")
        .says("not committed: git doesn't know who you are");
}

/// What is not known is empty: of Indianapolis nothing but its name was found.
#[test]
fn what_was_not_found_is_empty() {
    let sandbox = Sandbox::new();
    sandbox.ok("demo d --public");
    let json = sandbox.ok("-C d status --format json").json();
    let plans = json["data"]["plans"].as_array().unwrap();
    let of = |id: &str| plans.iter().find(|plan| plan["id"] == id).unwrap();
    assert_eq!(of("indianapolis")["outputs"]["filled"], 0);
    assert!(plans.iter().all(|plan| plan["id"] != "cohort"), "no team");
    let cohort = sandbox
        .ok("-C d status cohort --activities --format json")
        .json();
    let activities = cohort["data"]["plans"][0]["activity"].as_array().unwrap();
    let begun: Vec<&str> = activities
        .iter()
        .filter(|one| one["records"] != 0)
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    assert_eq!(begun, ["charter", "finding", "case-study"]);
    assert!(activities.iter().all(|one| one["state"] != "done"));
    assert!(
        plans
            .iter()
            .all(|plan| plan["percent"].as_u64().unwrap() < 50)
    );
}

/// Every record in which something is written names a public page as its source.
#[test]
fn every_filled_record_names_its_source() {
    let sandbox = Sandbox::new();
    sandbox.ok("demo d --public");
    let mut filled = 0;
    let activities = |toolkit: &str| {
        sandbox
            .ok(format!("toolkit show {toolkit} --format json"))
            .json()["data"]["activities"]
            .as_array()
            .unwrap()
            .clone()
    };
    let (teams, cohort) = (activities("real-time-redesign"), activities("strategy-lab"));
    for activity in teams.iter().chain(&cohort) {
        let rows = sandbox
            .run([
                "-C",
                "d",
                "list",
                activity["id"].as_str().unwrap(),
                "--format",
                "json",
            ])
            .ends_with(0)
            .json();
        for row in rows["data"]["rows"].as_array().unwrap() {
            if row["outputs"]
                .as_object()
                .unwrap()
                .values()
                .all(serde_json::Value::is_null)
            {
                continue;
            }
            filled += 1;
            let text = sandbox.read(&format!("d/{}", row["path"].as_str().unwrap()));
            let answers = text.split("</details>").last().unwrap();
            assert!(answers.contains("](https://"), "{}: no source", row["path"]);
        }
    }
    assert!(filled > 15, "{filled}");
}

/// The example is read with the toolkit that is built in: its copy is the same, byte for byte.
#[test]
fn the_examples_toolkit_is_the_built_in_one() {
    let files = |folder: &Path| {
        let all = super::sandbox::bytes_below(folder);
        all.into_iter()
            .map(|(path, bytes)| (path.strip_prefix(folder).unwrap().to_owned(), bytes))
            .collect::<std::collections::BTreeMap<_, _>>()
    };
    let templates = repository().join("templates");
    let plain = files(&templates.join("plain"));
    for name in ["real-time-redesign", "strategy-lab"] {
        let mut built_in = files(&templates.join(name));
        for (file, bytes) in &plain {
            let file = Path::new("templates").join(file);
            built_in.entry(file).or_insert_with(|| bytes.clone());
        }
        let copy = format!("examples/strategy-lab/toolkits/{name}-1.1.0");
        assert_eq!(built_in, files(&repository().join(copy)), "{name}");
    }
}

/// The board of the example, whose plans all began on one day and have no meetings yet: who tested before a checkpoint,
/// until all are silent, which is more urgent and then the same for all.
#[test]
fn the_board_of_the_example_on_four_dates() {
    let sandbox = Sandbox::new();
    sandbox.ok("demo shown --public");
    let tested = ["austin", "cedar-rapids", "mastery", "monterey-peninsula"];
    let all = [
        "austin",
        "cedar-rapids",
        "indianapolis",
        "mastery",
        "monterey-peninsula",
        "phoenix",
        "renton",
    ];
    for (day, expected, first) in [
        ("2026-11-24", &tested[..], "W0241"),
        ("2026-12-20", &tested[..], "W0241"),
        ("2026-12-21", &all[..], "I0341"),
        ("2027-02-01", &all[..], "I0341"),
    ] {
        let arguments = ["-C", "shown", "board", "--format", "json"];
        let board = sandbox.run_on(day.parse().unwrap(), &arguments).json();
        let teams = board["data"]["teams"].as_array().unwrap();
        let calls: Vec<&str> = teams
            .iter()
            .filter(|team| team["call"].is_u64())
            .map(|team| {
                assert_eq!(team["lines"][0]["code"], first, "{day}");
                team["id"].as_str().unwrap()
            })
            .collect();
        assert_eq!(calls, expected, "{day}");
    }
}
