//! `log`, and `show` of a version: what each record said, when, and by whom.

use super::sandbox::{Run, Sandbox, finished};

pub const PROBLEM: &str = "plans/a/2-dream-big/problem.md";
pub const INTERVIEWS: &str = "plans/a/1-come-together/interviews";

/// A person at a moment.
pub struct Hand<'a> {
    pub sandbox: &'a Sandbox,
    pub name: &'a str,
    /// RFC 3339.
    pub when: &'a str,
}

impl<'a> Hand<'a> {
    pub fn new(sandbox: &'a Sandbox, name: &'a str, when: &'a str) -> Self {
        Self {
            sandbox,
            name,
            when,
        }
    }

    fn surround(&self, command: &mut std::process::Command) {
        let when: jiff::Timestamp = self.when.parse().unwrap();
        let seconds = when.as_second().to_string();
        let date = format!("{seconds} +0000");
        command
            .env("GIT_AUTHOR_NAME", self.name)
            .env("GIT_AUTHOR_EMAIL", "somebody@example.org")
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_DATE", &date)
            .env("SOURCE_DATE_EPOCH", &seconds);
    }

    #[track_caller]
    pub fn run(&self, arguments: &[&str]) -> Run {
        let mut command = self.sandbox.redesign();
        self.surround(command.args(arguments));
        finished(&mut command).ends_with(0)
    }

    #[track_caller]
    pub fn git(&self, arguments: &[&str]) -> String {
        let mut command = self.sandbox.command("git");
        self.surround(command.args(arguments));
        finished(&mut command).ends_with(0).out
    }

    /// Answers one output of the plan's problem.
    #[track_caller]
    pub fn says(&self, output: &str, words: &str) {
        self.run(&["record", "a/problem", "--set", &format!("{output}={words}")]);
    }
}

/// Rows of `log` for scripts: version, who, what changed, why.
#[track_caller]
pub fn log(sandbox: &Sandbox, arguments: &[&str]) -> Vec<[String; 4]> {
    let run = sandbox
        .run(["log"].iter().chain(arguments).chain(&["--format", "csv"]))
        .ends_with(0);
    let mut reader = csv::Reader::from_reader(run.out.as_bytes());
    let columns = reader.headers().unwrap().clone();
    let at = |name: &str| columns.iter().position(|column| column == name).unwrap();
    let columns = ["version", "who", "changes", "why"].map(at);
    let rows = reader.records().map(Result::unwrap);
    rows.map(|row| columns.map(|column| row[column].to_owned()))
        .collect()
}

/// Versions of a record and where it was then, oldest first.
#[track_caller]
pub fn places(sandbox: &Sandbox, target: &str) -> Vec<String> {
    let json = sandbox.ok(format!("log {target} --format json")).json();
    let versions = json["data"]["versions"].as_array().unwrap();
    let mut places: Vec<String> = versions
        .iter()
        .map(|version| version["path"].as_str().unwrap().to_owned())
        .collect();
    places.reverse();
    places
}

fn rows(rows: &[[&str; 4]]) -> Vec<[String; 4]> {
    rows.iter().map(|row| row.map(str::to_owned)).collect()
}

/// A name that no record has, and none ever had, is refused in one way.
#[test]
fn a_name_that_no_record_has() {
    let sandbox = Sandbox::with_plans(&["north"]);
    let add = "record north/interviews --add --date 2026-11-20 --set words=x --title";
    sandbox.ok(format!("{add} first"));
    sandbox.ok(format!("{add} second"));
    let folder = "plans/north/1-come-together/interviews";
    let files = sandbox.files(folder);
    let first = files.iter().find(|one| one.contains("first")).unwrap();
    let name = format!("north/interviews/{}", first.trim_end_matches(".md"));
    for line in [
        "show N",
        "log N",
        "diff N",
        "show N@v1",
        "restore N@v1",
        "diff N v1",
    ] {
        for word in ["nope", "exit-tickets", "2026-11-20-interviews-firts"] {
            let line = line.replace('N', &format!("north/interviews/{word}"));
            sandbox
                .fails(2, &line)
                .says(&format!("\"interviews\" has no record \"{word}\""))
                .says(first.trim_end_matches(".md"));
        }
        let line = line.replace('N', "north/problem/nope");
        sandbox.fails(2, &line).says("nope");
    }
    // What history has is found, though its file is gone.
    std::fs::remove_file(sandbox.path(&format!("{folder}/{first}"))).unwrap();
    sandbox.git(&["commit", "-qam", "gone"]);
    sandbox.ok(format!("log {name}")).says("1 version");
    sandbox.ok(format!("diff {name}"));
    sandbox.ok(format!("restore {name}@v1"));
    assert!(sandbox.files(folder).contains(first));
}

