//! The words of a toolkit: rendered when they are asked for, and kept whole with it.

use super::{MAX_PLAN_BYTES, Source, Workspace, files};
use crate::document::any;
use crate::model::PlanMeta;
use crate::template::Templates;
use crate::template::data::PlanData;
use crate::toolkit::{Activity, Output, Toolkit, Writer, builtin};
use std::sync::{Arc, Mutex};

/// Renders one toolkit's words, its templates read and compiled once.
#[derive(Debug)]
struct Words {
    source: Source,
    templates: Mutex<Option<Templates>>,
}

/// Who renders the words of a toolkit.
pub(super) fn writer(source: &Source) -> Arc<dyn Writer> {
    Arc::new(Words {
        source: source.clone(),
        templates: Mutex::new(None),
    })
}

impl Words {
    fn with<T>(&self, render: impl FnOnce(&mut Templates) -> Option<T>) -> Option<T> {
        let mut kept = self.templates.lock().ok()?;
        render(kept.get_or_insert_with(|| Templates::of(&self.source)))
    }
}

impl Writer for Words {
    fn head(&self, output: &Output) -> Option<String> {
        self.with(|templates| templates.head(output).ok())
    }

    fn end(&self) -> Option<String> {
        self.with(Templates::end_of_hints)
    }

    fn texts(&self, toolkit: &Toolkit, activity: &Activity) -> Vec<String> {
        let named = any_plan(any::WORDS);
        let mut own = Templates::of(&self.source).with_version(any::VERSION);
        let mut texts = all_of(&mut own, toolkit, activity, named);
        if !own.is_whole() {
            // What such a template says of a plan without a title may be something else.
            texts.extend(all_of(&mut own, toolkit, activity, any_plan("")));
        }
        let mut then = Templates::of_0_1_0(&self.source).with_version(any::VERSION);
        texts.extend(all_of(&mut then, toolkit, activity, named));
        texts
    }
}

fn any_plan(words: &'static str) -> PlanData<'static> {
    PlanData {
        id: any::ID,
        title: words,
        organisation: words,
    }
}

/// What templates write for an activity, whatever the plan and the day; without what they can't.
fn all_of(
    templates: &mut Templates,
    toolkit: &Toolkit,
    activity: &Activity,
    plan: PlanData<'_>,
) -> Vec<String> {
    let title = &activity.title;
    let dated = format!("{title}, {}", any::DAY);
    let with_plan = format!("{title}: {}, {}", any::ID, any::DAY);
    let kinds: &[(&str, &str)] = if activity.repeat.is_some() {
        &[
            ("folder", title),
            ("occurrence", &dated),
            ("occurrence", &with_plan),
        ]
    } else {
        &[("record", title)]
    };
    let rendered = kinds
        .iter()
        .map(|(kind, heading)| templates.activity(kind, toolkit, activity, plan, heading));
    rendered.filter_map(Result::ok).collect()
}

impl Workspace {
    /// The templates from which plans of a toolkit are made: completed with the plain ones, unless it is one that goes on
    /// as it was.
    pub fn templates_for_plans(&self, toolkit: &Toolkit, source: &Source) -> Templates {
        if matches!(source, Source::Folder(_)) && !self.goes_on_as_it_was(toolkit) {
            return Templates::completed(source);
        }
        Templates::of(source)
    }

    /// The plain templates that a toolkit of the workspace's own lacks: name inside its folder, and bytes. None where it
    /// goes on as it was.
    pub fn templates_lacking(
        &self,
        toolkit: &Toolkit,
        source: &Source,
    ) -> Vec<(String, &'static [u8])> {
        if !matches!(source, Source::Folder(_)) {
            return Vec::new();
        }
        let mut lacking = builtin::plain();
        lacking.retain(|(name, _)| source.read(name).is_none());
        if !lacking.is_empty() && self.goes_on_as_it_was(toolkit) {
            lacking.clear();
        }
        lacking
    }

    /// Whether a toolkit's words are settled: plans are made from it already, or version 0.1.0 copied it.
    fn goes_on_as_it_was(&self, toolkit: &Toolkit) -> bool {
        let version = toolkit.version.to_string();
        let is_it = |meta: &PlanMeta| {
            meta.toolkit.id == toolkit.id.as_str() && meta.toolkit.version == version
        };
        let (folders, _) = self.read_plan_folders();
        let mut plans = folders.iter().filter_map(|folder| {
            let path = self.absolute(&format!("{folder}/plan.toml"));
            PlanMeta::parse(&files::read_text(&path, MAX_PLAN_BYTES).ok()?).ok()
        });
        self.toolkits.was_built_in(toolkit) || plans.any(|meta| is_it(&meta))
    }
}
