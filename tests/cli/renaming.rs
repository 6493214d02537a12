//! `rename`: a plan's folder, every link to it and its history go to another name in one commit, and nothing that was said
//! is worth more or less than before.

use super::cohort::Cohort;
use super::sandbox::{Sandbox, bytes_below, finished};
use serde_json::{Value, json};

/// Three teams, and a programme whose records link to the first in every way.
fn cohort() -> Sandbox {
    let sandbox = Cohort::of(&["north", "hills/south", "west"]).made();
    for line in [
        "record north/problem --set 'statement=How might we begin?' --set 'evidence=Nine of twelve'",
        "record north/interviews --add --title First --set words=x --set group=student",
        "record cohort/finding --add --title Calls --set 'claim=Calls help' --set scope=Here --set 'supported=north/problem | so they say | measured\nsouth | theirs | told'",
        "record cohort/small-group --add --date 2026-11-20 --set 'teams=north: coach and two teachers\nsouth: the principal of north'",
        "record cohort/session --add --date 2026-11-20 --set topic=x --set 'attendance=coach | staff | north, south'",
        "set west title=West",
    ] {
        sandbox.ok(line);
    }
    let problem = "plans/north/2-dream-big/problem.md";
    let notes = "\n## Our notes\n\nSee [theirs](../../hills/south/README.md#top \"t\"), [ours](interviews.md), [x][x] and north/problem, north/south.\n\n[x]: <../../../cohort/README.md>\n";
    sandbox.write(problem, sandbox.read(problem) + notes);
    let south = "plans/hills/south/2-dream-big/problem.md";
    let link = "\n## Our notes\n\nAs [north](../../../north/2-dream-big/problem.md#x) says, north-side too.\n";
    sandbox.write(south, sandbox.read(south) + link);
    let toml = "plans/west/plan.toml";
    sandbox.write(
        toml,
        sandbox.read(toml) + "continues = \"north\" # theirs\n",
    );
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "by hand"]);
    sandbox
}

/// All files of plans and programme that hold a word, with the lines that do.
fn lines_with(sandbox: &Sandbox, word: &str) -> Vec<String> {
    let all = bytes_below(&sandbox.work());
    let all = all.iter().filter_map(|(path, bytes)| {
        let name = path.strip_prefix(sandbox.work()).unwrap();
        Some((name.to_str()?, std::str::from_utf8(bytes).ok()?))
    });
    let all = all.filter(|(name, _)| name.starts_with("plans/") || name.starts_with("cohort/"));
    let lines = all.flat_map(|(_, text)| text.lines().filter(|line| line.contains(word)));
    lines.map(str::to_owned).collect()
}

fn status(sandbox: &Sandbox, plan: &str) -> Value {
    let run = sandbox.ok(format!("status {plan} --format json"));
    run.json()["data"]["plans"].clone()
}

#[test]
fn links_references_and_keys_follow() {
    let sandbox = cohort();
    let findings = sandbox.run(["check", "--format", "json"]).json()["diagnostics"].clone();
    let commits = sandbox.commits();
    let run = sandbox.ok("rename north river");
    run.says("moved     plans/north/ to plans/river/ (")
        .says("relinked  plans/hills/south/2-dream-big/problem.md")
        .says("next: redesign show river");
    assert_eq!(sandbox.commits(), commits + 1);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    assert!(!sandbox.path("plans/north").exists());
    let mut left = lines_with(&sandbox, "north");
    left.sort();
    // What a session's agenda said on that day.
    left.retain(|line| line != "- north: 5 % filled in");
    assert_eq!(
        left,
        [
            "- south: the principal of north",
            "As [north](../../../river/2-dream-big/problem.md#x) says, north-side too.",
            "See [theirs](../../hills/south/README.md#top \"t\"), [ours](interviews.md), [x][x] and north/problem, north/south.",
        ]
    );
    let river = lines_with(&sandbox, "river");
    for line in [
        "# river",
        "- river: coach and two teachers",
        "continues = \"river\" # theirs",
    ] {
        assert!(river.iter().any(|one| one == line), "{line}: {river:#?}");
    }
    for part in [
        "| river/problem | so they say",
        "| river, south |",
        "\"/river/problem\": ",
    ] {
        assert!(
            river.iter().any(|one| one.contains(part)),
            "{part}: {river:#?}"
        );
    }
    let after = sandbox.run(["check", "--format", "json"]).json()["diagnostics"].clone();
    let renamed = findings.to_string().replace("north", "river");
    assert_eq!(after.to_string(), renamed);
}

