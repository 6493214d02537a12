//! What this repository hasn't shared yet, and how old its knowledge of others is. Opens no index and uses no network.

use super::places;
use super::work_tree::Git;
use git2::{BranchType, ErrorCode, Oid};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What isn't shared with others, as far as known without a network.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sharing {
    /// Commits of this branch that its remote lacks; `None` for a detached HEAD or a branch never pushed.
    pub unpushed: Option<usize>,
    /// Where a branch goes that follows none of its name: a remote and the branch's name. `None` if it follows one.
    pub goes_to: Option<(String, String)>,
    /// The branch that this one follows is no longer there, such as a default branch that was renamed.
    pub gone: Option<Gone>,
    /// When others' commits were last fetched, in seconds since the epoch; `None` if never since the clone.
    pub fetched: Option<i64>,
}

/// A branch of a remote that is no longer there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    pub remote: String,
    pub branch: String,
    /// The only branch that is there instead, if there is only one.
    pub instead: Option<String>,
    /// Whether the branch here has the same name.
    pub is_ours: bool,
}

/// Commits of the branch that this one follows which aren't here yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacked {
    /// Such as `origin/main`.
    pub branch: String,
    /// Ids and first lines of their messages, newest first.
    pub commits: Vec<(String, String)>,
}

impl Git {
    /// What the branch that this one follows has and this one hasn't, as far as it was fetched.
    pub fn lacked(&self) -> Option<Lacked> {
        let (branch, tip) = self.branch()?;
        let local = self
            .repository
            .find_branch(&branch, BranchType::Local)
            .ok()?;
        let upstream = local.upstream().ok()?;
        let mut walk = self.repository.revwalk().ok()?;
        walk.push(upstream.get().target()?).ok()?;
        walk.hide(tip).ok()?;
        let commits = walk.flatten().filter_map(|id| {
            let commit = self.repository.find_commit(id).ok()?;
            let subject = commit.summary().ok().flatten().unwrap_or_default();
            Some((id.to_string(), subject.to_owned()))
        });
        let commits: Vec<_> = commits.collect();
        let branch = upstream.name().ok()??.to_owned();
        (!commits.is_empty()).then_some(Lacked { branch, commits })
    }

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
        let Ok(local) = self.repository.find_branch(&branch, BranchType::Local) else {
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
        let followed = configured("merge");
        let followed = followed.and_then(|name| Some(name.strip_prefix("refs/heads/")?.to_owned()));
        let names: Vec<&str> = remotes
            .iter()
            .filter_map(|name| name.ok().flatten())
            .collect();
        let of_name = self.of_name(&names, remote.as_deref(), &branch);
        let is_named = followed.as_ref().is_none_or(|name| *name == branch);
        if let Some((remote, followed)) = remote.as_ref().zip(followed.as_ref())
            && (is_named || of_name.is_none())
            && let Some(left) = self.left_of(remote, followed, upstream.is_some())
        {
            let instead = Some(left).filter(|left| left.len() == 1);
            sharing.gone = Some(Gone {
                remote: remote.clone(),
                branch: followed.clone(),
                instead: instead.and_then(|left| left.into_iter().next()),
                is_ours: is_named,
            });
            return Some(sharing);
        }
        let there = if is_named {
            upstream.or(of_name)
        } else {
            of_name.or(upstream)
        };
        if let Some(there) = there {
            let ahead = self.repository.graph_ahead_behind(tip, there);
            sharing.unpushed = ahead.ok().map(|(ahead, _)| ahead);
        }
        // `git push` alone pushes to a branch of another name only where that is set.
        if there.is_none() || !(is_named || self.pushes_to_upstream()) {
            let remote = remote
                .clone()
                .or_else(|| names.first().map(|name| (*name).to_owned()));
            sharing.goes_to = remote.map(|remote| (remote, branch.clone()));
        }
        Some(sharing)
    }

    /// The tip of a remote's branch with this name: it may have been pushed without tracking.
    fn of_name(&self, remotes: &[&str], only: Option<&str>, branch: &str) -> Option<Oid> {
        let asked = remotes
            .iter()
            .filter(|name| only.is_none_or(|only| only == **name));
        let mut tips = asked.filter_map(|name| {
            let name = format!("refs/remotes/{name}/{branch}");
            self.repository.refname_to_id(&name).ok()
        });
        tips.next()
    }

