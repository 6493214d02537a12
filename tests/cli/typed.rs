//! What the program tells people to type can be typed, and does what was said: of a repeatable activity it names the
//! record that lacks something, or adds one.

use super::sandbox::Sandbox;

fn programme() -> Sandbox {
    let sandbox = Sandbox::with_plans(&["ash", "birch"]);
    sandbox.ok("new cohort --toolkit strategy-lab");
    sandbox
}

/// Adds a record and gives its name as people type it.
fn add(sandbox: &Sandbox, target: &str, more: &[&str], answers: &[&str]) -> String {
    let mut arguments = vec!["record", target, "--add", "--format", "json"];
    arguments.extend(more);
    for answer in answers {
        arguments.extend(["--set", answer]);
    }
    let data = sandbox.run(arguments).ends_with(0).json()["data"].clone();
    format!("{target}/{}", data["record"].as_str().unwrap())
}

/// The command of the line that begins with `next:`.
fn next_of(run: &super::sandbox::Run) -> String {
    let said = format!("{}\n{}", run.out, run.err);
    let line = said.lines().find_map(|line| line.strip_prefix("next: "));
    line.unwrap_or_else(|| panic!("no next: in\n{said}"))
        .to_owned()
}

/// Types a command that was printed, with an answer, since nobody sits at the terminal.
fn type_it(sandbox: &Sandbox, command: &str, answer: &str) -> super::sandbox::Run {
    let words = command.replace("PLAN", "birch");
    let mut words: Vec<&str> = words.split(' ').skip(1).collect();
    words.extend(["--set", answer]);
    sandbox.run(words).ends_with(0)
}

#[test]
fn the_record_that_lacks_something_is_named() {
    let sandbox = programme();
    let name = |title: &str| {
        add(
            &sandbox,
            "cohort/small-group",
            &["--title", title],
            &["teams=ash"],
        )
    };
    let (first, second, third) = (name("one"), name("two"), name("three"));
    let shown = sandbox.ok(format!("show {second} --format json")).json();
    let outputs = shown["data"]["activity"]["records"][0]["outputs"]
        .as_array()
        .unwrap()
        .clone();
    let rest: Vec<String> = outputs
        .iter()
        .filter(|one| one["required"] == true && one["value"].is_null())
        .map(|one| one["id"].as_str().unwrap().to_owned())
        .collect();
    assert!(!rest.is_empty(), "{outputs:?}");
    let kind = |id: &str| outputs.iter().find(|one| one["id"] == id).unwrap()["kind"].clone();
    let fill = |target: &str, ids: &[String]| {
        let mut arguments = vec!["record".to_owned(), target.to_owned()];
        for id in ids {
            let words = match kind(id).as_str().unwrap_or_default() {
                "date" => "2026-11-20",
                "table" => "Coach | Staff",
                _ => "Some words",
            };
            arguments.extend(["--set".to_owned(), format!("{id}={words}")]);
        }
        sandbox.run(arguments).ends_with(0)
    };
    // As long as this one lacks something it comes first; then those that do, in their order.
    if rest.len() > 1 {
        assert_eq!(
            next_of(&fill(&third, &rest[..1])),
            format!("redesign record {third}")
        );
    }
    let done = fill(&third, &rest);
    assert_eq!(next_of(&done), format!("redesign record {first}"));
    for asks in [
        &["next", "cohort", "--all"][..],
        &["show", "cohort/small-group"],
        &["check", "cohort"],
    ] {
        let run = sandbox.run(asks);
        assert!(
            !format!("{}{}", run.out, run.err).contains("redesign record cohort/small-group\n"),
            "{}",
            run.out
        );
        if asks[0] != "check" {
            run.says(&format!("redesign record {first}"));
        }
    }
    assert_eq!(
        next_of(&fill(&first, &rest)),
        format!("redesign record {second}")
    );
    let last = next_of(&fill(&second, &rest));
    assert!(!last.contains("small-group"), "{last}");
    // Several, all of them done: one more.
    assert_eq!(
        next_of(&sandbox.run(["show", "cohort/small-group"])),
        "redesign record cohort/small-group --add"
    );
    assert_eq!(
        next_of(&sandbox.run(["show", &second])),
        format!("redesign record {second}")
    );
}

