//! Whose the words in a record are: what the program writes is ours, in whatever dress, and what a person writes never is;
//! wherever a person writes it, it counts or is named.
//!
//! `OURS_CASES` sets how many random texts are tried. `OURS_WRITE=DIR` writes what the program scaffolds into a directory,
//! one file a form; `OURS_READ=DIR` reads from there what formatters made of it, in place of what is recorded below
//! `tests/fixtures/formatters` (the script `record` there does both).

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use proptest::prelude::*;
use redesign::check;
use redesign::document::{LIVE, LIVE_END, Ours, any};
use redesign::model::{Finding, Plan, PlanMeta, Record, Slot, ToolkitName};
use redesign::store::{ToolkitFiles, Toolkits};
use redesign::template::Templates;
use redesign::template::data::PlanData;
use redesign::toolkit::{Activity, PlanId, Toolkit};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

/// Stands before each file of several in one; no formatter has ever seen it.
const FILE: &str = "\u{1}file ";

/// Both built-in toolkits as they are, and as version 0.1.0 had them.
static TOOLKITS: LazyLock<Vec<(Arc<Toolkit>, ToolkitFiles)>> = LazyLock::new(|| {
    let all = Toolkits::built_in();
    let named = |id: &str, version: &str| {
        let (id, version) = (id.to_owned(), version.to_owned());
        all.find(&ToolkitName { id, version }).unwrap()
    };
    vec![
        named("real-time-redesign", "1.1.0"),
        named("strategy-lab", "1.1.0"),
        named("real-time-redesign", "1.0.0"),
        named("strategy-lab", "1.0.0"),
    ]
});

/// A file as the program writes it.
struct Scaffold {
    /// Position of its toolkit.
    toolkit: usize,
    /// Position of its activity.
    activity: usize,
    /// `activity.kind`.
    name: String,
    text: String,
}

fn kinds(activity: &Activity) -> &'static [&'static str] {
    if activity.repeat.is_some() {
        &["folder", "occurrence"]
    } else {
        &["record"]
    }
}

/// All that is written for every activity of a toolkit, in a plan of its own name.
fn scaffolds_of(at: usize) -> Vec<Scaffold> {
    let (toolkit, source) = &TOOLKITS[at];
    let plan = PlanData {
        id: "cedar-rapids",
        title: "Cedar Rapids",
        organisation: "Cedar Rapids Schools",
    };
    let mut templates = Templates::of(source);
    let mut found = Vec::new();
    for (position, activity) in toolkit.activities.iter().enumerate() {
        for kind in kinds(activity) {
            let heading = match *kind {
                "occurrence" => format!("{}, 2026-11-23", activity.title),
                _ => activity.title.clone(),
            };
            let text = templates.activity(kind, toolkit, activity, plan, &heading);
            found.push(Scaffold {
                toolkit: at,
                activity: position,
                name: format!("{}.{kind}", activity.id),
                // Without a day, as 0.1.0 did not write it.
                text: text
                    .unwrap()
                    .replace("true on </summary>", "true on 2026-11-23</summary>"),
            });
        }
    }
    found
}

static SCAFFOLDS: LazyLock<Vec<Scaffold>> =
    LazyLock::new(|| (0..TOOLKITS.len()).flat_map(scaffolds_of).collect());

fn ours(toolkit: usize, activity: usize) -> &'static Ours {
    let toolkit = &TOOLKITS[toolkit].0;
    toolkit.ours(toolkit.activities[activity].at)
}

fn label(toolkit: usize) -> String {
    let toolkit = &TOOLKITS[toolkit].0;
    format!("{}-{}", toolkit.id, toolkit.version)
}

#[track_caller]
fn all_ours(scaffold: &Scaffold, text: &str, how: &str) {
    let found = ours(scaffold.toolkit, scaffold.activity).foreign(text);
    let words: Vec<&str> = found.iter().map(|span| &text[span.clone()]).collect();
    assert!(
        words.is_empty(),
        "{how}: of {} {} these words are taken for a person's: {words:#?}",
        label(scaffold.toolkit),
        scaffold.name
    );
}

