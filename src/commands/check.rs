//! `redesign check`

mod fix;

use crate::app::past::TargetVersions;
use crate::app::write::Session;
use crate::app::{App, Command, Formats, Opened, Reply, exit_of, target};
use crate::check;
use crate::error::CommandError;
use crate::model::{Count, Finding, Invocation, SEVERITIES, Severity, codes};
use crate::queries::Pass;
use crate::queries::check::{Check, FoundProblems, Pin};
use crate::queries::chosen::{Changed, choose};
use crate::queries::gone::{self, LeftWords};
use crate::report::{Block, Folding, Report};
use fix::Fixed;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;

/// Report every problem: where, why and how to fix it
///
/// Exits with 0 if nothing was found, 1 if something was, 3 if a file can't be read. With --fix, only what is left
/// counts; with --level or --changed, only what is shown. The table folds information: what the board says, and what is
/// alike.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Plans, by id or path [default: all]
    #[arg(value_name = "PLAN")]
    plans: Vec<String>,
    /// Fix what can be fixed mechanically, and list the fixes; with --dry-run, only list them
    #[arg(long)]
    fix: bool,
    /// Show only what is this grave or graver; `info` lists each
    #[arg(long, value_name = "error|warning|info", value_parser = levels(), hide_possible_values = true)]
    level: Option<String>,
    /// Show only what is in files changed since this revision or date [default: HEAD], committed or not
    #[arg(long, value_name = "REV", num_args = 0..=1, require_equals = true, default_missing_value = "HEAD",
        conflicts_with = "fix")]
    changed: Option<String>,
    /// Say where these words still are in this clone: on disk, and anywhere in its history
    #[arg(long, value_name = "WORDS", conflicts_with_all = ["plans", "fix", "level", "changed"])]
    gone: Option<String>,
    /// Also commit changes made by hand to the fixed files
    #[arg(long, requires = "fix")]
    with_edits: bool,
}

/// Result of `check`; the problems are the envelope's diagnostics.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Checked {
    /// Number of plans checked.
    plans: usize,
    /// Problems that keep something from being read or counted.
    errors: usize,
    /// What is probably not intended.
    warnings: usize,
    /// What is worth knowing.
    notes: usize,
    /// Findings left out because of `--level` or `--changed`.
    left_out: usize,
    /// What was fixed; null without `--fix`.
    fix: Option<Fixed>,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "check";
    const FORMATS: Formats = Formats::All;
    type Data = Checked;

    fn run(self, app: &App<'_>) -> Result<Reply<Checked>, CommandError> {
        let workspace = app.workspace()?;
        if let Some(words) = &self.gone {
            return words_gone(&workspace, words);
        }
        let named = target::plan_folders(&workspace, &self.plans)?;
        let begun = self.fix.then(|| workspace.begin(self.with_edits));
        let session = begun.transpose()?;
        let when = workspace.now();
        let question = Check {
            folders: named,
            fix: self.fix,
        };
        let passed = Pass::new(&workspace, &when).ask(&question);
        let history = |found| pin_findings(&workspace, found);
        let FoundProblems {
            plans,
            repositories,
            mut findings,
            mended,
        } = question.answer(&workspace, passed, history);
        let left_out = self.choose(&workspace, &repositories, &mut findings)?;
        let of = |severity: Severity| {
            let own = findings.iter().filter(|one| one.severity == severity);
            own.count()
        };
        let mut report = Report::default();
        let (mut fixed, mut notes) = (None, Vec::new());
        if let Some(session) = &session {
            let (said, blocks, words) = Fixed::apply(&workspace, session, mended)?;
            report.blocks = blocks;
            fixed = Some(said);
            notes = words;
        }
        let checked = Checked {
            plans,
            errors: of(Severity::Error),
            warnings: of(Severity::Warning),
            notes: of(Severity::Info),
            left_out,
            fix: fixed,
        };
        report.blocks.push(Block::Findings(self.folding()));
        report.blocks.push(Block::Text(summary(&checked)));
        let exit = exit_of(&findings);
        findings.extend(workspace.interrupted());
        let written = checked
            .fix
            .as_ref()
            .and_then(|fix| fix.written.commit.clone());
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

impl Arguments {
    /// Leaves the findings that were asked for; gives how many others there are.
    fn choose(
        &self,
        workspace: &Opened<'_>,
        repositories: &BTreeSet<String>,
        findings: &mut Vec<Finding>,
    ) -> Result<usize, CommandError> {
        let now = workspace.now().now;
        let changed = self.changed.as_deref();
        let changed = changed.map(|since| Changed::since(workspace, repositories, since, now));
        let level = self.level.as_deref().and_then(Severity::named);
        Ok(choose(findings, level, changed.transpose()?.as_ref()))
    }

    /// How people are told; `None` where each finding was asked for.
    fn folding(&self) -> Option<Folding> {
        let on = |verb| {
            let plans = self.plans.iter();
            plans.fold(Invocation::of(verb), Invocation::on)
        };
        self.level.is_none().then(|| Folding {
            told: check::codes_on_board(),
            by: on("board").to_string(),
            each: format!("{} --level info", on("check")),
            fix: format!("{} --fix", on("check")),
        })
    }
}

fn levels() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(SEVERITIES.map(Severity::word))
}

