//! Adds numbers to a measure: one line of its block for each day, nothing else changes.

use super::find::{find, undecided};
use crate::app::answer::{day, unfit};
use crate::app::given::{Given, quoted, refused};
use crate::app::record_file::RecordFile;
use crate::app::write;
use crate::app::{App, Reply};
use crate::error::CommandError;
use crate::evidence::{Decimal, LineChange, NewPoints, PointColumn, VALUE};
use crate::kinds::{Misfit, with_points};
use crate::model::intake::{self, IntakeForm, NumberTable, column_of, is_of_numbers};
use crate::model::measure::numbers_of;
use crate::model::{
    Content, Count, Filling, Finding, Measure, codes, fill, too_few_people, unclear_groups,
};
use crate::prompt::Prompter;
use crate::queries::measure::{MeasureData, MeasureRow, PointsAdded, measures_of};
use crate::report::{Cell, Report, fact};
use crate::store::{Message, Transaction};
use crate::toolkit::Output;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Numbers to add.
#[derive(Debug, clap::Args)]
pub struct Add {
    /// The measure's plan and name, as `redesign measure` lists them: PLAN/MEASURE
    #[arg(value_name = "MEASURE")]
    measure: String,
    /// Numbers: 62, or for each group GROUP=62
    #[arg(value_name = "NUMBER", allow_negative_numbers = true)]
    numbers: Vec<String>,
    /// A table of numbers: CSV as spreadsheets export it, or JSON; `-` for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["numbers", "date", "note"])]
    from: Option<PathBuf>,
    /// The day of the numbers [default: today]
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// What was special about that day
    #[arg(long, value_name = "WORDS")]
    note: Option<String>,
    /// Replace numbers that are there
    #[arg(long)]
    replace: bool,
    /// Also commit changes made to this file by hand
    #[arg(long)]
    with_edits: bool,
    /// The reason, for the commit message
    #[arg(short, value_name = "WHY")]
    message: Option<String>,
}

impl Add {
    pub fn run(&self, app: &App<'_>) -> Result<Reply<MeasureData>, CommandError> {
        let workspace = app.workspace()?;
        let (plan, row) = find(&workspace, &self.measure)?;
        workspace.refuse_strangers(&plan.path)?;
        let today = workspace.now().day;
        let mut notes = Vec::new();
        let new = match &self.from {
            Some(from) => table(app, from, &row, today, &mut notes)?,
            None => self.points(today, &row)?,
        };
        let session = workspace.begin_in(&plan.path, self.with_edits)?;
        // Read again under the lock, so that others' changes stay.
        let (plan, row) = find(&workspace, &self.measure)?;
        let record = plan.records.iter().find(|record| record.path == row.path);
        let record = record.ok_or_else(|| {
            let message = format!("\"{}\" was changed by somebody else", row.path);
            CommandError::new(codes::CHANGED, message)
        })?;
        let file = RecordFile::of(&workspace, &plan, record)?;
        let (text, changes) = self.with(&file, &row, &new)?;
        let is_same = changes.iter().all(|change| *change == LineChange::Same);
        let edit = text
            .filter(|_| !is_same)
            .and_then(|text| file.edit(text, self.with_edits));
        let transaction = Transaction {
            edits: Vec::from_iter(edit),
            message: Message {
                subject: format!("measure {}: {}", file.name(), said(&new)),
                why: self.message.clone(),
                plans: vec![plan.id.to_string()],
                activity: Some(row.activity.clone()),
                command: "measure",
                ..Message::default()
            },
            ..Transaction::default()
        };
        let written = session.write(&transaction)?;
        let now = workspace.read_again(&plan, &BTreeSet::from([file.activity.at]))?;
        let shown = measures_of(&now)
            .into_iter()
            .find(|one| one.path == row.path);
        let added = PointsAdded::of(&file.path, &new, &changes, &written);
        let mut reply = reply(plan.id.as_str(), shown.unwrap_or(row), added, &written);
        reply.notes.extend(notes);
        Ok(session.told(&written, reply))
    }

