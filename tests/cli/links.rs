//! Links between records: followed, checked, and marked when what they lead to changed since. Written by hand they count
//! just the same, in the built-in programme and in one of another field.

use super::cohort::Cohort;
use super::sandbox::{Run, Sandbox};
use serde_json::{Value, json};

/// A toolkit for cohorts, and the names in it that a test needs.
pub(super) struct Field {
    pub toolkit: &'static str,
    /// Makes claims.
    pub finding: &'static str,
    /// Folder of its records.
    pub folder: &'static str,
    /// An answer to all that it requires besides what supports it.
    pub claim: &'static [&'static str],
    /// Links to what supports it and what speaks against it.
    pub support: &'static str,
    pub contrary: &'static str,
    /// A row of what supports it, of a target and whether it was measured.
    pub row: fn(&str, bool) -> String,
    /// The same by hand: the head of the table.
    pub head: &'static str,
    /// Who agreed, and the words of a team's yes and no.
    pub consent: &'static str,
    pub agreed: fn(&str, bool) -> String,
    /// Tells about one team: its activity, the folder of its records, the link, the text that is released, the release.
    pub story: &'static str,
    pub stories: &'static str,
    pub about: &'static str,
    pub rest: &'static [&'static str],
    pub text: &'static str,
    pub release: &'static str,
    pub released: &'static str,
    pub held: &'static str,
}

pub(super) const FIELDS: [Field; 2] = [
    Field {
        toolkit: "strategy-lab",
        finding: "finding",
        folder: "cohort/3-share/finding",
        claim: &[
            "claim=Feedback helps while it can be used.",
            "scope=Two middle schools",
        ],
        support: "supported",
        contrary: "contradicted",
        row: |target, measured| {
            let how = if measured { "measured" } else { "told" };
            format!("{target} | in their words | {how}")
        },
        head: "| Record | What it shows | Measured or told |\n| --- | --- | --- |",
        consent: "consent",
        agreed: |team, yes| {
            format!(
                "{team} | {} | all | head | ",
                if yes { "yes" } else { "no" }
            )
        },
        story: "case-study",
        stories: "cohort/3-share/case-study",
        about: "about",
        rest: &[
            "context=A town",
            "problem=Slow feedback",
            "tried=Short notes",
            "learned=Begin small",
        ],
        text: "happened",
        release: "approval",
        released: "released",
        held: "held-back",
    },
    Field {
        toolkit: "river-watch",
        finding: "drift",
        folder: "cohort/2-downstream/drift",
        claim: &["saying=The river rises later."],
        support: "for-it",
        contrary: "against-it",
        row: |target, measured| {
            let how = if measured { "gauge" } else { "hearsay" };
            format!("as they say | {how} | {target}")
        },
        head: "| why | Gauge or hearsay | Where it stands |\n| --- | --- | --- |",
        consent: "nod",
        agreed: |team, yes| format!("{} | {team}", if yes { "aye" } else { "nay" }),
        story: "yarn",
        stories: "cohort/2-downstream/yarn",
        about: "boat",
        rest: &[],
        text: "story",
        release: "let-go",
        released: "let-go",
        held: "tied-up",
    },
];

/// A workspace with three team plans, of which two have an answer, and the programme.
pub(super) fn cohort(field: &Field) -> Sandbox {
    let cohort = Cohort::of(&["north", "hills/south", "west"]);
    let sandbox = cohort.programme(field.toolkit).made();
    for plan in ["north", "south"] {
        set(
            &sandbox,
            &format!("{plan}/problem"),
            &["evidence=Nine of twelve"],
        );
    }
    sandbox
}

/// Records answers; gives the record's name.
pub(super) fn record(sandbox: &Sandbox, target: &str, answers: &[&str], more: &[&str]) -> String {
    let mut arguments = vec!["record", target, "--format", "json"];
    arguments.extend(more);
    for answer in answers {
        arguments.extend(["--set", answer]);
    }
    let data = sandbox.run(arguments).ends_with(0).json()["data"].clone();
    data["record"].as_str().unwrap_or_default().to_owned()
}

