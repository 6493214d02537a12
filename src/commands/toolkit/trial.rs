//! Tries out a toolkit: renders everything a plan would contain, and reads it back.

use crate::model::{Content, Finding, Place, Slot, codes};
use crate::queries::report;
use crate::store::{ToolkitFiles, Workspace, scaffold};
use crate::template::data::PlanData;
use crate::template::{TemplateError, Templates};
use crate::toolkit::{Activity, Toolkit};

const PLAN: PlanData<'static> = PlanData {
    id: "a-plan",
    title: "A plan",
    organisation: "",
};

struct Trial<'a> {
    toolkit: &'a Toolkit,
    /// Messages about what is wrong so far.
    wrong: Vec<String>,
}

/// What is wrong with a toolkit's templates: each output must be found, empty, in what they render.
pub(super) fn findings(
    workspace: Option<&Workspace>,
    toolkit: &Toolkit,
    source: &ToolkitFiles,
    shown: &str,
) -> Vec<Finding> {
    let templates = || match workspace {
        Some(workspace) => workspace.templates_for_plans(toolkit, source),
        None => Templates::completed(source),
    };
    let mut trial = Trial {
        toolkit,
        wrong: Vec::new(),
    };
    trial.plan(&mut templates());
    trial.conditions(&mut templates().checking());
    trial.occurrences_and_sheets(&mut templates());
    trial.reports(source);
    let finding = |message: String| {
        Finding::error(codes::TOOLKIT, message)
            .with_place(Place::file(shown))
            .with_help("`docs/toolkits.md` lists what templates can use")
            .breaking()
    };
    trial.wrong.into_iter().map(finding).collect()
}

impl Trial<'_> {
    /// What a template rendered; a failure is noted.
    fn made<T>(&mut self, rendered: Result<T, TemplateError>) -> Option<T> {
        let made = rendered.map_err(|error| self.wrong.push(error.to_string()));
        made.ok()
    }

    fn plan(&mut self, templates: &mut Templates) {
        let cycle = scaffold::Cycle::default();
        let folder = scaffold::plan("a-plan", templates, self.toolkit, PLAN, cycle);
        let Some(folder) = self.made(folder) else {
            return;
        };
        let activities = self.toolkit.activities.iter();
        for activity in activities.filter(|activity| activity.repeat.is_none()) {
            let place = self.toolkit.place(activity);
            let file = folder.files.iter().find(|(name, _)| *name == place);
            let bytes = file.map(|(_, bytes)| bytes.clone());
            self.wrong
                .extend(read_back(activity, &place, bytes.unwrap_or_default()));
        }
    }

    fn reports(&mut self, source: &ToolkitFiles) {
        for (name, found) in report::findings_of(source) {
            let line = found.place.and_then(|place| place.line);
            let line = line.map_or(String::new(), |line| format!(":{line}"));
            self.wrong.push(format!("{name}{line}: {}", found.message));
        }
    }

    /// Rendering misses unknown names in conditions, so check them separately.
    fn conditions(&mut self, checking: &mut Templates) {
        let plan = checking.plan(self.toolkit, PLAN);
        self.made(plan);
        for activity in &self.toolkit.activities {
            let kinds: &[&str] = if activity.repeat.is_some() {
                &["folder", "occurrence"]
            } else {
                &["record"]
            };
            for kind in kinds {
                let text = checking.activity(kind, self.toolkit, activity, PLAN, &activity.title);
                self.made(text);
            }
        }
    }

    /// What is rendered after a plan's first files.
    fn occurrences_and_sheets(&mut self, templates: &mut Templates) {
        let toolkit = self.toolkit;
        for activity in &toolkit.activities {
            if activity.repeat.is_some() {
                let title = &activity.title;
                let text = templates.activity("occurrence", toolkit, activity, PLAN, title);
                let text = self.made(text);
                let wrong =
                    text.and_then(|text| read_back(activity, activity.id.as_str(), text.into()));
                self.wrong.extend(wrong);
            }
            for sheet in &activity.sheets {
                let text = templates.sheet(&sheet.template, toolkit, activity, PLAN);
                self.made(text);
            }
        }
    }
}

/// What is wrong with a new record: an output not found in it, or text taken for an answer.
fn read_back(activity: &Activity, place: &str, bytes: Vec<u8>) -> Option<String> {
    let content = match Content::of_text(place, activity, bytes) {
        Ok(content) => content,
        Err(finding) => return Some(format!("{place}: {}", finding.message)),
    };
    let mut outputs = activity.outputs.iter().zip(&content.slots);
    if let Some((output, _)) = outputs.find(|(_, slot)| !matches!(slot, Slot::At(_))) {
        let id = &output.id;
        return Some(format!(
            "{place}: its template doesn't contain the output \"{id}\" exactly once"
        ));
    }
    (!content.answered.is_empty())
        .then(|| format!("{place}: text of its template would be taken for an answer"))
}
