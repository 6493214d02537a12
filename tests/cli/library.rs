//! Measures of another field: a toolkit of libraries that has none of the names of the built-in one.

use super::sandbox::{Run, Sandbox, finished, words};
use serde_json::json;
use std::path::Path;

/// Days that a reserved book takes, by branch: ten weeks.
const WEEKS: [(&str, &str, &str); 10] = [
    ("2026-09-07", "9", "14"),
    ("2026-09-14", "10", "13"),
    ("2026-09-21", "9.5", "15"),
    ("2026-09-28", "10", "14"),
    ("2026-10-05", "9", "13.5"),
    ("2026-10-12", "6", "12"),
    ("2026-10-19", "5.5", "11"),
    ("2026-10-26", "6", "12"),
    ("2026-11-02", "5", "11.5"),
    ("2026-11-09", "5.5", "10"),
];

/// A workspace with the toolkit and the merge driver, and the plan `harbour`.
fn library() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.ok("init --title 'Libraries of the coast' --merge-driver");
    let toolkit = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/toolkits/open-shelves");
    sandbox.copy(&toolkit, "toolkits/open-shelves");
    sandbox.edit(
        "redesign.toml",
        "toolkit = \"real-time-redesign\"",
        "toolkit = \"open-shelves\"",
    );
    sandbox.ok("new harbour");
    sandbox.ok("record harbour/charter --set 'hands=counter | old town' --set 'snag=A reserved book takes two weeks' --set 'mark=A week in both branches by December' --set 'readers=commuters | they come at six\nnight nurses | nobody asked them'");
    sandbox.ok("record harbour/doorstep --add --date 2026-09-03 --set 'who=Commuters' --set 'heard=- I gave up'");
    sandbox.ok("record harbour/tally --add --title 'Days until it is there' --set 'strokes=Days that a reserved book takes, the middle of each week.' --set wish=down --set level=7 --set sort=object --set 'branches=old town | 4 | reference\nharbour side | 3 |'");
    sandbox
}

/// The plan with ten weeks and a rehearsal.
fn measured() -> Sandbox {
    let sandbox = library();
    let lines = WEEKS.map(|(day, one, other)| format!("{day},{one},{other}\n"));
    sandbox.write(
        "weeks.csv",
        format!("date,old town,harbour side\n{}", lines.concat()),
    );
    let run = sandbox.ok("measure add harbour/days-until --from weeks.csv");
    assert!(run.out.contains("added   2026-09-07,9,14,"), "{}", run.out);
    std::fs::remove_file(sandbox.path("weeks.csv")).unwrap();
    let tally = &sandbox.files("plans/harbour/2-stacks/tally")[0];
    sandbox.ok(format!("record harbour/rehearsal --add --title 'A van at noon' --date 2026-10-08 --set since=2026-10-08 --set 'bet=[days](../tally/{tally}) | 7 | 2026-11-09'"));
    let van = sandbox.files("plans/harbour/2-stacks/rehearsal");
    let van = van.iter().find(|name| name.contains("van")).unwrap();
    let van = van.trim_end_matches(".md");
    sandbox.ok(format!(
        "record harbour/rehearsal/{van} --set 'outcome=Six days in the old town'"
    ));
    sandbox
}

/// Ids and titles of the built-in toolkit's activities, as words that this one doesn't have.
fn foreign() -> Vec<String> {
    let toolkit =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/real-time-redesign/toolkit.toml");
    let text = std::fs::read_to_string(toolkit).unwrap();
    let activities = text.split("[[activity]]").skip(1);
    let mut found = vec!["Real-Time Redesign".to_owned(), "real-time".to_owned()];
    for activity in activities {
        for key in ["id", "title"] {
            let begin = format!("\n{key} = \"");
            let (_, rest) = activity.split_once(&begin).unwrap();
            found.push(rest.split_once('"').unwrap().0.to_owned());
        }
    }
    // These are also words of the tool itself: a plan has a team, numbers are measures.
    found.retain(|name| !["team", "problem", "measures", "match"].contains(&name.as_str()));
    assert!(found.contains(&"next-steps".to_owned()) && found.contains(&"pilot".to_owned()));
    found
}

/// The first name of the built-in toolkit in a text, with what stands before it.
fn foreign_in(text: &str) -> Option<String> {
    let in_name = |letter: char| letter.is_alphanumeric() || letter == '-' || letter == '_';
    foreign().into_iter().find_map(|foreign| {
        let mut places = text.match_indices(&foreign);
        let (at, _) = places.find(|(at, _)| {
            let before = text[..*at].chars().next_back();
            let after = text[at + foreign.len()..].chars().next();
            !before.is_some_and(in_name) && !after.is_some_and(in_name)
        })?;
        let before = &text[text.floor_char_boundary(at.saturating_sub(60))..at];
        Some(format!("{before}{foreign}"))
    })
}

#[track_caller]
fn is_of_libraries(name: &str, text: &str) {
    assert_eq!(foreign_in(text), None, "{name}");
}

fn told(run: Run) -> String {
    run.out + &run.err
}

