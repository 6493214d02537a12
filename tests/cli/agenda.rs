//! What is true today, in the records and worksheets whose templates ask for it.

use super::sandbox::Sandbox;
use serde_json::Value;

/// A programme with a team that has moved, one that hasn't, an open task and a finding.
fn cohort() -> Sandbox {
    let sandbox = Sandbox::new();
    let run = |arguments: &[&str]| {
        let day = jiff::civil::date(2026, 11, 20);
        sandbox.run_on(day, arguments).ends_with(0);
    };
    run(&["init", "--title", "Two towns"]);
    run(&["new", "cohort", "--toolkit", "strategy-lab"]);
    run(&["new", "north", "river"]);
    let session = [
        "record",
        "cohort/session",
        "--add",
        "--set",
        "held=2026-11-20",
    ];
    run(&session);
    sandbox.write(
        "cohort/2-learn-together/meeting/2026-11-21-north.md",
        "---\nplan: north\n---\n\n## Date\n\n2026-11-21\n\n## Where the team stands\n\nHere.\n\n## What is stuck\n\n- No <b>bus\n\n## Actions\n\n- [ ] Ask about \\</details> # the bus @coach due 2026-11-22\n",
    );
    sandbox.write(
        "cohort/3-share/finding/buses.md",
        "# Buses\n\n## The claim\n\nBuses that wait\n\n### are\n\n<b>kept</b>.\n",
    );
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "by hand"]);
    sandbox
        .run(["record", "north/commitment", "--set", "vision=Together"])
        .ends_with(0);
    sandbox
}

#[test]
fn a_session_begins_with_what_is_true_that_day() {
    let sandbox = cohort();
    let run = sandbox
        .run(["record", "cohort/session", "--add", "--set", "topic=Buses"])
        .ends_with(0);
    let json = sandbox
        .run(["show", "cohort/session", "--format", "json"])
        .json();
    let records = json["data"]["activity"]["records"].as_array().unwrap();
    let path = records
        .iter()
        .map(|one| one["path"].as_str().unwrap())
        .find(|path| path.contains("2026-11-23"))
        .unwrap_or_else(|| panic!("{}", run.out));
    let text = sandbox.read(path);
    let agenda = text.split("## Date").next().unwrap();
    for words in [
        "Agenda: what was true on 2026-11-23",
        "What moved since 2026-11-20",
        "begun: commitment",
        "- Ask about &lt;/details> # the bus (north, coach, due 2026-11-22, overdue)",
        "- Buses that wait ### are &lt;b>kept&lt;/b>. (cohort/finding/buses)",
    ] {
        assert!(agenda.contains(words), "{words:?} is not in:\n{agenda}");
    }
    // Only what moved, and of what is said in a meeting, only what is a reason to call.
    assert!(
        !agenda.contains("river") && !agenda.contains("No &lt;b>bus"),
        "{agenda}"
    );
    // Nothing of it is taken for an answer, and each output is found.
    let record = records.iter().find(|one| one["path"] == path).unwrap();
    let answered: Vec<&str> = record["outputs"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|output| !output["value"].is_null())
        .map(|output| output["id"].as_str().unwrap())
        .collect();
    assert_eq!(answered, ["topic"]);
}

/// An editor is opened with the agenda that a record gets without one.
#[test]
fn an_editor_shows_the_same_agenda() {
    let agenda = |arguments: &[&str]| {
        let sandbox = cohort();
        let editor = sandbox.editor("echo Buses >> \"$1\"");
        let add = ["record", "cohort/session", "--add", "--format", "json"];
        let run = [&add[..], arguments].concat();
        let run = sandbox
            .run_with_env(&run, &[("REDESIGN_EDITOR", &editor)])
            .ends_with(0);
        let text = sandbox.read(run.json()["data"]["written"][0].as_str().unwrap());
        text.split("## Date").next().unwrap().to_owned()
    };
    let shown = agenda(&["--edit"]);
    assert!(shown.contains("Buses that wait"), "{shown}");
    assert_eq!(shown, agenda(&["--set", "topic=Buses"]));
}