#[test]
fn everything_scaffolded_is_ours() {
    assert!(SCAFFOLDS.len() > 60, "{}", SCAFFOLDS.len());
    for scaffold in SCAFFOLDS.iter() {
        all_ours(scaffold, &scaffold.text, "as written");
        let windows = scaffold.text.replace('\n', "\r\n");
        all_ours(scaffold, &windows, "with the line ends of Windows");
    }
}

/// What each toolkit writes is known by its own words and, whatever else, by those of version 0.1.0.
#[test]
fn the_form_of_0_1_0_is_known_to_every_toolkit() {
    for scaffold in SCAFFOLDS.iter().filter(|one| one.toolkit >= 2) {
        // The newer toolkit may have further activities between those of the older one.
        let newer = scaffold.toolkit - 2;
        let mut same = SCAFFOLDS.iter();
        let now = same.find(|one| one.toolkit == newer && one.name == scaffold.name);
        let other = scaffold.text.replace("cedar-rapids", "iowa-2");
        all_ours(
            now.unwrap(),
            &other,
            "by the newer toolkit, of another plan",
        );
    }
}

/// Nothing but live parts says a plan's name, a version or a day.
#[test]
fn no_body_names_a_plan_or_a_version() {
    for scaffold in SCAFFOLDS.iter().filter(|one| one.toolkit < 2) {
        let mut text = scaffold.text.replace(", 2026-11-23\n", "\n");
        if let (Some(from), Some(to)) = (text.find(LIVE), text.find(LIVE_END)) {
            text.replace_range(from..to, "");
        }
        for word in ["cedar-rapids", "Cedar Rapids", "1.1.0", any::ID] {
            assert!(!text.contains(word), "{}: {word}\n{text}", scaffold.name);
        }
    }
}

fn recorded() -> PathBuf {
    match std::env::var_os("OURS_READ") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formatters"),
    }
}

/// What formatters made of it, also where they wrapped every line.
#[test]
fn everything_scaffolded_is_ours_after_formatters() {
    if let Some(folder) = std::env::var_os("OURS_WRITE") {
        for (at, _) in TOOLKITS.iter().enumerate() {
            let of = SCAFFOLDS.iter().filter(|one| one.toolkit == at);
            let all: Vec<String> = of
                .map(|one| format!("{FILE}{}\n{}", one.name, one.text))
                .collect();
            std::fs::write(Path::new(&folder).join(label(at)), all.concat()).unwrap();
        }
        return;
    }
    let mut formatters = 0;
    let mut folders: Vec<PathBuf> = std::fs::read_dir(recorded())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    for folder in folders {
        let formatter = folder.file_name().unwrap().to_string_lossy().into_owned();
        for at in 0..TOOLKITS.len() {
            let text = std::fs::read_to_string(folder.join(label(at))).unwrap();
            let files: Vec<(&str, &str)> = text
                .split(FILE)
                .skip(1)
                .map(|file| file.split_once('\n').unwrap())
                .collect();
            let of: Vec<&Scaffold> = SCAFFOLDS.iter().filter(|one| one.toolkit == at).collect();
            let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
            let expected: Vec<&str> = of.iter().map(|one| one.name.as_str()).collect();
            assert_eq!(
                names, expected,
                "tests/fixtures/formatters/record makes them again"
            );
            for (scaffold, (_, text)) in of.iter().zip(files) {
                all_ours(scaffold, text, &formatter);
            }
        }
        formatters += 1;
    }
    assert_eq!(formatters, 6, "two ways of prettier, four of mdformat");
}

fn cases() -> u32 {
    let set = std::env::var("OURS_CASES").ok();
    set.map_or(300, |cases| cases.parse().unwrap())
}

