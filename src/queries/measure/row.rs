//! One measure with its groups, as JSON has it.

use super::as_written::AsWritten;
use super::charted::ChartShown;
use super::predicted::TestPredicted;
use crate::evidence::{Decimal, Direction, PointColumn, VALUE};
use crate::model::measure::{TrialMark, trials};
use crate::model::method::{measures, measures_left_out};
use crate::model::ramp::ramps;
use crate::model::{Finding, Measure, Plan, Record, suffix};
use crate::queries::cohort::Cohort;
use crate::queries::{Kept, Passed, Question, Read, Scope};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

/// The measures of some or all plans.
#[derive(Debug)]
pub struct Measures<'a> {
    /// Directories of the plans; empty for all.
    pub folders: &'a [String],
}

impl Question for Measures<'_> {
    type Row = Kept<PlanMeasures>;

    fn scope(&self) -> Scope<'_> {
        Scope::named_or_all(self.folders)
    }

    fn look(&self, read: &Read, _cohort: &Cohort<'_>) -> Self::Row {
        Kept::of(read, |plan| {
            Some(PlanMeasures {
                rows: measures_of(plan),
                left_out: measures_left_out(plan).len(),
            })
        })
    }
}

impl Measures<'_> {
    /// The measures in file order, and what can't be read.
    pub fn answer(&self, passed: Passed<Kept<PlanMeasures>>) -> (PlanMeasures, Vec<Finding>) {
        let (plans, findings) = passed.kept();
        let mut all = PlanMeasures::default();
        for one in plans {
            all.rows.extend(one.rows);
            all.left_out += one.left_out;
        }
        (all, findings)
    }
}

/// The measures of plans.
#[derive(Debug, Default)]
pub struct PlanMeasures {
    /// In file order.
    pub rows: Vec<MeasureRow>,
    /// How many are skipped.
    pub left_out: usize,
}

/// Result of `measure`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MeasureData {
    /// Measures in file order; `measure show` gives one, with its points.
    pub measures: Vec<MeasureRow>,
    /// What `measure add` wrote; null otherwise.
    pub written: Option<PointsAdded>,
}

/// What was added to a measure.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct PointsAdded {
    /// Its file, relative to the workspace.
    pub path: String,
    /// Lines as they are written now.
    pub lines: Vec<String>,
    /// Days with replaced numbers and notes, and what they were.
    pub replaced: Vec<String>,
    /// Days whose line already said the same.
    pub unchanged: Vec<String>,
    /// The commit; null if none was made.
    pub commit: Option<String>,
    /// Why a requested commit was not made; null otherwise.
    pub not_committed: Option<String>,
    /// True if `--dry-run` kept it from being written.
    pub dry_run: bool,
}

/// A measure.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MeasureRow {
    /// The plan's id.
    pub plan: String,
    /// The activity's id.
    pub activity: String,
    /// The record's name, for a repeatable activity.
    pub record: Option<String>,
    /// How it is called on the command line, after its plan: the record's name without day and random end, where no
    /// other measure of the plan is called so.
    pub name: String,
    /// The record's heading.
    pub title: String,
    /// The record's file, relative to the workspace.
    pub path: String,
    /// What is counted, in words.
    pub definition: String,
    /// `more` or `less`: which is better; null if nobody said.
    pub better: Option<&'static str>,
    /// The number to reach; null if there is none.
    #[schemars(with = "Option<f64>")]
    pub target: Option<AsWritten>,
    /// `people` or `things`: what it counts.
    pub counts: &'static str,
    /// One for each column of numbers.
    pub groups: Vec<MeasuredGroup>,
    /// Each group beside the group of comparison, if there is one.
    pub gaps: Vec<MeasuredGap>,
    /// Tests that began, oldest first.
    pub tests: Vec<TestBegun>,
    /// Tests that are linked with each other, from the first to the last; only in `measure show`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ramps: Option<Vec<Vec<String>>>,
    /// What tests predicted of it, in the order in which they began; only in `measure show`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predictions: Option<Vec<TestPredicted>>,
    /// Why its numbers can't be read; null if they can.
    pub unreadable: Option<String>,
    /// The numbers by day; only in `measure show`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<Vec<DayShown>>,
    /// The honest sentence about it, with its first and newest number; null without numbers that may be shown.
    pub sentence: Option<String>,
    #[serde(skip)]
    leading: Option<usize>,
    #[serde(skip)]
    pub(super) measure: Box<Measure>,
}

