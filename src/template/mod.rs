//! Templates: the only user of handlebars. Strict, without partials, with the data that [`data`] lists and no other.
//! What they give is Markdown.

pub mod data;
mod limits;

use crate::store::Source;
use crate::toolkit::builtin;
use handlebars::Handlebars;
use limits::{Rendered, Steps};
use serde_json::Value;

/// A template that can't be rendered.
#[derive(Debug, thiserror::Error)]
#[error("the template \"{name}\" can't be used: {reason}")]
pub struct TemplateError {
    /// Its file.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// Renders templates of one toolkit, each read and compiled once.
pub struct Templates<'a> {
    source: &'a Source,
    /// Whether a name that only a condition asks for must be there too.
    checks_conditions: bool,
    engine: Handlebars<'static>,
    steps: Steps,
    /// What is true today.
    now: Value,
}

impl<'a> Templates<'a> {
    /// The templates of a toolkit.
    pub fn of(source: &'a Source) -> Self {
        let mut engine = Handlebars::new();
        engine.set_strict_mode(true);
        engine.register_escape_fn(handlebars::no_escape);
        let steps = Steps::default();
        steps.count_in(&mut engine);
        Self {
            source,
            checks_conditions: false,
            engine,
            steps,
            now: data::no_day(),
        }
    }

    /// With what is true today, as [`data::now`] gives it.
    #[must_use]
    pub fn with_now(mut self, now: Value) -> Self {
        self.now = now;
        self
    }

    /// As [`Templates::of`], for checking: strict mode says nothing of a name that only a condition asks for, so here
    /// each is asked for outright. What is rendered is not to be used.
    pub fn checking(source: &'a Source) -> Self {
        Self {
            checks_conditions: true,
            now: data::any_day(),
            ..Self::of(source)
        }
    }

    /// Renders the toolkit's own template for an activity, else its general one, else the plain one of the program.
    /// `kind` is the plain one's stem: `record`, `folder`, `occurrence` or `plan`.
    ///
    /// # Errors
    /// When it asks for what isn't there, or isn't a template.
    pub fn render(
        &mut self,
        kind: &str,
        activity: Option<&str>,
        data: &Value,
    ) -> Result<String, TemplateError> {
        for name in names(kind, activity) {
            if self.engine.has_template(&name) {
                return self.rendered(&name, data);
            }
            if let Some(text) = self.text(&name)? {
                self.register(&name, &text)?;
                return self.rendered(&name, data);
            }
        }
        let name = format!("plain/{kind}.md.hbs");
        if !self.engine.has_template(&name) {
            let text = builtin::plain(&format!("{kind}.md.hbs")).unwrap_or_default();
            self.register(&name, text)?;
        }
        self.rendered(&name, data)
    }

    /// Whether the toolkit's template for an activity asks for what is true today, which takes reading all plans.
    pub fn asks_for_now(&self, kind: &str, activity: &str) -> bool {
        let mut texts = names(kind, Some(activity)).filter_map(|name| self.source.read(&name));
        texts.next().is_some_and(|text| text.contains(NOW))
    }

    /// The same of a worksheet.
    pub fn sheet_asks_for_now(&self, template: &str) -> bool {
        let text = self.source.read(&sheet_name(template));
        text.is_some_and(|text| text.contains(NOW))
    }

    /// Renders a worksheet of the toolkit.
    ///
    /// # Errors
    /// When it isn't there or can't be rendered.
    pub fn render_sheet(&mut self, template: &str, data: &Value) -> Result<String, TemplateError> {
        let name = sheet_name(template);
        let text = self.text(&name)?.ok_or_else(|| TemplateError {
            name: name.clone(),
            reason: "the file isn't there".to_owned(),
        })?;
        self.register(&name, &text)?;
        self.rendered(&name, data)
    }

    /// A file of the toolkit's; nothing where it has none of this name.
    fn text(&self, name: &str) -> Result<Option<String>, TemplateError> {
        self.source.text(name).map_err(|reason| TemplateError {
            name: name.to_owned(),
            reason,
        })
    }

    fn register(&mut self, name: &str, text: &str) -> Result<(), TemplateError> {
        let wrong = |reason: String| TemplateError {
            name: name.to_owned(),
            reason,
        };
        limits::look_at(text).map_err(wrong)?;
        let asked = if self.checks_conditions {
            conditions_asked(text)
        } else {
            text.to_owned()
        };
        let template = limits::counted(name, &asked).map_err(|error| wrong(error.to_string()))?;
        self.engine.register_template(name, template);
        Ok(())
    }

    fn rendered(&self, name: &str, data: &Value) -> Result<String, TemplateError> {
        let mut data = data.clone();
        if let Value::Object(data) = &mut data {
            data.insert("now".to_owned(), self.now.clone());
        }
        let mut rendered = Rendered::default();
        self.steps.begin();
        let done = self.engine.render_to_write(name, &data, &mut rendered);
        done.map_err(|error| {
            let limit = self.steps.reason().or_else(|| rendered.reason());
            TemplateError {
                name: name.to_owned(),
                reason: limit.unwrap_or_else(|| error.to_string()),
            }
        })?;
        Ok(tidy(&rendered.text()))
    }
}

/// How what is true today is named in templates.
const NOW: &str = "now.";

/// Files in which the template of an activity is looked for.
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

/// The template with the name of each condition written before it.
fn conditions_asked(text: &str) -> String {
    let mut asked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("{{#") {
        let (before, tag) = rest.split_at(at);
        asked.push_str(before);
        let inner = tag.get(3..).unwrap_or("");
        let name = ["if ", "unless "]
            .iter()
            .find_map(|word| inner.strip_prefix(word));
        let name = name.and_then(|rest| rest.split(['}', '~', ' ']).next());
        if let Some(name) = name.filter(|name| !name.is_empty() && !name.starts_with('(')) {
            asked.push_str(&format!("{{{{{name}}}}}"));
        }
        asked.push_str("{{#");
        rest = inner;
    }
    asked.push_str(rest);
    asked
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
