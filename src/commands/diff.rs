//! `redesign diff`

use crate::app::past::{self, Of, Picked, Versions};
use crate::app::target::{self, Target};
use crate::app::{App, Command, Formats, Reply};
use crate::error::CommandError;
use crate::model::{Plan, Record};
use crate::queries::diff::{Compared, DiffData, RecordChange, RecordVersion, change, report};
use crate::queries::moment;
use crate::store::Workspace;
use crate::toolkit::ActivityAt;
use std::collections::BTreeMap;

/// Show what changed between two versions, output by output
///
/// Without FROM: what is not committed yet, or else what the last version changed. With FROM alone: what changed from
/// then to now. A version is v2, a revision that git knows, or a date.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// PLAN, PLAN/ACTIVITY or PLAN/ACTIVITY/RECORD; inside a plan's directory the plan may be left out
    #[arg(value_name = "PLAN[/ACTIVITY[/RECORD]]")]
    target: String,
    /// From this version
    from: Option<String>,
    /// To this version; what is there now unless said otherwise
    to: Option<String>,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "diff";
    const FORMATS: Formats = Formats::Only(&["table", "json", "markdown", "html", "patch"]);
    type Data = DiffData;

    fn run(self, app: &App<'_>) -> Result<Reply<DiffData>, CommandError> {
        let workspace = app.workspace()?;
        let target = target::find(app, &workspace, &self.target)?;
        let name = target.name();
        let versions = past::versions(&workspace, &target)?;
        let (from, to) = self.sides(&workspace, &name, &versions, &target)?;
        let then = |picked: &Option<Picked>| {
            let picked = picked.as_ref();
            picked
                .map(|picked| versions.plan_at(&workspace, picked, &picked.name()))
                .transpose()
        };
        let (old, new) = (then(&from)?, then(&to)?);
        let new = new.as_ref().unwrap_or(&target.plan);
        let path = |picked: &Option<Picked>| picked.as_ref().map(|picked| picked.path.clone());
        let only = match &versions.of {
            Of::File(now) => Some((path(&from), path(&to).unwrap_or_else(|| now.clone()))),
            Of::Plan | Of::Activity(_) => None,
        };
        let changes = changes(target.activity, old.as_ref(), new, only.as_ref());
        let words = |picked: &Option<Picked>, none: &str| {
            picked
                .as_ref()
                .map_or_else(|| none.to_owned(), Picked::name)
        };
        let title = format!(
            "{name} \u{b7} {} \u{2192} {}",
            words(&from, "nothing"),
            words(&to, "now")
        );
        let is_several = !matches!(versions.of, Of::File(_));
        let report = report(title, &changes, is_several);
        let next = match &from {
            Some(picked) if !changes.is_empty() && to.is_none() => {
                Some(format!("redesign restore {name}@{}", picked.name()))
            }
            _ => Some(format!("redesign log {name}")),
        };
        let told = |picked: &Option<Picked>| {
            picked.as_ref().map(|picked| Compared {
                version: picked.number.map(|number| format!("v{number}")),
                commit: picked.commit.clone(),
                date: moment::rfc3339(picked.seconds),
            })
        };
        let data = DiffData {
            plan: target.plan.id.to_string(),
            from: told(&from),
            to: told(&to),
            records: changes,
        };
        Ok(Reply {
            findings: crate::check::unreadable(&target.plan).collect(),
            next,
            commit: workspace.head(),
            ..Reply::new(data, report)
        })
    }
}

