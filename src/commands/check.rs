//! `redesign check`

mod fix;
mod pins;

use super::app::exit_of;
use super::cohort::{Changes, Cohort};
use super::status;
use super::write::Session;
use super::{App, Command, Formats, Reply, target};
use crate::check::{Mended, Page};
use crate::error::CommandError;
use crate::model::{Finding, Place, Plan, Severity, codes};
use crate::report::{Block, Report};
use crate::store::{Git, Workspace};
use fix::Fixed;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// Name every problem, with place, cause and mend
///
/// Exits with 0 where nothing was found, 1 where something was, 3 where a file can't be read. With --fix: where nothing
/// was left, and so on.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Plans, by id or path; all unless said otherwise
    #[arg(value_name = "PLAN")]
    plans: Vec<String>,
    /// Mend what is mechanical, and say what was mended; with --dry-run only say it
    #[arg(long)]
    fix: bool,
    /// Commit what was changed by hand in the mended files, too
    #[arg(long, requires = "fix")]
    with_edits: bool,
}

/// Result of `check`; the problems themselves are the envelope's diagnostics.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Checked {
    /// Plans that were looked at.
    plans: usize,
    /// Problems because of which something isn't counted or can't be read.
    errors: usize,
    /// What is probably not as it was meant.
    warnings: usize,
    /// What is worth knowing.
    notes: usize,
    /// What was mended; null without `--fix`.
    fix: Option<Fixed>,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "check";
    const FORMATS: Formats = Formats::All;
    type Data = Checked;

    fn run(self, app: &App<'_>) -> Result<Reply<Checked>, CommandError> {
        let workspace = app.workspace()?;
        let named = target::plan_folders(app, &workspace, &self.plans)?;
        let begun = self.fix.then(|| app.begin(&workspace, self.with_edits));
        let session = begun.transpose()?;
        let when = status::now(app, &workspace);
        let (all, unlisted) = match named.as_slice() {
            [] => workspace.list_plans(),
            _ => (Vec::new(), Vec::new()),
        };
        // What depends on the day and on other plans is for those who run a cohort.
        let programme = workspace.programme().and_then(Result::ok);
        let changes = match (&programme, named.as_slice()) {
            (Some(_), []) => Changes::of_all(&workspace, &when, &all),
            (Some(_), named) => Changes::of_some(&workspace, &when, named),
            (None, _) => Changes::default(),
        };
        let cohort = programme
            .as_ref()
            .map(|plan| Cohort::new(&workspace, when.day, Some(plan), &changes));
        let see = |read: crate::store::PlanRead| match read {
            Ok(mut plan) => {
                let mut page = workspace.plan_page(&plan);
                let teams = teams(&workspace, &plan);
                let mended = self.fix.then(|| mend(&workspace, &mut plan, page.as_mut()));
                let (page, teams) = (page.as_ref(), teams.as_deref());
                let found = match &cohort {
                    Some(cohort) => cohort.look(&plan, page, teams, crate::check::subject),
                    None => crate::check::plan_with(&plan, page, teams),
                };
                let pins = pins::of(&plan);
                (
                    plan.id.to_string(),
                    plan.path.clone(),
                    found,
                    (mended, pins),
                )
            }
            Err(broken) => {
                let nothing = (None, Vec::new());
                (broken.id, broken.path, vec![broken.finding], nothing)
            }
        };
        let seen: Vec<_> = if named.is_empty() {
            workspace.read_listed_plans(all, &see)
        } else {
            let reads = named.iter().map(|folder| workspace.read_plan(folder));
            reads.map(see).collect()
        };
        let mut findings = unlisted;
        let plans = seen.len();
        let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut mended = Vec::new();
        for (id, path, found, (more, pins)) in seen {
            mended.extend(more.map(|more| (id.clone(), path.clone(), more)));
            findings.extend(pins::findings(app, &workspace, pins));
            places.entry(id).or_default().push(path);
            findings.extend(found);
        }
        if named.is_empty() {
            findings.extend(workspace.settings_of_git_astray());
            findings.extend(committed_sheets(&workspace.root));
            findings.extend(doubled(&places));
            findings.extend(toolkits(&workspace));
        }
        say_once(&mut findings);
        let of = |severity: Severity| {
            let own = findings.iter().filter(|one| one.severity == severity);
            own.count()
        };
        let mut report = Report::default();
        let (mut fixed, mut notes) = (None, Vec::new());
        if let Some(session) = &session {
            let (said, blocks, words) = Fixed::apply(app, &workspace, session, mended)?;
            report.blocks = blocks;
            fixed = Some(said);
            notes = words;
        }
        let checked = Checked {
            plans,
            errors: of(Severity::Error),
            warnings: of(Severity::Warning),
            notes: of(Severity::Info),
            fix: fixed,
        };
        report.blocks.push(Block::Findings);
        report.blocks.push(Block::Text(summary(&checked)));
        let exit = exit_of(&findings);
        let written = checked.fix.as_ref();
        let written = written.and_then(|fix| fix.written.commit.clone());
        let head = session.as_ref().and_then(Session::head);
        Ok(Reply {
            findings,
            exit,
            notes,
            commit: written.or(head).or(when.commit),
            ..Reply::new(checked, report)
        })
    }
}

