//! A plan's life: it has a coach, rests, ends, and is continued in another cycle; its files have addresses on the web.

use super::sandbox::Sandbox;
use serde_json::{Value, json};

fn json_of(sandbox: &Sandbox, line: &str) -> Value {
    let words = line.split_whitespace().chain(["--format", "json"]);
    sandbox.run(words).json()
}

/// A plan that has a team, half a commitment, a problem that came too early, and a stamp less than it could have.
fn begun() -> Sandbox {
    let sandbox = Sandbox::with_plans(&["iowa/north", "south"]);
    let rows: [&[&str]; 3] = [
        &[
            "iowa",
            "north/team",
            "--set",
            "roster=Parent 1|Family|mornings|decides\nTeacher 2|Staff|the bell|advises",
            "--set",
            "gaps=No bus driver",
        ],
        &["", "north/commitment", "--set", "why=Because they asked us"],
        &[
            "",
            "north/problem",
            "--set",
            "statement=How might we listen?",
            "--set",
            "evidence=Nine of twelve",
        ],
    ];
    for row in rows {
        sandbox.run(["record"].iter().chain(&row[1..])).ends_with(0);
    }
    sandbox.edit(
        "plans/iowa/north/plan.toml",
        "title = \"\"\norganisation = \"\"",
        "title = \"The \\\"North\\\"\"\norganisation = \"Town\"",
    );
    sandbox.edit(
        "plans/iowa/north/plan.toml",
        "# coach = \"\"",
        "coach = \"Coach One\"",
    );
    sandbox.edit(
        "plans/iowa/north/plan.toml",
        "# contact = \"\"",
        "contact = \"by the office\"",
    );
    sandbox.git(&["commit", "-qam", "by hand"]);
    sandbox
}

#[test]
fn another_cycle_takes_over_what_stays_true() {
    let sandbox = begun();
    let said = sandbox.ok("new north-2 --continue north");
    said.says("carried  team, commitment from north")
        .says("next: redesign next north-2");
    // Beside the plan that it continues, in one commit.
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    assert_eq!(
        sandbox.git(&["log", "-1", "--format=%s"]).trim(),
        "new plan north-2, continues north"
    );
    let meta: toml::Table = sandbox
        .read("plans/iowa/north-2/plan.toml")
        .parse()
        .unwrap();
    for (key, value) in [
        ("title", "The \"North\""),
        ("organisation", "Town"),
        ("coach", "Coach One"),
        ("contact", "by the office"),
        ("continues", "north"),
    ] {
        assert_eq!(meta[key].as_str(), Some(value), "{key}");
    }
    // The same answers count, what was not to be carried is empty.
    let activities = json_of(&sandbox, "status north-2 --activities")["data"]["plans"][0].clone();
    let states: Vec<(&str, &str)> = activities["activity"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["id"].as_str().unwrap(), one["state"].as_str().unwrap()))
        .filter(|(_, state)| !matches!(*state, "waiting" | "todo"))
        .collect();
    assert_eq!(states, [("team", "done"), ("commitment", "doing")]);
    let outputs = |plan: &str| {
        json_of(&sandbox, &format!("show {plan}/team"))["data"]["activity"]["records"][0]["outputs"]
            .clone()
    };
    assert_eq!(outputs("north"), outputs("north-2"));
    // Where from stands above the first output, as a link that leads there, and is no answer.
    let team = sandbox.read("plans/iowa/north-2/1-come-together/team.md");
    let (above, below) = team.split_once("Carried over from [").unwrap();
    assert!(
        !above.contains("\n## ") && below.contains("\n## "),
        "{team}"
    );
    let (_, link) = below.split_once("](<").unwrap();
    let (link, _) = link.split_once(">)").unwrap();
    let led = sandbox
        .path("plans/iowa/north-2/1-come-together")
        .join(link);
    assert_eq!(
        std::fs::read_to_string(led).unwrap(),
        sandbox.read("plans/iowa/north/1-come-together/team.md")
    );
    sandbox.ok("show north-2").says("continues     north");
    // It was not begun too early, and can be edited like any other.
    sandbox.ok("check north-2").says("nothing found");
    sandbox
        .ok("record north-2/team --set gaps='Now there is one'")
        .says("● done");
    assert!(
        sandbox
            .read("plans/iowa/north-2/1-come-together/team.md")
            .contains("Carried over")
    );
    assert!(
        sandbox
            .read("plans/iowa/north/1-come-together/team.md")
            .contains("No bus driver")
    );
    sandbox.ok("undo");
    sandbox.ok("undo");
    assert!(!sandbox.path("plans/iowa/north-2").exists());
}

