//! `set`: one value of plan.toml changes, and every other byte stays.

use super::cohort::Cohort;
use super::sandbox::Sandbox;
use serde_json::json;

const FILE: &str = "plans/a/plan.toml";

#[test]
fn a_value_changes_and_all_else_stays() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let own = "\u{a0}# ours\r\n";
    let before = sandbox.read(FILE).replace('\n', "\r\n")
        + own.trim_start_matches('\u{a0}')
        + "colour = 'red' # theirs\r\n[tool.other]\r\ntitle = 3\r\n";
    sandbox.write(FILE, &before);
    sandbox.git(&["commit", "-qam", "by hand"]);
    let run = sandbox.ok("set a 'title=The \"other\" school' start=2026-09-01 'coach=coach 1'");
    run.says("wrote   plans/a/plan.toml")
        .says("coach   coach 1")
        .says("next: redesign show a");
    let after = before
        .replace("title = \"\"", "title = 'The \"other\" school'")
        .replace("# start = 2026-12-01", "start = 2026-09-01")
        .replace("# coach = \"\"", "coach = \"coach 1\"");
    assert_eq!(sandbox.read(FILE), after);
    let message = sandbox.git(&["log", "-1", "--format=%s%n%b"]);
    assert!(
        message.starts_with("set a: title, start, coach\n")
            && message.contains("Redesign-Command: set")
            && message.contains("Redesign-Plan: a"),
        "{message}"
    );
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    sandbox.ok("undo").says("set a: title, start, coach");
    assert_eq!(sandbox.read(FILE), before);
}

#[test]
fn a_key_without_a_value_goes_and_its_comment_stays() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.edit(FILE, "# coach = \"\"", "coach = \"coach 1\" # until May");
    sandbox.git(&["commit", "-qam", "by hand"]);
    let before = sandbox.read(FILE);
    sandbox
        .ok("set a coach= paused=")
        .says("removed (was coach 1)");
    assert_eq!(
        sandbox.read(FILE),
        before.replace("coach = \"coach 1\" # until May", "# until May")
    );
    sandbox.ok("set a coach=").says("nothing changed");
    assert_eq!(sandbox.commits(), 4);
}

#[test]
fn what_is_set_shows() {
    let sandbox = Sandbox::with_plans(&["a", "b"]);
    sandbox.ok("set a 'paused=new principal' paused_until=2027-01-10");
    sandbox.ok("status").says("new principal");
    sandbox.ok("set a paused= paused_until= organization='Ash District'");
    sandbox.ok("status").never_says("new principal");
    sandbox.edit(FILE, "organisation = ", "organization = ");
    sandbox.ok("set a organisation='Birch District' --with-edits");
    assert!(
        sandbox
            .read(FILE)
            .contains("organization = \"Birch District\"")
    );
    let shown = sandbox.ok("status a --format json").json();
    assert_eq!(shown["data"]["plans"][0]["organisation"], "Birch District");
}

#[test]
fn what_cannot_be_is_refused_as_check_says_it() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let before = sandbox.read(FILE);
    for (values, said) in [
        (
            "start=3.8.2026",
            "`start` is \"3.8.2026\", which isn't a date",
        ),
        (
            "start=2126-09-01",
            "`start`: 2126-09-01 is 100 years from now",
        ),
        (
            "start=2026-02-30",
            "`start` is \"2026-02-30\", which isn't a date",
        ),
        (
            "start=soon",
            "hint: write the year first: start = 2026-11-23",
        ),
        (
            "paused=x paused_until=2126-01-01",
            "`paused_until`: 2126-01-01",
        ),
        (
            "paused=snow paused_until=2026-11-22",
            "paused until 2026-11-22, which is past: \"snow\"",
        ),
        (
            "start=2026-09-01 ended=2026-06-30",
            "`ended`: 2026-06-30 is before `start`, 2026-09-01",
        ),
        (
            "start=2026-02-03T10:00",
            "\"2026-02-03T10:00\" is more than a date",
        ),
        (
            "'paused_until=2027-02-03 10:00'",
            "hint: write the day alone: paused_until = 2027-02-03",
        ),
        ("title='two\nlines'", "title: the value has several lines"),
        ("title=a title=b", "title is given twice"),
    ] {
        sandbox.fails(2, format!("set a {values}")).says(said);
        assert_eq!(sandbox.read(FILE), before, "{values}");
    }
    assert_eq!(sandbox.commits(), 2);
    // What is amiss already is no reason to refuse another key.
    sandbox.edit(FILE, "# start = 2026-12-01", "start = \"soon\"");
    sandbox.ok("set a coach=x --with-edits");
    sandbox.fails(1, "check a").says("`start` is \"soon\"");
}

