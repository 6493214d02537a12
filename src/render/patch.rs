//! A unified patch for git and editors.

use super::format::{Format, Printed};
use crate::report::Block;
use similar::TextDiff;

pub const PATCH: Format = Format {
    is_for_tables: false,
    holds_findings: false,
    ..Format::of("patch", render)
};

fn render(page: &Printed<'_>) -> String {
    let files = page.report.blocks.iter().filter_map(|block| match block {
        Block::Texts {
            path,
            before,
            after,
        } => Some((path, before.as_deref(), after.as_deref())),
        _ => None,
    });
    let mut text = String::new();
    for (path, before, after) in files {
        if before == after {
            continue;
        }
        let name = |side: &str, text: Option<&str>| {
            text.map_or_else(|| "/dev/null".to_owned(), |_| format!("{side}/{path}"))
        };
        let (from, to) = (name("a", before), name("b", after));
        text.push_str(&format!("diff --git a/{path} b/{path}\n"));
        match (before, after) {
            (None, _) => text.push_str("new file mode 100644\n"),
            (_, None) => text.push_str("deleted file mode 100644\n"),
            _ => {}
        }
        let diff = TextDiff::from_lines(before.unwrap_or_default(), after.unwrap_or_default());
        text.push_str(&diff.unified_diff().header(&from, &to).to_string());
    }
    text
}
