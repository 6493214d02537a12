//! `redesign toolkit`

mod trial;

use crate::app::{App, Command, Formats, Reply, exit_of};
use crate::error::CommandError;
use crate::model::{Count, Finding};
use crate::queries::toolkit::{Listed, Shown, audience, in_full, outline, shown};
use crate::report::{Block, Report, Rows};
use crate::store::{ToolkitFiles, Toolkits, Unusable, Workspace};
use crate::toolkit::Toolkit;
use schemars::JsonSchema;
use serde::Serialize;
use std::path::Path;
use std::sync::Arc;

/// List, show and check toolkits
///
/// A toolkit is a folder with a toolkit.toml: steps, activities, outputs. Toolkits in the workspace's toolkits/ work
/// like the built-in ones.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: Option<OfToolkits>,
}

#[derive(Debug, clap::Subcommand)]
enum OfToolkits {
    /// List the toolkits
    List,
    /// Show a toolkit's steps, activities and outputs
    Show {
        /// A toolkit's ID or ID@VERSION [default: the workspace's]
        #[arg(value_name = "TOOLKIT")]
        id: Option<String>,
        /// One activity in full
        activity: Option<String>,
    },
    /// Check a toolkit: its data, and that every template renders
    Check {
        /// A toolkit's folder or id [default: all of the workspace's]
        toolkit: Option<String>,
    },
}

/// Result of `toolkit`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum ToolkitData {
    /// Result of `list`.
    List {
        /// Toolkits, the workspace's own first.
        toolkits: Vec<Listed>,
    },
    /// Result of `show`.
    Show(Box<Shown>),
    /// Result of `check`; the problems are the envelope's diagnostics.
    Check {
        /// Checked folders or ids.
        checked: Vec<String>,
        /// Number of problems found.
        problems: usize,
    },
}

impl Command for Arguments {
    const SCHEMA: &'static str = "toolkit";
    const FORMATS: Formats = Formats::All;
    type Data = ToolkitData;

    fn run(self, app: &App<'_>) -> Result<Reply<ToolkitData>, CommandError> {
        // Outside a workspace there are still the built-in toolkits.
        let is_inside = Workspace::find(&app.folder()).is_some();
        let workspace = is_inside.then(|| app.workspace()).transpose()?;
        let workspace = workspace.as_deref();
        let built_in = Toolkits::built_in();
        let toolkits = workspace.map_or(&built_in, |workspace| &workspace.toolkits);
        match self.what.unwrap_or(OfToolkits::List) {
            OfToolkits::List => Ok(list(toolkits)),
            OfToolkits::Show { id, activity } => {
                let default = workspace.map(|workspace| workspace.config.toolkit.as_str());
                show(toolkits, id.as_deref().or(default), activity.as_deref())
            }
            OfToolkits::Check { toolkit } => check(app, toolkits, workspace, toolkit.as_deref()),
        }
    }
}

fn list(toolkits: &Toolkits) -> Reply<ToolkitData> {
    let listed: Vec<Listed> = toolkits
        .usable()
        .into_iter()
        .map(|(toolkit, _, path)| Listed {
            id: toolkit.id.to_string(),
            version: toolkit.version.to_string(),
            title: toolkit.title.clone(),
            audience: audience(&toolkit),
            path: Some(path).filter(|path| !path.is_empty()),
            activities: toolkit.activities.len(),
        })
        .collect();
    let mut rows = Rows::of(&listed);
    rows.column("id", "Toolkit", |one| &one.id);
    rows.column("version", "Version", |one| &one.version);
    rows.column("title", "Title", |one| &one.title).rank(3);
    rows.column("for", "For", |one| one.audience).rank(2);
    rows.column("activities", "Activities", |one| one.activities)
        .number()
        .rank(1);
    rows.column("path", "Where", |one| {
        one.path.as_deref().unwrap_or("built in")
    });
    let findings = toolkits
        .unusable()
        .iter()
        .flat_map(|unusable| unusable.findings.clone())
        .collect();
    let report = Report::untitled(vec![Block::Table(rows.table())]);
    let next = Some("redesign toolkit show ID".to_owned());
    Reply {
        findings,
        next,
        ..Reply::new(ToolkitData::List { toolkits: listed }, report)
    }
}

fn named(
    toolkits: &Toolkits,
    asked: Option<&str>,
) -> Result<(Arc<Toolkit>, ToolkitFiles, String), CommandError> {
    let usable = toolkits.usable();
    let Some(asked) = asked.filter(|asked| !asked.is_empty()) else {
        return usable
            .into_iter()
            .next()
            .ok_or_else(|| CommandError::usage("there is no toolkit"));
    };
    if let Some((id, version)) = asked.split_once('@') {
        let found = usable.iter().find(|(toolkit, ..)| {
            toolkit.id.as_str() == id && toolkit.version.to_string() == version
        });
        if let Some(found) = found {
            return Ok(found.clone());
        }
    }
    toolkits.newest(asked).ok_or_else(|| {
        let ids = usable.iter().map(|(toolkit, ..)| &toolkit.id);
        CommandError::usage(format!("no toolkit \"{asked}\"")).near(
            asked,
            ids,
            "`redesign toolkit list` lists them",
        )
    })
}

