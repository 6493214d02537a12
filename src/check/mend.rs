//! Automatic fixes, applied in memory first: what remains is known before anything is written, and a preview shows
//! exactly what would be.

use super::{Look, Mending, PlanPage, Subject, rules};
use crate::model::{Finding, Plan, Record, Standing};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Most passes per rule, so that a fix that doesn't work can't loop forever.
const MOST_PASSES: usize = 100;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fix {
    Text {
        /// Relative to the workspace.
        path: String,
        text: String,
        /// What the fix does, briefly.
        said: String,
    },
    Rename {
        /// Relative to the workspace.
        path: String,
        /// The new path.
        to: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Relative to the workspace.
    pub path: String,
    pub before: String,
    /// The new path, usually the same.
    pub to: String,
    pub after: String,
}

#[derive(Debug, Default)]
pub struct Mended {
    /// Ordered by path.
    pub changes: Vec<Change>,
    /// Each finding with what was done about it.
    pub done: Vec<(Finding, String)>,
}

pub fn mend(plan: &mut Plan, mut page: Option<&mut PlanPage>) -> Mended {
    let mut mended = Mended::default();
    // The current path of each touched file, and its original path and text.
    let mut origins: BTreeMap<String, (String, String)> = BTreeMap::new();
    // In rule order: stamps come last, once all answers are in place.
    for rule in rules::RULES {
        let Some(fix) = rule.fix.filter(|_| rule.concerns(plan)) else {
            continue;
        };
        for _ in 0..MOST_PASSES {
            let fixes = one_for_each_file(rule.look, fix, plan, page.as_deref());
            if fixes.is_empty() {
                break;
            }
            for (finding, fix) in fixes {
                let said = apply(fix, plan, page.as_deref_mut(), &mut origins);
                mended.done.extend(said.map(|said| (finding, said)));
            }
        }
    }
    for (path, (from, before)) in origins {
        let after = text_of(plan, page.as_deref(), &path).unwrap_or_default();
        mended.changes.push(Change {
            path: from,
            before,
            to: path,
            after,
        });
    }
    mended
}

fn one_for_each_file(
    look: Look,
    fix: Mending,
    plan: &Plan,
    page: Option<&PlanPage>,
) -> Vec<(Finding, Fix)> {
    let standing = Standing::of(plan);
    let subject = Subject {
        plan,
        standing: &standing,
        page,
        teams: None,
        today: None,
        moment: None,
    };
    let mut found = Vec::new();
    look(&subject, &mut found);
    let mut fixes: Vec<(Finding, Fix)> = Vec::new();
    for finding in found {
        if let Some(fix) = fix(&subject, &finding)
            && !fixes.iter().any(|(_, other)| other.path() == fix.path())
        {
            fixes.push((finding, fix));
        }
    }
    fixes
}

impl Fix {
    pub fn path(&self) -> &str {
        match self {
            Self::Text { path, .. } | Self::Rename { path, .. } => path,
        }
    }
}

/// Applies a fix in memory; returns what it did, if anything.
fn apply(
    fix: Fix,
    plan: &mut Plan,
    page: Option<&mut PlanPage>,
    origins: &mut BTreeMap<String, (String, String)>,
) -> Option<String> {
    let before = text_of(plan, page.as_deref(), fix.path())?;
    let origin = origins
        .remove(fix.path())
        .unwrap_or_else(|| (fix.path().to_owned(), before.clone()));
    let (path, text, said) = match fix {
        Fix::Text { path, text, said } => (path, text, said),
        Fix::Rename { path, to } => {
            let record = plan.records.iter_mut().find(|one| one.path == path)?;
            record.path.clone_from(&to);
            let said = format!("renamed to {}", record.stem());
            for link in plan.links.iter_mut().filter(|link| link.path == path) {
                link.path.clone_from(&to);
            }
            (to, before, said)
        }
    };
    if let Some(page) = page.filter(|page| page.path == path) {
        page.text = text;
    } else {
        let toolkit = Arc::clone(&plan.toolkit);
        let record = plan.records.iter_mut().find(|one| one.path == path)?;
        let known = toolkit.activity(record.activity);
        *record = Record::read(path.clone(), known, record.is_page, Ok(text.into_bytes()));
        plan.records.sort_by(|one, other| one.path.cmp(&other.path));
        plan.links.sort_by(|one, other| one.path.cmp(&other.path));
    }
    origins.insert(path, origin);
    Some(said)
}

/// The text of a record or the plan's page, as it is in memory.
fn text_of(plan: &Plan, page: Option<&PlanPage>, path: &str) -> Option<String> {
    if let Some(page) = page.filter(|page| page.path == path) {
        return Some(page.text.clone());
    }
    let record = plan.records.iter().find(|record| record.path == path)?;
    Some(record.content.as_ref().ok()?.document.text().to_owned())
}
