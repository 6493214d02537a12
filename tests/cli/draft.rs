//! `draft`: a record made of other records' words, each with a link to where it stands; and drafting again, which keeps
//! what people edited. By the binary, with both toolkits for cohorts.

use super::cohort::Cohort;
use super::sandbox::{Run, Sandbox, bytes_below, finished};
use serde_json::Value;
use std::path::Path;

const STORY: &str = "cohort/3-share/case-study";
const TALE: &str = "cohort/2-downstream/tale";
const PROBLEM: &str = "plans/north/2-dream-big/problem.md";

fn record(sandbox: &Sandbox, target: &str, answers: &[&str]) {
    let mut arguments = vec!["record", target, "-q"];
    for answer in answers {
        arguments.extend(["--set", answer]);
    }
    sandbox.run(arguments).ends_with(0);
}

fn add(sandbox: &Sandbox, target: &str, more: &[&str], answers: &[&str]) {
    let mut arguments = vec!["record", target, "-q", "--add"];
    arguments.extend(more);
    for answer in answers {
        arguments.extend(["--set", answer]);
    }
    sandbox.run(arguments).ends_with(0);
}

/// A workspace with two team plans and the programme of one of the toolkits for cohorts.
fn cohort(toolkit: &str) -> Sandbox {
    Cohort::of(&["north", "south"]).programme(toolkit).made()
}

/// The same, with a plan about which there is something to say.
fn story() -> Sandbox {
    let sandbox = cohort("strategy-lab");
    record(
        &sandbox,
        "north/problem",
        &[
            "statement=How might we begin earlier?",
            "evidence=Nine of twelve interviews",
        ],
    );
    record(
        &sandbox,
        "north/match",
        &["idea=A weekly call.", "why=It needs no app.\n\nIt is free."],
    );
    sandbox
}

/// The one record of a folder.
fn only(sandbox: &Sandbox, folder: &str) -> String {
    let mut files = sandbox.files(folder);
    files.retain(|name| name != "README.md");
    assert_eq!(files.len(), 1, "{files:?}");
    format!("{folder}/{}", files[0])
}

/// Words of a record below a heading, without its comment.
fn below(text: &str, heading: &str) -> String {
    let (_, rest) = text
        .split_once(&format!("\n## {heading}\n"))
        .unwrap_or_else(|| panic!("no {heading} in:\n{text}"));
    let rest = rest.split("\n## ").next().unwrap();
    let (_, rest) = rest.split_once("-->\n").unwrap();
    rest.trim().to_owned()
}

/// One quotation: its words, the link's words and target, and the version that it names.
#[derive(Debug)]
struct Quoted {
    words: String,
    target: String,
    version: Option<String>,
}

/// Every quotation of a record; each line of an answer must be one, a gap, or a single value.
fn quotations(text: &str) -> Vec<Quoted> {
    let link =
        regex::Regex::new(r#" \(\[(?:[^\]\\]|\\.)+\]\(([^()\s]+)(?: "([^"]+)")?\)\)(?: \||$)"#)
            .unwrap();
    let lines = text.lines().filter(|line| line.contains("](../"));
    lines
        .map(|line| {
            let found = link
                .captures(line)
                .unwrap_or_else(|| panic!("no link behind: {line}"));
            let words = &line[..found.get(0).unwrap().start()];
            Quoted {
                words: words.trim_start_matches(['>', '-', '|', ' ']).to_owned(),
                target: found[1].to_owned(),
                version: found.get(2).map(|title| title.as_str().to_owned()),
            }
        })
        .collect()
}

/// Whether each quotation stands in the file that its link leads to, below the heading that it names.
#[track_caller]
fn all_stand_in_their_sources(sandbox: &Sandbox, path: &str) -> usize {
    let text = sandbox.read(path);
    let all = quotations(&text);
    let folder = Path::new(path).parent().unwrap();
    for one in &all {
        let (file, mark) = one.target.split_once('#').unwrap_or((&one.target, ""));
        let place = sandbox.path(folder.to_str().unwrap()).join(file);
        let source = std::fs::read_to_string(&place)
            .unwrap_or_else(|error| panic!("{}: {error}", place.display()));
        let parts = one.words.split(" \u{b7} ");
        let parts = parts.flat_map(|part| part.split(" | "));
        for part in parts.filter(|part| *part != "[not recorded]") {
            let part = part.replace("&lt;", "<").replace('\\', "");
            // The heading of a cell's column stands in the same table, above it.
            let (title, cell) = part.split_once(": ").unwrap_or(("", &part));
            let is_column = source
                .lines()
                .any(|line| line.contains(&format!("| {title} |")));
            let part = if is_column { cell } else { &part };
            let source = source.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(
                source.replace('\\', "").contains(part),
                "{part:?} in {file}"
            );
        }
        let is_heading = |line: &str| {
            let words = line.trim_start_matches('#').trim().to_lowercase();
            let mark_of: String = words
                .chars()
                .filter(|one| one.is_alphanumeric() || " -_".contains(*one))
                .map(|one| if one == ' ' { '-' } else { one })
                .collect();
            line.starts_with('#') && mark_of == mark
        };
        assert!(
            mark.is_empty() || source.lines().any(is_heading),
            "{mark} in {file}"
        );
    }
    all.len()
}

/// What became of each output of a draft, as JSON has it.
fn states(run: &Run) -> Vec<(String, String)> {
    let outputs = run.json()["data"]["outputs"].clone();
    outputs
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let word = |name: &str| one[name].as_str().unwrap().to_owned();
            (word("id"), word("state"))
        })
        .collect()
}

