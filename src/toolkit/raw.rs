//! The fields of `toolkit.toml`, before references are resolved.

use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(rename = "Toolkit", deny_unknown_fields)]
pub(super) struct ToolkitToml {
    pub id: Spanned<String>,
    pub version: Spanned<String>,
    pub title: String,
    #[serde(rename = "for", default)]
    pub audience: Option<Spanned<String>>,
    #[serde(default)]
    pub credit: String,
    #[serde(default)]
    pub sources: Vec<String>,
    #[serde(default)]
    pub notes: String,
    #[serde(default)]
    pub pacing: BTreeMap<String, Spanned<(u32, u32)>>,
    #[serde(default)]
    pub step: Vec<StepToml>,
    #[serde(default)]
    pub activity: Vec<ActivityToml>,
}

#[derive(Deserialize)]
#[serde(rename = "Step", deny_unknown_fields)]
pub(super) struct StepToml {
    pub id: Spanned<String>,
    pub title: String,
    #[serde(default)]
    pub objectives: Vec<String>,
    #[serde(default)]
    pub reflect: Vec<String>,
    #[serde(default)]
    pub sources: Vec<String>,
    #[serde(default)]
    pub proposed: Option<ProposedToml>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "true, false or a list of field names")]
pub(super) enum ProposedToml {
    All(bool),
    Fields(Vec<String>),
}

#[derive(Deserialize)]
#[serde(rename = "Activity", deny_unknown_fields)]
pub(super) struct ActivityToml {
    pub id: Spanned<String>,
    pub step: Spanned<String>,
    pub title: String,
    #[serde(default)]
    pub purpose: String,
    #[serde(default)]
    pub minutes: Option<Spanned<(u32, u32)>>,
    #[serde(default)]
    pub needs: Vec<Spanned<String>>,
    #[serde(default)]
    pub instructions: Vec<String>,
    #[serde(default)]
    pub questions: Vec<String>,
    #[serde(default)]
    pub sources: Vec<String>,
    #[serde(default)]
    pub repeat: Option<Repeat>,
    #[serde(default)]
    pub every: Option<Spanned<String>>,
    #[serde(default)]
    pub per: Option<Spanned<String>>,
    #[serde(default)]
    pub carry: bool,
    #[serde(default)]
    pub proposed: Option<ProposedToml>,
    #[serde(default)]
    pub sheet: Vec<SheetToml>,
    #[serde(default)]
    pub output: Vec<OutputToml>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "true, false or { min = NUMBER }")]
pub(super) enum Repeat {
    Plain(bool),
    Least(Least),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Least {
    pub min: u32,
}

#[derive(Deserialize)]
#[serde(rename = "Sheet", deny_unknown_fields)]
pub(super) struct SheetToml {
    pub id: Spanned<String>,
    pub title: String,
    pub template: Spanned<String>,
    #[serde(default)]
    pub private: bool,
}

#[derive(Deserialize)]
#[serde(rename = "Output", deny_unknown_fields)]
pub(super) struct OutputToml {
    pub id: Spanned<String>,
    pub title: Spanned<String>,
    pub kind: Spanned<String>,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub hint: Option<Spanned<String>>,
    #[serde(default)]
    pub pattern: Option<Spanned<String>>,
    #[serde(default)]
    pub role: Option<Spanned<String>>,
    #[serde(default)]
    pub builds_on: Vec<Spanned<String>>,
    #[serde(default)]
    pub draft: Vec<Spanned<String>>,
    #[serde(default)]
    pub before: Option<Spanned<String>>,
    #[serde(default)]
    pub options: Vec<NamedToml>,
    #[serde(default)]
    pub columns: Vec<Spanned<ColumnToml>>,
    #[serde(default)]
    pub items: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "a string or { id = \"...\", title = \"...\" }, with kind = \"...\" or options = [...] where its cells have a form"
)]
pub(super) enum ColumnToml {
    Plain(String),
    Titled(TitledColumn),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TitledColumn {
    pub id: String,
    pub title: String,
    #[serde(default)]
    pub kind: Option<String>,
    #[serde(default)]
    pub options: Vec<NamedToml>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a string or { id = \"...\", title = \"...\" }")]
pub(super) enum NamedToml {
    Plain(String),
    Titled(Titled),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Titled {
    pub id: String,
    pub title: String,
}