#[test]
fn into_a_group_and_out_of_it() {
    let sandbox = cohort();
    let south = sandbox.read("plans/hills/south/2-dream-big/problem.md");
    let north = sandbox.read("plans/north/2-dream-big/problem.md");
    let before = bytes_below(&sandbox.work());
    sandbox.ok("rename north valley/upper/north -m 'they merged'");
    let moved = sandbox.read("plans/valley/upper/north/2-dream-big/problem.md");
    assert!(
        moved.contains(
            "[theirs](../../../../hills/south/README.md#top \"t\"), [ours](interviews.md)"
        ),
        "{moved}"
    );
    assert!(
        moved.contains("[x]: <../../../../../cohort/README.md>"),
        "{moved}"
    );
    let link = "[north](../../../valley/upper/north/2-dream-big/problem.md#x)";
    assert!(
        sandbox
            .read("plans/hills/south/2-dream-big/problem.md")
            .contains(link)
    );
    assert!(
        sandbox
            .git(&["log", "-1", "--format=%B"])
            .starts_with("rename north to valley/upper/north\n\nthey merged\n")
    );
    sandbox.ok("rename south south-side");
    assert!(sandbox.path("plans/hills/south-side/plan.toml").exists());
    sandbox.ok("rename south-side /south");
    sandbox.ok("rename south hills/south");
    sandbox.ok("rename south /south");
    let subjects = sandbox.git(&["log", "-2", "--format=%s"]);
    assert_eq!(
        subjects,
        "rename hills/south to south\nrename south to hills/south\n"
    );
    sandbox.ok("rename south hills/south");
    sandbox.ok("rename ./plans/valley/upper/north /north");
    assert_eq!(sandbox.read("plans/north/2-dream-big/problem.md"), north);
    assert_eq!(
        sandbox.read("plans/hills/south/2-dream-big/problem.md"),
        south
    );
    assert!(bytes_below(&sandbox.work()) == before);
    assert!(!sandbox.path("plans/valley").exists());
}

#[test]
fn its_history_goes_on() {
    let sandbox = cohort();
    sandbox.ok("record north/problem --set 'statement=How might we end?'");
    let shown = |target: &str| sandbox.ok(format!("show {target}")).out;
    let before = [
        shown("north/problem@v2"),
        sandbox.ok("timeline north --format csv").out,
    ];
    let last = || {
        let both = [status(&sandbox, ""), status(&sandbox, "cohort")];
        let all = both.iter().flat_map(|plans| plans.as_array().unwrap());
        let told = all.map(|one| json!([one["last_activity"], one["percent"], one["step"]]));
        told.map(|one| one.to_string())
            .collect::<std::collections::BTreeSet<_>>()
    };
    let worked = last();
    let log = sandbox.ok("log north/problem --format csv").out;
    let day = jiff::civil::date(2026, 12, 24);
    sandbox
        .run_on(day, &["rename", "north", "river"])
        .ends_with(0);
    let renamed = |text: &str| text.replace("north", "river");
    // As it was then, with the name and the place that it had.
    assert_eq!(shown("river/problem@v2"), before[0]);
    assert!(before[0].contains("How might we begin?"));
    assert_eq!(
        sandbox.ok("timeline river --format csv").out,
        renamed(&before[1])
    );
    assert_eq!(last(), worked);
    std::fs::remove_dir_all(sandbox.path(".git/redesign-cache")).unwrap();
    assert_eq!(last(), worked);
    sandbox.run_on(day, &["undo"]).ends_with(0);
    assert_eq!(last(), worked);
    sandbox
        .run_on(day, &["rename", "north", "river"])
        .ends_with(0);
    let after = sandbox.ok("log river/problem --format csv").out;
    assert_eq!(after.lines().count(), log.lines().count(), "{after}\n{log}");
    sandbox.ok("diff river/problem v1 v2").says("How might we");
    sandbox.ok("record river/problem --set 'statement=How might we go on?'");
    sandbox.ok("restore river/problem@v1");
    sandbox.ok("log river/interviews").says("2 versions");
}