    /// The record's text with the numbers, and what became of each day.
    fn with(
        &self,
        file: &RecordFile<'_>,
        row: &MeasureRow,
        new: &[NewPoints],
    ) -> Result<(Option<String>, Vec<LineChange>), CommandError> {
        let (activity, content) = (file.activity, file.content()?);
        let Some(output) = numbers_of(activity) else {
            return Ok((None, Vec::new()));
        };
        let answer = content.answer(output.at);
        let before = answer.map_or_else(String::new, |answer| answer.text.into_owned());
        let groups = row.columns().into_iter().filter_map(|column| match column {
            PointColumn::Group(group) => Some(group),
            _ => None,
        });
        let groups: Vec<String> = groups.collect();
        let (text, changes) = with_points(&before, &groups, new, self.replace)
            .map_err(|misfit| unfit(output, &misfit))?;
        let few = too_few_people(activity, file.plan.min_n, &|one: &Output| {
            if one.at == output.at {
                return Some(text.clone());
            }
            Some(content.answer(one.at)?.seen().to_owned())
        });
        if let Some((output, misfit)) = few {
            return Err(unfit(output, &misfit));
        }
        if let Some(now) = Measure::of(activity, &content)
            && let Some((groups, misfit)) = unclear_groups(activity, &now)
        {
            return Err(unreadable(file, &content, groups, &misfit));
        }
        let filling = Filling {
            output: output.at,
            text,
        };
        let text = fill(&file.path, activity, file.base.clone(), &[filling])?;
        let measured = |content: &Content| Measure::of(activity, content);
        let now = measured(&file.read(&text)?);
        if now.is_none_or(|now| !now.is_with(measured(&content).as_ref(), new)) {
            let misfit = Misfit::at(
                0,
                "with these numbers the record wouldn't be read as the same measure",
                format!(
                    "put its block of numbers in {} between lines of ```csv and ```, all indented alike",
                    file.path
                ),
            );
            return Err(unfit(output, &misfit));
        }
        Ok((Some(text), changes))
    }

    /// The numbers that were typed.
    fn points(&self, today: Date, row: &MeasureRow) -> Result<Vec<NewPoints>, CommandError> {
        let day = match &self.date {
            Some(words) => day("--date", words)?,
            None => today,
        };
        if day > today {
            return Err(CommandError::usage(format!("{day} is in the future"))
                .hint("write the day of the measurement: --date 2026-11-23"));
        }
        if self.numbers.is_empty() && self.note.is_none() {
            return Err(CommandError::usage("no number to add")
                .hint("write it after the measure: 62, or for each group GROUP=62"));
        }
        let mut cells: Vec<(PointColumn, Decimal)> = Vec::new();
        for words in &self.numbers {
            let (column, number) = number(words, row)?;
            if cells.iter().any(|(one, _)| *one == column) {
                let name = match column {
                    PointColumn::Group(group) if group == VALUE => "the number".to_owned(),
                    column => column.name(),
                };
                return Err(CommandError::usage(format!("{name} is given twice"))
                    .hint("give one number for each group: GROUP=62"));
            }
            cells.push((column, number));
        }
        Ok(vec![NewPoints {
            day,
            cells,
            note: self.note.clone().unwrap_or_default(),
        }])
    }
}

/// The error of an answer in the record that the numbers can't do without.
fn unreadable(
    file: &RecordFile<'_>,
    content: &Content,
    output: &Output,
    misfit: &Misfit,
) -> CommandError {
    if content.is_undecided(output.at) {
        return undecided(output, &file.name());
    }
    let answer = content.answer(output.at);
    let offset = answer.map_or(0, |answer| {
        content.document.answer_line(&answer, misfit.line)
    });
    let message = format!("{}: {}", output.id, misfit.message);
    let finding = Finding::error(codes::MISFIT, message)
        .in_text(&file.path, content.document.text(), offset)
        .with_help(misfit.help_or(&output.hint));
    CommandError::broken(finding)
}

/// `62` or `GROUP=62`; `n=12` and `GROUP n=12` are how many people it is of. A group may be typed in other capitals.
fn number(words: &str, row: &MeasureRow) -> Result<(PointColumn, Decimal), CommandError> {
    let (name, number) = words.split_once('=').unwrap_or((VALUE, words));
    let number = number.trim();
    let number = number.strip_suffix('%').map_or(number, str::trim_end);
    let Some(number) = Decimal::parse(number) else {
        return Err(CommandError::usage(format!("\"{words}\" is not a number"))
            .hint("write it with a decimal point, for each group GROUP=12.5"));
    };
    let known = row.columns();
    let typed = PointColumn::of_name(name.trim());
    if let Some(column) = column_of(&typed.name(), &known) {
        return Ok((column, number));
    }
    let is_of_no_group =
        matches!(&typed, PointColumn::Group(group) | PointColumn::Size(group) if group == VALUE);
    let example = known.first().filter(|_| is_of_no_group).map(|first| {
        let first = first.name();
        match typed {
            PointColumn::Size(_) => format!("\"{first} n={number}\""),
            _ if first.contains(char::is_whitespace) => format!("\"{first}={number}\""),
            _ => format!("{first}={number}"),
        }
    });
    match example {
        Some(example) => Err(
            CommandError::usage(format!("say which group {words} is of")).hint(format!(
                "such as {example}; its groups are: {}",
                groups(&known)
            )),
        ),
        None => Ok((typed, number)),
    }
}

/// The groups among columns, for a hint.
fn groups(columns: &[PointColumn]) -> String {
    let groups = columns.iter().filter_map(|column| match column {
        PointColumn::Group(group) => Some(group.as_str()),
        _ => None,
    });
    groups.collect::<Vec<_>>().join(", ")
}