pub(super) fn set(sandbox: &Sandbox, target: &str, answers: &[&str]) {
    record(sandbox, target, answers, &[]);
}

/// Adds a finding with these rows of support; gives its full name.
pub(super) fn finding(
    sandbox: &Sandbox,
    field: &Field,
    rows: &[(&str, bool)],
    more: &[&str],
) -> String {
    let rows: Vec<String> = rows
        .iter()
        .map(|(target, measured)| (field.row)(target, *measured))
        .collect();
    let support = format!("{}={}", field.support, rows.join("\n"));
    let mut answers = field.claim.to_vec();
    answers.push(&support);
    answers.extend(more);
    let target = format!("cohort/{}", field.finding);
    let name = record(sandbox, &target, &answers, &["--add"]);
    format!("{target}/{name}")
}

pub(super) fn shown(sandbox: &Sandbox, target: &str) -> Value {
    let json = sandbox.ok(format!("show '{target}' --format json")).json();
    json["data"]["activity"]["records"][0].clone()
}

pub(super) fn state(sandbox: &Sandbox, activity: &str) -> String {
    let status = ["status", "cohort", "--activities", "--format", "json"];
    let status = sandbox.run(status).ends_with(0).json();
    let all = status["data"]["plans"][0]["activity"].as_array().unwrap();
    let found = all.iter().find(|one| one["id"] == activity).unwrap();
    found["state"].as_str().unwrap().to_owned()
}

/// The diagnostics of `check` of one code: message, path and line.
pub(super) fn said(sandbox: &Sandbox, code: &str) -> Vec<(String, String, u64)> {
    let json = sandbox.run(["check", "--format", "json"]).json();
    let all = json["diagnostics"].as_array().unwrap().iter();
    all.filter(|one| one["code"] == code)
        .map(|one| {
            assert!(one["help"].as_str().unwrap().contains("redesign ") || one["help"].is_string());
            (
                one["message"].as_str().unwrap().to_owned(),
                one["path"].as_str().unwrap().to_owned(),
                one["line"].as_u64().unwrap_or(0),
            )
        })
        .collect()
}

fn path_of(field: &Field, name: &str) -> String {
    format!("{}/{}.md", field.folder, name.rsplit('/').next().unwrap())
}

/// What a link leads to is stamped when the record is done; another answer there opens it again, other white space not.
#[test]
fn marked_when_the_target_changes() {
    for field in &FIELDS {
        let sandbox = cohort(field);
        let name = finding(&sandbox, field, &[("north/problem", false)], &[]);
        let text = sandbox.read(&path_of(field, &name));
        assert!(text.contains("\n  \"/north/problem\": \"j"), "{text}");
        assert_eq!(state(&sandbox, field.finding), "done");

        // The same words in other clothes.
        let problem = "plans/north/2-dream-big/problem.md";
        sandbox.edit(problem, "- Nine of twelve", "*   Nine of\n    twelve\n-");
        assert_eq!(state(&sandbox, field.finding), "done");
        assert_eq!(said(&sandbox, "W0213"), []);

        set(
            &sandbox,
            "north/problem",
            &["evidence=Ten of twelve", "statement=How might we begin?"],
        );
        assert_eq!(state(&sandbox, field.finding), "review");
        let next = sandbox.ok("next cohort");
        let accept = format!("redesign record {name} --reviewed");
        next.says("north/problem changed")
            .says("redesign diff north/problem\n")
            .says(&accept);
        sandbox
            .ok(format!("show {name}"))
            .says("changed since")
            .says(&accept);
        let [(message, path, line)] = &said(&sandbox, "W0213")[..] else {
            panic!("one is said: {:?}", said(&sandbox, "W0213"))
        };
        assert_eq!(
            *message,
            format!("north/problem has changed since {name} was done")
        );
        assert_eq!(*path, path_of(field, &name));
        let line_of = text
            .lines()
            .position(|line| line.contains("| north/problem"));
        let line_of = line_of.or_else(|| {
            text.lines()
                .position(|line| line.contains("north/problem |"))
        });
        assert_eq!(*line, line_of.unwrap() as u64 + 1);
        let listed = ["list", field.finding, "--format", "json"];
        let listed = sandbox.run(listed).ends_with(0).json();
        assert_eq!(
            listed["data"]["rows"][0]["changed"],
            json!(["north/problem"])
        );
        assert_eq!(
            listed["data"]["rows"][0]["backing"]["changed"],
            json!(["north/problem"])
        );

        sandbox
            .ok(format!("record {name} --reviewed"))
            .says("redesign diff north/problem");
        assert_eq!(state(&sandbox, field.finding), "done");
        assert_eq!(said(&sandbox, "W0213"), []);
        assert_eq!(
            sandbox
                .ok(format!("record {name} --reviewed"))
                .err
                .matches("nothing to review")
                .count(),
            1
        );
    }
}

