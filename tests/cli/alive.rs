//! The made-up year that `demo` writes: the same for the same clock, as the commands would have written it, and with
//! something to show for every command.

use super::sandbox::{Run, Sandbox, finished};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

/// A Sunday, after which the year begins a week later.
const SUNDAY: Date = date(2026, 11, 29);

/// The demo in `d`, as it is written on a day.
fn demo(day: Date) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.run_on(day, &["demo", "d"]).ends_with(0);
    sandbox
}

fn over(sandbox: &Sandbox, day: Date, line: &str) -> Run {
    let words = ["-C", "d"].into_iter().chain(line.split(' '));
    sandbox.run_on(day, &words.collect::<Vec<_>>())
}

fn git(sandbox: &Sandbox, line: &str) -> String {
    let words = ["-C", "d"].into_iter().chain(line.split(' '));
    sandbox.git(&words.collect::<Vec<_>>())
}

/// Whoever runs it, wherever and in whichever time zone.
#[test]
fn the_same_clock_gives_the_same_commits() {
    let branches = |sandbox: &Sandbox, place: &str| {
        let format = "--format=%(objectname) %(refname)";
        sandbox.git(&["-C", place, "for-each-ref", format])
    };
    let one = Sandbox::new();
    one.ok("demo d");
    let other = Sandbox::new();
    std::fs::write(
        other.home().join(".gitconfig"),
        "[init]\n\tdefaultBranch = main\n[core]\n\tautocrlf = true\n[commit]\n\tgpgsign = true\n",
    )
    .unwrap();
    let surroundings = [
        ("TZ", "Pacific/Auckland"),
        ("LANG", "de_DE.UTF-8"),
        ("GIT_AUTHOR_NAME", "Somebody"),
        ("GIT_AUTHOR_EMAIL", "somebody@example.org"),
    ];
    let place = "deep/in/another folder";
    other
        .run_with_env(&["demo", place], &surroundings)
        .ends_with(0)
        .says("next: cd 'deep/in/another folder' && redesign board");
    let ids = branches(&one, "d");
    assert_eq!(ids.lines().count(), 2, "{ids}");
    assert_eq!(ids, branches(&other, place));
    assert_eq!(git(&one, "status --porcelain"), "");
    assert_eq!(other.git(&["-C", place, "status", "--porcelain"]), "");
}

/// Ten months, up to the last working day, by people who don't exist.
#[test]
fn a_year_of_commits() {
    for day in [SUNDAY, SUNDAY + 1.day()] {
        let sandbox = demo(day);
        let said = git(&sandbox, "log --reverse --format=%as|%an|%ae|%s");
        let commits: Vec<Vec<&str>> = said.lines().map(|line| line.split('|').collect()).collect();
        assert!((190..=230).contains(&commits.len()), "{}", commits.len());
        let days: Vec<Date> = commits.iter().map(|one| one[0].parse().unwrap()).collect();
        assert!(days.is_sorted());
        assert!(days[0] < day - 10.months() + 10.days() && days[0] > day - 11.months());
        let last = *days.last().unwrap();
        assert!(last < day && last >= day - 3.days(), "{last} {day}");
        for (commit, day) in commits.iter().zip(&days) {
            let is_weekend = [Weekday::Saturday, Weekday::Sunday].contains(&day.weekday());
            assert!(!is_weekend, "{commit:?}");
            assert!(commit[2].ends_with("@example.org"), "{commit:?}");
        }
        let mut authors: Vec<&str> = commits.iter().map(|one| one[1]).collect();
        authors.sort_unstable();
        authors.dedup();
        let roles = ["Coach ", "Lab keeper", "Team "];
        assert!(
            authors
                .iter()
                .all(|one| roles.iter().any(|role| one.starts_with(role))),
            "{authors:?}"
        );
        assert!(authors.len() > 6, "{authors:?}");
        assert_eq!(git(&sandbox, "fsck --strict --no-dangling"), "");
    }
}

/// It says that it is made up in its title, on its first page, and in each plan.
#[test]
fn it_says_that_it_is_made_up() {
    let sandbox = demo(SUNDAY);
    for page in ["status", "board", "actions", "timeline --format html"] {
        over(&sandbox, SUNDAY, page)
            .ends_with(0)
            .says("Orchard Lab (made up)");
    }
    let readme = sandbox.read("d/README.md");
    assert!(readme.contains("Nothing here is real"), "{readme}");
    let mut folders: Vec<String> = sandbox.files("d/plans");
    for folder in &mut folders {
        folder.insert_str(0, "plans/");
    }
    folders.push("cohort".to_owned());
    for folder in folders {
        for name in ["README.md", "plan.toml"] {
            let text = sandbox.read(&format!("d/{folder}/{name}")).to_lowercase();
            assert!(text.contains("made-up"), "{folder}/{name}");
        }
    }
}