/// Whether words are gone from this clone; others can't be looked at.
fn words_gone(workspace: &Opened<'_>, words: &str) -> Result<Reply<Checked>, CommandError> {
    let LeftWords { findings, unknown } = gone::left(workspace, words)?;
    let still = match findings.len() - unknown {
        0 if unknown > 0 => None,
        0 => Some("the words are gone from this clone".to_owned()),
        count => Some(format!("the words are still in {}", Count(count, "place"))),
    };
    let unseen = (unknown > 0).then(|| format!("{} can't be looked at", Count(unknown, "place")));
    let said: Vec<String> = still.into_iter().chain(unseen).collect();
    let said = said.join("; ");
    let checked = Checked {
        plans: 0,
        errors: 0,
        warnings: findings.len(),
        notes: 0,
        left_out: 0,
        fix: None,
    };
    let report = Report {
        title: None,
        blocks: vec![Block::Findings(None), Block::Text(said)],
    };
    let others =
        "note: other clones, forks, backups and what a host keeps can't be looked at from here";
    Ok(Reply {
        exit: exit_of(&findings),
        findings,
        notes: vec![others.to_owned()],
        commit: workspace.head(),
        ..Reply::new(checked, report)
    })
}

/// How many plans, and how many findings.
fn summary(checked: &Checked) -> String {
    let plans = Count(checked.plans, "plan");
    let left = match &checked.fix {
        Some(fix) if !fix.mended.is_empty() && fix.written.dry_run => " that would be left",
        Some(fix) if !fix.mended.is_empty() => " left",
        _ => " found",
    };
    let counts = [
        (checked.errors, "error"),
        (checked.warnings, "warning"),
        (checked.notes, "note"),
    ];
    let found: Vec<String> = counts
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| Count(number, what).to_string())
        .collect();
    let found = match found.join(", ") {
        none if none.is_empty() => format!("nothing{left}"),
        found => found,
    };
    match checked.left_out {
        0 => format!("{plans}, {found}"),
        more => format!("{plans}, {found} ({more} more not asked for)"),
    }
}

/// Findings about pinned links; none without the full history.
fn pin_findings(workspace: &Opened<'_>, pins: Vec<Pin>) -> Vec<Finding> {
    let said = pins.into_iter().filter_map(|pin| {
        let found = target::find_version(workspace, &pin.name).ok()?;
        let words = found.version.clone()?;
        let versions = TargetVersions::of(workspace, &found).ok()?;
        let error = versions.pick(&words).err()?;
        if versions.is_cut() {
            return None;
        }
        let mut finding = Finding::warning(codes::NO_VERSION, error.message)
            .with_place(pin.place)
            .with_help(format!(
                "`redesign log {}` lists the versions",
                found.name()
            ));
        finding.excerpt = pin.excerpt;
        Some(finding)
    });
    said.collect()
}
