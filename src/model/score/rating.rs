//! Ratings typed by people: outputs with the role `rating`, from 0.5 to 5.0 in halves.

use crate::kinds::Misfit;
use crate::model::quote::{plain, short};
use crate::model::{Plan, Record};
use crate::toolkit::{ActivityAt, Output, OutputAt, Role};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::collections::BTreeMap;

/// A level, or a difference of two, in halves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(into = "f64")]
pub struct Level(u8);

impl Level {
    /// The level at which every team starts.
    pub const LOWEST: Self = Self(1);

    pub const fn halves(halves: u8) -> Self {
        Self(halves)
    }

    pub const HIGHEST: Self = Self(10);
    /// From one level to the next.
    pub const STEP: Self = Self(1);

    /// `None` unless the number is on the scale.
    pub fn on_scale(number: f64) -> Option<Self> {
        let is_at = |halves: &u8| (f64::from(*halves) / 2.0 - number).abs() < f64::EPSILON;
        (Self::LOWEST.0..=Self::HIGHEST.0).find(is_at).map(Self)
    }

    pub fn value(self) -> f64 {
        f64::from(self.0) / 2.0
    }

    /// How far it is above another; `None` if it isn't.
    pub fn minus(self, other: Self) -> Option<Self> {
        let distance = self.0.checked_sub(other.0)?;
        (distance > 0).then_some(Self(distance))
    }
}

impl From<Level> for f64 {
    fn from(level: Level) -> Self {
        level.value()
    }
}

impl std::fmt::Display for Level {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let half = if self.0.is_multiple_of(2) { 0 } else { 5 };
        write!(formatter, "{}.{half}", self.0 / 2)
    }
}

/// A rating somebody typed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "RatingShown")]
pub struct Rating {
    /// Title of the output, which says whose it is.
    pub title: String,
    /// The output, as `activity/output`.
    pub output: String,
    /// Its level; null if it isn't on the scale.
    #[serde(rename = "score")]
    #[schemars(with = "Option<f64>")]
    pub level: Option<Level>,
    /// What was typed.
    pub words: String,
    /// The record's day; null if unknown.
    #[serde(serialize_with = "as_written")]
    #[schemars(with = "Option<String>")]
    pub day: Option<Date>,
    /// PLAN/ACTIVITY or PLAN/ACTIVITY/RECORD.
    pub record: String,
    /// Its file, relative to the workspace.
    pub path: String,
    /// Line in that file, counted from 1.
    pub line: usize,
}

#[expect(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference to the field"
)]
fn as_written<S: Serializer>(day: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
    day.map(|day| day.to_string()).serialize(serializer)
}

/// The newest rating of each output by today, from the plan's own records and the programme's records kept with it.
pub fn ratings(
    plan: &Plan,
    programme: Option<&Plan>,
    about: &[&Record],
    today: Date,
) -> Vec<Rating> {
    let mut newest: BTreeMap<(bool, ActivityAt, OutputAt), Rating> = BTreeMap::new();
    let own = plan.records.iter().map(|record| (false, plan, record));
    let kept = programme.into_iter().flat_map(|programme| {
        let about = about.iter();
        about.map(move |record| (true, programme, *record))
    });
    for (is_kept, keeper, record) in own.chain(kept) {
        for (output, rating) in of_record(keeper, record) {
            let key = (is_kept, record.activity, output.at);
            let known = newest.get(&key);
            // One of a day to come isn't the newest for ever.
            let by = |day: Option<Date>| day.filter(|day| *day <= today);
            let order = |one: &Rating| (by(one.day), one.path.clone());
            if known.is_none_or(|known| order(known) <= order(&rating)) {
                newest.insert(key, rating);
            }
        }
    }
    newest.into_values().collect()
}

/// Whether an output is a rating. A choice between words isn't one on this scale, even if the toolkit says so.
fn is_rating(output: &Output) -> bool {
    let is_number = |words: &str| words.trim().parse::<f64>().is_ok();
    let mut options = output.shape.options.iter();
    output.role == Some(Role::Rating) && options.all(|option| is_number(&option.id))
}

fn level_of(value: &Value) -> Option<Level> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(words) => words.trim().parse().ok(),
        _ => None,
    };
    number.and_then(Level::on_scale)
}

/// Why a rating doesn't count, if it isn't on the scale.
pub fn off_scale(output: &Output, text: &str) -> Option<Misfit> {
    let value = output.kind.parse(&output.shape, text);
    let is_off = is_rating(output) && value.is_ok_and(|value| level_of(&value).is_none());
    is_off.then(|| {
        Misfit::at(
            0,
            format!("\"{}\" is not on the scale", short(&plain(text), 20)),
            "write a number from 0.5 (just named) to 5.0 (all goals met) in steps of 0.5, such as 2.5",
        )
    })
}

/// A record's ratings with their outputs.
pub fn of_record<'a>(
    keeper: &'a Plan,
    record: &'a Record,
) -> impl Iterator<Item = (&'a Output, Rating)> + 'a {
    let activity = keeper.toolkit.activity(record.activity);
    record.said().into_iter().flat_map(move |content| {
        let outputs = activity.outputs.iter();
        outputs.filter_map(move |output| {
            if !is_rating(output) {
                return None;
            }
            let answer = content.answer(output.at)?;
            let level = content.value(output)?.ok().as_ref().and_then(level_of);
            let rating = Rating {
                title: output.title.clone(),
                output: format!("{}/{}", activity.id, output.id),
                level,
                words: short(&plain(&answer.text), 20),
                day: record.day(activity),
                record: keeper.name_of(record),
                path: record.path.clone(),
                line: content.document.position(answer.start).0,
            };
            Some((output, rating))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_has_halves_only() {
        let on = |number: f64| Level::on_scale(number).map(|level| level.to_string());
        assert_eq!(on(0.5).as_deref(), Some("0.5"));
        assert_eq!(on(4.0).as_deref(), Some("4.0"));
        assert_eq!(on(5.0).as_deref(), Some("5.0"));
        for wrong in [0.0, 0.25, 3.2, 5.5, -1.0, 55.0, f64::NAN, f64::INFINITY] {
            assert_eq!(on(wrong), None, "{wrong}");
        }
        assert_eq!(
            Level::halves(7).minus(Level::halves(4)),
            Some(Level::halves(3))
        );
        assert_eq!(Level::halves(4).minus(Level::halves(4)), None);
        assert_eq!(Level::halves(4).minus(Level::halves(7)), None);
    }
}
