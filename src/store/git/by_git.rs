//! Commits by the `git` program, so that hooks, signing and filters run; libgit2 runs none of them.

use super::state::{CommitOrder, Committed, Dirt, PATIENCE, StagedBytes};
use crate::store::{StoreError, files};
use crate::system;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Variables by which git tells hooks about their repository. We may run inside another repository's hook, but always
/// mean the workspace's own repository and index.
const OF_ANOTHER: [&str; 11] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_SHALLOW_FILE",
    "GIT_LITERAL_PATHSPECS",
];

/// The arguments to ask git what differs, in a form for programs.
const STATE: [&str; 5] = [
    "status",
    "--porcelain=v1",
    "-z",
    "--untracked-files=all",
    // A submodule has its own settings.
    "--ignore-submodules=all",
];

/// Asks what is staged without reading files. Its first two characters mark a conflict as in [`STATE`].
const STAGED: [&str; 4] = ["diff", "--cached", "--no-ext-diff", "--name-status"];

/// What git says where `git gc` removes a folder of objects while another git writes there, and where two commits write
/// their messages into the same file.
const PASSING: [&str; 2] = [
    "unable to create temporary file: No such file or directory",
    "Aborting commit due to empty commit message",
];

/// What git says of a file that isn't in the index.
const NOT_ADDED: &str = "did not match any file(s) known to git";

/// The `git` program in a work tree.
#[derive(Debug, Clone)]
pub(super) struct Program {
    pub work_tree: PathBuf,
    /// Whether to run filters named by the repository's settings.
    pub runs_helpers: bool,
}

/// Git's verdict on a directory's owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    Trusted,
    Refused,
    /// git isn't installed, or failed for other reasons.
    Unknown,
}

impl Program {
    /// In an unknown directory: it only asks.
    pub(super) fn reading(folder: &Path) -> Self {
        Self {
            work_tree: folder.to_owned(),
            runs_helpers: false,
        }
    }

