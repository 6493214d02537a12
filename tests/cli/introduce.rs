//! Who should meet whom: proposed by the words and the progress of teams, in the records' own words, by roles alone.

use super::cohort::Cohort;
use super::sandbox::{Sandbox, finished};
use serde_json::{Value, json};

/// A team's toolkit and a programme's, and where each of them holds what is compared.
struct Field {
    team: &'static str,
    programme: &'static str,
    /// Activity and output of a problem, with what comes before and behind its words.
    problem: (&'static str, &'static str, &'static str),
    /// Kept with each plan: activity and output of a need.
    need: (&'static str, &'static str),
    /// Who offers something: activity and output.
    offer: (&'static str, &'static str),
    /// What records that two meet, as it is typed.
    meet: &'static str,
    /// An activity, with answers with which it is begun, and with which it is done.
    work: (
        &'static str,
        &'static [&'static str],
        &'static [&'static str],
    ),
}

const FIELDS: [Field; 2] = [
    Field {
        team: "real-time-redesign",
        programme: "strategy-lab",
        problem: ("problem", "statement=How might we ", "?"),
        need: ("meeting", "stuck"),
        offer: ("expert", "topics"),
        meet: "redesign record cohort/small-group --add --set teams=",
        work: ("team", &["gaps=nobody"], &["gaps=nobody", "roster=a|b|c|d"]),
    },
    Field {
        team: "safety-inspection",
        programme: "river-watch",
        problem: ("stock-taking", "worry=", ""),
        need: ("paddle", "seen"),
        offer: ("elder", "knows"),
        meet: "redesign record cohort/gathering --add --set boats=",
        work: (
            "walk-round",
            &["loudness=80"],
            &["hazards=none", "gravity=low", "seen-on=2026-11-20"],
        ),
    },
];

const PLANS: [&str; 5] = ["alder", "beech", "cedar", "dogwood", "elm"];

impl Field {
    fn cohort(&self) -> Sandbox {
        let cohort = Cohort::of(&PLANS).team(self.team);
        cohort.programme(self.programme).made()
    }

    fn problem(&self, sandbox: &Sandbox, plan: &str, words: &str) {
        let (activity, before, behind) = self.problem;
        let answer = format!("{before}{words}{behind}");
        record(sandbox, &format!("{plan}/{activity}"), &[], &[&answer]);
    }

    fn need(&self, sandbox: &Sandbox, plan: &str, day: &str, words: &str) {
        let (activity, output) = self.need;
        let more = ["--add", "--plan", plan, "--date", day];
        let answer = format!("{output}={words}");
        // A record that says something, whatever it says of needs.
        let dated = format!("held={day}");
        let all = [answer.as_str(), dated.as_str()];
        let answers = if self.programme == "strategy-lab" {
            &all[..]
        } else {
            &all[..1]
        };
        record(sandbox, &format!("cohort/{activity}"), &more, answers);
    }

    fn offer(&self, sandbox: &Sandbox, title: &str, words: &str) {
        let (activity, output) = self.offer;
        let answer = format!("{output}={words}");
        let more = ["--add", "--title", title];
        record(sandbox, &format!("cohort/{activity}"), &more, &[&answer]);
    }
}

fn record(sandbox: &Sandbox, target: &str, more: &[&str], answers: &[&str]) {
    let mut arguments = vec!["record", target, "--no-commit"];
    arguments.extend(more);
    for answer in answers {
        arguments.extend(["--set", answer]);
    }
    sandbox.run(arguments).ends_with(0);
}

fn introduce(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let all = ["introduce", "--format", "json"].iter().chain(arguments);
    sandbox.run(all).ends_with(0).json()["data"].clone()
}

/// Reason and both names, a record's without its suffix.
fn pairs(data: &Value) -> Vec<String> {
    let short = |id: &Value| {
        let id = id.as_str().unwrap();
        let name = id.rsplit('/').next().unwrap();
        let name = name.strip_prefix("2026-11-23-").unwrap_or(name);
        let is_record = id.contains('/');
        let cut = name.rsplit_once('-').filter(|_| is_record);
        cut.map_or(name, |(name, _)| name).to_owned()
    };
    let all = data["proposals"].as_array().unwrap().iter();
    all.map(|one| {
        let between = &one["between"];
        format!(
            "{} {} {}",
            one["reason"].as_str().unwrap(),
            short(&between[0]["id"]),
            short(&between[1]["id"])
        )
    })
    .collect()
}

