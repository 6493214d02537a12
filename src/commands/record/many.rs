//! Many records at once, from the rows of a table: all of them in one commit, or none.

use super::Prepared;
use super::arguments::Arguments;
use super::place::about_plan;
use super::refusal;
use super::said::{self, Recorded};
use crate::app::given::{Given, misfit_of, quoted, refused};
use crate::app::record_file::{Coming, RecordFile};
use crate::app::target::Target;
use crate::app::{Opened, Reply};
use crate::check;
use crate::error::CommandError;
use crate::kinds::Misfit;
use crate::model::intake::{
    self, Columns, Heading, Intake, IntakeForm, IntakeRow, RowFacts, Submitted, day_of, in_short,
    is_output, mistake,
};
use crate::model::{
    Count, Filling, Finding, Plan, Record, Standing, accept, fill, to_add, too_few_people,
};
use crate::report::few;
use crate::store::{Message, Transaction};
use crate::toolkit::{Activity, OutputAt};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A table, and what its columns are for.
struct Many<'a> {
    /// Its name, as typed.
    shown: &'a str,
    intake: Intake,
    columns: Columns,
    /// Smallest number of people that numbers may be about.
    min_n: u32,
}

/// What became of the rows.
#[derive(Default)]
struct Added<'a> {
    files: Vec<RecordFile<'a>>,
    made: Vec<Prepared>,
    /// Places of rows that answer nothing, although they aren't empty.
    passed_over: Vec<String>,
    mistakes: Vec<Finding>,
}

impl Arguments {
    /// Adds a record for each row.
    pub(super) fn many(
        &self,
        workspace: &Opened<'_>,
        target: &Target,
        activity: &Activity,
        (source, form): (&Given, IntakeForm),
    ) -> Result<Reply<Recorded>, CommandError> {
        if !self.add {
            return Err(not_one(&target.plan, activity, source));
        }
        self.refuse_to_add(&target.plan, activity)?;
        let many = self.table(&target.plan, activity, source, form)?;
        // What is wrong with --set is said once, not for each row.
        self.with_sets(activity, Vec::new())?;
        let session = workspace.begin_in(&target.plan.path, self.with_edits)?;
        // Read again under the lock, so that others' changes stay.
        let plan = target.read(workspace)?;
        let activity = plan.toolkit.activity(activity.at);
        let added = self.added(workspace, (&plan, activity), &many)?;
        let Some(first) = added.files.first() else {
            let message = format!("{} has no answers", source.shown);
            return Err(CommandError::usage(message).hint("each row is one record"));
        };
        let number = Count(added.files.len(), "record");
        let transaction = Transaction {
            edits: added
                .made
                .iter()
                .filter_map(|one| one.edit.clone())
                .collect(),
            message: Message {
                subject: format!("record {}/{}: {number}", plan.id, activity.id),
                why: self.message.clone(),
                ..target.message("record", String::new())
            },
            ..Transaction::default()
        };
        let written = session.write(&transaction)?;
        let now = workspace.read_again(&plan, &BTreeSet::from([activity.at]))?;
        let (before, after) = (Standing::of(&plan), Standing::of(&now));
        let file = added.lacking(&now).unwrap_or(first);
        let outputs = added.outputs(activity);
        let changed = outputs.clone();
        let mut reply = said::many(file, (&now, &after), outputs, added.files.len(), &written);
        reply.notes = said::consequences(file, (&before, &after), written.dry_run);
        let mut reply = session.told(&written, reply);
        let own = |path: &String| now.records.iter().find(|record| record.path == *path);
        let today = workspace.now().day;
        for record in written.written.iter().filter_map(own) {
            reply.findings.extend(check::words_astray(&now, record));
            reply.findings.extend(check::words_left(&now, record));
            reply.findings.extend(check::odd_days(&now, record, today));
            let dead = said::dead_links(&now, &record.path, &changed);
            reply.notes.extend(dead);
        }
        reply.notes.extend(many.notes());
        reply.notes.extend(added.notes());
        Ok(reply)
    }