#[test]
fn a_plan_that_continues_it_goes_on_to_do_so() {
    let sandbox = Sandbox::with_plans(&["north"]);
    sandbox.ok("record north/team --set gaps=x --set 'roster=a | b | c | d'");
    sandbox.ok("new north-2 --continue north");
    sandbox.ok("rename north hills/river");
    assert!(
        sandbox
            .read("plans/north-2/plan.toml")
            .contains("\ncontinues = \"river\"\n")
    );
    let carried =
        "[plans/hills/river/1-come-together/team.md](<../../hills/river/1-come-together/team.md>)";
    let team = sandbox.read("plans/north-2/1-come-together/team.md");
    assert!(team.contains(carried), "{team}");
    sandbox.ok("check").says("nothing found");
    // Its own name is only the beginning of another's.
    assert_eq!(lines_with(&sandbox, "river-2"), [""; 0]);
}

#[test]
fn undo_takes_it_back() {
    let sandbox = cohort();
    let before = bytes_below(&sandbox.work());
    sandbox.ok("rename north hills/river");
    sandbox.ok("undo").says("rename north to hills/river");
    assert!(bytes_below(&sandbox.work()) == before);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    sandbox.ok("rename north river");
    sandbox.ok("record river/team --set gaps=x");
    sandbox.ok("undo river");
    sandbox.ok("undo river");
    assert!(bytes_below(&sandbox.work()) == before);
}

#[test]
fn nothing_is_written_for_a_look_or_without_a_commit() {
    let sandbox = cohort();
    let before = bytes_below(&sandbox.work());
    let run = sandbox.ok("rename north river --dry-run --format json");
    let data = run.json()["data"].clone();
    assert_eq!(
        json!([
            data["from"],
            data["to"],
            data["path"],
            data["commit"],
            data["dry_run"]
        ]),
        json!(["north", "river", "plans/river", null, true])
    );
    assert!(bytes_below(&sandbox.work()) == before);
    sandbox.ok("rename north river --no-commit");
    assert_eq!(sandbox.ok("show river").code, 0);
    sandbox.git(&["reset", "--hard", "-q"]);
}

#[test]
fn what_cannot_be() {
    let sandbox = cohort();
    let before = bytes_below(&sandbox.work());
    for (code, line, said) in [
        (
            4,
            "north west",
            "the plan \"west\" already exists: plans/west",
        ),
        (
            4,
            "north south",
            "the plan \"south\" already exists: plans/hills/south",
        ),
        (4, "north hills", "plans/hills already exists"),
        (2, "north North", "a plan can't be named \"North\""),
        (2, "north a//b", "a plan can't be named"),
        (2, "north ../x", "a plan can't be named"),
        (2, "north north", "already named \"north\""),
        (2, "north west/north", "would be inside the plan plans/west"),
        (
            2,
            "north north/north",
            "would be inside the plan plans/north",
        ),
        (2, "north cohort", "cohort"),
        (2, "cohort river", "programme"),
        (2, "nroth river", "did you mean \"north\"?"),
    ] {
        sandbox.fails(code, format!("rename {line}")).says(said);
        assert!(bytes_below(&sandbox.work()) == before, "{line}");
    }
}

