//! Templates of reports: files in the `reports/` of the workspace, of a toolkit, or of the program itself.

use super::{StoreError, ToolkitFiles, Workspace, files};
use crate::model::{Finding, codes};
use crate::toolkit::TemplateTexts;
use std::path::Path;

/// The folder of reports, in a workspace and in a toolkit.
pub const REPORTS: &str = "reports";

/// How a report's file name ends.
pub const REPORT_ENDING: &str = ".md.hbs";

const MAX_REPORT_BYTES: u64 = 1024 * 1024;

impl Workspace {
    /// Names of the workspace's own reports, in order.
    pub fn own_reports(&self) -> Result<Vec<String>, StoreError> {
        let folder = self.follow(REPORTS)?;
        Ok(names_in(&folder))
    }

    /// The text of one of the workspace's own reports; `None` if there is no such file.
    pub fn own_report(&self, name: &str) -> Result<Option<String>, Finding> {
        let path = path_of(name);
        let place = self.follow(&path).map_err(|error| {
            Finding::error(codes::TEMPLATE, error.to_string())
                .with_place(crate::model::Place::file(path.as_str()))
                .breaking()
        })?;
        if place.symlink_metadata().is_err() {
            return Ok(None);
        }
        let text = files::read_text(&place, MAX_REPORT_BYTES);
        text.map(Some)
            .map_err(|why| files::broken(codes::TEMPLATE, &path, why))
    }
}

impl ToolkitFiles {
    /// Names of a toolkit's reports, in order.
    pub fn reports(&self) -> Vec<String> {
        match self {
            Self::BuiltIn(embedded) => {
                let files = embedded.files().into_iter();
                let mut names: Vec<String> = files
                    .filter_map(|(path, _)| {
                        let name = path.strip_prefix(REPORTS)?.strip_prefix('/')?;
                        Some(name.strip_suffix(REPORT_ENDING)?.to_owned())
                    })
                    .collect();
                names.sort();
                names
            }
            Self::Folder(folder) => names_in(&folder.join(REPORTS)),
            Self::Then(..) => Vec::new(),
        }
    }

    /// The text of one of its reports, or why it can't be read.
    pub fn report(&self, name: &str) -> Result<Option<String>, String> {
        self.text(&path_of(name))
    }
}

/// The path of a report in a workspace or a toolkit.
pub fn path_of(name: &str) -> String {
    format!("{REPORTS}/{name}{REPORT_ENDING}")
}

fn names_in(folder: &Path) -> Vec<String> {
    let listed = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = listed.filter_map(|entry| entry.file_name().into_string().ok());
    let names = names.filter_map(|name| Some(name.strip_suffix(REPORT_ENDING)?.to_owned()));
    let mut names: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
    names.sort();
    names
}
