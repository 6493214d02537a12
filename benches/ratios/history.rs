//! What reads history or adds to it, against git itself: P5 to P8.

use super::{
    Model, Row, Wish, Words, Workspace, field, in_turn, list, output_of, redesign, silent, text,
    timed,
};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A moment before all of the commits, and the time between two of them, in seconds.
const FIRST: u64 = 1_700_000_000;
const BETWEEN: u64 = 600;

/// A workspace in a repository with a history: everything in the first commit, then one record in each.
pub struct Repository<'a> {
    tree: &'a Workspace,
    commits: usize,
    records: Vec<String>,
}

impl<'a> Repository<'a> {
    /// Makes the repository around a tree by `git fast-import`, packed as `git gc` packs.
    pub fn around(tree: &'a Workspace, commits: usize) -> Self {
        let repository = Self {
            records: super::files_below(&tree.root.join("plans"))
                .into_iter()
                .filter(|name| ending(name) == "md" && !name.ends_with("README.md"))
                .map(|name| format!("plans/{name}"))
                .collect(),
            tree,
            commits,
        };
        repository.git(&["init", "-q", "-b", "main"]);
        repository.git(&["config", "user.name", "Bench"]);
        repository.git(&["config", "user.email", "bench@example.org"]);
        repository.git(&["config", "gc.auto", "0"]);
        let mut import = repository.import();
        let mut stream = import.stdin.take().unwrap();
        let mut head = commit(0, "everything");
        for name in super::files_below(&tree.root) {
            if !name.starts_with(".git/") {
                head.extend(file(&name, &fs::read(tree.root.join(&name)).unwrap()));
            }
        }
        stream.write_all(&head).unwrap();
        let mut words = Words { state: 7 };
        for number in 1..=commits {
            let record = repository.any(&mut words);
            let path = tree.root.join(&record);
            let text = reworded(&fs::read_to_string(&path).unwrap(), &mut words);
            fs::write(&path, &text).unwrap();
            let mut bytes = commit(number, "one record");
            bytes.extend(file(&record, text.as_bytes()));
            stream.write_all(&bytes).unwrap();
        }
        drop(stream);
        assert!(import.wait().unwrap().success(), "git fast-import failed");
        repository.git(&["repack", "-adq"]);
        repository.git(&["reset", "-q"]);
        repository
    }

    fn any(&self, words: &mut Words) -> String {
        let at = words.below(self.records.len());
        self.records.get(at).expect("a record").clone()
    }

    fn git(&self, arguments: &[&str]) -> String {
        output_of(git(&self.tree.root).args(arguments))
    }

