//! `redesign toolkit`

use crate::app::exit_of;
use crate::app::{App, Command, Formats, Reply};
use crate::error::CommandError;
use crate::model::{Finding, Place, codes};
use crate::queries::toolkit::{Listed, Shown, audience, in_full, outline, shown};
use crate::report::{Block, Report, Rows};
use crate::store::{ToolkitFiles, Toolkits, Unusable, Workspace, scaffold};
use crate::template::Templates;
use crate::template::data::PlanData;
use crate::toolkit::Toolkit;
use schemars::JsonSchema;
use serde::Serialize;
use std::path::Path;
use std::sync::Arc;

/// List, show and check toolkits
///
/// A toolkit is a folder with a toolkit.toml: steps, activities, outputs. Those of the workspace's toolkits/ work like
/// the built-in ones.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// List the toolkits there are
    List,
    /// Show a toolkit's steps, activities and outputs
    Show {
        /// Its id, or ID@VERSION; the workspace's default unless said otherwise
        id: Option<String>,
        /// One activity in full
        activity: Option<String>,
    },
    /// Check a toolkit: its data, and that every template can be rendered
    Check {
        /// A toolkit's folder, or its id; all of the workspace unless said otherwise
        toolkit: Option<String>,
    },
}

/// Result of `toolkit`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum ToolkitData {
    /// Of `list`.
    List {
        /// Toolkits, the workspace's own first.
        toolkits: Vec<Listed>,
    },
    /// Of `show`.
    Show(Box<Shown>),
    /// Of `check`; the problems themselves are the envelope's diagnostics.
    Check {
        /// Folders or ids that were checked.
        checked: Vec<String>,
        /// How many problems were found.
        problems: usize,
    },
}

impl Command for Arguments {
    const SCHEMA: &'static str = "toolkit";
    const FORMATS: Formats = Formats::All;
    type Data = ToolkitData;