fn show(
    toolkits: &Toolkits,
    asked: Option<&str>,
    activity: Option<&str>,
) -> Result<Reply<ToolkitData>, CommandError> {
    let (toolkit, ..) = named(toolkits, asked)?;
    let mut shown = shown(&toolkit);
    let Some(wanted) = activity else {
        let report = outline(&toolkit);
        let next = toolkit
            .activities
            .first()
            .map(|one| format!("redesign toolkit show {} {}", toolkit.id, one.id));
        return Ok(Reply {
            next,
            ..Reply::new(ToolkitData::Show(Box::new(shown)), report)
        });
    };
    let Some(found) = shown.activities.iter().find(|one| one.id == wanted) else {
        let ids = shown.activities.iter().map(|one| &one.id);
        let list = format!("`redesign toolkit show {}` lists them", toolkit.id);
        return Err(
            CommandError::usage(format!("no activity named \"{wanted}\"")).near(wanted, ids, &list),
        );
    };
    let report = in_full(found);
    shown.activities.retain(|one| one.id == wanted);
    Ok(Reply::new(ToolkitData::Show(Box::new(shown)), report))
}

struct Checking<'a> {
    toolkits: &'a Toolkits,
    workspace: Option<&'a Workspace>,
    /// Folders or ids.
    checked: Vec<String>,
    findings: Vec<Finding>,
}

impl Checking<'_> {
    /// Checks a readable toolkit, by folder or id.
    fn look(&mut self, toolkit: &Toolkit, source: &ToolkitFiles, shown: &str) {
        self.checked.push(shown.to_owned());
        let lost = self.toolkits.lost_sources(toolkit, source, shown);
        self.findings.extend(lost);
        let tried = trial::findings(self.workspace, toolkit, source, shown);
        self.findings.extend(tried);
    }

    /// Reports an unreadable toolkit.
    fn give_up(&mut self, broken: &Unusable, shown: &str) {
        self.checked.push(shown.to_owned());
        self.findings.extend(broken.findings.iter().cloned());
    }

    /// Checks the requested one: a folder or an id.
    fn one(&mut self, app: &App<'_>, asked: &str) -> Result<(), CommandError> {
        let folder = app.folder().join(asked);
        if folder.is_dir() {
            let shown = asked.trim_end_matches('/');
            match Toolkits::in_folder(&folder, shown) {
                Ok((toolkit, source)) => self.look(&toolkit, &source, shown),
                Err(broken) => self.give_up(&broken, shown),
            }
            return Ok(());
        }
        let is_asked = |path: &str| {
            Path::new(path)
                .file_name()
                .is_some_and(|name| name == asked)
        };
        let mut unusable = self.toolkits.unusable().into_iter();
        if let Some(broken) = unusable.find(|one| is_asked(&one.path)) {
            self.give_up(&broken, &broken.path);
        } else {
            let (toolkit, source, path) = named(self.toolkits, Some(asked))?;
            let shown = if path.is_empty() { asked } else { &path };
            self.look(&toolkit, &source, shown);
        }
        Ok(())
    }

    /// Checks all of the workspace's; outside a workspace the built-in ones.
    fn all(&mut self) {
        for (toolkit, source, path) in self.toolkits.usable() {
            if !path.is_empty() {
                self.look(&toolkit, &source, &path);
            } else if self.workspace.is_none() {
                self.look(&toolkit, &source, toolkit.id.as_str());
            }
        }
        for broken in self.toolkits.unusable() {
            self.give_up(&broken, &broken.path);
        }
    }
}

fn check(
    app: &App<'_>,
    toolkits: &Toolkits,
    workspace: Option<&Workspace>,
    asked: Option<&str>,
) -> Result<Reply<ToolkitData>, CommandError> {
    let mut checking = Checking {
        toolkits,
        workspace,
        checked: Vec::new(),
        findings: Vec::new(),
    };
    match asked {
        Some(asked) => checking.one(app, asked)?,
        None => checking.all(),
    }
    let Checking {
        checked, findings, ..
    } = checking;
    let words = match (checked.as_slice(), findings.len()) {
        ([], _) => "no toolkits here yet; `redesign new PLAN` copies one in".to_owned(),
        (all, 0) => format!("no problems in: {}", all.join(", ")),
        (all, problems) => format!("{} in: {}", Count(problems, "problem"), all.join(", ")),
    };
    let data = ToolkitData::Check {
        checked,
        problems: findings.len(),
    };
    let report = Report::untitled(vec![Block::Findings(None), Block::Text(words)]);
    Ok(Reply {
        exit: exit_of(&findings),
        findings,
        ..Reply::new(data, report)
    })
}
