//! Who is affected beside who was heard, and what the checkpoints answered.

use super::sandbox::Sandbox;
use serde_json::{Value, json};

/// A plan that names whom it affects, with three talks.
fn listened() -> Sandbox {
    let sandbox = Sandbox::with_plans(&["north"]);
    sandbox.ok("record north/team --set 'affected=- Student: above all\n- Families\n- **classified staff**' --set gaps=x");
    for (day, group) in [
        ("2026-10-05", "student"),
        ("2026-10-02", "student"),
        ("2026-10-06", "teacher"),
    ] {
        sandbox.ok(format!(
            "record north/interviews --add --date {day} --set group={group} --set words=x"
        ));
    }
    sandbox
}

fn voices(sandbox: &Sandbox) -> Value {
    let json = sandbox.ok("list voices north --format json").json();
    json["data"]["voices"].clone()
}

fn voice(group: &str, affected: bool, heard: &str, records: u32, days: [Option<&str>; 2]) -> Value {
    json!({"plan": "north", "group": group, "is_affected": affected, "heard": heard, "records": records, "since": days[0], "newest": days[1]})
}

#[test]
fn who_is_affected_stands_beside_who_was_heard() {
    let sandbox = listened();
    assert_eq!(
        voices(&sandbox),
        json!([
            voice(
                "Student",
                true,
                "heard",
                2,
                [Some("2026-10-02"), Some("2026-10-05")]
            ),
            voice("Families", true, "not-matched", 0, [None, None]),
            voice("Classified staff", true, "not-heard", 0, [None, None]),
            voice(
                "Teacher",
                false,
                "heard",
                1,
                [Some("2026-10-06"), Some("2026-10-06")]
            ),
        ])
    );
    sandbox
        .ok("list voices")
        .says("not heard yet")
        .says("not matched");
    sandbox
        .fails(1, "check --level info")
        .says("affected, but not heard yet: \"Classified staff\"")
        .says("affected, but not matched with anybody heard: \"Families\"")
        .says("their names there: Student, Family, Teacher");
}

#[test]
fn another_spelling_is_matched_once_a_person_writes_it_so() {
    let sandbox = listened();
    sandbox.ok("record north/team --set 'affected=- family'");
    sandbox.ok("record north/interviews --add --date 2026-10-09 --set group=family --set words=x");
    let day = Some("2026-10-09");
    assert_eq!(
        voices(&sandbox)[0],
        voice("Family", true, "heard", 1, [day, day])
    );
    sandbox.fails(1, "check --level info").never_says("I0368");
}

#[test]
fn what_is_left_out_is_not_heard() {
    let sandbox = listened();
    let talk = "plans/north/1-come-together/interviews";
    for name in sandbox.files(talk) {
        if name.starts_with("2026-10-0")
            && sandbox.read(&format!("{talk}/{name}")).contains("tudent")
        {
            let text = sandbox.read(&format!("{talk}/{name}"));
            sandbox.write(
                &format!("{talk}/{name}"),
                format!("---\nskipped: taken back\n---\n{text}"),
            );
        }
    }
    assert_eq!(voices(&sandbox)[0]["heard"], "not-heard");
}

/// Consent that was taken back takes the voice with it, everywhere, and whoever leaves words there is told.
#[test]
fn what_was_taken_back_is_not_heard() {
    let sandbox = Sandbox::with_plans(&["north"]);
    sandbox.ok("record north/team --set 'affected=- Student' --set gaps=x");
    sandbox.ok("record north/interviews --add --date 2026-10-05 --title one --set group=student --set consent=quotes --set 'words=Too slow' --set 'meaning=Waits for somebody to ask' --set 'label=Student 3'");
    assert_eq!(voices(&sandbox)[0]["heard"], "heard");
    let heard = |sandbox: &Sandbox| {
        let json = sandbox.ok("score north --format json").json();
        let steps = json["data"]["plans"][0]["levels"]
            .as_array()
            .unwrap()
            .clone();
        let mut asks = steps
            .iter()
            .flat_map(|step| step["asks"].as_array().unwrap());
        let found = asks.find(|one| one["what"].as_str().unwrap().contains("listened to"));
        found.unwrap()["evidence"].as_array().unwrap().len()
    };
    assert_eq!(heard(&sandbox), 1);

    let talk = format!(
        "north/interviews/{}",
        sandbox
            .files("plans/north/1-come-together/interviews")
            .into_iter()
            .find(|one| one.starts_with("2026"))
            .unwrap()
            .trim_end_matches(".md")
    );
    sandbox
        .ok(format!("record {talk} --set consent=withdrawn"))
        .says("W0234")
        .says("but still has words: words, meaning");
    assert_eq!(voices(&sandbox)[0]["heard"], "not-heard");
    assert_eq!(heard(&sandbox), 0);
    let empty = format!("redesign record {talk} --set words='' --set meaning=''");
    sandbox.fails(1, "check").says("W0234").says(&empty);
    sandbox
        .ok(empty.trim_start_matches("redesign "))
        .never_says("W0234");
    sandbox.fails(1, "check --level info").never_says("W0234");
}

