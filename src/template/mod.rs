//! Renders templates to Markdown: the only user of handlebars. Strict, without partials, with only the data that
//! [`data`] lists.

pub mod data;
mod limits;
mod lint;
mod live;
mod loops;
mod misread;
mod reports;
mod uses;

use crate::model::form;
use crate::system::free;
use crate::toolkit::{Activity, Output, TemplateTexts, Toolkit, builtin};
use data::PlanData;
use handlebars::{Context, Handlebars, Template};
use limits::{Budget, MAX_OUTPUT, MAX_STEPS, Rendered};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub use misread::Misread;
pub use reports::{ReportTemplate, ReportValues};
use uses::NOW;
pub use uses::NowUses;

#[derive(Debug, thiserror::Error)]
#[error("the template \"{name}\" can't be used: {reason}")]
pub struct TemplateError {
    pub name: String,
    pub reason: String,
}

/// Renders a toolkit's templates; each is read and compiled once.
#[derive(Debug)]
pub struct Templates {
    texts: Box<dyn TemplateTexts>,
    /// The templates used if the toolkit has none of its own.
    fallback: Fallback,
    /// Whether names used only in conditions must exist too.
    checks_conditions: bool,
    engine: Handlebars<'static>,
    budget: Budget,
    /// The current state of a whole cohort; passed only to templates that name it.
    now: Value,
    /// Names of the templates that do.
    asking: BTreeSet<String>,
    /// How many lines are above each part of a template.
    above: BTreeMap<String, usize>,
    /// Replaces the toolkit's version, if set.
    version: Option<&'static str>,
}

/// The templates used for those that a toolkit lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fallback {
    /// None are missing: all words are the toolkit's; what depends on a plan or day is in live parts.
    Whole,
    /// The general ones, which `new` copies to the toolkit; then it is whole.
    Completed,
    /// Those of version 0.1.0, which knew the plan and were not kept with the toolkit.
    Earlier,
    /// Those of version 0.1.0, even if the toolkit has its own.
    EarlierAlone,
}

