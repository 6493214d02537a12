//! JSON: one envelope for all commands.

use super::clean::with_obeyed;
use super::format::Format;
use crate::model::Finding;
use schemars::JsonSchema;
use serde::Serialize;
use std::borrow::Cow;

pub const JSON: Format = Format {
    on_terminal: Some(escaped),
    ..Format::of("json", |page| (page.json)())
};

/// JSON without characters that a terminal obeys: the same document, with those that `serde_json` leaves as they are
/// (from U+007F on) escaped.
pub fn escaped(text: &str) -> Cow<'_, str> {
    with_obeyed(text, |character, shown| {
        // All are in the first plane, so one escape is enough.
        shown.push_str(&format!("\\u{:04x}", u32::from(character)));
    })
}

/// What every command prints with `--format json`, even if it fails.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Envelope<T> {
    /// Name and version of the schema of `data`, such as `redesign.status/1`.
    pub schema: String,
    /// Version of the program.
    pub tool: &'static str,
    /// What was read.
    pub source: Source,
    /// The result; null if the command failed.
    pub data: Option<T>,
    /// Findings: broken files, problems, and the error itself.
    pub diagnostics: Vec<Diagnostic>,
}

/// What was read.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Source {
    /// HEAD's commit; null without a repository or before the first commit.
    pub commit: Option<String>,
}

/// A finding.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Diagnostic {
    /// `error`, `warning` or `info`.
    pub severity: &'static str,
    /// A stable name such as `E0002`.
    pub code: &'static str,
    /// What was found.
    pub message: String,
    /// File, relative to the workspace.
    pub path: Option<String>,
    /// Counted from 1.
    pub line: Option<usize>,
    /// In characters, counted from 1.
    pub column: Option<usize>,
    /// How to fix it.
    pub help: Option<String>,
}

impl From<&Finding> for Diagnostic {
    fn from(finding: &Finding) -> Self {
        Self {
            severity: finding.severity.word(),
            code: finding.code,
            message: finding.message.clone(),
            path: finding.place.as_ref().map(|place| place.path.clone()),
            line: finding.place.as_ref().and_then(|place| place.line),
            column: finding.place.as_ref().and_then(|place| place.column),
            help: finding.help.clone(),
        }
    }
}

/// The envelope as text, with a final newline.
pub fn envelope<T: Serialize>(
    schema: &str,
    source: Source,
    data: Option<&T>,
    diagnostics: Vec<Diagnostic>,
) -> String {
    let envelope = Envelope {
        schema: format!("redesign.{schema}/1"),
        tool: env!("CARGO_PKG_VERSION"),
        source,
        data,
        diagnostics,
    };
    let mut text = serde_json::to_string_pretty(&envelope).unwrap_or_default();
    text.push('\n');
    text
}
