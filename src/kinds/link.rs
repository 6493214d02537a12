//! `link`: a plan, a record, or a version of one.

use super::file::link_target;
use super::{Kind, Misfit, Shape, one_line};
use serde_json::Value;

/// A reference inside the workspace.
pub struct Link;

impl Kind for Link {
    fn name(&self) -> &'static str {
        "link"
    }

    fn about(&self) -> &'static str {
        "A plan or record, written PLAN[/ACTIVITY[/RECORD]][@VERSION] or as a Markdown link to its file."
    }

    fn json(&self) -> &'static str {
        "a string: the reference or path"
    }

    fn parse(&self, _shape: &Shape, text: &str) -> Result<Value, Misfit> {
        let words = one_line(text, "a link")?;
        let target = link_target(words);
        let (name, version) = target
            .split_once('@')
            .map_or((target, None), |(name, version)| (name, Some(version)));
        let is_reference = !name.is_empty()
            && name.split('/').count() <= 3
            && name.split('/').all(|part| {
                !part.is_empty()
                    && part
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            })
            && version.is_none_or(|version| {
                !version.is_empty() && !version.contains(char::is_whitespace)
            });
        let extension = std::path::Path::new(target).extension();
        let is_file = extension.is_some_and(|ending| ending.eq_ignore_ascii_case("md"))
            && !target.contains(['\\', ':'])
            && !target.starts_with('/');
        if is_reference || is_file {
            Ok(Value::String(target.to_owned()))
        } else {
            Err(Misfit::at(
                0,
                format!("\"{words}\" is not a link to a plan or record"),
                "write PLAN, PLAN/ACTIVITY or PLAN/ACTIVITY/RECORD, or a Markdown link to the record's file",
            ))
        }
    }
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
            assert!(Link.parse(&Shape::default(), right).is_ok(), "{right}");
        }
        for wrong in [
            "two words",
            "a/b/c/d",
            "https://example.org",
            "p@",
            "/abs.md",
        ] {
            assert!(Link.parse(&Shape::default(), wrong).is_err(), "{wrong}");
        }
    }
}