/// Neither the mark that some editors put first nor a text that looks like a key leads it elsewhere.
#[test]
fn another_key_is_never_touched() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let text = sandbox.read(FILE);
    let version = text
        .lines()
        .find(|line| line.starts_with("toolkit = "))
        .and_then(|line| line.rsplit('"').nth(1))
        .unwrap();
    let marked =
        format!("\u{feff}[toolkit]\nid = \"real-time-redesign\"\nversion = \"{version}\"\n");
    sandbox.write(FILE, &marked);
    sandbox.git(&["commit", "-qam", "by hand"]);
    sandbox.ok("set a coach=zed").says("coach   zed");
    assert_eq!(
        sandbox.read(FILE),
        marked.replace('\u{feff}', "\u{feff}coach = \"zed\"\n")
    );
    let shown = sandbox.ok("status a --format json").json();
    assert_eq!(shown["data"]["plans"][0]["coach"], "zed");
    sandbox.ok("set a coach=");
    assert_eq!(sandbox.read(FILE), marked);
    let texts = text.replace(
        "organisation = \"\"",
        "organisation = \"\"\"\n# coach = \"\"\n\"\"\"",
    );
    assert_ne!(texts, text);
    sandbox.write(FILE, &texts);
    sandbox.ok("set a coach=zed --with-edits");
    let last = texts.rfind("# coach = \"\"").unwrap();
    let (before, after) = texts.split_at(last);
    assert_eq!(
        sandbox.read(FILE),
        format!(
            "{before}{}",
            after.replacen("# coach = \"\"", "coach = \"zed\"", 1)
        )
    );
}

#[test]
fn a_commit_says_what_was_set() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.ok("set a title=Ash");
    sandbox.edit(FILE, "title = \"Ash\"", "title = 'Ash'");
    sandbox.git(&["commit", "-qam", "by hand"]);
    sandbox.ok("set a title=Ash");
    assert_eq!(sandbox.git(&["log", "-1", "--format=%s"]), "set a: title\n");
}

#[test]
fn keys_that_are_none() {
    let sandbox = Sandbox::with_plans(&["a"]);
    for (values, said) in [
        (
            "coahc=x",
            "did you mean \"coach\"? the keys are: title, organisation, start",
        ),
        ("colour=x", "no setting \"colour\""),
        ("id=b", "`redesign rename PLAN [GROUP/]NEW`"),
        ("name=b", "`redesign rename PLAN [GROUP/]NEW`"),
        ("toolkit=x", "keeps the toolkit version"),
        ("toolkit.version=2.0.0", "keeps the toolkit version"),
        ("continues=b", "--continue"),
        ("pacing.problem=3", "tables of plan.toml"),
        ("coach", "\"coach\" is not KEY=VALUE"),
        ("", "say what to set"),
    ] {
        sandbox.fails(2, format!("set a {values}")).says(said);
    }
    sandbox.fails(2, "set coach=x").says("say which plan");
    sandbox
        .fails(2, "set b coach=x")
        .says("no plan named \"b\"");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[test]
fn inside_a_plan_and_for_the_programme() {
    let sandbox = Cohort::of(&["a"]).made();
    sandbox.ok("-C plans/a/1-come-together set coach=x");
    assert!(sandbox.read(FILE).contains("\ncoach = \"x\"\n"));
    sandbox.ok("set cohort start=2026-09-01");
    assert!(
        sandbox
            .read("cohort/plan.toml")
            .contains("\nstart = 2026-09-01\n")
    );
    sandbox.ok("set ./plans/a coach=y");
    assert!(sandbox.read(FILE).contains("\ncoach = \"y\"\n"));
}

#[test]
fn edits_of_ones_own_are_never_swallowed() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let commits = sandbox.commits();
    sandbox.write(FILE, sandbox.read(FILE) + "# ours\n");
    sandbox
        .ok("set a coach=x")
        .says("not committed: plans/a/plan.toml already had uncommitted changes; --with-edits");
    assert_eq!(sandbox.commits(), commits);
    let text = sandbox.read(FILE);
    assert!(
        text.contains("coach = \"x\"") && text.ends_with("# ours\n"),
        "{text}"
    );
    sandbox.ok("set a contact=y --with-edits -m 'as agreed'");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    assert!(
        sandbox
            .git(&["log", "-1", "--format=%b"])
            .contains("as agreed")
    );
}

#[test]
fn nothing_is_written_for_a_look() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let before = sandbox.read(FILE);
    let run = sandbox.ok("set a coach=x title=T --dry-run --format json");
    let data = run.json()["data"].clone();
    assert_eq!(
        data["changed"],
        json!([
            {"key": "coach", "before": null, "after": "x"},
            {"key": "title", "before": null, "after": "T"},
        ])
    );
    assert_eq!(
        (&data["dry_run"], &data["written"]),
        (&json!(true), &json!([FILE]))
    );
    assert_eq!(sandbox.read(FILE), before);
    sandbox.ok("set a coach=x --no-commit");
    assert_eq!(
        sandbox.git(&["status", "--porcelain"]),
        format!(" M {FILE}\n")
    );
    sandbox.write(FILE, "title = \"broken");
    sandbox
        .fails(3, "set a coach=y")
        .says("plans/a/plan.toml:1");
    assert_eq!(sandbox.read(FILE), "title = \"broken");
}

/// A tab is named with what to write instead.
#[test]
fn a_tab_is_refused_with_its_cure() {
    let sandbox = Sandbox::with_plans(&["ash"]);
    for arguments in [
        ["set", "ash", "title=a\tb"].as_slice(),
        &["new", "birch", "--title", "a\tb"],
    ] {
        sandbox
            .run(arguments.iter().copied())
            .ends_with(2)
            .says("the value has a control character")
            .says("write it without tabs or the like");
    }
}