#[test]
fn a_meeting_is_about_its_team_alone() {
    let sandbox = cohort();
    sandbox
        .run([
            "record",
            "cohort/meeting",
            "--add",
            "--plan",
            "river",
            "--title",
            "first",
            "--set",
            "stands=Waiting",
        ])
        .ends_with(0);
    let folder = "cohort/2-learn-together/meeting";
    let files = sandbox.files(folder);
    let file = files.iter().find(|name| name.contains("first")).unwrap();
    let text = sandbox.read(&format!("{folder}/{file}"));
    assert!(
        text.starts_with("---\nplan:") && text.contains("river"),
        "{text}"
    );
    assert!(
        !text.contains("north") && !text.contains("the bus"),
        "{text}"
    );
    assert!(text.contains("- nothing has moved"), "{text}");
}

#[test]
fn the_agenda_can_be_printed_beforehand() {
    let sandbox = cohort();
    let before = sandbox.git(&["status", "--porcelain"]);
    let all = sandbox.run(["sheet", "cohort/session"]).ends_with(0);
    assert!(
        all.out.contains("# Cohort Session: agenda for 2026-11-23"),
        "{}",
        all.out
    );
    all.says("- north: 2 % filled in; begun: commitment")
        .never_says("river");
    let one = sandbox
        .run(["sheet", "cohort/meeting", "--plan", "north"])
        .ends_with(0);
    assert!(
        one.out.contains("- north: ") && !one.out.contains("river"),
        "{}",
        one.out
    );
    sandbox
        .run(["sheet", "cohort/meeting", "--plan", "nort"])
        .ends_with(2)
        .says("did you mean \"north\"?");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), before);
    // Who can't be read is not just missing.
    sandbox.write("plans/river/plan.toml", "title = ");
    sandbox
        .run(["sheet", "cohort/session"])
        .ends_with(0)
        .says("## Can't be read, so nothing is known of it\n\n- plans/river/plan.toml:1:9: ");
    sandbox
        .run([
            "record",
            "cohort/session",
            "--add",
            "--title",
            "with a gap",
            "--set",
            "topic=x",
        ])
        .ends_with(0);
    let folder = "cohort/2-learn-together/session";
    let files = sandbox.files(folder);
    let file = files
        .iter()
        .find(|name| name.contains("with-a-gap"))
        .unwrap();
    let text = sandbox.read(&format!("{folder}/{file}"));
    let agenda = text.split("</details>").next().unwrap();
    assert!(agenda.contains("- plans/river/plan.toml:1:9: "), "{text}");
}

/// Only what a template names is made, however it names it, and whatever the templates of its sections name.
#[test]
fn whatever_is_named_is_there() {
    let sandbox = cohort();
    let toolkit = "toolkits/strategy-lab-1.1.0";
    let sheet = format!("{toolkit}/worksheets/agenda.md.hbs");
    let teams = "north river ";
    for (words, said) in [
        ("{{#each now.board.teams}}{{id}} {{/each}}", teams),
        ("{{#each now.[board].teams}}{{id}} {{/each}}", teams),
        ("{{#each now.this.status.plans}}{{id}} {{/each}}", teams),
        (
            "{{#with now}}{{#each status.plans}}{{id}} {{/each}}{{/with}}",
            teams,
        ),
        (
            "{{#each now.new_findings}}{{record}}{{/each}}",
            "cohort/finding/buses",
        ),
        ("{{len now.findings}} {{now.since}}", "1 2026-11-20"),
        (
            "{{now.status.since}}: {{#each now.status.plans}}{{id}} {{moved.percent_before}} {{/each}}",
            "2026-11-20: north 0 river 0",
        ),
    ] {
        sandbox.write(&sheet, words);
        let out = sandbox.ok("sheet cohort/session").out;
        assert_eq!(out.trim_end(), said.trim_end(), "{words}");
    }
    let section = format!("{toolkit}/templates/section.md.hbs");
    let text = sandbox.read(&section);
    let live = "{{#live}}{{#each now.board.teams}}<!-- {{id}} -->{{/each}}{{/live}}";
    sandbox.write(&section, format!("{text}\n{live}\n"));
    sandbox.write(&sheet, "{{len now.calls}}{{outputs}}");
    sandbox
        .ok("sheet cohort/session")
        .says("<!-- north --><!-- river -->");
}

