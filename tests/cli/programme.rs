//! The programme of a cohort: a plan like any other, from a toolkit for cohorts, some of whose records are kept with each
//! team's plan. What holds for the built-in toolkit holds for one of another field.

use super::cohort::Cohort;
use super::sandbox::Sandbox;
use serde_json::{Value, json};

/// A toolkit for cohorts and the names in it that a test needs.
struct Field {
    toolkit: &'static str,
    /// Has one record, and comes first.
    first: &'static str,
    /// Answers to all that it requires.
    first_answers: &'static [&'static str],
    /// Kept with each plan.
    with: &'static str,
    /// Folder of its records.
    folder: &'static str,
    /// Answers to all that it requires.
    with_answers: &'static [&'static str],
    /// Words that stand in such an answer, and the output that they answer.
    words: (&'static str, &'static str),
    /// Repeated, but not kept with each plan, with an answer to it.
    together: (&'static str, &'static str),
}

const FIELDS: [Field; 2] = [
    Field {
        toolkit: "strategy-lab",
        first: "charter",
        first_answers: &[
            "length=12",
            "challenge=Every student is known by name",
            "who-serves-whom=north|river towns|coach 1",
            "data=Nothing about single students",
        ],
        with: "meeting",
        folder: "cohort/2-learn-together/meeting",
        with_answers: &[
            "held=2026-11-20",
            "attendance=coach|staff",
            "stands=Waiting for the timetable",
        ],
        words: ("stands", "Waiting for the timetable"),
        together: ("session", "topic=Timetables"),
    },
    Field {
        toolkit: "river-watch",
        first: "pact",
        first_answers: &["stretches=north|weir|mill", "season=fall"],
        with: "paddle",
        folder: "cohort/1-upstream/paddle",
        with_answers: &["seen=A sunken cart"],
        words: ("seen", "A sunken cart"),
        together: ("gathering", "day=2026-11-20"),
    },
];

/// A workspace with three team plans and the programme.
fn cohort(field: &Field) -> Sandbox {
    let cohort = Cohort::of(&["north", "hills/south", "west"]);
    let sandbox = cohort.programme(field.toolkit).made();
    sandbox.ok(format!("toolkit check {}", field.toolkit));
    sandbox
}

fn record(sandbox: &Sandbox, target: &str, answers: &[&str], more: &[&str]) -> Value {
    let mut arguments = vec!["record", target, "--format", "json"];
    arguments.extend(more);
    for answer in answers {
        arguments.extend(["--set", answer]);
    }
    sandbox.run(arguments).ends_with(0).json()["data"].clone()
}

fn with_plan(sandbox: &Sandbox, field: &Field, plan: &str) -> String {
    let target = format!("cohort/{}", field.with);
    let more = ["--add", "--plan", plan];
    let data = record(sandbox, &target, field.with_answers, &more);
    data["written"][0].as_str().unwrap().to_owned()
}

fn state(sandbox: &Sandbox, activity: &str) -> String {
    let status = sandbox
        .ok("status cohort --activities --format json")
        .json();
    let all = status["data"]["plans"][0]["activity"].as_array().unwrap();
    let found = all.iter().find(|one| one["id"] == activity).unwrap();
    found["state"].as_str().unwrap().to_owned()
}

#[test]
fn a_teams_plan_cant_have_the_programmes_name() {
    let sandbox = Sandbox::with_plans(&["north"]);
    sandbox
        .fails(2, "new cohort")
        .says("is the name of a cohort's programme")
        .says("redesign new cohort --toolkit strategy-lab");
    sandbox.fails(2, "new east/cohort");
    assert!(!sandbox.path("plans/cohort").exists());
    sandbox.ok("new cohort --toolkit strategy-lab");
}

#[test]
fn a_programme_is_a_plan_like_any_other() {
    for field in &FIELDS {
        let sandbox = cohort(field);
        assert!(sandbox.path("cohort/plan.toml").is_file());
        assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
        let named = ["new", "ours", "--toolkit", field.toolkit];
        let refused = sandbox.run(named).ends_with(2);
        refused.says("must be named \"cohort\"");
        sandbox.fails(4, format!("new cohort --toolkit {}", field.toolkit));

        assert_eq!(state(&sandbox, field.first), "todo");
        assert_eq!(state(&sandbox, field.with), "waiting");
        let target = format!("cohort/{}", field.first);
        let next = sandbox.ok("next cohort");
        next.says(&format!("redesign record {target}"));
        let done = record(&sandbox, &target, field.first_answers, &[]);
        assert_eq!(done["state"], "done", "{}", field.toolkit);
        assert_eq!(state(&sandbox, field.with), "todo");
        let next = sandbox.ok("next cohort");
        next.says(&format!(
            "redesign record cohort/{} --add --plan PLAN",
            field.with
        ));

        // Who looks at the teams doesn't see it, unless it is named.
        for command in ["status", "next"] {
            let all = sandbox.ok(format!("{command} --format json")).json();
            let plans = all["data"]["plans"].as_array().unwrap();
            let ids: Vec<&str> = plans.iter().filter_map(|one| one["id"].as_str()).collect();
            assert_eq!(ids, ["south", "north", "west"], "{command}");
        }
        sandbox.ok("show cohort").says(field.toolkit);
        sandbox.ok("log cohort");
        sandbox.ok("check cohort").says("1 plan, nothing found");
    }
}