/// The numbers of a table, shown before they are written where there is somebody to ask.
fn table(
    app: &App<'_>,
    from: &Path,
    row: &MeasureRow,
    today: Date,
    notes: &mut Vec<String>,
) -> Result<Vec<NewPoints>, CommandError> {
    let given = Given::read(app, from)?;
    let shown = given.shown.as_str();
    let known = row.columns();
    let is_heading = |words: &str| is_of_numbers(words, &known);
    let form = IntakeForm::of(&given.text, true, &is_heading).unwrap_or(IntakeForm::Csv);
    let intake = intake::read(&given.text, form, &is_heading, shown);
    let intake = intake.map_err(|mistakes| refused(shown, mistakes))?;
    let mut table = NumberTable::read(&intake, &known);
    let ahead = table.points.iter().filter(|one| one.day > today);
    let ahead = ahead.map(|one| {
        let why = format!("{} is in the future", one.day);
        (
            one.day.to_string(),
            None,
            Misfit::at(0, why, "write the day of the measurement"),
        )
    });
    let ahead: Vec<_> = ahead.collect();
    table.mistakes.extend(ahead);
    if !table.mistakes.is_empty() {
        let mistakes = table.mistakes.iter().map(|(place, heading, misfit)| {
            intake::mistake(shown, place, heading.as_deref(), misfit)
        });
        return Err(refused(shown, mistakes.collect()));
    }
    if table.points.is_empty() {
        let names: Vec<String> = known.iter().map(PointColumn::name).collect();
        return Err(
            CommandError::usage(format!("{shown} has no numbers of this measure"))
                .hint(format!("its columns are: {}", names.join(", "))),
        );
    }
    if let Some(left) = quoted(&table.left_over) {
        notes.push(format!(
            "note: left over, as no column of the measure is called so: {left}"
        ));
    }
    if app.can_ask() && !app.global.yes && !app.global.dry_run {
        let prompter = Prompter::new(app.context, !app.global.dry_run);
        for one in &table.points {
            prompter.say(&format!("  {}", said_in_full(one)));
        }
        if !prompter.yes("Add these?")? {
            return Err(CommandError::cancelled());
        }
    }
    Ok(table.points)
}

/// A day's numbers in words.
fn said_in_full(one: &NewPoints) -> String {
    let cells = one.cells.iter().map(|(column, number)| match column {
        PointColumn::Group(group) if group == VALUE => number.to_string(),
        column => format!("{} {number}", column.name()),
    });
    let cells: Vec<String> = cells.collect();
    let note = if one.note.is_empty() {
        String::new()
    } else {
        format!(" ({})", one.note)
    };
    format!("{}  {}{note}", one.day, cells.join(", "))
}

/// The days, for the commit message.
fn said(new: &[NewPoints]) -> String {
    match new {
        [one] => one.day.to_string(),
        several => Count(several.len(), "day").to_string(),
    }
}

impl PointsAdded {
    fn of(path: &str, new: &[NewPoints], changes: &[LineChange], written: &write::Written) -> Self {
        let mut added = Self {
            path: path.to_owned(),
            commit: written.commit.clone(),
            not_committed: written.not_committed.clone(),
            dry_run: written.dry_run,
            ..Self::default()
        };
        for (one, change) in new.iter().zip(changes) {
            match change {
                LineChange::Same => added.unchanged.push(one.day.to_string()),
                LineChange::New { text, .. } => added.lines.push(text.clone()),
                LineChange::Changed { text, was, .. } => {
                    added.lines.push(text.clone());
                    if !was.is_empty() {
                        added
                            .replaced
                            .push(format!("{}, was {}", one.day, earlier(was)));
                    }
                }
            }
        }
        added
    }
}

/// What cells of a day were.
fn earlier(was: &[(PointColumn, String)]) -> String {
    let cells = was.iter().map(|(column, words)| match column {
        PointColumn::Group(group) if group == VALUE => words.clone(),
        PointColumn::Note => format!("note \"{words}\""),
        column => format!("{} {words}", column.name()),
    });
    cells.collect::<Vec<_>>().join(", ")
}

fn reply(
    plan: &str,
    row: MeasureRow,
    added: PointsAdded,
    written: &write::Written,
) -> Reply<MeasureData> {
    let mut facts: Vec<(String, Cell)> = Vec::new();
    for line in &added.lines {
        facts.push(fact(
            if written.dry_run {
                "would add"
            } else {
                "added"
            },
            line,
        ));
    }
    let replaced = if written.dry_run {
        "would replace"
    } else {
        "replaced"
    };
    let were = added.replaced.iter();
    facts.extend(were.map(|was| fact(replaced, was)));
    let files = written.written.iter();
    facts.extend(files.map(|path| fact(written.verb(), path)));
    facts.extend(written.commit.as_deref().map(write::committed));
    facts.push(fact("says", row.says()));
    let notes = added
        .unchanged
        .iter()
        .map(|day| format!("note: {day} says the same already"));
    let notes: Vec<String> = notes.collect();
    let next = format!("redesign measure show {plan}/{}", row.name);
    let data = MeasureData {
        measures: vec![row],
        written: Some(added),
    };
    Reply {
        next: Some(next),
        notes,
        is_report_of_work: true,
        ..Reply::new(data, Report::of_facts(facts))
    }
}