/// A test that began.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TestBegun {
    /// The day.
    pub date: String,
    /// Its activity and number, such as `pilot 1`.
    pub name: String,
    #[serde(skip)]
    pub(super) day: Date,
}

/// A group's numbers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MeasuredGroup {
    /// Its name; `value` for the only one.
    pub name: String,
    /// How many people it is today; null if unknown or hidden.
    pub people: Option<u64>,
    /// Whether its numbers aren't shown, since they are about too few people or would tell those of such a group.
    pub suppressed: bool,
    /// Whether it is all groups together.
    pub is_total: bool,
    /// Its oldest number; null if there is none or it is hidden.
    pub oldest: Option<DayValue>,
    /// The same for its newest.
    pub newest: Option<DayValue>,
    /// What its numbers say; null if they are hidden.
    pub chart: Option<ChartShown>,
    #[serde(skip)]
    pub(super) at: usize,
}

/// A group's numbers less those of the group of comparison.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MeasuredGap {
    /// The group.
    pub group: String,
    /// The group it is compared with.
    pub reference: String,
    /// The gap on each day on which both have a number, oldest first.
    pub values: Vec<DayValue>,
    /// Whether the gap went from one side of its median to the other and is smaller now; null if it didn't.
    pub is_smaller: Option<bool>,
    /// What the gaps say.
    pub chart: ChartShown,
    /// The gap on each day; `None` where it isn't known.
    #[serde(skip)]
    pub(super) days: Vec<(Date, Option<Decimal>)>,
}

/// A day's number.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DayValue {
    /// The day.
    pub date: String,
    /// The number.
    #[schemars(with = "f64")]
    pub value: AsWritten,
}

/// A day's numbers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DayShown {
    /// The day.
    pub date: String,
    /// The number of each group; null if it has none that day, `{"value": null, "suppressed": true}` if hidden.
    pub values: Map<String, Value>,
    /// Its note.
    pub note: String,
}

/// The measures of one plan, in file order.
pub fn measures_of(plan: &Plan) -> Vec<MeasureRow> {
    rows_of(plan, measures(plan))
}

/// Those that a plan leaves out.
pub fn left_out_of(plan: &Plan) -> Vec<MeasureRow> {
    rows_of(plan, measures_left_out(plan))
}

fn rows_of(plan: &Plan, measures: Vec<(&Record, Measure)>) -> Vec<MeasureRow> {
    let mut found = Vec::new();
    let mut tests: Option<Vec<TrialMark>> = None;
    for (record, measure) in measures {
        let activity = plan.toolkit.activity(record.activity);
        let tests = tests.get_or_insert_with(|| trials(plan));
        let record_name = activity.repeat.map(|_| record.stem().to_owned());
        let title = record.heading().unwrap_or_else(|| activity.title.clone());
        found.push(MeasureRow::of(
            (plan.id.to_string(), activity.id.to_string()),
            (record_name, title, record.path.clone()),
            measure,
            tests,
            plan.min_n.into(),
        ));
    }
    let names: Vec<String> = found
        .iter()
        .map(|row| row.short_name().to_owned())
        .collect();
    for (row, name) in found.iter_mut().zip(&names) {
        let is_only = names.iter().filter(|other| *other == name).count() == 1;
        row.name = if is_only {
            name.clone()
        } else {
            row.long_name().to_owned()
        };
    }
    found
}

