//! `status`: filters, widths, states.

use super::sandbox::Sandbox;
use snapbox::str;

/// What a team recorded in the same state as before isn't nothing.
#[test]
fn what_went_on_is_not_nothing() {
    let sandbox = Sandbox::with_plans(&["north", "south"]);
    let add = "record north/interviews --add --set words=x --set group=student --title";
    sandbox.ok(format!("{add} first"));
    sandbox.git(&["tag", "before"]);
    let moved = |sandbox: &Sandbox| {
        let json = sandbox.ok("status --since before --format json").json();
        json["data"]["plans"][0]["moved"].clone()
    };
    sandbox.ok("status --since before").says("nothing moved");
    sandbox.ok(format!("{add} second"));
    assert_eq!(
        moved(&sandbox)["went_on"],
        serde_json::json!(["interviews"])
    );
    let run = sandbox.ok("status north --since before");
    run.says("went on: interviews").never_says("nothing moved");
    // Neither another form nor what isn't an answer is anything new.
    sandbox.git(&["tag", "-f", "before"]);
    let toml = "plans/north/plan.toml";
    sandbox.write(toml, sandbox.read(toml) + "# a comment\n");
    sandbox.git(&["commit", "-qam", "by hand"]);
    assert_eq!(moved(&sandbox)["went_on"], serde_json::json!([]));
}

