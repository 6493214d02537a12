//! Resolves links into one plan; its records are gathered once for all of them.

use super::names::{is_page, last, parent, within};
use crate::model::{Found, Gathered, Plan, Record, TeamName, There, link_key, nearest};
use crate::toolkit::{ActivityAt, Audience, PerActivity};
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// What a name or path leads to, and its stamp's name.
type Known = (Found, Option<String>);

pub(super) struct Targets<'a> {
    plan: &'a Plan,
    gathered: PerActivity<Gathered<'a>>,
    /// Records by activity and name: the full name and its random suffix.
    names: OnceCell<BTreeMap<(ActivityAt, &'a str), Vec<&'a Record>>>,
    paths: OnceCell<BTreeMap<&'a str, &'a Record>>,
    /// Earlier lookups, by activity and record.
    known: BTreeMap<(ActivityAt, Option<&'a str>), Found>,
}

impl<'a> Targets<'a> {
    pub fn of(plan: &'a Plan) -> Self {
        Self {
            plan,
            gathered: Gathered::all(plan),
            names: OnceCell::new(),
            paths: OnceCell::new(),
            known: BTreeMap::new(),
        }
    }

    fn is_single(&self, at: ActivityAt) -> bool {
        self.plan.toolkit.activity(at).repeat.is_none()
    }

    fn called(&self, at: ActivityAt, name: &str) -> Vec<&'a Record> {
        let names = self.names.get_or_init(|| {
            let mut names: BTreeMap<(ActivityAt, &str), Vec<&Record>> = BTreeMap::new();
            for record in self.plan.records.iter().filter(|record| !record.is_page) {
                let stem = record.stem();
                names
                    .entry((record.activity, stem))
                    .or_default()
                    .push(record);
                let end = stem.rsplit('-').next();
                if let Some(end) =
                    end.filter(|end| *end != stem && !self.is_single(record.activity))
                {
                    names
                        .entry((record.activity, end))
                        .or_default()
                        .push(record);
                }
            }
            names
        });
        names.get(&(at, name)).cloned().unwrap_or_default()
    }

    fn at_path(&self, path: &str) -> Option<&'a Record> {
        let paths = self.paths.get_or_init(|| {
            let records = self.plan.records.iter();
            records
                .map(|record| (record.path.as_str(), record))
                .collect()
        });
        paths.get(path).copied()
    }

    /// What a name in the plan leads to.
    pub fn named(&mut self, activity: Option<&str>, record: Option<&str>) -> Known {
        let plan = self.plan;
        let Some(name) = activity else {
            return (Found::There(Box::new(There::plan(plan))), None);
        };
        let Some(at) = plan.toolkit.named(name).map(|one| one.at) else {
            let ids = plan.toolkit.activities.iter().map(|one| one.id.to_string());
            let found = Found::Missing {
                why: format!("\"{}\" has no activity \"{name}\"", plan.id),
                near: nearest(name, ids).map(|near| format!("{}/{near}", plan.id)),
            };
            return (found, None);
        };
        let Some(wanted) = record else {
            return (
                self.there(at, None),
                Some(link_key(plan.id.as_str(), name, None)),
            );
        };
        let key = link_key(plan.id.as_str(), name, Some(wanted));
        match self.called(at, wanted).as_slice() {
            [one] => {
                let stem = (!self.is_single(at)).then(|| one.stem());
                let key = link_key(plan.id.as_str(), name, stem);
                (self.there(at, Some(one)), Some(key))
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
                let why = format!(
                    "\"{wanted}\" matches {} records of \"{name}\"",
                    several.len()
                );
                (Found::Unreadable { why }, Some(key))
            }
        }
    }

    pub fn in_file(&mut self, path: &str, is_there: impl FnOnce() -> bool) -> Known {
        let plan = self.plan;
        let id = plan.id.as_str();
        if let Some(record) = self.at_path(path) {
            let at = record.activity;
            let name = plan.toolkit.activity(at).id.as_str();
            if record.is_page {
                // A folder's page represents everything in it.
                return (self.there(at, None), Some(link_key(id, name, None)));
            }
            let key = link_key(id, name, (!self.is_single(at)).then(|| record.stem()));
            return (self.there(at, Some(record)), Some(key));
        }
        let inside = within(path, &plan.path).unwrap_or(path);
        if is_there() {
            let found = if is_page(inside) {
                Found::There(Box::new(There::plan(plan)))
            } else {
                Found::Missing {
                    why: format!("\"{inside}\" is not a record of \"{id}\""),
                    near: None,
                }
            };
            return (found, None);
        }
        // If it would be a record, a stamp may know it.
        let name = last(inside);
        let stem = name.strip_suffix(".md").unwrap_or(name);
        let several = plan
            .toolkit
            .named(last(parent(inside)))
            .filter(|one| one.repeat.is_some());
        let key = match several {
            Some(activity) => Some(link_key(id, activity.id.as_str(), Some(stem))),
            None => plan.toolkit.named(stem).map(|_| link_key(id, stem, None)),
        };
        let found = Found::Missing {
            why: format!("\"{id}\" has no file \"{inside}\""),
            near: None,
        };
        (found, key)
    }

    fn there(&mut self, at: ActivityAt, only: Option<&'a Record>) -> Found {
        let key = (at, only.map(|record| record.path.as_str()));
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let found = self.look(at, only);
        self.known.insert(key, found.clone());
        found
    }

    fn look(&self, at: ActivityAt, only: Option<&Record>) -> Found {
        match There::activity(self.plan, at, self.gathered.at(at), only) {
            Ok(mut there) => {
                // The team by its id alone; its names are looked up once for all links.
                let about = only.and_then(Record::about);
                let is_cohort = self.plan.toolkit.audience == Audience::Cohort;
                if let Some(about) = about.filter(|_| is_cohort) {
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
}