fn state(run: &Run, output: &str) -> String {
    let all = states(run);
    let found = all.iter().find(|(id, _)| id == output);
    found.unwrap_or_else(|| panic!("{all:?}")).1.clone()
}

fn again(sandbox: &Sandbox, more: &[&str]) -> Run {
    let mut arguments = vec!["draft", "cohort/case-study", "--about", "north"];
    arguments.extend(more);
    arguments.extend(["--format", "json"]);
    sandbox.run(arguments).ends_with(0)
}

#[test]
fn a_draft_quotes_and_links() {
    let sandbox = story();
    sandbox
        .ok("draft cohort/case-study --about north")
        .says("about    north")
        .says("drafted  about, problem, tried")
        .says("from     6 passages in 3 files")
        .says("gaps     context, happened, learned, along-the-way, sources")
        .says("next: redesign show cohort/case-study/2026-11-23-north-");
    let path = only(&sandbox, STORY);
    let text = sandbox.read(&path);
    assert!(text.contains("\n# Case Study, 2026-11-23\n"), "{text}");
    assert_eq!(below(&text, "About which plan"), "north");
    let problem = sandbox.git(&["log", "-1", "--format=%h", "--abbrev=7", "--", PROBLEM]);
    assert_eq!(
        below(&text, "The problem"),
        format!(
            "> How might we begin earlier? ([north/problem: Our question](../../../{PROBLEM}#our-question \"as of {0}\"))\n\n\
             > Nine of twelve interviews ([north/problem: What it rests on](../../../{PROBLEM}#what-it-rests-on \"as of {0}\"))",
            problem.trim()
        )
    );
    assert!(below(&text, "What they tried").contains("> It is free. (["));
    assert_eq!(below(&text, "What happened"), "[not recorded]");
    assert_eq!(below(&text, "Released"), "", "only a person can say that");
    assert_eq!(all_stand_in_their_sources(&sandbox, &path), 5);
    // Committed, and nothing else with it.
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    let commit = sandbox.git(&["show", "--format=%B", "--name-only", "HEAD"]);
    assert!(commit.starts_with("draft cohort/case-study/2026-11-23-north-"));
    assert!(
        commit.contains("Redesign-Plan: north\n") && commit.contains("Redesign-Command: draft")
    );
    assert!(commit.trim_end().ends_with(&path), "{commit}");
    // A gap is no answer.
    sandbox
        .run(["status", "cohort", "--activities", "--state", "doing"])
        .says("case-study")
        .says("context, happened");
    sandbox.ok("undo");
    assert_eq!(sandbox.files(STORY), ["README.md"]);
}

#[test]
fn a_preview_shows_it_and_writes_nothing() {
    let sandbox = story();
    let before = bytes_below(&sandbox.work());
    let commits = sandbox.commits();
    sandbox
        .ok("draft cohort/case-study --about north --dry-run")
        .says("would write")
        .says("What they tried")
        .says("A weekly call.")
        .says("next: redesign draft cohort/case-study --about north");
    assert_eq!(bytes_below(&sandbox.work()), before);
    assert_eq!(sandbox.commits(), commits);
    let run = sandbox.ok("draft cohort/case-study --about north --no-commit");
    assert!(!run.out.contains("commit"), "{}", run.out);
    assert_eq!(sandbox.commits(), commits);
    only(&sandbox, STORY);
}

/// The same command with a toolkit of another field: what is kept with each plan, rows that name the plan, cells without
/// words, values on which records agree.
#[test]
fn another_field_is_drafted() {
    let sandbox = cohort("river-watch");
    record(&sandbox, "north/problem", &["statement=How might we swim?"]);
    record(
        &sandbox,
        "cohort/pact",
        &[
            "stretches=north|weir|mill\nsouth|mill|sea\nnorth|spring|weir",
            "season=fall",
        ],
    );
    add(
        &sandbox,
        "cohort/paddle",
        &["--plan", "north"],
        &["seen=A sunken cart\nTwo herons", "crew=rowers|north"],
    );
    add(
        &sandbox,
        "cohort/paddle",
        &["--plan", "south"],
        &["seen=Nothing at all"],
    );
    // One gathering lists the groups that came; one only mentions a group in a sentence.
    add(
        &sandbox,
        "cohort/gathering",
        &["--title", "both"],
        &[
            "day=2026-11-20",
            "song=The long one",
            "groups=north: six\nsouth: two",
            "depth=3",
        ],
    );
    add(
        &sandbox,
        "cohort/gathering",
        &["--title", "other"],
        &[
            "day=2026-11-21",
            "song=North of the river",
            "groups=those from north sang",
            "depth=4",
        ],
    );
    sandbox.ok("draft cohort/tale --about north");
    let path = only(&sandbox, TALE);
    let text = sandbox.read(&path);
    assert_eq!(below(&text, "Whose stretch"), "north");
    let before = below(&text, "How it was");
    assert!(
        before.contains("> weir \u{b7} to: mill ([cohort/pact: Stretches]"),
        "{before}"
    );
    assert!(before.contains("> spring \u{b7} to: weir (["), "{before}");
    assert!(
        before.contains("> How might we swim? ([north/problem: "),
        "{before}"
    );
    assert!(
        !before.contains("sea"),
        "that is another's stretch: {before}"
    );
    let found = below(&text, "What was found");
    let words: Vec<&str> = found
        .lines()
        .map(|line| line.split(" ([").next().unwrap())
        .collect();
    assert_eq!(words, ["- A sunken cart", "- Two herons", "- The long one"]);
    let boats = below(&text, "Boats");
    let rows: Vec<&str> = boats.lines().skip(2).collect();
    assert!(rows[0].starts_with("| rowers ([cohort/paddle/"), "{boats}");
    assert!(rows[0].ends_with(" | [not recorded] |"), "{boats}");
    assert!(rows[1].starts_with("| [not recorded] | weir (["), "{boats}");
    assert_eq!(below(&text, "Water then"), "3", "one gathering is about it");
    assert_eq!(
        below(&text, "In which season"),
        "fall",
        "the pact lists the groups, so all of it is about each"
    );
    assert_eq!(below(&text, "Whoever is in it agrees"), "");
    all_stand_in_their_sources(&sandbox, &path);
    // All that the programme holds, where that is asked for; two depths are no depth.
    sandbox.ok("draft cohort/tale --about cohort --title 'All of it'");
    let mut files = sandbox.files(TALE);
    files.retain(|name| name.contains("all-of-it"));
    let all = sandbox.read(&format!("{TALE}/{}", files[0]));
    assert!(below(&all, "What was found").contains("Nothing at all"));
    assert_eq!(below(&all, "Water then"), "[not recorded]");
    assert_eq!(below(&all, "In which season"), "fall");
}

