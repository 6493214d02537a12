//! `redesign report`

use crate::app::write::{self, Written};
use crate::app::{App, Command, Formats, Opened, Reply, past, target};
use crate::error::CommandError;
use crate::model::{Count, Finding, Readers};
use crate::queries::Pass;
use crate::queries::moment::When;
use crate::queries::report::{
    self as telling, CohortAnswer, CohortTold, FoundReport, LeftOutTold, ReportInput, ReportLinks,
    ReportUses, Telling,
};
use crate::report::{Block, Report, Rows};
use crate::store::{Edit, Message, Transaction, report_path};
use crate::template::ReportTemplate;
use schemars::JsonSchema;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Write a report on teams or the cohort, or list the reports
///
/// A report is a template filled with what the plans say: Markdown, or with --format html a page to read, send or
/// print. `redesign report` lists them; `redesign report --new NAME` starts one of your own in reports/.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Name of the report [default: list the reports]
    #[arg(value_name = "REPORT")]
    name: Option<String>,
    /// Plans, by id or path [default: all teams; of a report on plans in full, the one around this directory]
    #[arg(value_name = "PLAN")]
    plans: Vec<String>,
    /// Write to a new file instead; a name that ends in .html gives a page
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Who reads it: with `public`, only what was released or agreed to
    #[arg(long, value_name = "WHO", default_value = "internal", value_parser = ["internal", "public"])]
    audience: String,
    /// Report as of a revision or the end of a day
    #[arg(long, value_name = "REV|DATE")]
    at: Option<String>,
    /// Since when things count as new [default: the last session, or a month ago]
    #[arg(long, value_name = "REV|DATE")]
    since: Option<String>,
    /// Start a report of your own, as a copy of the one of that name or of `cohort`
    #[arg(long, value_name = "NAME", conflicts_with_all = ["name", "out", "at", "since"])]
    new: Option<String>,
    /// Which report --new copies
    #[arg(long, value_name = "REPORT", requires = "new")]
    from: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  redesign report plan our-team               a team's plan as one document
  redesign report cohort --out may.html       a page to read and to print
  redesign report plan our-team | pandoc -f gfm -o our-team.docx
";

/// The report that `--new` copies if there is none of the new one's name.
const STARTER: &str = "cohort";

/// Result of `report`.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct ReportData {
    /// The reports; null unless they were asked for.
    reports: Option<Vec<ListedReport>>,
    /// Name of the report; null if they were listed.
    report: Option<String>,
    /// The file it was written to; null if it was printed.
    out: Option<String>,
    /// What its template was filled with; null if there was none.
    #[serde(serialize_with = "telling::for_programs")]
    content: Option<CohortTold>,
    /// What `--new` wrote; null without it.
    new: Option<Written>,
}

/// A report that there is.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ListedReport {
    /// Its name.
    name: String,
    /// What it is; may be empty.
    title: String,
    /// Where it comes from: `this workspace`, a toolkit, or `redesign`.
    from: String,
    /// Its file, relative to the workspace; null if it comes with the program.
    path: Option<String>,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "report";
    const FORMATS: Formats = Formats::Only(&["table", "json", "markdown", "html"]);
    type Data = ReportData;

    fn run(self, app: &App<'_>) -> Result<Reply<ReportData>, CommandError> {
        let here = app.workspace()?;
        if let Some(name) = &self.new {
            return new(&here, name, self.from.as_deref());
        }
        let Some(name) = &self.name else {
            return Ok(list(&here));
        };
        if self.at.is_some() && readers(&self.audience) == Readers::Public {
            let message = "--at can't be used with --audience public";
            let why = "what was agreed to then may have been taken back since; without --at the report tells what may be read now";
            return Err(CommandError::usage(message).hint(why));
        }
        let found = telling::found(&here, name)?;
        let template = usable(&found)?;
        let (workspace, when) = app.workspace_as_of(self.at.as_deref())?;
        let place = match &self.out {
            Some(out) => Some(place_of(&here, app.folder().join(out))?),
            None => None,
        };
        let asked = self.asked(&workspace, &template)?;
        let mut told = self.told(&workspace, &when, &asked, place.as_deref())?;
        let input = ReportInput::of(&mut told.content);
        let markdown = input.markdown(&template)?;
        // The process ends soon; freeing it piece by piece would only take time.
        std::mem::forget(input);
        let mut reply = self.reply(app, name, told.content, &markdown, place.as_deref())?;
        let is_public = readers(&self.audience) == Readers::Public;
        if is_public {
            // Said to whoever makes the report, and no part of it.
            let said = told.findings.iter().map(said_beside);
            reply.notes.extend(said);
        } else {
            reply.findings = told.findings;
        }
        reply.notes.extend(asked.note);
        reply.notes.extend(left_out(&told.left_out, SHOWN));
        if self.at.is_some() {
            reply
                .notes
                .extend(past::own_pasts(app, "not shown as of then")?);
        }
        reply.commit = when.commit.filter(|_| !is_public);
        Ok(reply)
    }
}

