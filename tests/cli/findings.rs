//! What stands behind a finding or a case study is counted from its links and answers: in the built-in programme and in one
//! of another field, whoever wrote the file.

use super::links::{FIELDS, Field, cohort, finding, record, said, set, shown};
use super::sandbox::Sandbox;
use serde_json::{Value, json};

fn rows(sandbox: &Sandbox, activity: &str) -> Vec<Value> {
    let json = sandbox.ok(format!("list {activity} --format json")).json();
    json["data"]["rows"].as_array().unwrap().clone()
}

fn backing(sandbox: &Sandbox, name: &str) -> Value {
    shown(sandbox, name)["backing"].clone()
}

fn consent(field: &Field, rows: &[(&str, bool)]) -> String {
    let rows: Vec<String> = rows
        .iter()
        .map(|(team, yes)| (field.agreed)(team, *yes))
        .collect();
    format!("{}={}", field.consent, rows.join("\n"))
}

/// A finding that two teams stand behind, of which one measured, and one against.
#[test]
fn strength_is_counted() {
    for field in &FIELDS {
        let sandbox = cohort(field);
        set(&sandbox, "west/problem", &["evidence=The bus"]);
        set(
            &sandbox,
            "north/problem",
            &["statement=How might we begin?"],
        );
        let support = [
            ("north/problem", true),
            ("south/problem", false),
            ("south/problem", false),
            ("https://example.org/a", true),
        ];
        let against = match field.toolkit {
            "river-watch" => format!("{}=west/problem: they saw it", field.contrary),
            _ => format!("{}={}", field.contrary, (field.row)("west/problem", true)),
        };
        let name = finding(&sandbox, field, &support, &[&against]);
        let found = backing(&sandbox, &name);
        assert_eq!(
            found["support"],
            json!({"teams": ["north", "south"], "measured": ["north"], "pages": 1, "others": 0})
        );
        // A list of links says nothing of measuring.
        let measured = if field.toolkit == "river-watch" {
            json!([])
        } else {
            json!(["west"])
        };
        assert_eq!(
            (&found["contrary"]["teams"], &found["contrary"]["measured"]),
            (&json!(["west"]), &measured)
        );
        assert_eq!(
            (&found["ready"], &found["release"]),
            (&json!(false), &Value::Null)
        );
        assert_eq!(found["lacking"], json!(["not asked: north, south, west"]));
        assert_eq!(rows(&sandbox, field.finding)[0]["backing"], found);
        let list = sandbox.ok(format!("list {}", field.finding));
        list.says("2 teams, 1 measured, 1 page")
            .says("1 team, ")
            .says("no: not asked: north, south, west");
        let csv = sandbox
            .ok(format!("list {} --format csv", field.finding))
            .out;
        let head = csv.lines().next().unwrap();
        for column in [
            "evidence_for",
            "evidence_against",
            "evidence_lost",
            "consent_by_team",
            "is_ready",
        ] {
            assert!(head.split(',').any(|one| one == column), "{head}");
        }
        assert!(csv.contains("\"2 teams, 1 measured, 1 page\""), "{csv}");
        // One column that was asked for stays one.
        let one = format!(
            "{}/{}",
            field.finding,
            field.claim[0].split('=').next().unwrap()
        );
        let csv = sandbox.ok(format!("list {one} --format csv")).out;
        assert!(!csv.contains("evidence_for"), "{csv}");
        sandbox
            .ok(format!("show {name}"))
            .says("What stands behind it")
            .says("2 teams, 1 measured, 1 page");

        // What is withdrawn is counted no more, and named.
        sandbox.ok("record north/problem --skip 'They left'");
        let found = backing(&sandbox, &name);
        assert_eq!(found["support"]["teams"], json!(["south"]));
        assert_eq!(found["gone"], json!(["north/problem"]));
        let gone = said(&sandbox, "W0212");
        assert_eq!(gone.len(), 1, "{gone:?}");
        assert!(gone[0].0.contains("it is left out: They left"), "{gone:?}");
    }
}

