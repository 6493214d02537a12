//! Templates for the workspace's plans, and a plan's own page, its README.

use super::names::PLAN_FILE;
use super::{MAX_PLAN_BYTES, ToolkitFiles, Workspace, files};
use crate::check::{PlanPage, lacks_links};
use crate::model::{Plan, PlanMeta};
use crate::template::Templates;
use crate::toolkit::{TemplateTexts, Toolkit, builtin};

impl Workspace {
    /// Reads a plan's own page, if it is readable. What the templates would write now is only rendered if it lacks
    /// links.
    pub fn plan_page(&self, plan: &Plan) -> Option<PlanPage> {
        let path = format!("{}/README.md", plan.path);
        let text = files::read_text(&self.follow(&path).ok()?, MAX_PLAN_BYTES).ok()?;
        let fresh = if lacks_links(plan, &text) {
            self.fresh_page(plan).unwrap_or_default()
        } else {
            String::new()
        };
        Some(PlanPage { path, text, fresh })
    }

    fn fresh_page(&self, plan: &Plan) -> Option<String> {
        let (toolkit, source) = self.toolkits.find(&plan.meta.toolkit).ok()?;
        Templates::of(&source).plan(&toolkit, plan.into()).ok()
    }

    /// The templates for plans of a toolkit: the plain ones fill gaps, unless the toolkit is settled.
    pub fn templates_for_plans(&self, toolkit: &Toolkit, source: &ToolkitFiles) -> Templates {
        if matches!(source, ToolkitFiles::Folder(_)) && !self.goes_on_as_it_was(toolkit) {
            return Templates::completed(source);
        }
        Templates::of(source)
    }

    /// The plain templates that a workspace's own toolkit lacks, by name in its folder; none if it is settled.
    pub fn templates_lacking(
        &self,
        toolkit: &Toolkit,
        source: &ToolkitFiles,
    ) -> Vec<(String, &'static [u8])> {
        if !matches!(source, ToolkitFiles::Folder(_)) {
            return Vec::new();
        }
        let mut lacking = builtin::plain();
        lacking.retain(|(name, _)| source.read(name).is_none());
        if !lacking.is_empty() && self.goes_on_as_it_was(toolkit) {
            lacking.clear();
        }
        lacking
    }

    /// Whether a toolkit's texts are settled: plans were made from it already, or version 0.1.0 copied it.
    fn goes_on_as_it_was(&self, toolkit: &Toolkit) -> bool {
        let version = toolkit.version.to_string();
        let is_it = |meta: &PlanMeta| {
            meta.toolkit.id == toolkit.id.as_str() && meta.toolkit.version == version
        };
        let (folders, _) = self.read_plan_folders();
        let mut plans = folders.iter().filter_map(|folder| {
            let path = self.absolute(&format!("{folder}/{PLAN_FILE}"));
            PlanMeta::parse(&files::read_text(&path, MAX_PLAN_BYTES).ok()?).ok()
        });
        self.toolkits.was_built_in(toolkit) || plans.any(|meta| is_it(&meta))
    }
}
