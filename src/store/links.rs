//! Following the links in a plan's records: each target's plan is looked for once, each of its files read once, and no
//! plan that has no links pays for it.

use super::Workspace;
use super::listing::PLAN_FILE;
use super::plans::Only;
use crate::kinds::Target;
use crate::model::paths::{decoded, joined};
use crate::model::{
    Content, Found, Link, LinkPlace, Plan, Record, TeamName, There, link_key, nearest,
};
use crate::toolkit::Audience;
use std::collections::{BTreeMap, BTreeSet};

/// Largest file in which git notes which repositories lie in another.
const MAX_SUBMODULES: u64 = 64 * 1024;

/// A link on its way to its target.
struct Open<'a> {
    path: &'a str,
    place: LinkPlace,
    aim: Aim,
}

/// Where a link points, as far as its words say.
enum Aim {
    /// To what was found by the words alone.
    Settled(Found),
    /// Into the plan of a folder.
    Plan {
        folder: String,
        activity: Option<String>,
        record: Option<String>,
    },
    /// To a file of the plan of a folder; both relative to the workspace.
    File { folder: String, path: String },
}

impl Workspace {
    /// Follows the links of a plan anew, whose records were changed in memory.
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
            let known = plan.toolkit.activities.get(record.activity);
            let content = record.content.as_ref().ok().filter(|one| one.answered != 0);
            if let (Some(known), Some(content)) = (known, content) {
                for place in content.links(known) {
                    open.push(follow.aim(&record.path, place));
                }
            }
        }
        follow.all(open)
    }

    /// The links in a text that is, or is to be, a record of a plan.
    pub fn links_in(&self, plan: &Plan, path: &str, at: usize, content: &Content) -> Vec<Link> {
        let Some(known) = plan.toolkit.activities.get(at) else {
            return Vec::new();
        };
        let mut follow = Follow::of(self, plan);
        let places = content.links(known).into_iter();
        let open = places.map(|place| follow.aim(path, place)).collect();
        follow.all(open)
    }

    /// Whether no part of a path is a symbolic link that leads out of the workspace, or nowhere.
    fn stays_inside(&self, path: &str) -> bool {
        if self.then.is_some() {
            return true;
        }
        let ends = path
            .match_indices('/')
            .map(|(at, _)| at)
            .chain([path.len()]);
        ends.filter_map(|end| path.get(..end)).all(|part| {
            let part = self.absolute(part);
            let is_link = part
                .symlink_metadata()
                .is_ok_and(|found| found.is_symlink());
            !is_link || self.linked(&part, part.parent().unwrap_or(&part)).is_ok()
        })
    }

    /// Whether a plan of this id is kept in a repository of its own, which isn't here.
    fn is_kept_elsewhere(&self, id: &str) -> bool {
        let is_of_id = |path: &str| path.rsplit('/').next() == Some(id);
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
                // Of a past of the workspace, or of one plan in it, what another repository keeps is no part.
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

/// Follows the links of one plan.
struct Follow<'a> {
    workspace: &'a Workspace,
    own: &'a Plan,
    /// Folders of plans by their ids.
    folders: BTreeMap<String, Vec<String>>,
    /// For each folder of a plan, what is wanted of it.
    wanted: BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)>,
}

impl<'a> Follow<'a> {
    fn of(workspace: &'a Workspace, own: &'a Plan) -> Self {
        Self {
            workspace,
            own,
            folders: BTreeMap::new(),
            wanted: BTreeMap::new(),
        }
    }

    fn folders(&mut self, id: &str) -> &[String] {
        let (workspace, own) = (self.workspace, self.own);
        self.folders.entry(id.to_owned()).or_insert_with(|| {
            if id == own.id.as_str() {
                vec![own.path.clone()]
            } else {
                let mut found = workspace.find_plans(id);
                found.retain(|folder| workspace.stays_inside(folder));
                found
            }
        })
    }