impl Arguments {
    /// The versions to compare; nothing on the right is what is there now, on the left that there was nothing.
    fn sides(
        &self,
        workspace: &Workspace,
        name: &str,
        versions: &Versions,
        target: &Target,
    ) -> Result<(Option<Picked>, Option<Picked>), CommandError> {
        if let Some(from) = &self.from {
            let from = versions.pick(workspace, name, from)?;
            let to = self.to.as_ref();
            let to = to
                .map(|to| versions.pick(workspace, name, to))
                .transpose()?;
            let to = to.or_else(|| workspace.commit().and_then(|_| versions.numbered(0)));
            return Ok((Some(from), to));
        }
        let is_dirty = workspace.commit().is_none() && {
            let paths = match &versions.of {
                Of::File(path) => versions.history.uncommitted(path)?,
                Of::Plan => versions.history.uncommitted(&target.plan.path)?,
                Of::Activity(id) => {
                    let mut paths = versions.history.uncommitted(&target.plan.path)?;
                    paths.retain(|path| path.split('/').any(|part| part == id));
                    paths
                }
            };
            !paths.is_empty()
        };
        if is_dirty || versions.steps.is_empty() {
            return Ok((versions.numbered(0), None));
        }
        if versions.is_cut() && versions.steps.len() == 1 {
            return Err(moment::cut("what the last version changed is not known"));
        }
        Ok((versions.numbered(1), versions.numbered(0)))
    }
}

/// What differs between two states of a plan, record by record. `activity` is that of the new one; `only` names one
/// record's file on each side.
fn changes(
    activity: Option<ActivityAt>,
    old: Option<&Plan>,
    new: &Plan,
    only: Option<&(Option<String>, String)>,
) -> Vec<RecordChange> {
    type Pair<'a> = (Option<&'a Record>, Option<&'a Record>);
    let mut pairs: BTreeMap<(ActivityAt, String), Pair<'_>> = BTreeMap::new();
    if let Some((from, to)) = only {
        let old = from
            .as_ref()
            .zip(old)
            .and_then(|(from, plan)| plan.records.iter().find(|record| record.path == *from));
        let new = new.records.iter().find(|record| record.path == *to);
        let at = new.or(old).map(|record| record.activity);
        pairs.extend(at.map(|at| ((at, String::new()), (old, new))));
    } else {
        let note = |plan: &'_ Plan, is_old: bool| -> Vec<((ActivityAt, String), usize, bool)> {
            let records = plan.records.iter().enumerate();
            records
                .filter(|(_, record)| !record.is_page)
                .filter_map(|(at, record)| {
                    let known = plan.toolkit.activity(record.activity);
                    let now = new.toolkit.named(known.id.as_str())?.at;
                    let is_wanted = activity.is_none_or(|wanted| wanted == now);
                    is_wanted.then(|| ((now, key(plan, record)), at, is_old))
                })
                .collect()
        };
        let mut found = old.map_or_else(Vec::new, |plan| note(plan, true));
        found.extend(note(new, false));
        for (key, at, is_old) in found {
            let pair = pairs.entry(key).or_default();
            if is_old {
                pair.0 = old.and_then(|plan| plan.records.get(at));
            } else {
                pair.1 = new.records.get(at);
            }
        }
    }
    let mut changes = Vec::new();
    for (before, after) in pairs.into_values() {
        let (before_version, after_version) = (before.map(version), after.map(version));
        let is_same = match (&before_version, &after_version) {
            (Some(one), Some(other)) => one.content.is_some() && one.text == other.text,
            (None, None) => true,
            _ => false,
        };
        let Some(known) = after.or(before).filter(|_| !is_same) else {
            continue;
        };
        // What both say is told in the words of the toolkit of now.
        let id = match (after, before, old) {
            (Some(after), ..) => Some(&new.toolkit.activity(after.activity).id),
            (None, Some(before), Some(old)) => Some(&old.toolkit.activity(before.activity).id),
            _ => None,
        };
        let activity = id.and_then(|id| new.toolkit.named(id.as_str()));
        let Some(activity) = activity else { continue };
        let change = change(
            &known.path,
            activity,
            before_version.as_ref(),
            after_version.as_ref(),
        );
        changes.push(change);
    }
    changes
}

/// What a record is called across renames of its file: of a repeatable activity by the random end of its name.
fn key(plan: &Plan, record: &Record) -> String {
    if plan.toolkit.activity(record.activity).repeat.is_some() {
        let stem = record.stem();
        stem.rsplit('-').next().unwrap_or(stem).to_owned()
    } else {
        String::new()
    }
}

fn version(record: &Record) -> RecordVersion<'_> {
    let content = record.content.as_ref().ok();
    RecordVersion {
        text: content.map_or("", |content| content.document.text()),
        content,
    }
}
