//! The docs as tests: every session in them is run, every list in them is complete, every link leads somewhere.
//!
//! A fenced block of the language `console` in `README.md` or `docs/*.md` holds a session. A line that begins with
//! `$ ` is a command, lines below it that begin with `> ` go on with it, and what follows is exactly what it prints,
//! standard output and standard error in the order in which they come. All blocks of a file run in order, in one shell
//! (`sh`), in one fresh directory. In the expected output `[..]` stands for any text within a line, and a line `...` for
//! any number of lines. What changes from run to run (a commit's id, the random end of a record's name) may stand
//! there as it was: any other of the same form fits too.
//!
//! Time stands still at noon of 2026-11-23, until a line `<!-- clock: 2026-11-30T12:00:00Z -->` between blocks moves it.
//!
//! A block of another language with a path behind it (```` ```toml toolkits/garden/toolkit.toml ````) is a file that
//! the session writes. All other blocks are left alone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

#[allow(
    dead_code,
    reason = "shared with the other test crate, which uses the rest"
)]
#[path = "cli/sandbox.rs"]
mod sandbox;

use redesign::check::Rule;
use redesign::check::rules::RULES;
use redesign::model::codes;
use regex::Regex;
use sandbox::Sandbox;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Begins the line that our script prints before each command of a file.
const MARK: &str = "\u{1}command ";
/// Ends a file that a session writes.
const END: &str = "\u{2}end";

/// A command of a session with the output that the docs show.
#[derive(Debug)]
struct Step {
    /// Line of the command, counted from 1.
    line: usize,
    command: String,
    expected: Vec<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `README.md` and the pages of `docs/`, relative to the repository.
fn pages() -> Vec<PathBuf> {
    let mut pages = vec![PathBuf::from("README.md")];
    for folder in ["docs", "docs/decisions"] {
        let entries = std::fs::read_dir(root().join(folder)).unwrap();
        let names = entries.map(|entry| Path::new(folder).join(entry.unwrap().file_name()));
        pages.extend(names.filter(|name| name.extension().is_some_and(|ending| ending == "md")));
    }
    pages.sort();
    pages
}

fn read(page: &Path) -> String {
    let path = root().join(page);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A line of a page.
struct Line<'a> {
    /// Counted from 1.
    number: usize,
    /// What the fence says that it stands in or that it opens; nothing outside of fences.
    block: Option<&'a str>,
    /// Whether it opens or closes that fence.
    is_fence: bool,
    text: &'a str,
}

fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut fence: Option<(&str, &str)> = None;
    text.lines().enumerate().map(move |(before, text)| {
        let words = text.trim();
        let block = words.trim_start_matches('`');
        let ticks = &words[..words.len() - block.len()];
        let (block, is_fence) = match fence {
            None if ticks.len() >= 3 => {
                fence = Some((ticks, block.trim()));
                (Some(block.trim()), true)
            }
            Some((opened, inside)) if words == opened => {
                fence = None;
                (Some(inside), true)
            }
            other => (other.map(|(_, inside)| inside), false),
        };
        Line {
            number: before + 1,
            block,
            is_fence,
            text,
        }
    })
}

/// The file that a block is: the path behind its language.
fn file_of(block: &str) -> Option<&str> {
    block.split_once(' ').map(|(_, path)| path.trim())
}

