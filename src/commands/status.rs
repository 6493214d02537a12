//! `redesign status`

pub(super) mod dates;

use super::title::title;
use super::{App, Command, Formats, Reply, past, target};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::model::{Count, Finding, STATES, State};
use crate::report::since::{Before, Moved};
use crate::report::status::{Filter, PlanStatus, StatusData, activities_report, plans_report};
use crate::store::{PlanRead, Workspace};
use crate::toolkit::Audience;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

/// Show where every plan stands
///
/// One row a plan: its step, how much is filled in, and what comes next. Everything is derived from what the files say;
/// nothing is typed by hand. Files that can't be read are named, the others are shown.
#[derive(Debug, Default, clap::Args)]
pub struct Arguments {
    /// Plans to show, by id or path; all team plans unless said otherwise
    #[arg(value_name = "PLAN")]
    plans: Vec<String>,
    /// One row for each activity
    #[arg(long)]
    activities: bool,
    /// Only plans in this step; with --activities, only activities of it
    #[arg(long, value_name = "STEP")]
    step: Option<String>,
    /// Only plans with an activity in this state; with --activities, only those
    #[arg(long, value_name = "STATE", value_parser = states())]
    state: Option<String>,
    /// Only plans of this coach, as plan.toml names the role
    #[arg(long, value_name = "ROLE")]
    coach: Option<String>,
    /// Show the plans as they were at a revision or at the end of a day
    #[arg(long, value_name = "REV|DATE")]
    at: Option<String>,
    /// Show what moved since a revision or the end of a day
    #[arg(long, value_name = "REV|DATE", conflicts_with = "activities")]
    since: Option<String>,
    /// Only plans in which nothing changed for more than this many days; plans that rest or have ended are left out
    #[arg(long, value_name = "DAYS")]
    stale: Option<u32>,
    /// Exit with 1 where a file can't be read, or with --state or --stale where any plan is shown
    #[arg(long)]
    fail: bool,
}

fn states() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(STATES.map(State::word))
}

/// As of when the plans are shown.
pub(super) struct When {
    /// Days are counted from this one.
    pub(super) day: Date,
    /// The commit that is shown, or that HEAD is at.
    pub(super) commit: Option<String>,
    /// Whether it is another moment than now.
    is_past: bool,
}

/// What came of one plan.
enum Seen {
    Row(Box<PlanStatus>, Vec<Finding>),
    /// A plan that the filter leaves out, but of which something must be said all the same; and who its coach is.
    Hidden(Vec<Finding>, String),
    Broken(Box<Finding>),
}

impl Command for Arguments {
    const SCHEMA: &'static str = "status";
    const FORMATS: Formats = Formats::All;
    type Data = StatusData;

    fn run(self, app: &App<'_>) -> Result<Reply<StatusData>, CommandError> {
        let here = app.workspace()?;
        let (workspace, when) = as_of(app, here, self.at.as_deref())?;
        if let Some(step) = &self.step {
            known_step(&workspace, step)?;
        }
        let Read {
            mut plans,
            mut findings,
            broken,
        } = self.read(app, &workspace)?;
        let unknown = dates::note(&workspace, &when, &mut plans, self.is_of_all());
        if let Some(stale) = self.stale {
            if let Some(unknown) = &unknown {
                return Err(unknown.error());
            }
            plans.retain(|plan| {
                plan.resting.is_none() && plan.days.is_some_and(|days| days > i64::from(stale))
            });
        }
        let (day, commit) = (when.day, when.commit.as_deref());
        let title = title_of(&workspace, plans.len() + broken, day, commit);
        let report = if self.activities {
            activities_report(title, &plans)
        } else {
            plans_report(title, &plans, broken, self.since.as_deref())
        };
        let is_empty = plans.is_empty() && broken == 0;
        let next = if is_empty && self.is_of_all() && self.stale.is_none() && self.at.is_none() {
            "redesign new PLAN"
        } else if findings.is_empty() {
            "redesign next"
        } else {
            "redesign check"
        };
        let unreadable = findings.iter().any(|finding| finding.breaks_file);
        let is_search = self.state.is_some() || self.stale.is_some();
        let exit = if self.fail && (unreadable || (is_search && !plans.is_empty())) {
            Exit::Found
        } else {
            Exit::Done
        };
        findings.extend(unknown.and_then(|unknown| unknown.finding()));
        let data = StatusData {
            at: self.at.clone(),
            since: self.since.clone(),
            plans,
        };
        Ok(Reply {
            findings,
            next: Some(next.to_owned()),
            commit: when.commit,
            exit,
            notes: self.notes(app, &workspace)?,
            ..Reply::new(data, report)
        })
    }
}