/// Each system is asked; a no counts, and an organisation is as good as an id.
#[test]
fn consent_of_each_system() {
    for field in &FIELDS {
        let sandbox = cohort(field);
        sandbox.edit(
            "plans/hills/south/plan.toml",
            "organisation = \"\"",
            "organisation = \"South District\"",
        );
        let name = finding(
            &sandbox,
            field,
            &[("north/problem", true), ("south/problem", false)],
            &[],
        );
        let unasked = said(&sandbox, "W0214");
        assert_eq!(unasked.len(), 1, "{unasked:?}");
        assert!(
            unasked[0]
                .0
                .ends_with("without consent: north wasn't asked, south wasn't asked"),
            "{unasked:?}"
        );
        let text = sandbox.read(&unasked[0].1);
        let line = text
            .lines()
            .nth(usize::try_from(unasked[0].2).unwrap() - 1)
            .unwrap();
        assert!(line.starts_with("## "), "{line}");

        set(
            &sandbox,
            &name,
            &[&consent(field, &[("north", true), ("south", false)])],
        );
        let answers = backing(&sandbox, &name)["consent"].clone();
        assert_eq!(
            answers,
            json!([{"plan": "north", "answer": "yes"}, {"plan": "south", "answer": "no"}])
        );
        assert!(said(&sandbox, "W0214")[0].0.ends_with("south said no"));

        // Where plain words stand, they may be the organisation's.
        let south = if field.toolkit == "river-watch" {
            "south"
        } else {
            "south district"
        };
        set(
            &sandbox,
            &name,
            &[&consent(field, &[("north", true), (south, true)])],
        );
        assert_eq!(said(&sandbox, "W0214"), []);
        let found = backing(&sandbox, &name);
        assert_eq!(
            (&found["ready"], &found["lacking"]),
            (&json!(true), &json!([]))
        );
        sandbox
            .ok(format!("list {}", field.finding))
            .says("yes: north, south");

        // Who took it back is believed, wherever that stands.
        set(
            &sandbox,
            &name,
            &[&consent(
                field,
                &[("north", true), ("south", true), ("south", false)],
            )],
        );
        assert_eq!(backing(&sandbox, &name)["ready"], false);
    }
}

