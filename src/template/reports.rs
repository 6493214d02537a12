//! A report's template: Markdown with the fields of one documented set of data.

use super::limits::{self, Budget, MAX_REPORT_OUTPUT, MAX_REPORT_STEPS, Rendered};
use super::lint::{self, SENTENCE};
use super::misread::{self, Misread};
use super::{TemplateError, engine, loops, tidy};
use handlebars::{Context, Handlebars, Template, handlebars_helper};
use serde_json::Value;
use std::collections::BTreeSet;

handlebars_helper!(sentence_helper: |value: Json| match value {
    Value::String(words) => sentence(words),
    Value::Null => String::new(),
    other => sentence(&other.to_string()),
});

/// A template that only names fields that its data has.
#[derive(Debug)]
pub struct ReportTemplate {
    name: String,
    engine: Handlebars<'static>,
    budget: Budget,
    used: BTreeSet<String>,
}

/// Data of report templates, for as many of them as are made of it.
#[derive(Debug)]
pub struct ReportValues(Context);

impl From<Value> for ReportValues {
    fn from(data: Value) -> Self {
        Self(Context::from(data))
    }
}

impl ReportTemplate {
    /// Reads a template whose data is like the sample, which has one of everything. `name` is how errors call it.
    pub fn of(name: &str, text: &str, sample: &Value) -> Result<Self, Vec<Misread>> {
        let unusable = |why: Misread| {
            vec![Misread {
                message: format!("this report can't be used: {}", why.message),
                ..why
            }]
        };
        limits::look_at(text).map_err(unusable)?;
        if text.trim().is_empty() {
            return Err(unusable(Misread::whole("it is empty")));
        }
        if let Some(place) = unescaped(text) {
            return Err(vec![place]);
        }
        let misread = |error| unusable(misread::explained(text, &error));
        let plain = Template::compile(text).map_err(misread)?;
        let linted = lint::linted(&plain, sample);
        if !linted.misread.is_empty() {
            return Err(linted.misread);
        }
        let counted = loops::ready(name, plain).map_err(misread)?;
        let budget = Budget::of(MAX_REPORT_STEPS, MAX_REPORT_OUTPUT);
        let mut engine = engine(&budget);
        engine.register_escape_fn(in_a_line);
        engine.register_helper(SENTENCE, Box::new(sentence_helper));
        engine.register_template(name, counted);
        Ok(Self {
            name: name.to_owned(),
            engine,
            budget,
            used: linted.used,
        })
    }

    /// Whether it uses a field, named from the top (`teams.moved`), or one below it.
    pub fn uses(&self, field: &str) -> bool {
        let below = format!("{field}.");
        self.used
            .iter()
            .any(|one| one == field || one.starts_with(&below))
    }

    /// The fields that it uses, named from the top.
    pub fn used(&self) -> impl Iterator<Item = &str> {
        self.used.iter().map(String::as_str)
    }

    /// Its Markdown. Every value is one line of words without marks.
    pub fn render(&self, data: &ReportValues) -> Result<String, TemplateError> {
        let mut rendered = Rendered::within(&self.budget);
        self.budget.begin();
        let done = self
            .engine
            .render_with_context_to_write(&self.name, &data.0, &mut rendered);
        done.map_err(|error| TemplateError {
            name: self.name.clone(),
            reason: self.budget.reason().unwrap_or_else(|| error.to_string()),
        })?;
        Ok(tidy(&rendered.text()))
    }
}

/// Where a tag would write a value as it is.
fn unescaped(text: &str) -> Option<Misread> {
    let at = text
        .find("{{{")
        .into_iter()
        .chain(text.find("{{&"))
        .chain(text.find("{{~&"))
        .chain(text.find("{{~{"))
        .min()?;
    let why = "a report writes every value so that its marks mean nothing: use two braces";
    Some(Misread::at(text, at, why))
}

/// Words with a full stop behind them, unless they end a sentence already.
fn sentence(words: &str) -> String {
    let words = words.trim_end();
    let inside =
        words.trim_end_matches(['"', '\'', ')', '\u{201d}', '\u{2019}', '\u{bb}', '*', '_']);
    let is_ended = inside.is_empty() || inside.ends_with(['.', '!', '?', '\u{2026}', ':', ';']);
    if is_ended {
        words.to_owned()
    } else {
        format!("{words}.")
    }
}

/// Whether a value is a line of words without marks as it is, told at a glance.
fn is_plain(value: &str) -> bool {
    let means_something = |byte: u8| b"\\`*_[]<#|".contains(&byte);
    let is_one = |byte: u8| matches!(byte, b' '..=b'~') && !means_something(byte);
    value.starts_with(|first: char| first.is_ascii_alphabetic())
        && value.bytes().all(is_one)
        && !value.ends_with(' ')
        && !value.contains("  ")
}

/// A value as words in a line of Markdown, wherever in the line.
fn in_a_line(value: &str) -> String {
    if is_plain(value) {
        value.to_owned()
    } else {
        without_meaning(value)
    }
}