/// What is kept with each plan: one that is begun, then a further one.
#[test]
fn of_several_meetings() {
    let sandbox = programme();
    let first = add(
        &sandbox,
        "cohort/meeting",
        &["--plan", "ash"],
        &["held=2026-11-20"],
    );
    add(
        &sandbox,
        "cohort/meeting",
        &["--plan", "birch"],
        &[
            "held=2026-11-20",
            "attendance=Coach | Staff",
            "stands=It goes",
        ],
    );
    for asks in [&["next", "cohort"][..], &["show", "cohort/meeting"]] {
        sandbox
            .run(asks)
            .ends_with(0)
            .says(&format!("redesign record {first}\n"));
    }
    type_it(
        &sandbox,
        &format!("redesign record {first}"),
        "attendance=Coach | Staff",
    );
    type_it(
        &sandbox,
        &format!("redesign record {first}"),
        "stands=It goes",
    );
    let more = next_of(&sandbox.run(["show", "cohort/meeting"]));
    assert_eq!(more, "redesign record cohort/meeting --add --plan PLAN");
    type_it(&sandbox, &more, "held=2026-11-21");
}

/// What `check` says of an activity that others need: too few, and one that isn't done.
#[test]
fn what_others_need() {
    let sandbox = programme();
    // One that needs sessions first, of which there are too few.
    let early = "changed=ash: calls";
    sandbox.ok(format!("record cohort/closing-reflection --set '{early}'"));
    let help = "redesign record cohort/session --add\n = help: or give a reason to skip it: redesign record cohort/session --skip REASON";
    sandbox.run(["check", "cohort"]).says(help);
    type_it(
        &sandbox,
        "redesign record cohort/session --add",
        "held=2026-11-20",
    );
    add(&sandbox, "cohort/session", &[], &["held=2026-11-21"]);
    let first = sandbox
        .files("cohort/2-learn-together/session")
        .into_iter()
        .find(|name| name != "README.md")
        .unwrap();
    let first = format!(
        "redesign record cohort/session/{}",
        first.trim_end_matches(".md")
    );
    sandbox
        .run(["check", "cohort"])
        .says(&format!("{first}\n = help: or give"))
        .says("session (2 of 9 so far; still missing: topic, attendance, moved)");
    type_it(&sandbox, &first, "topic=Calls");
    sandbox
        .run(["next", "cohort", "--all"])
        .says("started; 2 of 9 so far; still missing: ");
    sandbox
        .run(["show", "cohort/session"])
        .says("lacks  2 of 9 so far; topic");
}

/// How many there are is never read as how many are missing.
#[test]
fn so_far_and_not_missing() {
    let sandbox = Sandbox::with_plans(&["ash"]);
    let outputs = sandbox.ok("record ash/interviews --add --set words=x");
    outputs
        .says("interviews  \u{25d0} doing, 1 of 5 so far")
        .never_says("missing: 1 of 5");
    sandbox
        .run(["next", "ash", "--all"])
        .says("started; 1 of 5 so far");
    sandbox
        .run(["show", "ash/interviews"])
        .says("lacks  1 of 5 so far");
    sandbox.ok("record ash/problem --set statement='How might we begin?'");
    sandbox
        .run(["check", "ash"])
        .says("interviews (1 of 5 so far")
        .never_says("missing: 1 of 5");
}

