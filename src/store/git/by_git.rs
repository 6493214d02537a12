//! Commits made by the `git` program, so that hooks and signing run as usual: libgit2 runs neither.

use super::Git;
use crate::store::StoreError;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Hooks which run around a commit; where one of them is there, git itself makes the commit.
const COMMIT_HOOKS: [&str; 5] = [
    "pre-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "reference-transaction",
];

impl Git {
    /// Whether git itself has to make the commit: hooks or signing are set up, which libgit2 does not run.
    pub(super) fn needs_git_itself(&self) -> bool {
        let Ok(config) = self.repository.config() else {
            return false;
        };
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
    }

    /// As [`Git::commit`], by the `git` program, so that hooks and signing run as usual.
    pub(super) fn commit_by_git(
        &self,
        names: &[PathBuf],
        message: &str,
    ) -> Result<String, StoreError> {
        let refused = |message: String| StoreError::CommitRefused { message };
        let git = |arguments: &[&str]| {
            let mut command = Command::new("git");
            command
                .arg("-C")
                .arg(&self.work_tree)
                .args(arguments)
                .stdin(Stdio::null());
            command
        };
        let new: Vec<&PathBuf> = names.iter().filter(|name| !self.is_tracked(name)).collect();
        let run = |mut command: Command| {
            let output = command.output().map_err(|error| {
                refused(format!(
                    "hooks or signing are set up, and git itself can't be run ({error})"
                ))
            })?;
            if output.status.success() {
                Ok(())
            } else {
                let mut said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
                if said.is_empty() {
                    String::from_utf8_lossy(&output.stdout)
                        .trim()
                        .clone_into(&mut said);
                }
                Err(refused(said))
            }
        };
        if !new.is_empty() {
            let mut add = git(&["add", "--intent-to-add", "--force", "--"]);
            add.args(&new);
            run(add)?;
        }
        let mut commit = git(&[
            "commit",
            "--quiet",
            "--only",
            "--cleanup=verbatim",
            "-m",
            message,
            "--",
        ]);
        commit.args(names);
        if let Err(error) = run(commit) {
            if !new.is_empty() {
                let mut undo = git(&["rm", "--quiet", "--cached", "--ignore-unmatch", "--"]);
                undo.args(&new);
                run(undo)?;
            }
            return Err(error);
        }
        self.head()
            .ok_or_else(|| refused("git made no commit".to_owned()))
    }
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