/// Words that may stand in what a person writes.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "we", "asked", "Ann", "talks", "2026-11-23", "twelve", "**bold**", "`code`", "(see", "below)", "\\*", "&lt;",
            "_so_", "->", "1.", "-", "+", "<b>", "€", "não", "文字", "🚌", "[x](y.md)", "![](photo.png)", "TBD", "output:",
        ]).prop_map(str::to_owned),
        1 => "\\PC{1,8}",
    ]
}

/// A line of a person's.
fn line() -> impl Strategy<Value = String> {
    prop::collection::vec(word(), 1..12).prop_map(|words| words.join(" "))
}

/// How what a person writes stands among ours.
#[derive(Debug, Clone, Copy)]
enum Place {
    Apart,
    DirectlyBelow,
    Entry,
    Heading,
    Comment,
    Quoted,
}

fn place() -> impl Strategy<Value = Place> {
    prop::sample::select(vec![
        Place::Apart,
        Place::DirectlyBelow,
        Place::Entry,
        Place::Heading,
        Place::Comment,
        Place::Quoted,
    ])
}

/// Whether a line says anything, whoever wrote it.
fn says(line: &str) -> bool {
    !Ours::default().foreign(line).is_empty()
}

/// A scaffold with a person's line in it, after the given line, and the place of it.
fn with_line(
    text: &str,
    after: usize,
    line: &str,
    place: Place,
) -> (String, std::ops::Range<usize>) {
    let lines: Vec<&str> = text.lines().collect();
    let after = after % lines.len();
    let (before, rest) = lines.split_at(after + 1);
    let dressed = match place {
        Place::Apart => format!("\n{line}\n"),
        Place::DirectlyBelow => line.to_owned(),
        Place::Entry => format!("\n- {line}\n"),
        Place::Heading => format!("\n### {line}\n"),
        Place::Comment => format!("\n<!-- {line} -->\n"),
        Place::Quoted => format!("\n> {line}\n"),
    };
    let start = before.join("\n").len() + 1;
    let found = start + dressed.find(line).unwrap();
    let all = format!("{}\n{dressed}\n{}\n", before.join("\n"), rest.join("\n"));
    (all, found..found + line.len())
}

/// What of a line the spans have.
fn within(
    spans: &[std::ops::Range<usize>],
    line: &std::ops::Range<usize>,
) -> Option<std::ops::Range<usize>> {
    let mut spans = spans
        .iter()
        .filter(|span| span.start < line.end && span.end > line.start);
    spans
        .next()
        .map(|span| span.start.max(line.start)..span.end.min(line.end))
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: cases(),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    /// Random words, and the toolkit's own in another order, wherever they stand.
    #[test]
    fn nothing_a_person_writes_is_ours(
        at in 0..10_000usize,
        line in line(),
        after in 0..10_000usize,
        place in place(),
        shuffled in any::<bool>(),
        seed in prop::collection::vec(0..10_000usize, 3..14),
    ) {
        let scaffold = &SCAFFOLDS[at % SCAFFOLDS.len()];
        let ours = ours(scaffold.toolkit, scaffold.activity);
        let line = if shuffled {
            let words: Vec<&str> = scaffold.text.split_whitespace()
                .filter(|word| !word.contains(['<', '>', '[', '`']) && *word != "---")
                .collect();
            seed.iter().map(|at| words[at % words.len()]).collect::<Vec<_>>().join(" ")
        } else {
            line
        };
        let line = line.trim().replace("-->", "").replace("<!--", "");
        prop_assume!(!line.is_empty() && !line.starts_with("---") && says(&line));
        if shuffled {
            // Words in another order may be the toolkit's all the same, word for word.
            prop_assume!(!ours.foreign(&line).is_empty());
        }
        let (text, own) = with_line(&scaffold.text, after, &line, place);
        // What stands between the marks of a live part is the program's.
        let is_inside = |begin: &str, end: &str| {
            text.find(begin).is_some_and(|from| from < own.start)
                && text.rfind(end).is_some_and(|to| to > own.start)
        };
        prop_assume!(!is_inside(LIVE, LIVE_END) && !is_inside("Agenda: what was true", "</details>\n\n## "));
        let found = ours.foreign(&text);
        let found = within(&found, &own);
        prop_assert!(found.is_some(), "{:?} {}: {:?} is taken for ours in\n{}", place, scaffold.name, line, text);
        if !shuffled {
            let all = within(&Ours::default().foreign(&text), &own);
            prop_assert_eq!(found, all, "{:?} {}: a part of {:?} is taken for ours in\n{}", place, scaffold.name, line, text);
        }
    }

    /// Any bytes, alone: every line of a text of which nothing is ours is somebody's, and nothing panics.
    #[test]
    fn any_text_can_be_read(text in "(\\PC{0,30}\n){0,8}", blocks in prop::collection::vec(0..10_000usize, 0..6)) {
        let scaffold = &SCAFFOLDS[text.len() % SCAFFOLDS.len()];
        let lines: Vec<&str> = scaffold.text.lines().collect();
        let mut mixed = text.clone();
        for at in blocks {
            mixed.push_str(lines[at % lines.len()]);
            mixed.push('\n');
        }
        let found = ours(scaffold.toolkit, scaffold.activity).foreign(&mixed);
        let mut before = 0;
        for span in found {
            prop_assert!(before <= span.start && span.start < span.end && mixed.get(span.clone()).is_some());
            prop_assert!(!mixed[span.clone()].contains('\n'), "a span is of one line");
            before = span.end;
        }
    }
}