/// Mends a plan in memory, and follows its links anew where that changed something.
fn mend(workspace: &Workspace, plan: &mut Plan, page: Option<&mut Page>) -> Mended {
    let mended = crate::check::mend(plan, page);
    if !mended.changes.is_empty() {
        workspace.relink(plan);
    }
    mended
}

/// One cause is said once: a broken toolkit is found again with every plan that uses it.
fn say_once(findings: &mut Vec<Finding>) {
    let mut seen: Vec<Finding> = Vec::new();
    findings.retain(|finding| {
        let first = !seen.contains(finding);
        if first && finding.code == codes::TOOLKIT {
            seen.push(finding.clone());
        }
        first
    });
}

/// How many plans there are, and how much was found.
fn summary(checked: &Checked) -> String {
    let plans = match checked.plans {
        1 => "1 plan".to_owned(),
        several => format!("{several} plans"),
    };
    let left = match &checked.fix {
        Some(fix) if !fix.mended.is_empty() && fix.written.dry_run => " that would be left",
        Some(fix) if !fix.mended.is_empty() => " left",
        _ => " found",
    };
    if checked.errors + checked.warnings + checked.notes == 0 {
        return format!("{plans}, nothing{left}");
    }
    let notes = match checked.notes {
        0 => String::new(),
        some => format!(", {some} to know"),
    };
    format!(
        "{plans}, {} to mend, {} to look at{notes}",
        checked.errors, checked.warnings
    )
}

/// Ids of all team plans, where the records of a plan name some: only a programme's do.
fn teams(workspace: &Workspace, plan: &Plan) -> Option<Vec<String>> {
    let toolkit = &plan.toolkit;
    let names_plans = toolkit
        .activities
        .iter()
        .any(|activity| toolkit.is_per_plan(activity));
    names_plans.then(|| {
        let mut ids = workspace.plan_ids();
        ids.retain(|id| *id != plan.id.as_str());
        ids
    })
}

/// Sheets for one person's own use that git keeps, wherever they are in the workspace.
fn committed_sheets(root: &std::path::Path) -> Vec<Finding> {
    let git = Git::around(root).ok().flatten();
    let sheets = git
        .map(|git| git.kept_below(root, ".private."))
        .unwrap_or_default();
    let finding = |path: String| {
        Finding::error(
            "E0107",
            "this sheet is for its owner alone and must not be committed",
        )
        .with_place(Place::file(path))
        .with_help(
            "`git rm --cached` it; ask who keeps the repository to remove it from history too",
        )
    };
    sheets.into_iter().map(finding).collect()
}

/// What is wrong with the workspace's own toolkits.
fn toolkits(workspace: &Workspace) -> Vec<Finding> {
    let unusable = workspace.toolkits.unusable();
    let mut found: Vec<Finding> = unusable
        .iter()
        .flat_map(|one| one.findings.clone())
        .collect();
    found.extend(workspace.toolkits.twice().into_iter().map(|(name, paths)| {
        Finding::warning(codes::TOOLKIT, format!("the toolkit {name} is here twice"))
            .with_place(Place::file(paths.last().cloned().unwrap_or_default()))
            .with_help(format!("delete all but one of: {}", paths.join(", ")))
    }));
    found
}

fn doubled(places: &BTreeMap<String, Vec<String>>) -> Vec<Finding> {
    let several = places.iter().filter(|(_, paths)| paths.len() > 1);
    several
        .map(|(id, paths)| {
            Finding::error(
                "E0108",
                format!("{} plans are called \"{id}\"", paths.len()),
            )
            .with_place(Place::file(paths.last().cloned().unwrap_or_default()))
            .with_help(format!(
                "rename all but one of these folders: {}",
                paths.join(", ")
            ))
        })
        .collect()
}
