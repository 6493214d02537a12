//! `redesign sheet`

use crate::app::{App, Command, Formats, Reply, target};
use crate::error::CommandError;
use crate::model::{Plan, codes};
use crate::queries::agenda;
use crate::queries::moment::When;
use crate::report::{Block, Report};
use crate::store::Workspace;
use crate::template::Templates;
use crate::template::data::PlanData;
use crate::toolkit::{Activity, ActivityAt, Sheet};
use schemars::JsonSchema;
use serde::Serialize;
use std::path::PathBuf;

/// Print an activity's worksheets
///
/// As Markdown, or with --format html as a page to print from a browser. A private sheet is for one person's own use:
/// it is never read back or committed.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// PLAN/ACTIVITY; inside a plan's directory the plan may be left out
    #[arg(value_name = "PLAN/ACTIVITY")]
    target: String,
    /// Which sheet; all of them unless said otherwise
    #[arg(long, value_name = "ID")]
    sheet: Option<String>,
    /// The team's plan that it is for, where the activity's records are kept with each plan
    #[arg(long, value_name = "PLAN")]
    plan: Option<String>,
    /// Write into a new file instead; inside the workspace a private sheet's name ends in .private.md or .private.html
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Result of `sheet`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Sheets {
    /// The plan's id.
    plan: String,
    /// The activity's id.
    activity: String,
    /// The sheets.
    sheets: Vec<SheetText>,
    /// File they were written to; null where they were printed.
    written: Option<String>,
}

/// One sheet.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SheetText {
    /// Its id.
    id: String,
    /// Its title.
    title: String,
    /// Whether it is for one person's own use.
    private: bool,
    /// The sheet as Markdown.
    markdown: String,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "sheet";
    const FORMATS: Formats = Formats::Only(&["markdown", "html", "json"]);
    type Data = Sheets;

    fn run(self, app: &App<'_>) -> Result<Reply<Sheets>, CommandError> {
        let workspace = app.workspace()?;
        let found = target::find(app, &workspace, &self.target)?;
        let plan = &found.plan;
        let Some(activity) = found.activity() else {
            return Err(CommandError::usage(format!(
                "\"{}\" is a plan; say which activity",
                self.target
            ))
            .hint(with_sheets(plan)));
        };
        if activity.sheets.is_empty() {
            return Err(
                CommandError::usage(format!("\"{}\" has no worksheets", activity.id))
                    .hint(with_sheets(plan)),
            );
        }
        let wanted = chosen(activity, self.sheet.as_deref())?;
        let (_, source) = workspace
            .toolkits
            .find(&plan.meta.toolkit)
            .map_err(CommandError::broken)?;
        let mut templates = Templates::of(&source);
        let names = PlanData {
            id: plan.id.as_str(),
            title: &plan.meta.title,
            organisation: &plan.meta.organisation,
        };
        let asks = |sheet: &&Sheet| templates.sheet_asks_for_now(&sheet.template);
        if wanted.iter().any(asks) {
            templates = templates.with_now(self.now(app, &workspace, (plan, activity.at))?);
        }
        let mut sheets = Vec::new();
        for sheet in wanted {
            let markdown = templates.sheet(&sheet.template, &plan.toolkit, activity, names)?;
            sheets.push(SheetText {
                id: sheet.id.clone(),
                title: sheet.title.clone(),
                private: sheet.private,
                markdown,
            });
        }
        let is_private = sheets.iter().any(|sheet| sheet.private);
        let text = sheets
            .iter()
            .map(|sheet| sheet.markdown.as_str())
            .collect::<Vec<_>>()
            .join("\n\n---\n\n");
        let report = Report {
            title: None,
            blocks: vec![Block::Markdown(text.clone())],
        };
        let mut shown = Sheets {
            plan: plan.id.to_string(),
            activity: activity.id.to_string(),
            sheets,
            written: None,
        };
        let Some(out) = &self.out else {
            return Ok(Reply::new(shown, report));
        };
        let path = place_of(app, &workspace, app.folder().join(out), is_private)?;
        let is_page = app
            .global
            .format
            .is_some_and(|format| format.name == "html")
            || out
                .extension()
                .is_some_and(|ending| ending.eq_ignore_ascii_case("html"));
        let text = if is_page {
            crate::render::html_page(&activity.title, &text)
        } else {
            text
        };
        if !app.global.dry_run {
            crate::store::write_new(&path, text.as_bytes())?;
        }
        shown.written = Some(out.display().to_string());
        let verb = if app.global.dry_run {
            "would write"
        } else {
            "wrote"
        };
        let said = format!("{verb} {}", out.display());
        if app
            .global
            .format
            .is_some_and(|format| format.name == "json")
        {
            return Ok(Reply::new(shown, Report::default()));
        }
        // The format is that of the file; what is said of it is one line in any case.
        Ok(Reply::raw(if app.global.quiet {
            String::new()
        } else {
            format!("{said}\n")
        }))
    }
}