/// Kept with each plan: the draft says with which, and the second finds the first.
#[test]
fn a_record_kept_with_a_plan_is_drafted() {
    let sandbox = cohort("river-watch");
    record(&sandbox, "north/problem", &["statement=How might we swim?"]);
    for _ in 0..2 {
        sandbox.ok("draft cohort/paddle --plan north");
    }
    let text = sandbox.read(&only(&sandbox, "cohort/1-upstream/paddle"));
    assert!(text.contains("plan: \"north\"\n"), "{text}");
    assert!(below(&text, "What the group asks").starts_with("> How might we swim? (["));
    // A form that holds what is true today is made for a draft as for any other record.
    sandbox.write(
        "toolkits/river-watch/templates/gathering.occurrence.md.hbs",
        "# {{heading}}\n\n{{#live}}On {{now.day}}.{{/live}}\n\n{{{outputs}}}\n",
    );
    sandbox.git(&["add", "."]);
    sandbox.git(&["commit", "-qm", "an agenda"]);
    // Nothing but front matter can say about whom a gathering was drafted.
    add(
        &sandbox,
        "cohort/paddle",
        &["--plan", "south"],
        &["seen=A heron"],
    );
    for _ in 0..2 {
        sandbox.ok("draft cohort/gathering --about south");
    }
    let path = only(&sandbox, "cohort/2-downstream/gathering");
    assert!(sandbox.read(&path).contains("drafted_about: \"south\"\n"));
    assert!(sandbox.read(&path).contains("\nOn 2026-11-23.\n"));
    let stem = Path::new(&path).file_stem().unwrap().to_str().unwrap();
    sandbox
        .ok(format!("draft cohort/gathering/{stem}"))
        .says("nothing changed");
}

/// A team's plan is drafted from its own records.
#[test]
fn a_teams_plan_is_about_itself() {
    let sandbox = Sandbox::with_plans(&["north", "south"]);
    record(
        &sandbox,
        "north/sensemaking",
        &["themes=Late answers|nine said so|families"],
    );
    sandbox.ok("draft north/problem").says("drafted  evidence");
    let text = sandbox.read(PROBLEM);
    assert!(
        below(&text, "What it rests on")
            .starts_with("- Late answers \u{b7} What we heard: nine said so \u{b7} Which groups: families ([north/sensemaking: Themes](sensemaking.md#themes \"as of "),
        "{text}"
    );
    sandbox
        .fails(2, "draft north/problem --about south")
        .says("a team's plan, which is drafted only from its own records");
}

