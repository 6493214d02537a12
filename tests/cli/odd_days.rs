//! Days that can't be: asked about, written with a warning, named by `check`, and never the newest for ever.

use super::cohort::Cohort;
use super::links::{record, said};
use super::sandbox::Sandbox;

fn cohort() -> Sandbox {
    Cohort::of(&["north", "south"]).made()
}

/// A meeting with north on a day, by command; gives its name.
fn meeting(sandbox: &Sandbox, day: &str, need: &str) -> String {
    let (held, need) = (format!("held={day}"), format!("stuck={need}"));
    let answers = [
        held.as_str(),
        "attendance=Coach | Staff",
        "stands=Here",
        &need,
    ];
    record(
        sandbox,
        "cohort/meeting",
        &answers,
        &["--add", "--plan", "north"],
    )
}

/// A meeting of 2072 takes no later need from the board, `check` or the score.
#[test]
fn a_meeting_of_another_century_silences_nothing() {
    let sandbox = cohort();
    meeting(&sandbox, "2072-11-20", "A boat");
    meeting(&sandbox, "2026-11-20", "A harbour");
    for command in ["check --level info", "board north"] {
        let run = sandbox.run(command.split(' '));
        run.says("A harbour").never_says("A boat");
    }
    let odd = said(&sandbox, "W0228");
    assert_eq!(odd.len(), 1, "{odd:?}");
    assert_eq!(odd[0].0, "held: 2072-11-20 is 46 years from now");
}

/// The newest rating is one of the past.
#[test]
fn a_rating_of_a_day_to_come_is_not_the_newest() {
    let sandbox = cohort();
    for (day, rating) in [("2072-11-20", "4.5"), ("2026-11-20", "1.5")] {
        let (held, rating) = (format!("held={day}"), format!("team-rating={rating}"));
        let answers = [
            held.as_str(),
            "attendance=Coach | Staff",
            "stands=Here",
            &rating,
        ];
        record(
            &sandbox,
            "cohort/meeting",
            &answers,
            &["--add", "--plan", "north"],
        );
    }
    let score = sandbox.ok("score north --format json").json();
    let ratings = score["data"]["plans"][0]["ratings"].to_string();
    assert!(
        ratings.contains("1.5") && !ratings.contains("4.5"),
        "{ratings}"
    );
}

/// Each dated thing has its own sense of what can't be.
#[test]
fn each_dated_thing() {
    let meeting = "---\nplan: north\n---\n## held\n\nDAY\n\n## attendance\n\n| Role | Group |\n| --- | --- |\n| Coach | Staff |\n\n## stands\n\nHere\n";
    let session = "## held\n\nDAY\n\n## topic\n\nFish\n\n## attendance\n\n| Role | Stakeholder group | From which teams |\n| --- | --- | --- |\n| Coach | Staff | north |\n\n## moved\n\nMuch\n";
    let prepared = "## held\n\nDAY\n\n## topic\n\nFish\n";
    let interview =
        "## group\n\nstudent\n\n## consent\n\nquotes\n\n## words\n\n- Early\n\n## date\n\nDAY\n";
    let pilot = "## start\n\nDAY\n";
    let tasks = "## actions\n\n- [ ] Call due DAY\n";
    let revisit = "## revisit\n\nDAY\n";
    for (path, text, day, is_odd) in [
        (
            "cohort/2-learn-together/meeting/a.md",
            meeting,
            "2026-11-23",
            false,
        ),
        (
            "cohort/2-learn-together/meeting/a.md",
            meeting,
            "2026-12-01",
            true,
        ),
        (
            "cohort/2-learn-together/meeting/a.md",
            meeting,
            "2072-11-20",
            true,
        ),
        (
            "cohort/2-learn-together/meeting/a.md",
            meeting,
            "1926-11-20",
            true,
        ),
        (
            "cohort/2-learn-together/meeting/a.md",
            meeting,
            "0026-11-20",
            true,
        ),
        (
            "cohort/2-learn-together/session/a.md",
            session,
            "2027-01-20",
            true,
        ),
        (
            "cohort/2-learn-together/session/a.md",
            session,
            "2026-01-20",
            false,
        ),
        (
            "cohort/2-learn-together/session/a.md",
            prepared,
            "2027-01-20",
            false,
        ),
        (
            "cohort/2-learn-together/session/a.md",
            prepared,
            "2072-01-20",
            true,
        ),
        (
            "plans/north/1-come-together/interviews/a.md",
            interview,
            "2026-12-01",
            true,
        ),
        (
            "plans/north/1-come-together/interviews/a.md",
            interview,
            "2026-11-01",
            false,
        ),
        (
            "plans/north/1-come-together/interviews/2072-01-01-a.md",
            "## group

student
",
            "",
            true,
        ),
        (
            "plans/north/1-come-together/interviews/2026-12-01-a.md",
            "## group

student
",
            "",
            false,
        ),
        (
            "plans/north/3-start-small/pilot/a.md",
            pilot,
            "2027-01-10",
            false,
        ),
        (
            "plans/north/3-start-small/pilot/a.md",
            pilot,
            "1927-01-10",
            true,
        ),
        (
            "cohort/2-learn-together/small-group/a.md",
            tasks,
            "2027-06-01",
            false,
        ),
        (
            "cohort/2-learn-together/small-group/a.md",
            tasks,
            "2127-06-01",
            true,
        ),
        (
            "cohort/2-learn-together/small-group/a.md",
            tasks,
            "1927-06-01",
            true,
        ),
        (
            "plans/north/1-come-together/commitment.md",
            revisit,
            "2027-03-01",
            false,
        ),
        (
            "plans/north/1-come-together/commitment.md",
            revisit,
            "2926-03-01",
            true,
        ),
    ] {
        let sandbox = cohort();
        sandbox.write(path, text.replace("DAY", day));
        let odd = said(&sandbox, "W0228");
        assert_eq!(
            !odd.is_empty(),
            is_odd,
            "{path} {day}: {odd:?}\n{}",
            sandbox.run(["check"]).out
        );
    }
    // A plan that begins next year is ordinary.
    for (start, is_odd) in [
        ("2027-09-01", false),
        ("2126-09-01", true),
        ("1926-09-01", true),
    ] {
        let sandbox = cohort();
        sandbox.edit(
            "plans/north/plan.toml",
            "# start = 2026-12-01",
            &format!("start = {start}"),
        );
        let odd = said(&sandbox, "W0228");
        assert_eq!(!odd.is_empty(), is_odd, "{start}: {odd:?}");
    }
}

