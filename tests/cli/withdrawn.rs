//! Withdrawn means withdrawn: each way of taking something back, by the program, in an editor and by a merge, against each
//! thing that rests on it.

use super::links::record;
use super::sandbox::Sandbox;
use serde_json::Value;

/// Ways of taking something back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Skip,
    Empty,
    Delete,
    Reword,
    ConsentNo,
    HeldBack,
    /// The release is deleted.
    ApprovalGone,
    /// Of the record's own consent and words.
    OwnNo,
    OwnConsentGone,
    OwnReword,
}

/// How it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Means {
    Command,
    Hand,
    /// By hand, on a branch that is merged.
    Merge,
}

/// What rests on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rests {
    Finding,
    /// A case study that quotes it, and isn't released.
    CaseStudy,
    Link,
    /// A case study that is drafted again.
    Draft,
    /// A case study that quotes it, and is released.
    Release,
}

const WAYS: [Way; 10] = [
    Way::Skip,
    Way::Empty,
    Way::Delete,
    Way::Reword,
    Way::ConsentNo,
    Way::HeldBack,
    Way::ApprovalGone,
    Way::OwnNo,
    Way::OwnConsentGone,
    Way::OwnReword,
];

/// What can be agreed to itself.
const OWN: [Rests; 3] = [Rests::Finding, Rests::CaseStudy, Rests::Release];

/// Cells that can't exist, with the reason.
fn impossible(way: Way, means: Means, rests: Rests) -> Option<&'static str> {
    match (way, means, rests) {
        (Way::OwnNo | Way::OwnConsentGone | Way::OwnReword, _, Rests::Link) => {
            Some("a record with plain links asks nobody for consent")
        }
        (Way::OwnNo | Way::OwnConsentGone, _, Rests::Draft) => {
            Some("consent is never drafted, so a draft says nothing of it")
        }
        (Way::OwnReword, _, Rests::Draft) => {
            Some("people's own words stay in a draft: nothing of them was withdrawn")
        }
        (Way::Delete, Means::Command, _) => {
            Some("no command deletes a record: undo only takes back what nothing builds on yet")
        }
        _ => None,
    }
}

const PROBLEM: &str = "plans/north/2-dream-big/problem.md";
const FINDINGS: &str = "cohort/3-share/finding";
const STORIES: &str = "cohort/3-share/case-study";

/// Names of the records, and the workspace with all of them committed.
struct Scene {
    sandbox: Sandbox,
    /// A finding and a case study that others rest on.
    base_finding: String,
    base_story: String,
    finding: String,
    link: String,
    /// Drafted, with consent, and not released.
    draft: String,
    released: String,
}

const YES: &str = "consent=north | yes | all | head | \nsouth | yes | all | head | ";

fn quote(story: &str) -> String {
    format!("> They began small ([their story]({story}.md))")
}

fn case_study(sandbox: &Sandbox, title: &str, base_story: &str, approval: &[&str]) -> String {
    let drafted = sandbox.run([
        "draft",
        "cohort/case-study",
        "--about",
        "north",
        "--title",
        title,
        "--format",
        "json",
    ]);
    let drafted = drafted.json()["data"]["record"]
        .as_str()
        .unwrap()
        .to_owned();
    let along = format!("along-the-way={}", quote(base_story));
    let mut answers = vec![
        "context=A town",
        "happened=It worked",
        "sources=Its records",
        along.as_str(),
        YES,
    ];
    answers.extend(approval);
    record(
        sandbox,
        &format!("cohort/case-study/{drafted}"),
        &answers,
        &[],
    );
    drafted
}