/// The reworded problem: the command that is printed clears what it names, and says all that it renews.
#[test]
fn what_is_accepted_is_said() {
    let sandbox = Sandbox::with_plans(&["ash"]);
    for answers in [
        &[
            "ash/problem",
            "statement=How might we begin?",
            "evidence=Two",
        ][..],
        &["ash/brainstorm", "ideas=Calls\nNotes", "shortlist=Calls"],
        &["ash/match", "idea=Calls", "why=It is free"],
        &["ash/pilot", "prediction=Nine of ten come"],
    ] {
        let mut arguments = vec!["record", answers[0]];
        if answers[0] == "ash/pilot" {
            arguments.push("--add");
        }
        for answer in &answers[1..] {
            arguments.extend(["--set", answer]);
        }
        sandbox.run(arguments).ends_with(0);
    }
    sandbox.ok("record ash/problem --set statement='How might we begin earlier?'");
    let json = sandbox.run(["check", "ash", "--format", "json"]).json();
    let found = json["diagnostics"].as_array().unwrap().clone();
    let found = found.iter().find(|one| one["code"] == "W0243").unwrap();
    let help = found["help"].as_str().unwrap();
    assert!(
        help.ends_with(
            "redesign record ash --reviewed, which accepts everything in review (brainstorm, match)"
        ),
        "{help}"
    );
    sandbox
        .ok("record ash --reviewed")
        .says("accepted")
        .says("brainstorm")
        .says("match");
    let json = sandbox.run(["check", "ash", "--format", "json"]).json();
    assert!(!json["diagnostics"].to_string().contains("W0243"));
}

/// Why nothing was held is said by the command: then nothing was missed, and the series goes on.
#[test]
fn why_nothing_was_held() {
    for (toolkit, activity, other, day) in [
        ("strategy-lab", "meeting", "expert", "2026-11-05"),
        ("river-watch", "paddle", "drift", "2026-11-05"),
    ] {
        let sandbox = super::links::cohort(
            super::links::FIELDS
                .iter()
                .find(|one| one.toolkit == toolkit)
                .unwrap(),
        );
        for file in ["cohort/plan.toml", "plans/north/plan.toml"] {
            let text = sandbox.read(file);
            let others: Vec<&str> = text
                .lines()
                .filter(|one| !one.starts_with("start"))
                .collect();
            sandbox.write(file, format!("start = 2026-10-01\n{}\n", others.join("\n")));
        }
        sandbox.git(&["commit", "-qam", "start"]);
        let target = format!("cohort/{activity}");
        let states = || -> Vec<String> {
            let json = sandbox
                .ok("calendar north --from 2026-10-01 --until 2026-11-20 --format json")
                .json();
            let all = json["data"]["entries"].as_array().unwrap().clone();
            let own = all.iter().filter(|one| one["activity"] == activity);
            own.map(|one| one["state"].as_str().unwrap().to_owned())
                .collect()
        };
        let before = states();
        assert!(
            !before.contains(&"skipped".to_owned()) && before.contains(&"missed".to_owned()),
            "{before:?}"
        );
        let add = [
            "record",
            &target,
            "--add",
            "--plan",
            "north",
            "--date",
            day,
            "--skip",
            "Memorial Day",
        ];
        let mut preview = add.to_vec();
        preview.push("--dry-run");
        let commits = sandbox.commits();
        sandbox.run(&preview).ends_with(0);
        assert_eq!((states(), sandbox.commits()), (before.clone(), commits));
        sandbox.run(add).ends_with(0).says(&format!(
            "why nothing was held on {day}; {activity} continues"
        ));
        assert_eq!(sandbox.commits(), commits + 1);
        assert!(
            sandbox
                .git(&["log", "-1", "--format=%s"])
                .trim()
                .ends_with(": Memorial Day")
        );
        let after = states();
        let skipped = after.iter().filter(|one| *one == "skipped").count();
        assert_eq!(
            (skipped, after.len()),
            (1, before.len()),
            "{before:?} {after:?}"
        );
        sandbox.run(["check", "cohort"]).never_says("W0205");
        let table = sandbox
            .ok("status cohort --activities --format json")
            .json();
        assert!(
            !table["data"].to_string().contains("\"state\":\"skipped\""),
            "the activity goes on"
        );
        // Without a reason, without a plan, and where there is no rhythm.
        let wrong = |more: &[&str]| {
            let mut words = vec!["record"];
            words.extend(more);
            sandbox.run(words).ends_with(2)
        };
        wrong(&[&target, "--add", "--plan", "north", "--skip", " "]).says("say why");
        wrong(&[&target, "--add", "--skip", "x"]).says("say which plan");
        let other = format!("cohort/{other}");
        wrong(&[&other, "--add", "--skip", "x"])
            .says("has no rhythm")
            .says(&format!("redesign record {other} --skip REASON"));
        assert_eq!(sandbox.commits(), commits + 1);
    }
}