#[test]
fn measures_of_a_library_are_measures() {
    let sandbox = measured();
    let row = sandbox
        .ok("measure show harbour/days-until --format json")
        .json()["data"]["measures"][0]
        .clone();
    assert_eq!(
        (&row["better"], &row["counts"], &row["target"]),
        (&json!("less"), &json!("things"), &json!(7))
    );
    assert_eq!(
        row["tests"][0],
        json!({"date": "2026-10-08", "name": "rehearsal 1"})
    );
    let says: Vec<_> = row["groups"].as_array().unwrap().iter().collect();
    assert_eq!(says[0]["chart"]["claim"]["says"], "changed for the better");
    let gap = &row["gaps"][0];
    assert_eq!(
        (&gap["group"], &gap["reference"]),
        (&json!("harbour side"), &json!("old town"))
    );
    sandbox
        .ok("measure show harbour/days-until")
        .says("less is better")
        .says("whether rehearsal 1 did it: a chart cannot say");
    // A staff of four is no secret: the numbers are about books.
    let check = sandbox.ok("check --level info --format json").json();
    let codes: Vec<&str> = check["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert!(!codes.contains(&"E0110"), "{codes:?}");
    assert!(codes.contains(&"I0365"), "{codes:?}");
    let van = sandbox.ok("show harbour/rehearsal --format json").json();
    let prediction = &van["data"]["activity"]["records"][0]["prediction"];
    assert_eq!(prediction["numbers"][0]["right"], true, "{prediction}");
}

#[test]
fn no_command_says_a_name_of_another_toolkit() {
    assert_eq!(
        foreign_in("whether the pilots' first pilot did it").as_deref(),
        Some("whether the pilots' first pilot")
    );
    let sandbox = measured();
    sandbox.ok("record harbour/pause --set 'open-to=Commuters do' --set 'again=- doorstep'");
    sandbox.ok("record harbour/second-pause --add --date 2026-11-10 --set 'open-to=Nurses, a little' --set 'shut-to=Those who work at night'");
    sandbox.ok("record harbour/ruling --add --set fate=spread");
    sandbox.ok("record harbour/charter --reviewed");
    for line in [
        "status",
        "next",
        "board",
        "board harbour",
        "show harbour",
        "show harbour/tally",
        "show harbour/rehearsal",
        "list tally",
        "list rehearsal",
        "list voices",
        "list equity",
        "measure",
        "measure show harbour/days-until",
        "measure show harbour/days-until --format svg",
        "measure show harbour/days-until --format html",
        "score",
        "score harbour",
        "check --level info",
        "timeline",
        "report plan",
        "report cohort",
        "report funder",
        "report funder --audience public",
    ] {
        let run = sandbox.run(words(line));
        assert!(matches!(run.code, 0 | 1), "{line}: {}", run.err);
        is_of_libraries(line, &told(run));
    }
    for audience in ["internal", "public"] {
        let out = format!("site --out pages-{audience} --audience {audience}");
        sandbox.ok(&out);
        let folder = sandbox.path(&format!("pages-{audience}"));
        let pages = super::sandbox::bytes_below(&folder);
        assert!(!pages.is_empty());
        for (path, bytes) in pages {
            is_of_libraries(
                &path.display().to_string(),
                &String::from_utf8_lossy(&bytes),
            );
        }
    }
    let site = sandbox.read("pages-internal/teams/harbour.html");
    assert!(site.contains("changed for the better"), "{site}");
    let score = sandbox.ok("score harbour --format json").json();
    assert_eq!(score["data"]["plans"][0]["suggested"], 2.5, "{score}");
}

#[test]
fn two_librarians_count_at_once() {
    let sandbox = measured();
    sandbox.git(&["switch", "-qc", "theirs"]);
    sandbox.ok("measure add harbour/days-until 'old town=5' 'harbour side=9' --date 2026-11-16");
    sandbox.git(&["switch", "-q", "-"]);
    sandbox.ok("measure add harbour/days-until 'old town=6' 'harbour side=10' --date 2026-11-20");
    let tally = &sandbox.files("plans/harbour/2-stacks/tally")[0];
    let tally = tally.trim_end_matches(".md");
    sandbox.ok(format!("record harbour/tally/{tally} --set level=6"));
    let mut git = sandbox.command_with_redesign("git");
    let merge = finished(git.args(["merge", "-q", "theirs", "-m", "both"]));
    assert_eq!(merge.code, 0, "{}{}", merge.out, merge.err);
    let row = sandbox
        .ok("measure show harbour/days-until --format json")
        .json()["data"]["measures"][0]
        .clone();
    assert_eq!(row["target"], 6);
    assert_eq!(row["points"].as_array().unwrap().len(), 12);
}

#[test]
fn readers_are_matched_by_name_and_checkpoints_stand_side_by_side() {
    let sandbox = library();
    let voices = sandbox.ok("list voices --format csv").out;
    assert_eq!(
        voices,
        "plan,group,is_affected,heard,records,since,newest\n\
         harbour,Commuters,yes,heard,1,2026-09-03,2026-09-03\n\
         harbour,night nurses,yes,not-heard,,,\n"
    );
    sandbox.ok("record harbour/pause --set 'open-to=Commuters do'");
    sandbox.ok("record harbour/second-pause --add --date 2026-11-10 --set 'open-to=Nurses' --set 'shut-to=Children'");
    assert_eq!(
        sandbox.ok("list equity --format csv").out,
        "plan,output,question,pause,second-pause\n\
         harbour,open-to,Who comes in more easily,Commuters do,Nurses\n\
         harbour,shut-to,Who stays outside,,Children\n"
    );
}
