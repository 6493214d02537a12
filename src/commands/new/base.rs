//! The toolkit from which plans are made.

use crate::app::write::Session;
use crate::error::CommandError;
use crate::model::{Count, ToolkitName, codes};
use crate::store::{Edit, NewFolder, ToolkitFiles, Toolkits, Transaction, Workspace, scaffold};
use crate::template::Templates;
use crate::toolkit::Toolkit;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The toolkits that are asked for, each with its templates.
#[derive(Default)]
pub(super) struct Bases {
    all: Vec<(Base, Templates)>,
    /// Positions, by what was asked for.
    asked: BTreeMap<String, usize>,
}

impl Bases {
    /// The one that is asked for; the workspace's if nothing is.
    pub fn of(
        &mut self,
        workspace: &Workspace,
        asked: &str,
    ) -> Result<(&Base, &mut Templates), CommandError> {
        let asked = if asked.is_empty() {
            &workspace.config.toolkit
        } else {
            asked
        };
        let at = if let Some(at) = self.asked.get(asked) {
            *at
        } else {
            let base = Base::of(workspace, asked)?;
            let is_it = |(one, _): &(Base, Templates)| {
                (&one.toolkit.id, &one.toolkit.version) == (&base.toolkit.id, &base.toolkit.version)
            };
            let at = self.all.iter().position(is_it).unwrap_or(self.all.len());
            if at == self.all.len() {
                let templates = workspace.templates_for_plans(&base.toolkit, &base.source);
                self.all.push((base, templates));
            }
            self.asked.insert(asked.to_owned(), at);
            at
        };
        match self.all.get_mut(at) {
            Some((base, templates)) => Ok((base, templates)),
            None => Err(CommandError::new(codes::BUG, "a toolkit is lost")),
        }
    }

    /// Copies them into the workspace, or missing templates into existing copies; returns words about those.
    pub fn copy(&self, workspace: &Workspace, transaction: &mut Transaction) -> Vec<String> {
        let plans = std::mem::take(&mut transaction.folders);
        let all = self.all.iter();
        let said = all
            .filter_map(|(base, _)| base.copy(workspace, transaction))
            .collect();
        transaction.folders.extend(plans);
        said
    }

    /// Notes if plans are committed but not their toolkits.
    pub fn missing_in(&self, workspace: &Workspace, session: &Session<'_>) -> Vec<String> {
        let all = self.all.iter();
        all.filter_map(|(base, _)| base.is_missing_in(workspace, session))
            .collect()
    }
}

/// The toolkit for the plans.
pub(super) struct Base {
    pub toolkit: Arc<Toolkit>,
    source: ToolkitFiles,
    /// Its folder in the workspace; empty if not copied yet.
    place: String,
}

impl Base {
    /// The one that is asked for by ID, ID@VERSION or title.
    fn of(workspace: &Workspace, asked: &str) -> Result<Self, CommandError> {
        let toolkits = &workspace.toolkits;
        if asked.is_empty() {
            return Err(CommandError::usage("no toolkit given")
                .hint("write toolkit = \"ID\" into redesign.toml, or pass --toolkit ID; `redesign toolkit list` lists them"));
        }
        let found = if let Some((id, version)) = asked.split_once('@') {
            let name = ToolkitName {
                id: id.to_owned(),
                version: version.to_owned(),
            };
            toolkits.get(&name)?;
            let mut usable = toolkits.usable().into_iter();
            let is_named = |toolkit: &Toolkit| {
                toolkit.id.as_str() == id && toolkit.version.to_string() == version
            };
            let found = usable.find(|(toolkit, ..)| is_named(toolkit));
            found.ok_or_else(|| {
                CommandError::usage(format!("can't make a new plan from \"{asked}\"")).hint(
                    format!("redesign new PLAN --toolkit {id} uses the newest version"),
                )
            })
        } else {
            let newest = toolkits.newest(asked).or_else(|| titled(toolkits, asked));
            newest.ok_or_else(|| unknown_toolkit(toolkits, asked))
        };
        let (toolkit, source, place) = found?;
        // A copy in the workspace that is broken is what plans would be read with.
        toolkits.get(&ToolkitName {
            id: toolkit.id.to_string(),
            version: toolkit.version.to_string(),
        })?;
        Ok(Self {
            toolkit,
            source,
            place,
        })
    }

    /// Copies it into the workspace, or missing templates into an existing copy; returns words about those.
    fn copy(&self, workspace: &Workspace, transaction: &mut Transaction) -> Option<String> {
        let files = self
            .source
            .embedded_files()
            .filter(|_| self.place.is_empty());
        if let Some(files) = files {
            let files = files.into_iter();
            transaction.folders.push(NewFolder {
                path: scaffold::toolkit_folder(&self.toolkit),
                files: files.map(|(name, bytes)| (name, bytes.to_vec())).collect(),
            });
        }
        let lacking = workspace.templates_lacking(&self.toolkit, &self.source);
        let (place, count) = (&self.place, Count(lacking.len(), "file"));
        let said = format!("{place}/templates/ ({count}: the words of its records)");
        let said = (!lacking.is_empty()).then_some(said);
        let edits = lacking.into_iter();
        transaction
            .edits
            .extend(edits.map(|(name, bytes)| Edit::Create {
                path: format!("{place}/{name}"),
                bytes: bytes.to_vec(),
                is_program: false,
            }));
        said
    }

    /// A note if plans are committed but not the toolkit, which others need to read them.
    fn is_missing_in(&self, workspace: &Workspace, session: &Session<'_>) -> Option<String> {
        let place = &self.place;
        let file = workspace.absolute(&format!("{place}/toolkit.toml"));
        let is_missing = !place.is_empty()
            && !session.is_below(&workspace.absolute(&workspace.config.plans))
            && !session.keeps(&file);
        is_missing.then(|| format!("note: {place} is not committed, but others need it to read this plan: git add {place}"))
    }
}

/// The newest toolkit with this id or title, whatever their case.
fn titled(toolkits: &Toolkits, asked: &str) -> Option<(Arc<Toolkit>, ToolkitFiles, String)> {
    let lower = asked.trim().to_lowercase();
    let usable = toolkits.usable();
    let is_it = |toolkit: &Toolkit| {
        [toolkit.id.as_str(), &toolkit.title]
            .iter()
            .any(|name| name.to_lowercase() == lower)
    };
    let (toolkit, ..) = usable.iter().find(|(toolkit, ..)| is_it(toolkit))?;
    toolkits.newest(toolkit.id.as_str())
}

/// A broken toolkit of this name is the likely reason.
fn unknown_toolkit(toolkits: &Toolkits, asked: &str) -> CommandError {
    let broken = toolkits.unusable();
    let broken = broken.iter().find(|one| one.path.contains(asked));
    if let Some(finding) = broken.and_then(|one| one.findings.first()) {
        return CommandError::broken(finding.clone());
    }
    let usable = toolkits.usable();
    let ids = usable.iter().map(|(toolkit, ..)| &toolkit.id);
    CommandError::usage(format!("no toolkit \"{asked}\"")).near(
        asked,
        ids,
        "`redesign toolkit list` lists them",
    )
}