/// What was measured may be older than the plan, but not of a day to come.
#[test]
fn measured() {
    let sandbox = Cohort::of(&["north"]).team("safety-inspection").made();
    let path = "plans/north/3-prove/second-look/a.md";
    for (day, is_odd) in [
        ("2019-12-01", false),
        ("2026-12-01", true),
        ("1926-12-01", true),
    ] {
        let text = "## hours\n\nHow many\n\n```csv\ndate,value,note\n2026-10-01,11,\nDAY,12,\n```\n\n## verdict\n\nfit\n";
        sandbox.write(path, text.replace("DAY", day));
        let odd = said(&sandbox, "W0228");
        assert_eq!(odd.len(), usize::from(is_odd), "{day}: {odd:?}");
        if let [(message, at, line)] = &odd[..] {
            assert!(
                message.starts_with(&format!("hours: {day} is ")),
                "{message}"
            );
            assert_eq!((at.as_str(), *line), (path, 8));
        }
    }
}

/// A day before the plan's start is named, unless the plan is yet to begin.
#[test]
fn before_the_start() {
    for (start, is_named) in [("2026-09-01", true), ("2027-09-01", false)] {
        let sandbox = cohort();
        sandbox.edit(
            "cohort/plan.toml",
            "# start = 2026-12-01",
            &format!("start = {start}"),
        );
        meeting(&sandbox, "2025-11-20", "A boat");
        let named = said(&sandbox, "I0304");
        assert_eq!(named.len(), usize::from(is_named), "{start}: {named:?}");
    }
}

/// `record` writes it, with a warning, if there is nobody to ask.
#[test]
fn recorded_with_a_warning() {
    let sandbox = cohort();
    let run = |day: &str| {
        let held = format!("held={day}");
        let answers = [
            "--set",
            held.as_str(),
            "--set",
            "attendance=Coach | Staff",
            "--set",
            "stands=Here",
        ];
        let record = ["record", "cohort/meeting", "--add", "--plan", "north"];
        sandbox.run([&record[..], &answers].concat()).ends_with(0)
    };
    run("2072-11-20")
        .says("W0228")
        .says("2072-11-20 is 46 years from now");
    run("2026-11-24").says("2026-11-24 is in the future");
    run("2026-11-20").never_says("W0228");
}

/// On a terminal it is asked about, and typed again.
#[cfg(target_os = "linux")]
#[test]
fn asked_about_on_a_terminal() {
    let sandbox = cohort();
    let binary = env!("CARGO_BIN_EXE_redesign");
    let line = format!("{binary} record cohort/meeting --add --plan north");
    let mut command = sandbox.command("script");
    command
        .args(["-qec", &line, "/dev/null"])
        .stdin(std::process::Stdio::piped());
    command.stdout(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    let input = child.stdin.take().unwrap();
    let typed = b"2072-11-20\nn\n2026-11-20\n.\n";
    std::io::Write::write_all(&mut &input, typed).unwrap();
    let out = child.wait_with_output().unwrap();
    let out = String::from_utf8_lossy(&out.stdout);
    assert!(
        out.contains("2072-11-20 is 46 years from now; keep it?"),
        "{out}"
    );
    let folder = "cohort/2-learn-together/meeting";
    let files = sandbox.files(folder);
    let file = files.iter().find(|name| *name != "README.md").expect(&out);
    let text = sandbox.read(&format!("{folder}/{file}"));
    assert!(
        text.contains("\n2026-11-20\n") && !text.contains("2072"),
        "{text}"
    );
}

/// A file that is named after another plan than it is about.
#[test]
fn named_after_another_plan() {
    let sandbox = cohort();
    let name = meeting(&sandbox, "2026-11-20", "A boat");
    assert_eq!(said(&sandbox, "W0229"), []);
    let path = format!("cohort/2-learn-together/meeting/{name}.md");
    sandbox.edit(&path, "plan: \"north\"", "plan: \"south\"");
    let named = said(&sandbox, "W0229");
    assert_eq!(named.len(), 1);
    assert_eq!(
        named[0].0,
        "this is about south, but its file is named after north"
    );
    assert_eq!(named[0].1, path);
}