/// A finding made in an editor links just the same; `check --fix` stamps it, and a merge of stamps needs no hands.
#[test]
fn by_hand() {
    for field in &FIELDS {
        let sandbox = cohort(field);
        let made = finding(&sandbox, field, &[("south/problem", true)], &[]);
        let text = sandbox.read(&path_of(field, &made));
        let (_, text) = text.split_once("---\n\n").unwrap();
        let by_hand = format!("{}/Early words.md", field.folder);
        let row = (field.row)(
            "[theirs](../../../plans/north/2-dream-big/problem.md#what-it-rests-on)",
            true,
        );
        let old = (field.row)("south/problem", true);
        let text = text.replace(&format!("| {old} |"), &format!("| {row} |"));
        assert!(text.contains("../plans/north"), "{text}");
        // As an editor on another system would write it.
        sandbox.write(&by_hand, text.replace('\n', "\r\n"));
        let target = format!("cohort/{}/Early words", field.finding);
        let links = shown(&sandbox, &target)["links"].clone();
        assert_eq!(links[0]["target"], "north/problem");
        assert_eq!(links[0]["found"], "there");
        assert_eq!(links[0]["state"], "doing");
        assert_eq!(links[0]["command"], "redesign show north/problem");
        // As other editors write it, and as `draft` does.
        let usual = sandbox.read(&by_hand);
        let plain = "(../../../plans/north/2-dream-big/problem.md#what-it-rests-on)";
        for other in [
            "(<../../../plans/north/2-dream-big/problem.md>)",
            "(../../../plans/north/2-dream-big/problem.md#x \"as of 4f1c2ab\")",
            "(../../../plans/north/2%2ddream-big/problem.md)",
        ] {
            sandbox.edit(&by_hand, plain, other);
            let links = shown(&sandbox, &target)["links"].clone();
            assert_eq!(links[0]["target"], "north/problem", "{other}: {links}");
            sandbox.write(&by_hand, &usual);
        }
        let infos = said(&sandbox, "I0301");
        assert_eq!(infos.len(), 1, "{infos:?}");
        assert!(infos[0].0.ends_with("noticed: north/problem"), "{infos:?}");
        sandbox.run(["check", "--fix", "--with-edits"]);
        let stamped = sandbox.read(&by_hand);
        assert!(
            stamped.starts_with("---\r\nbuilds_on:\r\n  \"/north/problem\": \"j"),
            "{stamped}"
        );
        assert_eq!(
            stamped.matches('\n').count(),
            stamped.matches("\r\n").count()
        );
        assert_eq!(said(&sandbox, "I0301"), []);
        set(&sandbox, "north/problem", &["evidence=Other"]);
        let changed = said(&sandbox, "W0213");
        assert_eq!(changed.len(), 1, "{changed:?}");
        assert_eq!(changed[0].1, by_hand);
    }
}