/// A plan that holds one record of a scaffold's activity.
fn plan_of(scaffold: &Scaffold, text: &str) -> Plan {
    let toolkit = Arc::clone(&TOOLKITS[scaffold.toolkit].0);
    let activity = &toolkit.activities[scaffold.activity];
    let name = match activity.repeat {
        Some(_) => format!("{}/2026-11-23-x-k3f9qd", activity.id),
        None => activity.id.to_string(),
    };
    let path = format!("plans/cedar-rapids/1-x/{name}.md");
    let record = Record::read(path, activity, false, Ok(text.as_bytes().to_vec()));
    let meta = format!(
        "toolkit = {{ id = \"{}\", version = \"{}\" }}",
        toolkit.id, toolkit.version
    );
    Plan {
        id: PlanId::parse("cedar-rapids").unwrap(),
        path: "plans/cedar-rapids".to_owned(),
        repository: None,
        student_id: None,
        min_n: 10,
        meta: PlanMeta::parse(&meta).unwrap(),
        toolkit,
        records: vec![record],
        strays: Vec::new(),
        links: Vec::new(),
        pledges: Vec::new(),
        findings: Vec::new(),
    }
}

/// Codes of the findings that name words which count nowhere.
const ASTRAY: [&str; 2] = ["W0218", "I0302"];

/// Scaffolds in which teams write, of the toolkits as they are.
fn pages() -> Vec<&'static Scaffold> {
    let all = SCAFFOLDS.iter();
    all.filter(|one| one.toolkit < 2 && !one.name.ends_with(".folder"))
        .collect()
}

#[test]
fn nothing_is_named_where_nobody_wrote() {
    for scaffold in SCAFFOLDS
        .iter()
        .filter(|one| !one.name.ends_with(".folder"))
    {
        let mut found = check::plan(&plan_of(scaffold, &scaffold.text));
        found.retain(|one| ASTRAY.contains(&one.code));
        assert!(found.is_empty(), "{}: {found:#?}", scaffold.name);
    }
}