#[test]
fn records_are_kept_with_each_plan() {
    for field in &FIELDS {
        let sandbox = cohort(field);
        record(
            &sandbox,
            &format!("cohort/{}", field.first),
            field.first_answers,
            &[],
        );
        let north = with_plan(&sandbox, field, "north");
        let south = with_plan(&sandbox, field, "./plans/hills/south");
        assert!(
            north.starts_with(&format!("{}/2026-11-23-north-", field.folder)),
            "{north}"
        );
        assert!(
            sandbox
                .read(&north)
                .starts_with("---\nplan: \"north\"\n---\n\n# ")
        );
        assert!(
            sandbox
                .read(&south)
                .starts_with("---\nplan: \"south\"\n---\n")
        );
        assert_eq!(state(&sandbox, field.with), "done");

        // Side by side, those of one plan alone, and beside the plan itself.
        let listed = |plans: &[&str]| -> Vec<String> {
            let mut arguments = vec!["list", field.with, "--format", "json"];
            arguments.extend(plans);
            let list = sandbox.run(arguments).ends_with(0).json();
            let rows = list["data"]["rows"].as_array().unwrap();
            rows.iter()
                .map(|row| {
                    assert_eq!(row["plan"], "cohort");
                    row["about"].as_str().unwrap().to_owned()
                })
                .collect()
        };
        let both = |found: Vec<String>| {
            let mut found = found;
            found.sort();
            found == ["north", "south"]
        };
        assert!(both(listed(&[])));
        assert!(both(listed(&["cohort"])));
        assert!(both(listed(&["south", "north", "west"])));
        assert_eq!(listed(&["north"]), ["north"]);
        assert_eq!(listed(&["west"]), Vec::<String>::new());
        sandbox
            .ok(format!("list {} north", field.with))
            .says("About")
            .says("north");
        let shown = sandbox.ok("show north --format json").json();
        let about = &shown["data"]["programme"];
        assert_eq!(about.as_array().unwrap().len(), 1);
        assert_eq!(
            (&about[0]["activity"], &about[0]["path"]),
            (&json!(field.with), &json!(north))
        );
        let name = format!(
            "cohort/{}/{}",
            field.with,
            about[0]["record"].as_str().unwrap()
        );
        sandbox
            .ok("show north")
            .says("In the programme")
            .says(&name);
        sandbox.ok(format!("show {name}")).says(field.words.1);
        sandbox.ok("show west").never_says("In the programme");
        sandbox.ok("check");
        // The other plan's list of what it has for itself is not mixed with it.
        sandbox.ok(format!("list {} north", field.together.0));
    }
}

/// What a person types into an editor counts as what the command writes.
#[test]
fn by_hand_just_the_same() {
    for field in &FIELDS {
        let sandbox = cohort(field);
        record(
            &sandbox,
            &format!("cohort/{}", field.first),
            field.first_answers,
            &[],
        );
        let page = sandbox.read(&format!("{}/README.md", field.folder));
        let (_, blank) = page.split_once("````markdown\n").unwrap();
        let (blank, _) = blank.split_once("````").unwrap();
        assert!(blank.starts_with("---\nplan: PLAN\n---\n\n# "), "{blank}");
        let file = format!("{}/notes of tuesday.md", field.folder);
        sandbox.write(&file, blank.replace("PLAN", "north"));
        // Nothing is answered yet: it is no record, and nobody is told off.
        sandbox.ok("check cohort");
        sandbox.type_below(&file, field.words.0, field.words.1);
        let list = sandbox
            .run(["list", field.with, "north", "--format", "json"])
            .json();
        assert_eq!(list["data"]["rows"][0]["path"], file.as_str());
        sandbox.run(["show", "north"]).says("notes of tuesday");

        // Without quotation marks, in other YAML, or an id that YAML takes for a number.
        sandbox.ok("new 2027");
        for (front, about) in [
            ("plan: 2027", "2027"),
            ("plan: '2027'", "2027"),
            ("tags: [a]\nplan: west # ours", "west"),
            ("plan:   south", "south"),
        ] {
            let text = sandbox.read(&file);
            let (_, rest) = text[4..].split_once("---\n").unwrap();
            sandbox.write(&file, format!("---\n{front}\n---\n{rest}"));
            sandbox.ok("check cohort");
            let shown = sandbox.ok(format!("show {about} --format json")).json();
            assert_eq!(
                shown["data"]["programme"][0]["path"],
                file.as_str(),
                "{front}"
            );
        }
    }
}

