//! Finds toolkits: folders of the workspace's `toolkits/`, and those built in.

use super::history::{Snapshot, TreeItem};
use super::names::{TOOLKIT_FILE, TOOLKITS, joined};
use super::toolkit_files::ToolkitFiles;
use super::{files, inside, wording};
use crate::model::{Finding, Place, ToolkitName, codes};
use crate::toolkit::builtin::{self, Embedded};
use crate::toolkit::{self, TemplateTexts, Toolkit, ToolkitId};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// A toolkit that can't be used.
#[derive(Debug)]
pub struct Unusable {
    /// Its folder, relative to the workspace.
    pub path: String,
    pub findings: Vec<Finding>,
}

/// One toolkit location, read on first use.
#[derive(Debug)]
struct Shelf {
    files: ToolkitFiles,
    /// Folder relative to the workspace; empty if built in.
    path: String,
    read: OnceLock<Result<Arc<Toolkit>, Arc<Unusable>>>,
}

#[derive(Debug)]
pub struct Toolkits {
    entries: Vec<Shelf>,
    /// Built in by earlier versions of the program: only plans that name them find them.
    earlier: Vec<Shelf>,
}

impl Shelf {
    fn embedded(embedded: Embedded) -> Self {
        Self::of(ToolkitFiles::BuiltIn(embedded), String::new())
    }

    fn of(files: ToolkitFiles, path: String) -> Self {
        Self {
            files,
            path,
            read: OnceLock::new(),
        }
    }

    /// A toolkit behind a link that isn't followed.
    fn astray(path: String, finding: Finding) -> Self {
        let unusable = Unusable {
            path: path.clone(),
            findings: vec![finding],
        };
        Self {
            read: OnceLock::from(Err(Arc::new(unusable))),
            ..Self::of(ToolkitFiles::Folder(PathBuf::new()), path)
        }
    }

    fn get(&self) -> Result<Arc<Toolkit>, Arc<Unusable>> {
        let read = || match &self.files {
            ToolkitFiles::Then(then, folder) => {
                let alone = ToolkitFiles::Then(then.without_toolkits(), folder.clone());
                then.toolkit(folder, || load(&alone, &self.path))
            }
            files => load(files, &self.path).map(Arc::new),
        };
        self.read.get_or_init(|| read().map_err(Arc::new)).clone()
    }
}

/// Reads a toolkit; `path` is its location for messages.
fn load(texts: &ToolkitFiles, path: &str) -> Result<Toolkit, Unusable> {
    let file = joined(path, TOOLKIT_FILE);
    let unusable = |findings: Vec<Finding>| Unusable {
        path: path.to_owned(),
        findings,
    };
    let text = texts.main().map_err(|why| {
        let broken = files::broken(codes::TOOLKIT, &file, why);
        unusable(vec![broken])
    })?;
    let parsed = toolkit::parse(&text).map_err(|error| {
        if let Some(mark) = crate::document::first_mark(&text) {
            return unusable(vec![files::with_marks(codes::TOOLKIT, &file, &text, mark)]);
        }
        let findings = error.0.into_iter().map(|problem| {
            let finding = Finding::error(codes::TOOLKIT, problem.message)
                .with_help(format!(
                    "`redesign toolkit check {}` checks your fix",
                    if path.is_empty() { "." } else { path }
                ))
                .breaking();
            match problem.offset {
                Some(offset) => finding.in_text(&file, &text, offset),
                None => finding.with_place(Place::file(file.as_str())),
            }
        });
        unusable(findings.collect())
    })?;
    Ok(parsed.worded_by(&wording::writer(texts)))
}

