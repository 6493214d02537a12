//! How far records show a team has come, beside what people typed: by roles alone, so it holds for every toolkit.

use super::cohort::Cohort;
use super::sandbox::{Sandbox, bytes_below};
use serde_json::{Value, json};

/// What is recorded: the activity with its arguments, and its answers.
type Answers = (&'static str, &'static [&'static str]);

/// A team's toolkit and a programme's, with what brings a team from level to level.
struct Field {
    team: &'static str,
    programme: &'static str,
    /// For each level from 1.0 on, what reaches it.
    steps: &'static [(&'static str, &'static [Answers])],
    /// What is kept with each plan, with its ratings.
    kept: &'static str,
    ratings: &'static [&'static str],
    /// What the last level but one says about how it is reached, as a command.
    lacks: &'static str,
}

const FIELDS: [Field; 2] = [
    Field {
        team: "real-time-redesign",
        programme: "strategy-lab",
        steps: &[
            (
                "1.0",
                &[
                    ("north/team", &["roster=Parent 1|Family|Mondays|decides"]),
                    ("north/problem", &["statement=How might we answer sooner?"]),
                ],
            ),
            (
                "1.5",
                &[(
                    "cohort/meeting --add --plan north",
                    &["held=2026-11-20", "attendance=Coach|Staff"],
                )],
            ),
            ("2.0", &[("north/interviews --add", &["group=student"])]),
            (
                "2.5",
                &[
                    ("north/pilot --add", &["results=Two of three answered"]),
                    ("north/next-steps --add", &["decision=iterate"]),
                ],
            ),
        ],
        kept: "cohort/meeting --add --plan north",
        ratings: &["team-rating=3.5", "coach-rating=1.5"],
        lacks: "redesign record north/interviews --add",
    },
    Field {
        team: "safety-inspection",
        programme: "river-watch",
        steps: &[
            (
                "1.0",
                &[(
                    "north/stock-taking",
                    &["keyholder=foreman", "worry=The lids are loose"],
                )],
            ),
            (
                "1.5",
                &[("cohort/paddle --add --plan north", &["crew=two|mill"])],
            ),
            (
                "2.0",
                &[("north/near-miss --add", &["account=We slipped."])],
            ),
            (
                "2.5",
                &[(
                    "north/second-look --add",
                    &["since=No lid fell off", "verdict=fit"],
                )],
            ),
        ],
        kept: "cohort/paddle --add --plan north",
        ratings: &["water=3.5"],
        lacks: "redesign record north/near-miss --add",
    },
];

fn cohort(field: &Field) -> Sandbox {
    let cohort = Cohort::of(&["north", "lake"]).team(field.team);
    cohort.programme(field.programme).made()
}

fn record(sandbox: &Sandbox, target: &str, answers: &[&str]) -> String {
    let mut arguments = vec!["record"];
    arguments.extend(target.split(' '));
    arguments.extend(["--format", "json", "--no-commit"]);
    for answer in answers {
        arguments.extend(["--set", answer]);
    }
    let run = sandbox.run(arguments).ends_with(0);
    run.json()["data"]["written"][0]
        .as_str()
        .unwrap()
        .to_owned()
}

fn score(sandbox: &Sandbox, plan: &str) -> Value {
    let run = sandbox.ok(format!("score {plan} --format json"));
    run.json()["data"]["plans"][0].clone()
}

#[test]
fn evidence_brings_a_team_from_level_to_level() {
    for field in &FIELDS {
        let sandbox = cohort(field);
        assert_eq!(score(&sandbox, "north")["suggested"], 0.5);
        for (level, records) in field.steps {
            if *level == "2.0" {
                sandbox
                    .ok("score north")
                    .says("the records suggest 1.5")
                    .says("lacks     somebody listened to")
                    .says(field.lacks);
            }
            for (target, answers) in *records {
                record(&sandbox, target, answers);
            }
            let now = score(&sandbox, "north");
            let suggested = now["suggested"].as_f64().unwrap();
            assert_eq!(format!("{suggested:.1}"), *level, "{}: {now}", field.team);
        }
        // Each level names the records that show it; the other team gains nothing by them.
        let levels = score(&sandbox, "north")["levels"].clone();
        // The highest one needs a measured improvement.
        for level in levels.as_array().unwrap().iter().take(5) {
            assert_eq!(level["shown"], true);
            for ask in level["asks"].as_array().unwrap() {
                let evidence = ask["evidence"].as_array().unwrap();
                let path = evidence[0]["path"].as_str().unwrap();
                assert!(sandbox.path(path).is_file(), "{path}");
                assert_eq!(ask["command"], Value::Null);
            }
        }
        assert_eq!(score(&sandbox, "lake")["suggested"], 0.5);
        let full = sandbox.ok("score north");
        full.says("Nothing above 3.0 is suggested");
        // Reading writes nothing.
        let before = bytes_below(&sandbox.work());
        sandbox.ok("score").says("north");
        assert_eq!(bytes_below(&sandbox.work()), before);
    }
}

#[test]
fn typed_ratings_stand_beside_it_and_the_gap_is_said() {
    for field in &FIELDS {
        let sandbox = cohort(field);
        for (target, answers) in field.steps[0].1 {
            record(&sandbox, target, answers);
        }
        record(&sandbox, field.kept, field.ratings);
        let now = score(&sandbox, "north");
        let ratings = now["ratings"].as_array().unwrap();
        assert_eq!(ratings.len(), field.ratings.len(), "{now}");
        assert_eq!(ratings[0]["score"], 3.5);
        let title = ratings[0]["title"].as_str().unwrap();
        assert_eq!(
            now["disagreements"][0],
            json!({"above": title, "below": null, "distance": 2.5})
        );
        let full = sandbox.ok("score north");
        full.says(title).says("is above what the records suggest");
        let check = |sandbox: &Sandbox| {
            let all = sandbox.run(["check", "--format", "json"]).json()["diagnostics"].clone();
            let all = all.as_array().unwrap().clone();
            let ours = |one: &&Value| {
                one["code"].as_str().unwrap().starts_with("W023") || one["code"] == "I0349"
            };
            let lines: Vec<String> = all
                .iter()
                .filter(ours)
                .map(|one| format!("{} {}", one["code"], one["message"]))
                .collect();
            lines
        };
        let found = check(&sandbox);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].starts_with("\"I0349\"")
                && found[0].contains("is 3.5, but the records suggest 1.0")
        );
        sandbox
            .ok("board north")
            .says("is 3.5, but the records suggest 1.0")
            .says("redesign score north");
        // The threshold is the workspace's.
        let config = sandbox.read("redesign.toml");
        let wider = format!("{config}\n[board]\nrating_gap = 3\n");
        sandbox.write("redesign.toml", wider);
        assert_eq!(check(&sandbox), [] as [&str; 0]);
        assert_eq!(score(&sandbox, "north")["disagreements"], json!([]));
        sandbox.write("redesign.toml", config);
        // A team that rests is asked nothing, and is shown with the reason.
        let toml = sandbox.read("plans/north/plan.toml");
        sandbox.write(
            "plans/north/plan.toml",
            toml.replace("# paused = \"\"", "paused = \"flood\""),
        );
        assert_eq!(check(&sandbox), [] as [&str; 0]);
        sandbox
            .ok("score north")
            .says("paused: flood")
            .never_says("next: redesign record");
    }
}