#[test]
fn drafting_again_keeps_what_people_edited() {
    let sandbox = story();
    again(&sandbox, &[]);
    let path = only(&sandbox, STORY);
    let first = sandbox.read(&path);
    let commits = sandbox.commits();
    let run = again(&sandbox, &[]);
    assert_eq!(state(&run, "problem"), "unchanged");
    assert_eq!(state(&run, "happened"), "gap");
    assert_eq!(
        (sandbox.read(&path), sandbox.commits()),
        (first.clone(), commits),
        "nothing to write"
    );
    assert!(run.err.contains("nothing changed"));

    // Edited in an editor; what it was drafted from is as it was.
    sandbox.edit(&path, "A weekly call.", "A call each week, says the team.");
    sandbox.edit(&path, "[not recorded]", "The office opened at seven.");
    sandbox.git(&["commit", "-qam", "by hand"]);
    // Another answer of a quoted file changes: that is no other draft.
    record(
        &sandbox,
        "north/problem",
        &["gains=Families who work nights"],
    );
    let before = sandbox.read(&path);
    let run = again(&sandbox, &[]);
    assert_eq!(state(&run, "tried"), "kept");
    assert_eq!(state(&run, "context"), "kept", "a gap that somebody filled");
    assert_eq!(sandbox.read(&path), before);

    // Nobody touched the problem: it is drafted anew. Of what was tried, both changed, in different passages.
    record(
        &sandbox,
        "north/problem",
        &["statement=How might we begin in May?"],
    );
    record(
        &sandbox,
        "north/match",
        &["why=It needs no app.\n\nIt is nearly free."],
    );
    let run = again(&sandbox, &[]);
    assert_eq!(state(&run, "problem"), "drafted");
    assert_eq!(state(&run, "tried"), "merged");
    let text = sandbox.read(&path);
    assert!(below(&text, "The problem").starts_with("> How might we begin in May? (["));
    let tried = below(&text, "What they tried");
    assert!(
        tried.contains("> A call each week, says the team. ([north/match"),
        "{tried}"
    );
    assert!(
        tried.contains("> It is nearly free. ([north/match"),
        "{tried}"
    );
    assert!(!tried.contains("It is free."), "{tried}");
    assert_eq!(below(&text, "The system"), "The office opened at seven.");
    // What nobody changed names the version that was quoted, what is new names the new one.
    let of = |words: &str| {
        let all = quotations(&text);
        let found = all
            .into_iter()
            .find(|one| one.words.contains(words))
            .unwrap();
        found.version.unwrap()
    };
    assert_ne!(of("needs no app"), of("nearly free"));
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");

    // Once more: the earlier draft never stood in the record by itself, and is made again from what was recorded then.
    record(
        &sandbox,
        "north/match",
        &["why=It needs no app.\n\nIt costs nothing."],
    );
    let run = again(&sandbox, &[]);
    assert_eq!(state(&run, "tried"), "merged");
    let tried = below(&sandbox.read(&path), "What they tried");
    assert!(
        tried.contains("> A call each week, says the team."),
        "{tried}"
    );
    assert!(
        tried.contains("> It costs nothing.") && !tried.contains("nearly"),
        "{tried}"
    );
}

/// Both changed the same words: the person's stay, and the new draft is there for the asking.
#[test]
fn a_persons_words_are_never_overwritten() {
    let sandbox = story();
    again(&sandbox, &[]);
    let path = only(&sandbox, STORY);
    sandbox.edit(&path, "A weekly call.", "A call on Fridays.");
    sandbox.git(&["commit", "-qam", "by hand"]);
    record(&sandbox, "north/match", &["idea=A call twice a week."]);
    let before = sandbox.read(&path);
    let run = again(&sandbox, &[]);
    assert_eq!(state(&run, "tried"), "newer");
    assert_eq!(sandbox.read(&path), before, "and nothing else changed");
    sandbox.ok("draft cohort/case-study --about north")
        .says("your words stay, but there is a new draft of: tried; --dry-run shows it, --replace OUTPUT takes it");
    sandbox
        .ok("draft cohort/case-study --about north --dry-run")
        .says("A call twice a week.");
    sandbox
        .fails(
            2,
            "draft cohort/case-study --about north --replace approval",
        )
        .says("\"approval\" is never drafted");
    let run = again(&sandbox, &["--replace", "tried"]);
    assert_eq!(state(&run, "tried"), "drafted");
    let tried = below(&sandbox.read(&path), "What they tried");
    assert!(tried.contains("A call twice a week.") && !tried.contains("Fridays"));
    assert_eq!(state(&again(&sandbox, &[]), "tried"), "unchanged");
}

/// A record with the line ends of Windows is merged, and keeps them.
#[test]
fn line_ends_stay() {
    let sandbox = story();
    again(&sandbox, &[]);
    let path = only(&sandbox, STORY);
    sandbox.write(&path, sandbox.read(&path).replace('\n', "\r\n"));
    sandbox.edit(&path, "A weekly call.", "A call on Fridays.");
    sandbox.git(&["commit", "-qam", "by hand"]);
    record(&sandbox, "north/match", &["why=It costs nothing."]);
    assert_eq!(state(&again(&sandbox, &[]), "tried"), "merged");
    let text = sandbox.read(&path);
    assert!(text.contains("A call on Fridays.") && text.contains("It costs nothing."));
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
}

/// Written by hand from the first word: drafting fills what is empty and touches nothing else.
#[test]
fn a_record_by_hand_is_completed() {
    let sandbox = story();
    let blank = sandbox.read(&format!("{STORY}/README.md"));
    let (_, blank) = blank.split_once("````markdown\n").unwrap();
    let (blank, _) = blank.split_once("````").unwrap();
    let path = format!("{STORY}/ours.md");
    // Windows line ends, a comment of one's own, keys of another tool.
    let text = format!("---\nowner: us # keep\n---\n{blank}").replace('\n', "\r\n");
    sandbox.write(&path, text);
    for (output, words) in [
        ("about", "[north](../../../plans/north/README.md)"),
        ("tried", "Our own words. <!-- ask Ann -->"),
    ] {
        let text = sandbox.read(&path);
        let comment = text.find(&format!("<!-- output: {output}.")).unwrap();
        let end = comment + text[comment..].find("-->").unwrap() + 3;
        sandbox.write(
            &path,
            format!("{}\r\n\r\n{words}{}", &text[..end], &text[end..]),
        );
    }
    sandbox.git(&["add", "."]);
    sandbox.git(&["commit", "-qm", "by hand"]);
    let before = sandbox.read(&path);
    let run = sandbox.ok("draft cohort/case-study/ours --format json");
    assert_eq!(run.json()["data"]["about"], "north", "its link says so");
    assert_eq!(state(&run, "about"), "unchanged", "another way to say so");
    assert_eq!(state(&run, "tried"), "newer");
    assert_eq!(state(&run, "problem"), "drafted");
    let text = sandbox.read(&path);
    assert!(
        text.starts_with("---\r\nowner: us # keep\r\ndrafted:\r\n"),
        "{text}"
    );
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert!(text.contains("Our own words. <!-- ask Ann -->\r\n"));
    // Every line that stood there still does, in the same order.
    let mut lines = text.lines();
    for line in before.lines() {
        assert!(
            lines.any(|one| one == line),
            "{line:?} is gone from:\n{text}"
        );
    }
}

