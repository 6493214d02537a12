//! What is on disk but in no commit.

use super::past::History;
use crate::store::StoreError;
use crate::store::git::is_stored_alike;
use git2::{DiffOptions, Status, StatusOptions};
use std::collections::BTreeSet;
use std::path::Path;

impl History {
    /// Files of the workspace that differ from a commit, or from the commit at which HEAD's branch left its branch; with
    /// what is in no commit.
    pub fn changed_since(&self, commit: &str) -> Result<BTreeSet<String>, StoreError> {
        let inner = self.inner("");
        let names = self.objects.with(|repository| {
            let then = git2::Oid::from_str(commit)?;
            let head = repository.head()?.peel_to_commit()?;
            let then = repository.merge_base(then, head.id()).unwrap_or(then);
            let mut options = DiffOptions::new();
            options.disable_pathspec_match(true);
            if !inner.is_empty() {
                options.pathspec(&inner);
            }
            let then = repository.find_commit(then)?.tree()?;
            let now = head.tree()?;
            let found =
                repository.diff_tree_to_tree(Some(&then), Some(&now), Some(&mut options))?;
            let files = found.deltas().flat_map(|one| {
                let files = [one.old_file(), one.new_file()];
                files.map(|file| file.path().map(|path| path.display().to_string()))
            });
            Ok(files.flatten().collect::<Vec<_>>())
        })?;
        let committed = names.iter().map(|name| self.outer(name));
        Ok(committed.chain(self.uncommitted("")?).collect())
    }

    /// Files at or below a workspace path that differ from HEAD or aren't in it, in order.
    pub fn uncommitted(&self, path: &str) -> Result<Vec<String>, StoreError> {
        let real = self.real(path);
        let inner = self.inner(real.as_deref().unwrap_or(path));
        let names = self.objects.with(|repository| {
            if repository.is_bare() {
                return Ok(Vec::new());
            }
            let mut options = StatusOptions::new();
            options
                .include_untracked(true)
                .recurse_untracked_dirs(true)
                .exclude_submodules(true)
                .disable_pathspec_match(true);
            if !inner.is_empty() {
                options.pathspec(&inner);
            }
            let found = repository.statuses(Some(&mut options))?;
            let names = found
                .iter()
                .filter(|entry| !entry.status().is_ignored())
                .filter_map(|entry| Some((entry.status(), entry.path().ok()?.to_owned())))
                .filter(|(status, name)| {
                    *status != Status::WT_MODIFIED || !is_stored_alike(repository, Path::new(name))
                })
                .map(|(_, name)| name)
                .collect::<Vec<_>>();
            Ok(names)
        })?;
        let typed = |name: &String| {
            let name = self.outer(name);
            let rest = real
                .as_ref()
                .and_then(|real| name.strip_prefix(real.as_str()));
            rest.map_or(name.clone(), |rest| format!("{path}{rest}"))
        };
        let mut names: Vec<String> = names.iter().map(typed).collect();
        names.sort();
        Ok(names)
    }
}