    /// Reads the table, and refuses one whose columns can't be told.
    fn table<'a>(
        &self,
        plan: &Plan,
        activity: &Activity,
        source: &'a Given,
        form: IntakeForm,
    ) -> Result<Many<'a>, CommandError> {
        let shown = &source.shown;
        let intake = intake::read(
            &source.text,
            form,
            &|words| is_output(activity, words),
            shown,
        );
        let intake = intake.map_err(|mistakes| refused(shown, mistakes))?;
        let wanted = RowFacts {
            title: self.title.is_none(),
            day: self.date.is_none(),
            about: self.plan.is_none() && plan.toolkit.is_per_plan(activity),
        };
        let columns = Columns::of(activity, &intake.headings, wanted);
        let columns = columns.map_err(|(one, other)| {
            let message = format!("{shown}: the columns \"{one}\" and \"{other}\" mean the same");
            CommandError::usage(message).hint("remove or rename one of them")
        })?;
        if !columns.answers_something() {
            let message = match quoted(&intake.headings) {
                None => format!("{shown} has no records"),
                Some(headings) => {
                    format!("{shown} has no column named like an output, only {headings}")
                }
            };
            return Err(CommandError::usage(message).hint(outputs_of(activity)));
        }
        Ok(Many {
            shown,
            intake,
            columns,
            min_n: plan.min_n,
        })
    }

    /// The records of all rows.
    ///
    /// # Errors
    /// All mistakes at once.
    fn added<'a>(
        &self,
        workspace: &'a Opened<'a>,
        (plan, activity): (&'a Arc<Plan>, &'a Activity),
        many: &Many<'_>,
    ) -> Result<Added<'a>, CommandError> {
        let mut added = Added::default();
        for row in &many.intake.rows {
            if row.cells.iter().all(Submitted::is_empty) {
                continue;
            }
            let mut mistakes = Vec::new();
            let fillings = many.answers_of(row, activity, &mut mistakes);
            let coming = self.coming(workspace, (plan, activity), many, row, &mut mistakes)?;
            if !mistakes.is_empty() {
                added.mistakes.append(&mut mistakes);
                continue;
            }
            if fillings.is_empty() {
                added.passed_over.push(row.place.clone());
                continue;
            }
            let (fillings, adds) = self.with_sets(activity, fillings)?;
            let coming = Coming {
                title: coming.title.as_deref(),
                date: coming.date.as_deref(),
                about: coming.about.as_deref(),
                with_now: true,
                ending: None,
            };
            let file = RecordFile::further(workspace, plan, activity, &coming)?;
            match self.filled(&file, &fillings, &adds) {
                Ok(made) => {
                    added.made.push(made);
                    added.files.push(file);
                }
                Err(error) => {
                    let output = unfit_of(&file, &fillings);
                    let heading = output.map_or(Heading::LeftOver, Heading::Output);
                    let misfit = misfit_of(&error);
                    added.mistakes.push(many.mistake(row, heading, &misfit));
                }
            }
        }
        if added.mistakes.is_empty() {
            Ok(added)
        } else {
            Err(refused(many.shown, added.mistakes))
        }
    }

    /// What is known about the record of a row, from its cells or from flags.
    fn coming(
        &self,
        workspace: &Opened<'_>,
        (plan, activity): (&Plan, &Activity),
        many: &Many<'_>,
        row: &IntakeRow,
        mistakes: &mut Vec<Finding>,
    ) -> Result<ComingRow, CommandError> {
        let words = |heading| many.cell(row, heading).map(Submitted::words);
        let mut date = self.date.clone();
        if let Some(words) = words(Heading::Day) {
            match day_of(&words) {
                Some(day) => date = Some(day.to_string()),
                // The output says so.
                None if !many.columns.is_day_alone() => {}
                None => {
                    let message = format!("\"{}\" is not a date", in_short(&words));
                    let misfit = Misfit::at(0, message, "write it year first: 2026-11-23");
                    mistakes.push(many.mistake(row, Heading::Day, &misfit));
                }
            }
        }
        let named = self.plan.clone().or_else(|| words(Heading::About));
        let about = match about_plan(workspace, plan, activity, named.as_ref()) {
            Err(error) if many.columns.position(Heading::About).is_some() => {
                mistakes.push(many.mistake(row, Heading::About, &misfit_of(&error)));
                None
            }
            about => about?,
        };
        Ok(ComingRow {
            title: self.title.clone().or_else(|| words(Heading::Title)),
            date,
            about,
        })
    }
}

/// [`Coming`], read from a row.
struct ComingRow {
    title: Option<String>,
    date: Option<String>,
    about: Option<String>,
}