#[test]
fn what_is_said_wins_over_what_is_taken_over() {
    let sandbox = begun();
    let data = sandbox
        .ok(
            "new ohio/again --continue ./plans/iowa/north --title Again --organisation County \
             --format json",
        )
        .json()["data"]
        .clone();
    assert_eq!(data["continues"], "north");
    assert_eq!(data["carried"], json!(["team", "commitment"]));
    assert_eq!(data["left"], json!([]));
    let meta: toml::Table = sandbox.read("plans/ohio/again/plan.toml").parse().unwrap();
    assert_eq!(
        (meta["title"].as_str(), meta["organisation"].as_str()),
        (Some("Again"), Some("County"))
    );
    // Nothing is there to be taken over.
    let said = sandbox.ok("new south-2 --continue south");
    said.says("nothing from south");
    for (arguments, code, said) in [
        (
            &["a", "b", "--continue", "north"][..],
            2,
            "one plan can continue",
        ),
        (&["a", "--continue", "nroth"], 2, "did you mean \"north\"?"),
        (
            &["a", "--continue", "north", "--toolkit", "strategy-lab"],
            2,
            "--toolkit",
        ),
        (&["south", "--continue", "north"], 4, "already exists"),
    ] {
        sandbox
            .run(["new"].iter().chain(arguments))
            .ends_with(code)
            .says(said);
    }
    sandbox.ok("new cohort --toolkit strategy-lab");
    let programme = sandbox.fails(2, "new x --continue cohort");
    programme.says("can't have a second cycle");
    // An answer that isn't counted there isn't taken for one here; a record that can't be read stops it.
    let team = "plans/iowa/north/1-come-together/team.md";
    let text = sandbox.read(team);
    sandbox.write(
        team,
        format!("{text}\n## Who is still missing\n\n- another\n"),
    );
    let left = sandbox.ok("new a --continue north");
    left.says("not carried over because it doesn't count there or has no place here: team/gaps");
    sandbox.write(team, b"\xff\xfe");
    sandbox.fails(3, "new b --continue north").says(team);
    assert!(!sandbox.path("plans/iowa/b").exists() && !sandbox.path("plans/b").exists());
}

/// By data: another toolkit says `carry` of something that is repeated, in a version in which an output is gone.
#[test]
fn repeated_records_are_taken_over_into_a_newer_version() {
    let toolkit = |version: &str, more: &str| {
        format!(
            "id = \"oars\"\nversion = \"{version}\"\ntitle = \"Oars\"\n[[step]]\nid = \"one\"\ntitle = \"One\"\n\
             [[activity]]\nid = \"boats\"\nstep = \"one\"\ntitle = \"Boats\"\nrepeat = true\ncarry = true\n\
             [[activity.output]]\nid = \"name\"\ntitle = \"Name\"\nkind = \"text\"\nrequired = true\n{more}\
             [[activity]]\nid = \"trip\"\nstep = \"one\"\ntitle = \"Trip\"\nrepeat = true\n\
             [[activity.output]]\nid = \"where\"\ntitle = \"Where\"\nkind = \"text\"\nrequired = true\n"
        )
    };
    let sandbox = Sandbox::with_plans(&[]);
    let color = "[[activity.output]]\nid = \"color\"\ntitle = \"Color\"\nkind = \"text\"\n";
    sandbox.write("toolkits/oars-1/toolkit.toml", toolkit("1.0.0", color));
    sandbox.ok("new club --toolkit oars");
    for (title, name) in [("The old one", "name=Marie"), ("The new one", "name=Paul")] {
        let add = ["record", "club/boats", "--add", "--title", title];
        sandbox
            .run(add.iter().chain(&["--set", name, "--set", "color=red"]))
            .ends_with(0);
    }
    sandbox.ok("record club/trip --add --set where=Down");
    sandbox.write("toolkits/oars-2/toolkit.toml", toolkit("2.0.0", ""));
    let data = json_of(&sandbox, "new club-2 --continue club")["data"].clone();
    assert_eq!(data["carried"], json!(["boats"]));
    assert_eq!(data["left"], json!(["boats/color", "boats/color"]));
    assert!(
        sandbox
            .read("plans/club-2/plan.toml")
            .contains("version = \"2.0.0\"")
    );
    assert_eq!(
        sandbox.files("plans/club-2/1-one/boats"),
        sandbox.files("plans/club/1-one/boats")
    );
    let list = json_of(&sandbox, "list boats club-2")["data"].clone();
    let names: Vec<&str> = list["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["outputs"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Paul", "Marie"]);
    let name = list["rows"][1]["path"].as_str().unwrap();
    assert!(
        sandbox.read(name).starts_with("# The old one\n"),
        "{}",
        sandbox.read(name)
    );
    assert_eq!(sandbox.files("plans/club-2/1-one/trip"), ["README.md"]);
}

