//! How far a file's words have got: into a commit, and into branches of remotes as far as this clone knows them.

use super::links::TreeItem;
use super::past::{History, id_of};
use crate::store::StoreError;
use git2::{BranchType, Oid};

/// How far words have got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// No commit of this branch has them.
    Written,
    /// No branch of a remote has them, as far as this clone knows.
    Committed,
    /// These branches of remotes have them, such as `origin/main`, or had them.
    Pushed(Vec<String>),
}

impl History {
    /// How far the words of some files have got. `holds` says whether the text of one of them has the words.
    pub fn reaches(
        &self,
        paths: &[&str],
        holds: &dyn Fn(usize, &[u8]) -> bool,
    ) -> Result<Vec<Reach>, StoreError> {
        let tips = self.remote_tips()?;
        let paths = paths.iter().enumerate();
        paths
            .map(|(at, path)| self.reach(&tips, path, &|text| holds(at, text)))
            .collect()
    }

    fn reach(
        &self,
        tips: &[(String, Oid)],
        path: &str,
        holds: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Reach, StoreError> {
        let mut commits = Vec::new();
        for version in self.trace_file(path)? {
            let blob = version.touched.first().and_then(|file| file.after.as_ref());
            if let Some(blob) = blob
                && holds(&self.bytes(blob)?)
            {
                commits.push(id_of(&version.commit)?);
            }
        }
        let mut branches = Vec::new();
        for (name, tip) in tips {
            if self.is_at_tip(*tip, path, holds)? || self.has_any(*tip, &commits)? {
                branches.push(name.clone());
            }
        }
        Ok(match (branches.is_empty(), commits.is_empty()) {
            (false, _) => Reach::Pushed(branches),
            (true, false) => Reach::Committed,
            (true, true) => Reach::Written,
        })
    }

    /// Whether the file in a branch's newest commit has the words: after a squash or rebase the commits are others.
    fn is_at_tip(
        &self,
        tip: Oid,
        path: &str,
        holds: &dyn Fn(&[u8]) -> bool,
    ) -> Result<bool, StoreError> {
        let node = self.objects.node(tip);
        let found = node.and_then(|node| self.behind(node.tree, &self.inner(path)));
        match found {
            Some((_, TreeItem::File(id))) => Ok(holds(&self.objects.bytes(id)?)),
            _ => Ok(false),
        }
    }

    /// Whether a branch has one of some commits.
    fn has_any(&self, tip: Oid, commits: &[Oid]) -> Result<bool, StoreError> {
        self.objects.with(|repository| {
            for commit in commits {
                if tip == *commit || repository.graph_descendant_of(tip, *commit)? {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }

    /// The newest commits of remotes' branches, as they were last fetched or pushed.
    fn remote_tips(&self) -> Result<Vec<(String, Oid)>, StoreError> {
        self.objects.with(|repository| {
            let mut found = Vec::new();
            for branch in repository.branches(Some(BranchType::Remote))? {
                let (branch, _) = branch?;
                // `origin/HEAD` only leads to another one.
                if let (Some(tip), Ok(Some(name))) = (branch.get().target(), branch.name()) {
                    found.push((name.to_owned(), tip));
                }
            }
            found.sort();
            Ok(found)
        })
    }
}