#[expect(
    clippy::too_many_lines,
    reason = "one arm for each thing a line can be"
)]
fn steps(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    // Whether lines belong to the last step.
    let mut open = false;
    for Line {
        number,
        block,
        is_fence,
        text,
    } in lines(text)
    {
        let file = block.and_then(file_of);
        let clock = text
            .strip_prefix("<!-- clock: ")
            .filter(|_| block.is_none());
        if let Some(clock) = clock {
            let moment: jiff::Timestamp = clock.trim_end_matches(" -->").parse().unwrap();
            let seconds = moment.as_second();
            steps.push(Step {
                line: number,
                command: format!(
                    "export SOURCE_DATE_EPOCH={seconds} GIT_AUTHOR_DATE='{seconds} +0000' GIT_COMMITTER_DATE='{seconds} +0000' FETCHED={}",
                    moment.strftime("%Y%m%d%H%M")
                ),
                expected: Vec::new(),
            });
            open = false;
        } else if is_fence {
            match file {
                Some(path) if !open => {
                    let command =
                        format!("mkdir -p \"$(dirname {path})\" && cat > {path} <<'{END}'");
                    steps.push(Step {
                        line: number,
                        command,
                        expected: Vec::new(),
                    });
                    open = true;
                }
                Some(_) => {
                    let step = steps.last_mut().unwrap();
                    step.command = format!("{}\n{END}", step.command);
                    open = false;
                }
                None => open = false,
            }
        } else if file.is_some() {
            let step = steps.last_mut().unwrap();
            step.command = format!("{}\n{text}", step.command);
        } else if block == Some("console") {
            if let Some(command) = text.strip_prefix("$ ") {
                steps.push(Step {
                    line: number,
                    command: command.to_owned(),
                    expected: Vec::new(),
                });
                open = true;
                continue;
            }
            assert!(
                open,
                "line {number}: a console block begins with a command: {text}"
            );
            let step = steps.last_mut().unwrap();
            match text
                .strip_prefix('>')
                .filter(|rest| rest.is_empty() || rest.starts_with(' '))
            {
                Some(more) if step.expected.is_empty() => {
                    step.command =
                        format!("{}\n{}", step.command, more.strip_prefix(' ').unwrap_or(""));
                }
                _ => step.expected.push(text.trim_end().to_owned()),
            }
        }
    }
    steps
}

/// Runs a page's commands in one shell; gives what each of them said.
fn run(steps: &[Step], branch: &str) -> Vec<Vec<String>> {
    let sandbox = Sandbox::new();
    sandbox.git(&["config", "--global", "init.defaultBranch", branch]);
    sandbox.git(&["config", "--global", "user.name", "Ann"]);
    let mut script = String::from("exec 2>&1\n");
    for (number, step) in steps.iter().enumerate() {
        script.push_str(&format!(
            "printf '\\n%s%s\\n' '{MARK}' {number}\n{}\n",
            step.command
        ));
        // When git fetched last is the time of a file, which the page's clock doesn't move.
        if step.command.starts_with("git pull") {
            script.push_str("TZ=UTC0 touch -t \"$FETCHED\" .git/FETCH_HEAD\n");
        }
    }
    let file = sandbox.home().join("session.sh");
    std::fs::write(&file, script).unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_redesign")).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(
        std::iter::once(binary.to_owned()).chain(std::env::split_paths(&path)),
    )
    .unwrap();
    let said = sandbox::finished(sandbox.command("sh").arg(&file).env("PATH", path)).out;
    let mark = format!("\n{MARK}");
    let mut parts = said.split(&mark);
    assert_eq!(parts.next(), Some(""), "the shell itself said something");
    parts
        .map(|part| {
            part.lines()
                .skip(1)
                .map(|line| line.trim_end().to_owned())
                .collect()
        })
        .collect()
}

/// A line in which what changes from run to run is no more than its kind.
fn settled(line: &str) -> String {
    static COMMIT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\b([0-9a-f]{40}|[0-9a-f]{7})\b").unwrap());
    static RECORD: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\b(\d{4}-\d\d-\d\d-[a-z0-9-]+)-[0-9a-z]{6}\b").unwrap());
    let line = RECORD.replace_all(line, "$1-RANDOM");
    COMMIT.replace_all(&line, "COMMIT").into_owned()
}