#[test]
fn one_row_an_activity() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.ok("record a/team --set gaps=x");
    let run = sandbox.ok("status a --activities --step come-together");
    let table = run.out.split_once("\n\n").unwrap().1;
    snapbox::assert_data_eq!(
        table,
        str![[r"
Step           Activity         State    Filled  Lacks
come-together  team             ◐ doing     1/2  roster
come-together  identity         · later     0/2  needs team
come-together  commitment       · later     0/2  needs team, identity
come-together  self-assessment  · later     0/2  needs commitment
come-together  interviews       · later     0/3  needs self-assessment, identity
come-together  inspiration      · later     0/1  needs self-assessment, interviews
come-together  equity-1         · later     0/2  needs interviews, inspiration

"]]
    );
    let json = sandbox
        .run([
            "status",
            "--activities",
            "--state",
            "doing",
            "--format",
            "json",
        ])
        .json();
    assert_eq!(
        json["data"]["plans"][0]["activity"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        json["data"]["plans"][0]["activity"][0]["missing"],
        serde_json::json!(["roster"])
    );
}

#[test]
fn filters_and_their_exit_codes() {
    let sandbox = Sandbox::with_plans(&["a", "b"]);
    sandbox.ok("record b/team --set gaps=x");
    let rows = |arguments: &[&str]| {
        let run = sandbox
            .run(["status", "--format", "csv"].iter().chain(arguments))
            .ends_with(0);
        run.out
            .lines()
            .skip(1)
            .map(|line| line.split(',').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(rows(&["--state", "doing"]), ["b"]);
    assert_eq!(rows(&["--state", "review"]), [] as [&str; 0]);
    assert_eq!(rows(&["--step", "come-together"]), ["a", "b"]);
    assert_eq!(rows(&["--step", "do-more"]), [] as [&str; 0]);
    assert_eq!(rows(&["b"]), ["b"]);
    sandbox
        .fails(2, "status --step dream-bigger")
        .says("did you mean \"dream-big\"");
    sandbox.fails(2, "status --state happy").says("unreadable");
    sandbox.ok("status --fail");
    sandbox.fails(1, "status --fail --state doing");
    sandbox.ok("status --fail --state done");
}

/// A plan's whole course: each state in turn, and 100 percent at the end.
#[test]
fn a_plan_can_be_finished() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let toolkit = sandbox.run(["toolkit", "show", "--format", "json"]).json();
    for activity in toolkit["data"]["activities"].as_array().unwrap() {
        let id = activity["id"].as_str().unwrap();
        let mut answers = serde_json::Map::new();
        for output in activity["outputs"].as_array().unwrap() {
            if output["required"] != true {
                continue;
            }
            let value = match output["kind"].as_str().unwrap() {
                "choice" => output["options"][0]["id"].clone(),
                "list" => serde_json::json!(["one", "two"]),
                "table" => {
                    let columns = output["columns"].as_array().unwrap();
                    let row: serde_json::Map<_, _> = columns
                        .iter()
                        .map(|column| (column["id"].as_str().unwrap().to_owned(), "x".into()))
                        .collect();
                    serde_json::json!([row])
                }
                _ if output["pattern"].is_string() => "How might we finish?".into(),
                _ => "words".into(),
            };
            answers.insert(output["id"].as_str().unwrap().to_owned(), value);
        }
        let least = activity["repeat"].as_u64().unwrap_or(1);
        for _ in 0..least {
            let target = format!("a/{id}");
            let mut arguments = vec!["record", &target, "--from", "-", "--no-commit"];
            if activity["repeat"].is_u64() {
                arguments.push("--add");
            }
            sandbox
                .run_with_input(
                    &arguments,
                    &serde_json::Value::Object(answers.clone()).to_string(),
                )
                .ends_with(0);
        }
    }
    let json = sandbox.run(["status", "--format", "json"]).json();
    let plan = &json["data"]["plans"][0];
    assert_eq!(
        (
            plan["percent"].as_u64(),
            plan["activities"]["done"].as_u64()
        ),
        (Some(100), Some(20))
    );
    assert_eq!(plan["step"], serde_json::Value::Null);
    sandbox
        .ok("status")
        .says("██████ 100 %  20/20    today  ● done");
    sandbox.ok("next --fail").says("Nothing is left to do.");
    sandbox.ok("check");
}

#[test]
fn ascii_marks_where_the_locale_has_no_more() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let plain = sandbox
        .run_with_env(&["status"], &[("LANG", "C"), ("LC_ALL", "C")])
        .ends_with(0)
        .out;
    assert!(
        plain.contains("------   0 %  0/20    today  o team"),
        "{plain}"
    );
    assert_eq!(sandbox.run(["status", "--ascii"]).out, plain);
    let coloured = sandbox.run(["status", "--color", "always"]).out;
    assert!(coloured.contains('\u{1b}'));
    assert_eq!(
        sandbox
            .run_with_env(&["status"], &[("CLICOLOR_FORCE", "1")])
            .out,
        coloured
    );
    assert!(
        !sandbox
            .run_with_env(&["status", "--color", "never"], &[("CLICOLOR_FORCE", "1")])
            .out
            .contains('\u{1b}')
    );
}

#[test]
fn a_team_that_rests_is_not_called() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.edit(
        "plans/a/plan.toml",
        "# paused = \"\"",
        "paused = \"until spring\"\nstart = 2026-12-01",
    );
    sandbox.ok("status").says("– paused: until spring");
    sandbox
        .ok("next --fail")
        .says("Nobody is asked to go on: paused: until spring.")
        .never_says("needs team");
    sandbox.ok("show a").says("2026-12-01");
}

/// In a terminal of 80 and of 40 columns, by way of `script`, which gives the program a terminal.
#[cfg(target_os = "linux")]
#[test]
fn it_fits_the_terminal() {
    let sandbox = Sandbox::with_plans(&["district-a", "district-b"]);
    sandbox.ok("record district-a/team --set gaps=x");
    for (columns, dropped) in [
        ("80", None),
        ("40", Some("hidden at this width: Changed, Done,")),
    ] {
        let binary = env!("CARGO_BIN_EXE_redesign");
        let mut command = sandbox.command("script");
        command
            .args([
                "-qec",
                &format!("{binary} status --color never"),
                "/dev/null",
            ])
            .env("COLUMNS", columns)
            .env("TERM", "xterm");
        let out = super::sandbox::finished(&mut command).ends_with(0).out;
        let widest = out
            .lines()
            .map(|line| line.trim_end().chars().count())
            .max()
            .unwrap();
        assert!(
            widest <= columns.parse().unwrap(),
            "{widest} > {columns}:\n{out}"
        );
        assert!(
            out.contains("district-a") && out.contains("team: roster"),
            "{out}"
        );
        match dropped {
            Some(words) => assert!(out.contains(words), "{out}"),
            None => assert!(!out.contains("hidden"), "{out}"),
        }
    }
}

#[test]
fn notes_of_a_team_are_counted_where_more_is_asked_for() {
    let sandbox = Sandbox::with_plans(&["a", "b"]);
    sandbox.ok("record a/team --set gaps=x");
    let file = "plans/a/1-come-together/team.md";
    let text = sandbox.read(file);
    sandbox.write(
        file,
        format!("{text}\n## For next time\n\nBring tea.\n\n## Open\n"),
    );
    sandbox
        .ok("status -v")
        .says("note: a has notes below 1 heading of its own")
        .never_says("b has notes");
    sandbox.ok("status").never_says("has notes");
}

/// What needs a review is named beside what is done, also where there is little room.
#[test]
fn the_numbers_stay_on_a_narrow_screen() {
    let sandbox = Sandbox::with_plans(&["monterey-peninsula", "b"]);
    sandbox.ok("record b/problem --set statement='How might we begin?' --set evidence=e");
    sandbox.ok("record b/match --set idea='A call' --set why='No app'");
    sandbox.ok("record b/problem --set statement='How might we end?'");
    sandbox.ok("status").says("  1/20, 1 to review  ");
    sandbox.ok("next b").says(" 1 of 20 done, 1 to review");
    let lines = sandbox.lines_in_terminal(80, "status");
    assert!(
        lines.iter().any(|line| line.contains(" 1/20, 1 to ")),
        "{lines:#?}"
    );
}

/// Until the day that plan.toml names, a team is left alone; afterwards every command goes on with it, and says why.
#[test]
fn a_pause_ends_on_its_day() {
    let sandbox = Sandbox::with_plans(&["a", "b"]);
    sandbox.ok("new cohort --toolkit strategy-lab");
    sandbox.edit(
        "plans/a/plan.toml",
        "# paused = \"\"\n# paused_until = 2027-01-10",
        "paused = \"new timetable\"\npaused_until = 2027-03-10",
    );
    let on = |month: i8, day: i8, line: &str| {
        let arguments: Vec<&str> = line.split(' ').collect();
        sandbox.run_on(jiff::civil::date(2027, month, day), &arguments)
    };
    let why = "paused: new timetable (until 2027-03-10)";
    for line in [
        "status",
        "status --since 2026-11-23",
        "board",
        "board a",
        "next a",
        "score",
    ] {
        on(3, 10, line).says(why);
    }
    on(3, 10, "board").never_says("which is past");
    let past = "paused until 2027-03-10, which is past: \"new timetable\"";
    on(3, 11, "board").says(past);
    on(3, 11, "check a --level info").says(past).ends_with(0);
    on(3, 11, "status").never_says("paused");
    // Nothing was asked of it during the pause, so its silence begins afterwards.
    on(3, 11, "board a").never_says("nothing has changed");
    on(4, 10, "board a").says("nothing has changed for 31 days");
    on(4, 10, "board b").says("nothing has changed for 138 days");
    let shown = on(3, 10, "show a --format json").json();
    assert_eq!(shown["data"]["paused_until"], "2027-03-10");
}

#[test]
fn a_pause_that_ends_on_no_day_is_named() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let plan = sandbox.read("plans/a/plan.toml");
    for (words, said) in [
        ("\"soon\"", "`paused_until` is \"soon\", which isn't a date"),
        (
            "\"10.03.2027\"",
            "write the year first: paused_until = 2027-03-10",
        ),
        (
            "10.03.2027",
            "write the year first: paused_until = 2027-03-10",
        ),
        ("3", "expected a date such as 2026-12-01"),
        ("true", "expected a date such as 2026-12-01"),
    ] {
        sandbox.write(
            "plans/a/plan.toml",
            format!("{plan}paused_until = {words}\n"),
        );
        sandbox.run(["check"]).says(said);
    }
}

/// What one commit changed in many plans is looked up once; of a few plans it stays in the walk, so that no reader writes
/// after each commit.
#[test]
fn a_commit_of_many_plans_is_walked_once() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let copies: Vec<String> = (0..70).map(|one| format!("plans/p{one:02}")).collect();
    for copy in &copies {
        sandbox.copy(&sandbox.path("plans/a"), copy);
    }
    sandbox.git(&["add", "."]);
    sandbox.git(&["commit", "-qm", "copies"]);
    let kept = || {
        sandbox.ok("status");
        let name = sandbox.files(".git/redesign-cache").concat();
        sandbox.read(&format!(".git/redesign-cache/{name}"))
    };
    let change = |copies: &[String], words: &str| {
        for copy in copies {
            sandbox.type_below(&format!("{copy}/1-come-together/team.md"), "gaps", words);
        }
        sandbox.git(&["commit", "-qam", words]);
    };
    let first = kept();
    change(&copies[..3], "few");
    assert_eq!(kept(), first);
    change(&copies, "many");
    let then = kept();
    assert_ne!(then, first);
    assert!(then.contains(sandbox.git(&["rev-parse", "HEAD"]).trim()));
}
