//! Which findings were asked for: by severity, and by what has changed.

use super::moment;
use crate::error::CommandError;
use crate::model::{Finding, Severity};
use crate::store::{History, WORKSPACE_FILE, Workspace};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Files changed since a revision.
#[derive(Debug)]
pub struct Changed {
    root: PathBuf,
    files: BTreeSet<String>,
    /// Roots of repositories that don't know the revision: everything in them counts.
    unknown: Vec<String>,
}

impl Changed {
    /// What changed since a revision or a date, in the workspace and in the repositories below it.
    pub fn since(
        workspace: &Workspace,
        repositories: &BTreeSet<String>,
        words: &str,
        now: Timestamp,
    ) -> Result<Self, CommandError> {
        let history = moment::history_of_all(workspace)?;
        let mut changed = Self {
            root: workspace.root.clone(),
            files: BTreeSet::new(),
            unknown: Vec::new(),
        };
        // Before the first commit, everything is new.
        if words == "HEAD" && history.head().is_none() {
            changed.files.extend(history.uncommitted("")?);
        } else {
            let then = moment::moment(&history, workspace, words, now)?;
            changed.files = history.changed_since(&then.commit)?;
        }
        for root in repositories {
            let own = History::of(&workspace.root, Some(root))?;
            let files = own.and_then(|own| {
                let then = moment::moment(&own, workspace, words, now).ok()?;
                own.changed_since(&then.commit).ok()
            });
            match files {
                Some(files) => changed.files.extend(files),
                None => changed.unknown.push(root.clone()),
            }
        }
        Ok(changed)
    }

    /// Whether a finding is about a changed file; about a folder in which one has changed; or about a plan as a whole, or
    /// something that isn't there, where `plan.toml` has changed. What has no place is about the workspace's settings.
    fn concerns(&self, finding: &Finding) -> bool {
        let Some(place) = &finding.place else {
            return self.files.contains(WORKSPACE_FILE);
        };
        let path = place.path.as_str();
        let is_below = |path: &str, folder: &str| {
            let rest = path.strip_prefix(folder);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if self.files.contains(path) || self.unknown.iter().any(|root| is_below(path, root)) {
            return true;
        }
        let folder = format!("{path}/");
        let mut inside = self.files.range(folder.clone()..).take(1);
        if inside.any(|file| file.starts_with(&folder)) {
            return true;
        }
        let mut folders = path
            .match_indices('/')
            .map(|(end, _)| end)
            .chain([path.len()]);
        let is_of_plan = folders.any(|end| {
            let folder = path.get(..end).unwrap_or(path);
            self.files.contains(&format!("{folder}/plan.toml"))
        });
        is_of_plan && !self.root.join(path).is_file()
    }
}

/// Leaves what was asked for; gives how many findings it leaves out.
pub fn choose(
    findings: &mut Vec<Finding>,
    level: Option<Severity>,
    changed: Option<&Changed>,
) -> usize {
    let all = findings.len();
    findings.retain(|one| {
        level.is_none_or(|level| one.severity <= level)
            && changed.is_none_or(|changed| changed.concerns(one))
    });
    all - findings.len()
}
