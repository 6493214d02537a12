//! History against git itself: a repository of 200 commits made by a seeded random walk, of which every version and every
//! past status is compared with what the git program and a checkout say.
//!
//! `REDESIGN_SEED=7 REDESIGN_STEPS=1000 cargo test --test history` walks another way.

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

use redesign::store::{History, Touched, Traced};
use sandbox::{Run, Sandbox, finished};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A small generator of numbers that are the same on every machine (xorshift).
struct Dice(u64);

impl Dice {
    fn of_seed() -> Self {
        let seed = number("REDESIGN_SEED", 20_261_125);
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % most
    }

    fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }
}

fn number(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable)
        .ok()
        .and_then(|words| words.parse().ok())
        .unwrap_or(otherwise)
}

/// The repository, and the clock of its commits.
struct Walk {
    sandbox: Sandbox,
    dice: Dice,
    seconds: u64,
}

impl Walk {
    fn new() -> Self {
        let walk = Self {
            sandbox: Sandbox::with_plans(&["a", "b", "north/c"]),
            dice: Dice::of_seed(),
            seconds: 1_795_435_200,
        };
        walk.sandbox.write("notes/other.txt", "0\n");
        walk.git(&["add", "."]);
        walk.git(&["commit", "-qm", "other files"]);
        walk
    }

    /// Runs git at the walk's own time; gives whether it succeeded.
    fn try_git(&self, arguments: &[&str]) -> Run {
        let mut command = self.sandbox.command("git");
        let date = format!("{} +0000", self.seconds);
        command
            .args(arguments)
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_DATE", &date);
        finished(&mut command)
    }

    fn git(&self, arguments: &[&str]) -> String {
        let run = self.try_git(arguments);
        assert_eq!(run.code, 0, "git {arguments:?}: {}{}", run.out, run.err);
        run.out
    }

    fn commit(&self, words: &str) {
        self.git(&["add", "-A"]);
        // A step that changed nothing is a commit all the same: it must be no version.
        self.git(&["commit", "-q", "--allow-empty", "-m", words]);
    }

    fn redesign(&self, arguments: &[&str]) {
        let mut command = self.sandbox.redesign();
        let seconds = self.seconds.to_string();
        command.args(arguments).env("SOURCE_DATE_EPOCH", seconds);
        let run = finished(&mut command);
        // What the walk made unreadable, or called by one name twice, can't be recorded.
        assert!(
            matches!(run.code, 0 | 2 | 3 | 4),
            "{arguments:?}: {}{}",
            run.out,
            run.err
        );
    }

    /// Files below `plans` that git keeps, links left out.
    fn files(&self, ending: &str) -> Vec<String> {
        let all = self.git(&["ls-files", "-s", "plans"]);
        all.lines()
            .filter(|line| line.starts_with("100") && line.ends_with(ending))
            .map(|line| line.split_once('\t').unwrap().1.to_owned())
            .collect()
    }

    /// Whether a change in a record is one of the lines that the walk types.
    fn changes_words(&self, change: &Touched) -> bool {
        let is_record = |path: &String| {
            let is_markdown = Path::new(path).extension().is_some_and(|end| end == "md");
            is_markdown && !path.ends_with("README.md")
        };
        let typed = |blob: &Option<String>| {
            let text = blob
                .as_ref()
                .map(|blob| self.git(&["cat-file", "blob", blob]));
            let lines = text.unwrap_or_default();
            let typed = lines.lines().filter(|line| line.contains(" says "));
            typed.map(str::to_owned).collect::<Vec<_>>()
        };
        change.from.iter().chain(&change.to).all(is_record)
            && typed(&change.before) != typed(&change.after)
    }

    fn plans(&self) -> Vec<String> {
        let files = self.files("/plan.toml");
        files
            .iter()
            .map(|path| path.strip_suffix("/plan.toml").unwrap().to_owned())
            .collect()
    }