#[test]
fn what_was_drafted_survives_a_merge() {
    let sandbox = story();
    again(&sandbox, &[]);
    let path = only(&sandbox, STORY);
    sandbox.ok("init --merge-driver");
    sandbox.git(&["switch", "-qc", "evening"]);
    record(&sandbox, "north/match", &["why=It is simple."]);
    again(&sandbox, &[]);
    sandbox.git(&["switch", "-q", "main"]);
    record(
        &sandbox,
        "north/problem",
        &["statement=How might we begin in May?"],
    );
    again(&sandbox, &[]);
    let merged = finished(sandbox.command_with_redesign("git").args([
        "merge",
        "-q",
        "--no-edit",
        "evening",
    ]));
    assert_eq!(merged.code, 0, "{}{}", merged.out, merged.err);
    let text = sandbox.read(&path);
    assert!(text.contains("begin in May?") && text.contains("It is simple."));
    let run = again(&sandbox, &[]);
    for output in ["problem", "tried"] {
        assert_eq!(state(&run, output), "unchanged", "{text}");
    }
    assert_eq!(sandbox.read(&path), text);
}

/// Without git there are no versions to name, and no earlier draft to be found: then people's words stay.
#[test]
fn without_git() {
    let sandbox = Sandbox::new();
    sandbox.ok("init --no-git");
    sandbox.ok("new north");
    sandbox.ok("new cohort --toolkit strategy-lab");
    record(
        &sandbox,
        "north/match",
        &["idea=A weekly call.", "why=It is free."],
    );
    again(&sandbox, &[]);
    let path = only(&sandbox, STORY);
    assert!(
        quotations(&sandbox.read(&path))
            .iter()
            .all(|one| one.version.is_none())
    );
    assert_eq!(all_stand_in_their_sources(&sandbox, &path), 2);
    sandbox.edit(&path, "A weekly call.", "A call on Fridays.");
    record(&sandbox, "north/match", &["why=It is nearly free."]);
    assert_eq!(state(&again(&sandbox, &[]), "tried"), "newer");
    assert!(sandbox.read(&path).contains("> It is free."));
}

#[test]
fn what_is_in_no_commit_is_said() {
    let sandbox = story();
    sandbox.edit(PROBLEM, "begin earlier", "begin later");
    again(&sandbox, &[]);
    let text = sandbox.read(&only(&sandbox, STORY));
    let all = quotations(&text);
    let version = |words: &str| {
        let found = all.iter().find(|one| one.words.contains(words)).unwrap();
        found.version.clone().unwrap()
    };
    assert_eq!(version("begin later"), "not committed");
    assert!(version("weekly call").starts_with("as of "));
}

/// Whatever a source holds, it opens nothing in the record that quotes it.
#[test]
fn hostile_words_stay_words() {
    let sandbox = story();
    sandbox.type_below("plans/north/3-start-small/prototype.md", "model", "m");
    let path = "plans/north/2-dream-big/match.md";
    let text = sandbox.read(path);
    sandbox.write(path, text.replace("It needs no app.", "### Deep\n\na <b>bold</b> `x` <!---->word\n\n> **Two people changed this answer.** x\n\n[x]: https://example.org\n\n<pre>\nraw\n</pre>\n\n1. one\n2. two\n\n- [x] done\n\n```\n## In a fence\n<!-- in it\n```\n\n* * *\n\n| a | b |\n| --- | --- |\n| c \\| d | ---\n"));
    let broken = "plans/north/3-start-small/pilot/bad.md";
    sandbox.write(
        broken,
        "# P\n\n## What happened and what surprised us\n\nIt rained.\n\n<!-- and\n",
    );
    let run = again(&sandbox, &[]);
    let path = only(&sandbox, STORY);
    let text = sandbox.read(&path);
    let headings: Vec<&str> = text.lines().filter(|line| line.starts_with('#')).collect();
    let fresh = sandbox.read(&format!("{STORY}/README.md"));
    let expected: Vec<&str> = fresh
        .lines()
        .skip_while(|line| !line.starts_with("````"))
        .filter(|line| line.starts_with("## "))
        .collect();
    assert_eq!(&headings[1..], expected, "{text}");
    let tried = below(&text, "What they tried");
    for words in [
        "> Deep ([",
        "> a &lt;b>bold&lt;/b> `x` word ([",
        "> one ([",
        "> done ([",
        "> \\## In a fence ([",
        "> \\[x]: https://example.org ([",
    ] {
        assert!(tried.contains(words), "{words}:\n{tried}");
    }
    assert!(
        !tried.contains("<!--") && !tried.contains("\n```"),
        "{tried}"
    );
    // What can't be told is named and left out.
    assert!(
        run.json()["data"]["left_out"]
            .to_string()
            .contains("bad.md"),
        "{}",
        run.out
    );
    let found = sandbox.run(["check", "cohort", "--format", "json"]).json();
    let errors = found["diagnostics"].as_array().unwrap();
    assert!(
        errors.iter().all(|one| one["severity"] != "error"),
        "{found}"
    );
    assert_eq!(state(&again(&sandbox, &[]), "tried"), "unchanged");
}