impl Arguments {
    /// What is true today, for the team that is asked for.
    fn now(
        &self,
        app: &App<'_>,
        workspace: &Workspace,
        of: (&Plan, ActivityAt),
    ) -> Result<serde_json::Value, CommandError> {
        let about: Vec<String> = self.plan.clone().into_iter().collect();
        let about = target::plan_folders(app, workspace, &about)?;
        let about = about.first().and_then(|folder| folder.rsplit('/').next());
        let when = When::now(workspace, app.context.now());
        agenda::now(workspace, &when, of, about)
    }
}

/// Where a file is written that somebody named: in the workspace no link leads out of it, and a private sheet must have
/// a name there that git ignores.
fn place_of(
    app: &App<'_>,
    workspace: &Workspace,
    path: PathBuf,
    is_private: bool,
) -> Result<PathBuf, CommandError> {
    let path = match workspace.named(&path) {
        Some(inside) => workspace.follow(&inside)?,
        None => path,
    };
    let folder = path
        .parent()
        .and_then(|folder| std::fs::canonicalize(folder).ok());
    let inside = folder.is_some_and(|folder| folder.starts_with(&workspace.root));
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    if inside {
        app.refuse_of_strangers(workspace, &workspace.root)?;
    }
    if is_private && inside && !name.contains(".private.") {
        return Err(CommandError::new(
            codes::NOT_NAMED_PRIVATE,
            "this sheet is private: inside the workspace its file's name must say so",
        )
        .hint("name it such as noticing.private.html, which git ignores; or write it elsewhere"));
    }
    Ok(path)
}

fn with_sheets(plan: &Plan) -> String {
    let ids: Vec<&str> = plan
        .toolkit
        .activities
        .iter()
        .filter(|activity| !activity.sheets.is_empty())
        .map(|activity| activity.id.as_str())
        .collect();
    if ids.is_empty() {
        "this toolkit has no worksheets".to_owned()
    } else {
        format!("activities with worksheets: {}", ids.join(", "))
    }
}

/// The sheets of an activity, or the one that was asked for.
fn chosen<'a>(activity: &'a Activity, asked: Option<&str>) -> Result<Vec<&'a Sheet>, CommandError> {
    let chosen: Vec<&Sheet> = activity
        .sheets
        .iter()
        .filter(|sheet| asked.is_none_or(|id| sheet.id == id))
        .collect();
    if !chosen.is_empty() {
        return Ok(chosen);
    }
    let asked = asked.unwrap_or_default();
    let ids: Vec<String> = activity
        .sheets
        .iter()
        .map(|sheet| sheet.id.clone())
        .collect();
    let list = format!("there are: {}", ids.join(", "));
    Err(
        CommandError::usage(format!("\"{}\" has no sheet \"{asked}\"", activity.id))
            .near(asked, ids, &list),
    )
}