/// A link to what doesn't exist is taken, and named at once.
#[test]
fn a_link_to_nothing_is_noted_when_it_is_recorded() {
    let sandbox = super::cohort::Cohort::of(&["north"]).made();
    sandbox.ok("record north/problem --set 'statement=How might we?' --set evidence=x");
    let add = "record cohort/finding --add --date 2026-11-20 --title A --set claim=x --set";
    for there in ["north/problm", "north/interviews/nope", "nroth/problem"] {
        sandbox
            .ok(format!("{add} 'supported={there} | so they say | told'"))
            .says("note: supported: ")
            .says("may come from another branch");
    }
    sandbox
        .ok(format!(
            "{add} 'supported=north/problem | so they say | told'"
        ))
        .never_says("another branch");
}

#[test]
fn five_edits_of_one_person_on_one_day_are_one_line() {
    let sandbox = Sandbox::with_plans(&["a"]);
    for hour in 8..13 {
        let when = format!("2026-11-24T{hour:02}:00:00Z");
        let ana = Hand::new(&sandbox, "Ana", &when);
        let words = format!("evidence=Survey {hour}");
        let mut arguments = vec!["record", "a/problem", "--set", &words];
        if hour == 12 {
            arguments.extend(["-m", "after the meeting"]);
        }
        ana.run(&arguments);
    }
    let five = [
        "v2-v6",
        "Ana",
        "evidence: 1 entry added",
        "after the meeting",
    ];
    let begun = ["v1", "Test", "begun, nothing answered", ""];
    assert_eq!(log(&sandbox, &["a/problem"]), rows(&[five, begun]));
    let all = log(&sandbox, &["a/problem", "--all"]);
    let versions: Vec<&str> = all.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(versions, ["v6", "v5", "v4", "v3", "v2", "v1"]);
    assert_eq!(all[0][2], "evidence: 1 entry changed");
    // Another person, another day: lines of their own, also when the first one comes back.
    Hand::new(&sandbox, "Ben", "2026-11-24T13:00:00Z").says("gains", "Families");
    Hand::new(&sandbox, "Ana", "2026-11-24T14:00:00Z").says("gains", "Students");
    Hand::new(&sandbox, "Ana", "2026-11-25T09:00:00Z").says("why-this", "It is loudest.");
    let said = log(&sandbox, &["a/problem"]);
    assert_eq!(
        said[..3],
        rows(&[
            ["v9", "Ana", "why-this: written", ""],
            ["v8", "Ana", "gains: reworded", ""],
            ["v7", "Ben", "gains: written", ""],
        ])
    );
    // The plan's versions are told by activity, and each of them stands in the JSON, grouped or not.
    let said = log(&sandbox, &["a"]);
    assert_eq!(said[3][0], "v2-v6");
    assert_eq!(said[3][2], "problem");
    let json = sandbox.run(["log", "a", "--format", "json"]).json();
    assert_eq!(json["data"]["versions"].as_array().unwrap().len(), 9);
}