impl Scene {
    fn new() -> Self {
        let sandbox = super::cohort::Cohort::of(&["north", "south"]).made();
        let set =
            |target: &str, answers: &[&str], more: &[&str]| record(&sandbox, target, answers, more);
        set(
            "north/problem",
            &["statement=How might we begin?", "evidence=Nine of twelve"],
            &[],
        );
        set(
            "north/match",
            &["idea=A weekly call", "why=It needs no app"],
            &[],
        );
        set(
            "south/problem",
            &["statement=How might we end?", "evidence=Two of twelve"],
            &[],
        );
        let claim = ["claim=Small steps help.", "scope=Two schools", YES];
        let support = |rows: &[&str]| {
            let rows = rows
                .iter()
                .map(|row| format!("{row} | in their words | told"));
            format!("supported={}", rows.collect::<Vec<_>>().join("\n"))
        };
        let rows = support(&["north/match", "south/problem"]);
        let answers = [&claim[..], &[rows.as_str()]].concat();
        let base_finding = set("cohort/finding", &answers, &["--add", "--title", "base"]);
        let story = [
            "about=south",
            "context=A",
            "problem=B",
            "tried=C",
            "happened=D",
            "learned=E",
        ];
        let answers = [
            &story[..],
            &["consent=south | yes | all | head | ", "approval=released"],
        ]
        .concat();
        let base_story = set("cohort/case-study", &answers, &["--add", "--title", "base"]);
        let (on_finding, on_story) = (
            format!("cohort/finding/{base_finding}"),
            format!("cohort/case-study/{base_story}"),
        );
        let rows = support(&["north/problem", &on_finding, &on_story]);
        let answers = [
            &["claim=It lasts.", "scope=Here", YES][..],
            &[rows.as_str()],
        ]
        .concat();
        let finding = set("cohort/finding", &answers, &["--add", "--title", "resting"]);
        let why = format!("why=north/problem\n{on_finding}\n{on_story}");
        let answers = [
            "teams=north",
            "question=How?",
            "outcome=A plan",
            why.as_str(),
        ];
        let link = set(
            "cohort/small-group",
            &answers,
            &["--add", "--title", "linking"],
        );
        let released = case_study(&sandbox, "one", &base_story, &["approval=released"]);
        let text = sandbox.read(&format!("{STORIES}/{released}.md"));
        for quoted in ["How might we begin?", "Small steps help."] {
            assert!(text.contains(quoted), "{text}");
        }
        // The second can't be drafted beside the first, about the same team: it begins as its copy.
        let draft = released.replace("-one-", "-two-");
        let draft = format!("{}drft00", &draft[..draft.len() - 6]);
        sandbox.write(&format!("{STORIES}/{draft}.md"), text);
        sandbox.git(&["add", "-A"]);
        sandbox.git(&["commit", "-qm", "a second one"]);
        set(&format!("cohort/case-study/{draft}"), &["approval="], &[]);
        Self {
            sandbox,
            base_finding,
            base_story,
            finding,
            link,
            draft,
            released,
        }
    }

    /// The same in another directory, to take something back.
    fn copied(&self) -> Self {
        let sandbox = Sandbox::new();
        let from = self.sandbox.work().join(".");
        let run = std::process::Command::new("cp")
            .arg("-a")
            .arg(from)
            .arg(sandbox.work())
            .status();
        assert!(run.unwrap().success());
        Self {
            sandbox,
            base_finding: self.base_finding.clone(),
            base_story: self.base_story.clone(),
            finding: self.finding.clone(),
            link: self.link.clone(),
            draft: self.draft.clone(),
            released: self.released.clone(),
        }
    }

    /// The file and the name of what rests there.
    fn resting(&self, rests: Rests) -> (String, String) {
        let (folder, activity, record) = match rests {
            Rests::Finding => (FINDINGS, "finding", &self.finding),
            Rests::CaseStudy | Rests::Draft => (STORIES, "case-study", &self.draft),
            Rests::Link => (
                "cohort/2-learn-together/small-group",
                "small-group",
                &self.link,
            ),
            Rests::Release => (STORIES, "case-study", &self.released),
        };
        (
            format!("{folder}/{record}.md"),
            format!("cohort/{activity}/{record}"),
        )
    }