#[test]
fn like_problems_an_offer_and_somebody_who_got_past_it() {
    for field in &FIELDS {
        let sandbox = field.cohort();
        let (alder, beech) = (
            "stop homework from failing those who work in the evening",
            "make homework fair for those who have no quiet evening",
        );
        field.problem(&sandbox, "alder", alder);
        field.problem(&sandbox, "beech", beech);
        field.problem(&sandbox, "cedar", "bring the bus here in the morning");
        field.need(
            &sandbox,
            "cedar",
            "2026-11-10",
            "Nobody has a contract with the bus company",
        );
        field.offer(
            &sandbox,
            "drivers",
            "What stands in a contract with a bus company\nTimetables",
        );
        field.offer(&sandbox, "painter", "Walls and how to paint them");
        let (activity, begun, done) = field.work;
        record(&sandbox, &format!("dogwood/{activity}"), &[], begun);
        record(&sandbox, &format!("elm/{activity}"), &[], done);
        // Where it needs something first, that counts as done, too.
        let data = introduce(&sandbox, &[]);
        assert_eq!(
            pairs(&data),
            [
                "offer cedar drivers",
                "alike alder beech",
                "ahead dogwood elm"
            ],
            "{}: {data:#}",
            field.team
        );
        let alike = &data["proposals"][1];
        let mut words: Vec<&str> = alike["words"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        words.sort_unstable();
        assert_eq!(words, ["evening", "homework"]);
        let says = &alike["between"][0]["says"];
        assert!(says["quote"].as_str().unwrap().contains(alder));
        assert_eq!(says["record"], format!("alder/{}", field.problem.0));
        let ahead = &data["proposals"][2]["between"];
        assert_eq!(
            (&ahead[0]["state"], &ahead[1]["state"]),
            (&json!("doing"), &json!("done"))
        );
        assert_eq!(ahead[1]["activity"], format!("elm/{activity}"));
        // What each says is found where it says it is.
        for proposal in data["proposals"].as_array().unwrap() {
            for who in proposal["between"].as_array().unwrap() {
                if let Some(path) = who["says"]["path"].as_str() {
                    let quote = who["says"]["quote"].as_str().unwrap();
                    assert!(sandbox.read(path).contains(quote), "{quote} in {path}");
                }
            }
        }
        let shown = sandbox.ok("introduce");
        shown
            .says("\"Nobody has a contract with the bus company\"")
            .says(field.meet)
            .never_says("painter");
        // Only for one of them; and no more than asked for.
        assert_eq!(
            pairs(&introduce(&sandbox, &["beech"])),
            ["alike alder beech"]
        );
        let one = introduce(&sandbox, &["--limit", "1"]);
        assert_eq!((pairs(&one).len(), &one["left_out"]), (1, &json!(2)));
        sandbox
            .run(["introduce", "--limit", "1"])
            .says("2 more left out; --limit 3 shows all");
    }
}

/// What is printed is typed, and then the pair has met.
#[test]
fn who_met_is_not_proposed_again() {
    for field in &FIELDS {
        let sandbox = field.cohort();
        for plan in ["alder", "beech"] {
            field.problem(&sandbox, plan, "make homework fair in the evening");
        }
        field.need(
            &sandbox,
            "cedar",
            "2026-11-10",
            "A contract with the bus company",
        );
        field.offer(&sandbox, "drivers", "Contracts of a bus company");
        assert_eq!(
            pairs(&introduce(&sandbox, &[])),
            ["offer cedar drivers", "alike alder beech"]
        );
        for left in [1, 0] {
            let data = introduce(&sandbox, &[]);
            let command = data["proposals"][0]["commands"][0].as_str().unwrap();
            let run = finished(
                sandbox
                    .command_with_redesign("sh")
                    .args(["-c", &format!("{command} --no-commit")]),
            );
            assert_eq!(run.code, 0, "{command}: {}", run.err);
            assert_eq!(
                introduce(&sandbox, &[])["proposals"]
                    .as_array()
                    .unwrap()
                    .len(),
                left
            );
        }
        let data = introduce(&sandbox, &[]);
        let met = data["met"].as_array().unwrap();
        assert_eq!(met[0]["between"], json!(["alder", "beech"]));
        assert_eq!(met.len(), 2, "{met:?}");
        sandbox
            .ok("introduce -v")
            .says("alder and beech already met: cohort/")
            .says("no two records are similar enough");
    }
    // By hand, by the title that people know.
    let sandbox = FIELDS[0].cohort();
    for plan in ["alder", "beech"] {
        FIELDS[0].problem(&sandbox, plan, "make homework fair in the evening");
    }
    sandbox.edit(
        "plans/alder/plan.toml",
        "title = \"\"",
        "title = \"Alder Creek\"",
    );
    sandbox.write(
        "cohort/2-learn-together/small-group/monday.md",
        "## Which teams\n\n- two teachers of alder creek\n- beech, the whole team\n",
    );
    assert_eq!(pairs(&introduce(&sandbox, &[])), [] as [&str; 0]);
}

#[test]
fn what_everybody_says_brings_nobody_together() {
    let field = &FIELDS[0];
    let sandbox = field.cohort();
    for (plan, words) in [
        ("alder", "support all students so that every student learns"),
        (
            "beech",
            "give students a school in which students learn well",
        ),
        ("cedar", "help every teacher support students and families"),
        (
            "dogwood",
            "let students and teachers learn together in our school",
        ),
    ] {
        field.problem(&sandbox, plan, words);
    }
    field.need(&sandbox, "elm", "2026-11-10", "Nothing\nNone so far");
    let data = introduce(&sandbox, &[]);
    assert_eq!(pairs(&data), [] as [&str; 0], "{data:#}");
    assert_eq!(data["silent"], json!(["elm"]), "nothing is no need");
}

#[test]
fn the_newest_counts_and_what_is_over_does_not() {
    let field = &FIELDS[0];
    let sandbox = field.cohort();
    field.need(&sandbox, "alder", "2026-10-05", "A room for the choir");
    field.need(
        &sandbox,
        "beech",
        "2026-11-10",
        "The choir needs a room with a piano",
    );
    let strength = |sandbox: &Sandbox| {
        let data = introduce(sandbox, &[]);
        data["proposals"][0]["strength"].as_u64().unwrap_or(0)
    };
    let fresh = strength(&sandbox);
    // A later record that says nothing of it makes it older, and some make it old.
    field.need(&sandbox, "alder", "2026-10-19", "Keys");
    let older = strength(&sandbox);
    assert!(fresh > older && older > 0, "{fresh} {older}");
    for day in ["2026-11-02", "2026-11-16", "2026-11-20"] {
        field.need(&sandbox, "alder", day, "Keys");
    }
    assert_eq!(strength(&sandbox), 0);
}

#[test]
fn who_rests_left_or_is_the_same_team() {
    let field = &FIELDS[0];
    let sandbox = field.cohort();
    for plan in ["alder", "beech"] {
        field.problem(&sandbox, plan, "make homework fair in the evening");
    }
    let (activity, begun, done) = field.work;
    record(&sandbox, &format!("cedar/{activity}"), &[], begun);
    record(&sandbox, &format!("beech/{activity}"), &[], done);
    assert_eq!(
        pairs(&introduce(&sandbox, &[])),
        ["alike alder beech", "ahead cedar beech"]
    );
    let toml = sandbox.read("plans/beech/plan.toml");
    for (from, to) in [
        ("# paused = \"\"", "paused = \"snow\""),
        ("# ended = \"\"", "ended = \"moved away\""),
    ] {
        sandbox.write("plans/beech/plan.toml", toml.replace(from, to));
        assert_eq!(pairs(&introduce(&sandbox, &[])), [] as [&str; 0], "{to}");
    }
    // Its work is done: then it can still say how.
    let status = sandbox
        .run(["status", "beech", "--activities", "--format", "json"])
        .json();
    for one in status["data"]["plans"][0]["activity"].as_array().unwrap() {
        if one["state"] != "done" {
            let path = one["path"].as_str().unwrap();
            let file = if sandbox.path(path).is_file() {
                path.to_owned()
            } else {
                format!("{path}/README.md")
            };
            let text = sandbox.read(&file);
            sandbox.write(&file, format!("---\nskipped: not for us\n---\n{text}"));
        }
    }
    assert_eq!(pairs(&introduce(&sandbox, &[])), ["ahead cedar beech"]);
    // A team and its next cycle are one.
    sandbox.write("plans/beech/plan.toml", &toml);
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "by hand"]);
    sandbox.ok("new alder-2 --continue alder");
    field.problem(&sandbox, "alder-2", "make homework fair in the evening");
    let seen = pairs(&introduce(&sandbox, &["alder-2"]));
    assert!(
        !seen.iter().any(|pair| pair.contains("alder alder-2")),
        "{seen:?}"
    );
}