#[test]
fn a_record_kept_with_no_plan_is_named() {
    for field in &FIELDS {
        let sandbox = cohort(field);
        record(
            &sandbox,
            &format!("cohort/{}", field.first),
            field.first_answers,
            &[],
        );
        let file = with_plan(&sandbox, field, "north");
        for (front, said, line) in [
            (
                "---\nplan: \"nowhere\"\n---\n",
                "kept with \"nowhere\", which isn't a team's plan in this workspace",
                2,
            ),
            ("---\nplan: cohort\n---\n", "kept with \"cohort\"", 2),
            ("---\nplan: North\n---\n", "kept with \"North\"", 2),
            (
                "---\nplan:\n---\n",
                "missing: which plan this is kept with",
                1,
            ),
            ("", "missing: which plan this is kept with", 1),
        ] {
            let text = sandbox.read(&file);
            let rest = &text[text.find("# ").unwrap()..];
            sandbox.write(&file, format!("{front}{rest}"));
            let check = sandbox.fails(1, "check --format json").json();
            let found = &check["diagnostics"][0];
            assert_eq!(
                (&found["code"], &found["path"], &found["line"]),
                (&json!("E0109"), &json!(file), &json!(line)),
                "{front}"
            );
            assert!(found["message"].as_str().unwrap().contains(said), "{found}");
            assert_eq!(
                found["help"]
                    .as_str()
                    .unwrap()
                    .starts_with("did you mean \"north\"?"),
                front.contains("North"),
                "{found}"
            );
            sandbox.ok("show north").never_says("In the programme");
        }
        // A plan that is renamed takes nothing along: that is said.
        sandbox.git(&["checkout", "-q", "."]);
        sandbox.ok("check");
        std::fs::rename(sandbox.path("plans/north"), sandbox.path("plans/far-north")).unwrap();
        sandbox.fails(1, "check").says("kept with \"north\"");
    }
}

#[test]
fn the_flag_belongs_to_what_is_kept_with_a_plan() {
    for field in &FIELDS {
        let sandbox = cohort(field);
        let before = sandbox.commits();
        let with = format!("cohort/{}", field.with);
        let together = format!("cohort/{}", field.together.0);
        let answer = field.with_answers[0];
        let rows: [(&[&str], &str); 6] = [
            (&[&with, "--add", "--set", answer], "--add --plan PLAN"),
            (
                &[&with, "--add", "--plan", "nroth", "--set", answer],
                "did you mean \"north\"?",
            ),
            (
                &[&with, "--add", "--plan", "cohort", "--set", answer],
                "programme itself",
            ),
            (&[&with, "--plan", "north", "--set", answer], "--add"),
            (
                &[
                    &together,
                    "--add",
                    "--plan",
                    "north",
                    "--set",
                    field.together.1,
                ],
                "isn't kept per plan",
            ),
            (
                &[
                    "north/interviews",
                    "--add",
                    "--plan",
                    "north",
                    "--set",
                    "group=student",
                ],
                "isn't kept per plan",
            ),
        ];
        for (arguments, said) in rows {
            let run = sandbox.run(["record"].iter().chain(arguments));
            run.ends_with(2).says(said);
        }
        assert_eq!(sandbox.commits(), before);
        let dry = sandbox.run([
            "record",
            &with,
            "--add",
            "--plan",
            "north",
            "--set",
            answer,
            "--dry-run",
        ]);
        dry.ends_with(0).says("would write");
        record(&sandbox, &together, &[field.together.1], &["--add"]);
    }
}

/// What it may hold about a plan isn't known then, and that is said.
#[test]
fn a_broken_programme_hides_no_plan() {
    let field = &FIELDS[0];
    let sandbox = cohort(field);
    sandbox.edit("cohort/plan.toml", "title = \"\"", "title = \"");
    sandbox
        .ok("show north")
        .says("E0003")
        .says("cohort/plan.toml:2:");
    sandbox
        .ok(format!("list {} north", field.with))
        .says("cohort/plan.toml:2:");
    sandbox
        .ok("status")
        .says("north")
        .says("cohort/plan.toml:2:");
    sandbox.fails(3, "check");
}