    /// Takes something back in the files, as an editor does.
    fn by_hand(&self, way: Way) {
        let sandbox = &self.sandbox;
        let base_finding = format!("{FINDINGS}/{}.md", self.base_finding);
        let base_story = format!("{STORIES}/{}.md", self.base_story);
        let own = OWN.map(|rests| self.resting(rests).0);
        match way {
            Way::Skip => {
                let text = sandbox.read(PROBLEM);
                let text = text.strip_prefix("---\n").map_or_else(
                    || format!("---\nskipped: they asked us to\n---\n{text}"),
                    |rest| format!("---\nskipped: they asked us to\n{rest}"),
                );
                sandbox.write(PROBLEM, text);
            }
            Way::Empty => {
                sandbox.edit(PROBLEM, "\nHow might we begin?\n", "\n");
                sandbox.edit(PROBLEM, "Nine of twelve", "");
            }
            Way::Delete => std::fs::remove_file(sandbox.path(PROBLEM)).unwrap(),
            Way::Reword => sandbox.edit(PROBLEM, "How might we begin?", "How might we stop?"),
            Way::ConsentNo => change(sandbox, &base_finding, "| north | yes |", "| north | no |"),
            Way::HeldBack => sandbox.edit(&base_story, "\nreleased\n", "\nheld-back\n"),
            Way::ApprovalGone => sandbox.edit(&base_story, "\nreleased\n", "\n"),
            Way::OwnNo => {
                for own in &own {
                    change(sandbox, own, "| north | yes |", "| north | no |");
                }
            }
            Way::OwnConsentGone => {
                for own in &own {
                    let text = sandbox.read(own);
                    let lines = text
                        .lines()
                        .filter(|line| !line.starts_with("| north | yes"));
                    sandbox.write(own, lines.collect::<Vec<_>>().join("\n") + "\n");
                }
            }
            Way::OwnReword => {
                let [finding, one, other] = &own;
                sandbox.edit(finding, "It lasts.", "It ends.");
                for own in [one, other] {
                    sandbox.edit(own, "\nIt worked\n", "\nIt failed\n");
                }
            }
        }
    }

    fn by_command(&self, way: Way) {
        let sandbox = &self.sandbox;
        let (finding, story) = (
            format!("cohort/finding/{}", self.base_finding),
            format!("cohort/case-study/{}", self.base_story),
        );
        let own = OWN.map(|rests| self.resting(rests).1);
        let set = |target: &str, answers: &[&str]| {
            record(sandbox, target, answers, &[]);
        };
        let no = YES.replacen("yes", "no", 1);
        match way {
            Way::Skip => {
                sandbox.ok("record north/problem --skip 'they asked us to'");
            }
            Way::Empty => set("north/problem", &["statement=", "evidence="]),
            Way::Delete => unreachable!("no command deletes a record"),
            Way::Reword => set("north/problem", &["statement=How might we stop?"]),
            Way::ConsentNo => set(&finding, &[&no]),
            Way::HeldBack => set(&story, &["approval=held-back"]),
            Way::ApprovalGone => set(&story, &["approval="]),
            Way::OwnNo => {
                for own in &own {
                    set(own, &[&no]);
                }
            }
            Way::OwnConsentGone => {
                let left = "consent=south | yes | all | head | ";
                for own in &own {
                    set(own, &[left]);
                }
            }
            Way::OwnReword => {
                let [finding, one, other] = &own;
                set(finding, &["claim=It ends."]);
                for own in [one, other] {
                    set(own, &["happened=It failed"]);
                }
            }
        }
    }

    fn withdraw(&self, way: Way, means: Means) {
        let sandbox = &self.sandbox;
        match means {
            Means::Command => self.by_command(way),
            Means::Hand => self.by_hand(way),
            Means::Merge => {
                sandbox.git(&["switch", "-qc", "side"]);
                self.by_hand(way);
                sandbox.git(&["commit", "-qam", "taken back"]);
                sandbox.git(&["switch", "-q", "main"]);
                sandbox.ok("record south/problem --set 'evidence=Three of twelve'");
                sandbox.git(&["merge", "-q", "--no-edit", "side"]);
            }
        }
    }

    /// What `check` says: paths, codes and messages.
    fn named(&self) -> Vec<[String; 3]> {
        let json = self.sandbox.run(["check", "--format", "json"]).json();
        let all = json["diagnostics"].as_array().unwrap().iter();
        let all = all.filter(|one| one["severity"] == "warning");
        let word = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
        all.map(|one| ["path", "code", "message"].map(|key| word(one, key)))
            .collect()
    }

