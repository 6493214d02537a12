//! Follows the links in a plan's records: each target plan is found once, each of its files read once, and plans
//! without links cost nothing.

use super::names::{PLAN_FILE, PROGRAMME, last, upwards};
use super::plans::Only;
use super::targets::Targets;
use super::{Workspace, inside};
use crate::kinds::LinkTarget;
use crate::model::paths::{decoded, joined};
use crate::model::{Content, Found, Link, LinkPlace, Plan, TeamName, There, nearest};
use crate::toolkit::{ActivityAt, Audience, PlanId};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Limit of `.gitmodules`.
const MAX_SUBMODULES: u64 = 64 * 1024;

/// Up to this many plans are found one by one; more are listed at once.
const FEW: usize = 8;

/// The message for an id that no plan here has.
#[derive(Clone)]
enum Nowhere {
    /// It is in another repository that isn't here.
    Elsewhere,
    /// A similar id.
    Near(Option<String>),
}

/// What [`Workspace::find_plans`] finds among all plan folders: the least deep ones, in the cohort's folder or else in
/// the teams' folder.
fn least_deep(folders: &[String], id: &str) -> Vec<String> {
    let all = || folders.iter().filter(|folder| last(folder) == id);
    let is_team = |folder: &str| folder.split('/').next() != Some(PROGRAMME);
    let depth = |folder: &&String| (is_team(folder), folder.matches('/').count());
    let least = all().map(|folder| depth(&folder)).min();
    let found = all().filter(|folder| Some(depth(folder)) == least);
    found
        .filter(|_| PlanId::parse(id).is_ok())
        .cloned()
        .collect()
}

/// A link being resolved.
struct Aimed<'a> {
    path: &'a str,
    place: LinkPlace,
    aim: Aim,
}

/// A link's target, as far as its text says.
enum Aim {
    Settled(Found),
    Plan {
        folder: String,
        activity: Option<String>,
        record: Option<String>,
    },
    /// A file of a folder's plan; both relative to the workspace.
    File {
        folder: String,
        path: String,
    },
}

impl Workspace {
    /// Follows the links of a plan again after its records changed in memory.
    pub fn relink(&self, plan: &mut Plan) {
        plan.links = self.links_of(plan);
    }

    /// The links in all records of a plan.
    pub(super) fn links_of(&self, plan: &Plan) -> Vec<Link> {
        let mut outputs = plan.toolkit.activities.iter().flat_map(|one| &one.outputs);
        if !outputs.any(|one| one.holds_links() || one.quotes()) {
            return Vec::new();
        }
        let mut open = Vec::new();
        let mut follow = Follow::of(self, plan);
        for record in &plan.records {
            if let Some(content) = record.answered() {
                for place in content.links(plan.toolkit.activity(record.activity)) {
                    open.push(follow.aim(&record.path, place));
                }
            }
        }
        follow.all(open)
    }

    /// The links in the text of a record, existing or new.
    pub fn links_in(
        &self,
        plan: &Plan,
        path: &str,
        at: ActivityAt,
        content: &Content,
    ) -> Vec<Link> {
        let known = plan.toolkit.activity(at);
        let mut follow = Follow::of(self, plan);
        let places = content.links(known).into_iter();
        let open = places.map(|place| follow.aim(path, place)).collect();
        follow.all(open)
    }

    /// Whether no part of a path is a symbolic link out of the workspace or to nothing.
    fn stays_inside(&self, path: &str) -> bool {
        self.then.is_some() || inside::follow(&self.root, path).is_ok()
    }

    /// Whether a plan with this id is in another repository that isn't here.
    fn is_kept_elsewhere(&self, id: &str) -> bool {
        let is_of_id = |path: &str| last(path) == id;
        let noted = if let Some(then) = &self.then {
            then.text(".gitmodules", MAX_SUBMODULES)
        } else {
            let mut around = self.root.ancestors();
            around
                .find(|folder| folder.join(".git").exists())
                .map(|folder| folder.join(".gitmodules"))
                .filter(|file| file.is_file())
                .and_then(|file| super::read_text(&file, MAX_SUBMODULES).ok())
        };
        let noted = noted.unwrap_or_default();
        let paths = noted.lines().filter_map(|line| line.split_once('='));
        let is_noted = paths
            .filter(|(key, _)| key.trim() == "path")
            .any(|(_, path)| is_of_id(path.trim()));
        is_noted
            || self.then.as_ref().is_some_and(|then| {
                // Snapshots of one plan's repository know nothing about others.
                !then.is_of_workspace()
                    || Self::open(&self.root).is_ok_and(|now| {
                        let folders = now.find_plans(id);
                        folders
                            .iter()
                            .any(|folder| now.repository_of(folder).is_some())
                    })
            })
    }
}

