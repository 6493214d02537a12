//! `redesign calendar`

use super::{App, Command, Formats, Reply, past, status, target};
use crate::error::CommandError;
use crate::model::{Agenda, Finding, MAX_DUE_DAYS, Plan, Team, Window, agenda};
use crate::report::calendar::{CalendarData, CalendarEntry, Resting, report};
use crate::report::few;
use crate::store::PlanRead;
use crate::toolkit::{Audience, Toolkit};
use jiff::ToSpan;
use jiff::civil::Date;
use std::sync::Arc;

/// Show what is ahead and what was missed
///
/// Sessions and meetings by their rhythm, other activities by the weeks in which they are due. All of it is counted from
/// `start` in plan.toml. `--format ics` writes it for other calendars.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Plans, by id or path; all, and the programme's, unless said otherwise
    #[arg(value_name = "PLAN")]
    plans: Vec<String>,
    /// Show only what reaches into the days from this one on
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,
    /// Show no day after this one; six weeks ahead unless said otherwise
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
    /// Show the calendar as it was at a revision or at the end of a day
    #[arg(long, value_name = "REV|DATE")]
    at: Option<String>,
}

/// A plan, looked at as far as it can be without the others.
struct Seen {
    id: String,
    path: String,
    toolkit: Arc<Toolkit>,
    start: Option<Date>,
    resting: Option<String>,
    agenda: Agenda,
    /// The plan itself where others have to be known first.
    programme: Option<Plan>,
    findings: Vec<Finding>,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "calendar";
    const FORMATS: Formats =
        Formats::Only(&["table", "json", "csv", "tsv", "markdown", "html", "ics"]);
    type Data = CalendarData;

    fn run(self, app: &App<'_>) -> Result<Reply<CalendarData>, CommandError> {
        let here = app.workspace()?;
        let (workspace, when) = status::as_of(app, here, self.at.as_deref())?;
        let today = when.day;
        let until = self.until(today)?;
        let window = Window {
            from: self.from,
            today,
            until,
        };
        let named = target::plan_folders(app, &workspace, &self.plans)?;
        let (reads, mut findings) =
            workspace.read_plans(&|read: PlanRead| read.map(|plan| see(plan, window)));
        let mut seen: Vec<Seen> = Vec::with_capacity(reads.len());
        for read in reads {
            match read {
                Ok(one) => seen.push(one),
                Err(broken) if named.is_empty() || named.contains(&broken.path) => {
                    findings.push(broken.finding);
                }
                Err(_) => {}
            }
        }
        let teams: Vec<Team> = seen
            .iter()
            .filter(|one| one.programme.is_none() && one.resting.is_none())
            .map(|one| Team {
                id: one.id.clone(),
                start: one.start,
            })
            .collect();
        for one in &mut seen {
            if let Some(plan) = &one.programme {
                one.agenda = agenda(plan, &teams, window);
            }
        }
        let wanted = Wanted::of(&seen, &named);
        let mut data = CalendarData {
            at: self.at.clone(),
            today: today.to_string(),
            from: self.from.unwrap_or(today).to_string(),
            until: until.to_string(),
            entries: Vec::new(),
            without_start: Vec::new(),
            resting: Vec::new(),
            undated: Vec::new(),
            cut: Vec::new(),
        };
        for one in &mut seen {
            let entries = one.agenda.entries.iter();
            let entries = entries.filter(|entry| wanted.has(&one.path, &one.id, &entry.plan));
            let shown = entries
                .filter_map(|entry| CalendarEntry::of(entry, &one.toolkit, &workspace.config.title))
                .filter(|entry| entry.is_within(self.from, today, until));
            data.entries.extend(shown);
            // A plan that wasn't asked for still says why nothing of what it keeps with the others is there.
            if !wanted.names(&one.path) && one.programme.is_none() {
                continue;
            }
            if one.agenda.lacks_start {
                data.without_start.push(one.id.clone());
            }
            if let Some(why) = one.resting.take() {
                let id = one.id.clone();
                data.resting.push(Resting { id, why });
            }
            data.undated.append(&mut one.agenda.undated);
            data.cut.append(&mut one.agenda.cut);
            findings.append(&mut one.findings);
        }
        data.sort();
        let name = workspace.config.name();
        let report = report(name, &data, app.context.now().as_second());
        let mut notes = notes(app, &data);
        notes.extend(behind(&seen, &data));
        if self.at.is_some() {
            notes.extend(past::own_pasts(app, "not shown as of then")?);
        }
        Ok(Reply {
            notes,
            findings,
            next: Some("redesign calendar --format ics > calendar.ics".to_owned()),
            commit: when.commit,
            ..Reply::new(data, report)
        })
    }
}