impl Toolkits {
    /// The toolkits of a workspace. Only lists folder names; a toolkit is read on first use.
    pub fn of(root: &Path) -> Self {
        let folder = match inside::follow(root, TOOLKITS) {
            Ok(folder) => folder,
            Err(finding) => {
                let astray = Shelf::astray(TOOLKITS.to_owned(), finding);
                return Self::beside(std::iter::once(astray));
            }
        };
        let listed = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        let names = listed.filter_map(|entry| entry.file_name().into_string().ok());
        let entries = shown(names).into_iter().filter_map(|name| {
            let path = format!("{TOOLKITS}/{name}");
            match inside::follow(root, &format!("{path}/{TOOLKIT_FILE}")) {
                Ok(file) if file.exists() => {
                    let folder = inside::follow(root, &path).ok()?;
                    Some(Shelf::of(ToolkitFiles::Folder(folder), path))
                }
                Ok(_) => None,
                Err(finding) => Some(Shelf::astray(path, finding)),
            }
        });
        Self::beside(entries)
    }

    /// The toolkits of a workspace in a commit.
    pub(super) fn then(then: &Snapshot) -> Self {
        let listed = match then.at(TOOLKITS) {
            Some(TreeItem::Folder(folder)) => then.list(folder).unwrap_or_default(),
            _ => Vec::new(),
        };
        let names = listed
            .into_iter()
            .filter_map(|entry| String::from_utf8(entry.name).ok());
        let mut names = shown(names);
        names.retain(|name| {
            let file = format!("{TOOLKITS}/{name}/{TOOLKIT_FILE}");
            then.at(&file).is_some()
        });
        let entries = names.into_iter().map(|name| {
            let path = format!("{TOOLKITS}/{name}");
            Shelf::of(ToolkitFiles::Then(then.clone(), path.clone()), path)
        });
        Self::beside(entries)
    }

    /// Only the built-in toolkits.
    pub fn built_in() -> Self {
        Self::beside(std::iter::empty())
    }

    /// These, and the built-in ones.
    fn beside(own: impl Iterator<Item = Shelf>) -> Self {
        Self {
            entries: own.chain(builtin::all().map(Shelf::embedded)).collect(),
            earlier: builtin::earlier().map(Shelf::embedded).collect(),
        }
    }

    /// Whether an earlier version of the program had this toolkit built in.
    pub fn was_built_in(&self, toolkit: &Toolkit) -> bool {
        let earlier = self.earlier.iter().filter_map(|entry| entry.get().ok());
        let mut earlier = earlier.map(|one| (one.id.clone(), one.version.clone()));
        earlier.any(|one| one == (toolkit.id.clone(), toolkit.version.clone()))
    }

    /// The toolkit in exactly this version; the workspace's own copy comes first.
    pub fn get(&self, name: &ToolkitName) -> Result<Arc<Toolkit>, Finding> {
        self.find(name).map(|(toolkit, _)| toolkit)
    }

    /// Like [`Toolkits::get`], with the location of its files.
    pub fn find(&self, name: &ToolkitName) -> Result<(Arc<Toolkit>, ToolkitFiles), Finding> {
        let matches = |toolkit: &Toolkit| {
            toolkit.id.as_str() == name.id && toolkit.version.to_string() == name.version
        };
        // The folder that `new` makes has id and version in its name: look there first, so that a command reads only
        // one toolkit.
        let usual = format!("{TOOLKITS}/{}-{}", name.id, name.version);
        let first = self.entries.iter().filter(|entry| entry.path == usual);
        let others = self.entries.iter().filter(|entry| entry.path != usual);
        let mut broken = None;
        for entry in first.chain(others).chain(&self.earlier) {
            match entry.get() {
                Ok(toolkit) if matches(&toolkit) => return Ok((toolkit, entry.files.clone())),
                Ok(_) => {}
                Err(unusable) => {
                    broken = broken.or_else(|| unusable.findings.first().cloned());
                    // The plan's own copy is broken; another of the same name might differ.
                    if entry.path == usual || entry.path == TOOLKITS {
                        break;
                    }
                }
            }
        }
        Err(broken.unwrap_or_else(|| {
            let versions: Vec<String> = self
                .usable()
                .iter()
                .filter(|(toolkit, ..)| toolkit.id.as_str() == name.id)
                .map(|(toolkit, ..)| toolkit.version.to_string())
                .collect();
            let help = if versions.is_empty() {
                "`redesign toolkit list` lists the toolkits".to_owned()
            } else {
                format!("available versions: {}", versions.join(", "))
            };
            Finding::error(
                codes::TOOLKIT,
                format!(
                    "no toolkit \"{}\" in version {} here",
                    name.id, name.version
                ),
            )
            .with_help(help)
        }))
    }

