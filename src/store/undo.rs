//! Undoes a command: the edits that reverse its commit, or what prevents it.

use super::git::ours::{Left, Made, Since};
use super::names::{PLAN_FILE, TOOLKIT_FILE};
use super::{Edit, Git, StoreError, WORKSPACE_FILE, Workspace, files, scaffold};
use std::collections::BTreeSet;
use std::path::Path;

/// Why a command can't be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    Start,
    /// A file it wrote has changed since; relative to the workspace if inside.
    Changed(String, Since),
    Outside(String),
    /// git filters the file in a way we don't know.
    Filtered(String),
    /// A folder to be removed still has this file of somebody else's.
    Holds(String),
    /// A toolkit to be removed is used by this plan.
    Used(String, String),
}

impl Workspace {
    /// The edits that undo a command, or everything that prevents it.
    pub fn taking_back(
        &self,
        git: &Git,
        made: &Made,
    ) -> Result<Result<Vec<Edit>, Vec<Obstacle>>, StoreError> {
        let mut edits = Vec::new();
        let mut obstacles = Vec::new();
        for left in git.left_by(made)? {
            match self.taking_back_file(left)? {
                Ok(edit) => edits.push(edit),
                Err(obstacle) => obstacles.push(obstacle),
            }
        }
        if obstacles.contains(&Obstacle::Start) {
            return Ok(Err(vec![Obstacle::Start]));
        }
        if obstacles.is_empty() {
            obstacles.extend(self.left_in_folders(&edits));
            obstacles.extend(self.toolkits_in_use(&edits));
        }
        Ok(if obstacles.is_empty() {
            Ok(edits)
        } else {
            Err(obstacles)
        })
    }

    fn taking_back_file(&self, left: Left) -> Result<Result<Edit, Obstacle>, StoreError> {
        let Some(path) = self.relative(&left.path) else {
            return Ok(Err(Obstacle::Outside(left.path.display().to_string())));
        };
        if path == WORKSPACE_FILE && left.before.is_none() {
            return Ok(Err(Obstacle::Start));
        }
        if let Some(since) = left.changed {
            return Ok(Err(Obstacle::Changed(path, since)));
        }
        let read = || files::held(&left.path).map_err(StoreError::io("read", &left.path));
        Ok(match (left.before, left.after) {
            (None, None) => Err(Obstacle::Changed(path, Since::NoFile)),
            (None, Some(_)) => Ok(Edit::Remove {
                path,
                before: read()?,
            }),
            (Some(bytes), None) => Ok(Edit::Create {
                path,
                bytes,
                is_program: left.was_program,
            }),
            (Some(before), Some(after)) => {
                let now = read()?;
                let (before, after) = left.filtered.unwrap_or((before, after));
                match as_checked_out(before, &after, &now) {
                    Some(after) => Ok(Edit::Change {
                        path,
                        before: now,
                        after,
                    }),
                    None => Err(Obstacle::Filtered(path)),
                }
            }
        })
    }

    /// Files that would be left behind in a removed plan or toolkit folder.
    fn left_in_folders(&self, edits: &[Edit]) -> Vec<Obstacle> {
        let going: BTreeSet<&str> = removed(edits).collect();
        let folders = going.iter().filter_map(|path| {
            path.strip_suffix(PLAN_FILE)
                .or_else(|| path.strip_suffix(TOOLKIT_FILE))?
                .strip_suffix('/')
        });
        let mut found = Vec::new();
        for folder in folders {
            let mut open = vec![self.absolute(folder)];
            while let Some(folder) = open.pop() {
                for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                    let path = entry.path();
                    if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                        open.push(path);
                    } else if let Some(path) = self
                        .relative(&path)
                        .filter(|path| !going.contains(path.as_str()))
                    {
                        found.push(path);
                    }
                }
            }
        }
        found.sort();
        found.into_iter().map(Obstacle::Holds).collect()
    }

    fn toolkits_in_use(&self, edits: &[Edit]) -> Vec<Obstacle> {
        let folder_of = |path: &'_ str| {
            Some(Path::new(path).parent()?.to_str()?.to_owned())
                .filter(|_| path.ends_with(&format!("/{TOOLKIT_FILE}")))
        };
        let toolkits: BTreeSet<String> = removed(edits).filter_map(folder_of).collect();
        if toolkits.is_empty() {
            return Vec::new();
        }
        let going: BTreeSet<&str> = removed(edits).collect();
        let (used, _) = self.read_plans(&|read| {
            let plan = read.ok()?;
            let toolkit = scaffold::toolkit_folder(&plan.toolkit);
            let stays = !going.contains(format!("{}/{PLAN_FILE}", plan.path).as_str());
            (stays && toolkits.contains(&toolkit)).then_some(Obstacle::Used(toolkit, plan.path))
        });
        used.into_iter().flatten().collect()
    }
}

fn removed(edits: &[Edit]) -> impl Iterator<Item = &str> {
    edits.iter().filter_map(|edit| match edit {
        Edit::Remove { path, .. } => Some(path.as_str()),
        _ => None,
    })
}

/// The earlier content with the current file's line ends (git may store others); `None` if more than line ends differ
/// between git and disk.
fn as_checked_out(before: Vec<u8>, after: &[u8], now: &[u8]) -> Option<Vec<u8>> {
    if now == after {
        return Some(before);
    }
    (now == with_carriage_returns(after)).then(|| with_carriage_returns(&before))
}

fn with_carriage_returns(bytes: &[u8]) -> Vec<u8> {
    let mut with = Vec::with_capacity(bytes.len() + bytes.len() / 32);
    let mut last = 0;
    for byte in bytes {
        if *byte == b'\n' && last != b'\r' {
            with.push(b'\r');
        }
        with.push(*byte);
        last = *byte;
    }
    with
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_stay_those_of_the_file_on_disk() {
        let taken = |now: &str| as_checked_out(b"old\n".to_vec(), b"a\nb\n", now.as_bytes());
        assert_eq!(taken("a\nb\n").unwrap(), b"old\n");
        assert_eq!(taken("a\r\nb\r\n").unwrap(), b"old\r\n");
        assert_eq!(taken("$Id: 1$"), None);
    }
}
