//! A toolkit's texts, rendered on demand and cached with it.

use super::toolkit_files::ToolkitFiles;
use crate::document::any;
use crate::template::Templates;
use crate::template::data::PlanData;
use crate::toolkit::{Activity, Output, Toolkit, Writer};
use std::sync::{Arc, Mutex};

/// Renders a toolkit's texts; templates are read and compiled once.
#[derive(Debug)]
struct Words {
    files: ToolkitFiles,
    templates: Mutex<Option<Templates>>,
    /// The same with marks for what differs, and those of version 0.1.0.
    with_marks: Mutex<Option<[Templates; 2]>>,
}

pub(super) fn writer(files: &ToolkitFiles) -> Arc<dyn Writer> {
    Arc::new(Words {
        files: files.clone(),
        templates: Mutex::new(None),
        with_marks: Mutex::new(None),
    })
}

impl Words {
    fn with<T>(&self, render: impl FnOnce(&mut Templates) -> Option<T>) -> Option<T> {
        let mut kept = self.templates.lock().ok()?;
        render(kept.get_or_insert_with(|| Templates::of(&self.files)))
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
        let Ok(mut kept) = self.with_marks.lock() else {
            return Vec::new();
        };
        let [own, then] = kept.get_or_insert_with(|| {
            let both = [Templates::of(&self.files), Templates::of_0_1_0(&self.files)];
            both.map(|templates| templates.with_version(any::VERSION))
        });
        let named = any_plan(any::WORDS);
        let mut texts = all_of(own, toolkit, activity, named);
        if !own.is_whole() {
            // For a plan without a title, such a template may write something else.
            texts.extend(all_of(own, toolkit, activity, any_plan("")));
        }
        texts.extend(all_of(then, toolkit, activity, named));
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

/// Everything the templates write for an activity, whatever the plan and day; skips what fails.
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
    templates.activity_files(kinds, toolkit, activity, plan)
}
