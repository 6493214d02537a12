//! Every word the program writes into a record is kept with its toolkit: what `new` copies, what it refuses, and how a
//! toolkit that version 0.1.0 copied goes on.

use super::sandbox::{Sandbox, bytes_below};
use std::path::Path;

const TOOLKIT: &str = "id = \"garden\"\nversion = \"1.0.0\"\ntitle = \"Garden\"\n[[step]]\nid = \"dig\"\ntitle = \"Dig\"\n[[activity]]\nid = \"walk\"\nstep = \"dig\"\ntitle = \"Walk\"\n[[activity.output]]\nid = \"seen\"\ntitle = \"Seen\"\nkind = \"text\"\nrequired = true\n";
const WALK: &str = "plans/elm/1-dig/walk.md";

fn garden() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.ok("init");
    sandbox.write("toolkits/garden/toolkit.toml", TOOLKIT);
    sandbox
}

/// A workspace as version 0.1.0 left it: the toolkits it copied, and a plan of each.
fn of_0_1_0() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.ok("init");
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/earlier");
    for (path, bytes) in bytes_below(&from) {
        let name = path.strip_prefix(&from).unwrap().display().to_string();
        sandbox.write(&format!("toolkits/{name}"), bytes);
    }
    for plan in [
        ["elm", "real-time-redesign@1.0.0"],
        ["cohort", "strategy-lab@1.0.0"],
    ] {
        sandbox
            .run(["new", plan[0], "--toolkit", plan[1]])
            .ends_with(0);
    }
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "toolkits"]);
    sandbox
}

/// The words of a toolkit of one's own come from its own folder, from the first plan on.
#[test]
fn new_completes_a_toolkit_of_ones_own() {
    let sandbox = garden();
    sandbox.write(
        "toolkits/garden/templates/plan.md.hbs",
        "# Mine: {{plan.id}}\n",
    );
    sandbox
        .ok("new elm --toolkit garden")
        .says("toolkits/garden/templates/ (4 files: the words of its records)");
    let templates = sandbox.files("toolkits/garden/templates");
    assert_eq!(
        templates,
        [
            "folder.md.hbs",
            "occurrence.md.hbs",
            "plan.md.hbs",
            "record.md.hbs",
            "section.md.hbs"
        ]
    );
    assert_eq!(sandbox.read("plans/elm/README.md"), "# Mine: elm\n");
    let commit = sandbox.git(&["show", "--stat", "--format=", "HEAD"]);
    assert!(commit.contains("section.md.hbs"), "{commit}");
    // From then on they say what is written, hints included, and `new` leaves them alone.
    sandbox.edit(
        "toolkits/garden/templates/section.md.hbs",
        "Write below this line.",
        "Hier schreiben.",
    );
    sandbox
        .ok("new oak --toolkit garden")
        .never_says("templates/");
    assert!(
        sandbox
            .read("plans/oak/1-dig/walk.md")
            .contains("<!-- output: seen. Required. Hier schreiben. -->")
    );
    // A heading that is gone comes back in the toolkit's words.
    sandbox.write(WALK, "# Walk\n");
    sandbox.ok("record elm/walk --set seen='A wall'");
    assert_eq!(
        sandbox.read(WALK),
        "# Walk\n\n## Seen\n\n<!-- output: seen. Required. Hier schreiben. -->\n\nA wall\n"
    );
    sandbox.ok("undo");
}

/// A plan's name, a version or a day stands in a live part, or nowhere.
#[test]
fn what_is_of_one_plan_stands_in_a_live_part() {
    for (template, said) in [
        ("# {{plan.id}}\n\n{{{outputs}}}\n", "plan.id"),
        (
            "# {{#if plan.title}}T{{/if}}\n\n{{{outputs}}}\n",
            "plan.title",
        ),
        (
            "# {{toolkit.version}}\n\n{{{outputs}}}\n",
            "toolkit.version",
        ),
        ("# {{now.day}}\n\n{{{outputs}}}\n", "now.day"),
        (
            "# T\n\n{{#if step}}{{#live}}{{plan.id}}{{/live}}{{/if}}\n\n{{{outputs}}}\n",
            "can't be inside another block",
        ),
        (
            "# T\n\n{{#live}}{{plan.id}}\n\n{{{outputs}}}\n",
            "has no {{/live}}",
        ),
    ] {
        let sandbox = garden();
        sandbox.write("toolkits/garden/templates/walk.md.hbs", template);
        sandbox.fails(3, "toolkit check toolkits/garden").says(said);
    }
    let sandbox = garden();
    let wrong = "# {{plan.id}}\n\n{{{outputs}}}\n";
    sandbox.write("toolkits/garden/templates/walk.md.hbs", wrong);
    sandbox
        .fails(3, "new elm --toolkit garden")
        .says("only between {{#live}} and {{/live}}");
    assert!(!sandbox.path("plans/elm").exists());
    assert!(
        !sandbox
            .path("toolkits/garden/templates/section.md.hbs")
            .exists()
    );
    let right = "# T\n\n{{#live}}\nOf {{plan.id}}.\n{{/live}}\n\n{{{outputs}}}\n";
    sandbox.write("toolkits/garden/templates/walk.md.hbs", right);
    sandbox.ok("toolkit check toolkits/garden");
    sandbox.ok("new elm --toolkit garden");
    let text = sandbox.read(WALK);
    let (_, rest) = text.split_once("<!-- live: written by redesign").unwrap();
    assert!(
        rest.contains("\n\nOf elm.\n\n<!-- live: end -->\n\n## Seen\n"),
        "{text}"
    );
}