#[test]
fn what_no_commit_holds_is_never_moved_along() {
    let sandbox = cohort();
    let commits = sandbox.commits();
    for (file, words) in [
        ("plans/north/1-come-together/team.md", "x"),
        ("plans/north/notes.txt", "new"),
    ] {
        let old = std::fs::read(sandbox.path(file)).ok();
        sandbox.write(file, words);
        sandbox
            .fails(4, "rename north river")
            .says(&format!("{file} has uncommitted changes"))
            .says("--with-edits");
        match old {
            Some(old) => sandbox.write(file, old),
            None => std::fs::remove_file(sandbox.path(file)).unwrap(),
        }
    }
    std::fs::remove_file(sandbox.path("plans/north/1-come-together/team.md")).unwrap();
    sandbox
        .fails(4, "rename north river")
        .says("team.md has uncommitted changes");
    sandbox.git(&["checkout", "-q", "."]);
    // A record elsewhere that would be changed.
    let south = "plans/hills/south/2-dream-big/problem.md";
    sandbox.write(south, sandbox.read(south) + "more\n");
    sandbox.fails(4, "rename north river").says(south);
    sandbox.git(&["checkout", "-q", "."]);
    assert_eq!(sandbox.commits(), commits);
    // What git ignores goes along.
    sandbox.write("plans/north/identity.private.md", "mine");
    let ignored = sandbox.git(&["status", "--porcelain"]).is_empty();
    assert!(ignored, "{}", sandbox.read(".gitignore"));
    sandbox.ok("rename north river");
    assert_eq!(sandbox.read("plans/river/identity.private.md"), "mine");
    assert!(!sandbox.path("plans/north").exists());
}

#[test]
fn links_in_html_follow() {
    let sandbox = cohort();
    let south = "plans/hills/south/2-dream-big/problem.md";
    let link = |name: &str| {
        format!(
            "\n<p><A\n  HREF='../../../{name}/README.md#top'>x</A> <img alt=\"\" src=\"../../../{name}/plan.toml\"></p>\n\nAs <a href=\"../../../{name}/README.md\">they</a> say, `<a href=\"../x.md\">`.\n"
        )
    };
    sandbox.write(south, sandbox.read(south) + &link("north"));
    sandbox.write(
        "plans/hills/south/notes.md",
        link("north").replace("../../../", "../../"),
    );
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "by hand"]);
    sandbox
        .ok("rename north valley/river")
        .never_says("still names")
        .never_says("can't be read");
    let text = sandbox.read(south);
    assert!(text.ends_with(&link("valley/river")), "{text}");
    assert_eq!(
        sandbox.read("plans/hills/south/notes.md"),
        link("valley/river").replace("../../../", "../../")
    );
}

/// What leads to it by no link of ours is named, and so is what nobody could look at.
/// The page of a group in which the plan neither was nor is follows as well.
#[test]
fn pages_of_other_groups_follow() {
    let sandbox = cohort();
    let page = "plans/hills/README.md";
    sandbox.write(page, "[north](../north/README.md)\n");
    sandbox.ok("new valley/low/east");
    let deep = "plans/valley/README.md";
    sandbox.write(deep, "See [north](../north/2-dream-big/problem.md).\n");
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "pages"]);
    sandbox.ok("rename north river").says(page).says(deep);
    assert_eq!(sandbox.read(page), "[north](../river/README.md)\n");
    let moved = "See [north](../river/2-dream-big/problem.md).\n";
    assert_eq!(sandbox.read(deep), moved);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[test]
