//! All commits of a new repository at once: a single pack instead of a file for each object.

use super::state::Identity;
use super::work_tree::Git;
use crate::store::StoreError;
use git2::build::TreeUpdateBuilder;
use git2::{Buf, Error, FileMode, IndexAddOption, Oid, Repository, Signature, Time};
use std::collections::BTreeMap;
use std::io::Write;

/// Before git's own stores, so that new objects stay in memory until they are packed.
const FIRST: i32 = 1000;

/// One of many commits.
#[derive(Debug)]
pub(in crate::store) struct NewCommit<'a> {
    /// A branch that begins where the main one is by then; `None` for the main one.
    pub branch: Option<&'a str>,
    pub files: &'a [(String, Vec<u8>)],
    pub message: String,
    /// Both author and committer.
    pub identity: &'a Identity,
}

impl Git {
    /// Makes commits in a repository without any, whose work tree has the main branch's files already.
    pub(in crate::store) fn commit_all<'a>(
        &self,
        commits: impl Iterator<Item = NewCommit<'a>>,
    ) -> Result<(), StoreError> {
        packed(&self.repository, commits).map_err(StoreError::git("commit"))
    }
}

fn packed<'a>(
    repository: &Repository,
    commits: impl Iterator<Item = NewCommit<'a>>,
) -> Result<(), Error> {
    let objects = repository.odb()?;
    let memory = objects.add_new_mempack_backend(FIRST)?;
    let mut tips: BTreeMap<Option<&str>, Oid> = BTreeMap::new();
    for commit in commits {
        let before = tips.get(&commit.branch).or_else(|| tips.get(&None));
        let made = made(repository, &commit, before.copied())?;
        tips.insert(commit.branch, made);
    }
    let mut pack = Buf::new();
    memory.dump(repository, &mut pack)?;
    let mut writer = objects.packwriter()?;
    writer
        .write_all(&pack)
        .map_err(|error| Error::from_str(&error.to_string()))?;
    writer.commit()?;
    memory.reset()?;
    let head = repository.find_reference("HEAD")?;
    for (branch, commit) in tips {
        let name = match branch {
            Some(branch) => format!("refs/heads/{branch}"),
            None => head.symbolic_target()?.unwrap_or_default().to_owned(),
        };
        repository.reference(&name, commit, false, "")?;
    }
    let mut index = repository.index()?;
    index.add_all(["*"], IndexAddOption::FORCE, None)?;
    index.write()
}

fn made(
    repository: &Repository,
    commit: &NewCommit<'_>,
    before: Option<Oid>,
) -> Result<Oid, Error> {
    let before = before.map(|id| repository.find_commit(id)).transpose()?;
    let base = match &before {
        Some(before) => before.tree()?,
        None => repository.find_tree(repository.treebuilder(None)?.write()?)?,
    };
    let mut update = TreeUpdateBuilder::new();
    for (path, bytes) in commit.files {
        update.upsert(path.as_str(), repository.blob(bytes)?, FileMode::Blob);
    }
    let tree = repository.find_tree(update.create_updated(repository, &base)?)?;
    let identity = commit.identity;
    let (name, address) = identity.author.clone().unwrap_or_default();
    let time = Time::new(identity.seconds, identity.offset);
    let author = Signature::new(&name, &address, &time)?;
    let parents: Vec<_> = before.iter().collect();
    repository.commit(None, &author, &author, &commit.message, &tree, &parents)
}
