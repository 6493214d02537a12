//! `--continue`: what a new plan takes over from its predecessor.

use crate::document::Document;
use crate::error::CommandError;
use crate::model::paths::relative;
use crate::model::{Content, Filling, Plan, Record, Slot, accept, fill, form};
use crate::store::NewFolder;
use crate::template::Templates;
use crate::template::data::PlanData;
use crate::toolkit::{Activity, PlanId, Toolkit};

#[derive(Debug, Default)]
pub(super) struct Carried {
    pub activities: Vec<String>,
    /// Answers (`activity/output`) left behind because the old record or the new toolkit doesn't count them.
    pub left: Vec<String>,
}

impl Carried {
    pub fn words(&self, from: &PlanId) -> String {
        if self.activities.is_empty() {
            return format!("nothing from {from}: it has no answers that stay true");
        }
        format!("{} from {from}", self.activities.join(", "))
    }

    /// A note about answers left behind.
    pub fn note(&self) -> Option<String> {
        (!self.left.is_empty()).then(|| {
            format!(
                "note: not carried over because it doesn't count there or has no place here: {}",
                self.left.join(", ")
            )
        })
    }
}

/// The new plan, whose files are to be filled.
pub(super) struct Successor<'a> {
    /// Says which activities carry over.
    pub toolkit: &'a Toolkit,
    pub templates: &'a mut Templates,
    pub data: PlanData<'a>,
}

impl Successor<'_> {
    /// Copies the old plan's answers that stay true into the new files, each with a line that says where they come
    /// from.
    pub fn take_over(&mut self, old: &Plan, new: &mut NewFolder) -> Result<Carried, CommandError> {
        let mut carried = Carried::default();
        let activities = self.toolkit.activities.iter();
        for activity in activities.filter(|activity| activity.carry) {
            let Some(known) = old.toolkit.named(activity.id.as_str()) else {
                continue;
            };
            if known.repeat.is_some() != activity.repeat.is_some() {
                continue;
            }
            let mut some = false;
            for record in old.records_of(known.at) {
                let content = record.content.as_ref()?;
                let fillings = kept(known, activity, content, &mut carried.left);
                if fillings.is_empty() {
                    continue;
                }
                self.put(activity, record, content, &fillings, new)?;
                some = true;
            }
            if some {
                carried.activities.push(activity.id.to_string());
            }
        }
        Ok(carried)
    }

    /// Copies one record's answers into its new file.
    fn put(
        &mut self,
        activity: &Activity,
        record: &Record,
        content: &Content,
        fillings: &[Filling],
        new: &mut NewFolder,
    ) -> Result<(), CommandError> {
        let place = self.toolkit.place(activity);
        let name = if activity.repeat.is_some() {
            format!("{place}/{}.md", record.stem())
        } else {
            place
        };
        let file = new.files.iter().position(|(one, _)| *one == name);
        let base = match file.and_then(|at| new.files.get(at)) {
            Some((_, bytes)) => String::from_utf8_lossy(bytes).into_owned(),
            None => self.templates.activity(
                "occurrence",
                self.toolkit,
                activity,
                self.data,
                heading(&content.document).unwrap_or(&activity.title),
            )?,
        };
        let path = format!("{}/{name}", new.path);
        let filled = fill(&path, activity, base, fillings).map_err(|_| {
            CommandError::usage(format!(
                "{} doesn't fit the toolkit's version {}",
                record.path, self.toolkit.version
            ))
        })?;
        let bytes = with_origin(&path, activity, filled, record).into_bytes();
        match file.and_then(|at| new.files.get_mut(at)) {
            Some((_, old)) => *old = bytes,
            None => new.files.push((name, bytes)),
        }
        Ok(())
    }
}

/// Answers that count in the old record and fit the new one, by output id; `left` gets the others.
fn kept(
    known: &Activity,
    activity: &Activity,
    content: &Content,
    left: &mut Vec<String>,
) -> Vec<Filling> {
    let mut fillings = Vec::new();
    for output in &known.outputs {
        if !content.answered.contains(output.at) {
            continue;
        }
        let counts = content.filled.contains(output.at);
        let words = content.answer(output.at).filter(|_| counts);
        let into = activity.named(output.id.as_str());
        let filling = into.zip(words).map(|(output, words)| Filling {
            output: output.at,
            text: words.text.trim().to_owned(),
        });
        let fits =
            |filling: &Filling| accept(activity.output(filling.output), &filling.text).is_ok();
        match filling.filter(fits) {
            Some(filling) => fillings.push(filling),
            None => left.push(format!("{}/{}", known.id, output.id)),
        }
    }
    fillings
}

/// A record's text with a line above its first output that says where the answers come from.
fn with_origin(path: &str, activity: &Activity, text: String, record: &Record) -> String {
    let Ok(content) = Content::of_text(path, activity, text.clone()) else {
        return text;
    };
    let sections = content.slots.iter().filter_map(|slot| match slot {
        Slot::At(at) => content.document.sections().get(*at),
        _ => None,
    });
    let first = sections.min_by_key(|section| section.start);
    let origin = format!(
        "Carried over from [{}](<{}>). Change what no longer holds.",
        record.path,
        relative(path, &record.path)
    );
    let origin = form::marked_live(&origin);
    content.document.with_section(first, origin.trim())
}

/// The text of a record's first heading.
fn heading(document: &Document) -> Option<&str> {
    let first = document.sections().iter().find(|one| one.level == 1)?;
    Some(document.title(first)).filter(|title| !title.is_empty())
}