#[test]
fn without_a_programme_and_with_too_little() {
    let sandbox = Sandbox::with_plans(&["north", "lake"]);
    sandbox
        .ok("introduce")
        .says("there is too little to go on: 0 of 2 active teams have recorded a problem or need");
    for plan in ["north", "lake"] {
        FIELDS[0].problem(&sandbox, plan, "make homework fair in the evening");
    }
    let data = introduce(&sandbox, &[]);
    assert_eq!(
        data["proposals"][0]["commands"],
        json!(["redesign show lake/problem", "redesign show north/problem"])
    );
    let empty = Sandbox::with_plans(&[]);
    empty
        .run(["introduce"])
        .ends_with(0)
        .says("0 of 0 active teams");
}

#[test]
fn the_same_input_gives_the_same_bytes_in_any_order() {
    let field = &FIELDS[0];
    let sandbox = field.cohort();
    for (plan, words) in PLANS.iter().zip([
        "make homework fair in the evening",
        "make homework fair at night",
        "make the evening quiet",
        "teach at night",
        "be quiet at night, and fair",
    ]) {
        field.problem(&sandbox, plan, words);
        field.need(&sandbox, plan, "2026-11-10", words);
    }
    for format in ["table", "json", "csv", "markdown", "html"] {
        let once = || sandbox.ok(format!("introduce --format {format}")).out;
        assert_eq!(once(), once(), "{format}");
    }
    let before = introduce(&sandbox, &[]);
    assert!(pairs(&before).len() > 2, "{before}");
    // Other folders, in another order: the same proposals.
    std::fs::create_dir_all(sandbox.path("plans/a")).unwrap();
    for plan in ["dogwood", "elm"] {
        std::fs::rename(
            sandbox.path(&format!("plans/{plan}")),
            sandbox.path(&format!("plans/a/{plan}")),
        )
        .unwrap();
    }
    let after = introduce(&sandbox, &[]);
    assert_eq!(pairs(&before), pairs(&after));
    let words = |data: &Value| -> Vec<Value> {
        let all = data["proposals"].as_array().unwrap().iter();
        all.map(|one| json!([one["words"], one["strength"]]))
            .collect()
    };
    assert_eq!(words(&before), words(&after));
}