/// A day is one of the workspace's time zone: an evening there is the next day in UTC.
#[test]
fn a_day_is_one_of_the_workspace() {
    let sandbox = Sandbox::with_plans(&["a"]);
    for (when, words) in [
        ("2026-11-24T23:00:00Z", "a"),
        ("2026-11-25T01:00:00Z", "b"),
        ("2026-11-25T09:00:00Z", "c"),
    ] {
        Hand::new(&sandbox, "Ana", when).says("gains", words);
    }
    let versions = |sandbox: &Sandbox| -> Vec<String> {
        let rows = log(sandbox, &["a/problem"]);
        rows.into_iter().map(|[version, ..]| version).collect()
    };
    assert_eq!(versions(&sandbox), ["v3-v4", "v2", "v1"]);
    sandbox.edit("redesign.toml", "\"UTC\"", "\"America/Chicago\"");
    assert_eq!(versions(&sandbox), ["v4", "v2-v3", "v1"]);
}

#[test]
fn what_is_not_committed_stands_on_top() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.type_below(PROBLEM, "gains", "Families");
    let now = |changes: &str| rows(&[["now", "not committed", changes, ""]]);
    assert_eq!(
        log(&sandbox, &["a/problem"])[..1],
        now("gains: written")[..]
    );
    assert_eq!(log(&sandbox, &["a"])[..1], now("problem")[..]);
    assert_eq!(log(&sandbox, &["a/team"]).len(), 1, "another record's");
    sandbox
        .run(["log", "a/problem"])
        .says("now      -           not committed  gains: written")
        .says("next: redesign diff a/problem");
    // Staged is not committed either.
    sandbox.git(&["add", "."]);
    assert_eq!(
        log(&sandbox, &["a/problem"])[..1],
        now("gains: written")[..]
    );
    sandbox.write(
        &format!("{INTERVIEWS}/2026-11-23-new-abcdef.md"),
        "## What we heard\n\n- x\n",
    );
    assert_eq!(log(&sandbox, &["a/interviews"])[..1], now("interviews")[..]);
    sandbox.git(&["commit", "-qam", "by hand"]);
    assert_eq!(log(&sandbox, &["a/problem"])[0][0], "v1-v2");
    std::fs::remove_file(sandbox.path(PROBLEM)).unwrap();
    sandbox
        .run(["log", "a/problem"])
        .says("removed")
        .says("next: redesign restore a/problem@v2");
}

#[test]
fn every_commit_that_changed_the_bytes_is_a_version_and_no_other() {
    let sandbox = Sandbox::with_plans(&["a", "b"]);
    let ana = Hand::new(&sandbox, "Ana", "2026-11-24T09:00:00Z");
    // By plain git, with its message as the reason.
    sandbox.type_below(PROBLEM, "statement", "How might we begin?");
    ana.git(&[
        "commit",
        "-qam",
        "Notes from Tuesday\n\nThree of us were there.",
    ]);
    let by_hand = [
        "v2",
        "Ana",
        "statement: written",
        "Notes from Tuesday: Three of us were there.",
    ];
    let begun = ["v1", "Test", "begun, nothing answered", ""];
    assert_eq!(log(&sandbox, &["a/problem"]), rows(&[by_hand, begun]));
    // Other files, another plan, an empty commit, the mode.
    sandbox.write("notes.md", "x");
    sandbox.git(&["add", "notes.md"]);
    ana.git(&["commit", "-qm", "notes"]);
    ana.run(&["record", "b/team", "--set", "gaps=x"]);
    ana.git(&["commit", "-q", "--allow-empty", "-m", "nothing"]);
    sandbox.git(&["update-index", "--chmod=+x", PROBLEM]);
    ana.git(&["commit", "-qm", "executable"]);
    sandbox.git(&["checkout", "-q", "--", PROBLEM]);
    assert_eq!(log(&sandbox, &["a/problem"]), rows(&[by_hand, begun]));
    assert_eq!(log(&sandbox, &["a"]).len(), 2);
    // Words outside of the answers are another version all the same.
    let text = sandbox.read(PROBLEM);
    sandbox.write(PROBLEM, format!("{text}\n"));
    ana.git(&["commit", "-qam", "a line"]);
    assert_eq!(
        log(&sandbox, &["a/problem", "--all"])[0],
        ["v3", "Ana", "only words outside the answers", "a line"].map(str::to_owned)
    );
    // A revert is a version, too.
    ana.git(&["revert", "--no-edit", "HEAD"]);
    assert_eq!(log(&sandbox, &["a/problem", "--all"])[0][0], "v4");
    assert_eq!(sandbox.read(PROBLEM), text);
}

