//! When somebody last worked on each plan.

use super::cache::Cache;
use super::linked::holds_links;
use super::objects::Node;
use super::past::{Chain, History, id_of};
use super::walk::{PlanTurn, walk_plans};
use super::work::is_work;
use crate::store::StoreError;
use git2::{ObjectType, Oid};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A cache at most this many commits old, since which at most so many plans changed, is not rewritten.
const OLD: usize = 64;

/// When somebody last worked on each of some plans, in their order, in seconds since the epoch; `None` if no commit here
/// has it.
pub type LastActivity = Vec<Option<i64>>;

impl History {
    /// When somebody last worked on each plan up to a commit or HEAD, by folders relative to the workspace. With `keep`,
    /// HEAD's answer is cached in the git directory; a wrong or old cache never changes the answer.
    pub fn last_activity(
        &self,
        commit: Option<&str>,
        plans: &[String],
        keep: bool,
    ) -> Result<LastActivity, StoreError> {
        let keep = keep && commit.is_none();
        let Some(head) = commit.map(id_of).transpose()?.or(self.head) else {
            return Ok(vec![None; plans.len()]);
        };
        let folders: Vec<String> = plans.iter().map(|plan| self.inner(plan)).collect();
        let mut search = ActivitySearch {
            history: self,
            folders: self.plain_ones(self.objects.node(head), &folders, false),
            found: vec![None; plans.len()],
            trees: BTreeMap::new(),
            is_guessed: false,
        };
        let path = self.cache_path();
        let cache = (!self.is_shallow).then(|| Cache::read(&path)).flatten();
        let mut nodes = Vec::new();
        let mut next = Some(head);
        let mut is_cut = false;
        let mut hit = None;
        while let Some(id) = next {
            let Some(node) = self.objects.node(id) else {
                is_cut = true;
                break;
            };
            nodes.push(node);
            next = node.parent;
            if hit.is_none() && cache.as_ref().is_some_and(|cache| cache.head == id) {
                // Everything before this commit is known, if the cache has all that is asked for.
                hit = Some(nodes.len());
                search.walk(&nodes, false)?;
                let known = cache.as_ref().map(|cache| &cache.last);
                search.take(known.unwrap_or(&BTreeMap::new()));
                if search.is_through() {
                    break;
                }
            }
        }
        if !search.is_through() {
            let rest = hit.map_or(0, |hit| hit - 1);
            search.walk(nodes.get(rest..).unwrap_or_default(), !is_cut)?;
        }
        search.leave_out_those_with_links();
        let is_old = hit.is_none_or(|hit| hit > OLD) || search.trees.len() > OLD;
        if keep && is_old && !self.is_shallow && !search.is_guessed && self.whole().is_ok() {
            let last = folders
                .into_iter()
                .zip(&search.found)
                .filter_map(|(folder, seconds)| Some((folder, (*seconds)?)))
                .collect();
            Cache { head, last }.keep(&path);
        }
        self.add_linked(head, plans, &mut search.found)?;
        Ok(search.found)
    }

    /// Adds plans reached through links, which nothing else finds.
    fn add_linked(
        &self,
        head: Oid,
        plans: &[String],
        found: &mut LastActivity,
    ) -> Result<(), StoreError> {
        let mut chain = None;
        for (plan, found) in plans.iter().zip(found).filter(|(_, found)| found.is_none()) {
            let name = self.start(plan);
            let node = self.objects.node(head);
            let is_plain = self.plain_ones(node, std::slice::from_ref(&name), true);
            if is_plain != [None] && name == self.inner(plan) {
                continue;
            }
            let Chain { nodes, is_cut } = chain.get_or_insert_with(|| self.chain_from(head));
            self.walk_linked((nodes, !*is_cut), &name, &mut |turned| {
                // If all is housekeeping, the plan's first commit counts.
                *found = nodes.get(turned.position).map(|node| node.seconds);
                let node = nodes.get(turned.position);
                node.is_some_and(|node| node.is_rename)
                    || is_work(&self.objects, &turned.changes) == Some(false)
            })?;
        }
        Ok(())
    }

    /// Each workspace of a repository has its own cache.
    fn cache_path(&self) -> PathBuf {
        let of = Oid::hash_object(ObjectType::Blob, self.around.as_bytes());
        let of: String = of
            .map(|id| id.to_string())
            .unwrap_or_default()
            .chars()
            .take(12)
            .collect();
        self.common
            .join("redesign-cache")
            .join(format!("last-activity-{of}"))
    }
}

struct ActivitySearch<'a> {
    history: &'a History,
    /// Where each plan was at the current commit; `None` once found.
    folders: Vec<Option<String>>,
    found: LastActivity,
    /// The newest tree of each plan found by walking.
    trees: BTreeMap<usize, Oid>,
    /// Whether this clone lacks something that would tell work from housekeeping.
    is_guessed: bool,
}

impl ActivitySearch<'_> {
    /// Drops plans that contain links: the links' targets may have changed later.
    fn leave_out_those_with_links(&mut self) {
        let mut known = BTreeMap::new();
        for (which, tree) in &self.trees {
            let holds_links = holds_links(&self.history.objects, *tree, 0, &mut known);
            if let Some(found) = self.found.get_mut(*which).filter(|_| holds_links) {
                *found = None;
            }
        }
    }

    fn is_through(&self) -> bool {
        self.folders.iter().all(Option::is_none)
    }

    /// Takes known answers for the plans still searched for.
    fn take(&mut self, known: &BTreeMap<String, i64>) {
        for (folder, found) in self.folders.iter_mut().zip(&mut self.found) {
            let seconds = folder.as_ref().and_then(|folder| known.get(folder));
            if let Some(seconds) = seconds {
                *found = Some(*seconds);
                *folder = None;
            }
        }
    }

    fn walk(&mut self, nodes: &[Node], is_whole: bool) -> Result<(), StoreError> {
        let objects = self.history.objects.as_ref();
        let (found, trees) = (&mut self.found, &mut self.trees);
        let is_guessed = &mut self.is_guessed;
        let mut see = |turn: PlanTurn<'_>| {
            trees.entry(turn.which).or_insert(turn.after);
            let node = nodes.get(turn.position);
            // A new folder changed as a whole.
            if turn.before.is_some() {
                if node.is_some_and(|node| node.is_rename) {
                    return Ok(true);
                }
                match is_work(objects, &turn.changes(objects)?) {
                    Some(false) => return Ok(true),
                    Some(true) => {}
                    // What can't be read may be work.
                    None => *is_guessed = true,
                }
            }
            if let Some(found) = found.get_mut(turn.which) {
                *found = node.map(|node| node.seconds);
            }
            Ok(false)
        };
        walk_plans(objects, nodes, is_whole, &mut self.folders, &mut see)
    }
}