    fn backing(&self, name: &str) -> Value {
        let json = self
            .sandbox
            .ok(format!("show '{name}' --format json"))
            .json();
        json["data"]["activity"]["records"][0]["backing"].clone()
    }
}

/// Replaces words of a table, however its columns are filled up.
fn change(sandbox: &Sandbox, path: &str, from: &str, to: &str) {
    let plain = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = sandbox.read(path);
    let is_meant = |line: &&str| plain(line).starts_with(from);
    assert_eq!(
        text.lines().filter(is_meant).count(),
        1,
        "{from} in {path}:\n{text}"
    );
    let lines = text.lines().map(|line| {
        if is_meant(&line) {
            plain(line).replacen(from, to, 1)
        } else {
            line.to_owned()
        }
    });
    sandbox.write(path, lines.collect::<Vec<_>>().join("\n") + "\n");
}

/// The reason that is expected in words.
fn reason(way: Way) -> &'static str {
    match way {
        Way::Skip => "is left out: they asked us to",
        Way::Empty => "has no answer",
        Way::Delete => "problem",
        Way::Reword | Way::ApprovalGone => "changed",
        Way::HeldBack => "is held back",
        Way::ConsentNo | Way::OwnNo => "north said no",
        Way::OwnConsentGone => "north wasn't asked",
        Way::OwnReword => "north agreed before this changed",
    }
}

/// What is wrong in a cell, where `check` named this; empty if all is right.
fn failures(scene: &Scene, all: &[[String; 3]], way: Way, rests: Rests) -> Vec<String> {
    let mut wrong = Vec::new();
    let (path, name) = scene.resting(rests);
    let named: Vec<_> = all.iter().filter(|[at, ..]| *at == path).collect();
    let reason = reason(way);
    let is_named = named.iter().any(|[.., message]| message.contains(reason));
    // Whether teams agreed is only asked of what is finished.
    let is_open = rests == Rests::CaseStudy && OWN_WAYS.contains(&way);
    if !is_named && !is_open {
        wrong.push(format!("check doesn't say \"{reason}\": {named:?}"));
    }
    if rests == Rests::Link {
        return wrong;
    }
    let backing = scene.backing(&name);
    if backing["ready"] != false {
        wrong.push(format!("it is ready: {backing}"));
    }
    if rests == Rests::CaseStudy && backing["lacking"].as_array().unwrap().len() < 3 {
        wrong.push(format!("it only lacks a release: {backing}"));
    }
    if rests == Rests::Release {
        if backing["release"] != "taken-back" {
            wrong.push(format!("it is still released: {}", backing["release"]));
        }
        let is_consent = matches!(way, Way::OwnNo | Way::OwnConsentGone);
        if !is_consent && !named.iter().any(|[_, code, _]| code == "W0215") {
            wrong.push(format!("the lost release isn't named: {named:?}"));
        }
    }
    if rests == Rests::Draft && !matches!(way, Way::HeldBack | Way::ApprovalGone) {
        let draft = format!("draft {name} --dry-run --format json");
        let draft = scene.sandbox.ok(draft).json()["data"]["outputs"].to_string();
        let words = match way {
            Way::ConsentNo => "Small steps help.",
            _ => "How might we begin?",
        };
        if draft.contains(words) {
            wrong.push(format!("it is drafted again: {words}"));
        }
    }
    wrong
}

const OWN_WAYS: [Way; 3] = [Way::OwnNo, Way::OwnConsentGone, Way::OwnReword];

const ALL: [Rests; 5] = [
    Rests::Finding,
    Rests::CaseStudy,
    Rests::Link,
    Rests::Draft,
    Rests::Release,
];