    /// Where a link of a record points, and what has to be read for it.
    fn aim<'b>(&mut self, path: &'b str, place: LinkPlace) -> Open<'b> {
        let aim = match &place.target {
            Target::Page(_) => Aim::Settled(Found::Page),
            Target::Record { name, .. } => self.by_name(name),
            Target::File(file) => self.by_file(path, file),
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
        Open { path, place, aim }
    }

    fn by_name(&mut self, name: &str) -> Aim {
        let mut parts = name.split('/').map(str::to_owned);
        let id = parts.next().unwrap_or_default();
        let folders = self.folders(&id).to_vec();
        match folders.as_slice() {
            [] if self.workspace.is_kept_elsewhere(&id) => {
                Aim::Settled(Found::Elsewhere { plan: id })
            }
            [] => Aim::Settled(Found::Missing {
                near: nearest(&id, self.workspace.plan_ids()).map(|near| {
                    [near]
                        .into_iter()
                        .chain(parts)
                        .collect::<Vec<_>>()
                        .join("/")
                }),
                why: format!("no plan is called \"{id}\""),
            }),
            [one] => Aim::Plan {
                folder: one.clone(),
                activity: parts.next(),
                record: parts.next(),
            },
            several => Aim::Settled(Found::Unreadable {
                why: format!("{} plans are called \"{id}\"", several.len()),
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
        let mut folder = path.as_str();
        while let Some((around, _)) = folder.rsplit_once('/') {
            folder = around;
            if self.workspace.holds(&format!("{folder}/{PLAN_FILE}")) {
                return Aim::File {
                    folder: folder.to_owned(),
                    path,
                };
            }
        }
        if self.workspace.holds(&path) {
            missing(format!("\"{words}\" is no record of a plan"))
        } else {
            missing(format!("there is no file \"{words}\""))
        }
    }

    /// Reads what the links point to.
    fn all(mut self, open: Vec<Open<'_>>) -> Vec<Link> {
        let mut plans = BTreeMap::new();
        for (folder, (activities, paths)) in std::mem::take(&mut self.wanted) {
            if folder != self.own.path {
                let only = Only::These { activities, paths };
                let read = self.workspace.read_plan_only(&folder, &only);
                plans.insert(folder, read.map_err(|broken| broken.finding.message));
            }
        }
        let mut teams: BTreeMap<String, Option<TeamName>> = BTreeMap::new();
        let followed = open.into_iter().map(|open| {
            let mut link = self.follow(open, &plans);
            // What the programme keeps with a team is that team's.
            if let Found::There(there) = &mut link.found
                && let Some(about) = there.team.as_mut().filter(|team| team.id != there.plan)
            {
                let known = teams
                    .entry(about.id.clone())
                    .or_insert_with(|| self.team(&about.id));
                there.team.clone_from(known);
            }
            link
        });
        // Among words of any form there may be links to anything, and to the record itself: what is no record isn't quoted.
        followed
            .filter(|link| {
                let is_own = |there: &There| there.path == link.path;
                !link.place.is_quote
                    || link.key.is_some() && !link.there().is_some_and(is_own)
                    || matches!(link.found, Found::Unreadable { .. })
            })
            .collect()
    }

    /// The names of a team by its plan's id.
    fn team(&self, id: &str) -> Option<TeamName> {
        let folder = self.workspace.find_plans(id).into_iter().next()?;
        let only = Only::These {
            activities: BTreeSet::new(),
            paths: BTreeSet::new(),
        };
        let plan = self.workspace.read_plan_only(&folder, &only).ok()?;
        (plan.toolkit.audience == Audience::Team).then(|| TeamName::of(&plan))
    }

    fn follow(&self, open: Open<'_>, plans: &BTreeMap<String, Result<Plan, String>>) -> Link {
        let Open { path, place, aim } = open;
        let version = match &place.target {
            Target::Record { version, .. } => version.clone(),
            Target::File(_) | Target::Page(_) => None,
        };
        let plan_in = |folder: &str| match plans.get(folder) {
            Some(Ok(plan)) => Ok(plan),
            Some(Err(why)) => Err(why.clone()),
            None => Ok(self.own),
        };
        let (found, key) = match aim {
            Aim::Settled(found) => (found, None),
            Aim::Plan {
                folder,
                activity,
                record,
            } => match plan_in(&folder) {
                Ok(plan) => named(plan, activity.as_deref(), record.as_deref()),
                Err(why) => (Found::Unreadable { why }, None),
            },
            Aim::File { folder, path } => match plan_in(&folder) {
                Ok(plan) => in_file(plan, &path, self.workspace.holds(&path)),
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

/// What stands in a plan under a name, and the name of its stamp.
fn named(plan: &Plan, activity: Option<&str>, record: Option<&str>) -> (Found, Option<String>) {
    let Some(name) = activity else {
        return (Found::There(Box::new(There::plan(plan))), None);
    };
    let Some(at) = plan.toolkit.position(name) else {
        let ids = plan.toolkit.activities.iter().map(|one| one.id.to_string());
        let found = Found::Missing {
            why: format!("\"{}\" has no activity \"{name}\"", plan.id),
            near: nearest(name, ids).map(|near| format!("{}/{near}", plan.id)),
        };
        return (found, None);
    };
    let Some(wanted) = record else {
        return (
            there(plan, at, None),
            Some(link_key(plan.id.as_str(), name, None)),
        );
    };
    let key = link_key(plan.id.as_str(), name, Some(wanted));
    let is_single = plan
        .toolkit
        .activities
        .get(at)
        .is_some_and(|one| one.repeat.is_none());
    let fits = |record: &&Record| {
        let stem = record.stem();
        stem == wanted || (!is_single && stem.rsplit('-').next() == Some(wanted))
    };
    let found: Vec<&Record> = plan.records_of(at).filter(fits).collect();
    match found.as_slice() {
        [one] => {
            let key = link_key(plan.id.as_str(), name, (!is_single).then(|| one.stem()));
            (there(plan, at, Some(one)), Some(key))
        }
        [] => {
            let stems = plan.records_of(at).map(|record| record.stem().to_owned());
            let found = Found::Missing {
                why: format!("\"{}/{name}\" has no record \"{wanted}\"", plan.id),
                near: nearest(wanted, stems).map(|near| format!("{}/{name}/{near}", plan.id)),
            };
            (found, Some(key))
        }
        several => {
            let why = format!("\"{wanted}\" fits {} records of \"{name}\"", several.len());
            (Found::Unreadable { why }, Some(key))
        }
    }
}

/// What a file of a plan is, and the name of its stamp.
fn in_file(plan: &Plan, path: &str, is_there: bool) -> (Found, Option<String>) {
    let known = |at: usize| plan.toolkit.activities.get(at);
    if let Some(record) = plan.records.iter().find(|record| record.path == path) {
        let id = known(record.activity).map_or("", |one| one.id.as_str());
        let is_single = known(record.activity).is_some_and(|one| one.repeat.is_none());
        if record.is_page {
            // A folder's page stands for all that is in it.
            let key = link_key(plan.id.as_str(), id, None);
            return (there(plan, record.activity, None), Some(key));
        }
        let key = link_key(plan.id.as_str(), id, (!is_single).then(|| record.stem()));
        return (there(plan, record.activity, Some(record)), Some(key));
    }
    let inside = path
        .strip_prefix(&plan.path)
        .unwrap_or(path)
        .trim_start_matches('/');
    if is_there {
        let found = if inside.eq_ignore_ascii_case("README.md") {
            Found::There(Box::new(There::plan(plan)))
        } else {
            Found::Missing {
                why: format!("\"{inside}\" is no record of \"{}\"", plan.id),
                near: None,
            }
        };
        return (found, None);
    }
    // Where it would be a record, a stamp may know it.
    let name = inside.rsplit('/').next().unwrap_or(inside);
    let stem = name.strip_suffix(".md").unwrap_or(name);
    let parent = inside.rsplit('/').nth(1).unwrap_or("");
    let id = plan.id.as_str();
    let several = plan
        .toolkit
        .activity(parent)
        .filter(|one| one.repeat.is_some());
    let key = match several {
        Some(activity) => Some(link_key(id, activity.id.as_str(), Some(stem))),
        None => plan
            .toolkit
            .activity(stem)
            .map(|_| link_key(id, stem, None)),
    };
    let found = Found::Missing {
        why: format!("\"{id}\" has no file \"{inside}\""),
        near: None,
    };
    (found, key)
}

fn there(plan: &Plan, at: usize, only: Option<&Record>) -> Found {
    match There::activity(plan, at, only) {
        Ok(mut there) => {
            // Whose it is, by its id alone: the other names are looked up once for all links.
            let about = only.and_then(Record::about);
            if let Some(about) = about.filter(|_| plan.toolkit.audience == Audience::Cohort) {
                there.team = Some(TeamName {
                    id: about.to_owned(),
                    title: String::new(),
                    organisation: String::new(),
                });
            }
            Found::There(Box::new(there))
        }
        Err(why) => Found::Unreadable { why },
    }
}