struct Follow<'a> {
    workspace: &'a Workspace,
    own: &'a Plan,
    folders: BTreeMap<String, Vec<String>>,
    /// Folders of all plans, once many were looked for.
    all: Option<Vec<String>>,
    /// The messages for ids that no plan here has.
    nowhere: BTreeMap<String, Nowhere>,
    /// For each plan folder, the activities and files to read.
    wanted: BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)>,
}

impl<'a> Follow<'a> {
    fn of(workspace: &'a Workspace, own: &'a Plan) -> Self {
        Self {
            workspace,
            own,
            folders: BTreeMap::new(),
            all: None,
            nowhere: BTreeMap::new(),
            wanted: BTreeMap::new(),
        }
    }

    fn folders(&mut self, id: &str) -> &[String] {
        if !self.folders.contains_key(id) {
            let found = if id == self.own.id.as_str() {
                vec![self.own.path.clone()]
            } else {
                let mut found = self.find(id);
                found.retain(|folder| self.workspace.stays_inside(folder));
                found
            };
            self.folders.insert(id.to_owned(), found);
        }
        self.folders.get(id).map_or(&[], Vec::as_slice)
    }

    /// See [`Workspace::find_plans`]. Looks up a few ids one by one; for more, lists all folders once.
    fn find(&mut self, id: &str) -> Vec<String> {
        if self.all.is_none() && self.folders.len() < FEW {
            return self.workspace.find_plans(id);
        }
        least_deep(self.all_folders(), id)
    }

    fn all_folders(&mut self) -> &[String] {
        let workspace = self.workspace;
        self.all
            .get_or_insert_with(|| workspace.read_plan_folders().0)
    }

    fn nowhere(&mut self, id: &str) -> Nowhere {
        if let Some(known) = self.nowhere.get(id) {
            return known.clone();
        }
        let found = if self.workspace.is_kept_elsewhere(id) {
            Nowhere::Elsewhere
        } else {
            let ids = self.all_folders().iter();
            Nowhere::Near(nearest(id, ids.map(|folder| last(folder).to_owned())))
        };
        self.nowhere.insert(id.to_owned(), found.clone());
        found
    }

