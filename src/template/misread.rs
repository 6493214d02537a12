//! What is wrong with a template's text, in plain words and with its place: Handlebars names rules of its grammar.

use handlebars::TemplateError;

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread {
    /// Line and column, counted from 1; `None` for the whole text.
    pub place: Option<(usize, usize)>,
    pub message: String,
    /// The names that are there instead; empty if that isn't the point.
    pub known: Vec<String>,
}

impl Misread {
    pub(super) fn whole(message: impl Into<String>) -> Self {
        Self {
            place: None,
            message: message.into(),
            known: Vec::new(),
        }
    }

    /// At a byte of a text.
    pub(super) fn at(text: &str, offset: usize, message: impl Into<String>) -> Self {
        Self {
            place: Some(place_of(text, offset)),
            ..Self::whole(message)
        }
    }

    /// The same, of a text that begins below so many lines.
    pub(super) fn below(self, above: usize) -> Self {
        Self {
            place: self.place.map(|(line, column)| (above + line, column)),
            ..self
        }
    }

    /// The message after its line, for errors that show no file.
    pub(super) fn in_words(&self) -> String {
        match self.place {
            Some((line, _)) => format!("line {line}: {}", self.message),
            None => self.message.clone(),
        }
    }
}

/// The beginning of a tag, to name it by.
pub(super) fn beginning(tag: &str) -> String {
    const SHOWN: usize = 40;
    let line = tag.lines().next().unwrap_or_default();
    let mut shown: String = line.chars().take(SHOWN).collect();
    if shown.len() < tag.len() {
        shown.push('\u{2026}');
    }
    shown
}

/// Line and column of a byte.
fn place_of(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or("");
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

/// Why Handlebars doesn't take a text.
pub(super) fn explained(text: &str, error: &TemplateError) -> Misread {
    unbalanced(text).unwrap_or_else(|| unread(error))
}

/// What Handlebars can't read.
pub(super) fn unread(error: &TemplateError) -> Misread {
    Misread {
        place: error.pos(),
        ..Misread::whole("what stands here can't be read as a tag")
    }
}

/// A block that is open.
struct OpenBlock<'a> {
    name: &'a str,
    tag: &'a str,
    at: usize,
}

/// The first tag that is empty, or where blocks don't begin and end as they should.
pub(super) fn unbalanced(text: &str) -> Option<Misread> {
    let mut open: Vec<OpenBlock<'_>> = Vec::new();
    let mut end = 0;
    while let Some(found) = text.get(end..)?.find("{{") {
        let at = end + found;
        let tag = tag_at(text, at)?;
        let is_text = text.get(end..at)?.ends_with('\\');
        end = at + tag.len();
        let inner = tag.trim_matches(['{', '}', '~']).trim();
        let misread = |message: String| Some(Misread::at(text, at, message));
        if is_text || inner.starts_with('!') {
            continue;
        }
        let word = inner.trim_start_matches(['#', '/', '^']).trim_start();
        let word = word.split_whitespace().next().unwrap_or("");
        if inner.starts_with('#') {
            let name = word;
            open.push(OpenBlock { name, tag, at });
        } else if inner.starts_with('/') {
            match open.pop() {
                None => return misread(format!("{tag} ends nothing: no block is open here")),
                Some(block) if block.name != word => {
                    let (line, _) = place_of(text, block.at);
                    let (begun, name) = (beginning(block.tag), block.name);
                    return misread(format!(
                        "{tag} stands where {begun} of line {line} ends, and that takes {{{{/{name}}}}}"
                    ));
                }
                Some(_) => {}
            }
        } else if (word == "else" || inner.starts_with('^')) && open.is_empty() {
            return misread(format!("{} stands in no block", beginning(tag)));
        } else if inner.is_empty() {
            return misread(format!("{tag} is a tag without a name"));
        }
    }
    let block = open.pop()?;
    let (begun, name) = (beginning(block.tag), block.name);
    let message = format!("{begun} has no end: {{{{/{name}}}}} is missing");
    Some(Misread::at(text, block.at, message))
}

/// The tag that begins at a byte.
fn tag_at(text: &str, at: usize) -> Option<&str> {
    let rest = text.get(at..)?;
    let end = if rest.starts_with("{{!--") || rest.starts_with("{{~!--") {
        rest.find("--}}")? + "--}}".len()
    } else {
        rest.find("}}")? + "}}".len()
    };
    let extra = usize::from(rest.starts_with("{{{") && rest.get(end..)?.starts_with('}'));
    rest.get(..end + extra)
}

#[cfg(test)]
mod tests {
    use super::*;
    use handlebars::Template;

    fn said_of(misread: &Misread) -> String {
        let (line, column) = misread.place.unwrap();
        format!("{line}:{column} {}", misread.message)
    }

    #[test]
    fn what_is_wrong_is_said_where_it_is() {
        for (text, said) in [
            (
                "a\n\n {{#each teams}}\n{{#if b}}x{{/if}}\n",
                "3:2 {{#each teams}} has no end: {{/each}} is missing",
            ),
            (
                "{{#each teams}}\n\u{e9} {{/if}}\n",
                "2:3 {{/if}} stands where {{#each teams}} of line 1 ends, and that takes {{/each}}",
            ),
            (
                "a {{/each}}",
                "1:3 {{/each}} ends nothing: no block is open here",
            ),
            ("a\n{{else}}\n", "2:1 {{else}} stands in no block"),
            ("a {{ }}", "1:3 {{ }} is a tag without a name"),
            (
                "{{#if a}}{{else if b}}{{^}}{{/if}}\n{{a b=}}\n",
                "2:7 what stands here can't be read as a tag",
            ),
            (
                "{{! {{#if a}} }}\n\\{{#if b}}\n{{!-- {{/each}} --}}{{#if c}}",
                "3:21 {{#if c}} has no end: {{/if}} is missing",
            ),
        ] {
            let error = Template::compile(text).unwrap_err();
            assert_eq!(said_of(&explained(text, &error)), said, "{text}");
        }
    }

    #[test]
    fn nothing_is_wrong_with_what_is_a_template() {
        let text = "{{~#if (eq a \"b\")~}}{{#each c as |d|}}{{{d}}}{{else}}{{&e}}{{/each}}{{^}}{{/if}} \\{{/x}} {{!-- {{#if}} --}}";
        assert!(Template::compile(text).is_ok());
        assert_eq!(unbalanced(text), None);
    }
}