#[test]
fn a_merge_names_who_wrote_what_it_brought() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.git(&["checkout", "-q", "-b", "side"]);
    Hand::new(&sandbox, "Ben", "2026-11-24T09:00:00Z").says("gains", "Families");
    Hand::new(&sandbox, "Eve", "2026-11-24T10:00:00Z").says("why-this", "It is loudest.");
    Hand::new(&sandbox, "Joe", "2026-11-24T11:00:00Z")
        .run(&["record", "a/team", "--set", "gaps=x"]);
    sandbox.git(&["checkout", "-q", "main"]);
    let ana = Hand::new(&sandbox, "Ana", "2026-11-25T09:00:00Z");
    ana.says("statement", "How might we begin?");
    let merged = Hand::new(&sandbox, "Ana", "2026-11-26T09:00:00Z");
    merged.git(&["merge", "-q", "--no-ff", "--no-edit", "side"]);
    let said = log(&sandbox, &["a/problem"]);
    assert_eq!(said.len(), 3, "{said:?}");
    assert_eq!(said[0][0], "v3");
    assert_eq!(said[0][1], "Ben, Eve (merged by Ana)");
    assert_eq!(said[0][2], "why-this: written; gains: written");
    assert_eq!(said[0][3], "", "what git writes into a merge is no reason");
    assert_eq!(said[1][1], "Ana");
    let json = sandbox.run(["log", "a/problem", "--format", "json"]).json();
    let version = &json["data"]["versions"][0];
    assert_eq!(version["merged_authors"], serde_json::json!(["Ben", "Eve"]));
    assert_eq!(version["author"], "Ana");
    // It came to this branch with the merge, whenever it was written.
    assert_eq!(version["date"], "2026-11-26T09:00:00Z");
    assert_eq!(log(&sandbox, &["a/team"])[0][1], "Joe (merged by Ana)");
}

#[test]
fn versions_survive_renames_and_moves() {
    let sandbox = Sandbox::with_plans(&["a", "b"]);
    let problem = |folder: &str| format!("plans/{folder}/2-dream-big/problem.md");
    Hand::new(&sandbox, "Ana", "2026-11-24T09:00:00Z").says("gains", "Families");
    // The plan gets another name and goes into a group.
    std::fs::create_dir(sandbox.path("plans/valley")).unwrap();
    sandbox.git(&["mv", "plans/a", "plans/valley/c"]);
    sandbox.git(&["commit", "-qm", "a is called c"]);
    sandbox.ok("record c/problem --set gains=Students");
    // The record's folder gets another name.
    sandbox.git(&["mv", "plans/valley/c/2-dream-big", "plans/valley/c/second"]);
    sandbox.git(&["commit", "-qm", "shorter"]);
    sandbox.ok("record c/problem --set gains=Everybody");
    let last = "plans/valley/c/second/problem.md".to_owned();
    assert_eq!(
        places(&sandbox, "c/problem"),
        [problem("a"), problem("a"), problem("valley/c"), last]
    );
    let plan = places(&sandbox, "c");
    assert_eq!(plan.first().unwrap(), "plans/a");
    assert_eq!(plan.last().unwrap(), "plans/valley/c");
    assert_eq!(plan.len(), 4, "a move changes no bytes: {plan:?}");
    for (version, words) in [("v2", "Families"), ("v3", "Students"), ("v4", "Everybody")] {
        sandbox.ok(format!("show c/problem@{version}")).says(words);
        let shown = sandbox.ok(format!("show c@{version}"));
        shown.says(version);
    }
    // An interview that is renamed keeps its versions; a copy begins anew.
    sandbox.ok("record b/interviews --add --title Early --set words=x");
    let folder = "plans/b/1-come-together/interviews";
    let name = sandbox.files(folder)[0].clone();
    let (old, new) = (
        format!("{folder}/{name}"),
        format!("{folder}/late-zzzzzz.md"),
    );
    sandbox.git(&["mv", &old, &new]);
    sandbox.git(&["commit", "-qm", "late"]);
    sandbox.write(&format!("{folder}/copy-yyyyyy.md"), sandbox.read(&new));
    sandbox.git(&["add", "."]);
    sandbox.git(&["commit", "-qm", "copied"]);
    sandbox.ok("record b/interviews/zzzzzz --set words=y");
    assert_eq!(places(&sandbox, "b/interviews/zzzzzz"), [old, new]);
    assert_eq!(places(&sandbox, "b/interviews/yyyyyy").len(), 1);
    assert_eq!(
        log(&sandbox, &["b/problem"]).len(),
        1,
        "the other plan's blanks are alike and no copies of it"
    );
}

