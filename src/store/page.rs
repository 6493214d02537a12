//! A plan's own page: its README.

use super::{MAX_PLAN_BYTES, Workspace, files};
use crate::check::{Page, lacks_links};
use crate::model::Plan;
use crate::template::Templates;
use crate::template::data::PlanData;

impl Workspace {
    /// Reads a plan's own page; nothing where there is none or it can't be read. What it held if it were made now is only
    /// made where it lacks links.
    pub fn plan_page(&self, plan: &Plan) -> Option<Page> {
        let path = format!("{}/README.md", plan.path);
        let text = files::read_text(&self.follow(&path).ok()?, MAX_PLAN_BYTES).ok()?;
        let fresh = if lacks_links(plan, &text) {
            self.fresh_page(plan).unwrap_or_default()
        } else {
            String::new()
        };
        Some(Page { path, text, fresh })
    }

    fn fresh_page(&self, plan: &Plan) -> Option<String> {
        let (toolkit, source) = self.toolkits.find(&plan.meta.toolkit).ok()?;
        let data = PlanData {
            id: plan.id.as_str(),
            title: &plan.meta.title,
            organisation: &plan.meta.organisation,
        };
        Templates::of(&source).plan(&toolkit, data).ok()
    }
}