#[test]
fn what_is_not_on_the_scale_is_named_and_compared_with_nothing() {
    let sandbox = cohort(&FIELDS[0]);
    let path = record(&sandbox, FIELDS[0].kept, &["team-rating=2.0"]);
    for (typed, code) in [
        ("0", "W0231"),
        ("5.5", "W0231"),
        ("3.2", "W0231"),
        ("-1", "W0231"),
        ("high", "E0101"),
        ("3,5", "E0101"),
    ] {
        let text = sandbox.read(&path);
        sandbox.write(&path, text.replace("\n2.0\n", &format!("\n{typed}\n")));
        let rating = &score(&sandbox, "north")["ratings"][0];
        assert_eq!(
            (&rating["score"], &rating["words"]),
            (&Value::Null, &json!(typed))
        );
        let run = sandbox.fails(1, "check cohort");
        run.says(code).says(&format!("\"{typed}\"")).says("help: ");
        sandbox.ok("score").says(&format!("{typed}?"));
        sandbox.write(&path, text);
    }
    sandbox.run(["check", "cohort"]).never_says("W0231");
    // A choice between words is no rating on this scale.
    let other = cohort(&FIELDS[1]);
    record(&other, "north/walk-round", &["gravity=high"]);
    assert_eq!(score(&other, "north")["ratings"], json!([]));
    other.run(["check"]).never_says("W0231");
}

#[test]
fn by_hand_and_broken() {
    let sandbox = cohort(&FIELDS[0]);
    sandbox.type_below(
        "plans/north/2-dream-big/problem.md",
        "statement",
        "How might we answer sooner?",
    );
    let meeting = "cohort/2-learn-together/meeting/tuesday.md";
    let text = "---\nplan: north\n---\n\n## Who was there\n\n| Role | Stakeholder group |\n| --- | --- |\n| Coach | Staff |\n\n## the team's rating\n\n2\n";
    sandbox.write(meeting, text);
    assert_eq!(score(&sandbox, "north")["suggested"], 1.5);
    assert_eq!(score(&sandbox, "north")["ratings"][0]["score"], 2.0);
    assert_eq!(score(&sandbox, "north")["ratings"][0]["day"], Value::Null);
    // One record can't be read: it shows nothing, is named, and hides nothing else.
    sandbox.write(meeting, "---\nplan: [\n---\n");
    sandbox.write("plans/lake/plan.toml", "title = \"");
    let run = sandbox.ok("score --format json").json();
    assert_eq!(run["data"]["plans"][0]["suggested"], 0.5);
    let named: Vec<&str> = run["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["path"].as_str().unwrap())
        .collect();
    assert!(
        named.contains(&meeting) && named.contains(&"plans/lake/plan.toml"),
        "{named:?}"
    );
    // No programme at all, or one that can't be read.
    sandbox.write("cohort/plan.toml", "title = \"");
    sandbox.ok("score north").says("cohort/plan.toml");
    std::fs::remove_dir_all(sandbox.path("cohort")).unwrap();
    sandbox.ok("score north").says("redesign record north/team");
    let empty = Sandbox::with_plans(&[]);
    empty
        .run(["score"])
        .ends_with(0)
        .says("0 plans")
        .says("redesign new PLAN");
}

#[test]
fn a_programme_is_no_team() {
    let sandbox = cohort(&FIELDS[0]);
    for command in ["score", "introduce"] {
        sandbox
            .fails(2, format!("{command} cohort"))
            .says("is the cohort's programme");
        sandbox
            .fails(2, format!("{command} nroth"))
            .says("did you mean \"north\"?");
    }
}
