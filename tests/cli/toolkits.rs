//! Toolkits are data: another field brings its own, and every command works with it; a broken one is named and hides
//! nothing.

use super::cohort::case;
use super::sandbox::{Run, Sandbox, bytes_below};
use serde_json::{Value, json};
use std::path::Path;

const FOLDER: &str = "toolkits/safety-inspection";
const ID: &str = "safety-inspection";

/// A workspace which holds the toolkit of another field, and a plan made from it.
fn workshop() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.ok("init --title Workshops");
    sandbox.copy(&case(ID), FOLDER);
    sandbox.git(&["add", "."]);
    sandbox.git(&["commit", "-qm", "our toolkit"]);
    sandbox.ok(format!(
        "new north-hall --toolkit {ID} --title 'North Hall' --organisation 'Works Ltd'"
    ));
    sandbox
}

fn output<'a>(shown: &'a Value, id: &str) -> &'a Value {
    let records = shown["data"]["activity"]["records"].as_array().unwrap();
    let outputs = records[0]["outputs"].as_array().unwrap();
    outputs
        .iter()
        .find(|one| one["id"] == id)
        .unwrap_or_else(|| panic!("no {id} in {shown}"))
}

#[test]
fn another_field_is_scaffolded() {
    let sandbox = workshop();
    assert_eq!(
        sandbox.files("plans/north-hall"),
        ["1-look", "2-mend", "3-prove", "README.md", "plan.toml"]
    );
    assert_eq!(
        sandbox.files("plans/north-hall/1-look"),
        ["near-miss", "stock-taking.md", "walk-round.md"]
    );
    // Its own template for one activity, its own for the others, the program's for what it has none for.
    let own = sandbox.read("plans/north-hall/1-look/walk-round.md");
    assert!(
        own.starts_with("# Walk Round\n\n<!-- live: written by redesign, down to the end mark; write below that -->\n\nOf North Hall.\n\n<!-- live: end -->\n\n1. Look, listen,")
            && own.contains("Bring a torch. Takes 15 minutes."),
        "{own}"
    );
    let general = sandbox.read("plans/north-hall/2-mend/repair-order.md");
    assert!(
        general.starts_with(
            "# Order the Repairs\n\nMend, by the rules of Workshop Safety Inspection.\n"
        ),
        "{general}"
    );
    assert!(
        sandbox
            .read("plans/north-hall/1-look/near-miss/README.md")
            .contains("done with 2 of them")
    );
    assert!(
        sandbox
            .read("plans/north-hall/plan.toml")
            .contains("id = \"safety-inspection\", version = \"0.3.1\"")
    );
    assert!(
        sandbox
            .read("plans/north-hall/README.md")
            .contains("[Walk Round](1-look/walk-round.md) | 15 minutes | stock-taking")
    );
    // What is here already is not copied a second time, and no other toolkit comes with it.
    assert_eq!(sandbox.files("toolkits"), ["safety-inspection"]);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    for name in ["safety-inspection", "safety-inspection@0.3.1"] {
        sandbox.ok(format!("new 'hall-{}' --toolkit {name}", name.len()));
    }
    sandbox
        .fails(3, "new x --toolkit safety-inspection@9.9.9")
        .says("available versions: 0.3.1");
    sandbox
        .fails(2, "new x --toolkit safety-inspektion")
        .says("did you mean \"safety-inspection\"?");
}

/// For each kind: the activity and output, the words of `--set`, and the value in the form that its kind documents.
#[test]
fn every_kind_goes_in_and_comes_back() {
    let sandbox = workshop();
    let rows: &[(&str, &str, &str, Value)] = &[
        (
            "stock-taking",
            "machines",
            "Lathe | 1998 | lid\nBand saw | 2004",
            json!([{"machine": "Lathe", "bought": "1998", "guard": "lid"}, {"machine": "Band saw", "bought": "2004", "guard": ""}]),
        ),
        (
            "stock-taking",
            "machines",
            r#"[{"machine": "Drill | press", "bought": "2011", "guard": "none"}]"#,
            json!([{"machine": "Drill | press", "bought": "2011", "guard": "none"}]),
        ),
        (
            "stock-taking",
            "keyholder",
            "foreman, night shift",
            json!("foreman, night shift"),
        ),
        (
            "stock-taking",
            "floor-plan",
            "[the floor](drawings/floor.png)",
            json!("drawings/floor.png"),
        ),
        (
            "walk-round",
            "hazards",
            "oil on the floor\nloose lid",
            json!(["oil on the floor", "loose lid"]),
        ),
        ("walk-round", "gravity", "HIGH: STOP WORK", json!("high")),
        ("walk-round", "seen-on", "2026-11-20", json!("2026-11-20")),
        ("walk-round", "loudness", "-3.5", json!(-3.5)),
        (
            "repair-order",
            "jobs",
            "mop the floor @cleaner due 2026-12-01\n- [x] order a lid",
            json!([
                {"done": false, "text": "mop the floor", "owner": "cleaner", "due": "2026-12-01"},
                {"done": true, "text": "order a lid", "owner": null, "due": null},
            ]),
        ),
        ("repair-order", "guess", "400", json!(400)),
    ];
    for (activity, id, words, value) in rows {
        let target = format!("north-hall/{activity}");
        sandbox.ok(format!("record {target} --set '{id}={words}'"));
        let shown = sandbox.ok(format!("show {target} --format json")).json();
        assert_eq!(output(&shown, id)["value"], *value, "{id}");
        assert_eq!(output(&shown, id)["problem"], Value::Null);
        let listed = sandbox
            .ok(format!("list {activity}/{id} --format json"))
            .json();
        assert_eq!(listed["data"]["rows"][0]["outputs"][*id], *value, "{id}");
    }
}