/// A case study: who is told about is asked, and the release holds for the text that was read.
#[test]
fn a_release_holds_for_its_text() {
    for field in &FIELDS {
        let sandbox = cohort(field);
        let mut answers = vec![
            format!("{}=north", field.about),
            format!("{}=It worked", field.text),
        ];
        answers.extend(field.rest.iter().map(|one| (*one).to_owned()));
        let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
        let target = format!("cohort/{}", field.story);
        let stem = record(&sandbox, &target, &answers, &["--add"]);
        let name = format!("{target}/{stem}");
        let path = format!("{}/{stem}.md", field.stories);
        let release = |sandbox: &Sandbox| {
            backing(sandbox, &name)["release"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        assert_eq!(release(&sandbox), "open");
        // Released without consent, and so named; as long as it is open or held back, nobody asks.
        assert_eq!(said(&sandbox, "W0214").len(), 0);
        set(
            &sandbox,
            &name,
            &[&format!("{}={}", field.release, field.released)],
        );
        assert_eq!(said(&sandbox, "W0214").len(), 1);
        set(
            &sandbox,
            &name,
            &[&format!("{}={}", field.release, field.held)],
        );
        assert_eq!(
            (release(&sandbox).as_str(), said(&sandbox, "W0214").len()),
            ("held-back", 0)
        );
        let yes = match field.toolkit {
            "river-watch" => "nod=aye".to_owned(),
            _ => consent(field, &[("north", true)]),
        };
        set(&sandbox, &name, &[&yes]);

        let released = format!("{}={}", field.release, field.released);
        set(&sandbox, &name, &[&released]);
        assert_eq!(
            (
                release(&sandbox).as_str(),
                backing(&sandbox, &name)["ready"].clone()
            ),
            ("released", json!(true))
        );
        let stamp = format!("\"{}/{}\": \"j", field.story, field.text);
        assert!(
            sandbox.read(&path).contains(&stamp),
            "{}",
            sandbox.read(&path)
        );
        sandbox
            .ok(format!("list {} --format csv", field.story))
            .says("release_state")
            .says("released");

        // Other white space is the same text; other words take the release back, whoever writes them.
        sandbox.edit(&path, "\nIt worked\n", "\n  It\n  worked\n");
        assert_eq!(release(&sandbox), "released");
        sandbox.edit(&path, "\n  It\n  worked\n", "\nIt did not work\n");
        assert_eq!(release(&sandbox), "taken-back");
        let back = said(&sandbox, "W0215");
        assert_eq!(back.len(), 1, "{back:?}");
        assert!(
            back[0]
                .0
                .ends_with(&format!("no longer valid; changed since: {}", field.text)),
            "{back:?}"
        );
        assert!(
            backing(&sandbox, &name)["lacking"]
                .to_string()
                .contains("after the release")
        );
        let accept = format!("redesign record {name} --reviewed");
        sandbox.run(["check"]).says(&accept);
        let next = sandbox.ok("next cohort");
        next.says(&format!(
            "{} changed after {} was given",
            field.text, field.release
        ))
        .says(&accept);
        sandbox.ok(format!("show {name}")).says("taken back");

        sandbox
            .ok(format!("record {name} --reviewed --with-edits"))
            .says(&format!("{}/{}", field.story, field.text));
        assert_eq!(
            (release(&sandbox).as_str(), said(&sandbox, "W0215").len()),
            ("released", 0)
        );

        // By the command it is taken back just so, and released again by saying it again.
        set(
            &sandbox,
            &name,
            &[&format!("{}=It worked for some", field.text)],
        );
        assert_eq!(release(&sandbox), "taken-back");
        set(&sandbox, &name, &[&released]);
        assert_eq!(release(&sandbox), "released");
        // Text and release at once are one decision.
        set(
            &sandbox,
            &name,
            &[&format!("{}=It worked for most", field.text), &released],
        );
        assert_eq!(release(&sandbox), "released");
        // Held back, any text may follow, and the next release is of what stands there then.
        set(
            &sandbox,
            &name,
            &[&format!("{}={}", field.release, field.held)],
        );
        set(
            &sandbox,
            &name,
            &[&format!("{}=It worked for all", field.text)],
        );
        assert_eq!(
            (release(&sandbox).as_str(), said(&sandbox, "W0215").len()),
            ("held-back", 0)
        );
        set(&sandbox, &name, &[&released]);
        assert_eq!(release(&sandbox), "released");

        // Released in an editor: git knows which text it was, and `check --fix` says nothing for whoever released it.
        let text = sandbox.read(&path);
        let (_, rest) = text.split_once("---\n\n").unwrap();
        sandbox.write(&path, rest);
        assert_eq!(said(&sandbox, "I0301"), []);
        assert_eq!(release(&sandbox), "released");
        sandbox.git(&["commit", "-qam", "without front matter"]);
        sandbox.edit(&path, "\nIt worked for all\n", "\nIt worked for nobody\n");
        sandbox.run(["check", "--fix", "--with-edits"]);
        assert_eq!(release(&sandbox), "taken-back");
        assert!(!sandbox.read(&path).contains(&stamp));
        sandbox.ok(format!("record {name} --reviewed --with-edits"));
        assert_eq!(release(&sandbox), "released");
        assert!(sandbox.read(&path).contains(&stamp));
        assert_eq!(said(&sandbox, "I0301"), []);
    }
}

/// A finding written in an editor counts just the same; what is broken in it is named, and hides no other row.
#[test]
fn by_hand_and_broken() {
    for field in &FIELDS {
        let sandbox = cohort(field);
        let good = finding(&sandbox, field, &[("north/problem", true)], &[]);
        let text = sandbox.read(&format!(
            "{}/{}.md",
            field.folder,
            good.rsplit('/').next().unwrap()
        ));
        let (_, text) = text.split_once("---\n\n").unwrap();
        let row = (field.row)("north/problem", true);
        let rows = [
            (field.row)("two words", true),
            (field.row)("south/problem", false),
            (field.row)("[north](../../../plans/north/2-dream-big/problem.md)", true),
            (field.row)("west/problem", false)
                .replace("told", "perhaps")
                .replace("hearsay", "perhaps"),
        ];
        let table: Vec<String> = rows.iter().map(|row| format!("| {row} |")).collect();
        let by_hand = format!("{}/late.md", field.folder);
        let text = text.replace(&format!("| {row} |"), &table.join("\n"));
        assert!(
            text.contains("perhaps") && text.contains(field.head),
            "{text}"
        );
        sandbox.write(&by_hand, &text);
        let misfit = said(&sandbox, "E0101");
        assert_eq!(misfit.len(), 1, "{misfit:?}");
        let line = text
            .lines()
            .position(|line| line.contains("two words"))
            .unwrap() as u64
            + 1;
        assert_eq!(
            (misfit[0].1.as_str(), misfit[0].2),
            (by_hand.as_str(), line)
        );
        let all = rows_of(&sandbox, field);
        assert_eq!(all.len(), 2);
        let late = all.iter().find(|one| one["record"] == "late").unwrap();
        assert_eq!(
            late["backing"]["support"]["teams"],
            json!(["north", "south"])
        );
        assert_eq!(late["backing"]["support"]["measured"], json!(["north"]));
        assert_eq!(
            late["backing"]["lacking"][0],
            format!("still missing: {}", field.support)
        );
        // One that can't be read is named, and the others are listed.
        sandbox.write(&by_hand, b"# x\n\xff");
        let list = sandbox.ok(format!("list {}", field.finding));
        list.says("late.md").says("1 team, 1 measured");
        // Two versions that a merge left are no evidence.
        let conflict = text.replace(field.head, &format!("<<<<<<< HEAD\n{}", field.head));
        sandbox.write(
            &by_hand,
            conflict
                .replace("\n| west", "\n=======\n>>>>>>> other\n| west")
                .replace("perhaps |\n", "perhaps |\n=======\n>>>>>>> other\n"),
        );
        let all = rows_of(&sandbox, field);
        let late = all.iter().find(|one| one["record"] == "late").unwrap();
        assert_eq!(late["backing"]["support"]["teams"], json!([]));
        assert_eq!(late["backing"]["ready"], false);
    }
}

fn rows_of(sandbox: &Sandbox, field: &Field) -> Vec<Value> {
    rows(sandbox, field.finding)
}

/// More who measured against it than for it.
#[test]
fn what_speaks_against_it_is_not_passed_over() {
    let field = &FIELDS[0];
    let sandbox = cohort(field);
    let against = |measured| {
        format!(
            "{}={}",
            field.contrary,
            (field.row)("south/problem", measured)
        )
    };
    let name = finding(
        &sandbox,
        field,
        &[("north/problem", false)],
        &[&against(true)],
    );
    let found = said(&sandbox, "W0216");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].0.contains("nobody measured evidence for it")
            && found[0].0.contains("against it: south, see finding/"),
        "{found:?}"
    );
    set(&sandbox, &name, &[&against(false)]);
    assert_eq!(said(&sandbox, "W0216"), []);
}

