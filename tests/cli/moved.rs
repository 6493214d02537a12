//! What has moved since a moment. Plans that are as they were are not read from history; the answer is the same as where
//! both moments are read whole.

use super::cohort::Cohort;
use super::sandbox::{Sandbox, bytes_below, finished};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Five teams and a programme that links to one of them, at the tag `before`.
fn before() -> Sandbox {
    let sandbox = Cohort::of(&["north", "hills/south", "west", "east", "far"]).made();
    for line in [
        "record north/problem --set 'statement=How might we begin?' --set 'evidence=Nine of twelve'",
        "record north/match --set 'idea=A call' --set 'why=It needs no app'",
        "record west/team --set gaps=x --set 'roster=A | B | C | D'",
        "record far/team --set gaps=x",
        "record cohort/finding --add --title Calls --set 'claim=Calls help' --set scope=Here --set 'supported=north/problem | so they say | measured'",
        "record cohort/session --add --date 2026-11-23 --set topic=x",
    ] {
        sandbox.ok(line);
    }
    sandbox.git(&["tag", "before"]);
    sandbox
}

const TEAM: &str = "plans/west/1-come-together/team.md";

/// A plan inside a plan.
const INNER: &str = "plans/north/2-dream-big/plan.toml";

type Change = (&'static str, fn(&Sandbox));

/// What people do between two sessions, each possible whatever came before it.
const CHANGES: [Change; 13] = [
    ("an answer on which others build", |sandbox| {
        if !sandbox.path(INNER).exists() {
            sandbox.ok("record north/problem --set 'statement=How might we end?'");
        }
    }),
    ("words by hand, not committed", |sandbox| {
        let problem = "plans/hills/south/2-dream-big/problem.md";
        sandbox.type_below(problem, "evidence", "- Ten of twelve");
    }),
    ("words by hand, only added to the index", |sandbox| {
        let team = "plans/hills/south/1-come-together/team.md";
        sandbox.type_below(team, "gaps", "- Who is missing");
        sandbox.git(&["add", team]);
    }),
    ("a record deleted, not committed", |sandbox| {
        std::fs::remove_file(sandbox.path(TEAM)).ok();
    }),
    ("a record that git doesn't know", |sandbox| {
        sandbox.ok("record east/interviews --add --title One --set words=x --no-commit");
    }),
    ("an activity skipped", |sandbox| {
        sandbox.ok("record west/interviews --skip 'done last year'");
    }),
    ("a plan of another name", |sandbox| {
        sandbox.git(&["mv", "plans/far", "plans/near"]);
        sandbox.git(&["commit", "-qm", "renamed"]);
        sandbox.ok("record near/team --set 'roster=A | B | C | D'");
    }),
    ("a plan in another folder", |sandbox| {
        std::fs::create_dir(sandbox.path("plans/valley")).unwrap();
        sandbox.git(&["mv", "plans/east", "plans/valley/east"]);
        sandbox.git(&["commit", "-qm", "moved"]);
    }),
    ("a new plan", |sandbox| {
        sandbox.ok("new late");
        sandbox.ok("record late/team --set gaps=x");
    }),
    ("a toolkit that asks for less", |sandbox| {
        let mut folders = sandbox.files("toolkits").into_iter();
        let folder = folders.find(|folder| folder.starts_with("real-time-redesign-"));
        let toolkit = format!("toolkits/{}/toolkit.toml", folder.unwrap());
        sandbox.edit(&toolkit, "required = true", "required = false");
    }),
    ("a note in plan.toml", |sandbox| {
        let file = "plans/west/plan.toml";
        sandbox.write(file, sandbox.read(file) + "\n# a note\n");
    }),
    ("a change taken back", |sandbox| {
        let team = "plans/north/1-come-together/team.md";
        let text = sandbox.read(team);
        sandbox.ok("record north/team --set gaps=x");
        sandbox.write(team, text);
        sandbox.git(&["commit", "-qm", "taken back", team]);
    }),
    (
        "a plan in a plan, whose folder is not read any more",
        |sandbox| {
            let plan = sandbox.read("plans/north/plan.toml");
            sandbox.write(INNER, plan);
        },
    ),
];

/// Activities with their states, read whole at one moment.
fn states(sandbox: &Sandbox, plan: &str, at: &[&str]) -> Option<Vec<(String, String)>> {
    let asked = ["status", plan, "--activities", "--format", "csv"];
    let run = sandbox.run(asked.iter().chain(at));
    let mut reader = csv::Reader::from_reader(run.out.as_bytes());
    let rows = reader.records().map(Result::unwrap);
    let states: Vec<_> = rows
        .map(|row| (row[2].to_owned(), row[4].to_owned()))
        .collect();
    (!states.is_empty()).then_some(states)
}

fn plans(sandbox: &Sandbox, arguments: &[&str]) -> Vec<Value> {
    let asked = ["status", "--format", "json"];
    let run = sandbox.run(asked.iter().chain(arguments));
    run.json()["data"]["plans"].as_array().unwrap().clone()
}

/// Where the files are as they were.
fn as_they_were(sandbox: &Sandbox) -> PathBuf {
    let place = sandbox.home().join("then");
    if !place.exists() {
        std::fs::create_dir(&place).unwrap();
        let archive = sandbox.home().join("then.tar");
        let archive = archive.to_str().unwrap();
        sandbox.git(&["archive", "-o", archive, "before"]);
        let mut tar = sandbox.command("tar");
        finished(tar.args(["-xf", archive, "-C", place.to_str().unwrap()])).ends_with(0);
    }
    place
}

/// The files of an activity's records below a plan's folder.
fn files_of(folder: &Path, activity: &str) -> BTreeMap<PathBuf, Vec<u8>> {
    let all = bytes_below(folder).into_iter();
    let own = all.filter(|(path, _)| {
        let above = path.parent().and_then(Path::file_name);
        let is_among = above.is_some_and(|above| above == activity);
        path.file_stem().unwrap() == activity || is_among && !path.ends_with("README.md")
    });
    let within = |path: PathBuf| path.strip_prefix(folder).unwrap().to_owned();
    own.map(|(path, bytes)| (within(path), bytes)).collect()
}

/// What has moved between two readings; `differs` tells of an activity whether its files do.
fn moved(
    then: Option<&(Value, Vec<(String, String)>)>,
    now: &[(String, String)],
    differs: impl Fn(&str) -> bool,
) -> Value {
    let mut moved = json!({
        "percent_before": then.map(|(percent, _)| percent.clone()),
        "done": [], "begun": [], "skipped": [], "unskipped": [], "reopened": [], "review": [],
        "went_on": [],
    });
    for (activity, state) in now {
        let then = then.and_then(|(_, states)| states.iter().find(|(one, _)| one == activity));
        let is_known = then.is_some();
        let then = then.map_or("todo", |(_, state)| state.as_str());
        let list = match (then, state.as_str()) {
            (then, now) if then == now && is_known && differs(activity) => "went_on",
            (then, now) if then == now => continue,
            (_, "review") => "review",
            (_, "skipped") => "skipped",
            (then, "done") if then != "review" => "done",
            ("skipped", _) => "unskipped",
            ("done" | "review", now) if now != "done" => "reopened",
            ("todo" | "waiting", "doing") => "begun",
            _ => continue,
        };
        moved[list].as_array_mut().unwrap().push(json!(activity));
    }
    moved
}

/// The plans whose states differ; what `--since` says of each is what both moments say.
#[track_caller]
fn compared(sandbox: &Sandbox, what: &str) -> Vec<String> {
    let both = |flag: &str| {
        let teams = plans(sandbox, &[flag, "before"]);
        [teams, plans(sandbox, &["cohort", flag, "before"])].concat()
    };
    let before = both("--at");
    let earlier: BTreeMap<&str, &Value> = before
        .iter()
        .map(|plan| (plan["id"].as_str().unwrap(), plan))
        .collect();
    let folders = (as_they_were(sandbox), sandbox.work());
    let all = both("--since");
    let mut differing = Vec::new();
    for plan in &all {
        let id = plan["id"].as_str().unwrap();
        let was = if id == "near" { "far" } else { id };
        let then = states(sandbox, was, &["--at", "before"]);
        let then = then.map(|states| (earlier[was]["percent"].clone(), states));
        let now = states(sandbox, id, &[]).unwrap();
        let path = |plan: &Value| plan["path"].as_str().unwrap().to_owned();
        let expected = moved(then.as_ref(), &now, |activity| {
            let then = folders.0.join(path(earlier[was]));
            files_of(&then, activity) != files_of(&folders.1.join(path(plan)), activity)
        });
        assert_eq!(plan["moved"], expected, "{id} after {what}");
        if then.is_none_or(|(_, then)| then != now) {
            let [alone] = &plans(sandbox, &[id, "--since", "before"])[..] else {
                panic!("{id} is one plan")
            };
            assert_eq!(alone, plan, "{id} alone after {what}");
            differing.push(id.to_owned());
        }
    }
    differing
}

#[test]
fn nothing_moved_where_nothing_changed() {
    let sandbox = before();
    assert_eq!(compared(&sandbox, "nothing"), [] as [&str; 0]);
}

#[test]
fn each_change_is_seen() {
    for (at, differing) in [
        (0, &["north", "cohort"][..]),
        (1, &["south"]),
        (2, &["south"]),
        (3, &["west"]),
        (4, &["east"]),
        (5, &["west"]),
        (6, &["near"]),
        (7, &[]),
        (8, &["late"]),
        (9, &["far"]),
        (10, &[]),
        (11, &[]),
        (12, &["north", "cohort"]),
    ] {
        let sandbox = before();
        let (what, change) = CHANGES[at];
        change(&sandbox);
        assert_eq!(compared(&sandbox, what), differing, "{what}");
    }
}

/// Some changes in any order, each followed by a commit or not.
#[test]
fn whatever_changed_both_moments_say_the_same() {
    let config = Config {
        cases: 4,
        failure_persistence: None,
        ..Config::default()
    };
    let all: Vec<usize> = (0..CHANGES.len()).collect();
    let some = prop::sample::subsequence(all, 1..=5).prop_shuffle();
    let test = |(some, commits): (Vec<usize>, u8)| {
        let sandbox = before();
        let mut what = String::new();
        for at in some {
            let (name, change) = CHANGES[at];
            change(&sandbox);
            what.push_str(name);
            what.push_str("; ");
            if commits >> (at % 8) & 1 == 1 {
                sandbox.git(&["add", "-A"]);
                sandbox.git(&["commit", "-qm", "by hand", "--allow-empty"]);
            }
        }
        compared(&sandbox, &what);
        Ok(())
    };
    TestRunner::new(config)
        .run(&(some, any::<u8>()), test)
        .unwrap();
}
