//! Commits made by the `git` program, so that hooks, signing and filters run as usual: libgit2 runs none of them.

use super::{Committed, Dirt, Git};
use crate::store::StoreError;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Hooks which run around a commit; where one of them is there, git itself makes the commit.
const COMMIT_HOOKS: [&str; 6] = [
    "pre-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "post-index-change",
    "reference-transaction",
];

/// Attributes of a file whose contents only git itself can store, such as those of git-crypt.
const FILTERS: [&str; 2] = ["filter", "working-tree-encoding"];

/// What git tells its hooks about the repository they run for. We may run inside a hook of another one, or of a commit
/// that has an index of its own: ours is always the repository around the workspace, with its usual index.
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

impl Git {
    /// Whether git itself has to make a commit of these files: hooks, signing or filters are set up.
    pub(super) fn needs_git_itself(&self, names: &[PathBuf]) -> bool {
        let Ok(config) = self.repository.config() else {
            return true;
        };
        if self.has_foreign_index() {
            return true;
        }
        if config.get_bool("commit.gpgsign").unwrap_or(false) {
            return true;
        }
        let hooks = config.get_path("core.hookspath").map_or_else(
            |_| self.repository.commondir().join("hooks"),
            |path| self.work_tree.join(path),
        );
        COMMIT_HOOKS
            .iter()
            .any(|hook| is_executable(&hooks.join(hook)))
            || names.iter().any(|name| self.is_filtered(name))
    }

    pub(super) fn is_filtered(&self, name: &Path) -> bool {
        let flags = git2::AttrCheckFlags::FILE_THEN_INDEX;
        FILTERS.iter().any(|attribute| {
            let value = self.repository.get_attr_bytes(name, attribute, flags);
            matches!(
                git2::AttrValue::always_bytes(value.ok().flatten()),
                git2::AttrValue::Bytes(_) | git2::AttrValue::String(_)
            )
        })
    }

    fn git(&self, arguments: &[&str]) -> Command {
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

    /// As [`Git::dirt`], by the `git` program.
    pub(super) fn dirt_by_git(&self, name: &Path) -> Result<Option<Dirt>, StoreError> {
        let path = literal(name);
        let said = |arguments: &[&str]| {
            let mut command = self.git(arguments);
            command.arg("--").arg(&path);
            let output = command.output();
            output.map_err(|error| cant("look at a file's state", &error.to_string()))
        };
        let tag = said(&["ls-files", "-v"])?.stdout.first().copied();
        if tag.is_some_and(|tag| tag.is_ascii_lowercase() || tag == b'S') {
            return Ok(Some(Dirt::Hidden));
        }
        if self
            .git(&["check-ignore", "-q", "--"])
            .arg(name)
            .status()
            .is_ok_and(|status| status.success())
        {
            return Ok(Some(Dirt::Ignored));
        }
        let state = said(&["status", "--porcelain=v1", "-z", "--untracked-files=all"])?;
        if !state.status.success() {
            return Err(cant("look at a file's state", &words(&state.stderr)));
        }
        Ok(match state.stdout.get(..2) {
            None => None,
            Some(b"DD" | b"AA") => Some(Dirt::Conflicted),
            Some(both) if both.contains(&b'U') => Some(Dirt::Conflicted),
            Some(_) => Some(Dirt::Changed),
        })
    }

    /// Files that git keeps at or below a path, as it names them.
    pub(super) fn kept_by_git(&self, path: &Path) -> Vec<String> {
        let name = path.strip_prefix(&self.work_tree).unwrap_or(path);
        let mut list = self.git(&["ls-files", "-z", "--"]);
        let output = list.arg(literal(name)).output();
        let names = output.map(|output| output.stdout).unwrap_or_default();
        let names = names.split(|byte| *byte == 0);
        names
            .filter_map(|name| String::from_utf8(name.to_vec()).ok())
            .filter(|name| !name.is_empty())
            .collect()
    }

    /// What git would write to disk for a file of a commit, through its filters; nothing where it can't say.
    pub(super) fn checked_out(&self, commit: &str, name: &Path) -> Option<Vec<u8>> {
        let mut object = OsString::from(format!("{commit}:"));
        object.push(name);
        let mut show = self.git(&["cat-file", "--filters"]);
        let output = show.arg(object).output().ok()?;
        output.status.success().then_some(output.stdout)
    }

    /// As [`Git::commit`], by the `git` program.
    pub(super) fn commit_by_git(
        &self,
        names: &[PathBuf],
        message: &str,
    ) -> Result<Committed, StoreError> {
        // git calls it a failure where nothing is new.
        let mut is_new = false;
        for name in names {
            is_new = is_new || self.dirt(&self.work_tree.join(name))?.is_some();
        }
        if !is_new {
            return Ok(Committed::NothingNew);
        }
        let knows = self.git(&["var", "GIT_COMMITTER_IDENT"]).output();
        let author = self.git(&["var", "GIT_AUTHOR_IDENT"]).output();
        if [&knows, &author]
            .into_iter()
            .any(|said| said.as_ref().is_ok_and(|said| !said.status.success()))
        {
            return Ok(Committed::NoIdentity);
        }
        self.wait_for_index()?;
        let new: Vec<&PathBuf> = names.iter().filter(|name| !self.is_tracked(name)).collect();
        if !new.is_empty() {
            let mut add = self.git(&["add", "--intent-to-add", "--force", "--"]);
            add.args(new.iter().map(|name| literal(name)));
            run(add)?;
        }
        let mut commit = self.git(&["commit", "--quiet", "--only", "--cleanup=verbatim"]);
        commit.args(["-m", message, "--"]);
        commit.args(names.iter().map(|name| literal(name)));
        if let Err(error) = run(commit) {
            if !new.is_empty() {
                let mut undo = self.git(&["rm", "--quiet", "--cached", "--ignore-unmatch", "--"]);
                undo.args(new.iter().map(|name| literal(name)));
                run(undo)?;
            }
            return Err(error);
        }
        self.head()
            .map(Committed::As)
            .ok_or_else(|| refused("git made no commit"))
    }
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

fn cant(doing: &'static str, message: &str) -> StoreError {
    StoreError::Git {
        doing,
        message: message.to_owned(),
        ownership: false,
    }
}

fn refused(message: impl Into<String>) -> StoreError {
    StoreError::CommitRefused {
        message: message.into(),
    }
}

/// A path which git takes as it is, whatever signs are in it.
fn literal(name: &Path) -> OsString {
    let mut literal = OsString::from(":(top,literal)");
    literal.push(name);
    literal
}

fn run(mut command: Command) -> Result<(), StoreError> {
    let output = command.output().map_err(|error| {
        refused(format!(
            "hooks, signing or filters are set up, and git itself can't be run ({error})"
        ))
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = words(&output.stderr);
    Err(refused(if said.is_empty() {
        words(&output.stdout)
    } else {
        said
    }))
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path)
        .is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}
