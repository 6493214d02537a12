//! Limits that make any stranger's template end soon, and their enforcement.
//!
//! Tags are checked before Handlebars parses the text: its parser recurses per level and rescans the text for each tag.

use super::misread::{Misread, beginning};
use handlebars::template::{HelperTemplate, Parameter, TemplateElement};
use handlebars::{Handlebars, Helper, PathAndJson, RenderErrorReason, Template, TemplateError};
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Longest template or worksheet, in bytes.
pub const MAX_TEMPLATE: usize = 128 * 1024;
pub const MAX_TAGS: usize = 1000;
/// Longest tag, in bytes; comments may be longer.
pub const MAX_TAG: usize = 500;
/// Deepest nesting of blocks; each `{{else}}` counts as a level.
pub const MAX_NESTING: usize = 32;
/// Deepest nesting of brackets in a tag.
pub const MAX_BRACKETS: usize = 8;
/// Limit of rendering steps: each text, tag and word of a tag counts once per turn of the loops around it.
pub const MAX_STEPS: usize = 1_000_000;
/// Limit of rendered bytes.
pub const MAX_OUTPUT: usize = 4 * 1024 * 1024;

/// Checks a template's tags for limits and for what templates can't do.
pub(super) fn look_at(text: &str) -> Result<(), Misread> {
    if text.len() > MAX_TEMPLATE {
        return Err(Misread::whole(format!(
            "it is larger than {} KiB, the limit for a template",
            MAX_TEMPLATE / 1024
        )));
    }
    let mut open: Vec<usize> = Vec::new();
    let mut tags = 0;
    let mut rest = text;
    while let Some(at) = rest.find("{{") {
        let (before, tag) = rest.split_at(at);
        let refused = |why: String| Err(Misread::at(text, text.len() - tag.len(), why));
        tags += 1;
        if tags > MAX_TAGS {
            return refused(format!(
                "it has more than {MAX_TAGS} tags, the limit for a template"
            ));
        }
        let is_comment = tag.starts_with("{{!--");
        let end = if is_comment { "--}}" } else { "}}" };
        let start = if is_comment { "{{!--".len() } else { 0 };
        let length = tag.get(start..).and_then(|tag| tag.find(end));
        let Some(length) = length.map(|length| start + length + end.len()) else {
            return refused(format!("the tag {} isn't closed", beginning(tag)));
        };
        let (tag, after) = tag.split_at(length);
        rest = after;
        let inner = tag.trim_start_matches(['{', '~', ' ', '\t', '\r', '\n']);
        if inner.starts_with('!') {
            continue;
        }
        look_at_tag(tag, inner).or_else(refused)?;
        let inner = inner.trim_start_matches('&');
        if inner.starts_with('#') || inner.starts_with("else") || inner.starts_with('^') {
            match open.last_mut().filter(|_| !inner.starts_with('#')) {
                Some(level) => *level += 1,
                None => open.push(1),
            }
        } else if inner.starts_with('/') && !before.ends_with('\\') {
            open.pop();
        }
        if open.iter().sum::<usize>() > MAX_NESTING {
            return refused(format!(
                "at {} its blocks are nested more than {MAX_NESTING} levels deep, the limit for a template",
                beginning(tag)
            ));
        }
    }
    Ok(())
}

