//! JSON: one envelope for all commands.

use super::format::Format;
use crate::model::Finding;
use schemars::JsonSchema;
use serde::Serialize;

/// The result as one JSON document.
pub const JSON: Format = Format::of("json", |page| (page.json)());

/// What every command prints with `--format json`, also when it fails.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Envelope<T> {
    /// Name and version of the form of `data`, such as `redesign.status/1`.
    pub schema: String,
    /// Version of the program.
    pub tool: &'static str,
    /// What was read.
    pub source: Source,
    /// The result; null where the command failed.
    pub data: Option<T>,
    /// What was found on the way: broken files, problems, the error itself.
    pub diagnostics: Vec<Diagnostic>,
}

/// What was read.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Source {
    /// The commit that HEAD was at; null without a repository or before the first commit.
    pub commit: Option<String>,
}

/// One thing that was found.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Diagnostic {
    /// `error`, `warning` or `info`.
    pub severity: &'static str,
    /// A stable name, such as `E0002`.
    pub code: &'static str,
    /// What it is.
    pub message: String,
    /// File, relative to the workspace.
    pub path: Option<String>,
    /// Counted from 1.
    pub line: Option<usize>,
    /// In characters, counted from 1.
    pub column: Option<usize>,
    /// How to mend it.
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

/// The envelope as text, with a final line end.
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
