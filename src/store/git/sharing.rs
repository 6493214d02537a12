//! What this repository hasn't shared yet, and how old its knowledge of others is. Opens no index and uses no network.

use super::work_tree::Git;
use git2::{BranchType, Oid};
use std::path::Path;

/// What isn't shared with others, as far as known without a network.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sharing {
    /// Commits of this branch that its remote lacks; `None` for a detached HEAD or a branch never pushed.
    pub unpushed: Option<usize>,
    /// Where a branch that was never pushed could go: a remote and the branch's name.
    pub never_pushed: Option<(String, String)>,
    /// When others' commits were last fetched, in seconds since the epoch; `None` if never since the clone.
    pub fetched: Option<i64>,
}

impl Git {
    /// What isn't shared yet; `None` without a remote.
    pub fn sharing(&self) -> Option<Sharing> {
        let remotes = self.repository.remotes().ok()?;
        if remotes.is_empty() {
            return None;
        }
        let mut sharing = Sharing {
            fetched: self.last_fetched(),
            ..Sharing::default()
        };
        // A detached HEAD and an unborn branch have nothing to push.
        let Some((branch, tip)) = self.branch() else {
            return Some(sharing);
        };
        let local = self.repository.find_branch(&branch, BranchType::Local);
        let Ok(local) = local else {
            return Some(sharing);
        };
        let configured = |key: &str| {
            let config = self.repository.config().ok()?;
            config.get_string(&format!("branch.{branch}.{key}")).ok()
        };
        let remote = configured("remote");
        if remote.as_deref() == Some(".") {
            // It tracks a local branch: there is no telling where it would be pushed.
            return Some(sharing);
        }
        let upstream = local.upstream().ok().and_then(|found| found.get().target());
        // A branch pushed without tracking is found by its name.
        let of_name = || {
            let remotes = remotes.iter().filter_map(|name| name.ok().flatten());
            remotes
                .filter(|name| remote.as_deref().is_none_or(|remote| remote == *name))
                .find_map(|name| {
                    let name = format!("refs/remotes/{name}/{branch}");
                    self.repository.refname_to_id(&name).ok()
                })
        };
        if let Some(there) = upstream.or_else(of_name) {
            let ahead = self.repository.graph_ahead_behind(tip, there);
            sharing.unpushed = ahead.ok().map(|(ahead, _)| ahead);
        } else {
            let first = || remotes.iter().find_map(|name| name.ok().flatten());
            let remote = remote.clone().or_else(|| first().map(str::to_owned));
            sharing.never_pushed = remote.map(|remote| (remote, branch.clone()));
        }
        Some(sharing)
    }

    fn branch(&self) -> Option<(String, Oid)> {
        let head = self
            .repository
            .head()
            .ok()
            .filter(git2::Reference::is_branch)?;
        let name = head.shorthand().ok()?.to_owned();
        Some((name, head.target()?))
    }

    fn last_fetched(&self) -> Option<i64> {
        let seconds = |folder: &Path| {
            let changed = std::fs::metadata(folder.join("FETCH_HEAD"))
                .ok()?
                .modified();
            let since = changed.ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
            i64::try_from(since.as_secs()).ok()
        };
        // A linked work tree has its own record of fetches.
        seconds(self.repository.path()).max(seconds(self.repository.commondir()))
    }
}
