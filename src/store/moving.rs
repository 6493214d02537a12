//! The files of a plan that is to be in another place: what git keeps of them, and what it doesn't.

use super::git::Dirt;
use super::names::PLAN_FILE;
use super::{Repository, StoreError, Workspace, files};
use std::path::Path;

/// What is in a plan's directory. Names are inside of it, with `/`.
#[derive(Debug, Default)]
pub struct PlanFiles {
    /// Files to move.
    pub kept: Vec<KeptFile>,
    /// Files that git ignores, such as private sheets.
    pub ignored: Vec<String>,
    /// Files that git keeps otherwise, or doesn't keep yet.
    pub uncommitted: Vec<String>,
    pub odd: Option<Odd>,
}

/// A file that moves.
#[derive(Debug)]
pub struct KeptFile {
    pub name: String,
    pub bytes: Vec<u8>,
    /// Whether it may be run.
    pub is_program: bool,
}

/// What can't be moved as a file.
#[derive(Debug)]
pub struct Odd {
    pub name: String,
    /// Continues its path.
    pub why: &'static str,
    pub help: &'static str,
}

impl Odd {
    fn of(name: String, why: &'static str) -> Self {
        let help = "replace it with a file, or move the folder by hand";
        Self { name, why, help }
    }
}

impl Workspace {
    /// The files in a plan's directory, sorted by name.
    pub fn plan_files(&self, plan: &str, repository: &Repository) -> Result<PlanFiles, StoreError> {
        let folder = self.absolute(plan);
        let mut found = PlanFiles::default();
        let mut names = Vec::new();
        found.odd = list(&folder, "", &mut names)?;
        names.sort();
        let all_ignored = matches!(
            repository.dirt(&folder.join(PLAN_FILE))?,
            Some(Dirt::Ignored)
        );
        for name in &names {
            let path = folder.join(name);
            match repository.dirt(&path)? {
                Some(Dirt::Ignored) if !all_ignored => {
                    found.ignored.push(name.clone());
                    continue;
                }
                Some(Dirt::Ignored) | None => {}
                Some(_) => found.uncommitted.push(name.clone()),
            }
            found.kept.push(KeptFile {
                name: name.clone(),
                bytes: files::held(&path).map_err(StoreError::io("read", &path))?,
                is_program: repository.is_program(&path),
            });
        }
        let tracked = repository.git().map(|git| git.kept_below(&folder, ""));
        let mut gone = tracked.unwrap_or_default();
        gone.retain(|name| !names.contains(name));
        found.uncommitted.append(&mut gone);
        Ok(found)
    }

    /// Whether a file has changes that no commit holds.
    pub fn is_uncommitted(&self, path: &str, repository: &Repository) -> Result<bool, StoreError> {
        let dirt = repository.dirt(&self.absolute(path))?;
        Ok(!matches!(dirt, None | Some(Dirt::Ignored)))
    }

    /// Moves files that git ignores from one directory to another, and removes the empty folders that are left of the
    /// first, whoever made them: they would hold its name.
    pub fn move_rest(&self, from: &str, to: &str, names: &[String]) -> Result<(), StoreError> {
        for name in names {
            let (old, new) = (self.absolute(from).join(name), self.absolute(to).join(name));
            let failed = StoreError::io("move", &old);
            if let Some(folder) = new.parent() {
                files::make_folder(folder)?;
            }
            std::fs::rename(&old, &new).map_err(failed)?;
        }
        let old = self.absolute(from);
        files::remove_empty_folders(&old);
        files::remove_empty_around(&old, &self.root)
    }
}

/// Adds all files below a folder; returns what is neither a file nor a folder, or another repository.
fn list(folder: &Path, inside: &str, names: &mut Vec<String>) -> Result<Option<Odd>, StoreError> {
    let failed = |error| StoreError::io("list", folder)(error);
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        let shown = name.to_string_lossy();
        let path = if inside.is_empty() {
            shown.to_string()
        } else {
            format!("{inside}/{shown}")
        };
        let Some(name) = name.to_str() else {
            return Ok(Some(Odd {
                help: "give it another name, then rename",
                ..Odd::of(path, "has a name that isn't UTF-8")
            }));
        };
        let kind = entry.file_type().map_err(failed)?;
        if name.eq_ignore_ascii_case(".git") {
            return Ok(Some(Odd::of(path, "is a repository of its own")));
        }
        if kind.is_dir() {
            if let Some(odd) = list(&entry.path(), &path, names)? {
                return Ok(Some(odd));
            }
        } else if kind.is_file() {
            names.push(path);
        } else {
            return Ok(Some(Odd::of(path, "is a link or another special file")));
        }
    }
    Ok(None)
}