impl MeasureRow {
    fn of(
        (plan, activity): (String, String),
        (record, title, path): (Option<String>, String, String),
        measure: Measure,
        tests: &[TrialMark],
        min_n: u64,
    ) -> Self {
        let hidden = measure.hidden_columns(min_n);
        let is_hidden = |at: usize| hidden.get(at).copied().unwrap_or(false);
        let groups = measure.points.groups.iter().enumerate();
        let groups = groups.map(|(at, name)| {
            let suppressed = is_hidden(at);
            let shown = |(day, number): (Date, Decimal)| DayValue {
                date: day.to_string(),
                value: AsWritten(number),
            };
            MeasuredGroup {
                name: name.clone(),
                people: measure.people(name).filter(|_| !suppressed),
                suppressed,
                is_total: measure.is_total(at),
                oldest: measure.oldest(at).filter(|_| !suppressed).map(shown),
                newest: measure.newest(at).filter(|_| !suppressed).map(shown),
                chart: (!suppressed).then(|| ChartShown::of(measure.chart(at))),
                at,
            }
        });
        let groups: Vec<MeasuredGroup> = groups.collect();
        let reference = measure.reference().filter(|at| !is_hidden(*at));
        let gaps = reference.map_or_else(Vec::new, |reference| {
            let others = groups
                .iter()
                .filter(|group| group.at != reference && !group.is_total && !group.suppressed);
            others
                .map(|group| MeasuredGap::of(&measure, group.at, reference))
                .collect()
        });
        Self {
            plan,
            activity,
            record,
            name: String::new(),
            sentence: measure.sentence(&title, min_n),
            title,
            path,
            definition: measure.definition.clone(),
            better: measure.direction.map(|direction| match direction {
                Direction::More => "more",
                Direction::Less => "less",
            }),
            target: measure.target.map(AsWritten),
            counts: if measure.counts_people {
                "people"
            } else {
                "things"
            },
            groups,
            gaps,
            tests: tests.iter().map(TestBegun::of).collect(),
            ramps: None,
            predictions: None,
            unreadable: measure.misfit.as_ref().map(|misfit| misfit.message.clone()),
            points: None,
            leading: measure.leading(&hidden),
            measure: Box::new(measure),
        }
    }

    /// Its name with everything that its record's has, but for the day.
    fn long_name(&self) -> &str {
        let Some(record) = &self.record else {
            return &self.activity;
        };
        let day = record.get(..10).filter(|day| day.parse::<Date>().is_ok());
        let rest = day.and_then(|_| record.get(10..)?.strip_prefix('-'));
        rest.unwrap_or(record)
    }

    /// Its name without the random end of a record's.
    fn short_name(&self) -> &str {
        let long = self.long_name();
        let end = self.record.as_deref().and_then(suffix);
        let short = end.and_then(|end| long.strip_suffix(end)?.strip_suffix('-'));
        short.unwrap_or(long)
    }

    /// Whether somebody who typed this name after its plan meant it.
    pub fn is_meant_by(&self, words: &str) -> bool {
        let end = self.record.as_deref().and_then(suffix);
        let own = [
            Some(self.name.as_str()),
            Some(self.long_name()),
            self.record.as_deref(),
            end,
        ];
        let name =
            words.rsplit_once('/').map_or(
                words,
                |(activity, name)| {
                    if activity == self.activity { name } else { "" }
                },
            );
        own.into_iter().flatten().any(|one| one == name)
    }

    /// Whether its name begins with this.
    pub fn begins_with(&self, words: &str) -> bool {
        self.long_name().starts_with(words)
    }

