//! Finds a toolkit's activities and outputs by handle, id and role, and where they are in a plan.

use super::data::{Activity, Audience, Output, Toolkit};
use super::ids::ActivityId;
use super::places::{ActivityAt, OutputAt, OutputRef, OutputSet, PerActivity};
use super::role::Role;

impl Toolkit {
    pub fn activity(&self, at: ActivityAt) -> &Activity {
        self.activities.at(at)
    }

    pub fn per_activity<T>(&self, made: impl FnMut(&Activity) -> T) -> PerActivity<T> {
        PerActivity::new(self.activities.iter().map(made).collect())
    }

    pub fn output(&self, at: OutputRef) -> &Output {
        self.activity(at.activity).output(at.output)
    }

    pub fn outputs(&self) -> impl Iterator<Item = (&Activity, &Output)> {
        self.activities.iter().flat_map(|activity| {
            activity
                .outputs
                .iter()
                .map(move |output| (activity, output))
        })
    }

    pub fn named(&self, id: &str) -> Option<&Activity> {
        self.activities
            .iter()
            .find(|activity| activity.id.as_str() == id)
    }

    /// Whether each record of an activity is about one team's plan: in a programme with `per = "plan"`. A team's own
    /// records are about its plan anyway.
    pub fn is_per_plan(&self, activity: &Activity) -> bool {
        self.audience == Audience::Cohort && activity.per_plan
    }

    /// Folder of a step inside a plan: its number and id.
    pub fn step_folder(&self, step: usize) -> String {
        self.steps
            .get(step)
            .map_or_else(String::new, |found| format!("{}-{}", step + 1, found.id))
    }

    /// An activity's place inside a plan with `/`: its file, or its folder if repeatable.
    pub fn place(&self, activity: &Activity) -> String {
        let ending = if activity.repeat.is_some() { "" } else { ".md" };
        format!(
            "{}/{}{ending}",
            self.step_folder(activity.step),
            activity.id
        )
    }

    /// Ids of the activities that an activity needs.
    pub fn needs_of<'a>(&'a self, activity: &'a Activity) -> impl Iterator<Item = &'a ActivityId> {
        activity.needs.iter().map(|need| &self.activity(*need).id)
    }

    /// The reference as `activity/output`.
    pub fn name_of(&self, reference: OutputRef) -> String {
        let activity = self.activity(reference.activity);
        format!("{}/{}", activity.id, activity.output(reference.output).id)
    }
}

impl Activity {
    #[expect(
        clippy::indexing_slicing,
        reason = "only the parser makes places, and an activity's outputs stay as they are"
    )]
    pub fn output(&self, at: OutputAt) -> &Output {
        &self.outputs[at.index()]
    }

    pub fn named(&self, id: &str) -> Option<&Output> {
        self.outputs.iter().find(|output| output.id.as_str() == id)
    }

    /// Ids of some outputs, as text.
    pub fn names(&self, some: OutputSet) -> String {
        let ids: Vec<&str> = some.iter().map(|at| self.output(at).id.as_str()).collect();
        ids.join(", ")
    }

    pub const fn reference(&self, output: &Output) -> OutputRef {
        OutputRef {
            activity: self.at,
            output: output.at,
        }
    }

    /// The outputs for which `holds` is true.
    pub fn those(&self, holds: impl Fn(&Output) -> bool) -> OutputSet {
        let all = self.outputs.iter();
        all.filter(|output| holds(output))
            .map(|output| output.at)
            .collect()
    }

    pub fn outputs_of(&self, role: Role) -> impl Iterator<Item = &Output> {
        self.outputs
            .iter()
            .filter(move |output| output.role == Some(role))
    }

    /// The first of its outputs with a role.
    pub fn output_of(&self, role: Role) -> Option<&Output> {
        self.outputs_of(role).next()
    }
}

impl Output {
    /// Whether these words, undressed, are its title or id.
    pub fn is_called(&self, words: &str) -> bool {
        !words.is_empty() && self.called.iter().any(|name| name == words)
    }

    /// Whether it records consent: nobody else may say that the teams still agree.
    pub fn is_consent(&self) -> bool {
        self.role == Some(Role::Consent)
    }

    /// Whether its answers may quote other records in free text: any that can be drafted may.
    pub fn quotes(&self) -> bool {
        !self.draft.is_empty() && !self.holds_links()
    }

    /// Whether its answers can contain links.
    pub fn holds_links(&self) -> bool {
        self.kind.is_link() || self.shape.has_links || self.shape.link_column().is_some()
    }
}

/// Suggested time, minimum and maximum in minutes, as text: `60-120 min`.
pub fn time((least, most): (u32, u32)) -> String {
    if least == most {
        format!("{least} min")
    } else {
        format!("{least}-{most} min")
    }
}
