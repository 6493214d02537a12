//! The location of a toolkit's files, and their texts.

use super::files;
use super::history::Snapshot;
use super::names::TOOLKIT_FILE;
use crate::model::Unreadable;
use crate::toolkit::builtin::Embedded;
use crate::toolkit::{self, TemplateTexts};
use std::path::PathBuf;

const MAX_TEMPLATE_BYTES: u64 = 1024 * 1024;

#[derive(Debug, Clone)]
pub enum ToolkitFiles {
    BuiltIn(Embedded),
    Folder(PathBuf),
    /// A workspace folder in a commit, by its path there.
    Then(Snapshot, String),
}

impl ToolkitFiles {
    /// The text of `toolkit.toml`.
    pub(super) fn main(&self) -> Result<String, Unreadable> {
        Ok(match self {
            Self::BuiltIn(embedded) => embedded.read(TOOLKIT_FILE).map(str::to_owned),
            Self::Folder(folder) => {
                files::read_text(&folder.join(TOOLKIT_FILE), toolkit::MAX_BYTES).map(Some)?
            }
            Self::Then(then, path) => {
                then.text(&format!("{path}/{TOOLKIT_FILE}"), toolkit::MAX_BYTES)
            }
        }
        .unwrap_or_default())
    }

    /// All its files, if built in.
    pub fn embedded_files(&self) -> Option<Vec<(String, &'static [u8])>> {
        match self {
            Self::BuiltIn(embedded) => Some(embedded.files()),
            Self::Folder(_) | Self::Then(..) => None,
        }
    }
}

impl TemplateTexts for ToolkitFiles {
    fn text(&self, name: &str) -> Result<Option<String>, String> {
        match self {
            Self::BuiltIn(embedded) => Ok(embedded.read(name).map(str::to_owned)),
            Self::Folder(folder) => {
                let path = folder.join(name);
                let real = std::fs::canonicalize(&path);
                let folder = std::fs::canonicalize(folder);
                let (Ok(real), Ok(folder)) = (real, folder) else {
                    return Ok(None);
                };
                if !real.starts_with(folder) {
                    return Ok(None);
                }
                let text = files::read_text(&path, MAX_TEMPLATE_BYTES);
                text.map(Some).map_err(|unreadable| unreadable.message)
            }
            Self::Then(then, path) => Ok(then.text(&format!("{path}/{name}"), MAX_TEMPLATE_BYTES)),
        }
    }
}