/// What is stamped survives another title of the target's file; its removal is a change.
#[test]
fn a_record_of_several_is_known_by_its_end() {
    let field = &FIELDS[0];
    let sandbox = cohort(field);
    let answers = [
        "group=student",
        "consent=quotes",
        "words=Too late",
        "context=At noon",
    ];
    let known = sandbox
        .run(["toolkit", "show", "real-time-redesign", "--format", "json"])
        .json();
    let activity = known["data"]["activities"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == "interviews")
        .unwrap();
    let outputs: Vec<&str> = activity["outputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    let answers: Vec<&str> = answers
        .into_iter()
        .filter(|one| outputs.contains(&one.split('=').next().unwrap()))
        .collect();
    let stem = record(
        &sandbox,
        "north/interviews",
        &answers,
        &["--add", "--title", "First"],
    );
    let suffix = stem.rsplit('-').next().unwrap().to_owned();
    let name = finding(
        &sandbox,
        field,
        &[(&format!("north/interviews/{suffix}"), false)],
        &[],
    );
    let path = path_of(field, &name);
    assert!(
        sandbox
            .read(&path)
            .contains(&format!("\"/north/interviews/{suffix}\": \"j"))
    );
    let folder = "plans/north/1-come-together/interviews";
    let renamed = format!("{folder}/2026-11-23-another-{suffix}.md");
    sandbox.git(&["mv", &format!("{folder}/{stem}.md"), &renamed]);
    assert_eq!(shown(&sandbox, &name)["links"][0]["title"], "First");
    assert_eq!(state(&sandbox, field.finding), "done");
    assert_eq!(said(&sandbox, "W0211"), []);
    sandbox.git(&["rm", "-qf", &renamed]);
    assert_eq!(state(&sandbox, field.finding), "review");
    assert_eq!(said(&sandbox, "W0212").len(), 1);
}

/// Each row: a link, what it is found to be, and words that are said of it.
#[test]
fn where_a_link_leads() {
    for field in &FIELDS {
        let sandbox = cohort(field);
        std::fs::write(sandbox.home().join("secret.md"), "the password").unwrap();
        sandbox.write("notes.md", "# Notes\n");
        sandbox.write("plans/west/1-come-together/team.md", b"\xff");
        sandbox.ok("record south/team --skip 'They left'");
        let rows = [
            ("north", "there", ""),
            ("north/problem", "there", ""),
            ("north/problem@v1", "there", ""),
            ("north/team", "withdrawn", "it has no answer"),
            ("south/team", "withdrawn", "it is left out: They left"),
            ("nroth/problem", "missing", "no plan named \"nroth\""),
            (
                "north/probelm",
                "missing",
                "\"north\" has no activity \"probelm\"",
            ),
            ("north/interviews/x1", "missing", "has no record \"x1\""),
            ("west/team", "unreadable", "not UTF-8"),
            ("../../../plans/north/README.md", "there", ""),
            (
                "../../../plans/north/1-come-together/interviews/README.md",
                "withdrawn",
                "it has no answer",
            ),
            ("../../../plans/north/2-dream-big/problem.md", "there", ""),
            ("../../../plans/north/2%2Ddream-big/problem.md", "there", ""),
            (
                "../../../plans/north/2-dream-big/gone.md",
                "missing",
                "has no file",
            ),
            ("../../../notes.md", "missing", "not a record of a plan"),
            ("../../../nowhere.md", "missing", "no file"),
            (
                "../../../../home/secret.md",
                "missing",
                "outside the workspace",
            ),
            (
                "../../../../../../../../../etc/x.md",
                "missing",
                "outside the workspace",
            ),
            ("https://example.org/a", "page", ""),
        ];
        let name = finding(
            &sandbox,
            field,
            &rows.map(|(target, ..)| (target, true)),
            &[],
        );
        let links = shown(&sandbox, &name)["links"].as_array().unwrap().clone();
        assert_eq!(links.len(), rows.len());
        for (link, (target, found, why)) in links.iter().zip(rows) {
            assert_eq!(link["words"], target);
            assert_eq!(link["found"], found, "{link}");
            assert_eq!(link["output"], field.support);
            let said = link["why"].as_str().unwrap_or_default();
            assert!(
                said.contains(why) && said.is_empty() == why.is_empty(),
                "{target}: {said}"
            );
        }
        assert_eq!(links[5]["near"], "north/problem");
        assert_eq!(links[6]["near"], "north/problem");
        let check = sandbox.run(["check", "cohort"]);
        check
            .says("did you mean \"north/problem\"?")
            .says("this link can't be checked: it can't be read: this file is not UTF-8")
            .says("after a merge, this number can refer to another version")
            .never_says("password");
        // It is said of each at its own line and column.
        let text = sandbox.read(&path_of(field, &name));
        let json = sandbox.run(["check", "cohort", "--format", "json"]).json();
        let at = json["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["message"].as_str().unwrap().contains("nroth"))
            .unwrap()
            .clone();
        let line = text
            .lines()
            .nth(usize::try_from(at["line"].as_u64().unwrap()).unwrap() - 1)
            .unwrap();
        let column = usize::try_from(at["column"].as_u64().unwrap()).unwrap() - 1;
        assert!(line[column..].starts_with("nroth/problem"), "{at} {line}");
        // What isn't there is named, and hides nothing else.
        let strength = shown(&sandbox, &name)["backing"]["support"].clone();
        assert_eq!(strength["teams"], json!(["north"]));
    }
}

/// A link that leads out of the workspace by way of a symbolic link is never followed.
#[cfg(unix)]
#[test]
fn no_way_out() {
    let field = &FIELDS[0];
    let sandbox = cohort(field);
    let other = Sandbox::with_plans(&["hidden"]);
    set(&other, "hidden/problem", &["evidence=the password"]);
    std::os::unix::fs::symlink(other.path("plans/hidden"), sandbox.path("plans/hidden")).unwrap();
    let rows = [
        ("hidden/problem", true),
        ("../../../plans/hidden/2-dream-big/problem.md", true),
    ];
    let name = finding(&sandbox, field, &rows, &[]);
    for link in shown(&sandbox, &name)["links"].as_array().unwrap() {
        assert_eq!(link["found"], "missing", "{link}");
    }
}

/// Versions that a link names are looked for in history; a number is one that a merge can move.
#[test]
fn versions_that_are_not_there() {
    let field = &FIELDS[0];
    let sandbox = cohort(field);
    let commit = sandbox.git(&["rev-parse", "HEAD"]);
    let targets = [
        "north/problem@v1",
        "north/problem@v9",
        &format!("north/problem@{}", commit.trim()),
        "north/problem@2026-11-23",
        "north/problem@1999-01-01",
    ];
    let name = finding(&sandbox, field, &targets.map(|one| (one, true)), &[]);
    let missing: Vec<String> = said(&sandbox, "W0217")
        .into_iter()
        .map(|(message, ..)| message)
        .collect();
    assert_eq!(missing.len(), 2, "{missing:?}");
    assert!(missing[0].contains("no version \"v9\""), "{missing:?}");
    assert!(missing[1].contains("1999-01-01"), "{missing:?}");
    assert_eq!(said(&sandbox, "I0311").len(), 2);
    // What is named by its version never changes.
    let before = sandbox.read(&path_of(field, &name));
    assert!(!before.contains("builds_on"), "{before}");
    set(&sandbox, "north/problem", &["evidence=Other words"]);
    assert_eq!(state(&sandbox, field.finding), "done");
    let shown: Run = sandbox.ok(format!("show {name}"));
    shown.says("redesign show north/problem@v1");
    // Without git nothing is known of versions, and nothing is said.
    let away = sandbox.path(".git-away");
    std::fs::rename(sandbox.path(".git"), away).unwrap();
    assert_eq!(said(&sandbox, "W0217"), []);
}

/// The past is read with the links of the past.
#[test]
fn links_of_then() {
    for field in &FIELDS {
        let sandbox = cohort(field);
        let name = finding(&sandbox, field, &[("north/problem", true)], &[]);
        let then = sandbox.git(&["rev-parse", "HEAD"]).trim().to_owned();
        set(&sandbox, "north/problem", &["evidence=Other words"]);
        let state_at = |at: &str| {
            let status = [
                "status",
                "cohort",
                "--activities",
                "--at",
                at,
                "--format",
                "json",
            ];
            let status = sandbox.run(status).ends_with(0).json();
            let all = status["data"]["plans"][0]["activity"]
                .as_array()
                .unwrap()
                .clone();
            all.iter().find(|one| one["id"] == field.finding).unwrap()["state"].clone()
        };
        assert_eq!(state_at(&then), "done");
        assert_eq!(state_at("HEAD"), "review");
        let link = shown(&sandbox, &format!("{name}@v1"))["links"][0].clone();
        assert_eq!(
            (&link["found"], &link["changed"]),
            (&json!("there"), &json!(false))
        );
    }
}

/// A plan that is a repository of its own is followed where it is here; where it isn't, that is said and not guessed.
#[test]
fn a_plan_in_its_own_repository() {
    let field = &FIELDS[0];
    let sandbox = cohort(field);
    let name = finding(
        &sandbox,
        field,
        &[("west/problem", true), ("north/problem", true)],
        &[],
    );
    sandbox.git(&["rm", "-rq", "--cached", "plans/west"]);
    sandbox.write(
        ".gitmodules",
        "[submodule \"west\"]\n\tpath = plans/west\n\turl = ../west\n",
    );
    sandbox.git(&["add", "."]);
    sandbox.git(&["rm", "-rq", "--cached", "plans/west"]);
    sandbox.git(&["commit", "-qm", "west has its own repository"]);
    sandbox.ok("record west/problem --set evidence=Theirs --no-commit");
    let found = |sandbox: &Sandbox| shown(sandbox, &name)["links"][0]["found"].clone();
    assert_eq!(found(&sandbox), "there");
    std::fs::remove_dir_all(sandbox.path("plans/west")).unwrap();
    std::fs::create_dir(sandbox.path("plans/west")).unwrap();
    assert_eq!(found(&sandbox), "elsewhere");
    assert_eq!(said(&sandbox, "I0312").len(), 1);
    assert_eq!(said(&sandbox, "W0212"), []);
    let backing = shown(&sandbox, &name)["backing"].clone();
    assert_eq!(backing["support"]["teams"], json!(["north"]));
    assert!(
        backing["lacking"][0]
            .as_str()
            .unwrap()
            .contains("can't be read: west/problem"),
        "{backing}"
    );
}

/// A team's plan may link, too; a list of links is one, and words may follow each.
#[test]
fn lists_of_links_and_hostile_words() {
    let sandbox = cohort(&FIELDS[0]);
    let name = record(
        &sandbox,
        "cohort/small-group",
        &[
            "teams=north: the coach\nhills/south",
            "question=Who rides?",
            "outcome=Nothing",
            "why=north/problem, the same bus",
        ],
        &["--add"],
    );
    let target = format!("cohort/small-group/{name}");
    let links = shown(&sandbox, &target)["links"].clone();
    let found: Vec<(&str, &str)> = links
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["words"].as_str().unwrap(),
                one["found"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("north", "there"),
            ("hills/south", "missing"),
            ("north/problem", "there")
        ]
    );
    assert_eq!(said(&sandbox, "W0211").len(), 1);
    sandbox
        .fails(2, format!("record {target} --set teams='(nobody)'"))
        .says("doesn't begin with a link");
    // Whatever is written there is shown and not obeyed.
    let path = format!("cohort/2-learn-together/small-group/{name}.md");
    let long = "x".repeat(5000);
    for words in [
        "- \u{1b}]0;evil\u{7}/x",
        "- [a](b.md\u{202e})",
        &format!("- {long}/{long}"),
        "- \u{e9}t\u{e9}",
        "- a/b/c/d",
        "- ../../../../../x.md",
    ] {
        let before = sandbox.read(&path);
        sandbox.edit(&path, "- north: the coach", words);
        let run = sandbox.run(["check"]);
        assert!(
            run.code == 1 && !run.out.contains(['\u{1b}', '\u{202e}', '\u{7}']),
            "{words:?}: {}",
            run.out
        );
        sandbox.ok(format!("show {target}"));
        sandbox.ok("list small-group --format csv");
        sandbox.write(&path, before);
    }
}

/// Where there are many, plans are looked for otherwise and files are read in parallel; nobody sees a difference.
#[test]
fn many_links_are_followed_as_few_are() {
    for field in &FIELDS {
        let sandbox = cohort(field);
        let meta = sandbox.read("plans/north/plan.toml");
        for at in 0..20 {
            sandbox.write(&format!("plans/more/p{at}/plan.toml"), &meta);
        }
        // Inside another plan, deeper than one of the same name, and two as deep as each other.
        for folder in ["more/p0/p1", "deep/er/p2", "deep/twin", "other/twin"] {
            sandbox.write(&format!("plans/{folder}/plan.toml"), &meta);
        }
        let finding = format!("cohort/{}", field.finding);
        let more = (0..80).map(|at| format!("p{}", at % 20));
        let special = "p1 p2 twin nroth/problem zz zz south west/problem north/problem cohort";
        let mut targets: Vec<String> = special.split(' ').map(str::to_owned).collect();
        let few = targets.len() + 1;
        targets.push(format!("{finding}/f000"));
        targets.extend(more);
        let write = |name: &str, target: &str| {
            let row = (field.row)(target, false);
            let text = format!("## {}\n\n{}\n| {row} |\n", field.support, field.head);
            sandbox.write(&format!("{}/{name}.md", field.folder), text);
        };
        let shown = || {
            let json = ["show", &finding, "--format", "json"];
            let json = sandbox.run(json).ends_with(0).json();
            let records = json["data"]["activity"]["records"].as_array().unwrap();
            let of = |record: &Value| {
                let name = record["name"].as_str().unwrap().to_owned();
                (name, record["links"].clone())
            };
            records.iter().map(of).collect::<Vec<(String, Value)>>()
        };
        let name = |at: usize| format!("f{at:03}");
        let alone: Vec<Value> = targets[..few]
            .iter()
            .map(|target| {
                write("f000", target);
                shown()[0].1.clone()
            })
            .collect();
        for (at, target) in targets.iter().enumerate() {
            write(&name(at), target);
        }
        let broken = format!("{}/f050.md", field.folder);
        sandbox.write(&broken, b"## x\n\n\xff\n");
        let all = shown();
        let names: Vec<&String> = all.iter().map(|(name, _)| name).collect();
        let expected: Vec<String> = (0..targets.len()).map(name).collect();
        assert_eq!(names, expected.iter().collect::<Vec<_>>(), "in their order");
        for ((name, links), alone) in all.iter().zip(&alone) {
            assert_eq!(links, alone, "{} {name}", field.toolkit);
        }
        let words = serde_json::to_string(&alone).unwrap();
        for said in ["2 plans are named", "north/problem", "no plan named"] {
            assert!(words.contains(said), "{said}: {words}");
        }
        for (_, links) in all.iter().skip(few).filter(|(name, _)| name != "f050") {
            assert_eq!(links[0]["found"], "there", "{links}");
        }
        sandbox.fails(3, "check cohort").says(&broken);
    }
}