    fn append(&mut self, path: &str, words: &str) {
        let path = self.sandbox.path(path);
        let mut text = std::fs::read(&path).unwrap();
        text.extend(words.bytes());
        std::fs::write(&path, text).unwrap();
    }

    /// Writes words below one of a record's headings.
    fn type_in(&mut self, path: &str, words: &str) {
        let text = self.sandbox.read(path);
        let comments: Vec<usize> = text.match_indices("-->").map(|(at, _)| at + 3).collect();
        if comments.is_empty() {
            return self.append(path, words);
        }
        let at = self.dice.one_of(&comments);
        let text = format!("{}\n\n{words}\n{}", &text[..at], &text[at..]);
        self.sandbox.write(path, text);
    }

    #[expect(
        clippy::too_many_lines,
        reason = "one arm for each thing that people do"
    )]
    fn step(&mut self, number: usize) {
        self.seconds += 3600 * u64::try_from(1 + self.dice.below(60)).unwrap();
        let plan = {
            let plans = self.plans();
            self.dice.one_of(&plans)
        };
        let id = plan.rsplit('/').next().unwrap().to_owned();
        let record = {
            let records = self.files(".md");
            self.dice.one_of(&records)
        };
        let words = format!("- number {number} says {}", self.dice.below(1000));
        match self.dice.below(24) {
            0..=3 => {
                let output = self.dice.one_of(&["gaps", "agreements", "support"]);
                let set = format!("{output}={words}");
                self.redesign(&["record", &format!("{id}/team"), "--set", &set]);
            }
            4..=5 => {
                let set = format!("words={words}");
                self.redesign(&[
                    "record",
                    &format!("{id}/interviews"),
                    "--add",
                    "--set",
                    &set,
                ]);
            }
            6..=8 => {
                self.type_in(&record, &words);
                self.commit("by hand");
            }
            9 => {
                let target = record.replace(".md", &format!("-{number}.md"));
                self.git(&["mv", &record, &target]);
                if self.dice.below(2) == 0 {
                    self.type_in(&target, &words);
                }
                self.commit("a record gets another name");
            }
            10 => {
                // A plan moves into a group or out of one, some of its words change in the same commit.
                let target = format!(
                    "plans/{}plan-{number}",
                    self.dice.one_of(&["", "east/", "west/"])
                );
                std::fs::create_dir_all(self.sandbox.path(&target).parent().unwrap()).unwrap();
                self.git(&["mv", &plan, &target]);
                if self.dice.below(2) == 0 {
                    let files: Vec<String> = self.files(".md");
                    let inside: Vec<String> = files
                        .into_iter()
                        .filter(|path| path.starts_with(&target))
                        .collect();
                    let file = self.dice.one_of(&inside);
                    self.type_in(&file, &words);
                }
                self.commit("a plan moves");
            }
            11 => {
                // Two plans change places: files of the same bytes on both sides.
                let other = {
                    let plans = self.plans();
                    self.dice.one_of(&plans)
                };
                if other != plan && !other.starts_with(&format!("{plan}/")) {
                    self.git(&["mv", &plan, "plans/between"]);
                    self.git(&["mv", &other, &plan]);
                    self.git(&["mv", "plans/between", &other]);
                }
                self.commit("two plans change places");
            }
            12 => {
                self.git(&["rm", "-q", &record]);
                self.commit("a record goes");
            }
            13 => {
                // What went comes back, perhaps with other words.
                let deleted = self.git(&[
                    "log",
                    "--first-parent",
                    "-1",
                    "--diff-filter=D",
                    "--name-only",
                    "--format=%H",
                    "--",
                    "plans/*.md",
                ]);
                let mut lines = deleted.lines().filter(|line| !line.is_empty());
                if let (Some(commit), Some(path)) = (lines.next(), lines.next()) {
                    let there = self.sandbox.path(path).exists();
                    if !there
                        && self
                            .try_git(&["checkout", "-q", &format!("{commit}^"), "--", path])
                            .code
                            == 0
                        && self.dice.below(2) == 0
                    {
                        self.type_in(path, &words);
                    }
                }
                self.commit("a record comes back");
            }
            14 => {
                // Only the mode: no version.
                let flag = self.dice.one_of(&["+x", "-x"]);
                self.git(&["update-index", &format!("--chmod={flag}"), &record]);
                self.git(&["commit", "-q", "--allow-empty", "-m", "mode"]);
                self.git(&["checkout", "-q", "--", &record]);
            }
            15 => {
                self.append("notes/other.txt", &format!("{number}\n"));
                self.commit("other files");
            }
            16 => {
                let broken = self.dice.one_of(&[
                    "---\nkey: [1\n---\n",
                    "---\nskipped: no time\n---\n\n",
                    "<!-- ",
                ]);
                let text = self.sandbox.read(&record);
                self.sandbox.write(&record, format!("{broken}{text}"));
                self.commit("broken, skipped or hidden");
            }
            17 => {
                if self.try_git(&["revert", "--no-edit", "HEAD"]).code != 0 {
                    let _ended = self.try_git(&["revert", "--abort"]);
                    self.git(&["reset", "-q", "--hard"]);
                }
            }
            18 => {
                let group = self.dice.one_of(&["", "east/"]);
                self.redesign(&["new", &format!("{group}new-{number}")]);
            }
            19 => {
                // A record moves to another plan: same name, other folder.
                let plans = self.plans();
                let target = format!(
                    "{}/{}",
                    self.dice.one_of(&plans),
                    record.rsplit('/').next().unwrap()
                );
                if !self.sandbox.path(&target).exists() {
                    self.git(&["mv", &record, &target]);
                }
                self.commit("a record moves to another plan");
            }
            20 => {
                let link = format!("{plan}/linked-{number}.md");
                #[cfg(unix)]
                std::os::unix::fs::symlink(
                    self.dice.one_of(&[
                        "README.md",
                        "../../redesign.toml",
                        "nowhere.md",
                        "../../../out",
                    ]),
                    self.sandbox.path(&link),
                )
                .unwrap();
                self.commit("a link");
            }
            _ => self.merge(number, &record, &words),
        }
    }

    /// Two branches go on, and come together again.
    fn merge(&mut self, number: usize, record: &str, words: &str) {
        let branch = format!("side-{number}");
        self.git(&["switch", "-q", "-c", &branch]);
        for turn in 0..=self.dice.below(3) {
            self.type_in(record, &format!("{words}, aside {turn}"));
            self.commit("aside");
            self.seconds += 60;
        }
        self.git(&["switch", "-q", "main"]);
        let other = {
            let records = self.files(".md");
            self.dice.one_of(&records)
        };
        if self.sandbox.path(&other).is_file() {
            self.type_in(&other, &format!("{words}, meanwhile"));
        }
        self.commit("meanwhile");
        let strategy = self.dice.one_of(&["ours", "theirs"]);
        let merged = self.try_git(&["merge", "-q", "--no-edit", "-X", strategy, &branch]);
        if merged.code != 0 {
            self.git(&["merge", "--abort"]);
        }
    }
}

