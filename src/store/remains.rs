//! Where words still are in a workspace: on disk, and in the history of each of its repositories.

use super::history::{Filtered, History, Remains};
use super::{StoreError, Workspace, files};
use crate::model::Sought;
use std::path::Path;

/// Largest file on disk that is looked at.
const MOST: u64 = 256 * 1024 * 1024;

/// Where words still are.
#[derive(Debug, Default)]
pub struct WordsLeft {
    /// Files on disk, relative to the workspace; ignored ones too.
    pub files: Vec<String>,
    /// Files and folders on disk that can't be read.
    pub unread: Vec<String>,
    /// Files that git stores through a filter, one a repository: what history holds of them can't be searched.
    pub filtered: Vec<Filtered>,
    /// Other work trees of these repositories, whose files aren't looked at.
    pub work_trees: Vec<String>,
    /// By repository: its folder in the workspace, empty for the workspace's own.
    pub history: Vec<(String, Remains)>,
}

impl Workspace {
    /// Looks for words everywhere in this clone.
    pub fn words_left(&self, sought: &Sought) -> Result<WordsLeft, StoreError> {
        let mut left = WordsLeft::default();
        self.look_below(&self.root, sought, &mut left);
        let mut repositories = vec![None];
        for plan in self.plans_of_their_own() {
            repositories.push(self.repository_of(&plan));
        }
        repositories.dedup();
        for repository in repositories {
            let Some(history) = History::of(&self.root, repository.as_deref())? else {
                continue;
            };
            let inside = repository.unwrap_or_default();
            left.filtered.extend(history.filtered_below(&[&inside]));
            left.work_trees.extend(history.other_work_trees());
            let found = history.remains(sought)?;
            left.history
                .extend(found.into_iter().map(|one| (inside.clone(), one)));
        }
        Ok(left)
    }

    fn look_below(&self, folder: &Path, sought: &Sought, left: &mut WordsLeft) {
        let name = |path: &Path| self.relative(path).unwrap_or_default();
        let Ok(entries) = std::fs::read_dir(folder) else {
            left.unread.push(name(folder));
            return;
        };
        let mut entries: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        entries.sort();
        for path in entries {
            let Ok(found) = std::fs::symlink_metadata(&path) else {
                continue;
            };
            let shown = name(&path);
            if path.file_name().is_some_and(|name| name == ".git") {
                continue;
            }
            if found.is_dir() {
                self.look_below(&path, sought, left);
            }
            let read = found.is_file().then(|| files::read_bytes(&path, MOST));
            if let Some(Err(_)) = read {
                left.unread.push(shown.clone());
            }
            let holds = matches!(read, Some(Ok(bytes)) if sought.is_in(&bytes));
            let is_named = path
                .file_name()
                .is_some_and(|name| sought.is_in(name.as_encoded_bytes()));
            if holds || is_named {
                left.files.push(shown);
            }
        }
    }
}