fn what_is_not_relinked_is_named() {
    let sandbox = cohort();
    for (path, text) in [
        (
            "plans/west/1-come-together/team.md",
            &b"---\n- [\n---\n[n](../../north/README.md)\n"[..],
        ),
        (
            "plans/west/2-dream-big/problem.md",
            b"caf\xe9 [n](../../north/README.md)\n",
        ),
        ("plans/north/2-dream-big/match.md", b"caf\xe9\n"),
        ("plans/west/README.md", b"caf\xe9 [n](../north/README.md)\n"),
        ("plans/README.md", b"caf\xe9 [n](north/README.md)\n"),
        (
            "plans/west/notes.md",
            b"north\n\nhttps://example.org/blob/main/plans/north/README.md and north/team\n",
        ),
        (
            "plans/hills/south/notes.md",
            b"x ([n](/plans/north/README.md)) plans/north-2\n",
        ),
        ("plans/hills/south/more.md", b"`../../north/README.md`\n"),
        (
            "plans/hills/south/none.md",
            b"../north plans/north-2 north/plan ../../northern\n",
        ),
    ] {
        sandbox.write(path, text);
    }
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "by hand"]);
    let run = sandbox.ok("rename north river");
    let notes: Vec<&str> = run
        .err
        .lines()
        .filter(|line| line.starts_with("note: "))
        .collect();
    let unread = |path| format!("note: {path} can't be read, so links in it weren't looked at");
    let left = |path| {
        format!("note: {path} still names plans/north; if that is a link, change it by hand")
    };
    assert_eq!(
        notes,
        [
            left("plans/hills/south/more.md:1"),
            left("plans/hills/south/notes.md:1"),
            unread("plans/river/2-dream-big/match.md"),
            left("plans/west/notes.md:3"),
            unread("plans/west/1-come-together/team.md"),
            unread("plans/west/2-dream-big/problem.md"),
            unread("plans/west/README.md"),
            unread("plans/README.md"),
        ]
    );
}

/// A file stays what it is to git and on disk, in whichever way git commits it, and after undo.
#[cfg(unix)]
#[test]
fn what_may_be_run_still_may() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |sandbox: &Sandbox, plan: &str| {
        let path = format!("plans/{plan}/extra/run.sh");
        let known = sandbox.git(&["ls-tree", "HEAD", &path]);
        let found = std::fs::metadata(sandbox.path(&path)).unwrap();
        let known = known.split(' ').next().unwrap().to_owned();
        format!("{known} {:o}", found.permissions().mode() & 0o777)
    };
    for hook in [false, true] {
        let sandbox = Sandbox::with_plans(&["birch"]);
        sandbox.write("plans/birch/extra/run.sh", "#!/bin/sh\n");
        let run = sandbox.path("plans/birch/extra/run.sh");
        std::fs::set_permissions(&run, PermissionsExt::from_mode(0o755)).unwrap();
        sandbox.write("plans/birch/extra/notes.txt", "not to be run\n");
        sandbox.git(&["add", "-A"]);
        sandbox.git(&["commit", "-qm", "by hand"]);
        if hook {
            sandbox.write(".git/hooks/pre-commit", "#!/bin/sh\nexit 0\n");
            let hook = sandbox.path(".git/hooks/pre-commit");
            std::fs::set_permissions(hook, PermissionsExt::from_mode(0o755)).unwrap();
        }
        let before = mode(&sandbox, "birch");
        assert_eq!(before, "100755 755");
        sandbox.ok("rename birch ash");
        assert_eq!(mode(&sandbox, "ash"), before);
        assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
        let modes = sandbox.git(&["diff", "--summary", "HEAD^", "-M"]);
        assert!(!modes.contains("mode change"), "{modes}");
        sandbox.ok("undo");
        assert_eq!(mode(&sandbox, "birch"), before);
        assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
        sandbox.ok("rename birch ash --no-commit");
        let found = std::fs::metadata(sandbox.path("plans/ash/extra/run.sh")).unwrap();
        assert_eq!(found.permissions().mode() & 0o777, 0o755);
    }
}

