//! `link`: a plan, a record, or a version of one.

use super::target::link_target;
use super::target::no_target;
use super::{Facts, Kind, LinkHere, LinkTarget, Misfit, Shape, Sort, one_line};
use serde_json::Value;

/// A reference inside the workspace.
pub struct LinkKind;

impl Kind for LinkKind {
    fn facts(&self) -> &'static Facts {
        &Facts {
            name: "link",
            about: "A plan or record, written PLAN[/ACTIVITY[/RECORD]][@VERSION] or as a Markdown link to its file.",
            json: "a string: the reference or path",
            sort: Sort::Link,
            fits_cells: true,
            ..Facts::ONE_LINE
        }
    }

    fn parse(&self, _shape: &Shape, text: &str) -> Result<Value, Misfit> {
        let words = one_line(text, "a link")?;
        match LinkTarget::parse(words) {
            Some(LinkTarget::Record { .. } | LinkTarget::File(_)) => Ok(as_written(words)),
            Some(LinkTarget::Page(_)) | None => Err(no_target(words, false)),
        }
    }

    /// In a table or list of links, a public page may stand, too.
    fn parse_item(&self, _shape: &Shape, words: &str) -> Result<Value, Misfit> {
        match LinkTarget::parse(words) {
            Some(_) => Ok(as_written(words)),
            None => Err(no_target(words, true)),
        }
    }

    fn links(&self, _shape: &Shape, text: &str) -> Vec<LinkHere> {
        let lines = text.lines().enumerate();
        let mut lines = lines.filter(|(_, line)| !line.trim().is_empty());
        let found = lines.next().and_then(|(line, _)| {
            let words = one_line(text, "a link").ok()?;
            let target =
                LinkTarget::parse(words).filter(|one| !matches!(one, LinkTarget::Page(_)))?;
            Some(LinkHere {
                line,
                words: link_target(words).to_owned(),
                target,
                option: None,
            })
        });
        found.into_iter().collect()
    }
}

fn as_written(words: &str) -> Value {
    Value::String(
        link_target(words.trim().trim_matches('`'))
            .trim()
            .to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_files() {
        for right in [
            "a-plan",
            "a-plan/problem",
            "p/interviews/k3f9qd@v2",
            "[it](../p/1-x/team.md)",
        ] {
            assert!(LinkKind.parse(&Shape::default(), right).is_ok(), "{right}");
        }
        for wrong in [
            "two words",
            "a/b/c/d",
            "https://example.org",
            "p@",
            "/abs.md",
        ] {
            assert!(LinkKind.parse(&Shape::default(), wrong).is_err(), "{wrong}");
        }
    }
}
