//! `redesign measure`

mod add;
mod find;

use crate::app::title::title;
use crate::app::{App, Command, Formats, Reply, target};
use crate::error::CommandError;
use crate::model::Count;
use crate::queries::Pass;
use crate::queries::measure::{MeasureData, Measures, one, several};
use add::Add;
use find::find;

/// List what teams measure, and what the numbers allow to be said
///
/// A measure is a record with numbers in a block of CSV, a line a day. What it says is judged by rules for run charts:
/// with few points it says that they are too few. Whether a pilot caused a change, no chart can say.
#[derive(Debug, clap::Args)]
// A plan may be named `help`.
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub struct Arguments {
    #[command(subcommand)]
    what: Option<Deeds>,
    /// Plans, by id or path [default: all and the programme]
    #[arg(value_name = "PLAN")]
    plans: Vec<String>,
    /// List the measures as of a revision or the end of a day
    #[arg(long, value_name = "REV|DATE")]
    at: Option<String>,
}

#[derive(Debug, clap::Subcommand)]
enum Deeds {
    /// Draw a measure, and say what its numbers allow
    Show(Shown),
    /// Add numbers of a day or of a table
    Add(Add),
}

/// A measure to draw.
#[derive(Debug, clap::Args)]
struct Shown {
    /// Its plan and name, as `redesign measure` lists them: PLAN/MEASURE
    #[arg(value_name = "MEASURE")]
    measure: String,
    /// The group to draw [default: all together, or else the first]
    #[arg(long, value_name = "GROUP")]
    group: Option<String>,
    /// Also list the numbers
    #[arg(long)]
    points: bool,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "measure";
    const FORMATS: Formats = Formats::All;
    const INNER: &'static [(&'static str, Formats)] = &[
        (
            "show",
            Formats::Only(&["table", "json", "csv", "tsv", "markdown", "html", "svg"]),
        ),
        ("add", Formats::Only(&["table", "json"])),
    ];
    type Data = MeasureData;

    fn run(self, app: &App<'_>) -> Result<Reply<MeasureData>, CommandError> {
        match &self.what {
            Some(Deeds::Show(shown)) => shown.run(app),
            Some(Deeds::Add(add)) => add.run(app),
            None => self.list(app),
        }
    }
}

impl Arguments {
    fn list(&self, app: &App<'_>) -> Result<Reply<MeasureData>, CommandError> {
        let (workspace, when) = app.workspace_as_of(self.at.as_deref())?;
        let folders = target::plan_folders(&workspace, &self.plans)?;
        let question = Measures { folders: &folders };
        let (found, findings) = question.answer(Pass::new(&workspace, &when).ask(&question));
        let measures = found.rows;
        let said = [
            Count(measures.len(), "measure").to_string(),
            when.day.to_string(),
        ];
        let said = said.each_ref().map(String::as_str);
        let title = title(&workspace, &said, when.commit.as_deref());
        let shown = several(title, &measures, when.day);
        let next = measures.first().filter(|_| self.at.is_none());
        Ok(Reply {
            next: next.map(|row| format!("redesign measure show {}/{}", row.plan, row.name)),
            notes: Vec::from_iter(left_out(found.left_out)),
            findings,
            commit: when.commit,
            ..Reply::new(
                MeasureData {
                    measures,
                    written: None,
                },
                shown,
            )
        })
    }
}

fn left_out(count: usize) -> Option<String> {
    let as_they_are = if count == 1 { "it is" } else { "they are" };
    let measures = Count(count, "measure");
    (count > 0).then(|| format!("note: {measures} left out, as {as_they_are} skipped"))
}

impl Shown {
    fn run(&self, app: &App<'_>) -> Result<Reply<MeasureData>, CommandError> {
        let workspace = app.workspace()?;
        let (plan, row) = find(&workspace, &self.measure)?;
        let row = row.with_tests(&plan, workspace.now().day);
        if let Some(name) = &self.group
            && !row.groups.iter().any(|group| group.name == *name)
        {
            let groups = row.groups.iter().map(|group| group.name.clone());
            return Err(
                CommandError::usage(format!("\"{}\" has no group \"{name}\"", row.name)).near(
                    name,
                    groups,
                    "its columns are its groups",
                ),
            );
        }
        let format = app.global.format.map_or("table", |format| format.name);
        let accessible = app
            .context
            .variable("ACCESSIBLE")
            .is_some_and(|value| !value.is_empty() && value != "0");
        let with_points = self.points || accessible || format != "table";
        let shown = one(&row, self.group.as_deref(), with_points, !accessible);
        let next = format!("redesign measure add {}/{} --help", plan.id, row.name);
        Ok(Reply {
            next: Some(next),
            findings: crate::check::unreadable(&plan).collect(),
            commit: workspace.head(),
            ..Reply::new(
                MeasureData {
                    measures: vec![row.with_points()],
                    written: None,
                },
                shown,
            )
        })
    }
}