    fn run(self, app: &App<'_>) -> Result<Reply<ToolkitData>, CommandError> {
        // Outside a workspace there are still the built-in toolkits.
        let workspace = if Workspace::find(&app.folder()).is_some() {
            Some(app.workspace()?)
        } else {
            None
        };
        let own;
        let toolkits = if let Some(workspace) = &workspace {
            &workspace.toolkits
        } else {
            own = Toolkits::built_in();
            &own
        };
        match self.what.unwrap_or(What::List) {
            What::List => Ok(list(toolkits)),
            What::Show { id, activity } => {
                let default = workspace
                    .as_ref()
                    .map(|workspace| workspace.config.toolkit.clone());
                show(
                    toolkits,
                    id.as_deref().or(default.as_deref()),
                    activity.as_deref(),
                )
            }
            What::Check { toolkit } => check(app, toolkits, workspace.as_ref(), toolkit.as_deref()),
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
    let report = Report {
        title: None,
        blocks: vec![Block::Table(rows.table())],
    };
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
        let ids = usable.iter().map(|(toolkit, ..)| toolkit.id.to_string());
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
    let shown = shown(&toolkit);
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
        let ids = shown.activities.iter().map(|one| one.id.clone());
        let list = format!("`redesign toolkit show {}` lists them", toolkit.id);
        return Err(
            CommandError::usage(format!("no activity named \"{wanted}\"")).near(wanted, ids, &list),
        );
    };
    let report = in_full(found);
    let mut shown = shown;
    shown.activities.retain(|one| one.id == wanted);
    Ok(Reply::new(ToolkitData::Show(Box::new(shown)), report))
}

fn check(
    app: &App<'_>,
    toolkits: &Toolkits,
    workspace: Option<&Workspace>,
    asked: Option<&str>,
) -> Result<Reply<ToolkitData>, CommandError> {
    let mut checked = Vec::new();
    let mut findings = Vec::new();
    let mut look = |read: Result<(Arc<Toolkit>, ToolkitFiles), Unusable>, shown: &str| {
        checked.push(shown.to_owned());
        match read {
            Ok((toolkit, source)) => {
                findings.extend(toolkits.lost_sources(&toolkit, &source, shown));
                findings.extend(rendered(workspace, &toolkit, &source, shown));
            }
            Err(unusable) => findings.extend(unusable.findings),
        }
    };
    match asked {
        Some(asked) if app.folder().join(asked).is_dir() => {
            let folder = app.folder().join(asked);
            let shown = asked.trim_end_matches('/');
            look(
                Toolkits::in_folder(&folder, shown)
                    .map(|(toolkit, source)| (Arc::new(toolkit), source)),
                shown,
            );
        }
        Some(asked) => {
            let broken = toolkits.unusable().into_iter().find(|one| {
                Path::new(&one.path)
                    .file_name()
                    .is_some_and(|name| name == asked)
            });
            if let Some(broken) = broken {
                let copy = Unusable {
                    path: broken.path.clone(),
                    findings: broken.findings.clone(),
                };
                look(Err(copy), &broken.path);
            } else {
                let (toolkit, source, path) = named(toolkits, Some(asked))?;
                look(
                    Ok((toolkit, source)),
                    if path.is_empty() { asked } else { &path },
                );
            }
        }
        None => {
            for (toolkit, source, path) in toolkits.usable() {
                let id = toolkit.id.to_string();
                if !path.is_empty() || workspace.is_none() {
                    look(
                        Ok((toolkit, source)),
                        if path.is_empty() { &id } else { &path },
                    );
                }
            }
            for broken in toolkits.unusable() {
                look(
                    Err(Unusable {
                        path: broken.path.clone(),
                        findings: broken.findings.clone(),
                    }),
                    &broken.path,
                );
            }
        }
    }
    let exit = exit_of(&findings);
    let words = match (checked.as_slice(), findings.len()) {
        ([], _) => "no toolkits here yet; `redesign new PLAN` copies one in".to_owned(),
        (all, 0) => format!("nothing to mend in: {}", all.join(", ")),
        (all, problems) => format!("{problems} to mend in: {}", all.join(", ")),
    };
    let report = Report {
        title: None,
        blocks: vec![Block::Findings, Block::Text(words)],
    };
    let data = ToolkitData::Check {
        checked,
        problems: findings.len(),
    };
    Ok(Reply {
        findings,
        exit,
        ..Reply::new(data, report)
    })
}

/// Renders everything a plan of the toolkit would hold, and reads it back: each output must be found, empty.
fn rendered(
    workspace: Option<&Workspace>,
    toolkit: &Toolkit,
    source: &ToolkitFiles,
    shown: &str,
) -> Vec<Finding> {
    let templates = || match workspace {
        Some(workspace) => workspace.templates_for_plans(toolkit, source),
        None => Templates::completed(source),
    };

    let plan = PlanData {
        id: "a-plan",
        title: "A plan",
        organisation: "",
    };
    let wrong = |message: String| {
        Finding::error(codes::TOOLKIT, message)
            .with_place(Place::file(shown))
            .with_help("`docs/toolkits.md` lists what templates can use")
            .breaking()
    };
    let mut findings = Vec::new();
    let cycle = scaffold::Cycle::default();
    match scaffold::plan("a-plan", &mut templates(), toolkit, plan, cycle) {
        Err(error) => findings.push(wrong(error.to_string())),
        Ok(folder) => {
            for activity in toolkit
                .activities
                .iter()
                .filter(|activity| activity.repeat.is_none())
            {
                let place = toolkit.place(activity);
                let bytes = folder
                    .files
                    .iter()
                    .find(|(name, _)| *name == place)
                    .map(|(_, bytes)| bytes.clone());
                findings.extend(read_back(activity, &place, bytes.unwrap_or_default()).map(wrong));
            }
        }
    }
    // Names that only a condition asks for are missed when rendering, so they are looked for apart.
    let mut checking = templates().checking();
    let mut tried = vec![checking.plan(toolkit, plan)];
    for activity in &toolkit.activities {
        let kinds: &[&str] = if activity.repeat.is_some() {
            &["folder", "occurrence"]
        } else {
            &["record"]
        };
        for kind in kinds {
            tried.push(checking.activity(kind, toolkit, activity, plan, &activity.title));
        }
    }
    let failed = tried.into_iter().filter_map(Result::err);
    findings.extend(failed.map(|error| wrong(error.to_string())));
    let mut templates = templates();
    for activity in &toolkit.activities {
        if activity.repeat.is_some() {
            match scaffold::occurrence(&mut templates, toolkit, activity, plan, &activity.title) {
                Ok(text) => findings.extend(
                    read_back(activity, activity.id.as_str(), text.into_bytes()).map(wrong),
                ),
                Err(error) => findings.push(wrong(error.to_string())),
            }
        }
        for sheet in &activity.sheets {
            if let Err(error) = templates.sheet(&sheet.template, toolkit, activity, plan) {
                findings.push(wrong(error.to_string()));
            }
        }
    }
    findings
}

/// What is wrong with a fresh record: an output that isn't found in it, or words taken for an answer.
fn read_back(activity: &crate::toolkit::Activity, place: &str, bytes: Vec<u8>) -> Option<String> {
    let content = match crate::model::Content::of_text(place, activity, bytes) {
        Ok(content) => content,
        Err(finding) => return Some(format!("{place}: {}", finding.message)),
    };
    let lost = activity
        .outputs
        .iter()
        .zip(&content.slots)
        .find(|(_, slot)| !matches!(slot, crate::model::Slot::At(_)));
    if let Some((output, _)) = lost {
        return Some(format!(
            "{place}: its template doesn't give the output \"{}\" exactly once",
            output.id
        ));
    }
    (!content.answered.is_empty())
        .then(|| format!("{place}: words of its template would be taken for an answer"))
}