/// What git knows of it counts, where the disk says it of every file.
#[cfg(unix)]
#[test]
fn a_disk_on_which_everything_may_be_run() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::with_plans(&["birch"]);
    sandbox.git(&["config", "core.fileMode", "false"]);
    let team = sandbox.path("plans/birch/1-come-together/team.md");
    std::fs::set_permissions(team, PermissionsExt::from_mode(0o777)).unwrap();
    sandbox.ok("rename birch ash");
    let known = sandbox.git(&["ls-tree", "-r", "HEAD", "plans/ash"]);
    assert!(
        known.lines().all(|line| line.starts_with("100644 ")),
        "{known}"
    );
}

#[test]
fn empty_folders_never_hold_the_old_name() {
    let sandbox = Sandbox::with_plans(&["hills/birch", "ash"]);
    std::fs::create_dir_all(sandbox.path("plans/hills/birch/drafts/old")).unwrap();
    sandbox.ok("rename birch /oak");
    assert_eq!(sandbox.files("plans"), ["ash", "oak"]);
    std::fs::create_dir(sandbox.path("plans/oak/drafts")).unwrap();
    sandbox.ok("rename oak elm --dry-run");
    assert!(sandbox.path("plans/oak/drafts").exists());
    sandbox.ok("rename oak elm --no-commit");
    sandbox.ok("rename ash oak");
    assert_eq!(sandbox.files("plans"), ["elm", "oak"]);
}

/// Where names are bytes.
#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_text_is_named() {
    use std::os::unix::ffi::OsStrExt;
    let sandbox = Sandbox::with_plans(&["birch"]);
    let folder = sandbox.path("plans/birch/extra");
    std::fs::create_dir(&folder).unwrap();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.txt");
    std::fs::write(folder.join(name), "x").unwrap();
    for commit in ["", " --no-commit"] {
        sandbox
            .fails(4, format!("rename birch ash{commit}"))
            .says("plans/birch/extra/caf\u{fffd}.txt has a name that isn't UTF-8")
            .says("nothing was changed; give it another name, then rename");
    }
    assert!(sandbox.path("plans/birch/plan.toml").exists());
}

#[test]
fn a_repository_of_its_own_and_a_branch_that_went_on() {
    let sandbox = cohort();
    sandbox.git(&["clone", "-q", "--bare", ".", "../shared.git"]);
    sandbox.git(&["remote", "add", "origin", "../shared.git"]);
    sandbox.git(&["fetch", "-q", "origin"]);
    sandbox.git(&["branch", "-q", "--set-upstream-to", "origin/main"]);
    sandbox.git(&["clone", "-q", "../shared.git", "../other"]);
    sandbox.ok("-C ../other record north/team --set gaps=theirs");
    sandbox.git(&["-C", "../other", "push", "-q"]);
    sandbox.git(&["fetch", "-q"]);
    sandbox
        .fails(4, "rename north river")
        .says("origin/main has 1 commit that isn't here yet")
        .says("record north/team: gaps")
        .says("`git pull`, then rename");
    sandbox.git(&["pull", "-q"]);
    sandbox.ok("rename north river");
    // A plan that is a repository.
    sandbox.git(&["init", "-q", "plans/own"]);
    let plan = sandbox.read("plans/west/plan.toml");
    sandbox.write("plans/own/plan.toml", plan);
    sandbox
        .fails(4, "rename own mine")
        .says("kept by a repository of its own, plans/own");
    sandbox.git(&["init", "-q", "plans/theirs"]);
    sandbox
        .fails(4, "rename river theirs/river")
        .says("plans/theirs is a repository of its own");
}

const YES: &str = "consent=north | yes | all | head | \nsouth | yes | all | head | ";