fn without_meaning(value: &str) -> String {
    let words = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut words = crate::model::quote::without_marks(&words);
    if words.contains('|') {
        words = words.replace('|', "\\|");
    }
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let begins_entry = matches!(words.as_bytes().get(digits), Some(b'.' | b')')) && digits > 0;
    if begins_entry {
        let (number, rest) = words.split_at(digits);
        format!("{number}\\{rest}")
    } else if words.starts_with(['-', '+', '>', '=', '~']) {
        format!("\\{words}")
    } else {
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_value_is_words_in_a_line() {
        let sample = json!({ "title": "x" });
        let template = ReportTemplate::of("t", "{{title}}\n", &sample).unwrap();
        for (value, written) in [
            ("A *b* [c](d)\n# e | f", "A \\*b\\* \\[c\\](d) \\# e \\| f"),
            ("- a", "\\- a"),
            ("1. a", "1\\. a"),
            ("2026-11-23", "2026-11-23"),
            ("<script>", "\\<script>"),
            ("{{title}}", "{{title}}"),
        ] {
            let text = template.render(&json!({ "title": value }).into()).unwrap();
            assert_eq!(text, format!("{written}\n"));
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_plain_at_a_glance_is_so(value in "[a-zA-Z][ -~]{0,12}") {
            if is_plain(&value) {
                proptest::prop_assert_eq!(without_meaning(&value), value);
            }
        }
    }

    #[test]
    fn a_loop_ends_at_its_limit() {
        let text = "{{#each all limit=2}}{{a}}{{#each c limit=1}}{{this}}{{../a}}{{else}}-{{/each}}{{#unless @last}}, {{/unless}}{{else}}none{{/each}}\n\
            {{#each all as |one|}}{{#each one.c limit=2}}{{this}}{{one.a}}{{/each}}{{/each}}\n";
        let sample = json!({ "all": [{ "a": 1, "c": ["x"] }] });
        let template = ReportTemplate::of("t", text, &sample).unwrap();
        for (all, written) in [
            (json!([]), "none\n"),
            (json!([{ "a": 1, "c": [] }]), "1-\n"),
            (
                json!([{ "a": 1, "c": ["x", "y", "z"] }, { "a": 2, "c": ["v"] }, { "a": 3, "c": [] }]),
                "1x1, 2v2\nx1y1v2\n",
            ),
        ] {
            let text = template.render(&json!({ "all": all }).into()).unwrap();
            assert_eq!(text, written);
        }
    }

    /// What limits a template leaves it as it is, on both sides of each question and in lists of any length.
    #[test]
    fn it_is_written_as_handlebars_alone_writes_it() {
        let text = "{{#each all}}{{#if (lt @index 2)}}{{#unless @first}}, {{/unless}}{{a}}{{else if b}}{{#each c}}{{this}}{{#if @last}}.{{/if}}{{/each}}{{else}}{{../title}}{{@root.title}}{{/if}}{{else}}none{{/each}}\n\
            {{#if title}}{{#each none}}x{{else}}nothing{{/each}}{{else if all}}y{{else}}{{#each all}}{{a}}{{/each}}{{/if}}";
        let sample = json!({ "title": "t", "all": [{ "a": 1, "b": true, "c": [1] }], "none": [1] });
        let template = ReportTemplate::of("t", text, &sample).unwrap();
        let mut plain = Handlebars::new();
        plain.register_escape_fn(in_a_line);
        for count in [0, 1, 3, 127, 128, 1000] {
            let all: Vec<Value> = (0..count)
                .map(|at| json!({ "a": at, "b": at % 3 == 0, "c": [at, "x"] }))
                .collect();
            for title in ["t", ""] {
                let data = json!({ "title": title, "all": all, "none": [] });
                let written = tidy(&plain.render_template(text, &data).unwrap());
                assert_eq!(template.render(&data.into()).unwrap(), written, "{count}");
            }
        }
    }

    #[test]
    fn a_sentence_ends_once() {
        let sample = json!({ "title": "x" });
        let template = ReportTemplate::of("t", "{{sentence title}}", &sample).unwrap();
        for (value, written) in [
            ("a", "a."),
            ("a ", "a."),
            ("a?", "a?"),
            ("(a)", "(a)."),
            ("(a.)", "(a.)"),
            ("\u{201c}a!\u{201d}", "\u{201c}a!\u{201d}"),
            ("", ""),
        ] {
            let text = template.render(&json!({ "title": value }).into()).unwrap();
            assert_eq!(text.trim_end(), written, "{value:?}");
        }
        for (value, written) in [(json!(3), "3\\."), (json!(null), "")] {
            let text = template.render(&json!({ "title": value }).into()).unwrap();
            assert_eq!(text.trim_end(), written);
        }
    }

    #[test]
    fn raw_values_and_endless_loops_are_refused() {
        let sample = json!({ "title": "x", "all": [1] });
        for raw in ["a\n {{{title}}}", "a\n {{&title}}", "a\n {{~{title}}}"] {
            match ReportTemplate::of("t", raw, &sample) {
                Err(found) => {
                    assert_eq!(found[0].place, Some((2, 2)), "{raw}");
                    assert!(found[0].message.contains("braces"), "{raw}");
                }
                Ok(_) => panic!("{raw} was taken"),
            }
        }
        let inner = "{{#each @root.all}}{{#each @root.all}}x{{/each}}{{/each}}";
        let loops = format!("{{{{#each all}}}}{inner}{{{{/each}}}}");
        let template = ReportTemplate::of("t", &loops, &sample).unwrap();
        let all: Vec<u32> = (0..3000).collect();
        let error = template.render(&json!({ "all": all, "title": "" }).into());
        let reason = error.unwrap_err().reason;
        assert!(reason.contains("20000000 steps"), "{reason}");
    }
}
