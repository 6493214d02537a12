//! The bytes of every command's output, in every format, over the example cohort and over a year. They are kept below
//! `tests/fixtures/outputs/`, so that what is built anew can be compared. What is meant to be different is kept anew by
//! `OUTPUTS=overwrite cargo test --test cli outputs`, and read in the diff.

use super::kept::{Kept, files_below, first_difference};
use super::sandbox::{Run, Sandbox, finished};
use super::wording::blanked;
use super::year::{Year, today, year};
use jiff::civil::{Date, date};
use regex::Regex;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Command lines, as `lines.toml` has them.
#[derive(Deserialize)]
struct Lines {
    nowhere: Place,
    demo: Place,
    year: Place,
}

#[derive(Deserialize)]
struct Place {
    reads: Vec<String>,
    writes: Vec<String>,
    #[serde(default)]
    prepared: Vec<Prepared>,
}

/// Lines that need something before them.
#[derive(Deserialize)]
struct Prepared {
    /// The folder in which their outputs are kept.
    name: String,
    before: String,
    #[serde(default)]
    reads: Vec<String>,
    #[serde(default)]
    writes: Vec<String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/outputs")
}

fn lines() -> Lines {
    toml::from_str(&std::fs::read_to_string(folder().join("lines.toml")).unwrap()).unwrap()
}

/// Where lines run: a folder that no line changes, and copies of it for those that write.
struct Ground {
    sandbox: Sandbox,
    root: PathBuf,
    day: Date,
    /// Commits, oldest first, by id.
    commits: BTreeMap<String, String>,
    /// Names of records, whose random characters stay.
    records: BTreeSet<String>,
}

impl Ground {
    fn new(sandbox: Sandbox, root: PathBuf, day: Date) -> Self {
        let mut ground = Self {
            sandbox,
            root,
            day,
            commits: BTreeMap::new(),
            records: BTreeSet::new(),
        };
        if ground.root.join(".git").is_dir() {
            // One pack, which copies in no time.
            ground.git(&ground.root, &["gc", "--quiet"]);
        }
        ground.commits = ground.commits_of(&ground.root, 'c', &BTreeMap::new());
        let files = super::sandbox::bytes_below(&ground.root).into_iter();
        let stems = files.filter_map(|(path, _)| Some(path.file_stem()?.to_str()?.to_owned()));
        ground.records = stems.collect();
        ground
    }

    fn git(&self, root: &Path, arguments: &[&str]) -> String {
        let mut git = self.sandbox.command("git");
        finished(git.args(arguments).current_dir(root))
            .ends_with(0)
            .out
    }

    fn run_in_shell(&self, root: &Path, words: &str) -> Run {
        let mut shell = self.sandbox.command_with_redesign("sh");
        super::sandbox::on(self.day, shell.args(["-ec", words])).current_dir(root);
        finished(&mut shell)
    }

    /// Names for the commits below a folder that are not known yet. They are as long as ids, and no ids.
    fn commits_of(
        &self,
        root: &Path,
        letter: char,
        known: &BTreeMap<String, String>,
    ) -> BTreeMap<String, String> {
        let mut found = known.clone();
        for repository in repositories(root) {
            let order = ["rev-list", "--all", "--reverse", "--topo-order"];
            let all = self.git(&repository, &order);
            let new = all.lines().filter(|id| !known.contains_key(*id));
            for (at, id) in new.enumerate() {
                found.insert(id.to_owned(), format!("{letter}{at:05}x{:033}", 0));
            }
        }
        found
    }

    fn run(&self, root: &Path, flags: &[&str], line: &str) -> Run {
        self.run_in_shell(root, &format!("exec redesign {} {line}", flags.join(" ")))
    }

    /// Runs a line in every format that its command has.
    fn read(&self, root: &Path, line: &str) -> Kept {
        let mut kept = Kept::new(line);
        for format in formats(line) {
            let run = self.run(root, &["--format", format], line);
            kept.add(format, self.steady(root, &run));
        }
        kept
    }

    /// Runs a line that writes: in every format, first without writing, then in a copy. What it left is kept once.
    fn write(&self, root: &Path, line: &str) -> Kept {
        let mut kept = Kept::new(line);
        for format in formats(line) {
            let dry = self.run(root, &["--dry-run", "--format", format], line);
            let copy = self.copy(root);
            let run = self.run(copy.path(), &["--format", format], line);
            if kept.said.is_empty() {
                let out = self.left(copy.path());
                let left = Run {
                    code: 0,
                    out,
                    err: String::new(),
                };
                kept.add("left", self.steady(copy.path(), &left));
            }
            kept.add(&format!("--dry-run {format}"), self.steady(root, &dry));
            kept.add(format, self.steady(copy.path(), &run));
        }
        kept
    }