/// The board of whoever runs the cohort shows what is to be settled, and nothing of a clean finding.
#[test]
fn on_the_board() {
    for field in &FIELDS {
        let sandbox = cohort(field);
        let lines = |sandbox: &Sandbox| -> Vec<String> {
            let board = sandbox.ok("board --format json").json();
            let programmes = board["data"]["programmes"].as_array().unwrap().clone();
            let lines = programmes
                .iter()
                .flat_map(|one| one["lines"].as_array().unwrap().clone());
            lines
                .map(|one| one["code"].as_str().unwrap().to_owned())
                .filter(|code| code.starts_with("W021"))
                .collect()
        };
        let name = finding(
            &sandbox,
            field,
            &[("north/problem", true)],
            &[&consent(field, &[("north", true)])],
        );
        assert_eq!(lines(&sandbox), Vec::<String>::new());
        set(&sandbox, "north/problem", &["evidence=Other words"]);
        assert_eq!(lines(&sandbox), ["W0213"]);
        sandbox.ok(format!("record {name} --reviewed"));
        set(&sandbox, &name, &[&format!("{}=", field.consent)]);
        assert_eq!(lines(&sandbox), ["W0214"]);
        sandbox.ok("record north/problem --skip 'They left'");
        assert_eq!(lines(&sandbox), ["W0212", "W0214"]);
    }
}

/// A record that the programme keeps with a team is that team's evidence; a session is nobody's.
#[test]
fn whose_evidence_it_is() {
    let field = &FIELDS[1];
    let sandbox = cohort(field);
    record(
        &sandbox,
        "cohort/paddle",
        &["seen=A sunken cart"],
        &["--add", "--plan", "south"],
    );
    let paddle = sandbox
        .files("cohort/1-upstream/paddle")
        .into_iter()
        .find(|name| name != "README.md")
        .unwrap();
    let paddle = format!("cohort/paddle/{}", paddle.trim_end_matches(".md"));
    let gathering = record(
        &sandbox,
        "cohort/gathering",
        &["day=2026-11-20"],
        &["--add"],
    );
    let gathering = format!("cohort/gathering/{gathering}");
    let name = finding(
        &sandbox,
        field,
        &[(&paddle, true), (&gathering, false)],
        &[],
    );
    let found = backing(&sandbox, &name);
    assert_eq!(
        (&found["support"]["teams"], &found["support"]["others"]),
        (&json!(["south"]), &json!(1))
    );
    assert_eq!(
        found["consent"],
        json!([{"plan": "south", "answer": "not-asked"}])
    );
}