impl Arguments {
    /// The last day that is shown.
    fn until(&self, today: Date) -> Result<Date, CommandError> {
        let first = self.from.unwrap_or(today);
        let Some(until) = self.until else {
            return Ok(first.saturating_add(6.weeks()));
        };
        if until < first && self.from.is_some() {
            return Err(
                CommandError::usage(format!("--until {until} is before --from {first}"))
                    .hint("give the earlier day to --from"),
            );
        }
        Ok(until)
    }
}

/// Which plans were asked for. None named means all.
struct Wanted<'a> {
    folders: &'a [String],
    /// Ids of the teams among them.
    teams: Vec<&'a str>,
}

impl<'a> Wanted<'a> {
    fn of(seen: &[Seen], folders: &'a [String]) -> Self {
        let is_team = |folder: &&String| {
            let found = seen.iter().find(|one| one.path == **folder);
            found.is_none_or(|one| one.programme.is_none())
        };
        let teams = folders.iter().filter(is_team);
        Self {
            folders,
            teams: teams
                .map(|folder| folder.rsplit('/').next().unwrap_or(folder))
                .collect(),
        }
    }

    fn names(&self, path: &str) -> bool {
        self.folders.is_empty() || self.folders.iter().any(|folder| folder == path)
    }

    /// Whether an entry of the plan at `path` for a team is wanted: what a programme keeps with each plan belongs to
    /// that plan; with no team named, to the programme.
    fn has(&self, path: &str, keeper: &str, plan: &str) -> bool {
        if keeper == plan || self.teams.is_empty() {
            return self.names(path);
        }
        self.teams.contains(&plan)
    }
}

/// What can be said of a plan alone; of a programme, only once the teams are known.
fn see(plan: Plan, window: Window) -> Seen {
    let is_programme = plan.toolkit.audience == Audience::Cohort;
    Seen {
        id: plan.id.to_string(),
        path: plan.path.clone(),
        toolkit: Arc::clone(&plan.toolkit),
        start: plan.meta.first_day(),
        resting: plan.meta.resting(),
        agenda: if is_programme {
            Agenda::default()
        } else {
            agenda(&plan, &[], window)
        },
        findings: crate::check::unreadable(&plan).collect(),
        programme: is_programme.then_some(plan),
    }
}

/// What isn't in the table, and why.
fn notes(app: &App<'_>, data: &CalendarData) -> Vec<String> {
    let mut notes = Vec::new();
    if !data.without_start.is_empty() {
        notes.push(format!(
            "note: plan.toml says no first day, so nothing is due: {}; add a line such as: start = {}",
            few(&data.without_start),
            data.today
        ));
    }
    if !data.undated.is_empty() {
        notes.push(format!(
            "note: no day is known of these records, so they count for none: {}; answer their date, or begin the file's name with it",
            few(&data.undated)
        ));
    }
    if !data.cut.is_empty() {
        notes.push(format!(
            "note: more than {MAX_DUE_DAYS} due days, so the others are not shown: {}; look at some with --from and --until, or see whether `start` in plan.toml is right",
            few(&data.cut)
        ));
    }
    if app.global.verbose > 0 && !data.resting.is_empty() {
        let resting: Vec<String> = data
            .resting
            .iter()
            .map(|one| format!("{} ({})", one.id, one.why))
            .collect();
        notes.push(format!("note: left out: {}", few(&resting)));
    }
    notes
        .into_iter()
        .map(|note| crate::render::clean(&note.replace('\n', " ")).into_owned())
        .collect()
}

/// What a team does that is late for much because it rested: its weeks went on.
fn behind(seen: &[Seen], data: &CalendarData) -> Option<String> {
    const MUCH: usize = 5;
    let teams = seen.iter().filter(|one| one.programme.is_none());
    let teams = teams.map(|one| (&one.id, data.over(&one.id)));
    let late: Vec<String> = teams
        .filter(|(_, count)| *count >= MUCH)
        .map(|(id, count)| format!("{id} ({count})"))
        .collect();
    (!late.is_empty()).then(|| {
        format!(
            "note: much is over for {}; where a team rested, move `start` in its plan.toml on by as many weeks, or write one",
            few(&late)
        )
    })
}