/// Each command of the README, with what makes it worth a look; also on the day after, when it is another week.
#[test]
fn every_command_has_something_to_show() {
    for day in [SUNDAY, SUNDAY + 1.day()] {
        let sandbox = demo(day);
        for (line, code, words) in [
            (
                "board",
                0,
                &[
                    "need a call",
                    "1 otter",
                    "missed 3 times",
                    "heron (ended",
                    "rowan (paused",
                ][..],
            ),
            (
                "board otter",
                0,
                &["Teacher 1, after three", "no record since"],
            ),
            (
                "status",
                0,
                &[
                    "20/20",
                    "3 to review",
                    "ended: all four steps done",
                    "1 done",
                ],
            ),
            (
                "status --activities",
                0,
                &["● done", "◐ doing", "↻ review", "○ to do"],
            ),
            (
                "next",
                0,
                &[
                    "still missing: results",
                    "problem/statement changed",
                    "3 of 5",
                ],
            ),
            ("next wren", 0, &["interviews"]),
            (
                "introduce",
                0,
                &[
                    "caller, vietnamese",
                    "has done what the first is working on",
                ],
            ),
            ("calendar", 0, &["late", "missed", "done", "due", "ahead"]),
            ("calendar --format ics", 0, &["BEGIN:VEVENT"]),
            ("actions", 0, &["overdue by", "open"]),
            ("actions --all --by owner", 0, &["done"]),
            ("timeline", 0, &["Reopened", "To review"]),
            ("timeline birch --format svg", 0, &["<svg"]),
            (
                "log birch",
                0,
                &["Team Birch", "That was Heron's pilot, not ours"],
            ),
            ("log heron", 0, &["coffee", "The second try doesn't change"]),
            (
                "log maple/problem",
                0,
                &["v3", "statement", "After the pilot"],
            ),
            ("diff maple/problem", 0, &["reworded"]),
            ("list problem/statement", 0, &["without homework deciding"]),
            ("list interviews --by group", 0, &["Student", "Teacher"]),
            (
                "list finding",
                0,
                &[
                    "2 teams, 1 measured",
                    "1 team, 1 measured",
                    "not asked: maple",
                ],
            ),
            ("list case-study", 0, &["not released"]),
            ("search bus", 0, &["The bus is my desk"]),
            (
                "draft cohort/case-study --about birch --dry-run",
                0,
                &["passages"],
            ),
            ("score", 0, &["1.5", "2.5", "4.0"]),
            ("score heron", 0, &["Far apart: worth a talk"]),
            (
                "sheet cohort/meeting --plan wren",
                0,
                &["long bus rides", "Find two families"],
            ),
            ("sheet heron/interviews", 0, &["Interview"]),
            ("show heron/pilot", 0, &["nobody from there came even once"]),
            (
                "show cohort/finding",
                0,
                &["What speaks against it", "What stands behind it"],
            ),
            ("restore maple/problem@v2 --dry-run", 0, &["would write"]),
            ("undo --dry-run", 0, &["would"]),
            (
                "record maple --reviewed --dry-run",
                0,
                &["brainstorm", "match"],
            ),
            ("check", 1, &["W0203", "W0214", "W0243", "5 warnings"]),
        ] {
            let run = over(&sandbox, day, line).ends_with(code);
            for words in words {
                run.clone().says(words);
            }
            run.never_says("error");
        }
        assert_eq!(git(&sandbox, "status --porcelain"), "");
    }
}

/// One case study may be shown, since the team agreed to this text; the other waits.
/// The teams that need a call, each with the reason that comes first, at four days of the year.
const CALLS: [(Date, &[(&str, &str)]); 4] = [
    // Wren has been behind since April, Rowan since the Monday before.
    (date(2026, 5, 20), &[("wren", "I0344"), ("rowan", "I0344")]),
    // Otter's task is overdue, and the meeting after that has put it off once.
    (date(2026, 7, 20), &[("otter", "I0343"), ("wren", "I0344")]),
    // Two are silent, Otter for longer; Rowan is paused.
    (
        date(2026, 9, 12),
        &[("otter", "I0341"), ("maple", "I0341"), ("wren", "I0344")],
    ),
    // Maple put its problem anew, after a pilot that was built on the one before.
    (
        date(2026, 10, 20),
        &[("otter", "I0341"), ("wren", "I0341"), ("maple", "W0243")],
    ),
];

#[test]
fn the_board_at_four_days() {
    let day = date(2026, 11, 23);
    let sandbox = demo(day);
    for (at, expected) in CALLS {
        let words = format!("board --at {at} --format json");
        let board = over(&sandbox, at, &words).ends_with(0).json();
        let teams = board["data"]["teams"].as_array().unwrap().iter();
        let calls = teams.filter(|team| team["call"].is_u64()).map(|team| {
            let first = &team["lines"][0]["code"];
            (team["id"].as_str().unwrap(), first.as_str().unwrap())
        });
        assert_eq!(calls.collect::<Vec<_>>(), expected, "on {at}");
    }
}

