//! Which names a template uses that its data doesn't have: strict mode is silent about those in conditions, and about
//! whatever stands in a block that happens not to be rendered.

use super::limits::{LIMIT, TURNS};
use super::loops::{LIMITED, NO_LIMIT, NO_LIST, NO_NAMES, WIDE, limit_of};
use super::misread::Misread;
use handlebars::template::{BlockParam, HelperTemplate, Parameter, TemplateElement};
use handlebars::{Path, Template};
use serde_json::Value;
use std::collections::BTreeSet;

/// Name of the helper that ends words as a sentence.
pub(super) const SENTENCE: &str = "sentence";

/// The helpers of templates that give a value, as in `{{#if (eq state "done")}}`.
const HELPERS: [&str; 12] = [
    "eq", "ne", "gt", "gte", "lt", "lte", "and", "or", "not", "len", "if", SENTENCE,
];

const BLOCKS: [&str; 4] = ["if", "unless", "each", "with"];

/// What a template says of the data.
#[derive(Debug, Default)]
pub(super) struct Linted {
    pub misread: Vec<Misread>,
    /// Every name used, from the top: `teams.sections`.
    pub used: BTreeSet<String>,
}

/// What stands at a name: its value in a sample of the data, and its full name. `None` where the sample has none, so that
/// everything below passes.
#[derive(Clone)]
struct LintNode<'a> {
    value: Option<&'a Value>,
    name: String,
}

/// What names are looked up in.
#[derive(Clone)]
struct LintScope<'a> {
    here: LintNode<'a>,
    /// Names after `as |...|`.
    named: Vec<(String, LintNode<'a>)>,
}

struct Lint<'a> {
    scopes: Vec<LintScope<'a>>,
    found: Linted,
    place: (usize, usize),
}

/// Looks at a template with a sample of its data, which has one of everything.
pub(super) fn linted(template: &Template, sample: &Value) -> Linted {
    let here = LintNode {
        value: Some(sample),
        name: String::new(),
    };
    let mut lint = Lint {
        scopes: vec![LintScope {
            here,
            named: Vec::new(),
        }],
        found: Linted::default(),
        place: (1, 1),
    };
    lint.template(template);
    lint.found
}

impl<'a> Lint<'a> {
    fn template(&mut self, template: &Template) {
        for (at, element) in template.elements.iter().enumerate() {
            // What stands behind an `else if` has the place of its block.
            if let Some(place) = template.mapping.get(at) {
                self.place = (place.0, place.1);
            }
            match element {
                TemplateElement::Expression(tag) | TemplateElement::HtmlExpression(tag) => {
                    self.value(tag);
                }
                TemplateElement::HelperBlock(block) => self.block(block),
                _ => {}
            }
        }
    }

    /// A tag that writes a value.
    fn value(&mut self, tag: &HelperTemplate) {
        if !tag.params.is_empty() || !tag.hash.is_empty() {
            self.helper(tag);
        } else if let Some(node) = tag.name.as_name().and_then(|name| self.find(name))
            && let Some(kind) = node.value.and_then(of_several)
        {
            let name = node.name;
            self.say(
                format!("\"{name}\" is {kind}, not text: {{{{#each {name}}}}} goes through it"),
                Vec::new(),
            );
        }
    }

    fn helper(&mut self, tag: &HelperTemplate) {
        let name = tag.name.as_name().unwrap_or_default();
        if name == TURNS {
            return;
        }
        if !HELPERS.contains(&name) {
            self.say(
                format!("unknown helper \"{name}\""),
                HELPERS.map(str::to_owned).to_vec(),
            );
        }
        if name == SENTENCE && (tag.params.len() != 1 || !tag.hash.is_empty()) {
            self.say(format!("\"{SENTENCE}\" takes one name"), Vec::new());
        }
        for parameter in tag.params.iter().chain(tag.hash.values()) {
            self.parameter(parameter);
        }
    }