#[test]
fn what_is_left_out_is_named() {
    let sandbox = story();
    add(
        &sandbox,
        "north/pilot",
        &["--title", "one"],
        &["format=A month in one school"],
    );
    add(
        &sandbox,
        "north/pilot",
        &["--title", "two"],
        &["format=A week in another"],
    );
    let folder = "plans/north/3-start-small/pilot";
    let files = sandbox.files(folder);
    let named = |part: &str| {
        let name = files.iter().find(|name| name.contains(part)).unwrap();
        format!("{folder}/{name}")
    };
    let skipped = sandbox.read(&named("one"));
    sandbox.write(
        &named("one"),
        format!("---\nskipped: not held\n---\n\n{skipped}"),
    );
    sandbox.write(&named("two"), b"\xff\xfe");
    sandbox.type_below(
        PROBLEM,
        "why-this",
        "<<<<<<< HEAD\nOne\n=======\nTwo\n>>>>>>> other",
    );
    sandbox.edit(PROBLEM, "How might we begin earlier?", "We begin.");
    let run = sandbox
        .ok("draft cohort/case-study --about north")
        .says(&format!("note: left out: {}: it is skipped", named("one")))
        .says(&format!(
            "note: left out: {}: it can't be read",
            named("two")
        ))
        .says(&format!(
            "note: left out: {PROBLEM}: a merge left two versions of \"why-this\""
        ))
        .says(&format!(
            "note: left out: {PROBLEM}: \"statement\" isn't counted there"
        ));
    assert!(!run.err.contains("panicked"));
    let text = sandbox.read(&only(&sandbox, STORY));
    assert!(!text.contains("We begin.") && !text.contains("A month in one school"));
}

#[test]
fn wrong_names_say_what_to_type() {
    let sandbox = story();
    for (arguments, said) in [
        (
            &["cohort/case-study"][..],
            "--about PLAN; --about cohort covers the whole",
        ),
        (
            &["cohort/case-study", "--about", "nroth"],
            "did you mean \"north\"?",
        ),
        (
            &["cohort/charter", "--about", "north"],
            "these can be drafted: finding, case-study",
        ),
        (
            &["cohort", "--about", "north"],
            "redesign draft cohort/ACTIVITY --about PLAN",
        ),
        (
            &["cohort/case-study/nope", "--about", "north"],
            "has no records yet",
        ),
        (&["north/problem/x"], "\"problem\" has only one record"),
        (
            &["cohort/case-study", "--about", "north", "--replace", "trid"],
            "did you mean \"tried\"?",
        ),
    ] {
        let mut all = vec!["draft"];
        all.extend(arguments);
        sandbox.run(all).ends_with(2).says(said);
    }
    assert_eq!(sandbox.files(STORY), ["README.md"]);
    // Two about the same plan: which one has to be said.
    again(&sandbox, &[]);
    add(
        &sandbox,
        "cohort/case-study",
        &["--title", "second"],
        &["about=north"],
    );
    let names: Vec<String> = sandbox.files(STORY);
    let run = sandbox
        .fails(2, "draft cohort/case-study --about north")
        .says("2 records of \"case-study\" are about \"north\"; say which");
    for name in names.iter().filter(|name| *name != "README.md") {
        let stem = name.strip_suffix(".md").unwrap();
        assert!(
            run.err
                .contains(&format!("redesign draft cohort/case-study/{stem}")),
            "{}",
            run.err
        );
    }
    let second = names.iter().find(|name| name.contains("second")).unwrap();
    let target = format!("cohort/case-study/{}", second.strip_suffix(".md").unwrap());
    sandbox
        .fails(2, format!("draft {target} --about south"))
        .says("isn't about \"south\", but about \"north\"");
    sandbox.ok(format!("draft {target}")).says("about    north");
}

/// Nothing to quote is nothing to write; what can't be read may be what is looked for.
#[test]
fn from_nothing_nothing_is_drafted() {
    let sandbox = cohort("strategy-lab");
    let before = bytes_below(&sandbox.work());
    for target in ["cohort/case-study", "cohort/finding"] {
        sandbox
            .ok(format!("draft {target} --about south"))
            .says("nothing changed")
            .says("nothing is recorded about south to draft")
            .says(&format!("next: redesign show {target}\n"))
            .never_says("drafted  ");
    }
    sandbox
        .ok("draft south/problem")
        .says("nothing is recorded about south to draft problem from");
    assert_eq!(bytes_below(&sandbox.work()), before);
    record(&sandbox, "south/problem", &["statement=How might we swim?"]);
    sandbox.write(&format!("{STORY}/bad.md"), b"\xff");
    sandbox.ok("draft cohort/case-study --about south").says(
        "note: this can't be read, but may be about south too: cohort/3-share/case-study/bad.md",
    );
    // What is left out can be drafted, and doesn't count.
    sandbox.ok("record cohort/case-study --skip 'Not this year'");
    sandbox
        .ok("draft cohort/case-study --about south --dry-run")
        .says("note: case-study is skipped (Not this year), so its draft doesn't count")
        .says("redesign record cohort/case-study --unskip");
    sandbox.ok("record cohort/case-study --unskip");
    // What was withdrawn is quoted no longer.
    record(&sandbox, "south/problem", &["statement="]);
    let run = sandbox.run([
        "draft",
        "cohort/case-study",
        "--about",
        "south",
        "--format",
        "json",
    ]);
    assert_eq!(state(&run.ends_with(0), "problem"), "gap");
    let mut files = sandbox.files(STORY);
    files.retain(|name| name.contains("south"));
    let text = sandbox.read(&format!("{STORY}/{}", files[0]));
    assert_eq!(below(&text, "The problem"), "[not recorded]");
}