/// Checks that a tag ends at its first `}}` and uses only what templates can do.
fn look_at_tag(tag: &str, inner: &str) -> Result<(), String> {
    let refused = |why: &str| Err(format!("the tag {} {why}", beginning(tag)));
    let kind = inner.strip_prefix('#').map_or(inner, str::trim_start);
    if kind.starts_with(['>', '*']) {
        return Err(format!(
            "it uses a partial ({}), which templates can't do",
            beginning(tag)
        ));
    }
    if tag.len() > MAX_TAG {
        return refused(&format!(
            "is longer than {MAX_TAG} bytes, the limit for a tag"
        ));
    }
    let count = |sign: char| inner.matches(sign).count();
    let quotes = ['"', '\''].map(count);
    let kinds = [quotes[0], quotes[1], count('[')];
    let is_closed = quotes.iter().all(|quotes| quotes % 2 == 0) && count('[') == count(']');
    let is_one_kind = kinds.iter().filter(|signs| **signs > 0).count() < 2;
    if tag.starts_with("{{{{") || inner.contains(['{', '\\']) || !is_closed || !is_one_kind {
        return refused(
            "has braces, a backslash, or unclosed quotes or brackets, which templates can't have",
        );
    }
    let mut level = 0;
    for sign in inner.chars() {
        match sign {
            '(' | '[' => level += 1,
            ')' | ']' => level -= 1,
            _ => {}
        }
        if level > i32::try_from(MAX_BRACKETS).unwrap_or(i32::MAX) {
            return refused(&format!(
                "has more than {MAX_BRACKETS} levels of brackets, the limit for a tag"
            ));
        }
    }
    Ok(())
}

/// Limits of a report, which goes through all plans of a cohort.
pub const MAX_REPORT_STEPS: usize = 20 * MAX_STEPS;
pub const MAX_REPORT_OUTPUT: usize = 16 * MAX_OUTPUT;

/// What ends a loop early: `{{#each late limit=3}}`.
pub(super) const LIMIT: &str = "limit";

/// Name of the counting helper; no template can write it.
pub(super) const TURNS: &str = "#turns";

/// What a template may take: steps, and bytes that it writes.
#[derive(Debug, Clone)]
pub(super) struct Budget {
    steps: Arc<AtomicUsize>,
    most_steps: usize,
    /// Bytes of parts that several threads write.
    parts: Arc<AtomicUsize>,
    /// Whether more was written than may be.
    is_full: Arc<AtomicBool>,
    most_bytes: usize,
}

impl Budget {
    pub fn of(most_steps: usize, most_bytes: usize) -> Self {
        Self {
            steps: Arc::default(),
            parts: Arc::default(),
            most_steps,
            is_full: Arc::default(),
            most_bytes,
        }
    }

    pub fn count_in(&self, engine: &mut Handlebars<'static>) {
        // These two helpers search or copy all of the data, so a single step could take too long.
        engine.unregister_helper("lookup");
        engine.register_helper("eq", Box::new(eq));
        engine.register_helper("ne", Box::new(ne));
        let budget = self.clone();
        let turns = move |helper: &Helper<'_>,
                          _: &Handlebars<'_>,
                          _: &handlebars::Context,
                          _: &mut handlebars::RenderContext<'_, '_>,
                          _: &mut dyn handlebars::Output| {
            let entries = match helper.param(1).map(PathAndJson::value) {
                Some(Value::Array(all)) => all.len(),
                Some(Value::Object(all)) => all.len(),
                _ => 0,
            };
            let number = |at: usize| helper.param(at).and_then(|number| number.value().as_u64());
            let number = |at| number(at).and_then(|number| usize::try_from(number).ok());
            let entries = number(2).map_or(entries, |limit| entries.min(limit));
            let steps = number(0).unwrap_or(1).saturating_mul(entries);
            let before = budget.steps.fetch_add(steps, Ordering::Relaxed);
            if before.saturating_add(steps) > budget.most_steps {
                return Err(RenderErrorReason::Other("too many steps".to_owned()).into());
            }
            Ok(())
        };
        engine.register_helper(TURNS, Box::new(turns));
    }

    pub fn begin(&self) {
        self.steps.store(0, Ordering::Relaxed);
        self.parts.store(0, Ordering::Relaxed);
        self.is_full.store(false, Ordering::Relaxed);
    }