#[test]
fn hand_written_broken_hostile_and_foreign() {
    let field = &FIELDS[0];
    let sandbox = field.cohort();
    // By hand, with links whose addresses are no words.
    for (name, plan, words) in [
        (
            "a",
            "alder",
            "The *late* bus ([source](https://example.org/aquarium)) leaves \u{1b}[31mtoo early",
        ),
        (
            "b",
            "beech",
            "No late bus on Fridays, see https://example.org/aquarium",
        ),
        ("c", "cedar", "[Our page](https://example.org/aquarium)"),
        (
            "d",
            "dogwood",
            "\u{5b66}\u{6821}\u{306e}\u{30d0}\u{30b9}\u{304c}\u{9045}\u{3044}",
        ),
        (
            "e",
            "elm",
            "\u{30d0}\u{30b9}\u{304c}\u{6765}\u{306a}\u{3044}",
        ),
    ] {
        sandbox.write(
            &format!("cohort/2-learn-together/meeting/{name}.md"),
            format!("---\nplan: {plan}\n---\n\n## What is stuck\n\n- {words}\n"),
        );
    }
    let data = introduce(&sandbox, &[]);
    assert_eq!(
        pairs(&data),
        ["alike alder beech", "alike dogwood elm"],
        "{data:#}"
    );
    let run = sandbox.ok("introduce");
    assert!(!run.out.contains('\u{1b}'), "{}", run.out);
    // Broken ones are named and hide nothing; an id that a shell would read otherwise stands in quotation marks.
    sandbox.write(
        "cohort/2-learn-together/meeting/f.md",
        "---\nplan: [\n---\n",
    );
    sandbox.write("plans/cedar/plan.toml", "title = \"");
    let run = sandbox.ok("introduce --format json").json();
    assert_eq!(
        pairs(&run["data"]),
        ["alike alder beech", "alike dogwood elm"]
    );
    assert_eq!(run["diagnostics"].as_array().unwrap().len(), 2);
    sandbox.write(
        "cohort/2-learn-together/expert/it's $(touch x).md",
        "## Topics\n\n- Late bus lines\n",
    );
    let data = introduce(&sandbox, &["alder"]);
    let commands: Vec<&str> = data["proposals"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["commands"][0].as_str())
        .collect();
    assert!(
        commands
            .iter()
            .any(|one| one.ends_with("expert='cohort/expert/it'\\''s $(touch x)'")),
        "{commands:?}"
    );
}