    fn parameter(&mut self, parameter: &Parameter) -> Option<LintNode<'a>> {
        match parameter {
            Parameter::Name(_) | Parameter::Path(_) => self.find(parameter.as_name()?),
            Parameter::Subexpression(inner) => {
                match inner.as_element() {
                    TemplateElement::Expression(tag) | TemplateElement::HtmlExpression(tag) => {
                        self.helper(tag);
                    }
                    _ => {}
                }
                None
            }
            _ => None,
        }
    }

    fn block(&mut self, block: &HelperTemplate) {
        let name = match block.name.as_name().unwrap_or_default() {
            WIDE if let Some(usual) = &block.inverse => return self.template(usual),
            LIMITED => "each",
            name => name,
        };
        let name = name.to_owned();
        if !BLOCKS.contains(&name.as_str()) {
            let blocks = BLOCKS.map(str::to_owned).to_vec();
            self.say(format!("unknown block \"{name}\""), blocks);
        }
        let place = self.place;
        let mut about = None;
        for parameter in &block.params {
            about = self.parameter(parameter);
        }
        if name == "each" {
            self.options(block, about.as_ref());
        }
        let inside = match name.as_str() {
            "each" => about.map(|node| self.entry(node)),
            "with" => about,
            _ => None,
        };
        let is_scope = matches!(name.as_str(), "each" | "with");
        if is_scope {
            let here = inside.unwrap_or(LintNode {
                value: None,
                name: "?".to_owned(),
            });
            let named = match &block.block_param {
                Some(BlockParam::Single(name) | BlockParam::Pair((name, _))) => Some(name),
                _ => None,
            };
            let named = named.into_iter().filter_map(Parameter::as_name);
            let named = named.map(|name| (name.to_owned(), here.clone())).collect();
            self.scopes.push(LintScope { here, named });
        }
        if let Some(template) = &block.template {
            self.template(template);
        }
        if is_scope {
            self.scopes.pop();
        }
        self.place = place;
        if let Some(template) = &block.inverse {
            self.template(template);
        }
    }

    /// What stands behind what a loop goes through.
    fn options(&mut self, block: &HelperTemplate, about: Option<&LintNode<'a>>) {
        for (name, value) in &block.hash {
            let number = match value {
                Parameter::Literal(value) => limit_of(value),
                _ => None,
            };
            if name != LIMIT {
                let known = vec![LIMIT.to_owned()];
                self.say(format!("unknown option \"{name}\""), known);
            } else if number.is_none() {
                self.say(NO_LIMIT.to_owned(), Vec::new());
            } else if block.block_param.is_some() {
                self.say(NO_NAMES.to_owned(), Vec::new());
            } else if about.is_some_and(|node| node.value.is_some_and(Value::is_object)) {
                self.say(NO_LIST.to_owned(), Vec::new());
            }
        }
    }

    /// One entry of what `{{#each}}` goes through.
    fn entry(&mut self, node: LintNode<'a>) -> LintNode<'a> {
        let value = match node.value {
            Some(Value::Array(all)) => all.first(),
            Some(Value::Object(all)) => all.values().next(),
            Some(Value::Null) | None => None,
            Some(_) => {
                let name = &node.name;
                self.say(
                    format!("\"{name}\" isn't a list, so {{{{#each}}}} can't go through it"),
                    Vec::new(),
                );
                None
            }
        };
        LintNode { value, ..node }
    }

    /// What stands at a name, noted as used. An unknown one is reported.
    fn find(&mut self, name: &str) -> Option<LintNode<'a>> {
        if let Ok(Path::Local((level, local, _))) = Path::parse(name) {
            let is_known = ["index", "first", "last", "key"].contains(&local.as_str());
            if !is_known || level + 1 >= self.scopes.len() {
                let known = ["@index", "@first", "@last"].map(str::to_owned).to_vec();
                self.say(format!("\"{name}\" isn't known here"), known);
            }
            return None;
        }
        let mut parts = name
            .split(['.', '/'])
            .filter(|part| !part.is_empty() && *part != "this")
            .peekable();
        let up = name.matches("../").count() + usize::from(name == "..");
        let mut at = if parts.next_if_eq(&"@root").is_some() {
            self.scopes.first()?.here.clone()
        } else {
            let Some(index) = self.scopes.len().checked_sub(up + 1) else {
                self.say(format!("\"{name}\" leads above the data"), Vec::new());
                return None;
            };
            self.start(index, &mut parts)?
        };
        while let Some(part) = parts.next() {
            let part = part.trim_start_matches('[').trim_end_matches(']');
            let rest = parts.clone();
            at = self.below(&at, part, rest)?;
        }
        self.found.used.insert(at.name.clone());
        Some(at)
    }

    /// The scope in which a name is looked up, or what its first part stands for after `as |...|`.
    fn start<'n>(
        &self,
        index: usize,
        parts: &mut std::iter::Peekable<impl Iterator<Item = &'n str>>,
    ) -> Option<LintNode<'a>> {
        let first = parts.peek().copied().unwrap_or_default();
        let scopes = self.scopes.get(..=index)?;
        let named = scopes.iter().rev().flat_map(|scope| &scope.named);
        let mut named = named.filter(|(name, _)| name == first);
        if let Some((_, node)) = named.next() {
            parts.next();
            return Some(node.clone());
        }
        scopes.last().map(|scope| scope.here.clone())
    }

    /// What stands at a part of a name; `rest` are the parts after it.
    fn below<'n>(
        &mut self,
        at: &LintNode<'a>,
        part: &str,
        rest: impl Iterator<Item = &'n str>,
    ) -> Option<LintNode<'a>> {
        let name = match at.name.as_str() {
            "" => part.to_owned(),
            above => format!("{above}.{part}"),
        };
        let value = match at.value {
            None | Some(Value::Null) => None,
            Some(Value::Object(all)) => {
                let value = all.get(part);
                if value.is_none() {
                    let known = all.keys().cloned().collect();
                    // Of a name that begins wrong nothing is known.
                    let rest = rest.filter(|_| at.name.is_empty());
                    let whole = rest.fold(name, |above, part| format!("{above}.{part}"));
                    self.say(format!("unknown field \"{whole}\""), known);
                    return None;
                }
                value
            }
            Some(Value::Array(_)) if part == "length" => {
                let list = &at.name;
                self.say(
                    format!("unknown field \"{name}\": {{{{len {list}}}}} counts its entries"),
                    Vec::new(),
                );
                return None;
            }
            // Each entry has the name of the list.
            Some(Value::Array(all)) if part.parse::<usize>().is_ok() => {
                let name = at.name.clone();
                let value = all.first();
                return Some(LintNode { value, name });
            }
            Some(_) => {
                self.say(
                    format!("unknown field \"{name}\": \"{}\" has no fields", at.name),
                    Vec::new(),
                );
                return None;
            }
        };
        Some(LintNode { value, name })
    }

    fn say(&mut self, message: String, known: Vec<String>) {
        self.found.misread.push(Misread {
            place: Some(self.place),
            message,
            known,
        });
    }
}