/// A commit's files with the ids of their bytes, and where those that were renamed in it came from.
struct Commit {
    id: String,
    files: BTreeMap<String, String>,
    renamed: BTreeMap<String, String>,
}

/// The commits along the first parents, newest first, as the git program tells them.
fn commits(walk: &Walk) -> Vec<Commit> {
    let ids = walk.git(&["rev-list", "--first-parent", "HEAD"]);
    ids.lines()
        .map(|id| {
            let listed = walk.git(&["ls-tree", "-r", "-z", id]);
            let files = listed
                .split('\0')
                .filter(|line| !line.is_empty())
                .map(|line| {
                    let (about, path) = line.split_once('\t').unwrap();
                    (path.to_owned(), about.split(' ').nth(2).unwrap().to_owned())
                });
            let parent = format!("{id}^1");
            let has_parent = walk.try_git(&["rev-parse", "-q", "--verify", &parent]).code == 0;
            let renamed = if has_parent {
                walk.git(&[
                    "diff-tree",
                    "-r",
                    "-z",
                    "-M",
                    "--diff-filter=R",
                    "--name-status",
                    &parent,
                    id,
                ])
            } else {
                String::new()
            };
            let words: Vec<&str> = renamed
                .split('\0')
                .filter(|word| !word.is_empty())
                .collect();
            Commit {
                id: id.to_owned(),
                files: files.collect(),
                renamed: words
                    .chunks(3)
                    .map(|triple| (triple[2].to_owned(), triple[1].to_owned()))
                    .collect(),
            }
        })
        .collect()
}