    /// With what the tests of its plan predicted of it, for `measure show`.
    #[must_use]
    pub fn with_tests(mut self, plan: &Plan, today: Date) -> Self {
        let tests = trials(plan);
        let ramps = ramps(plan, &tests).into_iter();
        let ramps = ramps.map(|ramp| ramp.iter().map(|test| test.name.clone()).collect());
        self.ramps = Some(ramps.collect());
        self.predictions = Some(TestPredicted::all(plan, (&tests, &self.path), today));
        self
    }

    /// With its points, for `measure show`.
    #[must_use]
    pub fn with_points(mut self) -> Self {
        let days = self.measure.points.rows.iter().map(|row| {
            let values = self.groups.iter().map(|group| {
                let number = row.values.get(group.at).copied().flatten();
                let value = if group.suppressed {
                    serde_json::json!({ "value": null, "suppressed": true })
                } else {
                    number.map_or(Value::Null, |number| {
                        serde_json::to_value(AsWritten(number)).unwrap_or_default()
                    })
                };
                (group.name.clone(), value)
            });
            DayShown {
                date: row.day.to_string(),
                values: values.collect(),
                note: row.note.clone(),
            }
        });
        self.points = Some(days.collect());
        self
    }

    /// The group that stands for the whole measure in a listing: that of all, or else the first that is shown.
    pub fn first_group(&self) -> Option<&MeasuredGroup> {
        self.groups.get(self.leading?)
    }

    /// The columns that its numbers have, or would have.
    pub fn columns(&self) -> Vec<PointColumn> {
        let groups = match (
            self.measure.points.groups.as_slice(),
            self.measure.groups.known.as_slice(),
        ) {
            ([], [] | [_]) => vec![VALUE.to_owned()],
            ([], groups) => groups.iter().map(|group| group.name.clone()).collect(),
            (columns, _) => columns.to_vec(),
        };
        let sizes = groups.iter().cloned().map(PointColumn::Size);
        let sizes: Vec<PointColumn> = sizes.collect();
        groups
            .into_iter()
            .map(PointColumn::Group)
            .chain(sizes)
            .collect()
    }

    /// Every chart of it that is shown.
    pub(super) fn charts(&self) -> impl Iterator<Item = &ChartShown> {
        let groups = self.groups.iter().filter_map(|group| group.chart.as_ref());
        groups.chain(self.gaps.iter().map(|gap| &gap.chart))
    }

    /// The honest sentence about one of its groups.
    pub fn says(&self) -> String {
        match (
            &self.unreadable,
            self.first_group().and_then(|group| group.chart.as_ref()),
        ) {
            (Some(why), _) => format!("can't be read: {why}"),
            (None, Some(chart)) => chart.claim.says.clone(),
            (None, None) if self.groups.is_empty() => "no numbers yet".to_owned(),
            (None, None) => self.measure.why_hidden(None).to_owned(),
        }
    }
}

impl TestBegun {
    fn of(trial: &TrialMark) -> Self {
        Self {
            date: trial.day.to_string(),
            name: trial.name.clone(),
            day: trial.day,
        }
    }
}

impl MeasuredGap {
    fn of(measure: &Measure, at: usize, reference: usize) -> Self {
        let name = |at: usize| measure.points.groups.get(at).cloned().unwrap_or_default();
        let days = measure.gap(at, reference);
        let values = days.iter().filter_map(|(day, gap)| {
            Some(DayValue {
                date: day.to_string(),
                value: AsWritten((*gap)?),
            })
        });
        Self {
            group: name(at),
            reference: name(reference),
            values: values.collect(),
            is_smaller: measure.is_gap_smaller(at, reference),
            chart: ChartShown::of(measure.gap_chart(at, reference)),
            days,
        }
    }

    pub(super) fn says(&self) -> String {
        let claim = &self.chart.claim;
        match (claim.signal, self.is_smaller) {
            (true, Some(true)) => "the gap got smaller".to_owned(),
            (true, Some(false)) => "the gap got larger".to_owned(),
            (true, None) => "the gap changed".to_owned(),
            _ => claim.says.clone(),
        }
    }
}