/// Front matter into which no line of ours goes: the draft is there all the same, and it is said.
#[test]
fn front_matter_of_another_form() {
    let sandbox = story();
    again(&sandbox, &[]);
    let path = only(&sandbox, STORY);
    let text = sandbox.read(&path);
    let (_, body) = text.split_once("---\n\n").unwrap();
    sandbox.write(&path, format!("---\n{{owner: us}}\n---\n\n{body}"));
    sandbox.git(&["commit", "-qam", "by hand"]);
    add(&sandbox, "north/pilot", &[], &["results=It rained."]);
    let run = sandbox
        .ok("draft cohort/case-study --about north")
        .says("has a form that can't record what was drafted");
    assert!(run.out.contains("happened"), "{}", run.out);
    assert!(sandbox.read(&path).contains("> It rained. (["));
    assert!(sandbox.read(&path).starts_with("---\n{owner: us}\n---\n"));
}

fn codes(sandbox: &Sandbox) -> Vec<(String, String)> {
    found(sandbox, "W022")
}

fn found(sandbox: &Sandbox, begin: &str) -> Vec<(String, String)> {
    let found = sandbox.run(["check", "cohort", "--format", "json"]).json();
    let all: &Vec<Value> = found["diagnostics"].as_array().unwrap();
    all.iter()
        .map(|one| {
            let words = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
            (words("code"), words("message"))
        })
        .filter(|(code, _)| code.starts_with(begin))
        .collect()
}

#[test]
fn check_names_gaps_and_what_may_be_personal() {
    let sandbox = story();
    assert_eq!(codes(&sandbox), []);
    again(&sandbox, &[]);
    let path = only(&sandbox, STORY);
    let found = codes(&sandbox);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0]
            .1
            .starts_with("not recorded in case-study/2026-11-23-north-")
    );
    assert!(
        found[0]
            .1
            .ends_with(": context, happened, learned, along-the-way, sources")
    );
    let stem = Path::new(&path).file_stem().unwrap().to_str().unwrap();
    let target = format!("cohort/case-study/{stem}");
    for output in ["context", "happened", "learned", "along-the-way", "sources"] {
        record(&sandbox, &target, &[&format!("{output}=words")]);
    }
    assert_eq!(codes(&sandbox), []);
    // A name kept for examples, an address that leads nowhere; the address of a page is nobody's.
    let told = "happened=The student Jordan Example wrote from j.example@example.org, \
                see [it](https://example.org/555-555-0100). Number N-4711-x.";
    record(&sandbox, &target, &[told]);
    let found = codes(&sandbox);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "W0222");
    assert!(
        found[0].1.contains("the name of a student (line ")
            && found[0].1.contains("an e-mail address (line ")
    );
    sandbox
        .run(["check", "cohort"])
        .says("This finds some personal data, not all")
        .never_says("Jordan Example")
        .never_says("j.example@");
    let settings = sandbox.read("redesign.toml");
    sandbox.write(
        "redesign.toml",
        format!("{settings}student_id = 'N-\\d{{4}}-[a-z]'\n"),
    );
    assert!(codes(&sandbox)[0].1.contains("the id of a student (line "));
    sandbox.write("redesign.toml", format!("{settings}student_id = '('\n"));
    sandbox.fails(3, "check").says("`student_id` is invalid");
    sandbox.write("redesign.toml", format!("{settings}student_id = 'x*'\n"));
    sandbox.fails(3, "check").says("matches the empty string");
    // A record that isn't meant for others is nobody's business.
    sandbox.write("redesign.toml", settings);
    add(
        &sandbox,
        "cohort/session",
        &[],
        &["topic=The student Jordan Example"],
    );
    assert_eq!(codes(&sandbox).len(), 1);
}

