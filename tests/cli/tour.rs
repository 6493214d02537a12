//! The main job from beginning to end.

use super::sandbox::Sandbox;
use snapbox::str;

#[test]
fn from_nothing_to_a_table() {
    let sandbox = Sandbox::new();
    sandbox
        .ok("init --title 'Strategy cohort'")
        .says("redesign.toml");
    sandbox.ok("new district-a district-b group/district-c");
    assert!(sandbox.path("plans/group/district-c/plan.toml").is_file());
    assert!(
        sandbox
            .path("toolkits/real-time-redesign-1.1.0/toolkit.toml")
            .is_file()
    );

    // By words on the command line.
    sandbox
        .ok(
            "record district-a/team --set roster='Parent | Family | sees evenings | full' \
             --set gaps='No student yet'",
        )
        .says("● done")
        .says("next: redesign record district-a/identity");
    // By JSON on standard input.
    let json = r#"{"represented": ["families"], "missing": ["students", "bus drivers"]}"#;
    sandbox
        .run_with_input(&["record", "district-a/identity", "--from", "-"], json)
        .ends_with(0)
        .says("● done");
    // By an editor.
    let editor = sandbox
        .editor(r#"sed -i 's/^<!-- output: why\..*-->$/&\n\nBecause nobody asked them./' "$1""#);
    let run = sandbox.run_with_env(
        &["record", "district-a/commitment", "--edit"],
        &[("REDESIGN_EDITOR", &editor)],
    );
    run.ends_with(0).says("still missing: vision");
    // By hand and plain git.
    sandbox.type_below(
        "plans/district-a/1-come-together/commitment.md",
        "vision",
        "Students choose how they show what they learnt.",
    );
    sandbox.git(&["commit", "-qam", "our vision"]);

    let status = sandbox.ok("status");
    let commit = sandbox.git(&["rev-parse", "--short=7", "HEAD"]);
    snapbox::assert_data_eq!(
        status.out.replace(commit.trim(), "[COMMIT]"),
        str![[r"
Strategy cohort · 3 plans · 2026-11-23 · [COMMIT]

Plan        Step           Progress      Done  Changed  Next, and what it lacks
district-a  Come Together  █░░░░░  15 %  3/20    today  ○ self-assessment
district-b  Come Together  ░░░░░░   0 %  0/20    today  ○ team
district-c  Come Together  ░░░░░░   0 %  0/20    today  ○ team
3 plans                                  3/60           0 done, 2 not begun

"]]
    );

    let json = sandbox.ok("status --format json").json();
    let plan = &json["data"]["plans"][1];
    assert_eq!(json["schema"], "redesign.status/1");
    assert_eq!(
        json["source"]["commit"],
        sandbox.git(&["rev-parse", "HEAD"]).trim()
    );
    // Ordered by path: the group comes after district-b.
    assert_eq!(json["data"]["plans"][0]["id"], "district-a");
    assert_eq!(plan["id"], "district-b");
    assert_eq!(json["data"]["plans"][0]["activities"]["done"], 3);
    assert_eq!(
        json["data"]["plans"][0]["next"],
        serde_json::json!(["self-assessment"])
    );
    assert_eq!(
        json["data"]["plans"][0]["last_activity"],
        "2026-11-23T12:00:00Z"
    );

    let csv = sandbox.ok("status --format csv").out;
    assert!(
        csv.starts_with("plan,path,title,organisation,step,percent,done,"),
        "{csv}"
    );
    assert!(csv.contains("district-a,plans/district-a,,,come-together,15,3,0,1,0,16,0,0,20,40,6,self-assessment,2026-11-23T12:00:00Z\n"), "{csv}");
    let tsv = sandbox.ok("status --format tsv").out;
    assert_eq!(tsv.replace('\t', ","), csv);
    let markdown = sandbox.ok("status --format markdown").out;
    assert!(
        markdown
            .contains("| district-a | Come Together | 15 % | 3/20 | today | ○ self-assessment |"),
        "{markdown}"
    );
    let html = sandbox.ok("status --format html").out;
    assert!(
        html.contains("<td>district-a</td>")
            && html.contains("15&nbsp;%")
            && !html.contains("<script"),
        "{html}"
    );

    // One commit for each command, with its own paths and trailers only.
    let log = sandbox.git(&["log", "--format=%s|%(trailers:key=Redesign-Plan,valueonly,separator=%x2C)|%(trailers:key=Redesign-Activity,valueonly)", "--name-only", "-4"]);
    snapbox::assert_data_eq!(
        log,
        str![[r"
our vision||

plans/district-a/1-come-together/commitment.md
record district-a/commitment: why|district-a|commitment


plans/district-a/1-come-together/commitment.md
record district-a/identity: represented, missing|district-a|identity


plans/district-a/1-come-together/identity.md
record district-a/team: roster, gaps|district-a|team


plans/district-a/1-come-together/team.md

"]]
    );
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[test]
fn next_says_what_why_and_how() {
    let sandbox = Sandbox::with_plans(&["a", "b"]);
    sandbox.ok("record a/team --set gaps=x");
    let next = sandbox.ok("next a");
    snapbox::assert_data_eq!(
        next.out,
        str![[r"
a · Come Together · 0 of 20 done

team     ◐ Build an Inclusive Team · 60 min
why      started; still missing: roster
type     redesign record a/team
or edit  plans/a/1-come-together/team.md
opens    identity, commitment

later  identity (needs team) and 18 after it: --all

"]]
    );
    let several = sandbox.ok("next");
    snapbox::assert_data_eq!(
        several.out,
        str![[r"
Plan  Next    Why                             Time
a     ◐ team  started; still missing: roster  60 min
b     ○ team  nothing has to be done first    60 min

"]]
    );
    sandbox.fails(1, "next --fail");
    let json = sandbox.ok("next a --format json").json();
    assert_eq!(
        json["data"]["plans"][0]["activities"][0]["command"],
        "redesign record a/team"
    );
    assert_eq!(json["data"]["plans"][0]["later"][0]["needs"][0], "team");
}

#[test]
fn inside_a_plan_its_name_may_be_left_out() {
    let sandbox = Sandbox::with_plans(&["a", "b"]);
    let inside = sandbox.path("plans/b/2-dream-big");
    let mut command = sandbox.redesign();
    let run = super::sandbox::finished(
        command
            .current_dir(inside)
            .args(["record", "team", "--set", "gaps=x"]),
    );
    run.ends_with(0).says("plans/b/1-come-together/team.md");
    sandbox
        .ok("show ./plans/b/1-come-together/team.md")
        .says("- x");
}

#[test]
fn alone_it_says_where_you_are() {
    let sandbox = Sandbox::new();
    sandbox
        .run([] as [&str; 0])
        .ends_with(0)
        .says("redesign init");
    sandbox.ok("init --title T");
    sandbox
        .run([] as [&str; 0])
        .ends_with(0)
        .says("plans   0")
        .says("next: redesign new PLAN");
    let help = sandbox.ok("--help").out;
    let places: Vec<usize> = [
        "  init ",
        "  new ",
        "  record ",
        "  next ",
        "  status ",
        "  show ",
        "  check ",
    ]
    .iter()
    .map(|name| help.find(name).unwrap())
    .collect();
    assert!(places.is_sorted(), "{help}");
}