/// The same for activities which may be repeated: one record each, with `--add`; and what came out is taken in again.
#[test]
fn every_kind_goes_into_one_more_record() {
    let sandbox = workshop();
    let series = "Hours between accidents.\n\n```csv\ndate,value,note\n2026-11-01,12,\n2026-11-08,400.5,quiet, very\n```";
    let rows: &[(&str, &str, &str, Value)] = &[
        (
            "near-miss",
            "account",
            "We all stood too near.\n\nNobody was hurt.",
            json!("We all stood too near.\n\nNobody was hurt."),
        ),
        (
            "second-look",
            "about",
            "north-hall/repair-order@v2",
            json!("north-hall/repair-order@v2"),
        ),
        ("second-look", "verdict", "unfit", json!("unfit")),
        (
            "second-look",
            "seen-at",
            "[it](../a.md) | 2026-11-20 | ALL RIGHT\nhttps://example.org | - |",
            json!([
                {"order": "../a.md", "day": "2026-11-20", "state": "ok"},
                {"order": "https://example.org", "day": "", "state": ""},
            ]),
        ),
        (
            "second-look",
            "hours",
            series,
            json!({
                "definition": "Hours between accidents.",
                "points": [
                    {"date": "2026-11-01", "value": 12, "note": ""},
                    {"date": "2026-11-08", "value": 400.5, "note": "quiet, very"},
                ],
            }),
        ),
    ];
    for (activity, id, words, value) in rows {
        let set = format!("{id}={words}");
        let record = sandbox
            .ok(format!(
                "record north-hall/{activity} --add --title {id} --set '{set}' --format json"
            ))
            .json()["data"]["record"]
            .as_str()
            .unwrap()
            .to_owned();
        let shown = sandbox
            .ok(format!(
                "show 'north-hall/{activity}/{record}' --format json"
            ))
            .json();
        assert_eq!(output(&shown, id)["value"], *value, "{id}");
        // The value that came out is taken in again and comes out as it was.
        let again = json!({ *id: value }).to_string();
        let target = format!("north-hall/{activity}/{record}");
        sandbox
            .run_with_input(&["record", &target, "--from", "-"], &again)
            .ends_with(0);
        let shown = sandbox.run(["show", &target, "--format", "json"]).json();
        assert_eq!(output(&shown, id)["value"], *value, "{id}, again");
    }
}

#[test]
fn what_does_not_fit_is_said_in_its_own_words() {
    let sandbox = workshop();
    for (activity, set, said) in [
        ("walk-round", "gravity=medium", "write one of: low, high"),
        ("walk-round", "seen-on=20.11.2026", "year first"),
        ("walk-round", "loudness=loud", "only digits"),
        ("walk-round", "hazard=x", "did you mean \"hazards\"?"),
        ("walk-ruond", "hazards=x", "did you mean \"walk-round\"?"),
        ("stock-taking", "machines=a | b | c | d", "4 cells"),
        ("repair-order", "jobs=call due 2026-13-01", "not a date"),
    ] {
        sandbox
            .fails(2, format!("record north-hall/{activity} --set '{set}'"))
            .says(said);
    }
    sandbox
        .fails(
            2,
            "record north-hall/near-miss --add --set account='They fell.'",
        )
        .says("Begins with We.");
    sandbox
        .fails(
            2,
            "record north-hall/second-look --add --set hours='```csv\nday,x\n```'",
        )
        .says("date,value,note");
    for (set, said) in [
        ("about=https://example.org", "not a link to a plan"),
        (
            "seen-at=a b | |",
            "in the column \"Order\", \"a b\" is not a link",
        ),
        (
            "seen-at=a | soon |",
            "in the column \"Day\", \"soon\" is not a date",
        ),
        ("seen-at=a | | so so", "write one of: ok, broken; or leave"),
    ] {
        let target = "north-hall/second-look";
        sandbox
            .fails(2, format!("record {target} --add --set '{set}'"))
            .says(said);
    }
    // By hand: named with its line, and the answer isn't counted.
    sandbox.ok("record north-hall/second-look --add --set seen-at='a | |'");
    let folder = "plans/north-hall/3-prove/second-look";
    let file = sandbox
        .files(folder)
        .into_iter()
        .find(|name| name != "README.md");
    let path = format!("{folder}/{}", file.unwrap());
    sandbox.edit(&path, "| a |  |  |", "| a |  |  |\n| b | soon | |");
    let line = sandbox
        .read(&path)
        .lines()
        .position(|line| line.starts_with("| b |"));
    sandbox
        .run(["check"])
        .says(&format!("{path}:{}:1", line.unwrap() + 1))
        .says("\"soon\" is not a date");
}