/// What a value is that can't be written as text.
const fn of_several(value: &Value) -> Option<&'static str> {
    match value {
        Value::Array(_) => Some("a list"),
        Value::Object(_) => Some("a group of fields"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Templates, and what is said of each first.
    const WRONG: &[(&str, &str)] = &[
        ("a\n{{titel}}", "2:1 unknown field \"titel\""),
        ("{{#if titel}}x{{/if}}", "1:1 unknown field \"titel\""),
        (
            "{{#unless titel}}x{{/unless}}",
            "1:1 unknown field \"titel\"",
        ),
        (
            "{{#if title}}x{{else}}\n{{titel}}{{/if}}",
            "2:1 unknown field \"titel\"",
        ),
        (
            "{{#if title}}x{{else if titel}}y{{/if}}",
            "1:1 unknown field \"titel\"",
        ),
        (
            "{{#each teams}}{{title}}{{/each}}",
            "1:16 unknown field \"teams.title\"",
        ),
        (
            "{{#each teams}}{{#if nam}}{{/if}}{{/each}}",
            "1:16 unknown field \"teams.nam\"",
        ),
        (
            "{{#each teams}}x{{else}}{{nam}}{{/each}}",
            "1:25 unknown field \"nam\"",
        ),
        (
            "{{#each teams}}{{#each late}}{{#if ../days}}{{/if}}{{/each}}{{/each}}",
            "1:30 unknown field \"teams.days\"",
        ),
        (
            "{{#each teams as |team|}}{{#if team.nam}}{{/if}}{{/each}}",
            "1:26 unknown field \"teams.nam\"",
        ),
        ("{{#if (eq titel 1)}}{{/if}}", "1:1 unknown field \"titel\""),
        (
            "{{#if (and title (not titel))}}{{/if}}",
            "1:1 unknown field \"titel\"",
        ),
        (
            "{{#each title}}{{/each}}",
            "1:1 \"title\" isn't a list, so {{#each}} can't go through it",
        ),
        (
            "{{teams}}",
            "1:1 \"teams\" is a list, not text: {{#each teams}} goes through it",
        ),
        (
            "{{title.name}}",
            "1:1 unknown field \"title.name\": \"title\" has no fields",
        ),
        ("{{../title}}", "1:1 \"../title\" leads above the data"),
        ("{{@index}}", "1:1 \"@index\" isn't known here"),
        ("{{upper title}}", "1:1 unknown helper \"upper\""),
        (
            "{{#each teams limt=3}}{{/each}}",
            "1:1 unknown option \"limt\"",
        ),
        (
            "{{#each teams}}{{#each late limit=many}}{{/each}}{{/each}}",
            "1:16 the limit of {{#each}} is a whole number from 1, as in {{#each late limit=3}}",
        ),
        (
            "{{#each teams limit=2 as |team|}}{{/each}}",
            "1:1 a loop with a limit names nothing with \"as\": `this` is its entry",
        ),
        (
            "{{#each teams}}{{#each role limit=2}}{{/each}}{{/each}}",
            "1:16 only a list has a limit, and this is a group of fields",
        ),
        (
            "{{#repeat title}}{{/repeat}}",
            "1:1 unknown block \"repeat\"",
        ),
    ];

    /// The first complaint about a template, with its place.
    fn first(text: &str) -> String {
        let sample = json!({
            "title": "x", "none": null,
            "teams": [{ "name": "x", "late": [{ "days": 1 }], "role": { "aim": [{ "text": "x" }] } }],
        });
        let template = Template::compile(text).unwrap();
        let found = linted(&template, &sample).misread.into_iter().next();
        found.map_or_else(String::new, |one| {
            let (line, column) = one.place.unwrap();
            format!("{line}:{column} {}", one.message)
        })
    }

    #[test]
    fn every_name_is_known_wherever_it_stands() {
        for fine in [
            "{{title}} {{#if title}}{{this.title}}{{else if none}}{{none.any}}{{/if}}",
            "{{#each teams}}{{name}} {{@index}} {{../title}} {{@root.title}}{{#each late}}{{days}} {{../name}} {{../../title}}{{/each}}{{/each}}",
            "{{#each teams as |team|}}{{team.name}}{{#each team.role.aim}}{{text}}{{team.name}}{{/each}}{{/each}}",
            "{{#with teams.[0]}}{{name}}{{/with}}{{len teams}}",
            "{{#if (and (eq title \"x\") (gt (len teams) 1))}}{{/if}}{{len teams}}",
        ] {
            assert_eq!(first(fine), "", "{fine}");
        }
        for (wrong, said) in WRONG {
            assert_eq!(first(wrong), *said, "{wrong}");
        }
    }

    #[test]
    fn used_names_are_told_from_the_top() {
        let template =
            Template::compile("{{#each teams}}{{#if late}}{{../title}}{{/if}}{{/each}}").unwrap();
        let used = linted(
            &template,
            &json!({ "title": "x", "teams": [{ "late": [] }] }),
        )
        .used;
        let used: Vec<&str> = used.iter().map(String::as_str).collect();
        assert_eq!(used, ["teams", "teams.late", "title"]);
    }
}
