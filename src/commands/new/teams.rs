//! `--from`: the plans of a table, one a row.

use crate::app::given::{Given, misfit_of, quoted};
use crate::error::CommandError;
use crate::model::intake::{self, IntakeForm, Submitted, alike, day_of, in_short, mistake};
use crate::model::{DaySense, Finding, odd_in_value};
use jiff::civil::Date;

/// What a column can say, by its heading.
const COLUMNS: [&str; 7] = [
    PLAN,
    "title",
    "organisation",
    START,
    "coach",
    "contact",
    TOOLKIT,
];
pub(super) const PLAN: &str = "plan";
const START: &str = "start";
pub(super) const TOOLKIT: &str = "toolkit";

/// A plan to be made: what flags, or a row of a table, say of it.
#[derive(Debug, Default)]
pub(super) struct Team {
    /// `[GROUP/]PLAN`
    pub name: String,
    pub title: Option<String>,
    pub organisation: Option<String>,
    pub start: Option<Date>,
    pub coach: Option<String>,
    pub contact: Option<String>,
    pub toolkit: Option<String>,
}

impl Team {
    /// The toolkit that is asked for; empty for the workspace's.
    pub fn toolkit(&self) -> &str {
        self.toolkit.as_deref().unwrap_or_default()
    }
}

/// A table of teams.
pub(super) struct Teams {
    /// Its name, as typed.
    pub shown: String,
    headings: Vec<String>,
    /// What each column says.
    columns: Vec<Option<&'static str>>,
    /// Teams with the place of their row; empty rows are passed over.
    pub rows: Vec<(String, Team)>,
    /// What is wrong in rows, with their places.
    pub mistakes: Vec<(String, Finding)>,
}

/// What a heading says, whatever its case and punctuation.
fn column(heading: &str) -> Option<&'static str> {
    let words = alike(heading);
    let words = match words.as_str() {
        "organization" => "organisation",
        "id" => PLAN,
        words => words,
    };
    COLUMNS.into_iter().find(|one| *one == words)
}

impl Teams {
    pub fn read(given: &Given, today: Date) -> Result<Self, CommandError> {
        let shown = &given.shown;
        let start = given.text.trim_start();
        if start.starts_with('{') {
            let message = format!("{shown} holds one object, not an array of teams");
            return Err(CommandError::usage(message)
                .hint("[{\"plan\": \"a-team\", \"title\": \"A Team\"}]"));
        }
        let form = if start.starts_with('[') {
            IntakeForm::Json
        } else {
            IntakeForm::Csv
        };
        let is_heading = |words: &str| column(words).is_some();
        let intake = intake::read(&given.text, form, &is_heading, shown)
            .map_err(|mistakes| crate::app::given::refused(shown, mistakes))?;
        let mut found = Self {
            shown: shown.clone(),
            columns: intake.headings.iter().map(|one| column(one)).collect(),
            headings: intake.headings,
            rows: Vec::new(),
            mistakes: Vec::new(),
        };
        found.refuse_headings()?;
        for row in intake.rows {
            if !row.cells.iter().all(Submitted::is_empty) {
                found.add(row.place, &row.cells, today);
            }
        }
        if found.rows.is_empty() {
            return Err(CommandError::usage(format!("{shown} has no teams"))
                .hint("each row is one plan; the first row names the columns"));
        }
        Ok(found)
    }

    /// Refuses a table whose columns can't be told.
    fn refuse_headings(&self) -> Result<(), CommandError> {
        let known = format!("the columns are: {}", COLUMNS.join(", "));
        if !self.columns.contains(&Some(PLAN)) {
            let message = match quoted(&self.headings) {
                None => format!("{} has no teams", self.shown),
                Some(headings) => {
                    format!("{} has no column \"{PLAN}\", only {headings}", self.shown)
                }
            };
            return Err(CommandError::usage(message).hint(known));
        }
        for name in COLUMNS {
            let same = self.columns.iter().zip(&self.headings);
            let same = same.filter(|(column, _)| **column == Some(name));
            if let [(_, one), (_, other), ..] = same.collect::<Vec<_>>().as_slice() {
                let message = format!(
                    "{}: the columns \"{}\" and \"{}\" mean the same",
                    self.shown,
                    in_short(one),
                    in_short(other)
                );
                return Err(CommandError::usage(message).hint("remove or rename one of them"));
            }
        }
        Ok(())
    }

    /// Adds the team of a row.
    fn add(&mut self, place: String, cells: &[Submitted], today: Date) {
        let mut team = Team::default();
        let columns = self.columns.clone();
        for (column, cell) in columns.into_iter().zip(cells) {
            let (Some(column), words) = (column, cell.words()) else {
                continue;
            };
            if words.is_empty() {
                continue;
            }
            if let Some((what, help)) = odd_in_value(&words) {
                let error = CommandError::usage(format!("the cell has {what}"));
                self.is_wrong(&place, column, &error.hint(help));
                continue;
            }
            match column {
                PLAN => team.name = words,
                "title" => team.title = Some(words),
                "organisation" => team.organisation = Some(words),
                "coach" => team.coach = Some(words),
                "contact" => team.contact = Some(words),
                TOOLKIT => team.toolkit = Some(words),
                _ => match day_of(&words) {
                    None => {
                        let message = format!("\"{}\" is not a date", in_short(&words));
                        let error = CommandError::usage(message);
                        self.is_wrong(
                            &place,
                            START,
                            &error.hint("write it year first: 2026-11-23"),
                        );
                    }
                    Some(day) => {
                        team.start = Some(day);
                        if let Some(why) = DaySense::Planned.why_not(day, today) {
                            let error = CommandError::usage(format!("{day} {why}"));
                            self.is_wrong(&place, START, &error.hint("check the year"));
                        }
                    }
                },
            }
        }
        if team.name.is_empty() && !self.mistakes.iter().any(|(other, _)| *other == place) {
            let error = CommandError::usage("the plan's name is missing");
            self.is_wrong(
                &place,
                PLAN,
                &error.hint("it names the folder, such as cedar-rapids"),
            );
        }
        self.rows.push((place, team));
    }

    /// Notes what is wrong in a row.
    pub fn is_wrong(&mut self, place: &str, column: &'static str, error: &CommandError) {
        let at = self.columns.iter().position(|one| *one == Some(column));
        let heading = at.and_then(|at| self.headings.get(at));
        let found = mistake(
            &self.shown,
            place,
            heading.map(String::as_str),
            &misfit_of(error),
        );
        self.mistakes.push((place.to_owned(), found));
    }

    /// The error for all that is wrong, in the order of the rows.
    pub fn refused(&self) -> Option<CommandError> {
        let rows = self.rows.iter().map(|(place, _)| place);
        let own = rows.flat_map(|place| self.mistakes.iter().filter(move |(one, _)| one == place));
        let mistakes: Vec<Finding> = own.map(|(_, found)| found.clone()).collect();
        (!mistakes.is_empty()).then(|| crate::app::given::refused(&self.shown, mistakes))
    }

    /// Names the columns that say nothing known.
    pub fn note(&self) -> Option<String> {
        let unknown = self.columns.iter().zip(&self.headings);
        let unknown = unknown.filter(|(column, _)| column.is_none());
        let unknown = quoted(unknown.map(|(_, heading)| heading))?;
        Some(format!(
            "note: unknown columns, left out: {unknown}; the columns are: {}",
            COLUMNS.join(", ")
        ))
    }
}
