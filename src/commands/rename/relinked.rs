//! The texts that a rename changes, in the plan and around it.

use crate::app::Opened;
use crate::document::Document;
use crate::error::CommandError;
use crate::model::{Plan, Renaming, Rewritten, codes, restamped};
use crate::store::{BrokenPlan, MAX_PLAN_BYTES, read_text};
use std::collections::{BTreeMap, BTreeSet};

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
    notes: Vec<String>,
}

impl Relinked {
    /// Looks at all plans.
    pub fn of(workspace: &Opened<'_>, renaming: &Renaming<'_>) -> Result<Self, CommandError> {
        let look = |read: Result<Plan, BrokenPlan>| match read {
            Ok(plan) => (plan.path.clone(), Ok(seen(workspace, renaming, plan))),
            Err(broken) => (broken.path.clone(), Err(broken)),
        };
        let (read, _) = workspace.read_plans(&look);
        let mut found = Self::default();
        let (mut plans, mut places) = (Vec::new(), vec![renaming.to.path.to_owned()]);
        for (place, one) in read {
            places.push(place);
            match one {
                Err(broken) => found.notes.push(unread(&broken.path)),
                Ok(None) => {}
                Ok(Some(seen)) if seen.plan.repository.is_some() => found.leave(seen),
                Ok(Some(seen)) => {
                    found.notes.extend(seen.notes);
                    let texts = seen.texts.iter();
                    let after = texts.map(|(path, _, after)| (path.clone(), after.clone()));
                    plans.push(Rewritten::of(seen.plan, &after.collect()));
                    let texts = seen.texts.into_iter();
                    let texts = texts.map(|(path, before, after)| (path, (before, after)));
                    found.texts.extend(texts);
                }
            }
        }
        found.pages_around(workspace, renaming, &places);
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
    fn leave(&mut self, seen: Seen) {
        if let Some((path, ..)) = seen.texts.first() {
            self.notes.push(elsewhere(path));
        }
        self.notes.extend(seen.notes);
    }

    /// Pages of the groups of all plans, and the workspace's own, which no command writes.
    fn pages_around(&mut self, workspace: &Opened<'_>, renaming: &Renaming<'_>, places: &[String]) {
        let plans = &workspace.config.plans;
        let mut groups = BTreeSet::from([""]);
        for place in places {
            let mut folder = place.as_str();
            while let Some((group, _)) = folder.rsplit_once('/') {
                groups.insert(group);
                folder = group;
            }
        }
        for group in groups {
            let path = format!("{group}/README.md");
            let path = path.trim_start_matches('/').to_owned();
            let before = match page(workspace, &path) {
                Ok(Some(text)) => text,
                Ok(None) => continue,
                Err(unread) => {
                    self.notes.push(unread);
                    continue;
                }
            };
            let is_ours = group == plans || group.starts_with(&format!("{plans}/"));
            match renaming.page(&path, &before) {
                Some(_) if workspace.repository_of(group).is_some() => {
                    self.notes.push(elsewhere(&path));
                }
                Some(_) if !is_ours => self
                    .notes
                    .push(format!("note: {path} links to it; change that by hand")),
                after => {
                    let text = after.as_ref().unwrap_or(&before);
                    self.notes.extend(left(renaming, &path, text));
                    self.texts
                        .extend(after.map(|after| (path, (before, after))));
                }
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
    let (mut texts, mut notes) = (Vec::new(), Vec::new());
    let mut add = |path: &String, before: &str, after: Option<String>| {
        notes.extend(left(renaming, path, after.as_deref().unwrap_or(before)));
        texts.extend(after.map(|after| (path.clone(), before.to_owned(), after)));
    };
    let mut has_links = false;
    let mut unreadable = Vec::new();
    for record in &plan.records {
        let Ok(content) = &record.content else {
            unreadable.push(unread(&renaming.moved(&record.path)));
            continue;
        };
        has_links |= content.stamps.iter().any(|(name, _)| name.starts_with('/'));
        let after = renaming.record(&plan, record, content);
        add(&record.path, content.document.text(), after);
    }
    let own = format!("{}/README.md", plan.path);
    let is_markdown = |path: &&String| path.to_lowercase().ends_with(".md");
    for path in plan.strays.iter().filter(is_markdown).chain([&own]) {
        match page(workspace, path) {
            Ok(Some(text)) => add(path, &text, renaming.page(path, &text)),
            Ok(None) => {}
            Err(_) => unreadable.push(unread(&renaming.moved(path))),
        }
    }
    let path = format!("{}/plan.toml", plan.path);
    add(&path, &plan.meta.text, renaming.plan_file(&plan.meta));
    notes.extend(unreadable);
    (has_links || !texts.is_empty() || !notes.is_empty()).then_some(Seen { plan, texts, notes })
}

/// The text of a page, if it is there; else the note that it can't be read.
fn page(workspace: &Opened<'_>, path: &str) -> Result<Option<String>, String> {
    if workspace.absolute(path).symlink_metadata().is_err() {
        return Ok(None);
    }
    let file = workspace.follow(path).ok();
    let text = file.and_then(|file| read_text(&file, MAX_PLAN_BYTES).ok());
    text.map(Some).ok_or_else(|| unread(path))
}

fn elsewhere(path: &str) -> String {
    format!("note: {path} links to it, but is in a repository of its own; change it there")
}

fn unread(path: &str) -> String {
    format!("note: {path} can't be read, so links in it weren't looked at")
}

/// The note that a file's new text still names the old place.
fn left(renaming: &Renaming<'_>, path: &str, text: &str) -> Option<String> {
    let line = renaming.line_left(path, text)?;
    Some(format!(
        "note: {}:{line} still names {}; if that is a link, change it by hand",
        renaming.moved(path),
        renaming.from.path
    ))
}