#[test]
fn what_was_deleted_keeps_its_versions() {
    let sandbox = Sandbox::with_plans(&["a"]);
    Hand::new(&sandbox, "Ana", "2026-11-24T09:00:00Z").says("gains", "Families");
    let ben = Hand::new(&sandbox, "Ben", "2026-11-25T09:00:00Z");
    sandbox.git(&["rm", "-q", PROBLEM]);
    ben.git(&["commit", "-qm", "not ours"]);
    let run = sandbox.ok("log a/problem");
    run.says("a/problem \u{b7} 2 versions")
        .says("next: redesign restore a/problem@v2");
    sandbox.ok("show a/problem@v2").says("Families");
    ben.run(&["restore", "a/problem@v2"]);
    Hand::new(&sandbox, "Ana", "2026-11-26T09:00:00Z").says("gains", "Students");
    let said = log(&sandbox, &["a/problem"]);
    let versions: Vec<&str> = said.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(versions, ["v4", "v3", "v2", "v1"]);
    assert_eq!(said[1][2], "gains: written", "it was not there before");
    // A plan that is gone and comes back.
    sandbox.git(&["rm", "-rq", "plans/a"]);
    ben.git(&["commit", "-qm", "ended"]);
    sandbox.fails(2, "log a").says("no plan named \"a\"");
    ben.git(&["revert", "--no-edit", "HEAD"]);
    assert_eq!(places(&sandbox, "a/problem").len(), 5);
}

#[test]
fn a_version_is_shown_as_it_was() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let hand = |name, when| Hand::new(&sandbox, name, when);
    hand("Ana", "2026-11-24T09:00:00Z").says("gains", "Families");
    hand("Ben", "2026-11-26T09:00:00Z").says("gains", "Students");
    hand("Ben", "2026-11-27T09:00:00Z").run(&["record", "a/team", "--set", "gaps=x"]);
    let interview = |when, words| {
        hand("Ben", when).run(&["record", "a/interviews", "--add", "--set", words]);
    };
    interview("2026-11-28T09:00:00Z", "words=First words");
    interview("2026-11-29T09:00:00Z", "words=Second words");
    // The same version by its number, a revision, and each day until the next one.
    let commit = sandbox.git(&["rev-parse", "HEAD~4"]);
    for version in [
        "v2",
        "V2",
        "HEAD~4",
        commit.trim(),
        "2026-11-24",
        "2026-11-25",
    ] {
        let run = sandbox.ok(format!("show a/problem@{version}"));
        run.says("version  v2 of 2026-11-24, by Ana")
            .says("Families")
            .says("next: redesign diff a/problem v2")
            .never_says("Students");
    }
    let json = sandbox.ok("show a/problem@2026-11-26 --format json").json();
    let version = &json["data"]["version"];
    assert_eq!(version["version"], "v3");
    assert_eq!(version["author"], "Ben");
    assert_eq!(version["date"], "2026-11-26T09:00:00Z");
    assert_eq!(json["source"]["commit"], version["commit"]);
    let text = json["data"]["activity"]["records"][0]["text"].as_str();
    assert_eq!(text, Some(sandbox.read(PROBLEM).as_str()));
    // The plan and the activity with many records, then.
    sandbox
        .ok("show a@v2")
        .says("version   v2 of 2026-11-24, by Ana")
        .says("progress  \u{2591}\u{2591}\u{2591}\u{2591}\u{2591}\u{2591}   0 %");
    sandbox
        .run(["show", "a@2026-11-27"])
        .says("v4 of 2026-11-27, by Ben");
    sandbox
        .ok("show a/interviews@2026-11-28")
        .says("First words")
        .never_says("Second words");
    // In the plan's own directory.
    for (version, words) in [
        ("@v2", "v2 of 2026-11-24"),
        ("problem@v3", "v3 of 2026-11-26"),
    ] {
        sandbox.ok(format!("-C plans/a show {version}")).says(words);
    }
    // A revision of another branch has no number here.
    sandbox.git(&["checkout", "-q", "-b", "side", "HEAD~2"]);
    hand("Eve", "2026-11-30T09:00:00Z").says("gains", "Neighbours");
    sandbox.git(&["checkout", "-q", "main"]);
    let json = sandbox.ok("show a/problem@side --format json").json();
    assert_eq!(json["data"]["version"]["version"], serde_json::Value::Null);
    assert_eq!(json["data"]["version"]["author"], "Eve");
}