/// What was read.
struct Read {
    plans: Vec<PlanStatus>,
    findings: Vec<Finding>,
    /// Plans that can't be read.
    broken: usize,
}

impl Arguments {
    /// Some plans, or all, with what moved since a day.
    pub(super) fn since(plans: Vec<String>, since: Option<String>) -> Self {
        Self {
            plans,
            since,
            ..Self::default()
        }
    }

    /// What is said beside the table: what isn't shared yet, and what can't be told of another moment.
    fn notes(&self, app: &App<'_>, workspace: &Workspace) -> Result<Vec<String>, CommandError> {
        let mut notes = super::sharing::notes(app, workspace);
        if self.at.is_none() && self.since.is_none() {
            return Ok(notes);
        }
        let word = if self.at.is_some() {
            "not shown as of then"
        } else {
            "not compared"
        };
        notes.extend(past::own_pasts(app, word)?);
        Ok(notes)
    }

    /// Whether no plan is left out.
    fn is_of_all(&self) -> bool {
        self.plans.is_empty() && self.step.is_none() && self.state.is_none() && self.coach.is_none()
    }

    /// Reads the plans that are asked for, each into its row.
    fn read(&self, app: &App<'_>, workspace: &Workspace) -> Result<Read, CommandError> {
        let before = self.before(workspace)?;
        let filter = Filter {
            step: self.step.clone(),
            state: self.state.as_deref().and_then(State::named),
            coach: self.coach.clone(),
            activities: self.activities,
        };
        let all = self.plans.is_empty();
        let see = |read: PlanRead| match read {
            Ok(plan) if all && plan.toolkit.audience == Audience::Cohort => {
                Seen::Hidden(crate::check::unreadable(&plan).collect(), String::new())
            }
            Ok(plan) => {
                let findings = crate::check::unreadable(&plan).collect();
                match PlanStatus::of(&plan, &filter) {
                    Some(mut row) => {
                        // A plan of its own repository has a past of its own, with other commits.
                        row.moved = before
                            .as_ref()
                            .filter(|_| plan.repository.is_none())
                            .map(|before| Moved::of(&plan, before.get(plan.id.as_str())));
                        Seen::Row(Box::new(row), findings)
                    }
                    None => Seen::Hidden(findings, plan.meta.coach.trim().to_owned()),
                }
            }
            Err(broken) => Seen::Broken(Box::new(broken.finding)),
        };
        let (seen, findings) = if all {
            with_progress(app, |count| {
                workspace.read_plans(&|read| {
                    count.fetch_add(1, Ordering::Relaxed);
                    see(read)
                })
            })
        } else {
            let folders = target::plan_folders(app, workspace, &self.plans)?;
            let reads = folders.iter().map(|folder| workspace.read_plan(folder));
            (reads.map(see).collect(), Vec::new())
        };
        self.sorted_out(seen, findings)
    }

    /// Rows, findings and what is broken, apart.
    fn sorted_out(&self, seen: Vec<Seen>, findings: Vec<Finding>) -> Result<Read, CommandError> {
        let mut read = Read {
            plans: Vec::with_capacity(seen.len()),
            findings,
            broken: 0,
        };
        let mut coaches = BTreeSet::new();
        for one in seen {
            match one {
                Seen::Row(row, found) => {
                    read.plans.push(*row);
                    read.findings.extend(found);
                }
                Seen::Hidden(found, coach) => {
                    read.findings.extend(found);
                    coaches.insert(coach);
                }
                Seen::Broken(finding) => {
                    read.broken += 1;
                    read.findings.push(*finding);
                }
            }
        }
        if let Some(coach) = &self.coach
            && read.plans.is_empty()
            && read.broken == 0
            && !coaches
                .iter()
                .any(|one| one.to_lowercase() == coach.trim().to_lowercase())
        {
            return Err(unknown_coach(coach, coaches));
        }
        Ok(read)
    }

