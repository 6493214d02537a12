//! The texts that a rename changes, in the plan and around it.

use crate::app::Opened;
use crate::document::Document;
use crate::error::CommandError;
use crate::model::{Plan, Renaming, Rewritten, codes, restamped};
use crate::store::{BrokenPlan, MAX_PLAN_BYTES, read_text};
use std::collections::BTreeMap;

/// Files with their text before and after, by path before.
#[derive(Default)]
pub struct Relinked {
    pub texts: BTreeMap<String, (String, String)>,
    pub notes: Vec<String>,
}

/// A plan in which something changes or could.
struct Seen {
    plan: Plan,
    texts: Vec<(String, String, String)>,
}

impl Relinked {
    /// Looks at all plans.
    pub fn of(workspace: &Opened<'_>, renaming: &Renaming<'_>) -> Result<Self, CommandError> {
        let look =
            |read: Result<Plan, BrokenPlan>| read.map(|plan| seen(workspace, renaming, plan));
        let (read, _) = workspace.read_plans(&look);
        let mut found = Self::default();
        let mut plans = Vec::new();
        for one in read {
            match one {
                Err(broken) => found.notes.push(format!(
                    "note: {} can't be read, so links in it weren't looked at",
                    broken.path
                )),
                Ok(None) => {}
                Ok(Some(seen)) if seen.plan.repository.is_some() => found.leave(&seen),
                Ok(Some(seen)) => {
                    let texts = seen.texts.iter();
                    let after = texts.map(|(path, _, after)| (path.clone(), after.clone()));
                    plans.push(Rewritten::of(seen.plan, &after.collect()));
                    let texts = seen.texts.into_iter();
                    let texts = texts.map(|(path, before, after)| (path, (before, after)));
                    found.texts.extend(texts);
                }
            }
        }
        found.pages_around(workspace, renaming);
        for plan in &plans {
            found.restamp(&plans, plan, renaming)?;
        }
        Ok(found)
    }

    /// Files that change outside a directory.
    pub fn outside(&self, folder: &str) -> Vec<String> {
        let inside = format!("{folder}/");
        let paths = self.texts.keys().filter(|path| !path.starts_with(&inside));
        paths.cloned().collect()
    }

    /// Names what another repository keeps.
    fn leave(&mut self, seen: &Seen) {
        if let Some((path, ..)) = seen.texts.first() {
            self.notes.push(format!(
                "note: {path} links to it, but is in a repository of its own; change it there"
            ));
        }
    }

    /// Pages of groups, and the workspace's own, which no command writes.
    fn pages_around(&mut self, workspace: &Opened<'_>, renaming: &Renaming<'_>) {
        let (mut groups, plans) = (Vec::new(), &workspace.config.plans);
        for place in [renaming.from.path, renaming.to.path] {
            let mut folder = place;
            while let Some((group, _)) = folder.rsplit_once('/') {
                groups.push(group);
                folder = group;
            }
        }
        groups.push("");
        groups.sort_unstable();
        groups.dedup();
        for group in groups {
            let path = format!("{group}/README.md");
            let path = path.trim_start_matches('/').to_owned();
            let text = workspace.follow(&path).ok();
            let text = text.and_then(|file| read_text(&file, MAX_PLAN_BYTES).ok());
            let Some((before, after)) =
                text.and_then(|text| Some((text.clone(), renaming.page(&path, &text)?)))
            else {
                continue;
            };
            if group == plans || group.starts_with(&format!("{plans}/")) {
                self.texts.insert(path, (before, after));
            } else {
                self.notes
                    .push(format!("note: {path} links to it; change that by hand"));
            }
        }
    }

    /// Renews what stamps say in a plan's records.
    fn restamp(
        &mut self,
        all: &[Rewritten],
        plan: &Rewritten,
        renaming: &Renaming<'_>,
    ) -> Result<(), CommandError> {
        let ids = (renaming.from.id, renaming.to.id);
        for record in &plan.before.records {
            let Ok(content) = &record.content else {
                continue;
            };
            let (stamps, drafted) = restamped(all, (plan, record), ids).map_err(|answer| {
                let message = format!(
                    "{answer} was given before what this clone has of history, so nobody knows what it holds for"
                );
                CommandError::refused(codes::CUT_OFF, message)
                    .hint("nothing was changed; `git fetch --unshallow` gets the rest, then rename")
            })?;
            if stamps.is_empty() && drafted.is_empty() {
                continue;
            }
            let before = content.document.text();
            let known = self
                .texts
                .get(&record.path)
                .map(|(_, after)| after.as_str());
            let after = Document::parse(known.unwrap_or(before).as_bytes().to_vec()).ok();
            let stamped = after.and_then(|text| text.with_stamps(&stamps));
            let stamped = stamped
                .and_then(|text| Document::parse(text.into_bytes()).ok())
                .and_then(|text| text.with_drafted(&drafted, None));
            match stamped {
                Some(text) => {
                    let both = (before.to_owned(), text);
                    self.texts.insert(record.path.clone(), both);
                }
                None => self.notes.push(format!(
                    "note: the stamps in {} have a form that can't be changed, so it may have to be reviewed again",
                    record.path
                )),
            }
        }
        Ok(())
    }
}

/// What changes in a plan; `None` if nothing does, and no stamp in it is of a link.
fn seen(workspace: &Opened<'_>, renaming: &Renaming<'_>, plan: Plan) -> Option<Seen> {
    let mut texts = Vec::new();
    let mut has_links = false;
    for record in &plan.records {
        let Ok(content) = &record.content else {
            continue;
        };
        has_links |= content.stamps.iter().any(|(name, _)| name.starts_with('/'));
        if let Some(after) = renaming.record(&plan, record, content) {
            texts.push((
                record.path.clone(),
                content.document.text().to_owned(),
                after,
            ));
        }
    }
    let page = format!("{}/README.md", plan.path);
    let is_markdown = |path: &&String| path.to_lowercase().ends_with(".md");
    for path in plan.strays.iter().filter(is_markdown).chain([&page]) {
        let file = workspace.follow(path).ok();
        let text = file.and_then(|file| read_text(&file, MAX_PLAN_BYTES).ok());
        let after = text.as_ref().and_then(|text| renaming.page(path, text));
        texts.extend(
            text.zip(after)
                .map(|(text, after)| (path.clone(), text, after)),
        );
    }
    if let Some(after) = renaming.plan_file(&plan.meta) {
        let path = format!("{}/plan.toml", plan.path);
        texts.push((path, plan.meta.text.clone(), after));
    }
    (has_links || !texts.is_empty()).then_some(Seen { plan, texts })
}