    /// The newest usable toolkit with this id.
    pub fn newest(&self, id: &str) -> Option<(Arc<Toolkit>, ToolkitFiles, String)> {
        let mut found: Vec<_> = self
            .usable()
            .into_iter()
            .filter(|(toolkit, ..)| toolkit.id.as_str() == id)
            .collect();
        // The sort is stable, so the workspace's own copy of a version comes first.
        found.sort_by(|one, other| other.0.version.cmp(&one.0.version));
        found.into_iter().next()
    }

    /// All usable toolkits with their locations (empty: built in), the workspace's own first.
    pub fn usable(&self) -> Vec<(Arc<Toolkit>, ToolkitFiles, String)> {
        self.usable_with(|_| true)
    }

    /// Those with certain files; the others aren't read.
    pub fn usable_with(
        &self,
        is_wanted: impl Fn(&ToolkitFiles) -> bool,
    ) -> Vec<(Arc<Toolkit>, ToolkitFiles, String)> {
        let wanted = self.entries.iter().filter(|entry| is_wanted(&entry.files));
        wanted
            .filter_map(|entry| Some((entry.get().ok()?, entry.files.clone(), entry.path.clone())))
            .collect()
    }

    /// The toolkits that can't be used, and why.
    pub fn unusable(&self) -> Vec<Arc<Unusable>> {
        self.entries
            .iter()
            .filter_map(|entry| entry.get().err())
            .collect()
    }

    /// Draft sources that a toolkit names but that don't exist in their own toolkit, if it is here. `shown` is the
    /// location for messages.
    pub fn lost_sources(
        &self,
        toolkit: &Toolkit,
        source: &ToolkitFiles,
        shown: &str,
    ) -> Vec<Finding> {
        let usable = self.usable();
        let known = |id: &ToolkitId| {
            let named = usable.iter().filter(|(toolkit, ..)| toolkit.id == *id);
            named.map(|(toolkit, ..)| Arc::clone(toolkit)).collect()
        };
        let text = source.read("toolkit.toml").unwrap_or_default();
        toolkit
            .lost_sources(&known)
            .map(|other| {
                Finding::error(
                    codes::TOOLKIT,
                    format!(
                        "\"{other}\" can't be drafted from: the toolkit \"{}\" has no such output",
                        other.toolkit
                    ),
                )
                .in_text(&format!("{shown}/toolkit.toml"), &text, other.offset)
                .with_help(format!(
                    "`redesign toolkit show {}` lists its activities and outputs",
                    other.toolkit
                ))
                .breaking()
            })
            .collect()
    }

    /// Reads a toolkit from any folder, for `toolkit check`.
    pub fn in_folder(folder: &Path, shown: &str) -> Result<(Toolkit, ToolkitFiles), Unusable> {
        let files = ToolkitFiles::Folder(folder.to_owned());
        Ok((load(&files, shown)?, files))
    }

    /// The toolkits that the workspace has more than once, by id and version.
    pub fn twice(&self) -> Vec<(ToolkitName, Vec<String>)> {
        let mut places: BTreeMap<ToolkitName, Vec<String>> = BTreeMap::new();
        for (toolkit, _, path) in self.usable() {
            if !path.is_empty() {
                let name = ToolkitName {
                    id: toolkit.id.to_string(),
                    version: toolkit.version.to_string(),
                };
                places.entry(name).or_default().push(path);
            }
        }
        places
            .into_iter()
            .filter(|(_, paths)| paths.len() > 1)
            .collect()
    }
}

/// Names that aren't hidden, sorted.
fn shown(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
    names.sort();
    names
}
