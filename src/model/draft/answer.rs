//! One drafted answer: what its sources say, in the form its kind requires.

use super::passage::Passage;
use super::quote::{link, plain, rebased};
use super::source::{Origin, Quotable};
use crate::kinds::{GAP, Sort};
use crate::model::accept;
use crate::toolkit::Output;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// Markdown below the heading; a gap if nothing was recorded.
    pub text: String,
    pub passages: usize,
    pub files: BTreeSet<String>,
    /// Whether there were words that don't fit the required form, which leaves a gap.
    pub is_misfit: bool,
}

/// Whether an output is ever drafted: it has sources, isn't a person's own word, and can be quoted, unlike tasks,
/// measures and files.
pub fn is_drafted(output: &Output) -> bool {
    !output.draft.is_empty()
        && output.role.is_none_or(|role| !role.is_a_persons_word())
        && !matches!(output.kind.sort(), Sort::Tasks | Sort::Series | Sort::File)
}

/// An output's answer for a record at `to`. `version` maps a file to the quoted commit: empty if uncommitted, `None`
/// without history.
pub fn drafted(
    output: &Output,
    sources: &[Quotable<'_>],
    to: &str,
    version: &dyn Fn(&str) -> Option<String>,
) -> Answered {
    let quoting = Quoting { to, version };
    let found = match output.kind.sort() {
        Sort::Text => quoting.all(sources, "> ", "\n\n"),
        Sort::List => quoting.all(sources, "- ", "\n"),
        Sort::Table => quoting.rows(output, sources),
        _ => one_value(output, sources),
    };
    match found {
        Some(answer) if accept(output, &answer.text).is_ok() => answer,
        found => Answered {
            text: GAP.to_owned(),
            passages: 0,
            files: BTreeSet::new(),
            is_misfit: found.is_some(),
        },
    }
}

struct Quoting<'a> {
    to: &'a str,
    version: &'a dyn Fn(&str) -> Option<String>,
}

impl Quoting<'_> {
    fn link(&self, origin: &Origin) -> String {
        let version = (self.version)(&origin.path);
        link(origin, self.to, version.as_deref())
    }

    fn quoted(&self, source: &Quotable<'_>, passage: &Passage) -> String {
        let mut said: Vec<String> = Vec::new();
        let mut words: Vec<String> = Vec::new();
        for cell in &passage.cells {
            // Quote repeated words of a row once.
            let lower = cell.words.to_lowercase();
            if said.contains(&lower) {
                continue;
            }
            said.push(lower);
            // From the second cell on, name the column.
            if words.is_empty() || cell.title.is_empty() {
                words.push(cell.words.clone());
            } else {
                words.push(format!("{}: {}", cell.title, cell.words));
            }
        }
        let words = rebased(&words.join(" \u{b7} "), &source.origin.path, self.to);
        let words = plain(&words);
        format!("{words} {}", self.link(&source.origin))
    }

    fn all(&self, sources: &[Quotable<'_>], mark: &str, between: &str) -> Option<Answered> {
        let mut lines = Vec::new();
        let mut files = BTreeSet::new();
        for source in sources {
            for passage in &source.passages {
                lines.push(format!("{mark}{}", self.quoted(source, passage)));
                files.insert(source.origin.path.clone());
            }
        }
        (!lines.is_empty()).then(|| Answered {
            passages: lines.len(),
            text: lines.join(between),
            files,
            is_misfit: false,
        })
    }

    /// Table rows with any of the columns, by id or title; an empty cell is a gap.
    fn rows(&self, output: &Output, sources: &[Quotable<'_>]) -> Option<Answered> {
        let mut rows = Vec::new();
        let mut files = BTreeSet::new();
        for source in sources {
            for passage in &source.passages {
                let mut row = Map::new();
                let mut is_linked = false;
                for column in &output.shape.columns {
                    let mut cells = passage.cells.iter().filter(|cell| !cell.column.is_empty());
                    let cell = cells.find(|cell| {
                        column.is_meant_by(&cell.column) || column.is_meant_by(&cell.title)
                    });
                    let words = match cell {
                        // Quoted words with a link can't fit a cell's kind.
                        _ if column.kind.is_some() => String::new(),
                        None => GAP.to_owned(),
                        Some(cell) => {
                            let words = rebased(&cell.words, &source.origin.path, self.to);
                            let words = plain(&words);
                            if is_linked {
                                words
                            } else {
                                is_linked = true;
                                format!("{words} {}", self.link(&source.origin))
                            }
                        }
                    };
                    row.insert(column.name.id.clone(), Value::String(words));
                }
                if is_linked {
                    rows.push(Value::Object(row));
                    files.insert(source.origin.path.clone());
                }
            }
        }
        let passages = rows.len();
        let text = output.kind.write(&output.shape, &Value::Array(rows)).ok()?;
        (passages > 0).then_some(Answered {
            text,
            passages,
            files,
            is_misfit: false,
        })
    }
}

/// The one value on which all sources of the same kind agree. It has no room for a link.
fn one_value(output: &Output, sources: &[Quotable<'_>]) -> Option<Answered> {
    let mut found: Option<(String, String)> = None;
    let mut files = BTreeSet::new();
    for source in sources {
        let (text, value) = match source.output {
            None if output.kind.is_link() => (source.text.clone(), source.text.clone()),
            Some(of) if of.kind.is_same(output.kind) => {
                let value = of.kind.parse(&of.shape, &source.text).ok()?;
                let text = crate::kinds::without_bullet(&source.text).trim().to_owned();
                // A path means a different file beside another record.
                let is_path = output.kind.is_link()
                    && value.as_str().is_some_and(|words| words.contains('.'));
                if is_path {
                    continue;
                }
                (text, value.to_string())
            }
            _ => continue,
        };
        match &found {
            Some((_, other)) if *other != value => return None,
            _ => found = Some((text, value)),
        }
        files.insert(source.origin.path.clone());
    }
    let (text, _) = found?;
    Some(Answered {
        text,
        passages: files.len(),
        files,
        is_misfit: false,
    })
}
