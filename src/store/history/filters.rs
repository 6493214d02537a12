//! Files that git stores through a filter, such as LFS or git-crypt: what history holds of them isn't what people wrote.

use super::past::History;
use crate::store::names::{ATTRIBUTES, within};
use git2::{AttrCheckFlags, AttrValue, Repository};
use std::path::{Path, PathBuf};

/// A file, relative to the workspace, and the filter through which git stores it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filtered {
    pub path: String,
    pub filter: String,
}

impl History {
    /// The first of some files that git stores through a filter.
    pub fn filtered<'a>(&self, paths: impl IntoIterator<Item = &'a str>) -> Option<Filtered> {
        let found = self.objects.with(|repository| {
            let mut paths = paths.into_iter();
            Ok(paths.find_map(|path| {
                let filter = filter_of(repository, &self.inner(path))?;
                let path = path.to_owned();
                Some(Filtered { path, filter })
            }))
        });
        found.ok().flatten()
    }

    /// The first tracked file at or below some folders that git stores through a filter.
    pub fn filtered_below(&self, folders: &[&str]) -> Option<Filtered> {
        let folders: Vec<String> = folders.iter().map(|folder| self.inner(folder)).collect();
        let found = self.objects.with(|repository| {
            // Without a program for any filter git stores files as they are; reading the index is slow.
            let settings = repository.config()?;
            if settings.entries(Some("^filter\\."))?.next().is_none() {
                return Ok(None);
            }
            let index = repository.index()?;
            let names = || {
                let entries = index.iter();
                entries.filter_map(|entry| String::from_utf8(entry.path).ok())
            };
            let own = names().filter(|name| name.rsplit('/').next() == Some(ATTRIBUTES));
            if !names_filters(repository, own) {
                return Ok(None);
            }
            let is_inside =
                |name: &String| folders.iter().any(|folder| within(name, folder).is_some());
            Ok(names().filter(is_inside).find_map(|name| {
                let filter = filter_of(repository, &name)?;
                let path = self.outer(&name);
                Some(Filtered { path, filter })
            }))
        });
        found.ok().flatten()
    }
}

/// Whether any file of attributes speaks of a filter: most repositories have none, and asking for each file is slow.
fn names_filters(repository: &Repository, own: impl Iterator<Item = String>) -> bool {
    let top = repository.workdir().unwrap_or(repository.path());
    let settings = repository.config().ok();
    let elsewhere = settings.and_then(|all| all.get_path("core.attributesFile").ok());
    let by_default = git2::Config::find_xdg().ok();
    let by_default = by_default.map(|settings| settings.with_file_name("attributes"));
    let outside = [
        Some(repository.commondir().join("info/attributes")),
        Some(top.join(ATTRIBUTES)),
        elsewhere.or(by_default),
    ];
    let mut places = own
        .map(|name| top.join(name))
        .chain(outside.into_iter().flatten());
    places.any(|place: PathBuf| {
        std::fs::read(place).is_ok_and(|text| memchr::memmem::find(&text, b"filter").is_some())
    })
}

/// The filter of a file, as the repository names it, if its program is known here: else git stores the file as it is.
fn filter_of(repository: &Repository, name: &str) -> Option<String> {
    let flags = AttrCheckFlags::FILE_THEN_INDEX;
    let value = repository.get_attr_bytes(Path::new(name), "filter", flags);
    let filter = match AttrValue::always_bytes(value.ok().flatten()) {
        AttrValue::Bytes(filter) => String::from_utf8_lossy(filter).into_owned(),
        AttrValue::String(filter) => filter.to_owned(),
        _ => return None,
    };
    let settings = repository.config().ok()?.snapshot().ok()?;
    let is_known = ["clean", "smudge", "process"]
        .iter()
        .any(|key| settings.get_str(&format!("filter.{filter}.{key}")).is_ok());
    is_known.then_some(filter)
}