    /// Lines that need something before them: it is done once, in a copy.
    fn prepared(&self, prepared: &Prepared) -> Vec<Kept> {
        let stage = self.copy(&self.root);
        self.run_in_shell(stage.path(), &prepared.before)
            .ends_with(0);
        let untouched = self.left(stage.path());
        let reads = prepared
            .reads
            .iter()
            .map(|line| self.read(stage.path(), line));
        let mut all: Vec<Kept> = reads.collect();
        all.extend(
            prepared
                .writes
                .iter()
                .map(|line| self.write(stage.path(), line)),
        );
        assert_eq!(
            self.left(stage.path()),
            untouched,
            "reading or --dry-run wrote"
        );
        all
    }

    fn copy(&self, root: &Path) -> tempfile::TempDir {
        let copy = tempfile::tempdir_in(self.sandbox.home()).unwrap();
        let mut cp = self.sandbox.command("cp");
        finished(cp.arg("-Rp").arg(root.join(".")).arg(copy.path())).ends_with(0);
        copy
    }

    /// What a line left: new commits with what they changed, and what isn't committed.
    fn left(&self, root: &Path) -> String {
        let mut left = String::new();
        for repository in repositories(root) {
            let known = self.commits.keys().map(|id| format!("^{id}"));
            let known: Vec<String> = known.collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let log = |words: &str| {
                let words = words.split('|').chain(known.iter().copied());
                self.git(&repository, &words.collect::<Vec<_>>())
            };
            left.push_str(&log("log|--reverse|--format=* %s%n%n%b|--name-status|HEAD"));
            left.push_str(&log(
                "log|--reverse|--format=|--patch|--unified=0|--diff-filter=M|HEAD",
            ));
            left.push_str(&self.git(&repository, &["status", "--porcelain"]));
            left.push_str(&self.git(&repository, &["diff", "--unified=0"]));
        }
        if repositories(root).is_empty() {
            for (path, _) in super::sandbox::bytes_below(root) {
                left.push_str(&format!("{}\n", path.strip_prefix(root).unwrap().display()));
            }
        }
        // Ids of bytes that are shown anyway, and that the toolkits' own words go into.
        let lines = left.lines().filter(|line| !line.starts_with("index "));
        lines.flat_map(|line| [line, "\n"]).collect()
    }

    /// What a run said, without what differs from run to run: folders, ids of commits, random ends of names.
    fn steady(&self, root: &Path, run: &Run) -> Run {
        static ID: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b[0-9a-f]{7,40}\b").unwrap());
        static RECORD: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"\b(\d{4}-\d\d-\d\d-(?:[a-z0-9]+-)*)[0-9a-hjkmnp-tv-z]{6}\b").unwrap()
        });
        let new = if root == self.root {
            BTreeMap::new()
        } else {
            self.commits_of(root, 'n', &self.commits)
        };
        let commits = if new.is_empty() { &self.commits } else { &new };
        let steady = |text: &str| {
            let text = text.replace(&root.display().to_string(), "FOLDER");
            let text = ID.replace_all(&text, |id: &regex::Captures<'_>| {
                let known = commits.range(id[0].to_owned()..).next();
                let name = known.filter(|(known, _)| known.starts_with(&id[0]));
                name.map_or_else(
                    || id[0].to_owned(),
                    |(_, name)| name[..id[0].len()].to_owned(),
                )
            });
            let text = RECORD.replace_all(&text, |name: &regex::Captures<'_>| {
                let is_known = self.records.contains(&name[0]);
                if is_known {
                    name[0].to_owned()
                } else {
                    format!("{}zzzzzz", &name[1])
                }
            });
            text.into_owned()
        };
        let (out, err) = (steady(&run.out), steady(&run.err));
        let outside = self.sandbox.home().parent().unwrap().display().to_string();
        assert!(
            !out.contains(&outside) && !err.contains(&outside),
            "{outside}: {out}{err}"
        );
        Run {
            out,
            err,
            code: run.code,
        }
    }
}

/// Formats that the line's command has.
fn formats(line: &str) -> Vec<&'static str> {
    let own = redesign::commands::formats_of(&line.split(' ').collect::<Vec<_>>()).names();
    let all = redesign::render::FORMATS.iter().map(|format| format.name);
    all.filter(|name| own.contains(name)).collect()
}

fn repositories(root: &Path) -> Vec<PathBuf> {
    let mut inside: Vec<PathBuf> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    inside.sort();
    let all = std::iter::once(root.to_owned()).chain(inside);
    all.filter(|path| path.join(".git").is_dir()).collect()
}