/// Versions of a file by the definition: a walk along the first parents that notes each commit in which the path's bytes
/// changed, and follows the renames.
fn versions(commits: &[Commit], path: &str) -> Vec<(String, String)> {
    let mut path = path.to_owned();
    let mut found = Vec::new();
    let none = BTreeMap::new();
    for (at, commit) in commits.iter().enumerate() {
        let parent = commits.get(at + 1).map_or(&none, |parent| &parent.files);
        let now = commit.files.get(&path);
        let here = path.clone();
        let mut before = parent.get(&path);
        if now.is_some() && before.is_none() {
            if let Some(from) = commit.renamed.get(&path) {
                path.clone_from(from);
                before = parent.get(from);
            }
        } else if now.is_none()
            && before.is_some()
            && commit.renamed.values().any(|from| *from == path)
        {
            break;
        }
        if now.is_some() && now != before {
            found.push((commit.id.clone(), here));
        }
    }
    found
}

fn told(steps: &[Traced]) -> Vec<(String, String)> {
    steps
        .iter()
        .map(|step| (step.commit.clone(), step.path.clone()))
        .collect()
}

fn ids(versions: &[(String, String)]) -> Vec<&str> {
    versions.iter().map(|(commit, _)| commit.as_str()).collect()
}

/// Where a link leads, by its words alone; nothing outside of the workspace.
fn inside(link: &str, aim: &Path) -> Option<String> {
    let mut parts: Vec<&str> = link.split('/').collect();
    parts.pop();
    for part in aim.to_str().unwrap().split('/') {
        match part {
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// `status` as JSON, without the words of `--at`, which only one of two has.
fn status(walk: &Walk, folder: &Path, arguments: &[&str]) -> String {
    let mut command = walk.sandbox.redesign();
    command
        .current_dir(folder)
        .args(["status", "--activities", "--format", "json"])
        .args(arguments);
    let run = finished(&mut command).ends_with(0);
    let lines = run
        .out
        .lines()
        .filter(|line| !line.starts_with("    \"at\": "));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
#[expect(clippy::too_many_lines, reason = "one walk, compared in all its parts")]
fn a_random_walk_is_told_as_git_and_a_checkout_tell_it() {
    let mut walk = Walk::new();
    let steps = usize::try_from(number("REDESIGN_STEPS", 170)).unwrap();
    for step in 0..steps {
        walk.step(step);
    }
    let commits = commits(&walk);
    let all: usize = walk
        .git(&["rev-list", "--count", "HEAD"])
        .trim()
        .parse()
        .unwrap();
    assert!(all >= steps, "{all} commits");

    // Versions of every file that is there, records or not.
    let root = std::fs::canonicalize(walk.sandbox.work()).unwrap();
    let history = History::of(&root, None).unwrap().unwrap();
    let mut longest = 0;
    let mut renamed = 0;
    for path in commits[0].files.keys() {
        let found = told(&history.trace_file(path).unwrap());
        if let Ok(aim) = std::fs::read_link(root.join(path)) {
            // The past of a link is that of the file it leads to; of one that leads nowhere there is none.
            let target = inside(path, &aim);
            let target = target.filter(|target| commits[0].files.contains_key(target));
            let expected = target.map_or(Vec::new(), |target| versions(&commits, &target));
            assert_eq!(ids(&found), ids(&expected), "{path} -> {}", aim.display());
            continue;
        }
        let expected = versions(&commits, path);
        assert_eq!(found, expected, "{path}");
        longest = longest.max(expected.len());
        renamed += usize::from(expected.iter().any(|(_, then)| then != path));
    }
    assert!(
        longest > 5 && renamed > 5,
        "the walk is too plain: {longest}, {renamed}"
    );

    // A cache that is there, one that is old and one that is broken give the same dates.
    let plans = walk.plans();
    let fresh = history.last_activity(None, &plans, true).unwrap();
    for (plan, found) in plans.iter().zip(&fresh) {
        let steps = history.trace_plans(std::slice::from_ref(plan)).unwrap();
        let at = steps[0]
            .iter()
            .position(|step| *found == Some(step.seconds));
        assert_eq!(at.is_none(), steps[0].is_empty(), "{plan}: {found:?}");
        let is_work = |step: &Traced| step.touched.iter().any(|one| walk.changes_words(one));
        let newest = steps[0].iter().position(is_work);
        assert!(
            at <= newest.or(at),
            "{plan}: {:?}",
            newest.map(|newest| &steps[0][newest])
        );
        // What changed nothing but `plan.toml` and pages is housekeeping; where all is, the first commit counts.
        if let Some(at) = at.filter(|at| at + 1 < steps[0].len()) {
            let mut touched = steps[0][at].touched.iter();
            let is_kept =
                |path: &String| path.ends_with("plan.toml") || path.ends_with("README.md");
            let is_more = touched.any(|one| !one.from.iter().chain(&one.to).all(is_kept));
            assert!(is_more, "{plan}: {:?}", steps[0][at]);
        }
    }
    let again = |walk: &Walk| {
        let history = History::of(&root, None).unwrap().unwrap();
        history.last_activity(None, &walk.plans(), true).unwrap()
    };
    assert_eq!(again(&walk), fresh);
    let folder = walk.sandbox.path(".git/redesign-cache");
    let caches: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|one| one.unwrap().path())
        .collect();
    assert_eq!(caches.len(), 1);
    let kept = std::fs::read_to_string(&caches[0]).unwrap();
    std::fs::write(&caches[0], kept.replace('1', "2")).unwrap();
    assert_eq!(again(&walk), fresh);

    // Every moment of it: the same bytes as in a checkout.
    let (one, other) = commits.split_at(commits.len() / 2);
    std::thread::scope(|scope| {
        for (number, part) in [one, other].into_iter().enumerate() {
            let walk = &walk;
            scope.spawn(move || {
                let tree = walk.sandbox.home().join(format!("tree-{number}"));
                let tree_name = tree.to_str().unwrap().to_owned();
                walk.git(&["worktree", "add", "-q", "--detach", &tree_name, &part[0].id]);
                for commit in part {
                    let mut checkout = walk.sandbox.command("git");
                    checkout
                        .current_dir(&tree)
                        .args(["checkout", "-q", "--detach", &commit.id]);
                    finished(&mut checkout).ends_with(0);
                    let there = walk.sandbox.path("redesign.toml").exists()
                        && tree.join("redesign.toml").exists();
                    if there {
                        let then = status(walk, &walk.sandbox.work(), &["--at", &commit.id]);
                        let there = status(walk, &tree, &[]);
                        let differs = then
                            .lines()
                            .zip(there.lines())
                            .find(|(one, other)| one != other);
                        assert!(then == there, "{}: {differs:?}", commit.id);
                    }
                }
            });
        }
    });
}