    pub(super) fn for_writing(self) -> Self {
        Self {
            runs_helpers: true,
            ..self
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command
            .arg("-C")
            .arg(&self.work_tree)
            .args(arguments)
            .stdin(Stdio::null());
        for variable in OF_ANOTHER {
            command.env_remove(variable);
        }
        command
    }

    /// A query: it changes nothing (not even times in the index), starts no file watcher, and fetches nothing.
    fn question(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(&["--no-optional-locks", "-c", "core.fsmonitor=false"]);
        command
            .args(arguments)
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("LC_ALL", "C");
        command
    }

    /// Git's output about these paths.
    fn ask(
        &self,
        doing: &'static str,
        arguments: &[&str],
        names: &[&Path],
    ) -> Result<Vec<u8>, StoreError> {
        let mut command = self.question(arguments);
        if !names.is_empty() {
            command
                .arg("--")
                .args(names.iter().map(|name| literal(name)));
        }
        let cant = |message: String| StoreError::by_git(doing, message);
        let output = command.output().map_err(|error| cant(not_run(&error)))?;
        if output.status.success() {
            Ok(output.stdout)
        } else {
            Err(cant(words(&output.stderr)))
        }
    }

    pub(super) fn trusts(&self) -> Trust {
        match self.question(&["rev-parse", "--git-dir"]).output() {
            Ok(said) if said.status.success() => Trust::Trusted,
            Ok(said) if words(&said.stderr).contains("safe.directory") => Trust::Refused,
            Ok(_) | Err(_) => Trust::Unknown,
        }
    }

    /// The values of a setting from the user's or system's configuration, never a repository's. `None` if git can't
    /// run.
    pub(super) fn settings(&self, name: &str) -> Option<Vec<String>> {
        let ask = ["config", "-z", "--show-scope", "--type=path", "--get-all"];
        let said = self.question(&ask).arg(name).output().ok()?;
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        let words: Vec<&str> = said.split('\0').collect();
        let own = words.chunks_exact(2).filter_map(|pair| match pair {
            ["system" | "global" | "command", value] => Some((*value).to_owned()),
            _ => None,
        });
        Some(own.collect())
    }

    /// A directory of the repository: `--show-toplevel`, `--absolute-git-dir`.
    pub(super) fn folder(&self, which: &str) -> Option<PathBuf> {
        let said = self
            .ask("open the repository", &["rev-parse", which], &[])
            .ok()?;
        std::fs::canonicalize(String::from_utf8(said).ok()?.trim_end_matches('\n')).ok()
    }

    /// The initial branch name of a new repository; `None` if git can't tell.
    pub(super) fn first_branch(&self) -> Option<String> {
        let said = self
            .ask("make a repository", &["var", "GIT_DEFAULT_BRANCH"], &[])
            .ok()?;
        Some(words(&said)).filter(|name| !name.is_empty())
    }

    pub(super) fn head(&self) -> Option<String> {
        let head = ["rev-parse", "--quiet", "--verify", "HEAD"];
        let said = self.ask("read HEAD", &head, &[]).ok()?;
        Some(words(&said))
    }

    pub(super) fn dirt(&self, name: &Path) -> Result<Option<Dirt>, StoreError> {
        let doing = "look at a file's state";
        let tag = self
            .ask(doing, &["ls-files", "-v"], &[name])?
            .first()
            .copied();
        if tag.is_some_and(|tag| tag.is_ascii_lowercase() || tag == b'S') {
            return Ok(Some(Dirt::Hidden));
        }
        let mut ignored = self.question(&["check-ignore", "--quiet", "--"]);
        if ignored
            .arg(name)
            .status()
            .is_ok_and(|status| status.success())
        {
            return Ok(Some(Dirt::Ignored));
        }
        let state = if self.runs_helpers || !self.is_filtered(name) {
            self.ask(doing, &STATE, &[name])?
        } else {
            // Only the filter knows whether it differs on disk, and it isn't run.
            self.ask(doing, &STAGED, &[name])?
        };
        Ok(match state.get(..2) {
            None => None,
            Some(b"DD" | b"AA") => Some(Dirt::Conflicted),
            Some(both) if both.contains(&b'U') => Some(Dirt::Conflicted),
            Some(_) => Some(Dirt::Changed),
        })
    }

    /// Whether git stores a file through a filter.
    fn is_filtered(&self, name: &Path) -> bool {
        let mut ask = self.question(&["check-attr", "-z", "filter", "--"]);
        let said = ask.arg(name).output();
        said.is_ok_and(|said| {
            let value = said.stdout.split(|byte| *byte == 0).nth(2);
            !matches!(value, None | Some(b"unspecified" | b"unset" | b"set"))
        })
    }

    /// Tracked files at or below these paths, as git names them.
    pub(super) fn kept(&self, names: &[&Path]) -> Result<Vec<PathBuf>, StoreError> {
        let said = self.ask("list its files", &["ls-files", "-z"], names)?;
        let kept = said
            .split(|byte| *byte == 0)
            .filter(|name| !name.is_empty());
        let kept = kept.map(|name| PathBuf::from(String::from_utf8_lossy(name).into_owned()));
        Ok(kept.collect())
    }

    /// What git would check out for a committed file, filters applied; `None` if it can't tell or filters may not run.
    pub(super) fn checked_out(&self, commit: &str, name: &Path) -> Option<Vec<u8>> {
        if !self.runs_helpers {
            return None;
        }
        let mut object = OsString::from(format!("{commit}:"));
        object.push(name);
        let mut show = self.command(&["cat-file", "--filters"]);
        let output = show.arg(object).output().ok()?;
        output.status.success().then_some(output.stdout)
    }

    /// Commits these files as they are on disk, with hooks and signing.
    pub(super) fn commit(
        &self,
        names: &[PathBuf],
        wanted: &CommitOrder<'_>,
    ) -> Result<Committed, StoreError> {
        let all: Vec<&Path> = names.iter().map(PathBuf::as_path).collect();
        // From here on the files stay written, whatever git refuses.
        let kept = |error: StoreError| match error {
            StoreError::Git { message, .. } => refused(message),
            error => error,
        };
        // git fails if there is nothing new.
        if self.ask("commit", &STATE, &all).map_err(kept)?.is_empty() {
            return Ok(Committed::NothingNew);
        }
        for who in ["GIT_COMMITTER_IDENT", "GIT_AUTHOR_IDENT"] {
            let said = self.question(&["var", who]).output();
            if said.is_ok_and(|said| !said.status.success()) {
                return Ok(Committed::NoIdentity);
            }
        }
        let before = self.head();
        self.refuse_others_work(&all, before.as_deref(), wanted)?;
        let known = self.kept(&all).map_err(kept)?;
        let new: Vec<&Path> = all
            .iter()
            .filter(|name| !known.iter().any(|known| known == *name))
            .copied()
            .collect();
        let made = self.add_and_commit(&all, &new, wanted.message);
        let after = self.head();
        match (made, after) {
            (Ok(()), Some(id)) => {
                let changed = self.settle(names, wanted)?;
                Ok(Committed::As { id, changed })
            }
            (Ok(()), None) => Err(refused("git made no commit")),
            // git can fail after its commit, such as in a hook.
            (Err(error), Some(id)) if before.as_ref() != Some(&id) && self.is_ours(&id, wanted) => {
                Err(StoreError::AfterCommit {
                    commit: id,
                    is_stopped: matches!(error, StoreError::Stopped),
                    why: error.to_string(),
                })
            }
            (Err(error), _) => {
                if !new.is_empty() {
                    self.run(&["rm", "--quiet", "--cached", "--ignore-unmatch"], &new)?;
                }
                Err(error)
            }
        }
    }

    fn add_and_commit(
        &self,
        all: &[&Path],
        new: &[&Path],
        message: &str,
    ) -> Result<(), StoreError> {
        let commit = ["commit", "--quiet", "--only", "--cleanup=verbatim", "-m"];
        let started = Instant::now();
        loop {
            if !new.is_empty() {
                self.run(&["add", "--intent-to-add", "--force"], new)?;
            }
            match self.run(&[&commit[..], &[message]].concat(), all) {
                // Another git wrote back an index that it had read before.
                Err(StoreError::CommitRefused(why))
                    if why.contains(NOT_ADDED) && started.elapsed() < PATIENCE => {}
                done => return done,
            }
        }
    }

    /// A hook that changes a file and adds it changes the commit, but not the index behind the commit: there our text
    /// would wait to undo the hook's. Returns the files that a hook changed.
    fn settle(
        &self,
        names: &[PathBuf],
        wanted: &CommitOrder<'_>,
    ) -> Result<Vec<PathBuf>, StoreError> {
        let all: Vec<&Path> = names.iter().map(PathBuf::as_path).collect();
        let ask = [
            "diff",
            "--cached",
            "--no-ext-diff",
            "--raw",
            "-z",
            "--no-abbrev",
        ];
        let behind = self.ask(
            "look at the index",
            &[&ask[..], &["--no-renames"]].concat(),
            &all,
        )?;
        let behind = String::from_utf8_lossy(&behind).into_owned();
        let mut changed = Vec::new();
        for (name, file) in names.iter().zip(&wanted.files) {
            let StagedBytes::Words(bytes) = file.content else {
                continue;
            };
            let mut fields = behind.split('\0');
            let entry = std::iter::from_fn(|| Some((fields.next()?, fields.next()?)))
                .find(|(_, path)| Path::new(path) == name);
            // `:mode mode blob-in-head blob-in-index state`
            let staged = entry.and_then(|(state, _)| state.split(' ').nth(3));
            let is_behind = staged.is_some_and(|staged| self.blob_of(name, bytes) == staged);
            if is_behind {
                self.run(&["restore", "--staged"], &[name.as_path()])?;
            }
            if is_behind || !files::held(&file.path).is_ok_and(|now| now == bytes) {
                changed.push(file.path.clone());
            }
        }
        Ok(changed)
    }

    /// The id that git gives to a file's content; empty if it can't tell.
    fn blob_of(&self, name: &Path, bytes: &[u8]) -> String {
        let mut command = self.command(&["hash-object", "--stdin", "--path"]);
        command
            .arg(name)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let said = command.spawn().and_then(|mut child| {
            if let Some(mut input) = child.stdin.take() {
                input.write_all(bytes)?;
            }
            child.wait_with_output()
        });
        said.map(|said| words(&said.stdout)).unwrap_or_default()
    }

    /// Refuses if somebody staged or committed one of these files since they were looked at.
    fn refuse_others_work(
        &self,
        names: &[&Path],
        head: Option<&str>,
        wanted: &CommitOrder<'_>,
    ) -> Result<(), StoreError> {
        let mut questions = Vec::new();
        if let (Some(since), Some(head)) = (wanted.since, head)
            && since != head
        {
            questions.push(vec!["diff", "--no-ext-diff", "--name-only", since, head]);
        }
        if !wanted.with_edits {
            questions.push(STAGED.to_vec());
        }
        for question in questions {
            let said = self.ask("commit", &question, names)?;
            if let Some(first) = words(&said).lines().next() {
                let name = first.split('\t').next_back().unwrap_or(first);
                return Err(StoreError::Changed(name.to_owned()));
            }
        }
        Ok(())
    }

    /// Whether a commit carries the message that was asked for; hooks may add to it.
    fn is_ours(&self, commit: &str, wanted: &CommitOrder<'_>) -> bool {
        let ask = ["show", "--no-patch", "--format=%B", commit];
        let said = self.ask("read a commit", &ask, &[]).unwrap_or_default();
        words(&said).starts_with(wanted.message.trim())
    }

    /// Runs git on these files. Another git process may hold a lock: it is tried again for a while.
    fn run(&self, arguments: &[&str], names: &[&Path]) -> Result<(), StoreError> {
        let started = Instant::now();
        loop {
            let mut command = self.command(arguments);
            // The reason is read below; the rest of the locale is the hooks' own.
            command.env("LANGUAGE", "en").arg("--");
            command.args(names.iter().map(|name| literal(name)));
            let output = command.output().map_err(|error| refused(not_run(&error)))?;
            if output.status.success() {
                return Ok(());
            }
            if system::was_stopped(output.status) {
                return Err(StoreError::Stopped);
            }
            let said = words(&output.stderr);
            let lock = locked(&said);
            let is_passing = lock.is_some() || PASSING.iter().any(|words| said.contains(words));
            match lock {
                _ if is_passing && started.elapsed() < PATIENCE => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                Some(lock) => return Err(StoreError::IndexLocked(lock)),
                None if said.is_empty() && words(&output.stdout).is_empty() => {
                    return Err(refused(
                        "it gave no reason; a hook that ends without a word may be one",
                    ));
                }
                None if said.is_empty() => return Err(refused(words(&output.stdout))),
                None => return Err(refused(said)),
            }
        }
    }
}

/// The lock of another git process that git names as its reason to fail.
fn locked(said: &str) -> Option<PathBuf> {
    let quoted = |before: &str| {
        let rest = said.split(before).nth(1)?;
        Some(rest.split('\'').next()?.to_owned())
    };
    if said.contains(".lock': File exists") {
        quoted("Unable to create '").map(PathBuf::from)
    } else if said.contains("cannot lock ref") {
        quoted("cannot lock ref '").map(PathBuf::from)
    } else {
        None
    }
}

fn not_run(error: &std::io::Error) -> String {
    format!("only git itself can make this commit, but it can't be run ({error})")
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

fn refused(message: impl Into<String>) -> StoreError {
    StoreError::CommitRefused(message.into())
}

/// A path that git takes literally.
fn literal(name: &Path) -> OsString {
    let mut literal = OsString::from(":(top,literal)");
    literal.push(name);
    literal
}