/// Every line of a place says what is kept of it.
#[track_caller]
fn says_what_is_kept(name: &str, place: &Place, ground: &Ground) {
    let (root, untouched) = (&ground.root, ground.left(&ground.root));
    let mut all: Vec<(&str, Kept)> = Vec::new();
    all.extend(place.reads.iter().map(|line| ("", ground.read(root, line))));
    all.extend(
        place
            .writes
            .iter()
            .map(|line| ("", ground.write(root, line))),
    );
    assert_eq!(ground.left(root), untouched, "reading or --dry-run wrote");
    for prepared in &place.prepared {
        let kept = ground.prepared(prepared).into_iter();
        all.extend(kept.map(|kept| (prepared.name.as_str(), kept)));
    }
    let folder = folder().join(name);
    let overwrites = std::env::var("OUTPUTS").is_ok_and(|word| word == "overwrite");
    if overwrites {
        let _was_not_there = std::fs::remove_dir_all(&folder);
    }
    let mut differing = Vec::new();
    let mut names = BTreeSet::new();
    for (inner, kept) in &all {
        let file = Path::new(inner).join(Kept::file_name(&kept.line));
        let path = folder.join(&file);
        let now = kept.text();
        if overwrites {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &now).unwrap();
        }
        let before = std::fs::read(&path).unwrap_or_default();
        if before != now.as_bytes() {
            let difference = first_difference(&String::from_utf8_lossy(&before), &now);
            differing.push(format!("{name}/{}, {difference}", file.display()));
        }
        assert!(
            names.insert(file),
            "two lines are kept as one: {}",
            kept.line
        );
    }
    assert!(
        differing.is_empty(),
        "{} of {} outputs differ. Where that is meant: OUTPUTS=overwrite cargo test --test cli outputs\n{}",
        differing.len(),
        all.len(),
        differing.join("\n")
    );
    let kept: BTreeSet<PathBuf> = files_below(&folder).into_iter().collect();
    assert_eq!(kept, names, "of no line, or without a file");
}

#[test]
fn where_there_is_no_workspace() {
    let sandbox = Sandbox::new();
    let root = sandbox.work();
    says_what_is_kept(
        "nowhere",
        &lines().nowhere,
        &Ground::new(sandbox, root, date(2026, 11, 23)),
    );
}

#[test]
fn over_the_example_cohort() {
    let sandbox = Sandbox::new();
    sandbox.run(["demo", "--public"]).ends_with(0);
    let root = sandbox.path("redesign-demo");
    says_what_is_kept(
        "demo",
        &lines().demo,
        &Ground::new(sandbox, root, date(2026, 11, 23)),
    );
}

#[test]
fn over_the_year() {
    let sandbox = year(Year::Faulty).sandbox;
    let root = sandbox.work();
    says_what_is_kept("year", &lines().year, &Ground::new(sandbox, root, today()));
}

/// Commands come from the program's own list, with those that have commands of their own.
#[test]
fn every_command_is_in_a_line() {
    let lines = lines();
    let places = [lines.nowhere, lines.demo, lines.year];
    let all = places.iter().flat_map(|place| {
        let prepared = place.prepared.iter();
        let prepared = prepared.flat_map(|prepared| prepared.reads.iter().chain(&prepared.writes));
        place.reads.iter().chain(&place.writes).chain(prepared)
    });
    let all: Vec<String> = all.map(|line| format!("{line} ")).collect();
    let mut missing = Vec::new();
    for command in redesign::cli::tree().get_subcommands() {
        let name = command.get_name();
        let below = command
            .get_subcommands()
            .map(|inner| format!("{name} {}", inner.get_name()));
        let paths = std::iter::once(name.to_owned()).chain(below);
        missing.extend(
            paths.filter(|path| !all.iter().any(|line| line.starts_with(&format!("{path} ")))),
        );
    }
    assert_eq!(missing, Vec::<String>::new(), "in no line of lines.toml");
}

/// The kept outputs say what those in the folder `OUTPUTS_BEFORE` say, in other words at most.
#[test]
#[ignore = "compares with another tree of kept outputs: OUTPUTS_BEFORE=DIR"]
fn same_but_for_words() {
    let before =
        std::env::var_os("OUTPUTS_BEFORE").expect("OUTPUTS_BEFORE=DIR names the other tree");
    let (before, now) = (PathBuf::from(before), folder());
    let files = files_below(&now);
    assert_eq!(
        files_below(&before),
        files,
        "lines that are only in one of the two"
    );
    assert!(!files.is_empty());
    let differing = files.iter().filter_map(|file| {
        let [before, now] = [&before, &now].map(|tree| blanked(&Kept::read(&tree.join(file))));
        (before != now).then(|| format!("{}, {}", file.display(), first_difference(&before, &now)))
    });
    let differing: Vec<String> = differing.collect();
    assert!(
        differing.is_empty(),
        "{} differ in more than words:\n{}",
        differing.len(),
        differing.join("\n")
    );
}