/// The example's two case studies are what the command makes of its records, word for word.
#[test]
fn the_examples_drafts_can_be_made_again() {
    let sandbox = Sandbox::new();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/strategy-lab");
    for (path, bytes) in bytes_below(&example) {
        let name = path
            .strip_prefix(&example)
            .unwrap()
            .to_string_lossy()
            .into_owned();
        sandbox.write(&name, bytes);
    }
    for (plan, title) in [
        ("mastery", "Mastery Charter"),
        ("monterey-peninsula", "Monterey Peninsula"),
    ] {
        let path = format!("{STORY}/{plan}.md");
        let kept = sandbox.read(&path);
        let run = sandbox.ok(format!(
            "draft cohort/case-study --about {plan} --format json"
        ));
        assert!(run.err.contains("nothing changed"), "{}", run.err);
        std::fs::remove_file(sandbox.path(&path)).unwrap();
        let before = sandbox.files(STORY);
        sandbox.ok(format!(
            "draft cohort/case-study --about {plan} --title '{title}'"
        ));
        let mut files = sandbox.files(STORY);
        files.retain(|name| !before.contains(name));
        let made = format!("{STORY}/{}", files[0]);
        assert_eq!(sandbox.read(&made), kept, "{plan}");
        assert!(all_stand_in_their_sources(&sandbox, &made) > 8);
        assert_eq!(
            below(&kept, "What happened"),
            "[not recorded]",
            "nothing of it is public"
        );
        for output in ["Who agreed", "Released", "Released by"] {
            let words = below(&kept, output);
            assert!(
                words.is_empty() || words.ends_with("|  |  |  |  |  |"),
                "{words}"
            );
        }
        std::fs::remove_file(sandbox.path(&made)).unwrap();
    }
}

/// What a draft quotes is evidence of the finished record: when it changes, the record is to be looked at again, whoever
/// wrote it.
#[test]
fn what_is_quoted_and_changes_is_told() {
    for (toolkit, folder, rest) in [
        (
            "strategy-lab",
            STORY,
            &[
                "context=A town",
                "tried=Calls",
                "happened=They came",
                "learned=Begin small",
                "approval=held-back",
            ][..],
        ),
        ("river-watch", TALE, &["found=A cart"]),
    ] {
        let sandbox = cohort(toolkit);
        record(
            &sandbox,
            "north/problem",
            &[
                "statement=How might we begin earlier?",
                "evidence=Nine of twelve",
            ],
        );
        sandbox.write("docs/notes.md", "# Notes\n");
        let target = folder.replace("3-share/", "").replace("2-downstream/", "");
        sandbox.ok(format!("draft {target} --about north"));
        let path = only(&sandbox, folder);
        let name = format!(
            "{target}/{}",
            path.rsplit('/').next().unwrap().trim_end_matches(".md")
        );
        assert!(
            !sandbox.read(&path).contains("/north/problem\": "),
            "not done, so nothing is noted"
        );
        record(&sandbox, &name, rest);
        // The record itself, a file that is no record, and code are no evidence.
        let own = path.rsplit('/').next().unwrap();
        let first = rest[0].split_once('=').unwrap().1;
        sandbox.edit(
            &path,
            first,
            &format!("{first}, see [us]({own}), [notes](../../../docs/notes.md), `[no](no.md)`"),
        );
        let text = sandbox.read(&path);
        assert!(text.contains("\n  \"/north/problem\": \"j"), "{text}");
        sandbox.git(&["commit", "-qam", "by hand"]);
        let links = |sandbox: &Sandbox| {
            let shown = sandbox.ok(format!("show {name} --format json")).json();
            let links = shown["data"]["activity"]["records"][0]["links"]
                .as_array()
                .unwrap()
                .clone();
            let all = links.iter().map(|one| {
                format!(
                    "{} {} {}",
                    one["output"].as_str().unwrap(),
                    one["target"],
                    one["changed"]
                )
            });
            all.collect::<Vec<_>>()
        };
        let quoted = links(&sandbox);
        assert!(
            quoted
                .iter()
                .any(|one| one.ends_with("\"north/problem\" false")),
            "{quoted:?}"
        );
        assert!(
            quoted.iter().all(|one| one.contains("\"north")),
            "{quoted:?}"
        );
        assert_eq!(
            found(&sandbox, "W021")
                .iter()
                .filter(|(code, _)| code == "W0211" || code == "W0213")
                .count(),
            0
        );

        record(
            &sandbox,
            "north/problem",
            &["statement=How might we begin later?"],
        );
        let changed = found(&sandbox, "W021");
        let changed: Vec<_> = changed.iter().filter(|(code, _)| code == "W0213").collect();
        assert!(
            changed.len() == 1 && changed[0].1.contains("north/problem has changed since"),
            "{changed:?}"
        );
        sandbox
            .run(["check"])
            .says(&format!("redesign draft {name}"))
            .says(&format!("redesign record {name} --reviewed"));
        sandbox.ok("board").says("north/problem has changed since");
        assert!(
            links(&sandbox)
                .iter()
                .any(|one| one.ends_with("\"north/problem\" true"))
        );
        let listed = sandbox
            .run([
                "list",
                target.rsplit('/').next().unwrap(),
                "--format",
                "json",
            ])
            .ends_with(0)
            .json();
        assert_eq!(
            listed["data"]["rows"][0]["changed"],
            serde_json::json!(["north/problem"])
        );
        // Quoted anew, and accepted.
        sandbox.ok(format!("draft {name}"));
        assert!(sandbox.read(&path).contains("begin later?"));
        sandbox
            .ok(format!("record {name} --reviewed"))
            .says("north/problem");
        assert!(
            found(&sandbox, "W021")
                .iter()
                .all(|(code, _)| code != "W0213")
        );
        // A quotation of what is no longer there is told, too.
        std::fs::remove_file(sandbox.path(PROBLEM)).unwrap();
        assert!(
            found(&sandbox, "W021")
                .iter()
                .any(|(code, _)| code == "W0211")
        );
    }
}
