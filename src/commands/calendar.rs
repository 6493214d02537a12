//! `redesign calendar`

use crate::app::{App, Command, Formats, Reply, past, target};
use crate::error::CommandError;
use crate::model::calendar::{MAX_DUE_DAYS, Window};
use crate::queries::Pass;
use crate::queries::calendar::{Ahead, Calendar, CalendarData, report};
use crate::report::few;
use jiff::ToSpan;
use jiff::civil::Date;

/// Show what is ahead and what was missed
///
/// Sessions and meetings by their rhythm, other activities by the weeks in which they are due, counted from `start` in
/// plan.toml. `--format ics` exports them to other calendars.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Plans, by id or path [default: all and the programme]
    #[arg(value_name = "PLAN")]
    plans: Vec<String>,
    /// Show only what is due on or after this day
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,
    /// Show nothing after this day [default: six weeks ahead]
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
    /// Show the calendar as of a revision or the end of a day
    #[arg(long, value_name = "REV|DATE")]
    at: Option<String>,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "calendar";
    const FORMATS: Formats =
        Formats::Only(&["table", "json", "csv", "tsv", "markdown", "html", "ics"]);
    type Data = CalendarData;

    fn run(self, app: &App<'_>) -> Result<Reply<CalendarData>, CommandError> {
        let (workspace, when) = app.workspace_as_of(self.at.as_deref())?;
        let today = when.day;
        let until = self.until(today)?;
        let window = Window {
            from: self.from,
            today,
            until,
        };
        let question = Calendar {
            folders: target::plan_folders(&workspace, &self.plans)?,
            window,
            cohort: workspace.config.title.clone(),
        };
        let passed = Pass::new(&workspace, &when).ask(&question);
        let Ahead {
            data,
            findings,
            teams,
        } = question.answer(self.at.clone(), passed);
        let name = workspace.config.name();
        let report = report(name, &data, today, teams.len());
        let mut notes = notes(app, &data);
        notes.extend(behind(&teams, &data));
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
    /// The last day shown.
    fn until(&self, today: Date) -> Result<Date, CommandError> {
        let first = self.from.unwrap_or(today);
        let Some(until) = self.until else {
            return Ok(first.saturating_add(6.weeks()));
        };
        if until < first && self.from.is_some() {
            return Err(
                CommandError::usage(format!("--until {until} is before --from {first}"))
                    .hint("--from takes the earlier day"),
            );
        }
        Ok(until)
    }
}

/// What the table leaves out, and why.
fn notes(app: &App<'_>, data: &CalendarData) -> Vec<String> {
    let mut notes = Vec::new();
    if !data.without_start.is_empty() {
        notes.push(format!(
            "note: plan.toml has no start day, so nothing is due: {}; `redesign set {} start={}` gives one",
            few(&data.without_start),
            data.without_start.first().map_or("PLAN", String::as_str),
            data.today
        ));
    }
    if !data.undated.is_empty() {
        notes.push(format!(
            "note: these records have no date, so they count for no day: {}; answer their date, or start the file name with it",
            few(&data.undated)
        ));
    }
    if !data.cut.is_empty() {
        notes.push(format!(
            "note: more than {MAX_DUE_DAYS} due days, so the rest is not shown: {}; narrow it with --from and --until, or check `start` in plan.toml",
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

/// A hint for teams late for much because they paused while their weeks went on.
fn behind(teams: &[String], data: &CalendarData) -> Option<String> {
    const MUCH: usize = 5;
    let teams = teams.iter().map(|id| (id, data.over(id)));
    let late: Vec<String> = teams
        .filter(|(_, count)| *count >= MUCH)
        .map(|(id, count)| format!("{id} ({count})"))
        .collect();
    (!late.is_empty()).then(|| {
        format!(
            "note: much is overdue for {}; if a team paused, move its first day by as many weeks: `redesign set PLAN start=DAY`",
            few(&late)
        )
    })
}