/// Runs a command whose words hold no spaces of their own.
fn type_in(sandbox: &Sandbox, line: &str) -> Run {
    sandbox.run(line.split_whitespace())
}

/// From an empty plan to a finished one, through every command that tells where it stands.
#[test]
fn a_plan_can_be_finished() {
    let sandbox = workshop();
    let json = |line: &str| {
        type_in(&sandbox, &format!("{line} --format json"))
            .ends_with(0)
            .json()
    };
    let plan = || json("status")["data"]["plans"][0].clone();
    let state = |id: &str| {
        let activities = json("status --activities")["data"]["plans"][0]["activity"].clone();
        let all = activities.as_array().unwrap().iter();
        all.filter(|one| one["id"] == id)
            .map(|one| one["state"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(plan()["toolkit"], json!({"id": ID, "version": "0.3.1"}));
    assert_eq!(plan()["next"], json!(["stock-taking", "near-miss"]));
    assert_eq!(plan()["outputs"], json!({"required": 8, "filled": 0}));
    assert_eq!(state("walk-round"), ["waiting"]);
    let next = type_in(&sandbox, "next north-hall").ends_with(0);
    next.says("Take Stock of the Machines · 20-40 min")
        .says("opens         walk-round");

    let record = |line: &str| type_in(&sandbox, &format!("record north-hall/{line}")).ends_with(0);
    record("stock-taking --set machines=Lathe|1998|").says("● done");
    record("walk-round --set hazards=oil").says("still missing: gravity, seen-on");
    assert_eq!(state("walk-round"), ["doing"]);
    assert_eq!(plan()["percent"], 25);
    record("repair-order --set jobs=mop").says("usually comes after walk-round");
    type_in(&sandbox, "check")
        .ends_with(1)
        .says("unfinished work: walk-round");
    record("walk-round --set gravity=low --set seen-on=2026-11-20").says("● done");
    let near_miss = ["record", "north-hall/near-miss", "--add", "--set"];
    sandbox
        .run(near_miss.iter().chain(&["account=We slipped."]))
        .ends_with(0)
        .says("1 of 2");
    record("near-miss --skip nobody-tells").says("skipped: nobody-tells");
    assert_eq!(state("near-miss"), ["skipped"]);
    record("near-miss --unskip");
    sandbox
        .run(near_miss.iter().chain(&["account=We laughed."]))
        .ends_with(0)
        .says("● done");
    type_in(&sandbox, "next --fail")
        .ends_with(1)
        .says("second-look");
    let points = r#"{"definition": "Hours", "points": [{"date": "2026-11-22", "value": 8}]}"#;
    let answers = format!(r#"{{"verdict": "Fit", "hours": {points}}}"#);
    let last = ["record", "north-hall/second-look", "--add", "--from", "-"];
    sandbox
        .run_with_input(&last, &answers)
        .ends_with(0)
        .says("100 %");
    assert_eq!(plan()["percent"], 100);
    assert_eq!(plan()["step"], Value::Null);
    let proven = json("status --activities --step prove --state done")["data"]["plans"][0].clone();
    assert_eq!(proven["activity"][0]["id"], "second-look");
    type_in(&sandbox, "next --fail")
        .ends_with(0)
        .says("Nothing is left to do.");
    type_in(&sandbox, "check")
        .ends_with(0)
        .says("nothing found");
    let log = sandbox.git(&["log", "-1", "--format=%s%n%(trailers)"]);
    assert!(
        log.starts_with("record north-hall/second-look/2026-11-23-second-look-"),
        "{log}"
    );
    assert!(
        log.contains("Redesign-Plan: north-hall\nRedesign-Activity: second-look\n"),
        "{log}"
    );
}

/// What teams wrote, their worksheets, and what shells and scripts are told.
#[test]
fn what_was_recorded_is_shown() {
    let sandbox = workshop();
    type_in(
        &sandbox,
        "record north-hall/walk-round --set hazards=oil --set gravity=low",
    )
    .ends_with(0);
    for account in ["account=We slipped.", "account=We laughed."] {
        sandbox.ok(format!(
            "record north-hall/near-miss --add --set '{account}'"
        ));
    }
    let show = type_in(&sandbox, "show north-hall/walk-round").ends_with(0);
    let show = show
        .says("north-hall · Walk Round")
        .says("Hazards\n\n- oil\n");
    show.says("Loudness in decibels\n\n(nothing, optional)");
    type_in(&sandbox, "show north-hall")
        .ends_with(0)
        .says("Works Ltd")
        .says("safety-inspection 0.3.1");
    let list = type_in(&sandbox, "list near-miss --format csv").ends_with(0);
    assert!(
        list.out.starts_with("plan,record,path,state,account\n"),
        "{}",
        list.out
    );
    list.says("We slipped.").says("We laughed.");
    type_in(&sandbox, "list walk-round/gravity")
        .ends_with(0)
        .says("low");

    let sheet = type_in(&sandbox, "sheet north-hall/walk-round").ends_with(0);
    sheet
        .says("# Walk Round: checklist for North Hall")
        .says("My own notes");
    let one = type_in(&sandbox, "sheet north-hall/walk-round --sheet checklist").ends_with(0);
    one.says("Emergency stop").never_says("My own notes");
    let inside = "sheet north-hall/walk-round --sheet own-notes --out mine.md";
    type_in(&sandbox, inside).ends_with(2).says("private");
    let none = type_in(&sandbox, "sheet north-hall/near-miss").ends_with(2);
    none.says("activities with worksheets: walk-round");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        type_in(&sandbox, &format!("completions {shell}"))
            .ends_with(0)
            .says("redesign");
    }
    type_in(&sandbox, "schema record")
        .ends_with(0)
        .says("$schema");
}

/// What an output takes can be read before anything is recorded: in every toolkit, of every activity.
#[test]
fn an_activity_shows_its_options_columns_and_scales() {
    let sandbox = Sandbox::new();
    let mut kinds = std::collections::BTreeSet::new();
    for toolkit in ["real-time-redesign", "strategy-lab"] {
        let shown = sandbox.ok(format!("toolkit show {toolkit} --format json"));
        for activity in shown.json()["data"]["activities"].as_array().unwrap() {
            let id = activity["id"].as_str().unwrap();
            let page = sandbox.ok(format!("toolkit show {toolkit} {id}")).out;
            let csv = sandbox
                .ok(format!("toolkit show {toolkit} {id} --format csv"))
                .out;
            let mut is_any = false;
            for output in activity["outputs"].as_array().unwrap() {
                let ids = |list: &Value| -> Vec<String> {
                    let all = list.as_array().unwrap().iter();
                    all.map(|one| one["id"].as_str().unwrap().to_owned())
                        .collect()
                };
                let columns = output["columns"].as_array().unwrap();
                for list in columns.iter().chain([output]) {
                    let options = ids(&list["options"]);
                    for option in &options {
                        assert!(page.contains(option), "{id}: {option}");
                        kinds.insert("option");
                    }
                    is_any |= !options.is_empty();
                }
                for column in ids(&output["columns"]) {
                    let row = format!("{}  ", output["id"].as_str().unwrap());
                    let mut rows = page.lines().filter(|line| line.starts_with(&row));
                    assert!(rows.any(|line| line.contains(&column)), "{id}: {column}");
                    kinds.insert("column");
                    is_any = true;
                }
                for list in [ids(&output["options"]), ids(&output["columns"])] {
                    assert!(csv.contains(&list.join("; ")), "{list:?}: {csv}");
                }
                let scale = &output["scale"];
                assert_eq!(scale.is_null(), output["role"] != "rating", "{output}");
                if !scale.is_null() {
                    assert_eq!(*scale, json!({"least": 0.5, "most": 5.0, "step": 0.5}));
                    assert!(page.contains("0.5 to 5.0, in steps of 0.5"));
                    kinds.insert("scale");
                }
                is_any |=
                    !scale.is_null() || !output["pattern"].is_null() || !output["items"].is_null();
            }
            assert_eq!(page.contains("\nOptions and columns\n"), is_any, "{id}");
        }
    }
    assert_eq!(kinds.len(), 3, "{kinds:?}");
}

#[test]
fn a_toolkit_is_listed_shown_and_checked() {
    let sandbox = workshop();
    sandbox
        .ok("toolkit list")
        .says("safety-inspection")
        .says("0.3.1")
        .says(FOLDER)
        .says("built in");
    for name in [ID, FOLDER] {
        sandbox
            .ok(format!("toolkit check {name}"))
            .says("no problems");
    }
    sandbox
        .ok(format!("-C {FOLDER} toolkit check ."))
        .says("no problems");
    sandbox.ok("toolkit check").says(FOLDER);
    sandbox
        .ok(format!("toolkit show {ID} walk-round"))
        .says("hazards")
        .says("touch nothing that turns");

    let shown = sandbox
        .ok(format!("toolkit show {ID} --format json"))
        .json();
    let data = &shown["data"];
    assert_eq!(
        (&data["id"], &data["version"], &data["for"]),
        (&json!(ID), &json!("0.3.1"), &json!("team"))
    );
    let activity = |id: &str| {
        data["activities"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["id"] == id)
            .unwrap()
    };
    let of = |id: &str, name: &str| {
        activity(id)["outputs"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["id"] == name)
            .unwrap()
            .clone()
    };
    assert_eq!(activity("second-look")["every"], "1 month");
    assert_eq!(activity("walk-round")["weeks"], json!([1, 2]));
    assert_eq!(activity("walk-round")["needs"], json!(["stock-taking"]));
    assert_eq!(activity("near-miss")["repeat"], 2);
    assert_eq!(activity("near-miss")["per"], "plan");
    assert_eq!(activity("near-miss")["proposed"], json!(["repeat"]));
    assert_eq!(
        (
            &activity("second-look")["repeat"],
            &activity("second-look")["minutes"]
        ),
        (&json!(1), &Value::Null)
    );
    assert_eq!(
        of("walk-round", "hazards")["builds_on"],
        json!(["stock-taking/machines"])
    );
    assert_eq!(of("walk-round", "hazards")["role"], "need");
    assert_eq!(
        of("walk-round", "gravity")["options"],
        json!([{"id": "low", "title": "low"}, {"id": "high", "title": "High: stop work"}])
    );
    assert_eq!(
        of("stock-taking", "machines")["columns"][1],
        json!({"id": "bought", "title": "Bought in", "kind": null, "options": []})
    );
    assert_eq!(
        of("second-look", "seen-at")["columns"][2],
        json!({"id": "state", "title": "State", "kind": "choice", "options": [
            {"id": "ok", "title": "All right"}, {"id": "broken", "title": "broken"},
        ]})
    );
    assert_eq!(
        of("repair-order", "jobs")["draft"],
        json!(["walk-round/hazards", "near-miss/account"])
    );
    assert_eq!(of("repair-order", "guess")["before"], "second-look/hours");
    assert_eq!(of("near-miss", "account")["pattern"], "(?s)^We .+");
    let kinds: std::collections::BTreeSet<&str> = data["activities"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|activity| activity["outputs"].as_array().unwrap())
        .map(|output| output["kind"].as_str().unwrap())
        .collect();
    let all: std::collections::BTreeSet<&str> = redesign::kinds::KINDS
        .iter()
        .map(|kind| kind.name())
        .collect();
    assert_eq!(kinds, all, "the toolkit has every kind there is");
}

#[test]
fn every_fault_is_named() {
    let faults = std::fs::read_to_string(case(ID).with_file_name("faults.toml")).unwrap();
    let faults: toml::Table = toml::from_str(&faults).unwrap();
    let many: Vec<String> = (0..600)
        .map(|number| {
            format!(
                "[[activity]]\nid = \"a{number}\"\nstep = \"look\"\ntitle = \"A\"\n\
                 [[activity.output]]\nid = \"x\"\ntitle = \"X\"\nkind = \"text\"\nrequired = true\n"
            )
        })
        .collect();
    let many = many.concat();
    let sandbox = Sandbox::new();
    sandbox.ok("init --no-git");
    let mut wrong = Vec::new();
    let faults = faults["fault"].as_array().unwrap();
    for fault in faults {
        let part = |name: &str| fault.get(name).and_then(toml::Value::as_str);
        let (from, to, said) = (part("from"), part("to"), part("says").unwrap());
        sandbox.copy(&case(ID), FOLDER);
        let file = format!("{FOLDER}/{}", part("file").unwrap());
        sandbox.edit(&file, from.unwrap(), &to.unwrap().replace("#MANY", &many));
        let place = match (part("path"), part("line")) {
            (Some(path), _) => path.to_owned(),
            (None, words) => {
                let text = sandbox.read(&format!("{FOLDER}/toolkit.toml"));
                let line = text.lines().position(|line| line.contains(words.unwrap()));
                format!("{FOLDER}/toolkit.toml:{}:", line.unwrap() + 1)
            }
        };
        let run = sandbox.run(["toolkit", "check", FOLDER]);
        let heard = format!("{}\n{}", run.out, run.err);
        let json = sandbox
            .run(["toolkit", "check", ID, "--format", "json"])
            .json();
        let is_in_json =
            json["diagnostics"].as_array().unwrap().iter().any(|one| {
                one["message"].as_str().unwrap().contains(said) && one["path"].is_string()
            });
        let is_named = [said, place.as_str(), "help: "]
            .iter()
            .all(|words| heard.contains(words));
        if run.code != 3 || !is_named || !is_in_json {
            wrong.push(format!(
                "{to:?}: exit {}, {said:?} at {place}:\n{heard}",
                run.code
            ));
        }
    }
    let (bad, all) = (wrong.len(), faults.len());
    assert!(
        wrong.is_empty(),
        "{bad} of {all}:\n{}",
        wrong.join("\n----\n")
    );
}

/// Handlebars itself says nothing of a name that only a condition asks for.
#[test]
fn a_typo_in_a_condition_is_named() {
    let sandbox = workshop();
    let template = format!("{FOLDER}/templates/walk-round.md.hbs");
    sandbox.edit(&template, "{{#if activity.time}}", "{{#if activity.tine}}");
    sandbox
        .fails(3, format!("toolkit check {FOLDER}"))
        .says("tine");
    // Also below what is live.
    let text = "# {{heading}}\n\n{{#live}}\n{{now.day}}\n{{/live}}\n\n{{#if activity.tine}}x{{/if}}\n\n{{{outputs}}}\n";
    sandbox.write(&template, text);
    sandbox
        .fails(3, format!("toolkit check {FOLDER}"))
        .says("line 7: unknown field \"activity.tine\"");
}

/// A template is read from inside its toolkit only, even by way of a link.
#[cfg(unix)]
#[test]
fn a_template_can_not_be_somebody_elses_file() {
    let sandbox = workshop();
    std::fs::write(sandbox.home().join("secret"), "the password").unwrap();
    let sheet = sandbox.path(&format!("{FOLDER}/worksheets/checklist.md.hbs"));
    std::fs::remove_file(&sheet).unwrap();
    std::os::unix::fs::symlink(sandbox.home().join("secret"), &sheet).unwrap();
    sandbox
        .fails(3, format!("toolkit check {FOLDER}"))
        .says("checklist")
        .never_says("password");
    sandbox
        .fails(3, "sheet north-hall/walk-round --sheet checklist")
        .never_says("password");
}

#[test]
fn a_broken_toolkit_hides_no_other() {
    let sandbox = workshop();
    sandbox.ok("new a-school");
    let healthy = |sandbox: &Sandbox| sandbox.ok("status a-school --format csv").out;
    let before = healthy(&sandbox);
    sandbox.edit(
        &format!("{FOLDER}/toolkit.toml"),
        "kind = \"person\"",
        "kind = \"poem\"",
    );
    assert_eq!(healthy(&sandbox), before);
    let named = |run: Run| {
        run.says("a-school")
            .says("toolkits/safety-inspection/toolkit.toml:")
            .says("unknown kind \"poem\"")
    };
    named(sandbox.ok("status"));
    named(sandbox.ok("next"));
    named(sandbox.ok("list team"));
    sandbox.fails(1, "status --fail");
    sandbox.fails(3, "check").says("unknown kind \"poem\"");
    sandbox.ok("check a-school");
    sandbox
        .ok("toolkit list")
        .says("real-time-redesign")
        .says("poem");
    sandbox.ok("record a-school/team --set gaps=x");
    sandbox
        .fails(3, "record north-hall/walk-round --set hazards=x")
        .says("poem");
    sandbox.fails(3, "show north-hall").says("poem");
    sandbox
        .fails(3, format!("new south-hall --toolkit {ID}"))
        .says("poem");
    assert!(!sandbox.path("plans/south-hall").exists());
    // Where no plan uses it, only those who look after toolkits hear of it.
    std::fs::remove_dir_all(sandbox.path("plans/north-hall")).unwrap();
    sandbox.ok("status").never_says("poem");
    sandbox.fails(3, "toolkit check").says("poem");
}

/// Plans of two toolkits side by side, which call different things by the same name.
#[test]
fn the_same_name_in_two_toolkits() {
    let sandbox = workshop();
    sandbox.ok("new a-school");
    let file = format!("{FOLDER}/toolkit.toml");
    let renamed = sandbox.read(&file).replace("walk-round", "problem");
    sandbox.write(&file, renamed);
    std::fs::rename(
        sandbox.path("plans/north-hall/1-look/walk-round.md"),
        sandbox.path("plans/north-hall/1-look/problem.md"),
    )
    .unwrap();
    sandbox.ok("record north-hall/problem --set hazards=oil");
    sandbox.ok("record a-school/problem --set evidence='many failed'");
    let rows = |what: &str, id: &str| {
        let list = sandbox.ok(format!("list {what} --format json")).json();
        let rows = list["data"]["rows"].as_array().unwrap().clone();
        rows.iter()
            .filter(|row| !row["outputs"][id].is_null())
            .map(|row| row["plan"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(rows("problem/hazards", "hazards"), ["north-hall"]);
    assert_eq!(rows("problem/evidence", "evidence"), ["a-school"]);
    sandbox.ok("list problem").says("oil").says("many failed");
}

// ---- Code knows no activity.

const PREFIX: &str = "x-";

/// The tables of an array of tables.
fn tables<'a>(table: &'a mut toml::Table, name: &str) -> impl Iterator<Item = &'a mut toml::Table> {
    let all = table.get_mut(name).and_then(toml::Value::as_array_mut);
    all.into_iter()
        .flatten()
        .filter_map(toml::Value::as_table_mut)
}

/// Options or columns under other ids: each a string, or a table with an id.
fn named(table: &mut toml::Table, name: &str, rename: &impl Fn(&mut toml::Value)) {
    let all = table.get_mut(name).and_then(toml::Value::as_array_mut);
    for one in all.into_iter().flatten() {
        match one {
            toml::Value::Table(one) => rename(one.get_mut("id").unwrap()),
            one => rename(one),
        }
    }
}

/// A built-in toolkit with every activity, step, output, option and column under another id, and under another id itself.
fn renamed(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("templates")
        .join(name)
        .join("toolkit.toml");
    let mut toolkit: toml::Table = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let rename = |value: &mut toml::Value| {
        let parts: Vec<String> = value
            .as_str()
            .unwrap()
            .split('/')
            .map(|part| format!("{PREFIX}{part}"))
            .collect();
        *value = toml::Value::String(parts.join("/"));
    };
    // The plan itself and roles are called the same everywhere; an output of another toolkit has a name of three parts.
    let rename_source = |value: &mut toml::Value| {
        let words = value.as_str().unwrap().to_owned();
        match words.split_once(':') {
            None if words == "plan" => {}
            None => rename(value),
            Some(("role", _)) => {}
            Some((toolkit, output)) => {
                let mut output = toml::Value::String(output.to_owned());
                rename(&mut output);
                let output = output.as_str().unwrap();
                *value = toml::Value::String(format!("{PREFIX}{toolkit}:{output}"));
            }
        }
    };
    let field = |table: &mut toml::Table, name: &str| match table.get_mut(name) {
        Some(toml::Value::Array(all)) => all.iter_mut().for_each(rename),
        Some(one) => rename(one),
        None => {}
    };
    field(&mut toolkit, "id");
    let pacing: toml::Table = toolkit["pacing"]
        .as_table()
        .unwrap()
        .iter()
        .map(|(id, weeks)| (format!("{PREFIX}{id}"), weeks.clone()))
        .collect();
    toolkit.insert("pacing".to_owned(), toml::Value::Table(pacing));
    tables(&mut toolkit, "step").for_each(|step| field(step, "id"));
    for activity in tables(&mut toolkit, "activity") {
        for name in ["id", "step", "needs"] {
            field(activity, name);
        }
        for output in tables(activity, "output") {
            for name in ["id", "builds_on", "before"] {
                field(output, name);
            }
            for name in ["options", "columns"] {
                named(output, name, &rename);
                tables(output, name).for_each(|column| named(column, "options", &rename));
            }
            let sources = output.get_mut("draft").and_then(toml::Value::as_array_mut);
            sources.into_iter().flatten().for_each(rename_source);
        }
    }
    toml::to_string(&toolkit).unwrap()
}

/// A cell of a column, as `toolkit show` describes it.
fn cell(column: &Value) -> Value {
    match column["kind"].as_str() {
        Some("choice") => column["options"][0]["id"].clone(),
        Some("link") => json!("a"),
        Some("number") => json!(54),
        None => json!("x"),
        Some(other) => panic!("no cell of kind {other}"),
    }
}

/// Answers to the outputs of an activity, as `toolkit show` describes them: to all, or to the required ones.
fn answers(activity: &Value, all: bool) -> Value {
    let mut answers = serde_json::Map::new();
    for output in activity["outputs"].as_array().unwrap() {
        if !all && output["required"] != true {
            continue;
        }
        let value = match output["kind"].as_str().unwrap() {
            "choice" => output["options"][0]["id"].clone(),
            "list" => json!(["one", "two"]),
            "table" => {
                let columns = output["columns"].as_array().unwrap();
                let row: serde_json::Map<_, _> = columns
                    .iter()
                    .map(|column| (column["id"].as_str().unwrap().to_owned(), cell(column)))
                    .collect();
                json!([row])
            }
            "tasks" => json!([{"text": "call", "owner": "coach", "due": "2026-12-01"}]),
            "series" => {
                json!({"definition": "count", "points": [{"date": "2026-11-01", "value": 3}]})
            }
            "date" => json!("2026-12-01"),
            "number" if !output["scale"].is_null() => json!(2.5),
            "number" => json!(12),
            "link" => json!("a"),
            "file" => json!("picture.png"),
            _ if output["pattern"].is_string() => json!("How might we finish?"),
            _ => json!("words"),
        };
        answers.insert(output["id"].as_str().unwrap().to_owned(), value);
    }
    Value::Object(answers)
}

/// What a plan looks like from outside after each of a few steps, with the prefix taken off every id.
fn course(sandbox: &Sandbox, plan: &str, toolkit: &str) -> Vec<String> {
    let mut seen = Vec::new();
    let ours = regex::Regex::new(r"\bx-").unwrap();
    let mut see = |run: Run| {
        let text = ours.replace_all(&run.out, "");
        let json: Value = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{error}: {}{}", run.out, run.err));
        let suffix = regex::Regex::new("-[0-9a-z]{6}(\\.md|\"|: | )").unwrap();
        seen.push(
            suffix
                .replace_all(&format!("{} {}", run.code, json["data"]), "-SUFFIX$1")
                .into_owned(),
        );
        let found = json["diagnostics"].as_array().unwrap();
        seen.push(found.iter().map(|one| one["code"].to_string()).collect());
    };
    let toolkit = sandbox
        .ok(format!("toolkit show {toolkit} --format json"))
        .json();
    for path in [
        "cohort/plan.toml",
        "plans/a/plan.toml",
        "plans/team-plan/plan.toml",
    ] {
        if sandbox.path(path).is_file() {
            let text = sandbox.read(path);
            sandbox.write(path, format!("{text}\nstart = 2026-06-01\n"));
        }
    }
    let second_step = toolkit["data"]["steps"][1]["id"].as_str().unwrap();
    let activities = toolkit["data"]["activities"].as_array().unwrap();
    for (number, activity) in activities.iter().enumerate() {
        let name = activity["id"].as_str().unwrap();
        let target = format!("{plan}/{name}");
        // Some are filled, some begun, some skipped, some left alone.
        if number % 7 == 6 {
            sandbox.ok(format!("record {target} --skip 'not for us' --no-commit"));
        } else if number % 5 != 4 {
            let mut answers = answers(activity, number % 2 == 0);
            if number % 5 == 3 {
                let first = answers.as_object().unwrap().keys().next().unwrap().clone();
                answers
                    .as_object_mut()
                    .unwrap()
                    .retain(|id, _| *id == first);
            }
            let mut arguments = vec!["record", &target, "--from", "-", "--no-commit"];
            if activity["repeat"].is_u64() {
                arguments.extend(["--add", "--title", "once"]);
            }
            if toolkit["data"]["for"] == "cohort" && activity["per"] == "plan" {
                arguments.extend(["--plan", "team-plan"]);
            }
            sandbox
                .run_with_input(&arguments, &answers.to_string())
                .ends_with(0);
        }
        see(sandbox.run(["status", plan, "--activities", "--format", "json"]));
    }
    // What can be drafted is, from what was recorded.
    for activity in activities {
        let outputs = activity["outputs"].as_array().unwrap();
        if outputs.iter().any(|one| one["draft"] != json!([])) {
            let target = format!("{plan}/{}", activity["id"].as_str().unwrap());
            let cohort = toolkit["data"]["for"] == "cohort";
            let mut arguments = vec!["draft", &target, "--no-commit", "--format", "json"];
            arguments.extend(cohort.then_some(["--about", "team-plan"]).iter().flatten());
            see(sandbox.run(arguments));
        }
    }
    for line in [
        format!("next {plan} --all"),
        "check".to_owned(),
        format!("status {plan} --step {second_step} --state done"),
        format!("status {plan} --step {second_step} --activities"),
        format!("show {plan}"),
        "score".to_owned(),
        "introduce".to_owned(),
        "board".to_owned(),
        "calendar --until 2027-06-30".to_owned(),
    ] {
        see(type_in(sandbox, &format!("{line} --format json")));
    }
    // The id of a task comes from the name of its record, so it is another one under other names.
    let mut tasks = sandbox.run(["actions", "--all", "--format", "json"]);
    let id = regex::Regex::new("(\"id\": )\"[0-9a-z]+\"").unwrap();
    tasks.out = id.replace_all(&tasks.out, "${1}null").into_owned();
    see(tasks);
    for activity in activities {
        see(sandbox.run(["list", activity["id"].as_str().unwrap(), "--format", "json"]));
    }
    if toolkit["data"]["for"] == "cohort" {
        see(sandbox.run(["show", "team-plan", "--format", "json"]));
    } else {
        let again = ["new", "again", "--continue", plan, "--format", "json"];
        see(sandbox.run(again).ends_with(0));
        see(sandbox.run(["status", "again", "--activities", "--format", "json"]));
    }
    seen
}

/// Fills all activities of a team's plan, so that there is something to draft from.
fn fill_team(sandbox: &Sandbox, plan: &str, toolkit: &str) {
    let shown = sandbox.run(["toolkit", "show", toolkit, "--format", "json"]);
    for activity in shown.json()["data"]["activities"].as_array().unwrap() {
        let target = format!("{plan}/{}", activity["id"].as_str().unwrap());
        let mut arguments = vec!["record", &target, "--from", "-", "--no-commit"];
        if activity["repeat"].is_u64() {
            arguments.extend(["--add", "--title", "once"]);
        }
        sandbox
            .run_with_input(&arguments, &answers(activity, true).to_string())
            .ends_with(0);
    }
}

/// The course of a plan made from a built-in toolkit, and of one made from the same under other names.
#[track_caller]
fn is_the_same_under_other_names(name: &str, plan: &str) -> Vec<String> {
    let built_in = Sandbox::new();
    built_in.run(["init", "--no-git"]).ends_with(0);
    let other = Sandbox::new();
    other.run(["init", "--no-git"]).ends_with(0);
    let worksheets = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("templates")
        .join(name)
        .join("worksheets");
    if worksheets.is_dir() {
        other.copy(&worksheets, "toolkits/ours/worksheets");
    }
    // A template is called after its activity.
    let templates = worksheets.with_file_name("templates");
    let templates = templates.is_dir().then(|| bytes_below(&templates));
    for (path, text) in templates.into_iter().flatten() {
        let name = path.file_name().unwrap().to_string_lossy();
        other.write(&format!("toolkits/ours/templates/{PREFIX}{name}"), text);
    }
    other.write("toolkits/ours/toolkit.toml", renamed(name));
    other
        .run(["toolkit", "check", "toolkits/ours"])
        .ends_with(0);
    let theirs = format!("{PREFIX}{name}");
    let mut courses = Vec::new();
    for (sandbox, toolkit) in [(&built_in, name), (&other, theirs.as_str())] {
        // A programme is about plans of teams; what it drafts from them, their toolkit's names say.
        if plan == "cohort" {
            let mut team = "real-time-redesign".to_owned();
            if toolkit == theirs {
                sandbox.write("toolkits/team/toolkit.toml", renamed(&team));
                team.insert_str(0, PREFIX);
            }
            sandbox.ok(format!("new team-plan --toolkit {team}"));
            fill_team(sandbox, "team-plan", &team);
        }
        sandbox.ok(format!("new {plan} --toolkit {toolkit}"));
        courses.push(course(sandbox, plan, toolkit));
    }
    let [one, two] = courses.as_slice() else {
        unreachable!()
    };
    for (one, two) in one.iter().zip(two) {
        assert_eq!(one, two);
    }
    assert_eq!(one.len(), two.len());
    courses.remove(0)
}

#[test]
fn code_knows_no_activity() {
    let seen = is_the_same_under_other_names("real-time-redesign", "a");
    let says = |words: &str| seen.iter().any(|seen| seen.contains(words));
    assert!(says("\"skipped\":2") && says("\"percent\":"));
    assert!(says("\"carried\":[\"team\",\"commitment\""));
}

#[test]
fn code_knows_no_activity_of_a_cohort() {
    let seen = is_the_same_under_other_names("strategy-lab", "cohort");
    let says = |words: &str| seen.iter().any(|seen| seen.contains(words));
    assert!(says("\"skipped\":1") && says("\"state\":\"done\""));
    assert!(says("\"about\":\"team-plan\""), "what is kept with a plan");
    assert!(
        says("\"id\":\"problem\",\"state\":\"drafted\"") && says("team-plan/problem: Our question"),
        "what is drafted from a plan of another toolkit"
    );
}