    /// Finds where a record's link points, and notes what to read for it.
    fn aim<'b>(&mut self, path: &'b str, place: LinkPlace) -> Aimed<'b> {
        let aim = match &place.target {
            LinkTarget::Page(_) => Aim::Settled(Found::Page),
            LinkTarget::Record { name, .. } => self.by_name(name),
            LinkTarget::File(file) => self.by_file(path, file),
        };
        match &aim {
            Aim::Plan {
                folder, activity, ..
            } => {
                let wanted = self.wanted.entry(folder.clone()).or_default();
                wanted.0.extend(activity.clone());
            }
            Aim::File { folder, path } => {
                let wanted = self.wanted.entry(folder.clone()).or_default();
                wanted.1.insert(path.clone());
            }
            Aim::Settled(_) => {}
        }
        Aimed { path, place, aim }
    }

    fn by_name(&mut self, name: &str) -> Aim {
        let mut parts = name.split('/').map(str::to_owned);
        let id = parts.next().unwrap_or_default();
        let folders = self.folders(&id).to_vec();
        match folders.as_slice() {
            [] => Aim::Settled(match self.nowhere(&id) {
                Nowhere::Elsewhere => Found::Elsewhere { plan: id },
                Nowhere::Near(near) => Found::Missing {
                    near: near.map(|near| parts.fold(near, |near, part| near + "/" + &part)),
                    why: format!("no plan named \"{id}\""),
                },
            }),
            [one] => Aim::Plan {
                folder: one.clone(),
                activity: parts.next(),
                record: parts.next(),
            },
            several => Aim::Settled(Found::Unreadable {
                why: format!("{} plans are named \"{id}\"", several.len()),
            }),
        }
    }

    fn by_file(&self, from: &str, words: &str) -> Aim {
        let missing = |why: String| Aim::Settled(Found::Missing { why, near: None });
        let words = words.split_once('#').map_or(words, |(path, _)| path);
        let Some(path) = joined(from, &decoded(words)) else {
            return missing(format!("\"{words}\" is outside the workspace"));
        };
        if !self.workspace.stays_inside(&path) {
            return missing(format!("\"{words}\" leads out of the workspace"));
        }
        let is_plan = |folder: &&str| self.workspace.holds(&format!("{folder}/{PLAN_FILE}"));
        let folder = upwards(&path).skip(1).find(is_plan).map(str::to_owned);
        if let Some(folder) = folder {
            return Aim::File { folder, path };
        }
        if self.workspace.holds(&path) {
            missing(format!("\"{words}\" is not a record of a plan"))
        } else {
            missing(format!("no file \"{words}\""))
        }
    }

    /// Reads the links' targets.
    fn all(mut self, open: Vec<Aimed<'_>>) -> Vec<Link> {
        let wanted = std::mem::take(&mut self.wanted);
        let plans: Vec<(String, Result<Plan, String>)> = wanted
            .into_par_iter()
            .filter(|(folder, _)| *folder != self.own.path)
            .map(|(folder, (activities, paths))| {
                let only = Only::These { activities, paths };
                let read = self.workspace.read_plan_only(&folder, &only);
                (folder, read.map_err(|broken| broken.finding.message))
            })
            .collect();
        let mut targets: BTreeMap<&str, Result<Targets<'_>, &String>> = plans
            .iter()
            .map(|(folder, plan)| (folder.as_str(), plan.as_ref().map(Targets::of)))
            .collect();
        targets.insert(&self.own.path, Ok(Targets::of(self.own)));
        let mut links: Vec<Link> = open
            .into_iter()
            .map(|open| self.follow(open, &mut targets))
            .collect();
        // What the programme keeps about a team belongs to that team.
        let mut teams: BTreeMap<String, Option<TeamName>> = BTreeMap::new();
        for there in links.iter().filter_map(Link::there) {
            if let Some(about) = there.team.as_ref().filter(|team| team.id != there.plan) {
                teams.insert(about.id.clone(), None);
            }
        }
        for (id, name) in &mut teams {
            *name = self.team(id);
        }
        for link in &mut links {
            if let Found::There(there) = &mut link.found
                && let Some(about) = there.team.as_ref().filter(|team| team.id != there.plan)
            {
                there.team = teams.get(&about.id).cloned().flatten();
            }
        }
        // Free text may link anywhere, also to its own record; only records are quoted.
        links.retain(|link| {
            let is_own = |there: &There| there.path == link.path;
            !link.place.is_quote
                || link.key.is_some() && !link.there().is_some_and(is_own)
                || matches!(link.found, Found::Unreadable { .. })
        });
        links
    }

    fn team(&mut self, id: &str) -> Option<TeamName> {
        let folder = self.find(id).into_iter().next()?;
        let only = Only::These {
            activities: BTreeSet::new(),
            paths: BTreeSet::new(),
        };
        let plan = self.workspace.read_plan_only(&folder, &only).ok()?;
        (plan.toolkit.audience == Audience::Team).then(|| TeamName::of(&plan))
    }

    fn follow(
        &self,
        open: Aimed<'_>,
        targets: &mut BTreeMap<&str, Result<Targets<'_>, &String>>,
    ) -> Link {
        let Aimed { path, place, aim } = open;
        let version = match &place.target {
            LinkTarget::Record { version, .. } => version.clone(),
            LinkTarget::File(_) | LinkTarget::Page(_) => None,
        };
        let (found, key) = match aim {
            Aim::Settled(found) => (found, None),
            Aim::Plan {
                folder,
                activity,
                record,
            } => match targets_in(targets, &folder) {
                Ok(plan) => plan.named(activity.as_deref(), record.as_deref()),
                Err(why) => (Found::Unreadable { why }, None),
            },
            Aim::File { folder, path } => match targets_in(targets, &folder) {
                Ok(plan) => plan.in_file(&path, || self.workspace.holds(&path)),
                Err(why) => (Found::Unreadable { why }, None),
            },
        };
        let found = match (found, version) {
            (Found::There(there), Some(version)) => Found::There(Box::new(There {
                version: Some(version),
                ..*there
            })),
            (found, _) => found,
        };
        Link {
            path: path.to_owned(),
            place,
            found,
            key,
        }
    }
}

fn targets_in<'b, 'a>(
    targets: &'b mut BTreeMap<&str, Result<Targets<'a>, &String>>,
    folder: &str,
) -> Result<&'b mut Targets<'a>, String> {
    match targets.get_mut(folder) {
        Some(Ok(plan)) => Ok(plan),
        Some(Err(why)) => Err((*why).clone()),
        None => Err("this folder does not exist".to_owned()),
    }
}