#[test]
fn nobody_asks_a_team_that_has_ended() {
    let sandbox = begun();
    // Two things that only ask for more work, and one that must be mended whatever becomes of the plan.
    sandbox.write(
        "plans/iowa/north/2-dream-big/match.md",
        "## The idea we try first\n\nA bell\n\n## Why this idea\n\nIt rings\n",
    );
    sandbox.edit(
        "plans/iowa/north/1-come-together/team.md",
        "## Who is still missing",
        "## Missing",
    );
    let codes = |plan: &str| -> Vec<String> {
        let check = json_of(&sandbox, &format!("check {plan}"));
        let found = check["diagnostics"].as_array().unwrap().iter();
        let mut codes: Vec<String> = found
            .map(|one| one["code"].as_str().unwrap().to_owned())
            .collect();
        codes.sort();
        codes.dedup();
        codes
    };
    let before = codes("north");
    assert!(
        ["W0203", "I0301"]
            .iter()
            .all(|code| before.contains(&(*code).to_owned())),
        "{before:?}"
    );
    sandbox.edit(
        "plans/iowa/north/plan.toml",
        "# paused = \"\"",
        "paused = \"until May\"",
    );
    assert_eq!(codes("north"), before, "a team that rests goes on later");
    sandbox.edit(
        "plans/iowa/north/plan.toml",
        "# ended = \"\"",
        "ended = \"merged with South\"",
    );
    let after = codes("north");
    assert!(
        !after.contains(&"W0203".to_owned()) && !after.contains(&"I0301".to_owned()),
        "{after:?}"
    );
    let fix = json_of(&sandbox, "check north --fix --dry-run");
    let mended = fix["data"]["fix"]["mended"].as_array().unwrap();
    assert!(
        mended.iter().all(|one| one["code"] != "I0301"),
        "{mended:?}"
    );

    let next = json_of(&sandbox, "next north")["data"]["plans"][0].clone();
    assert_eq!(
        (&next["activities"], &next["later"]),
        (&json!([]), &json!([]))
    );
    assert_eq!(next["resting"], "ended: merged with South");
    sandbox
        .ok("next")
        .says("– ended: merged with South")
        .says("next: redesign next");
    let status = json_of(&sandbox, "status north")["data"]["plans"][0].clone();
    assert_eq!(
        (&status["next"], &status["resting"]),
        (&json!([]), &json!("ended: merged with South"))
    );
    assert_eq!(
        json_of(&sandbox, "status south")["data"]["plans"][0]["resting"],
        Value::Null
    );
    // It is still there to be read and written, and nothing follows from it.
    sandbox
        .ok("list commitment/why north")
        .says("Because they asked us");
    sandbox.ok("show north").says("merged with South");
    sandbox
        .ok("record north/identity --set missing=Nobody")
        .says("next: redesign show north");
}