#[test]
fn each_way_of_withdrawing_against_each_thing_that_rests_on_it() {
    let base = Scene::new();
    let named = base.named();
    for (path, _) in ALL.map(|rests| base.resting(rests)) {
        assert!(named.iter().all(|[at, ..]| *at != path), "{named:?}");
    }
    let before = |rests| base.backing(&base.resting(rests).1);
    for rests in [Rests::Finding, Rests::Release] {
        assert_eq!(before(rests)["ready"], true, "{}", before(rests));
    }
    assert_eq!(before(Rests::Release)["release"], "released");
    let lacking = ["still missing: approval", "not released"];
    assert_eq!(
        before(Rests::CaseStudy)["lacking"],
        serde_json::json!(lacking)
    );
    let (mut cells, mut none, mut wrong) = (0, 0, Vec::new());
    for way in WAYS {
        for means in [Means::Command, Means::Hand, Means::Merge] {
            let is_there = |rests: &Rests| impossible(way, means, *rests).is_none();
            none += ALL.iter().filter(|rests| !is_there(rests)).count();
            if !ALL.iter().any(is_there) {
                continue;
            }
            let scene = base.copied();
            scene.withdraw(way, means);
            let named = scene.named();
            for rests in ALL.into_iter().filter(is_there) {
                cells += 1;
                let found = failures(&scene, &named, way, rests).into_iter();
                wrong.extend(found.map(|one| format!("{way:?} by {means:?}, {rests:?}: {one}")));
            }
        }
    }
    assert!(wrong.is_empty(), "of {cells} cells:\n{}", wrong.join("\n"));
    assert_eq!((cells, none), (127, 23));
}

const HEAD: &str =
    "| System | Yes or no | To what | By (role) | On |\n| --- | --- | --- | --- | --- |\n";

/// A finding in which consent is written by hand, without stamps of it.
struct ByHand {
    sandbox: Sandbox,
    path: String,
    name: String,
}

const CLAIM: &str = "\nIt lasts.\n";
const OTHER: &str = "\nIt ends.\n";

impl ByHand {
    fn new() -> Self {
        let sandbox = super::cohort::Cohort::of(&["north", "south"]).made();
        for team in ["north", "south"] {
            let answers = ["statement=How might we begin?", "evidence=Nine of twelve"];
            record(&sandbox, &format!("{team}/problem"), &answers, &[]);
        }
        let rows = "supported=north/problem | x | told\nsouth/problem | x | told";
        let answers = ["claim=It lasts.", "scope=Here", rows];
        let name = record(&sandbox, "cohort/finding", &answers, &["--add"]);
        let path = format!("{FINDINGS}/{name}.md");
        let name = format!("cohort/finding/{name}");
        Self {
            sandbox,
            path,
            name,
        }
    }

    /// Does steps, each by a word.
    fn does(&self, steps: &str) -> &Self {
        let sandbox = &self.sandbox;
        for step in steps.split_whitespace() {
            match step {
                "agree" => sandbox.type_below(&self.path, "consent", &format!("{HEAD}| north | yes | all | head | May |\n| south | yes | all | head | May |")),
                "agree-north" => sandbox.type_below(&self.path, "consent", &format!("{HEAD}| north | yes | all | head | May |")),
                "agree-south" => sandbox.edit(&self.path, "| north | yes |", "| south | yes | all | head | June |\n| north | yes |"),
                "agree-anew" => sandbox.edit(&self.path, "| north | yes | all | head | May |", "| north | yes | all | head | June |"),
                "reword" => sandbox.edit(&self.path, CLAIM, OTHER),
                "back" => sandbox.edit(&self.path, OTHER, CLAIM),
                "wrap" => sandbox.edit(&self.path, CLAIM, "\n  It\n  lasts.\n"),
                "align" => sandbox.edit(&self.path, "| north | yes | all |", "|  north  |  yes | all|"),
                "drop" => sandbox.edit(&self.path, "| north | yes | all | head | May |\n", ""),
                "commit" => {
                    sandbox.git(&["add", "-A"]);
                    sandbox.git(&["commit", "-qm", "by hand"]);
                }
                "fix" => drop(sandbox.run(["check", "--fix", "--with-edits"])),
                "set" => {
                    record(sandbox, &self.name, &["claim=It ends."], &[]);
                }
                "set-scope" => {
                    record(sandbox, &self.name, &["scope=There"], &[]);
                }
                "side" => drop(sandbox.git(&["switch", "-qc", "side"])),
                "main" => drop(sandbox.git(&["switch", "-q", "main"])),
                "merge" => drop(sandbox.git(&["merge", "-q", "--no-ff", "--no-edit", "side"])),
                "merge-main" => {
                    sandbox.git(&["switch", "-q", "side"]);
                    sandbox.git(&["merge", "-q", "--no-ff", "--no-edit", "main"]);
                }
                "other" => sandbox.write("notes.txt", "something else"),
                "rename" => {
                    let to = format!("{FINDINGS}/renamed.md");
                    sandbox.git(&["mv", &self.path, &to]);
                    sandbox.git(&["commit", "-qm", "renamed"]);
                }
                "no-git" => std::fs::remove_dir_all(sandbox.path(".git")).unwrap(),
                "reviewed" => drop(sandbox.ok(format!("record {} --reviewed=consent --with-edits", self.name))),
                other => panic!("{other}"),
            }
        }
        self
    }