impl Templates {
    pub fn of(texts: &(impl TemplateTexts + Clone + 'static)) -> Self {
        let is_whole = texts.read(SECTION).is_some();
        Self::with_fallback(
            texts,
            if is_whole {
                Fallback::Whole
            } else {
                Fallback::Earlier
            },
        )
    }

    /// The templates of a toolkit after the general ones are copied to it.
    pub fn completed(texts: &(impl TemplateTexts + Clone + 'static)) -> Self {
        Self::with_fallback(texts, Fallback::Completed)
    }

    /// What version 0.1.0 wrote if a toolkit had no templates.
    pub fn of_0_1_0(texts: &(impl TemplateTexts + Clone + 'static)) -> Self {
        Self::with_fallback(texts, Fallback::EarlierAlone)
    }

    fn with_fallback(texts: &(impl TemplateTexts + Clone + 'static), fallback: Fallback) -> Self {
        let budget = Budget::of(MAX_STEPS, MAX_OUTPUT);
        let mut engine = engine(&budget);
        engine.register_escape_fn(handlebars::no_escape);
        Self {
            texts: Box::new(texts.clone()),
            fallback,
            checks_conditions: false,
            engine,
            budget,
            now: data::no_day(),
            asking: BTreeSet::new(),
            above: BTreeMap::new(),
            version: None,
        }
    }

    /// Sets the current state, from [`data::now`].
    #[must_use]
    pub fn with_now(mut self, now: Value) -> Self {
        self.now = now;
        self
    }

    /// Frees the current state, which may be large, in the background.
    pub fn done_with_now(&mut self) {
        free(std::mem::take(&mut self.now));
    }

    #[must_use]
    pub fn with_version(mut self, words: &'static str) -> Self {
        self.version = Some(words);
        self
    }

    /// For checks: every name must be there, also where strict mode is silent.
    #[must_use]
    pub fn checking(mut self) -> Self {
        self.checks_conditions = true;
        self.now = data::any_day();
        self
    }

    /// Whether all words that these templates write belong to the toolkit.
    pub fn is_whole(&self) -> bool {
        matches!(self.fallback, Fallback::Whole | Fallback::Completed)
    }

    /// An activity's empty record, folder page or occurrence, from the toolkit's own template or the general one.
    /// `kind` is the general one's stem: `record`, `folder` or `occurrence`.
    pub fn activity(
        &mut self,
        kind: &str,
        toolkit: &Toolkit,
        activity: &Activity,
        plan: PlanData<'_>,
        heading: &str,
    ) -> Result<String, TemplateError> {
        let data = self.activity_data(toolkit, activity, plan, heading)?;
        self.render(kind, Some(activity.id.as_str()), &data)
    }

    /// Several files of an activity, each by its kind and heading; those that fail are left out.
    pub fn activity_files(
        &mut self,
        kinds: &[(&str, &str)],
        toolkit: &Toolkit,
        activity: &Activity,
        plan: PlanData<'_>,
    ) -> Vec<String> {
        let Ok(mut data) = self.activity_data(toolkit, activity, plan, "") else {
            return Vec::new();
        };
        let id = Some(activity.id.as_str());
        let files = kinds.iter().map(|(kind, heading)| {
            data::set_heading(&mut data, heading);
            self.render(kind, id, &data)
        });
        files.filter_map(Result::ok).collect()
    }

    pub fn plan(&mut self, toolkit: &Toolkit, plan: PlanData<'_>) -> Result<String, TemplateError> {
        self.render("plan", None, &data::plan(toolkit, plan))
    }

    /// An output's heading and comment, without the last line end.
    pub fn head(&mut self, output: &Output) -> Result<String, TemplateError> {
        let head = self.render("section", None, &data::section(output))?;
        Ok(head.trim_end().to_owned())
    }

    /// What comments say after every output's hint, if anything.
    pub fn end_of_hints(&mut self) -> Option<String> {
        const HINT: &str = "\u{e000}";
        let head = self
            .render("section", None, &data::any_section(HINT))
            .ok()?;
        let (_, end) = head.split_once(HINT)?;
        let (end, _) = end.split_once("-->")?;
        Some(end.trim().to_owned()).filter(|end| !end.is_empty())
    }

    fn activity_data(
        &mut self,
        toolkit: &Toolkit,
        activity: &Activity,
        plan: PlanData<'_>,
        heading: &str,
    ) -> Result<Value, TemplateError> {
        let mut sections = Vec::new();
        for output in &activity.outputs {
            sections.push(form::below(&self.head(output)?, output, ""));
        }
        let sections = sections.join("\n");
        let mut data = data::activity(toolkit, activity, plan, heading, &sections);
        if let (Some(words), Some(version)) = (self.version, data.pointer_mut("/toolkit/version")) {
            *version = Value::from(words);
        }
        Ok(data)
    }

    /// Renders the toolkit's template for an activity, or the general one, or the one of its form.
    fn render(
        &mut self,
        kind: &str,
        activity: Option<&str>,
        data: &Value,
    ) -> Result<String, TemplateError> {
        let mut name = None;
        if self.fallback != Fallback::EarlierAlone {
            for own in names(kind, activity) {
                if self.is_known(&own) {
                    name = Some(own);
                    break;
                }
                if let Some(text) = self.text(&own)? {
                    self.register(&own, &text)?;
                    name = Some(own);
                    break;
                }
            }
        }
        let is_own = name.is_some() || self.fallback == Fallback::Completed;
        let name = match name {
            Some(own) => own,
            None => self.without_own(kind)?,
        };
        // A plan's page is for readers, not a record.
        let knows_plan = kind == "plan" || !(self.is_whole() && is_own);
        let hidden = (!knows_plan).then(|| data::without_plan(data));
        self.rendered(&name, data, hidden.as_ref())
    }

    /// The replacement for a template that the toolkit lacks.
    fn without_own(&mut self, kind: &str) -> Result<String, TemplateError> {
        let file = format!("{kind}.md.hbs");
        let (name, text) = if self.fallback == Fallback::Completed {
            (format!("plain/{file}"), builtin::plain_text(&file))
        } else {
            (format!("0.1.0/{file}"), builtin::form(&file))
        };
        if !self.is_known(&name) {
            self.register(&name, text.unwrap_or_default())?;
        }
        Ok(name)
    }

    /// What an activity's template uses of the current state, for which all plans are read.
    pub fn uses_of_now(&self, kind: &str, activity: &str) -> NowUses {
        let mut own = names(kind, Some(activity)).filter_map(|name| self.texts.read(&name));
        self.uses_in(own.next())
    }

    /// The same for a worksheet.
    pub fn sheet_uses_of_now(&self, template: &str) -> NowUses {
        self.uses_in(self.texts.read(&sheet_name(template)))
    }

    /// What a template uses, and that of the sections in it.
    fn uses_in(&self, text: Option<String>) -> NowUses {
        let texts = text.into_iter().chain(self.texts.read(SECTION));
        texts.fold(NowUses::default(), |all, text| all.and(NowUses::of(&text)))
    }

    /// Renders a worksheet of the toolkit.
    pub fn sheet(
        &mut self,
        template: &str,
        toolkit: &Toolkit,
        activity: &Activity,
        plan: PlanData<'_>,
    ) -> Result<String, TemplateError> {
        let name = sheet_name(template);
        let text = self.text(&name)?.ok_or_else(|| TemplateError {
            name: name.clone(),
            reason: "the file doesn't exist".to_owned(),
        })?;
        self.register(&name, &text)?;
        let data = self.activity_data(toolkit, activity, plan, &activity.title)?;
        self.rendered(&name, &data, None)
    }

    fn is_known(&self, name: &str) -> bool {
        self.engine.has_template(&live::part(name, 0))
    }

    /// A file of the toolkit, if it exists.
    fn text(&self, name: &str) -> Result<Option<String>, TemplateError> {
        self.texts.text(name).map_err(|reason| TemplateError {
            name: name.to_owned(),
            reason,
        })
    }

    fn register(&mut self, name: &str, text: &str) -> Result<(), TemplateError> {
        let wrong = |reason: String| TemplateError {
            name: name.to_owned(),
            reason,
        };
        let whole = text;
        limits::look_at(whole).map_err(|misread| wrong(misread.in_words()))?;
        if text.contains(NOW) {
            self.asking.insert(name.to_owned());
        }
        let parts = live::parts(text).map_err(wrong)?;
        let is_split = parts.len() > 1;
        let mut above = 0;
        for (at, text) in parts.into_iter().enumerate() {
            let part = live::part(name, at);
            let template = Template::compile_with_name(text, part.clone());
            let template = template.and_then(|one| loops::ready(&part, one));
            let template = template.map_err(|error| {
                let hint = if is_split { live::NOT_INSIDE } else { "" };
                let unread = || misread::unread(&error).below(above).in_words() + hint;
                let unbalanced = misread::unbalanced(whole);
                wrong(unbalanced.map_or_else(unread, |one| one.in_words()))
            })?;
            self.engine.register_template(&part, template);
            self.above.insert(part, above);
            above += text.matches('\n').count();
        }
        Ok(())
    }

    /// For checks, an error if a part of a template names what its data doesn't have.
    fn all_known(&self, name: &str, at: usize, data: &Context) -> Result<(), TemplateError> {
        let part = live::part(name, at);
        let template = self.engine.get_template(&part);
        let Some(template) = template.filter(|_| self.checks_conditions) else {
            return Ok(());
        };
        let above = self.above.get(&part).copied().unwrap_or_default();
        let found = lint::linted(template, data.data()).misread;
        found.into_iter().next().map_or(Ok(()), |first| {
            Err(TemplateError {
                name: name.to_owned(),
                reason: first.below(above).in_words(),
            })
        })
    }

    /// `hidden` is the data available outside of live parts, if that isn't all.
    fn rendered(
        &mut self,
        name: &str,
        data: &Value,
        hidden: Option<&Value>,
    ) -> Result<String, TemplateError> {
        let mut all = Context::from(data.clone());
        // The current state of a cohort may be large: it is lent, not copied.
        let asks = self.asking.contains(name);
        if asks {
            all.data_mut()[NOW] = std::mem::take(&mut self.now);
        }
        let hidden = hidden.cloned().map(Context::from);
        let text = self.parts(name, &all, hidden.as_ref());
        if asks {
            self.now = all.data_mut()[NOW].take();
        }
        Ok(tidy(&text?))
    }

    /// The parts of a template, of which every second one is live.
    fn parts(
        &self,
        name: &str,
        all: &Context,
        hidden: Option<&Context>,
    ) -> Result<String, TemplateError> {
        let mut text = String::new();
        let mut at = 0;
        self.budget.begin();
        while self.engine.has_template(&live::part(name, at)) {
            let is_live = at % 2 == 1;
            let known = hidden.filter(|_| !is_live).unwrap_or(all);
            self.all_known(name, at, known)?;
            let mut rendered = Rendered::within(&self.budget);
            let done = self.engine.render_with_context_to_write(
                &live::part(name, at),
                known,
                &mut rendered,
            );
            done.map_err(|error| {
                let limit = self.budget.reason();
                TemplateError {
                    name: name.to_owned(),
                    reason: limit.unwrap_or_else(|| {
                        if hidden.is_some() && !is_live {
                            live::explained(error.to_string())
                        } else {
                            error.to_string()
                        }
                    }),
                }
            })?;
            let part = rendered.text();
            text.push_str(&if is_live && !part.trim().is_empty() {
                form::marked_live(&part)
            } else {
                part
            });
            at += 1;
        }
        Ok(text)
    }
}

/// A strict engine that keeps to a budget.
fn engine(budget: &Budget) -> Handlebars<'static> {
    let mut engine = Handlebars::new();
    engine.set_strict_mode(true);
    budget.count_in(&mut engine);
    loops::register(&mut engine, budget);
    engine
}

/// Without this template, a toolkit's words aren't all its own.
const SECTION: &str = "templates/section.md.hbs";

fn names(kind: &str, activity: Option<&str>) -> impl Iterator<Item = String> + use<> {
    let own = activity.map(|activity| match kind {
        "record" => format!("templates/{activity}.md.hbs"),
        _ => format!("templates/{activity}.{kind}.md.hbs"),
    });
    own.into_iter().chain([format!("templates/{kind}.md.hbs")])
}

fn sheet_name(template: &str) -> String {
    format!("worksheets/{template}.md.hbs")
}

/// At most one blank line in a row, outside code fences; one line end at the end.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut blank = true;
    for line in text.lines() {
        let line = line.trim_end();
        if line.is_empty() {
            if !blank {
                tidied.push('\n');
            }
            blank = true;
        } else {
            tidied.push_str(line);
            tidied.push('\n');
            blank = false;
        }
    }
    let end = tidied.trim_end().len();
    tidied.truncate(end);
    tidied.push('\n');
    tidied
}