#[test]
fn a_wrong_version_says_what_there_is() {
    let sandbox = Sandbox::with_plans(&["a"]);
    Hand::new(&sandbox, "Ana", "2026-11-24T09:00:00Z").says("gains", "Families");
    let before = sandbox.commits();
    for (target, said) in [
        (
            "a/problem@v3",
            "hint: there is v1 to v2; `redesign log a/problem` lists them",
        ),
        (
            "a/team@v2",
            "hint: there is only v1; `redesign log a/team` lists them",
        ),
        ("a/problem@v0", "no version \"v0\""),
        (
            "a/problem@v99999999999999999999999",
            "\"v99999999999999999999999\"",
        ),
        (
            "a/problem@nope",
            "\"nope\" is neither a revision nor a date",
        ),
        ("a/problem@2026-13-01", "write dates as 2026-03-01"),
        (
            "a/problem@2026-11-22",
            "hint: the first commit is from 2026-11-23",
        ),
        ("a@v9", "there is v1 to v2"),
        ("a/problem@", "@ must be followed by a version"),
        ("a/problem@HEAD^{tree}", "is neither a revision nor a date"),
        (
            "a/problem@HEAD:redesign.toml",
            "is neither a revision nor a date",
        ),
    ] {
        for command in ["show", "restore"] {
            let run = sandbox.fails(2, format!("{command} {target}")).says(said);
            assert!(run.out.is_empty(), "{target}");
        }
        if let Some((name, version)) = target.split_once('@').filter(|(_, one)| !one.is_empty()) {
            sandbox
                .fails(2, format!("diff {name} {version}"))
                .says(said);
        }
    }
    assert_eq!(sandbox.commits(), before);
    // Before it was there.
    sandbox.ok("new b");
    sandbox
        .fails(2, "show 'b/team@HEAD~1'")
        .says("\"b/team\" did not exist at \"HEAD~1\"");
    sandbox.ok("new c --no-commit");
    sandbox
        .fails(2, "show c/team@v1")
        .says("it was never committed");
    sandbox.ok("log c").says("0 versions");
}

#[test]
fn a_command_that_takes_no_version_says_which_does() {
    let sandbox = Sandbox::with_plans(&["a"]);
    for arguments in [
        &["log", "a/team@v1"][..],
        &["diff", "a/team@v1"],
        &["record", "a/team@v1", "--set", "gaps=x"],
        &["sheet", "a/identity@v1"],
        &["status", "a@v1"],
        &["next", "a@v1"],
        &["check", "a@v1"],
        &["undo", "a@v1"],
    ] {
        sandbox
            .run(arguments)
            .ends_with(2)
            .says("\"@v1\" names a version")
            .says("redesign show a");
    }
    assert_eq!(sandbox.commits(), 2);
    sandbox
        .fails(2, "restore a/team")
        .says("redesign restore a/team@v1; `redesign log a/team` lists the versions");
}