    fn import(&self) -> std::process::Child {
        git(&self.tree.root)
            .args(["fast-import", "--quiet", "--date-format=raw"])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// One more commit of one record, as another program would make it.
    fn one_more(&self, number: usize, words: &mut Words) {
        let record = self.any(words);
        let path = self.tree.root.join(&record);
        let text = reworded(&fs::read_to_string(&path).unwrap(), words);
        fs::write(&path, &text).unwrap();
        let mut import = self.import();
        let mut bytes = commit(self.commits + number, "one more");
        bytes.extend(b"from refs/heads/main^0\n");
        bytes.extend(file(&record, text.as_bytes()));
        import.stdin.take().unwrap().write_all(&bytes).unwrap();
        assert!(import.wait().unwrap().success(), "git fast-import failed");
    }

    fn forget(&self) {
        let _none = fs::remove_dir_all(self.tree.root.join(".git/redesign-cache"));
    }

    fn what(&self, ours: &str, theirs: &str) -> String {
        format!(
            "{ours}, {} plans, {} commits / {theirs}",
            self.tree.plans, self.commits
        )
    }

    /// What the first `status` costs beyond the next one, against one pass of `git log --raw`.
    pub fn last_activities(&self, wish: &Wish) -> Row {
        let root = &self.tree.root;
        let status = || timed(redesign(root).arg("status"));
        let (ours, theirs) = in_turn(
            wish.runs,
            |_| {
                self.forget();
                let first = status();
                first.saturating_sub(status())
            },
            |_| {
                let mut log = git(root);
                log.args(["log", "--raw", "--no-renames", "--format=%H %ct"]);
                timed(&mut log)
            },
        );
        let what = self.what("last activity of every plan, first time", "`git log --raw`");
        Row::of_times("P5", what, ours, theirs, 1.5)
    }

    /// `status` after one more commit, against the same tree in no repository.
    pub fn after_one_more(&self, wish: &Wish) -> Row {
        let root = &self.tree.root;
        let (own, aside) = (root.join(".git"), root.join("aside.git"));
        let _warm = timed(redesign(root).arg("status"));
        let words = std::cell::RefCell::new(Words { state: 11 });
        let (ours, theirs) = in_turn(
            wish.runs,
            |run| {
                self.one_more(run, &mut words.borrow_mut());
                timed(redesign(root).arg("status"))
            },
            |_| {
                fs::rename(&own, &aside).unwrap();
                let time = timed(redesign(root).arg("status"));
                fs::rename(&aside, &own).unwrap();
                time
            },
        );
        let what = self.what(
            "`status` after one more commit",
            "the same in no repository",
        );
        Row::of_times("P6", what, ours, theirs, 1.2)
    }

    /// `status --at` against `git cat-file --batch` of the blobs it reads.
    pub fn at_a_revision(&self, wish: &Wish) -> Row {
        let root = &self.tree.root;
        let listed = self.git(&["ls-tree", "-r", "HEAD~1", "plans"]);
        let mut ids = String::new();
        for line in listed
            .lines()
            .filter(|line| matches!(ending(line), "md" | "toml"))
        {
            let about = line.split('\t').next().unwrap();
            let _ = writeln!(ids, "{}", about.split(' ').nth(2).unwrap());
        }
        let file = root.with_extension("ids");
        fs::write(&file, ids).unwrap();
        let (ours, theirs) = in_turn(
            wish.runs,
            |_| timed(redesign(root).args(["status", "--at", "HEAD~1"])),
            |_| {
                let mut cat = git(root);
                cat.args(["cat-file", "--batch"]);
                timed_with_input(&mut cat, &file)
            },
        );
        let what = self.what(
            "`status --at HEAD~1`",
            "`git cat-file --batch` of its blobs",
        );
        Row::of_times("P7", what, ours, theirs, 0.7)
    }

    /// `record` with its commit, against `git commit --only` of one file.
    pub fn one_record(&self, model: &Model, wish: &Wish) -> Row {
        let root = &self.tree.root;
        let words = std::cell::RefCell::new(Words { state: 13 });
        let (activity, output) = list_output(model);
        let (ours, theirs) = in_turn(
            wish.runs,
            |_| {
                let set = format!("{output}={}", words.borrow_mut().sentence());
                let name = format!("{}/{activity}", self.tree.last);
                timed(redesign(root).args(["record", &name, "--set", &set]))
            },
            |_| {
                let record = self.any(&mut words.borrow_mut());
                let path = root.join(&record);
                let text = reworded(&fs::read_to_string(&path).unwrap(), &mut words.borrow_mut());
                fs::write(&path, text).unwrap();
                timed(git(root).args(["commit", "-qm", "one record", "--only", &record]))
            },
        );
        let what = self.what("`record` with its commit", "`git commit --only`");
        Row::of_times("P8", what, ours, theirs, 1.2)
    }
}

/// An activity with one record, and an output of it that takes a list.
fn list_output(model: &Model) -> (String, String) {
    let single = model
        .activities
        .iter()
        .filter(|activity| field(activity, "repeat").is_null());
    let mut found = single.filter_map(|activity| {
        let outputs = list(activity.get("outputs")).iter();
        let output = outputs
            .clone()
            .find(|output| text(output, "kind") == "list")?;
        Some((
            text(activity, "id").to_owned(),
            text(output, "id").to_owned(),
        ))
    });
    found.next().expect("an output that takes a list")
}

/// What follows the last dot of a name.
fn ending(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or_default()
}

fn git(root: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(root);
    command
}

fn commit(number: usize, words: &str) -> Vec<u8> {
    let moment = FIRST + BETWEEN * number as u64;
    format!(
        "commit refs/heads/main\ncommitter Bench <bench@example.org> {moment} +0000\ndata {}\n{words}\n",
        words.len()
    )
    .into_bytes()
}

fn file(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut text = format!("M 100644 inline {name}\ndata {}\n", bytes.len()).into_bytes();
    text.extend(bytes);
    text.push(b'\n');
    text
}

/// A record's text with other words in its last line.
fn reworded(record: &str, words: &mut Words) -> String {
    let text = record.trim_end();
    let start = text.rfind('\n').map_or(0, |at| at + 1);
    let mark = if text[start..].starts_with("- ") {
        "- "
    } else {
        ""
    };
    format!("{}{mark}{}\n", &text[..start], words.sentence())
}

/// Wall time of a command that reads a file from its standard input.
fn timed_with_input(command: &mut Command, input: &Path) -> Duration {
    let input = fs::File::open(input).unwrap();
    let start = Instant::now();
    let status = silent(command).stdin(input).status().unwrap();
    let time = start.elapsed();
    assert!(status.success(), "{command:?} failed");
    time
}