fn said_beside(finding: &Finding) -> String {
    let place = finding.place.as_ref();
    let place = place.map_or_else(String::new, |place| format!("{}: ", place.path));
    format!("note: {place}{}", finding.message)
}

/// How many records that aren't shown are named.
const SHOWN: usize = 5;

/// What of the workspace is told.
struct Asked {
    /// Directories of plans; empty for all teams.
    folders: Vec<String>,
    wanted: ReportUses,
    note: Option<String>,
}

/// What is told, and what is said beside it.
struct Answer {
    content: CohortTold,
    left_out: Vec<LeftOutTold>,
    findings: Vec<Finding>,
}

impl Arguments {
    fn asked(
        &self,
        workspace: &Opened<'_>,
        template: &ReportTemplate,
    ) -> Result<Asked, CommandError> {
        let wanted = if workspace.app.prints(&["json"]) {
            ReportUses::ALL
        } else {
            ReportUses::of(template)
        };
        let mut folders = target::plan_folders(workspace, &self.plans)?;
        let mut note = None;
        if folders.is_empty() && template.uses("teams.sections") {
            folders.extend(target::around(workspace));
            note = folders.first().map(|path| {
                format!(
                    "note: only {path}, since you are in it; from elsewhere it is about all teams"
                )
            });
        }
        Ok(Asked {
            folders,
            wanted,
            note,
        })
    }

    fn told(
        &self,
        workspace: &Opened<'_>,
        when: &When,
        asked: &Asked,
        out: Option<&Path>,
    ) -> Result<Answer, CommandError> {
        let readers = readers(&self.audience);
        let mut question = Telling::of(
            workspace,
            when,
            asked.folders.clone(),
            (readers, asked.wanted),
            (self.since.as_deref(), self.at.as_deref()),
        )?;
        question.links = self.links(workspace, out);
        let pass = Pass::new(workspace, when);
        let CohortAnswer {
            told: mut content,
            left_out,
            findings,
            calendar,
        } = question.ask(&pass)?;
        if let Some(calendar) = calendar {
            content.calendar = calendar().calendar;
        }
        let is_named = !asked.folders.is_empty() && readers == Readers::Internal;
        if is_named
            && content.teams.is_empty()
            && let Some(broken) = findings.iter().find(|finding| finding.breaks_file)
        {
            return Err(CommandError::broken(broken.clone()));
        }
        Ok(Answer {
            content,
            left_out,
            findings,
        })
    }

    /// Relative links hold where the report stands: in its file, or in the directory where it is printed.
    fn links(&self, workspace: &Opened<'_>, out: Option<&Path>) -> ReportLinks {
        let folder = match out {
            _ if self.is_page(workspace.app) => None,
            Some(out) => out.parent().map(Path::to_owned),
            None => Some(workspace.app.folder()),
        };
        ReportLinks {
            folder: folder.and_then(|folder| workspace.named(&folder)),
        }
    }

    fn is_page(&self, app: &App<'_>) -> bool {
        let ending = self.out.as_ref().and_then(|out| out.extension());
        app.prints(&["html"]) || ending.is_some_and(|ending| ending.eq_ignore_ascii_case("html"))
    }

    /// Prints or writes the report.
    fn reply(
        &self,
        app: &App<'_>,
        name: &str,
        content: CohortTold,
        markdown: &str,
        place: Option<&Path>,
    ) -> Result<Reply<ReportData>, CommandError> {
        let mut data = ReportData {
            report: Some(name.to_owned()),
            content: Some(content),
            ..ReportData::default()
        };
        let (Some(out), Some(place)) = (&self.out, place) else {
            let report = Report::untitled(vec![Block::Document(markdown.to_owned())]);
            return Ok(Reply::new(data, report));
        };
        let text = if self.is_page(app) {
            crate::render::html_page(name, markdown)
        } else {
            markdown.to_owned()
        };
        if !app.global.dry_run {
            crate::store::write_new(place, text.as_bytes())?;
        }
        let shown = out.display().to_string();
        let verb = if app.global.dry_run {
            "would write"
        } else {
            "wrote"
        };
        let report = Report::untitled(vec![Block::Text(format!("{verb} {shown}"))]);
        data.out = Some(shown);
        Ok(Reply {
            is_report_of_work: true,
            ..Reply::new(data, report)
        })
    }
}

