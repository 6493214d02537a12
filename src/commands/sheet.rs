//! `redesign sheet`

use crate::app::target::{self, Target};
use crate::app::{App, Command, Formats, Opened, Reply};
use crate::error::CommandError;
use crate::model::{Plan, codes};
use crate::queries::agenda;
use crate::report::{Block, Report};
use crate::template::data::PlanData;
use crate::template::{NowUses, Templates};
use crate::toolkit::{Activity, Sheet};
use schemars::JsonSchema;
use serde::Serialize;
use std::path::PathBuf;

/// Print an activity's worksheets
///
/// As Markdown, or with --format html as a page to print from a browser. A private sheet is for one person's own use:
/// it is never read back or committed.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// PLAN/ACTIVITY; PLAN can be omitted inside its directory
    #[arg(value_name = "PLAN/ACTIVITY")]
    target: String,
    /// Which sheet [default: all]
    #[arg(long, value_name = "SHEET")]
    sheet: Option<String>,
    /// The team's plan that it is for, if the activity's records are kept per plan
    #[arg(long, value_name = "PLAN")]
    plan: Option<String>,
    /// Write to a new file instead; inside the workspace a private sheet's name must end in .private.md or
    /// .private.html
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
    /// The file they were written to; null if printed.
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
        let found = target::find(&workspace, &self.target)?;
        let plan = &found.plan;
        let activity = found.activity_or(&self.target, with_sheets)?;
        if activity.sheets.is_empty() {
            let message = format!("\"{}\" has no worksheets", activity.id);
            return Err(CommandError::usage(message).hint(with_sheets(plan)));
        }
        let sheets = self.sheets(&workspace, &found, activity)?;
        let texts: Vec<&str> = sheets.iter().map(|sheet| sheet.markdown.as_str()).collect();
        let text = texts.join("\n\n---\n\n");
        let mut shown = Sheets {
            plan: plan.id.to_string(),
            activity: activity.id.to_string(),
            sheets,
            written: None,
        };
        let Some(out) = &self.out else {
            let report = Report::untitled(vec![Block::Markdown(text)]);
            return Ok(Reply::new(shown, report));
        };
        let is_private = shown.sheets.iter().any(|sheet| sheet.private);
        let path = place_of(&workspace, app.folder().join(out), is_private)?;
        let ending = out.extension();
        let is_page = app.prints(&["html"])
            || ending.is_some_and(|ending| ending.eq_ignore_ascii_case("html"));
        let text = if is_page {
            crate::render::html_page(&activity.title, &text)
        } else {
            text
        };
        if !app.global.dry_run {
            crate::store::write_new(&path, text.as_bytes())?;
        }
        let out = out.display().to_string();
        let verb = if app.global.dry_run {
            "would write"
        } else {
            "wrote"
        };
        let said = format!("{verb} {out}\n");
        shown.written = Some(out);
        if app.prints(&["json"]) {
            return Ok(Reply::new(shown, Report::default()));
        }
        // `--format` applies to the file; the report on it is always one line.
        Ok(Reply::raw(if app.global.quiet {
            String::new()
        } else {
            said
        }))
    }
}

impl Arguments {
    fn sheets(
        &self,
        workspace: &Opened<'_>,
        found: &Target,
        activity: &Activity,
    ) -> Result<Vec<SheetText>, CommandError> {
        let wanted = chosen(activity, self.sheet.as_deref())?;
        let (_, source) = workspace.toolkits.find(&found.plan.meta.toolkit)?;
        let mut templates = Templates::of(&source);
        let uses = wanted.iter();
        let uses = uses.map(|sheet| templates.sheet_uses_of_now(&sheet.template));
        let uses = uses.fold(NowUses::default(), NowUses::and);
        if !uses.is_none() {
            templates = templates.with_now(self.now(workspace, found, activity, &uses)?);
        }
        let plan = found.plan.as_ref();
        let (toolkit, data) = (&plan.toolkit, PlanData::from(plan));
        let text = |sheet: &Sheet| {
            Ok(SheetText {
                id: sheet.id.clone(),
                title: sheet.title.clone(),
                private: sheet.private,
                markdown: templates.sheet(&sheet.template, toolkit, activity, data)?,
            })
        };
        let sheets = wanted.into_iter().map(text).collect();
        templates.done_with_now();
        sheets
    }

    /// The current state, for the requested team.
    fn now(
        &self,
        workspace: &Opened<'_>,
        found: &Target,
        activity: &Activity,
        uses: &NowUses,
    ) -> Result<serde_json::Value, CommandError> {
        let about = self.plan.as_ref();
        let about = about.map(|name| target::plan_folder(workspace, name));
        let about = about.transpose()?;
        let about = about.as_ref().and_then(|folder| folder.rsplit('/').next());
        let when = workspace.now();
        agenda::now(workspace, &when, (&found.plan, activity.at), about, uses)
    }
}

/// Resolves a path to write to: in the workspace no link may lead out, and a private sheet needs a name that git
/// ignores.
fn place_of(
    workspace: &Opened<'_>,
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
        workspace.refuse_strangers("")?;
    }
    if is_private && inside && !name.contains(".private.") {
        return Err(CommandError::new(
            codes::NOT_NAMED_PRIVATE,
            "this sheet is private: inside the workspace its file name must say so",
        )
        .hint(
            "use a name such as noticing.private.html, which git ignores, or write it elsewhere",
        ));
    }
    Ok(path)
}

fn with_sheets(plan: &Plan) -> String {
    let activities = plan.toolkit.activities.iter();
    let with_some = activities.filter(|activity| !activity.sheets.is_empty());
    let ids: Vec<&str> = with_some.map(|activity| activity.id.as_str()).collect();
    if ids.is_empty() {
        "this toolkit has no worksheets".to_owned()
    } else {
        format!("activities with worksheets: {}", ids.join(", "))
    }
}

/// The sheets of an activity, or the requested one.
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
    let ids: Vec<&str> = activity.sheets.iter().map(|one| one.id.as_str()).collect();
    let list = format!("sheets: {}", ids.join(", "));
    let message = format!("\"{}\" has no sheet \"{asked}\"", activity.id);
    Err(CommandError::usage(message).near(asked, ids, &list))
}