/// What 0.1.0 copied stays as it is, and is written as 0.1.0 wrote it.
#[test]
fn a_toolkit_of_0_1_0_goes_on_as_it_was() {
    let sandbox = of_0_1_0();
    assert_eq!(
        sandbox.files("toolkits"),
        ["real-time-redesign-1.0.0", "strategy-lab-1.0.0"]
    );
    assert!(
        !sandbox
            .path("toolkits/real-time-redesign-1.0.0/templates")
            .exists()
    );
    let team = sandbox.read("plans/elm/1-come-together/identity.md");
    assert!(
        team.contains("`redesign sheet elm/identity --sheet noticing`")
            && team.contains("<sub>Real-Time Redesign 1.0.0."),
        "{team}"
    );
    sandbox.ok("record cohort/session --add --set topic=Buses");
    let folder = "cohort/2-learn-together/session";
    let file = &sandbox.files(folder)[0];
    let session = sandbox.read(&format!("{folder}/{file}"));
    assert!(
        session.contains("<summary>Agenda: what was true on 2026-11-23</summary>")
            && session.contains("- elm: 0 % filled in")
            && !session.contains("live:"),
        "{session}"
    );
    sandbox.ok("toolkit check");
    // The next plan is made from the newest.
    sandbox.ok("new oak");
    assert!(
        sandbox
            .read("plans/oak/plan.toml")
            .contains("version = \"1.1.0\"")
    );
}

/// A toolkit of one's own that plans are made from already keeps writing as it did, whatever its templates ask for.
#[test]
fn a_toolkit_in_use_goes_on_as_it_was() {
    let sandbox = garden();
    let template = "# T of {{plan.name}}\n\n{{{outputs}}}\n";
    sandbox.write("toolkits/garden/templates/walk.md.hbs", template);
    sandbox.write(
        "plans/ash/plan.toml",
        "toolkit = { id = \"garden\", version = \"1.0.0\" }\n",
    );
    sandbox
        .ok("new elm --toolkit garden")
        .never_says("templates/");
    assert!(sandbox.read(WALK).starts_with(
        "# T of elm\n\n## Seen\n\n<!-- output: seen. Required. Write below this line. -->\n"
    ));
    assert_eq!(sandbox.files("toolkits/garden/templates"), ["walk.md.hbs"]);
}

/// A plan that names a version which its workspace doesn't have is read with the one that was built in then.
#[test]
fn an_earlier_built_in_version_is_still_known() {
    let sandbox = of_0_1_0();
    std::fs::remove_dir_all(sandbox.path("toolkits")).unwrap();
    let before = sandbox.ok("status elm --format json").json();
    assert_eq!(before["data"]["plans"][0]["toolkit"]["version"], "1.0.0");
    sandbox.run(["check", "elm"]).says("nothing found");
    // But nobody begins with it, and no list offers it.
    sandbox.ok("toolkit list").never_says("1.0.0");
}

/// The commands in a record hold in the plan's folder, whatever the plan is called.
#[test]
fn the_commands_in_a_record_work_in_its_plan() {
    let sandbox = Sandbox::with_plans(&["elm"]);
    let identity = sandbox.read("plans/elm/1-come-together/identity.md");
    assert!(identity.contains("`redesign sheet identity --sheet noticing`"));
    sandbox
        .ok("-C plans/elm sheet identity --sheet noticing")
        .says("# Noticing sheet");
    let page = sandbox.read("plans/elm/1-come-together/interviews/README.md");
    assert!(page.contains("in this plan's folder, `redesign record interviews --add`"));
    sandbox.ok("-C plans/elm record interviews --add --set group=student");
}