/// What somebody types, where `A`, `B` and `C` are its words; `TITLE` is the title of one of the outputs.
const TYPED: &[&str] = &[
    "A B C",
    "A B\nC",
    "A B\n\nC",
    "- A\n- B\n- C",
    "* A\n  B\n* C",
    "1. A\n2. B C",
    "- A\n\n  B\n\n  - C",
    "- [ ] A B @coach due 2026-12-01\n- [x] C",
    "| A | B |",
    "| A | B |\n| --- | --- |\n| C |  |",
    "| A | B | C | D | E | F | G |",
    "> A\n> B C",
    "**A** _B_ ~~C~~",
    "### A\n\nB C",
    "#### A\n- B\n- C",
    "## A\n\nB C",
    "# A\n\nB C",
    "## A\n\nB\n\n### C",
    "**TITLE**\n\nA B C",
    "### TITLE\n\n- A\n- B\n- C",
    "TITLE:\nA B C",
    "`A` B C",
    "```\nA\n\nB\n```\nC",
    "    A\n    B C",
    "<p>A</p>\n<b>B</b> C",
    "<div>\nA\n\nB\n</div>\n\nC",
    "[A](B.md) C",
    "![A](B.png) C",
    "A\\\nB<br>C",
    "TBD\nA B C",
    "A\n\n---\n\nB C",
    "2026-11-23 A B C",
    "How might we A B C?",
];

/// What is typed, after which line, and whether blank lines stand around it.
#[derive(Debug, Clone)]
struct Typing {
    form: &'static str,
    after: usize,
    title: usize,
    is_apart: bool,
}

fn typing() -> impl Strategy<Value = Typing> {
    let form = prop::sample::select(TYPED.to_vec());
    (form, 0..10_000usize, 0..10_000usize, any::<bool>()).prop_map(
        |(form, after, title, is_apart)| Typing {
            form,
            after,
            title,
            is_apart,
        },
    )
}

/// The scaffold with what was typed, and the words.
fn typed(scaffold: &Scaffold, text: &str, typings: &[Typing]) -> (String, Vec<String>) {
    let activity = &TOOLKITS[scaffold.toolkit].0.activities[scaffold.activity];
    let lines: Vec<&str> = text.lines().collect();
    let mut places: Vec<Vec<String>> = vec![Vec::new(); lines.len()];
    let mut words = Vec::new();
    for (number, typing) in typings.iter().enumerate() {
        let mut form = typing.form.to_owned();
        let title = &activity.outputs[typing.title % activity.outputs.len()].title;
        for letter in ["A", "B", "C", "D", "E", "F", "G"] {
            let is_word = |at: usize| {
                let around = |one: Option<char>| one.is_none_or(|one| !one.is_alphanumeric());
                around(form[..at].chars().next_back()) && around(form[at + 1..].chars().next())
            };
            let found = form
                .match_indices(letter)
                .map(|(at, _)| at)
                .find(|at| is_word(*at));
            if let Some(at) = found {
                let word = format!("zw{number}{}q", letter.to_lowercase());
                form.replace_range(at..=at, &word);
                words.push(word);
            }
        }
        let form = form.replace("TITLE", title);
        // On a page, a block of HTML takes in the heading right below it.
        let is_apart = typing.is_apart || form.starts_with('<');
        let around = if is_apart { "\n" } else { "" };
        places[typing.after % lines.len()].push(format!("{around}{form}\n{around}"));
    }
    let mut all = String::new();
    for (line, typed) in lines.iter().zip(places) {
        all.push_str(line);
        all.push('\n');
        all.extend(typed);
    }
    (all, words)
}