/// A team agrees to a text: a change of it asks the team anew, and nobody renews its yes by accident.
#[test]
fn a_yes_holds_for_its_text() {
    for field in &FIELDS {
        let sandbox = cohort(field);
        let mut answers = vec![
            format!("{}=north", field.about),
            format!("{}=It worked", field.text),
            format!("{}={}", field.release, field.released),
        ];
        answers.extend(field.rest.iter().map(|one| (*one).to_owned()));
        let yes = match field.toolkit {
            "river-watch" => "nod=aye".to_owned(),
            _ => consent(field, &[("north", true)]),
        };
        answers.push(yes.clone());
        let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
        let target = format!("cohort/{}", field.story);
        let name = format!(
            "{target}/{}",
            record(&sandbox, &target, &answers, &["--add"])
        );
        let path = format!("{}/{}.md", field.stories, name.rsplit('/').next().unwrap());
        let said_by_north = |sandbox: &Sandbox| {
            let found = backing(sandbox, &name);
            (
                found["consent"][0]["answer"].as_str().unwrap().to_owned(),
                found["ready"] == true,
            )
        };
        assert_eq!(said_by_north(&sandbox), ("yes".to_owned(), true));

        sandbox.edit(&path, "\nIt worked\n", "\nIt did not work\n");
        assert_eq!(
            said_by_north(&sandbox),
            ("to-another-text".to_owned(), false)
        );
        let [(message, at, line)] = &said(&sandbox, "W0214")[..] else {
            panic!("one is said: {:?}", said(&sandbox, "W0214"))
        };
        assert!(
            message.ends_with(&format!("north agreed before this changed: {}", field.text)),
            "{message}"
        );
        let heading = sandbox
            .read(at)
            .lines()
            .nth(usize::try_from(*line).unwrap() - 1)
            .unwrap()
            .to_owned();
        assert!(heading.starts_with("## "), "{heading}");
        sandbox
            .ok(format!("list {}", field.story))
            .says("to another text: north");
        let again = format!("redesign record {name} --reviewed={}", field.consent);
        sandbox.run(["check"]).says(&again);

        // Whoever releases it again says nothing for the team, and is told so.
        sandbox
            .ok(format!("record {name} --reviewed --with-edits"))
            .says(&again);
        let now = backing(&sandbox, &name);
        assert_eq!(
            (&now["release"], &now["lacking"]),
            (
                &json!("released"),
                &json!(["agreed to another text: north"])
            )
        );
        set(
            &sandbox,
            &name,
            &[&format!("{}={}", field.release, field.released)],
        );
        assert_eq!(said_by_north(&sandbox).0, "to-another-text");
        sandbox.ok("record cohort --reviewed").says(&again);
        assert_eq!(said_by_north(&sandbox).0, "to-another-text");
        // Only that is left to be looked at, and each command that is printed says so.
        for asks in [&["next", "cohort"][..], &["show", &name]] {
            sandbox.run(asks).ends_with(0).says(&again);
        }
        let words: Vec<&str> = again.split(' ').skip(1).collect();
        sandbox
            .run(&words)
            .ends_with(0)
            .says(&format!("{}/{}", field.story, field.text));
        assert_eq!(said_by_north(&sandbox), ("yes".to_owned(), true));
        assert_eq!(said(&sandbox, "W0214"), []);

        // Writing down the answer again is one, too; and naming it renews no release.
        set(
            &sandbox,
            &name,
            &[&format!("{}=It worked for some", field.text)],
        );
        set(&sandbox, &name, &[&yes]);
        let now = backing(&sandbox, &name);
        assert_eq!(
            (&now["consent"][0]["answer"], &now["release"]),
            (&json!("yes"), &json!("taken-back"))
        );
        sandbox.run(&words).ends_with(0).says("nothing to review");
        assert_eq!(backing(&sandbox, &name)["release"], "taken-back");

        // A wrong name, and a plan in place of a record.
        let wrong = format!("--reviewed={}x", field.consent);
        sandbox
            .fails(2, format!("record {name} '{wrong}'"))
            .says(&format!("did you mean \"{}\"", field.consent));
        sandbox
            .fails(2, format!("record cohort '{wrong}'"))
            .says("say in which record");
    }
}

/// A finding is agreed to as it stands there: another claim is another one.
#[test]
fn a_yes_to_a_finding() {
    for field in &FIELDS {
        let sandbox = cohort(field);
        let yes = consent(field, &[("north", true)]);
        let name = finding(&sandbox, field, &[("north/problem", true)], &[&yes]);
        assert_eq!(backing(&sandbox, &name)["ready"], true);
        let claim = field.claim[0].split('=').next().unwrap();
        set(&sandbox, &name, &[&format!("{claim}=Nothing helps.")]);
        assert_eq!(
            backing(&sandbox, &name)["lacking"],
            json!(["agreed to another text: north"])
        );
        let one = said(&sandbox, "W0214");
        assert!(
            one.len() == 1
                && one[0]
                    .0
                    .ends_with(&format!("north agreed before this changed: {claim}")),
            "{one:?}"
        );
    }
}