#[test]
fn plans_of_one_coach() {
    let sandbox = begun();
    let ids = |line: &str| -> Vec<String> {
        let status = json_of(&sandbox, line);
        let plans = status["data"]["plans"].as_array().unwrap().iter();
        plans
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(ids("status"), ["north", "south"]);
    sandbox
        .ok("status --coach 'coach one'")
        .says("1 plan")
        .never_says("south");
    let one = sandbox
        .run(["status", "--coach", "COACH ONE", "--format", "json"])
        .json();
    assert_eq!(one["data"]["plans"][0]["coach"], "Coach One");
    let unknown = sandbox.fails(2, "status --coach 'Coach Onne'");
    unknown.says("did you mean \"Coach One\"? coaches: Coach One");
    // Another filter may leave nothing, which is no wrong name.
    let none = sandbox.run(["status", "--coach", "Coach One", "--step", "do-more"]);
    none.ends_with(0).never_says("no plan has");
}

#[test]
fn addresses_on_the_web() {
    let sandbox = Sandbox::with_plans(&["north", "south"]);
    sandbox.ok("record north/team --set roster='a|b|c|d' --set gaps=e");
    let before = sandbox.ok("next").out;
    let url = |line: &str, id: &str| -> Value {
        let next = json_of(&sandbox, line)["data"]["plans"][0].clone();
        let all = next["activities"].as_array().unwrap().iter();
        all.filter(|one| one["id"] == id)
            .map(|one| one["edit_url"].clone())
            .next()
            .unwrap()
    };
    assert_eq!(url("next north --all", "identity"), Value::Null);
    let settings = sandbox.read("redesign.toml");
    let web = |edit: &str, new: &str| {
        sandbox.write(
            "redesign.toml",
            format!("{settings}\n[web]\nedit = \"{edit}\"\nnew = \"{new}\"\n"),
        );
    };
    web(
        "https://git.example/o/r/edit/main/{path}",
        "https://git.example/o/r/new/main/{folder}?filename={name}",
    );
    let identity = "plans/north/1-come-together/identity.md";
    let edit = format!("https://git.example/o/r/edit/main/{identity}");
    assert_eq!(url("next north --all", "identity"), edit);
    // A file that isn't there yet is made, and so is one more record.
    std::fs::remove_file(sandbox.path(identity)).unwrap();
    let new = "https://git.example/o/r/new/main/plans/north/1-come-together?filename=identity.md";
    assert_eq!(url("next north --all", "identity"), new);
    sandbox.git(&["checkout", "-q", "."]);
    web(
        "https://git.example/o/r/edit/main/{path}",
        "https://git.example/o/r/new/main/{folder}?filename={filename}",
    );
    for activity in ["identity", "commitment", "self-assessment"] {
        sandbox.ok(format!("record north/{activity} --skip x --no-commit"));
    }
    let interviews = url("next north", "interviews");
    assert_eq!(
        interviews,
        "https://git.example/o/r/new/main/plans/north/1-come-together/interviews?filename=2026-11-23-interviews.md"
    );
    sandbox.git(&["checkout", "-q", "plans"]);

    // What people click on: one plan, and the table of several.
    let markdown = sandbox.ok("next north --format markdown");
    markdown.says(&format!("- **or edit:** [{identity}]({edit})\n"));
    let markdown = sandbox.ok("next --format markdown");
    markdown.says(&format!("| [{identity}]({edit}) |"));
    for line in [&["next", "north"][..], &["next"]] {
        let html = sandbox
            .run(line.iter().chain(&["--format", "html"]))
            .ends_with(0);
        html.says(&format!("<a href=\"{edit}\">{identity}</a>"));
    }
    sandbox.ok("next --format csv").says(&edit);
    sandbox
        .ok("next north")
        .says(identity)
        .never_says("https://");
    sandbox.git(&["checkout", "-q", "."]);
    assert_eq!(sandbox.run(["next"]).out, before);

    for (edit, new, said) in [
        (
            "ftp://git.example/{path}",
            "",
            "a valid http:// or https:// address",
        ),
        (
            "javascript:alert(1)//{path}",
            "",
            "a valid http:// or https:// address",
        ),
        (
            "https://git.example/ {path}",
            "",
            "a valid http:// or https:// address",
        ),
        (
            "https://git.example/(x)/{path}",
            "",
            "a valid http:// or https:// address",
        ),
        ("https://git.example/", "", "it needs {path}"),
        (
            "",
            "https://git.example/new",
            "it needs {folder} and {name}",
        ),
    ] {
        web(edit, new);
        let broken = sandbox.fails(3, "next");
        broken.says(said).says("redesign.toml:");
    }
}