#[test]
fn a_plan_that_names_nobody_is_told_so() {
    let sandbox = Sandbox::with_plans(&["north"]);
    sandbox.ok("record north/interviews --add --date 2026-10-09 --set group=family --set words=x");
    sandbox
        .ok("list voices")
        .says("Nobody is named as affected: north.")
        .says("Family");
    sandbox
        .ok("report plan north")
        .never_says("Whose voices were heard");
}

#[test]
fn the_plans_report_tells_it_and_nothing_public_does() {
    let sandbox = listened();
    sandbox
        .ok("report plan north")
        .says("## Whose voices were heard")
        .says("- **Student**: in 2 records, since 2026-10-02")
        .says("- **Families**: not matched, since no record has this name")
        .says("- **Classified staff**: not heard yet")
        .says("- **Teacher** (not named as affected): in 1 record, since 2026-10-06");
    sandbox
        .ok("report plan north --audience public")
        .never_says("Student")
        .never_says("Whose voices");
    sandbox.ok("site --out pages --audience public");
    for (path, bytes) in super::sandbox::bytes_below(&sandbox.path("pages")) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("Families"), "{}", path.display());
    }
}

#[test]
fn checkpoints_stand_side_by_side() {
    let sandbox = Sandbox::with_plans(&["north", "south"]);
    let long = "Teachers, and a few students. ".repeat(20);
    sandbox.ok(format!(
        "record north/equity-1 --set 'shaped={}' --set verdict=go-on",
        long.trim()
    ));
    sandbox.ok("record north/equity-3 --add --date 2026-11-20 --set verdict=repeat --set benefit=More --set 'repeat=- pilot'");
    sandbox
        .ok("record north/equity-3 --add --date 2026-11-01 --set verdict=go-on --set benefit=Some");
    let csv = sandbox.ok("list equity north --format csv").out;
    assert_eq!(
        csv,
        format!(
            "plan,output,question,equity-1,equity-3,equity-3 (2)\n\
             north,verdict,Go on or repeat,Go on,Go on,Repeat something first\n\
             north,repeat,Repeat any step?,,,pilot\n\
             north,shaped,Who has shaped our picture so far,\"{}\",,\n\
             north,benefit,Who gained and who did not,,Some,More\n",
            long.trim()
        )
    );
    let json = sandbox.ok("list equity north --format json").json();
    let rows = json["data"]["rows"].as_array().unwrap();
    let days: Vec<_> = rows
        .iter()
        .map(|row| (&row["activity"], &row["day"]))
        .collect();
    assert_eq!(
        days,
        [
            (&json!("equity-1"), &Value::Null),
            (&json!("equity-3"), &json!("2026-11-01")),
            (&json!("equity-3"), &json!("2026-11-20")),
        ]
    );
    assert_eq!(rows[0]["outputs"]["shaped"], long.trim());
    sandbox
        .ok("list equity north")
        .says("equity-3 2026-11-01")
        .says("\u{2026}")
        .never_says(long.trim());
    sandbox
        .ok("list equity/verdict")
        .never_says("Who has shaped");
    sandbox
        .fails(2, "list equity/vedict")
        .says("did you mean \"verdict\"?");
    sandbox
        .fails(2, "list equity --by verdict")
        .says("`--by` is for the records of one activity");
}

#[test]
fn an_activity_of_that_name_goes_first() {
    let sandbox = Sandbox::new();
    sandbox.ok("init");
    sandbox.write(
        "toolkits/own/toolkit.toml",
        "id = \"own\"\nversion = \"1.0.0\"\ntitle = \"Own\"\nfor = \"team\"\n[[step]]\nid = \"s\"\ntitle = \"S\"\n[[activity]]\nid = \"voices\"\nstep = \"s\"\ntitle = \"Voices of the river\"\noutput = [{ id = \"said\", title = \"Said\", kind = \"text\", required = true }]\n",
    );
    sandbox.ok("new north --toolkit own");
    sandbox.ok("record north/voices --set said=x");
    sandbox.ok("list voices").says("Voices of the river");
}

/// Where no checkpoint was answered, that is said; scripts get their columns.
#[test]
fn no_checkpoint_is_said() {
    let sandbox = Sandbox::with_plans(&["north"]);
    sandbox
        .ok("list equity")
        .says("No checkpoint has an answer yet.")
        .never_says("Question");
    let csv = sandbox.ok("list equity --format csv").out;
    assert_eq!(csv, "plan,output,question\n");
}
