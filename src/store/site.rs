//! The pages of a site: made, compared and written in parallel, in a folder of their own. Only pages of ours are
//! replaced or removed, and only those that differ are written.

use super::{StoreError, files};
use crate::system::start_threads;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// What every page of ours has in its head.
pub const SITE_MARK: &str = "<meta name=\"generator\" content=\"redesign site\">";

/// Begins the last line of a page that can tell what it was made of.
const MADE_OF: &str = "<!-- made of ";

/// Largest page that is looked at.
const MAX_PAGE_BYTES: u64 = 64 * 1024 * 1024;

/// A site's folder.
#[derive(Debug, Clone)]
pub struct SiteFolder {
    root: PathBuf,
    /// Whether it was there at first; otherwise there are no pages to look for.
    is_there: bool,
}

/// A page to be written.
pub struct MadePage {
    /// Relative to the folder, with `/`.
    pub path: String,
    /// Its text; `None` if it is there already as it would be made.
    pub text: Option<String>,
}

/// What became of a site's pages. Paths are relative to its folder.
#[derive(Debug, Default)]
pub struct SiteWritten {
    pub written: Vec<String>,
    pub unchanged: usize,
    pub removed: Vec<String>,
}

/// A page, and how it differs from what is there.
enum PageState {
    Same,
    New(String, String),
    Stranger(String),
}

impl SiteFolder {
    pub fn at(path: &Path) -> Self {
        let root = files::resolved(path);
        let is_there = root.symlink_metadata().is_ok();
        Self { root, is_there }
    }

    /// Whether it is a workspace's folder, one around it, or among its plans.
    pub fn holds_work_of(&self, workspace: &super::Workspace) -> bool {
        let inside = [
            workspace.config.plans.as_str(),
            super::PROGRAMME,
            ".git",
            "toolkits",
            "reports",
        ];
        workspace.root.starts_with(&self.root)
            || inside
                .iter()
                .any(|folder| self.root.starts_with(workspace.absolute(folder)))
    }

    /// Whether a page is there as it was made of something, and nobody has changed it since.
    pub fn is_current(&self, path: &str, made_of: u64) -> bool {
        let Some(text) = self.own_page(path) else {
            return false;
        };
        let end = format!("{MADE_OF}{made_of:016x} ");
        let Some((page, last)) = text.rsplit_once(MADE_OF) else {
            return false;
        };
        format!("{MADE_OF}{last}").starts_with(&end) && text == with_end(page.to_owned(), made_of)
    }

    /// A page of ours.
    fn own_page(&self, path: &str) -> Option<String> {
        let place = self.is_there.then(|| self.place(path).ok()).flatten()?;
        let text = files::read_text(&place, MAX_PAGE_BYTES).ok()?;
        text.contains(SITE_MARK).then_some(text)
    }

    /// Where a page belongs; an error if a link would lead elsewhere.
    fn place(&self, path: &str) -> Result<PathBuf, StoreError> {
        let mut place = self.root.clone();
        for part in path.split('/') {
            place.push(part);
            if place
                .symlink_metadata()
                .is_ok_and(|found| found.is_symlink())
            {
                return Err(StoreError::Exists(place.display().to_string()));
            }
        }
        Ok(place)
    }

    /// Writes the pages that differ, and removes ours that no longer belong to the site. Nothing is written if one of
    /// the files is somebody else's. With `is_trial` nothing is written at all.
    pub fn write<P: Send, E: From<StoreError> + Send>(
        &self,
        pages: Vec<P>,
        make: &(impl Fn(P) -> Result<MadePage, E> + Sync),
        is_trial: bool,
    ) -> Result<SiteWritten, E> {
        start_threads();
        let compared: Vec<(String, PageState)> = pages
            .into_par_iter()
            // Those of the whole cohort take as long as many others, and come together.
            .with_max_len(1)
            .map(|page| {
                let new = make(page)?;
                let path = new.path.clone();
                Ok((path, self.compared(new)?))
            })
            .collect::<Result<_, E>>()?;
        let strangers = compared.iter().find_map(|(_, one)| match one {
            PageState::Stranger(path) => Some(path.clone()),
            _ => None,
        });
        if let Some(path) = strangers {
            return Err(StoreError::Exists(path).into());
        }
        let all: BTreeSet<&str> = compared.iter().map(|(path, _)| path.as_str()).collect();
        let stale = self.stale(&all);
        let new: Vec<(&String, &String)> = compared
            .iter()
            .filter_map(|(_, one)| match one {
                PageState::New(path, text) => Some((path, text)),
                _ => None,
            })
            .collect();
        if !is_trial {
            self.put(&new)?;
            for path in &stale {
                let place = self.place(path)?;
                fs::remove_file(&place).map_err(StoreError::io("remove", &place))?;
            }
        }
        Ok(SiteWritten {
            unchanged: compared.len() - new.len(),
            written: new.into_iter().map(|(path, _)| path.clone()).collect(),
            removed: stale,
        })
    }

    fn compared(&self, made: MadePage) -> Result<PageState, StoreError> {
        let MadePage { path, text } = made;
        let Some(text) = text else {
            return Ok(PageState::Same);
        };
        if !self.is_there {
            return Ok(PageState::New(path, text));
        }
        let place = self.place(&path)?;
        if place.symlink_metadata().is_err() {
            return Ok(PageState::New(path, text));
        }
        Ok(match self.own_page(&path) {
            None => PageState::Stranger(place.display().to_string()),
            Some(there) if there == text => PageState::Same,
            Some(_) => PageState::New(path, text),
        })
    }

    /// Pages of ours that aren't among these.
    fn stale(&self, all: &BTreeSet<&str>) -> Vec<String> {
        let mut stale = Vec::new();
        for folder in ["", "teams/"] {
            let listed = fs::read_dir(self.root.join(folder)).into_iter().flatten();
            let names = listed
                .flatten()
                .filter_map(|entry| entry.file_name().into_string().ok());
            let names = names.filter(|name| {
                let ending = Path::new(name).extension();
                ending.is_some_and(|ending| ending == "html")
            });
            let paths = names.map(|name| format!("{folder}{name}"));
            let others = paths.filter(|path| !all.contains(path.as_str()));
            stale.extend(others.filter(|path| self.own_page(path).is_some()));
        }
        stale.sort();
        stale
    }

    /// Writes pages. One takes the place of what has its name, and never follows a link there; the folders are looked at.
    fn put(&self, pages: &[(&String, &String)]) -> Result<(), StoreError> {
        let folders = pages.iter().map(|(path, _)| path.rsplit_once('/'));
        let folders: BTreeSet<&str> = folders
            .map(|parts| parts.map_or("", |(one, _)| one))
            .collect();
        for folder in folders {
            let place = if folder.is_empty() {
                self.root.clone()
            } else {
                self.place(folder)?
            };
            files::make_folder(&place)?;
        }
        let written = pages.par_iter();
        written.try_for_each(|(path, text)| files::put_page(&self.root.join(path), text.as_bytes()))
    }
}

/// A page that can tell what it was made of.
pub fn with_end(mut page: String, made_of: u64) -> String {
    let mut hasher = DefaultHasher::new();
    page.hash(&mut hasher);
    let hash = hasher.finish();
    let _infallible = writeln!(page, "{MADE_OF}{made_of:016x} {hash:016x} -->");
    page
}