/// Where a word that somebody typed can be found again.
#[expect(
    clippy::too_many_lines,
    reason = "one answer for each place a word may be in"
)]
fn whereabouts(plan: &Plan, findings: &[Finding], text: &str, word: &str) -> Option<&'static str> {
    let content = plan.records[0].content.as_ref().unwrap();
    let record = &plan.records[0];
    let activity = &plan.toolkit.activities[record.activity.index()];
    let at = text.find(word).unwrap();
    let line = text[..at].matches('\n').count() + 1;
    let is_named_at = |codes: &[&str], from: usize, to: usize| {
        findings.iter().any(|one| {
            let place = one.place.as_ref().and_then(|place| place.line);
            codes.contains(&one.code) && place.is_some_and(|line| from <= line && line <= to)
        })
    };
    let line_of = |offset: usize| text[..offset].matches('\n').count() + 1;
    for output in &activity.outputs {
        if let Slot::Twice(first, second) = content.slot(output.at) {
            let own = [first, second].map(|one| &content.document.sections()[one]);
            if own.iter().any(|one| one.start <= at && at < one.body.end) {
                let all = (line_of(own[0].start), line_of(own[1].body.end));
                return is_named_at(&["E0102"], all.0, all.1).then_some("named");
            }
        }
        let Some(section) = content.section(output.at) else {
            continue;
        };
        match content.value(output) {
            Some(Ok(value)) if value.to_string().contains(word) => return Some("an answer"),
            Some(Ok(_)) if output.kind.name() == "tasks" => {
                // Words indented below a task belong to it, although JSON has no place for them.
                let answer = content.answer(output.at).unwrap();
                let beside = output.kind.beside(answer.seen());
                let lines = answer.seen().lines().enumerate();
                if lines
                    .into_iter()
                    .any(|(at, line)| line.contains(word) && !beside.contains(&at))
                {
                    return Some("an answer");
                }
            }
            Some(Err(_)) if section.body.contains(&at) => {
                let (from, to) = (line_of(section.body.start), line_of(section.body.end));
                return is_named_at(&["E0101"], from, to).then_some("an answer that doesn't fit");
            }
            _ => {}
        }
    }
    let ours = plan.toolkit.ours(record.activity);
    for run in content.astray(activity, ours) {
        if run.span.contains(&at) {
            let first = line_of(run.span.start);
            return is_named_at(&ASTRAY, first, first).then_some("named");
        }
    }
    if is_named_at(&["W0202", "E0105"], line, line) {
        return Some("named");
    }
    let sections = content.document.sections();
    let is_output = |one: usize| {
        activity
            .outputs
            .iter()
            .any(|output| match content.slot(output.at) {
                Slot::Missing => false,
                Slot::At(at) => at == one,
                Slot::Twice(first, second) => [first, second].contains(&one),
            })
    };
    let heading = sections.iter().find(|one| one.level == 1);
    if heading.is_some_and(|one| one.title.contains(&at)) {
        return Some("the file's own heading");
    }
    let first = (0..sections.len()).find(|one| is_output(*one))?;
    let own = (0..sections.len()).rfind(|one| sections[*one].start <= at)?;
    (own > first && !is_output(own)).then_some("a note")
}

proptest! {
    #![proptest_config(config())]

    /// Each word counts, stands in a note or is named, and what is typed in one place is named once.
    #[test]
    fn no_word_is_lost(at in 0..10_000usize, typings in prop::collection::vec(typing(), 1..4)) {
        let pages = pages();
        let scaffold = pages[at % pages.len()];
        // A line within a comment or a live part is no place to write.
        let mut text = scaffold.text.clone();
        if let (Some(from), Some(to)) = (text.find(LIVE), text.find(LIVE_END)) {
            text.replace_range(from..to + LIVE_END.len(), "");
        }
        let (text, words) = typed(scaffold, &text, &typings);
        let plan = plan_of(scaffold, &text);
        let content = plan.records[0].content.as_ref().unwrap();
        prop_assume!(content.is_whole());
        let findings = check::plan(&plan);
        for word in &words {
            prop_assert!(
                whereabouts(&plan, &findings, &text, word).is_some(),
                "{}: {word} is lost in\n{text}", scaffold.name
            );
        }
        let is_astray = |one: &&Finding| ASTRAY.contains(&one.code);
        let named: Vec<&Finding> = findings.iter().filter(is_astray).collect();
// What is typed right above a title of an output is a run of its own.
        let titles = typings.iter().filter(|one| one.form.contains("TITLE"));
        let most = typings.len() + titles.count();
        prop_assert!(named.len() <= most, "{}: {named:#?}\n{text}", scaffold.name);
    }
}