#[test]
fn one_case_study_is_released_and_one_waits() {
    let sandbox = demo(SUNDAY);
    let line = "list case-study --format json";
    let json = over(&sandbox, SUNDAY, line).json();
    let rows = json["data"]["rows"].as_array().unwrap();
    let ready: Vec<_> = rows.iter().map(|row| &row["backing"]["ready"]).collect();
    assert_eq!(ready, [true, false], "{json}");
    // The team's yes is to these words.
    let path = format!("d/{}", rows[0]["path"].as_str().unwrap());
    sandbox.edit(&path, "rode along, and planned", "and planned");
    let json = over(&sandbox, SUNDAY, line).json();
    assert_eq!(json["data"]["rows"][0]["backing"]["ready"], false, "{json}");
}

/// The branch that waits says something else about one answer, and `resolve` settles it.
#[test]
fn a_branch_waits_with_a_conflict() {
    let sandbox = demo(SUNDAY);
    let mut merge = sandbox.command("git");
    let merge = finished(merge.args(["-C", "d", "merge", "birch-lunch"]));
    merge.ends_with(1).says("CONFLICT");
    over(&sandbox, SUNDAY, "resolve")
        .ends_with(0)
        .says("birch/commitment")
        .says("vision");
    over(&sandbox, SUNDAY, "resolve birch/commitment --theirs vision").ends_with(0);
    sandbox.git(&["-C", "d", "commit", "--quiet", "--all", "--no-edit"]);
    over(&sandbox, SUNDAY, "show birch/commitment").says("came on the first bus");
}

/// What the commands of that day would have written, byte for byte, stamps and all: each commit of a team that ran
/// `record` is made again, by the real command, on the commit before it.
#[test]
fn records_are_as_the_command_writes_them() {
    let sandbox = demo(SUNDAY);
    let format = "--format=%H|%as|%(trailers:key=Redesign-Command,valueonly,separator=)|%s";
    let said = git(&sandbox, &format!("log --reverse {format} -- plans/birch"));
    let mut again = 0;
    for line in said.lines() {
        let [id, day, "record", subject] = line.split('|').collect::<Vec<_>>()[..] else {
            continue;
        };
        let changed = git(&sandbox, &format!("show --format= --name-status {id}"));
        let (kind, file) = changed.trim().split_once('\t').unwrap();
        let written = git(&sandbox, &format!("show {id}:{file}"));
        sandbox.write("answers.md", &written);
        git(&sandbox, &format!("checkout --quiet --detach {id}~1"));
        let target = subject.split([' ', ':']).nth(1).unwrap();
        let title = written.lines().find_map(|line| line.strip_prefix("# "));
        let mut arguments = vec!["-C", "d", "record", "--no-commit", "--format", "json"];
        arguments.extend(["--from", "../answers.md"]);
        let activity = target.rsplit_once('/').unwrap().0;
        if kind == "A" {
            arguments.extend([activity, "--add", "--date", day, "--title", title.unwrap()]);
        } else {
            arguments.push(target);
        }
        let json = sandbox.run(&arguments).ends_with(0).json();
        let path = json["data"]["written"][0].as_str().unwrap().to_owned();
        assert_eq!(sandbox.read(&format!("d/{path}")), written, "{subject}");
        git(&sandbox, "reset --quiet --hard");
        git(&sandbox, "clean --quiet -d --force");
        again += 1;
    }
    assert!(again > 20, "{again}");
}

#[test]
fn a_preview_writes_nothing_and_nothing_is_overwritten() {
    let sandbox = Sandbox::new();
    let preview = sandbox.ok("demo d --dry-run");
    sandbox.fails(2, "demo d --no-commit").says("--public");
    sandbox.ok("demo d --public --dry-run").says("files into d");
    assert_eq!(sandbox.files("."), [""; 0]);
    sandbox.write("d/mine", "words");
    sandbox.fails(4, "demo d").says("already exists");
    assert_eq!(sandbox.files("."), ["d"]);
    assert_eq!(sandbox.files("d"), ["mine"]);
    sandbox.ok("demo e");
    let commits = sandbox.git(&["-C", "e", "rev-list", "--count", "--all"]);
    preview.says(&format!("would write {} commits into d", commits.trim()));
    sandbox.fails(4, "-C e demo f").says("workspace around");
}

/// Without a git identity, and without git.
#[test]
fn it_needs_no_identity() {
    let sandbox = Sandbox::new();
    std::fs::write(sandbox.home().join(".gitconfig"), "").unwrap();
    let nowhere = sandbox.home();
    let path = [("PATH", nowhere.to_str().unwrap())];
    sandbox
        .run_with_env(&["demo", "d"], &path)
        .ends_with(0)
        .says("6 plans")
        .never_says("not committed");
    assert!(git(&sandbox, "rev-list --count HEAD").trim().len() > 2);
}