/// Every kind of stamp, and what holds by history alone, each valid and each not.
#[test]
fn what_was_valid_stays_so_and_nothing_else_becomes_it() {
    let sandbox = Cohort::of(&["north", "south"]).made();
    for line in [
        "record north/problem --set 'statement=How might we begin?' --set 'evidence=Nine of twelve'",
        "record north/match --set 'idea=A weekly call' --set 'why=It needs no app'",
        "record south/problem --set 'statement=How might we end?' --set 'evidence=Two of twelve'",
    ] {
        sandbox.ok(line);
    }
    let finding = |title: &str, link: &str, consent: &[&str]| {
        let supported =
            format!("supported={link} | so they say | told\nsouth/problem | too | told");
        let consent: Vec<&str> = consent.iter().flat_map(|words| ["--set", words]).collect();
        let record = ["record", "cohort/finding", "--add", "--title", title];
        let answers = ["--set", "claim=Calls help", "--set", "scope=Here", "--set"];
        let run = sandbox.run([&record[..], &answers, &[&supported], &consent].concat());
        let out = run.ends_with(0).out;
        let path = out
            .split_whitespace()
            .find(|word| word.starts_with("cohort/"));
        path.unwrap().to_owned()
    };
    let reworded = |path: &str| {
        let name = path.rsplit('/').next().unwrap().trim_end_matches(".md");
        sandbox.ok(format!(
            "record cohort/finding/{name} --set 'claim=Calls rarely help'"
        ));
    };
    let kept = finding("kept", "north/problem", &[YES]);
    reworded(&finding("reworded", "north/problem", &[YES]));
    let outrun = finding("outrun", "north/match", &[YES]);
    let by_hand = "| north | yes | all | head | |\n| south | yes | all | head | |";
    let typed = |path: &str| {
        let text = sandbox.read(path);
        let (before, after) = text.split_once("<!-- output: consent.").unwrap();
        let (comment, rest) = after.split_once("-->").unwrap();
        let table =
            "| System | Yes or no | To what | By (role) | On |\n| --- | --- | --- | --- | --- |";
        assert!(rest.trim_start().starts_with("| System"), "{rest}");
        sandbox.write(
            path,
            format!("{before}<!-- output: consent.{comment}-->\n\n{table}\n{by_hand}\n"),
        );
        sandbox.git(&["commit", "-qam", "they said yes"]);
    };
    let hand = finding("hand", "north/problem", &[]);
    typed(&hand);
    let hand_and_reworded = finding("hand-and-reworded", "north/problem", &[]);
    typed(&hand_and_reworded);
    sandbox.edit(&hand_and_reworded, "Calls help", "Calls rarely help");
    sandbox.git(&["commit", "-qam", "reworded"]);
    // They agreed to words that the rename brings back.
    let back = finding("back", "south/problem", &[]);
    sandbox.edit(
        &back,
        "| south/problem | so they say",
        "| river/problem | so they say",
    );
    sandbox.git(&["commit", "-qam", "a plan of the future"]);
    let name = back
        .rsplit('/')
        .next()
        .unwrap()
        .trim_end_matches(".md")
        .to_owned();
    sandbox
        .run(["record", &format!("cohort/finding/{name}"), "--set", YES])
        .ends_with(0);
    sandbox.edit(
        &back,
        "| river/problem | so they say",
        "| north/problem | so they say",
    );
    sandbox.git(&["commit", "-qam", "another plan"]);
    let hand_and_back = finding("hand-and-back", "south/problem", &[]);
    sandbox.edit(
        &hand_and_back,
        "| south/problem | so they say",
        "| river/problem | so they say",
    );
    typed(&hand_and_back);
    sandbox.edit(
        &hand_and_back,
        "| river/problem | so they say",
        "| north/problem | so they say",
    );
    sandbox.git(&["commit", "-qam", "another plan"]);
    sandbox.ok("record north/match --set 'idea=A monthly call'");
    // What stands on a finding that links to the plan.
    let name = kept.rsplit('/').next().unwrap().trim_end_matches(".md");
    let group = [
        "record",
        "cohort/small-group",
        "--add",
        "--date",
        "2026-11-20",
    ];
    let why = format!("why=cohort/finding/{name}\nnorth/problem");
    let answers = [
        "--set",
        "teams=north",
        "--set",
        "question=How?",
        "--set",
        "outcome=A plan",
        "--set",
        &why,
    ];
    sandbox.run([&group[..], &answers].concat()).ends_with(0);
    let story = sandbox
        .ok("draft cohort/case-study --about north --title Story --format json")
        .json();
    let story = story["data"]["record"].as_str().unwrap().to_owned();
    let answers = [
        "--set",
        "context=A town",
        "--set",
        "happened=It worked",
        "--set",
        "learned=- Calls",
        "--set",
        "sources=Its records",
        "--set",
        YES,
        "--set",
        "approval=released",
    ];
    sandbox
        .run(
            [
                &["record", &format!("cohort/case-study/{story}")][..],
                &answers,
            ]
            .concat(),
        )
        .ends_with(0);

    let said = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        sandbox.run(words).json()["data"].to_string()
    };
    let all = || {
        [
            "list finding --format json",
            "list case-study --format json",
            "list small-group --format json",
            "status cohort --activities --format json",
            "draft cohort/case-study --about PLAN --dry-run --format json",
        ]
        .map(|line| {
            let is_there = sandbox.path("plans/north").exists();
            let said = said(&line.replace("PLAN", if is_there { "north" } else { "river" }));
            // The programme's records have other words since, so another commit.
            let mut parts = said.split("as of ");
            let first = parts.next().unwrap_or_default().to_owned();
            parts.fold(first, |all, part| all + "as of COMMIT" + &part[7..])
        })
    };
    let check = || {
        let mut found = sandbox.run(["check", "--format", "json"]).json()["diagnostics"].take();
        // Stamps that hold a consent to its words move the lines below.
        for one in found.as_array_mut().unwrap() {
            one["line"] = Value::Null;
        }
        found.to_string()
    };
    let (before, checked) = (all(), check());
    assert!(
        before[0].contains("to-another-text") && before[0].contains("\"yes\""),
        "{}",
        before[0]
    );
    assert!(before[1].contains("released"), "{}", before[1]);
    assert!(before[3].contains("review"), "{}", before[3]);
    for path in [&outrun, &hand_and_back, &back] {
        assert!(checked.contains(path.as_str()), "{path}: {checked}");
    }
    sandbox.ok("rename north river");
    let renamed = |text: &str| text.replace("north", "river");
    for (before, after) in before.iter().zip(all()) {
        assert_eq!(after, renamed(before));
    }
    assert_eq!(check(), renamed(&checked));
    sandbox.ok("undo");
    assert!(all() == before && check() == checked, "{}", check());
}

/// One clone renames the plan, the other goes on recording in it.
#[test]
fn a_rename_meets_work_of_another_clone() {
    let sandbox = cohort();
    sandbox.git(&["clone", "-q", ".", "../other"]);
    sandbox.ok("rename north river");
    sandbox.ok("-C ../other record north/problem --set 'evidence=Ten of twelve'");
    sandbox.ok("-C ../other record north/interviews --add --title Second --set words=y --set group=student");
    sandbox.git(&["-C", "../other", "config", "merge.directoryRenames", "true"]);
    let mut pull = sandbox.command_with_redesign("git");
    let run = finished(pull.args(["-C", "../other", "pull", "-q", "--no-rebase", "--no-edit"]));
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let problem = "../other/plans/river/2-dream-big/problem.md";
    assert!(sandbox.read(problem).contains("Ten of twelve"));
    assert!(!sandbox.path("../other/plans/north").exists());
    let interviews = sandbox.files("../other/plans/river/1-come-together/interviews");
    assert_eq!(interviews.len(), 3, "{interviews:?}");
    sandbox.ok("-C ../other status").says("river");
}