    /// Why it stopped rendering, if it did.
    pub fn reason(&self) -> Option<String> {
        let most = self.most_steps;
        if self.steps.load(Ordering::Relaxed) > most {
            return Some(format!(
                "it takes more than {most} steps, the limit for a template: its loops run too often"
            ));
        }
        self.is_full.load(Ordering::Relaxed).then(|| {
            format!(
                "it renders more than {} MiB, the limit for a template",
                self.most_bytes / 1024 / 1024
            )
        })
    }
}

handlebars::handlebars_helper!(eq: |one: Json, other: Json| is_same(one, other));
handlebars::handlebars_helper!(ne: |one: Json, other: Json| !is_same(one, other));

/// Whether two scalar values are equal.
fn is_same(one: &Value, other: &Value) -> bool {
    !matches!(one, Value::Array(_) | Value::Object(_)) && one == other
}

/// A template that counts its steps, under a name.
pub(super) fn counted(name: &str, mut template: Template) -> Result<Template, TemplateError> {
    template.name = Some(name.to_owned());
    count_turns(&mut template)?;
    Ok(template)
}

/// Counts the steps of each loop before it begins: those of a turn, for each entry of its list.
fn count_turns(template: &mut Template) -> Result<(), TemplateError> {
    let elements = std::mem::take(&mut template.elements);
    let mut places = std::mem::take(&mut template.mapping).into_iter();
    for mut element in elements {
        // What stands behind an `else if` has none.
        let place = places.next();
        if let TemplateElement::HelperBlock(block) = &mut element {
            if is_loop(block) {
                let weight = block.template.as_ref().map_or(0, weight_of) + 1;
                let turns = turns(weight, block)?;
                template.elements.extend(turns.elements);
                template
                    .mapping
                    .extend(turns.mapping.into_iter().filter(|_| place.is_some()));
            }
            let HelperTemplate {
                template, inverse, ..
            } = block.as_mut();
            for part in template.iter_mut().chain(inverse) {
                count_turns(part)?;
            }
        }
        template.elements.push(element);
        template.mapping.extend(place);
    }
    Ok(())
}

/// Counts so many steps for each turn of a loop.
fn turns(weight: usize, block: &HelperTemplate) -> Result<Template, TemplateError> {
    let mut turns = Template::compile(&format!("{{{{turns {weight}}}}}"))?;
    for element in &mut turns.elements {
        if let TemplateElement::Expression(helper) = element {
            helper.name = Parameter::Name(TURNS.to_owned());
            let list = block.params.first();
            let words = list.into_iter().chain(block.hash.get(LIMIT));
            helper.params.extend(words.cloned());
        }
    }
    Ok(turns)
}

/// Whether a block is written as often as its loop turns; the others are once at most.
fn is_loop(block: &HelperTemplate) -> bool {
    let is_once = |name: &String| ["if", "unless", "with"].contains(&name.as_str());
    !matches!(&block.name, Parameter::Name(name) if is_once(name))
}

/// Steps of an element with all that isn't in a loop of its own.
fn weight(element: &TemplateElement) -> usize {
    match element {
        TemplateElement::HtmlExpression(helper)
        | TemplateElement::Expression(helper)
        | TemplateElement::HelperBlock(helper) => {
            let words = helper.params.iter().chain(helper.hash.values());
            let words = words.map(|word| match word {
                Parameter::Subexpression(inner) => weight(inner.as_element()),
                _ => 1,
            });
            let once = helper.template.iter().filter(|_| !is_loop(helper));
            // Only one of them is written.
            let inside = once.chain(&helper.inverse).map(weight_of).max();
            1 + words.sum::<usize>() + inside.unwrap_or(0)
        }
        _ => 1,
    }
}

fn weight_of(part: &Template) -> usize {
    part.elements.iter().map(weight).sum()
}

/// Rendered text, within a budget.
pub(super) struct Rendered<'a> {
    bytes: Vec<u8>,
    budget: &'a Budget,
    /// Whether it is one of several parts, which together keep to the budget.
    is_part: bool,
}