    /// The branches that a remote had when it was last asked, if the one named isn't among them but was. `is_known`:
    /// its last commit is still known here, since git forgets none unless told to (`--prune`).
    fn left_of(&self, remote: &str, branch: &str, is_known: bool) -> Option<Vec<String>> {
        if is_known {
            return self.fetched_without(remote, branch);
        }
        let prefix = format!("refs/remotes/{remote}/");
        let found = self
            .repository
            .references_glob(&format!("{prefix}*"))
            .ok()?;
        let names = found.filter_map(|one| Some(one.ok()?.name().ok()?.to_owned()));
        let left: Vec<String> = names
            .filter_map(|name| Some(name.strip_prefix(&prefix)?.to_owned()))
            .filter(|name| name != "HEAD")
            .collect();
        // Without any, this is a clone of an empty repository.
        (!left.is_empty() && !left.iter().any(|name| name == branch)).then_some(left)
    }

    /// The branches that the last `git fetch` found, if it asked for all and the one named wasn't there.
    fn fetched_without(&self, remote: &str, branch: &str) -> Option<Vec<String>> {
        let place = self.last_fetch()?;
        let text = std::fs::read_to_string(place).ok()?;
        let is_only = self.repository.remotes().ok()?.len() == 1;
        let found = self.repository.find_remote(remote).ok()?;
        let address = bare_address(found.url().ok()?).to_owned();
        let mut left = Vec::new();
        for line in text.lines() {
            // `ID <TAB> not-for-merge <TAB> branch 'NAME' of ADDRESS`; what was asked for by name is for merge.
            let (_, rest) = line.split_once('\t')?;
            let said = rest.strip_prefix("not-for-merge\t")?;
            let Some((name, from)) = said
                .strip_prefix("branch '")
                .and_then(|it| it.split_once("' of "))
            else {
                continue;
            };
            if is_only || bare_address(from) == address {
                left.push(name.to_owned());
            }
        }
        (!left.is_empty() && !left.iter().any(|name| name == branch)).then_some(left)
    }

    fn pushes_to_upstream(&self) -> bool {
        let settings = self.repository.config();
        let said = settings.and_then(|settings| settings.get_string("push.default"));
        said.is_ok_and(|said| said == "upstream" || said == "tracking")
    }

    /// A branch of a remote that holds a file, as `origin/main`, if nothing is checked out yet; empty if there is a
    /// remote without any branch.
    pub fn not_checked_out(&self, path: &Path) -> Option<String> {
        let is_unborn =
            matches!(self.repository.head(), Err(error) if error.code() == ErrorCode::UnbornBranch);
        if !is_unborn || self.repository.remotes().ok()?.is_empty() {
            return None;
        }
        let name = places::name(&self.program.work_tree, path)?;
        let mut branches = self
            .repository
            .branches(Some(BranchType::Remote))
            .ok()?
            .flatten()
            .peekable();
        if branches.peek().is_none() {
            return Some(String::new());
        }
        branches.find_map(|(branch, _)| {
            let commit = branch.get().peel_to_commit().ok()?;
            commit.tree().ok()?.get_path(&name).ok()?;
            let name = branch.name().ok()??;
            (!name.ends_with("/HEAD")).then(|| name.to_owned())
        })
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
        let since = written(&self.last_fetch()?)?;
        i64::try_from(since.as_secs()).ok()
    }

    /// The record of the last fetch. A linked work tree has its own.
    fn last_fetch(&self) -> Option<PathBuf> {
        let folders = [self.repository.commondir(), self.repository.path()];
        let places = folders.map(|folder| folder.join("FETCH_HEAD"));
        let there = places.into_iter().filter(|place| written(place).is_some());
        there.max_by_key(|place| written(place))
    }
}

/// When a file was written, since the epoch.
fn written(place: &Path) -> Option<Duration> {
    let changed = std::fs::metadata(place).ok()?.modified().ok()?;
    changed.duration_since(std::time::UNIX_EPOCH).ok()
}

/// A remote's address as git writes it beside what it fetched.
fn bare_address(address: &str) -> &str {
    let address = address.trim_end_matches('/');
    address.strip_suffix(".git").unwrap_or(address)
}