    /// Where the plans stood at the moment of `--since`, by their ids.
    fn before(
        &self,
        workspace: &Workspace,
    ) -> Result<Option<BTreeMap<String, Before>>, CommandError> {
        let Some(words) = &self.since else {
            return Ok(None);
        };
        let history = past::history_of_all(workspace)?;
        let moment = past::moment(&history, workspace, words)?;
        if let Some(at) = &self.at
            && past::moment(&history, workspace, at)?.seconds < moment.seconds
        {
            return Err(CommandError::usage(format!(
                "\"{words}\" of --since is later than \"{at}\" of --at"
            ))
            .hint("--since names the earlier moment"));
        }
        let then = past::workspace_at(&history, workspace, &moment)?;
        let (seen, _) = then.read_plans(&|read| {
            let plan = read.ok()?;
            Some((plan.id.to_string(), Before::of(&plan)))
        });
        let mut before: BTreeMap<String, Before> = seen.into_iter().flatten().collect();
        // A plan that is called otherwise now is found by its history.
        let id_of = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
        let (folders, _) = workspace.read_plan_folders();
        let new: Vec<String> = folders
            .into_iter()
            .filter(|folder| !before.contains_key(&id_of(folder)))
            .collect();
        if new.is_empty() {
            return Ok(Some(before));
        }
        let age = history.age_of(&moment.commit);
        for (folder, steps) in new.iter().zip(history.trace_plans(&new)?) {
            let was = steps
                .iter()
                .find(|step| history.age_of(&step.commit) >= age && age.is_some());
            if let Some(plan) = was.and_then(|step| then.read_plan(&step.path).ok()) {
                before.insert(id_of(folder), Before::of(&plan));
            }
        }
        Ok(Some(before))
    }
}

/// The workspace as it is, or as it was at the moment that was asked for.
pub(super) fn as_of(
    app: &App<'_>,
    here: Workspace,
    at: Option<&str>,
) -> Result<(Workspace, When), CommandError> {
    let Some(words) = at else {
        let when = now(app, &here);
        return Ok((here, when));
    };
    let history = past::history_of_all(&here)?;
    let moment = past::moment(&history, &here, words)?;
    let then = past::workspace_at(&history, &here, &moment)?;
    let day = moment
        .day
        .or_else(|| past::day_of(&here, moment.seconds))
        .unwrap_or_default();
    let when = When {
        day,
        commit: Some(moment.commit),
        is_past: true,
    };
    Ok((then, when))
}

/// This moment.
pub(super) fn now(app: &App<'_>, workspace: &Workspace) -> When {
    let now = app.context.now();
    When {
        day: now.to_zoned_datetime(workspace.config.time_zone()).date(),
        commit: app.head(workspace),
        is_past: false,
    }
}

/// The line on top: what, how many plans, when, at which commit.
pub(super) fn title_of(
    workspace: &Workspace,
    plans: usize,
    day: Date,
    commit: Option<&str>,
) -> String {
    let plans = Count(plans, "plan").to_string();
    title(workspace, &[&plans, &day.to_string()], commit)
}

pub(super) fn unknown_coach(coach: &str, mut known: BTreeSet<String>) -> CommandError {
    known.remove("");
    let list = if known.is_empty() {
        "plan.toml of each plan says who its coach is: coach = \"coach 1\"".to_owned()
    } else {
        format!("there are: {}", Vec::from_iter(known.clone()).join(", "))
    };
    CommandError::usage(format!("no plan has the coach \"{coach}\"")).near(coach, known, &list)
}

fn known_step(workspace: &Workspace, step: &str) -> Result<(), CommandError> {
    // A toolkit is often there twice, built in and copied into the workspace: each step is named once.
    let toolkits = workspace.toolkits.usable();
    let steps = toolkits.iter().flat_map(|(toolkit, ..)| &toolkit.steps);
    let steps: BTreeSet<String> = steps.map(|step| step.id.clone()).collect();
    if steps.contains(step) {
        return Ok(());
    }
    let list = format!(
        "there are: {}",
        steps.iter().cloned().collect::<Vec<_>>().join(", ")
    );
    Err(CommandError::usage(format!("no step named \"{step}\"")).near(step, steps, &list))
}

/// Says on a terminal how far the reading is, once it takes longer than a second.
fn with_progress<T: Send>(app: &App<'_>, read: impl FnOnce(&AtomicUsize) -> T + Send) -> T {
    let count = AtomicUsize::new(0);
    if !app.context.error_is_terminal || app.global.quiet {
        return read(&count);
    }
    let finished = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            let mut said = false;
            std::thread::park_timeout(Duration::from_secs(1));
            while !finished.load(Ordering::Acquire) {
                let plans = Count(count.load(Ordering::Relaxed), "plan");
                app.say(&format!("\rread {plans}"));
                said = true;
                std::thread::park_timeout(Duration::from_millis(200));
            }
            if said {
                app.say("\r\x1b[K");
            }
        });
        let result = read(&count);
        finished.store(true, Ordering::Release);
        watcher.thread().unpark();
        result
    })
}