impl Many<'_> {
    /// The answers of a row that fit, and mistakes for those that don't.
    fn answers_of(
        &self,
        row: &IntakeRow,
        activity: &Activity,
        mistakes: &mut Vec<Finding>,
    ) -> Vec<Filling> {
        let mut fillings = Vec::new();
        for (at, heading) in self.columns.iter() {
            let cell = row.cells.get(at).filter(|cell| !cell.is_empty());
            let (Some(cell), Heading::Output(output)) = (cell, heading) else {
                continue;
            };
            let known = activity.output(output);
            let text = cell.answer(known);
            match text.and_then(|text| accept(known, &text).map(|()| text)) {
                Ok(text) => fillings.push(Filling { output, text }),
                Err(misfit) => {
                    let help = misfit.help_or(&known.hint);
                    let misfit = Misfit { help, ..misfit };
                    mistakes.push(self.mistake(row, heading, &misfit));
                }
            }
        }
        for (at, filling) in fillings.iter().enumerate() {
            if let Some(misfit) = refusal::among(activity, &fillings, at, &|_| None) {
                let heading = Heading::Output(filling.output);
                mistakes.push(self.mistake(row, heading, &misfit));
            }
        }
        if let Some((output, misfit)) = too_few_people(activity, self.min_n, &|output| {
            let given = fillings.iter().find(|one| one.output == output.at);
            given.map(|one| one.text.clone())
        }) {
            mistakes.push(self.mistake(row, Heading::Output(output.at), &misfit));
        }
        fillings
    }

    /// The cell of a row in the column for this, unless it is empty.
    fn cell<'a>(&self, row: &'a IntakeRow, heading: Heading) -> Option<&'a Submitted> {
        let cell = row.cells.get(self.columns.position(heading)?)?;
        (!cell.is_empty()).then_some(cell)
    }

    /// What is wrong in a row, with its cell if the words don't quote it.
    fn mistake(&self, row: &IntakeRow, heading: Heading, misfit: &Misfit) -> Finding {
        let at = self.columns.position(heading);
        let at = at.filter(|_| heading != Heading::LeftOver);
        let name = at.and_then(|at| self.intake.headings.get(at));
        let cell = self.cell(row, heading).map(Submitted::words);
        let cell = cell.unwrap_or_default();
        let message = if cell.is_empty() || misfit.message.contains(&in_short(&cell)) {
            misfit.message.clone()
        } else if misfit.message.contains(&cell) {
            misfit.message.replace(&cell, &in_short(&cell))
        } else {
            format!("{}: \"{}\"", misfit.message, in_short(&cell))
        };
        let misfit = Misfit {
            message,
            ..misfit.clone()
        };
        mistake(self.shown, &row.place, name.map(String::as_str), &misfit)
    }

    /// Names what is left over.
    fn notes(&self) -> Option<String> {
        let headings = self.intake.headings.iter().zip(self.columns.iter());
        let left = headings.filter(|(_, (_, one))| *one == Heading::LeftOver);
        let left = quoted(left.map(|(heading, _)| heading))?;
        Some(format!(
            "note: these columns answer no output and were left out: {left}"
        ))
    }
}

impl<'a> Added<'a> {
    /// The first record that still lacks a required answer.
    fn lacking(&self, now: &Plan) -> Option<&RecordFile<'a>> {
        let is_incomplete = |file: &&RecordFile<'_>| {
            let mut records = now.records.iter();
            let record = records.find(|one| one.path == file.path);
            record
                .and_then(Record::answered)
                .is_some_and(|content| !content.is_complete(file.activity))
        };
        self.files.iter().find(is_incomplete)
    }

    /// Ids of the outputs that some record answers.
    fn outputs(&self, activity: &Activity) -> Vec<String> {
        let ids = activity.outputs.iter().map(|output| output.id.to_string());
        let is_answered = |id: &String| self.made.iter().any(|made| made.outputs.contains(id));
        ids.filter(is_answered).collect()
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if !self.passed_over.is_empty() {
            let rows = few(&self.passed_over);
            notes.push(format!("note: nothing to record in {rows}"));
        }
        let mut outputs: Vec<&String> = Vec::new();
        for one in self.made.iter().flat_map(|made| &made.placeholders) {
            if !outputs.contains(&one) {
                outputs.push(one);
            }
        }
        let one = |output: &&String| {
            let made = self.made.iter();
            let number = made
                .filter(|made| made.placeholders.contains(output))
                .count();
            format!(
                "note: {output}: a placeholder in {}, which doesn't count as an answer",
                Count(number, "record")
            )
        };
        notes.extend(outputs.iter().map(one));
        notes
    }
}

/// The output whose answer can't stand in a record.
fn unfit_of(file: &RecordFile<'_>, fillings: &[Filling]) -> Option<OutputAt> {
    let is_unfit = |one: &&Filling| {
        let alone = std::slice::from_ref(*one);
        fill(&file.path, file.activity, file.base.clone(), alone).is_err()
    };
    fillings.iter().find(is_unfit).map(|one| one.output)
}

/// The error for a table where one record is asked for.
fn not_one(plan: &Plan, activity: &Activity, source: &Given) -> CommandError {
    let error = CommandError::usage(format!("{} has several records", source.shown));
    match activity.repeat {
        Some(_) => error.hint(format!("{} --from FILE adds them", to_add(plan, activity))),
        None => error.hint(format!("\"{}\" can have only one record", activity.id)),
    }
}

fn outputs_of(activity: &Activity) -> String {
    let outputs = activity.outputs.iter();
    let names: Vec<String> = outputs
        .map(|output| format!("{} (\"{}\")", output.id, output.title))
        .collect();
    format!("name each column by its output: {}", names.join(", "))
}
