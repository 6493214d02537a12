//! `redesign timeline`

use crate::app::{App, Command, Formats, Reply, target};
use crate::error::CommandError;
use crate::queries::Pass;
use crate::queries::timeline::Timelines;
use crate::queries::timeline::{TimelineData, report};

/// Show when each activity started, was done, was reopened
///
/// Read from the commits that changed a plan's files. An activity is done once all its required outputs are filled; the
/// column shows the last time this became true.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Plans, by id or path [default: all team plans]
    #[arg(value_name = "PLAN")]
    plans: Vec<String>,
    /// Include activities that were never started
    #[arg(long)]
    all: bool,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "timeline";
    const FORMATS: Formats =
        Formats::Only(&["table", "json", "csv", "tsv", "markdown", "html", "svg"]);
    type Data = TimelineData;

    fn run(self, app: &App<'_>) -> Result<Reply<TimelineData>, CommandError> {
        let workspace = app.workspace()?;
        let named = target::plan_folders(&workspace, &self.plans)?;
        let when = workspace.now();
        let question = Timelines { folders: named };
        let passed = Pass::new(&workspace, &when).ask(&question);
        let (plans, findings) = question.answer(&workspace, passed)?;
        let data = TimelineData { plans };
        let zone = workspace.config.time_zone();
        let day = |date: &str| {
            date.parse::<jiff::Timestamp>().map_or_else(
                |_| String::new(),
                |moment| moment.to_zoned_datetime(zone.clone()).date().to_string(),
            )
        };
        let name = workspace.config.name();
        let title = match data.plans.as_slice() {
            [one] => format!("{name} \u{b7} {}", one.id),
            several => format!("{name} \u{b7} {} plans", several.len()),
        };
        let now = app.context.now().as_second();
        let report = report(title, &data, self.all, &day, (now, &zone));
        Ok(Reply {
            findings,
            next: Some("redesign timeline --format svg > timeline.svg".to_owned()),
            commit: when.commit,
            ..Reply::new(data, report)
        })
    }
}