pub(super) fn readers(audience: &str) -> Readers {
    if audience == Readers::Public.word() {
        Readers::Public
    } else {
        Readers::Internal
    }
}

/// Its template, or an error with the first thing that is wrong with it.
pub(super) fn usable(found: &FoundReport) -> Result<ReportTemplate, CommandError> {
    found.template().map_err(|wrong| {
        let more = wrong.len().saturating_sub(1);
        match wrong.into_iter().next() {
            Some(first) if more > 0 => {
                CommandError::broken(first).hint(format!("`redesign check` shows {more} more"))
            }
            Some(first) => CommandError::broken(first),
            None => CommandError::usage("the report can't be used"),
        }
    })
}

/// Resolves the path to write to: in the workspace no link may lead out.
fn place_of(workspace: &Opened<'_>, path: PathBuf) -> Result<PathBuf, CommandError> {
    match workspace.named(&path) {
        Some(inside) => {
            workspace.refuse_strangers("")?;
            Ok(workspace.follow(&inside)?)
        }
        None => Ok(path),
    }
}

/// How many records aren't shown, and why: as many as are wanted.
pub(super) fn left_out(all: &[LeftOutTold], most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    if !all.is_empty() {
        let count = Count(all.len(), "record");
        let are = if all.len() == 1 { "isn't" } else { "aren't" };
        lines.push(format!("note: {count} {are} shown:"));
    }
    let shown = all.iter().take(most);
    lines.extend(shown.map(|one| format!("  {} {}", one.record, one.why)));
    if all.len() > most {
        lines.push(format!("  and {} more", all.len() - most));
    }
    lines
}

fn list(workspace: &Opened<'_>) -> Reply<ReportData> {
    let all = telling::templates(workspace);
    let listed: Vec<ListedReport> = all
        .iter()
        .map(|one| ListedReport {
            name: one.name.clone(),
            title: one.title().to_owned(),
            from: one.source.words(),
            path: one.place(),
        })
        .collect();
    let mut rows = Rows::of(&listed);
    rows.column("report", "Report", |one| &one.name);
    rows.column("title", "What it tells", |one| &one.title)
        .wraps();
    rows.column("from", "From", |one| &one.from).rank(1);
    let report = Report::untitled(vec![Block::Table(rows.table())]);
    let findings = all.iter().filter_map(|one| one.template().err());
    let findings = findings.flatten().collect();
    let next = "redesign report cohort".to_owned();
    Reply {
        findings,
        next: Some(next),
        commit: workspace.head(),
        ..Reply::new(
            ReportData {
                reports: Some(listed),
                ..ReportData::default()
            },
            report,
        )
    }
}

/// Writes a report of the workspace's own.
fn new(
    workspace: &Opened<'_>,
    name: &str,
    from: Option<&str>,
) -> Result<Reply<ReportData>, CommandError> {
    let all = telling::templates(workspace);
    let has = |name: &str| all.iter().any(|one| one.name == name);
    let from = from.unwrap_or(if has(name) { name } else { STARTER });
    let text = telling::starter(name, &telling::found(workspace, from)?)?;
    let session = workspace.begin(false)?;
    let path = report_path(name);
    let transaction = Transaction {
        edits: vec![Edit::Create {
            path: path.clone(),
            bytes: text.into_bytes(),
            is_program: false,
        }],
        message: Message {
            subject: format!("report {name}: a copy of {from}"),
            command: "report",
            ..Message::default()
        },
        ..Transaction::default()
    };
    let written = session.write(&transaction)?;
    let data = ReportData {
        report: Some(name.to_owned()),
        new: Some(written.clone()),
        ..ReportData::default()
    };
    let reply = Reply {
        next: Some(format!("redesign report {name}")),
        ..Reply::new(data, write::report(&written, 5, []))
    };
    Ok(session.told(&written, reply))
}