/// What `toolkit check` renders templates with has to be what they will get.
#[test]
fn templates_are_checked_against_the_data_they_get() {
    let sandbox = cohort();
    let sample = redesign::template::data::any_day();
    let json = |arguments: &[&str]| -> Value {
        let all = arguments.iter().chain(&["--format", "json"]);
        sandbox.run(all).ends_with(0).json()["data"].clone()
    };
    let keys = |value: &Value| -> Vec<String> {
        let mut keys: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
        keys.sort();
        keys
    };
    let board = json(&["board"]);
    let status = json(&["status", "--since", "2026-11-22"]);
    let actions = json(&["actions"]);
    let north = &board["teams"][0];
    assert_eq!(north["id"], "north");
    let pairs = [
        (&sample["board"], &board),
        (&sample["board"]["teams"][0], north),
        (&sample["calls"][0], north),
        (&sample["board"]["teams"][0]["lines"][0], &north["lines"][0]),
        (&sample["actions"], &actions),
        (&sample["actions"]["tasks"][0], &actions["tasks"][0]),
        (&sample["status"], &status),
        (&sample["status"]["plans"][0], &status["plans"][0]),
        (
            &sample["status"]["plans"][0]["moved"],
            &status["plans"][0]["moved"],
        ),
        (
            &sample["status"]["plans"][0]["activities"],
            &status["plans"][0]["activities"],
        ),
    ];
    for (sample, real) in pairs {
        assert_eq!(keys(sample), keys(real));
    }
    let none = redesign::template::data::no_day();
    assert_eq!(keys(&none), keys(&sample));
    // A name that isn't there is refused, also within what may be empty today.
    sandbox.edit(
        "toolkits/strategy-lab-1.1.0/templates/session.occurrence.md.hbs",
        "{{claim}}",
        "{{clam}}",
    );
    sandbox
        .run(["toolkit", "check", "strategy-lab"])
        .ends_with(3)
        .says("clam");
}

/// Any toolkit's templates can ask; those that don't pay nothing and say nothing.
#[test]
fn a_toolkit_of_another_field_asks_for_today() {
    let sandbox = Sandbox::with_plans(&["north"]);
    let from =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/toolkits/river-watch");
    for (path, bytes) in super::sandbox::bytes_below(&from) {
        let name = path.strip_prefix(&from).unwrap().display().to_string();
        sandbox.write(&format!("toolkits/river-watch/{name}"), bytes);
    }
    sandbox
        .run(["new", "cohort", "--toolkit", "river-watch"])
        .ends_with(0);
    let template = "toolkits/river-watch/templates/paddle.occurrence.md.hbs";
    sandbox.edit(
        template,
        "Bring a rope.",
        "Bring a rope. {{#live}}{{#each now.actions.tasks}}Still to do: {{what}}. {{/each}}{{/live}}",
    );
    let paddle = |title: &str| {
        sandbox
            .run([
                "record",
                "cohort/paddle",
                "--add",
                "--plan",
                "north",
                "--title",
                title,
                "--set",
                "seen=A cart",
                "--set",
                "tow=Tow the cart @north due 2026-11-20",
            ])
            .ends_with(0);
        let folder = "cohort/1-upstream/paddle";
        let files = sandbox.files(folder);
        let file = files.iter().find(|name| name.contains(title)).unwrap();
        sandbox.read(&format!("{folder}/{file}"))
    };
    let (first, second) = (paddle("first"), paddle("second"));
    assert!(first.contains("Bring a rope. "), "{first}");
    assert!(!first.contains("Still to do"), "{first}");
    assert!(second.contains("Still to do: Tow the cart."), "{second}");
}

/// A need stands on the agenda of the team that has it, whether or not anybody has to call; a session's agenda names who
/// is in trouble, also where somebody was met.
#[test]
fn a_need_and_a_trouble_are_on_the_agenda() {
    let sandbox = cohort();
    sandbox
        .run(["sheet", "cohort/meeting", "--plan", "north"])
        .ends_with(0)
        .says("- north: What is stuck: \"No &lt;b>bus\"");
    sandbox
        .run(["sheet", "cohort/session"])
        .never_says("What is stuck");
    // Both are silent since 2026-12-18 or 21; river was met since.
    sandbox.write(
        "cohort/2-learn-together/meeting/2026-12-28-river.md",
        "---\nplan: river\n---\n\n## Date\n\n2026-12-28\n\n## Where the team stands\n\nHere.\n",
    );
    let day = jiff::civil::date(2026, 12, 29);
    let board = sandbox.run_on(day, &["board", "--format", "json"]).json();
    let teams = board["data"]["teams"].as_array().unwrap();
    let river = teams.iter().find(|team| team["id"] == "river").unwrap();
    assert_eq!(river["call"], Value::Null);
    sandbox
        .run_on(day, &["sheet", "cohort/session"])
        .ends_with(0)
        .says("- north: ")
        .says("- river: nothing has changed for");
}