    /// What north and south said, and whether the finding is ready.
    fn said(&self) -> String {
        let run = self.sandbox.ok("list finding --format json").json();
        let backing = &run["data"]["rows"][0]["backing"];
        let all = backing["consent"].as_array().unwrap().iter();
        let words: Vec<&str> = all.map(|one| one["answer"].as_str().unwrap()).collect();
        format!(
            "{} {}",
            words.join(" "),
            if backing["ready"] == true {
                "ready"
            } else {
                "open"
            }
        )
    }
}

/// Consent holds for the words it was given to, whoever wrote either: git knows which came first.
#[test]
fn which_came_first() {
    const YES: &str = "yes yes ready";
    const OLD: &str = "to-another-text to-another-text open";
    let mut wrong = Vec::new();
    for (steps, said) in [
        ("agree", YES),
        ("agree commit", YES),
        ("agree commit reword", OLD),
        ("agree commit reword commit", OLD),
        ("agree commit reword commit fix", OLD),
        ("agree commit reword fix commit", OLD),
        ("agree commit reword commit other commit set-scope", OLD),
        ("agree commit reword back", YES),
        ("agree commit reword commit back commit", YES),
        ("agree commit wrap align commit", YES),
        ("reword commit agree", YES),
        ("reword commit agree commit", YES),
        ("agree reword commit", YES),
        ("agree reword", YES),
        ("agree commit set", OLD),
        ("agree commit reword commit reviewed", YES),
        ("agree commit reword commit reviewed back commit", OLD),
        (
            "agree commit reword commit drop",
            "not-asked to-another-text open",
        ),
        (
            "agree commit reword commit agree-anew",
            "yes to-another-text open",
        ),
        (
            "agree commit reword commit agree-anew commit",
            "yes to-another-text open",
        ),
        (
            "agree-north commit reword commit agree-south commit",
            "to-another-text yes open",
        ),
        ("side agree commit main reword commit merge", OLD),
        ("side reword commit main agree commit merge", OLD),
        (
            "side reword commit agree commit main other commit merge",
            YES,
        ),
        (
            "side agree commit reword commit main other commit merge",
            OLD,
        ),
        ("side agree commit main reword commit merge-main", OLD),
        ("side reword commit main agree commit merge-main", OLD),
        ("agree commit reword commit rename", OLD),
        ("agree commit no-git reword", YES),
        // The program writes down what it changes.
        ("no-git agree set", OLD),
        ("no-git agree set-scope", OLD),
    ] {
        let found = ByHand::new().does(steps).said();
        if found != said {
            wrong.push(format!("{steps}: {found} in place of {said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `--fix` says nothing in a team's name, and what it stamps besides loses nothing of that.
#[test]
fn fix_never_agrees() {
    let by_hand = ByHand::new();
    let sandbox = &by_hand.sandbox;
    by_hand.does("agree commit reword commit");
    let text = sandbox.read(&by_hand.path);
    let (_, rest) = text.split_once("---\n\n").unwrap();
    sandbox.write(&by_hand.path, rest);
    sandbox
        .run(["check", "--fix", "--with-edits"])
        .says("I0301");
    let text = sandbox.read(&by_hand.path);
    assert!(
        text.contains("\"/north/problem\": \"j") && !text.contains("finding/consent"),
        "{text}"
    );
    assert_eq!(by_hand.said(), "to-another-text to-another-text open");
    let agreed = format!("redesign record {} --reviewed=consent", by_hand.name);
    sandbox
        .run(["check"])
        .says("north agreed before this changed: claim")
        .says(&agreed);
}

/// Every clone says the same; one that lacks the history says that it doesn't know.
#[test]
fn clones_without_the_history_say_so() {
    let by_hand = ByHand::new();
    by_hand.does("agree commit other commit");
    let at_home = by_hand.said();
    assert_eq!(at_home, "yes yes ready");
    let sandbox = &by_hand.sandbox;
    sandbox.git(&["config", "uploadpack.allowFilter", "true"]);
    let from = format!("file://{}", sandbox.work().display());
    for (how, said) in [
        (&[][..], at_home.as_str()),
        (&["--depth", "1"], "unknown unknown open"),
        (&["--filter=blob:none"], "unknown unknown open"),
    ] {
        let clone = sandbox.home().join(format!("clone{}", how.join("")));
        let to = clone.display().to_string();
        sandbox.git(&[&["clone", "-q"], how, &[&from, &to]].concat());
        let run = sandbox
            .ok(format!("-C {to} list finding --format json"))
            .json();
        let backing = &run["data"]["rows"][0]["backing"];
        let all = backing["consent"].as_array().unwrap().iter();
        let words: Vec<&str> = all.map(|one| one["answer"].as_str().unwrap()).collect();
        let ready = if backing["ready"] == true {
            "ready"
        } else {
            "open"
        };
        let found = format!("{} {ready}", words.join(" "));
        assert_eq!(found, said, "{how:?}");
    }
}

/// What its own evidence outweighs isn't ready, and isn't told as what the team that measured against it learned.
#[test]
fn outweighed_by_its_own_evidence() {
    let sandbox = super::cohort::Cohort::of(&["north", "south", "west"]).made();
    for team in ["north", "south", "west"] {
        let answers = ["statement=How might we begin?", "evidence=Nine of twelve"];
        record(&sandbox, &format!("{team}/problem"), &answers, &[]);
    }
    let agreed = |how: &str| {
        let teams =
            ["north", "south", "west"].map(|team| format!("{team} | {how} | all | head | "));
        format!("consent={}", teams.join("\n"))
    };
    let ready = |sandbox: &Sandbox| {
        let run = sandbox.ok("list finding --format json").json();
        run["data"]["rows"][0]["backing"].clone()
    };
    let against = "contradicted=south/problem | x | measured\nwest/problem | x | told";
    let answers = [
        "claim=It lasts.",
        "scope=Here",
        "supported=north/problem | x | measured",
        against,
        &agreed("yes"),
    ];
    let name = record(&sandbox, "cohort/finding", &answers, &["--add"]);
    let name = format!("cohort/finding/{name}");
    assert_eq!(
        ready(&sandbox)["ready"],
        true,
        "one measured for it, and one against"
    );
    let drafted = |about: &str| {
        let draft = format!("draft cohort/case-study --about {about} --dry-run --format json");
        sandbox.ok(draft).json()["data"].clone()
    };
    for (about, is_told) in [("north", true), ("south", false), ("west", false)] {
        let data = drafted(about);
        assert_eq!(
            data["outputs"].to_string().contains("It lasts."),
            is_told,
            "{about}"
        );
        let why = format!("what {about} found speaks against it");
        assert_eq!(
            data["left_out"].to_string().contains(&why),
            !is_told,
            "{data}"
        );
    }
    let told = "supported=north/problem | x | told";
    record(&sandbox, &name, &[told, &agreed("yes")], &[]);
    let found = ready(&sandbox);
    let lacking = serde_json::json!(["more measured against it than for it: south"]);
    assert_eq!(
        (&found["ready"], &found["lacking"]),
        (&Value::Bool(false), &lacking)
    );
}
