//! Files that one side of a merge deleted and the other changed: git keeps the changed one until someone decides.

use super::going_on::goes_on;
use crate::model::quote::typed;
use crate::report::{Block, Rows};
use crate::store::{Git, Workspace};
use schemars::JsonSchema;
use serde::Serialize;

/// A file that one side deleted and the other changed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HalfDeleted {
    /// The file, relative to the workspace.
    pub path: String,
    /// What to type to keep the changed file.
    pub keep: String,
    /// What to type to delete it.
    pub let_go: String,
    /// How to continue the merge then.
    #[serde(skip)]
    goes_on: String,
}

impl HalfDeleted {
    /// What to do about it, in one line.
    pub fn next(&self) -> String {
        format!(
            "{} (keeps it), or {} (lets it go); then {}",
            self.keep, self.let_go, self.goes_on
        )
    }
}

/// All of them, in the workspace's repository and in plans' own.
pub(super) fn all(workspace: &Workspace) -> Vec<HalfDeleted> {
    let own = workspace.plans_of_their_own();
    let mut folders: Vec<Option<String>> = vec![None];
    folders.extend(own.iter().map(|plan| workspace.repository_of(plan)));
    folders.dedup();
    folders
        .into_iter()
        .flat_map(|folder| of(workspace, folder.as_deref()))
        .collect()
}

/// Those of one repository, which begins at a folder below the workspace or else around it.
fn of(workspace: &Workspace, folder: Option<&str>) -> Vec<HalfDeleted> {
    let at = folder.map_or_else(|| workspace.root.clone(), |one| workspace.absolute(one));
    let Some(git) = Git::around(&at).ok().flatten() else {
        return Vec::new();
    };
    let between = git.underway();
    let half = git.half_deleted(&at).into_iter();
    half.map(|name| {
        let quoted = typed(&name).into_owned();
        let (git, path) = match folder {
            None => ("git".to_owned(), name),
            Some(folder) => (format!("git -C {folder}"), format!("{folder}/{name}")),
        };
        HalfDeleted {
            path,
            keep: format!("{git} add {quoted}"),
            let_go: format!("{git} rm {quoted}"),
            goes_on: goes_on(&git, between),
        }
    })
    .collect()
}

pub(super) fn table(all: &[HalfDeleted]) -> Block {
    let mut rows = Rows::of(all);
    let title = "Deleted by one side, changed by the other";
    rows.column("path", title, |one| &one.path);
    rows.for_scripts("keep", |one| &one.keep);
    rows.for_scripts("let_go", |one| &one.let_go);
    Block::Table(rows.table())
}