fn fits_line(expected: &str, said: &str) -> bool {
    let (expected, said) = (settled(expected), settled(said));
    let mut parts = expected.split("[..]");
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = said.strip_prefix(first) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

fn fits(expected: &[String], said: &[String]) -> bool {
    match expected.split_first() {
        None => said.is_empty(),
        Some((line, rest)) if line == "..." => {
            (0..=said.len()).any(|skipped| fits(rest, &said[skipped..]))
        }
        Some((line, rest)) => said
            .split_first()
            .is_some_and(|(first, others)| fits_line(line, first) && fits(rest, others)),
    }
}

fn without_blank_ends(lines: &[String]) -> &[String] {
    let first = lines
        .iter()
        .position(|line| !line.is_empty())
        .unwrap_or(lines.len());
    let last = lines
        .iter()
        .rposition(|line| !line.is_empty())
        .map_or(first, |last| last + 1);
    &lines[first..last]
}

/// Both texts, each line with the side on which it stands alone.
fn difference(expected: &[String], said: &[String]) -> String {
    let mut shown = String::new();
    let same = expected
        .iter()
        .zip(said)
        .take_while(|(one, other)| fits_line(one, other))
        .count();
    for line in &expected[..same] {
        shown.push_str(&format!("      {line}\n"));
    }
    for line in &expected[same..] {
        shown.push_str(&format!("docs: {line}\n"));
    }
    for line in &said[same..] {
        shown.push_str(&format!("real: {line}\n"));
    }
    shown
}

#[test]
fn every_session_says_what_the_docs_show() {
    sessions(&pages(), "main");
}

/// Wherever a page pushes or clones, git may call its first branch otherwise.
#[test]
fn sessions_with_clones_work_where_the_first_branch_has_another_name() {
    let mut pages = pages();
    pages.retain(|page| read(page).contains("$ git clone "));
    assert!(!pages.is_empty());
    sessions(&pages, "master");
}

fn sessions(pages: &[PathBuf], branch: &str) {
    let mut wrong = Vec::new();
    for page in pages {
        let steps = steps(&read(page));
        if steps.is_empty() {
            continue;
        }
        let said = run(&steps, branch);
        assert_eq!(
            said.len(),
            steps.len(),
            "{}: the shell stopped after {:?}",
            page.display(),
            steps.get(said.len().saturating_sub(1))
        );
        for (step, said) in steps.iter().zip(&said) {
            let (expected, said) = (without_blank_ends(&step.expected), without_blank_ends(said));
            if !fits(expected, said) {
                let place = format!("{}:{}", page.display(), step.line);
                wrong.push(format!(
                    "{place}: $ {}\n{}",
                    step.command,
                    difference(expected, said)
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} sessions say something else:\n\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// The anchor that git hosts give a heading.
fn anchor(heading: &str) -> String {
    let words = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = words
        .chars()
        .filter(|one| one.is_alphanumeric() || matches!(one, ' ' | '-' | '_'));
    kept.map(|one| if one == ' ' { '-' } else { one }).collect()
}

fn headings(text: &str) -> Vec<String> {
    let outside = lines(text).filter(|line| line.block.is_none() && line.text.starts_with('#'));
    outside.map(|line| line.text.to_owned()).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let link = Regex::new(r"\]\(([^)\s]+)\)").unwrap();
    let code = Regex::new(r"`[^`]*`").unwrap();
    let mut pages = pages();
    pages.extend(["CHANGELOG.md", "CONTRIBUTING.md"].map(PathBuf::from));
    for page in pages {
        let text = read(&page);
        for Line {
            number,
            block,
            text: line,
            ..
        } in lines(&text)
        {
            if block.is_some() {
                continue;
            }
            for found in link.captures_iter(&code.replace_all(line, "")) {
                let target = &found[1];
                if target.contains("://") || target.starts_with("mailto:") {
                    continue;
                }
                let (file, place) = target
                    .split_once('#')
                    .map_or((target, None), |(file, place)| (file, Some(place)));
                let path = if file.is_empty() {
                    page.clone()
                } else {
                    page.parent().unwrap().join(file)
                };
                assert!(
                    root().join(&path).exists(),
                    "{}:{number}: there is no {}",
                    page.display(),
                    path.display()
                );
                if let Some(place) = place {
                    let there = headings(&read(&path))
                        .iter()
                        .any(|heading| anchor(heading) == place);
                    assert!(
                        there,
                        "{}:{number}: {} has no heading #{place}",
                        page.display(),
                        path.display()
                    );
                }
            }
        }
    }
}

#[test]
fn every_command_has_its_heading() {
    let help = Sandbox::new().run(["--help"]).ends_with(0).out;
    let docs = headings(&read(Path::new("docs/commands.md")));
    let row = Regex::new(r"^  ([a-z][a-z-]*) +[A-Z]").unwrap();
    let names: Vec<&str> = help
        .lines()
        .filter_map(|line| Some(row.captures(line)?.get(1)?.as_str()))
        .collect();
    assert!(names.len() > 10, "{help}");
    for name in names {
        let wanted = format!("`redesign {name}`");
        assert!(
            docs.iter().any(|heading| heading.contains(&wanted)),
            "docs/commands.md has no heading {wanted}"
        );
    }
}

/// Rust files below `src/`.
fn sources() -> Vec<String> {
    let mut texts = Vec::new();
    let mut open = vec![root().join("src")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                texts.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }
    texts
}

/// Every code with what it means: those of rules, and all others.
fn codes() -> BTreeMap<&'static str, &'static str> {
    let rules = RULES.iter().map(|rule| (rule.code, rule.about));
    let all: Vec<_> = rules.chain(codes::TABLE.iter().copied()).collect();
    let codes: BTreeMap<_, _> = all.iter().copied().collect();
    assert_eq!(codes.len(), all.len(), "a code means two things: {all:?}");
    codes
}

/// The row of a code says what the code or the rule itself says; behind it the docs may go on.
#[test]
fn every_code_is_explained() {
    let link = Regex::new(r"\[([^\]]*)\]\([^)]*\)").unwrap();
    let row = Regex::new(r"(?m)^\| ([A-Z]\d{4}) \| .*").unwrap();
    let mut rows = BTreeMap::new();
    for page in ["docs/checks.md", "docs/scripts.md"] {
        let text = read(Path::new(page));
        for found in row.captures_iter(&text) {
            rows.insert(
                found[1].to_owned(),
                (page, link.replace_all(&found[0], "$1").into_owned()),
            );
        }
    }
    for (code, about) in codes() {
        // What is found in files stands in one page, what stops a command in the other.
        let (page, begun) = if code.starts_with(['E', 'W', 'I']) {
            ("docs/checks.md", format!("| {code} | {about}"))
        } else {
            let exit = redesign::error::exit_of(code).code();
            ("docs/scripts.md", format!("| {code} | {exit} | {about}"))
        };
        let (there, row) = rows.remove(code).unwrap_or_default();
        let rest = row.strip_prefix(&begun).unwrap_or_default();
        let goes_on = [" |", ":", ".", ";", " ("]
            .iter()
            .any(|mark| rest.starts_with(mark));
        assert!(
            there == page && goes_on,
            "{page} has no row\n{begun} |\nbut\n{row}"
        );
    }
    assert!(rows.is_empty(), "rows of codes that nobody says: {rows:?}");
}

/// The codes that stand in a sentence, each of `A to B` and those between them.
fn codes_in(sentence: &str) -> BTreeSet<&'static str> {
    let named = Regex::new(r"\b([EWI]\d{4})(?: to ([EWI]\d{4}))?").unwrap();
    let mut found = BTreeSet::new();
    for range in named.captures_iter(sentence) {
        let (first, last) = (
            &range[1],
            range.get(2).map_or(&range[1], |last| last.as_str()),
        );
        let rules = RULES.iter().map(|rule| rule.code);
        found.extend(rules.filter(|code| (first..=last).contains(code)));
    }
    found
}

#[test]
fn what_ended_and_what_is_mended_is_said_of_the_right_rules() {
    let page = read(Path::new("docs/checks.md"));
    let line = |begin: &str| page.lines().find(|line| line.starts_with(begin)).unwrap();
    let of = |is_meant: fn(&&Rule) -> bool| {
        let rules = RULES.iter().filter(is_meant);
        rules.map(|rule| rule.code).collect::<BTreeSet<_>>()
    };
    assert_eq!(
        codes_in(line("W0203, W0212 to ")),
        of(|rule| rule.asks_for_work)
    );
    assert_eq!(
        codes_in(line("`redesign check --fix` fixes")),
        of(|rule| rule.fix.is_some())
    );
}

#[test]
fn every_exit_code_and_format_is_listed() {
    let scripts = read(Path::new("docs/scripts.md"));
    for (exit, meaning) in redesign::exit::TABLE {
        let row = format!("| {} |", exit.code());
        assert!(
            scripts.contains(&row),
            "docs/scripts.md has no row {row} {meaning} |"
        );
    }
    for format in redesign::render::FORMATS {
        let row = format!("| `{}` |", format.name);
        assert!(scripts.contains(&row), "docs/scripts.md has no row {row}");
    }
}

#[test]
fn every_kind_role_and_field_of_a_toolkit_is_listed() {
    let toolkits = read(Path::new("docs/toolkits.md"));
    for kind in redesign::kinds::KINDS {
        let row = format!("| `{}` | {}", kind.name(), kind.facts().about);
        assert!(
            toolkits.contains(&row),
            "docs/toolkits.md has no row\n{row}"
        );
    }
    for (_, word) in redesign::toolkit::ROLES {
        let row = format!("| `{word}` |");
        assert!(toolkits.contains(&row), "docs/toolkits.md has no row {row}");
    }
    let raw = std::fs::read_to_string(root().join("src/toolkit/raw.rs")).unwrap();
    let field = Regex::new(r"(?m)^    pub ([a-z_]+):").unwrap();
    for found in field.captures_iter(&raw) {
        let name = if &found[1] == "audience" {
            "for"
        } else {
            &found[1]
        };
        assert!(
            toolkits.contains(&format!("`{name}`")),
            "docs/toolkits.md doesn't explain the field `{name}`"
        );
    }
}

/// A promise stands in the table only with a test that is there.
#[test]
fn every_promise_has_its_test() {
    let mut tests = String::new();
    for folder in ["tests", "tests/cli"] {
        for entry in std::fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "rs") {
                tests.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    for text in sources() {
        tests.push_str(&text);
    }
    let text = read(Path::new("docs/reliability.md"));
    let rows: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains('`'))
        .collect();
    assert!(rows.len() > 10);
    let name = Regex::new(r"`([a-z0-9_]+)::([a-z0-9_]+)`").unwrap();
    for row in rows {
        let named: Vec<_> = name.captures_iter(row).collect();
        assert!(
            !named.is_empty(),
            "docs/reliability.md: a promise without a test: {row}"
        );
        for found in named {
            assert!(
                tests.contains(&format!("fn {}(", &found[2])),
                "docs/reliability.md names a test that isn't there: {}",
                &found[0]
            );
        }
    }
}

#[test]
fn no_page_knows_a_machine() {
    let place = Regex::new(r"(?m)(^|[^\w./-])/(work|tmp|root|home)\b").unwrap();
    let mut pages = pages();
    pages.extend(["CHANGELOG.md", "CONTRIBUTING.md"].map(PathBuf::from));
    for page in pages {
        let text = read(&page);
        let found = place.find(&text).map(|found| found.as_str());
        assert_eq!(found, None, "in {}", page.display());
    }
}

#[test]
fn sessions_are_matched_line_by_line() {
    let both = |expected: &str, said: &str| {
        let split = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        fits(&split(expected), &split(said))
    };
    assert!(both("a [..] c\n...\nz", "a b c\nx\ny\nz"));
    assert!(both("commit  b1ffb40", "commit  baca549"));
    assert!(both(
        "2026-11-23-a-bus-driver-mtsxx7.md",
        "2026-11-23-a-bus-driver-000000.md"
    ));
    assert!(!both("a\nb", "a\nb\nc") && !both("a [..] c", "a b d") && !both("...\nz", "a"));
    let page = "```toml a/b.toml\nx = 1\n```\n```console\n$ cat <<END\n> x\n> END\nx\n$ true\n```\n\n````text\n```console\n$ no\n```\n````\n<!-- clock: 1970-01-02T00:00:00Z -->\n";
    let steps = steps(page);
    let commands: Vec<&str> = steps.iter().map(|step| step.command.as_str()).collect();
    assert!(
        commands[0].ends_with("> a/b.toml <<'\u{2}end'\nx = 1\n\u{2}end"),
        "{commands:?}"
    );
    assert_eq!(commands[1..3], ["cat <<END\nx\nEND", "true"]);
    assert!(
        commands[3].starts_with("export SOURCE_DATE_EPOCH=86400 ") && commands.len() == 4,
        "{commands:?}"
    );
    assert_eq!(steps[1].expected, ["x"]);
}