impl<'a> Rendered<'a> {
    pub fn within(budget: &'a Budget) -> Self {
        Self {
            bytes: Vec::new(),
            budget,
            is_part: false,
        }
    }

    pub fn part(budget: &'a Budget) -> Self {
        Self {
            is_part: true,
            ..Self::within(budget)
        }
    }

    pub fn text(self) -> String {
        let whole = String::from_utf8(self.bytes);
        whole.unwrap_or_else(|cut| String::from_utf8_lossy(cut.as_bytes()).into_owned())
    }
}

impl std::io::Write for Rendered<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let before = if self.is_part {
            self.budget.parts.fetch_add(bytes.len(), Ordering::Relaxed)
        } else {
            self.bytes.len()
        };
        if before + bytes.len() > self.budget.most_bytes {
            self.budget.is_full.store(true, Ordering::Relaxed);
            return Err(std::io::Error::other("too much"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_docs_name_every_limit() {
        let docs = include_str!("../../docs/toolkits.md");
        for limit in [
            format!("{} KiB", MAX_TEMPLATE / 1024),
            format!("{MAX_TAGS} tags"),
            format!("{MAX_TAG} bytes"),
            format!("{MAX_NESTING} levels"),
            format!("{MAX_BRACKETS} levels"),
            format!("{MAX_STEPS} steps"),
            format!("{} MiB", MAX_OUTPUT / 1024 / 1024),
            format!("{MAX_REPORT_STEPS} steps"),
            format!("{} MiB", MAX_REPORT_OUTPUT / 1024 / 1024),
        ] {
            assert!(
                docs.contains(&limit),
                "docs/toolkits.md doesn't name {limit}"
            );
        }
    }

    #[test]
    fn partials_are_found_however_they_are_written() {
        for text in [
            "a {{> b}}",
            "{{~> b}}",
            "{{#> b}}",
            "{{#*inline \"b\"}}",
            "{{ # > b }}",
            "{{{> b}}}",
        ] {
            assert!(
                look_at(text).unwrap_err().message.contains("partial"),
                "{text}"
            );
        }
        assert_eq!(look_at("a > b {{#if c}} > d {{/if}}"), Ok(()));
    }

    /// Whatever hides the end of a tag or of a block from us, but not from Handlebars, is refused.
    #[test]
    fn nesting_is_seen_however_it_is_written() {
        for (text, why) in [
            ("{{#if a}}", "levels deep"),
            ("{{ ~# if a}}", "levels deep"),
            ("{{#if a}}{{!-- {{/if}} --}}", "levels deep"),
            ("{{#if a}}\\{{/if}}", "levels deep"),
            ("{{#if a}}{{else if b}}{{/if}}{{#if b}}", "levels deep"),
            ("{{#if a}}{{b \"}} {{/if}} \"}}", "quotes"),
            ("{{#if a}}{{b '\"' \"}} {{/if}} \"}}", "quotes"),
            ("{{#if a}}{{b.[}} {{/if}} ]}}", "brackets"),
            ("{{#if a}}{{b {\"c\":{}}}}}", "braces"),
            ("{{{{raw}}}} {{/if}} {{{{/raw}}}}", "braces"),
            ("{{ {{#if a}} }}", "levels deep"),
        ] {
            let refused = look_at(&text.repeat(40)).unwrap_err().message;
            assert!(refused.contains(why), "{text}: {refused}");
        }
        let brackets = format!("{{{{#if {}a{}}}}}", "(not ".repeat(9), ")".repeat(9));
        assert!(
            look_at(&brackets)
                .unwrap_err()
                .message
                .contains("levels of brackets")
        );
        let flat =
            "{{#each a}}{{#if b}}x{{else if c}}y{{else}}{{lookup d \"it's\"}}{{/if}}{{/each}}";
        assert!(look_at(flat).is_err(), "quotes of both kinds");
        let flat = flat.replace("it's", "it is");
        assert_eq!(look_at(&flat.repeat(100)), Ok(()));
    }
}
