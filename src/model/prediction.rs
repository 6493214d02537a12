//! Predictions beside results. When a result is first recorded, its record keeps the hash of the prediction that stands
//! beside it, so that a later change shows wherever the file goes: through squash merges, rebases and edits on web pages.

use super::stamp::{self, NOTHING};
use super::{Content, Stamps, own};
use crate::toolkit::{Activity, Output, Role, Toolkit};

/// Ends the name of a stamp that was only written after somebody had typed the result by hand.
const LATER: &str = "later";

/// Name of the stamp that a result keeps of a prediction: `ACTIVITY/RESULT/PREDICTION`.
fn name(
    toolkit: &Toolkit,
    activity: &Activity,
    (result, prediction): (&Output, &Output),
) -> String {
    let whole = toolkit.name_of(activity.reference(prediction));
    match whole.split_once('/') {
        Some((own, id)) => format!("{own}/{}/{id}", result.id),
        None => whole,
    }
}

fn later(name: &str) -> String {
    format!("{name}/{LATER}")
}

/// The name of a stamp without what says that it was only seen later.
pub fn without_mark(name: &str) -> &str {
    match name
        .strip_suffix(LATER)
        .and_then(|rest| rest.strip_suffix('/'))
    {
        Some(rest) if rest.matches('/').count() == 2 && !rest.starts_with('/') => rest,
        _ => name,
    }
}

/// An activity's results, each with a prediction beside it.
fn pairs(activity: &Activity) -> impl Iterator<Item = (&Output, &Output)> {
    let results = activity.outputs_of(Role::Result);
    results.flat_map(|result| {
        let predictions = activity.outputs_of(Role::Prediction);
        predictions.map(move |prediction| (result, prediction))
    })
}

/// Stamps of the predictions beside results that a record has for the first time. Those it has stay as they are.
pub fn stamps(
    toolkit: &Toolkit,
    activity: &Activity,
    (before, after): (Option<&Content>, &Content),
) -> Stamps {
    let is_new = |result: &Output| {
        let had = before.is_some_and(|before| before.answered.contains(result.at));
        !had && after.answered.contains(result.at)
    };
    let mut found = Stamps::new();
    for pair in pairs(activity).filter(|(result, _)| is_new(result)) {
        let name = name(toolkit, activity, pair);
        if after.stamp(&name).is_none() && after.stamp(&later(&name)).is_none() {
            let now = own::now(after, pair.1);
            found.extend(now.map(|now| (name, now.into_noted())));
        }
    }
    found
}

/// Stamps for predictions beside results that somebody typed by hand, marked as seen only later.
pub fn unnoted(toolkit: &Toolkit, activity: &Activity, content: &Content) -> Stamps {
    let mut found = Stamps::new();
    let is_there = |output: &Output| content.answered.contains(output.at);
    for pair in
        pairs(activity).filter(|(result, prediction)| is_there(result) && is_there(prediction))
    {
        let name = name(toolkit, activity, pair);
        let marked = later(&name);
        if content.stamp(&name).is_none() && content.stamp(&marked).is_none() {
            let now = own::now(content, pair.1);
            found.extend(now.map(|now| (marked, now.into_noted())));
        }
    }
    found
}

/// What a record's stamps say of its prediction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SinceResult {
    /// There is no result yet.
    Open,
    /// It is what it was when the result was first recorded.
    Unchanged,
    Changed,
    /// There was none when the result was first recorded.
    WrittenAfter,
    /// The result was typed by hand; it is what it was when that was seen.
    SeenLater,
    /// The same, and it changed since.
    ChangedSinceSeen,
    /// Nobody noted it.
    Unnoted,
    /// The record can't tell what it is, such as in the middle of a merge.
    Unclear,
}

/// A record's prediction, and what became of it since its result was known.
#[derive(Debug, Clone)]
pub struct Foresight<'a> {
    pub prediction: &'a Output,
    pub results: Vec<&'a Output>,
    pub since: SinceResult,
    /// The stamp that was noted, if it says something else than the prediction now.
    pub noted: Option<String>,
}

impl<'a> Foresight<'a> {
    /// Of a record; `None` if it neither has a prediction nor had one.
    pub fn of(toolkit: &Toolkit, activity: &'a Activity, content: &Content) -> Option<Self> {
        let is_there = |output: &&Output| content.answered.contains(output.at);
        let predictions = || activity.outputs_of(Role::Prediction);
        let prediction = predictions()
            .find(is_there)
            .or_else(|| predictions().next())?;
        let results: Vec<&Output> = activity.outputs_of(Role::Result).filter(is_there).collect();
        let of = |is_later: bool| {
            let noted = results.iter().filter_map(|result| {
                let name = name(toolkit, activity, (result, prediction));
                let name = if is_later { later(&name) } else { name };
                content.stamp(&name).filter(|stamp| stamp::is_known(stamp))
            });
            noted.collect::<Vec<_>>()
        };
        let (first, seen) = (of(false), of(true));
        let is_later = first.is_empty();
        let noted = if is_later { seen } else { first };
        let is_answered = content.answered.contains(prediction.at);
        if !is_answered && noted.iter().all(|stamp| *stamp == NOTHING) {
            return None;
        }
        let now = own::now(content, prediction);
        let other = now.as_ref().and_then(|now| {
            let mut all = noted.iter().copied();
            all.find(|stamp| now.differs_from(stamp))
        });
        let since = match other {
            _ if results.is_empty() => SinceResult::Open,
            _ if now.is_none() => SinceResult::Unclear,
            _ if noted.is_empty() => SinceResult::Unnoted,
            Some(_) if is_later => SinceResult::ChangedSinceSeen,
            Some(NOTHING) => SinceResult::WrittenAfter,
            Some(_) => SinceResult::Changed,
            None if is_later => SinceResult::SeenLater,
            None => SinceResult::Unchanged,
        };
        Some(Self {
            prediction,
            results,
            since,
            noted: other.filter(|stamp| *stamp != NOTHING).map(str::to_owned),
        })
    }

    /// Whether a version of the record predicts the same as it does now.
    pub fn is_same(&self, now: &Content, version: &Content) -> bool {
        let of = |content: &Content| {
            let is_answered = content.answered.contains(self.prediction.at);
            own::now(content, self.prediction).filter(|_| is_answered)
        };
        of(now).is_some_and(|now| of(version) == Some(now))
    }

    /// Whether a stamp is of what a version of the record predicts.
    pub fn is_noted_in(&self, version: &Content, stamp: &str) -> bool {
        own::now(version, self.prediction).is_some_and(|then| then.is_told_by(stamp))
    }

    /// Whether a version of the record has a result.
    pub fn has_result(&self, content: &Content) -> bool {
        self.results
            .iter()
            .any(|one| content.answered.contains(one.at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample::toolkit;

    const TRIAL: &str = "trial repeat: came text result, guess text prediction, side text result";

    fn content(toolkit: &Toolkit, front: &str, guess: &str, came: &str) -> Content {
        let activity = toolkit.named("trial").unwrap();
        let text = format!("{front}## guess\n\n{guess}\n\n## came\n\n{came}\n");
        Content::of_text("one.md", activity, text).unwrap()
    }

    fn noted(name: &str, guess: &str) -> String {
        let toolkit = toolkit("t", "team", &[TRIAL]);
        let activity = toolkit.named("trial").unwrap();
        let then = content(&toolkit, "", guess, "");
        let stamp = own::now(&then, activity.named("guess").unwrap()).unwrap();
        format!(
            "---\nbuilds_on:\n  \"{name}\": \"{}\"\n---\n",
            stamp.into_noted()
        )
    }

    fn since(front: &str, guess: &str, came: &str) -> Option<SinceResult> {
        let toolkit = toolkit("t", "team", &[TRIAL]);
        let activity = toolkit.named("trial").unwrap();
        let content = content(&toolkit, front, guess, came);
        Foresight::of(&toolkit, activity, &content).map(|found| found.since)
    }

    #[test]
    fn noted_once_and_only_for_new_results() {
        let toolkit = toolkit("t", "team", &[TRIAL]);
        let activity = toolkit.named("trial").unwrap();
        let of = |before: &Content, after: &Content| {
            let found = stamps(&toolkit, activity, (Some(before), after));
            found.into_keys().collect::<Vec<_>>()
        };
        let open = content(&toolkit, "", "More", "");
        let known = content(&toolkit, "", "More", "Less");
        assert_eq!(of(&open, &known), ["trial/came/guess"]);
        assert_eq!(of(&known, &known), [""; 0]);
        assert_eq!(of(&open, &open), [""; 0]);
        for name in ["trial/came/guess", "trial/came/guess/later"] {
            let has = content(&toolkit, &noted(name, "Other"), "More", "Less");
            assert_eq!(of(&open, &has), [""; 0]);
            assert!(unnoted(&toolkit, activity, &has).is_empty());
        }
        let by_hand: Vec<_> = unnoted(&toolkit, activity, &known).into_keys().collect();
        assert_eq!(by_hand, ["trial/came/guess/later"]);
        assert!(unnoted(&toolkit, activity, &open).is_empty());
        let blank = content(&toolkit, "", "", "Less");
        let none: Vec<_> = stamps(&toolkit, activity, (None, &blank))
            .into_values()
            .collect();
        assert_eq!(none, [NOTHING]);
    }

    #[test]
    fn what_stamps_say() {
        let name = "trial/came/guess";
        let later = "trial/came/guess/later";
        assert_eq!(since("", "More", ""), Some(SinceResult::Open));
        assert_eq!(since("", "", "Less"), None);
        assert_eq!(since(&noted(name, ""), "", "Less"), None);
        assert_eq!(since("", "More", "Less"), Some(SinceResult::Unnoted));
        for (front, guess, found) in [
            (noted(name, "More"), "More", SinceResult::Unchanged),
            (noted(name, "More"), "**More**", SinceResult::Unchanged),
            (noted(name, "More"), "Most", SinceResult::Changed),
            (noted(name, "More"), "", SinceResult::Changed),
            (noted(name, ""), "More", SinceResult::WrittenAfter),
            (noted(later, "More"), "More", SinceResult::SeenLater),
            (noted(later, "More"), "Most", SinceResult::ChangedSinceSeen),
        ] {
            assert_eq!(since(&front, guess, "Less"), Some(found), "{front}{guess}");
        }
        // A form of another version says nothing.
        let strange = noted(name, "More").replace("\"j", "\"k");
        assert_eq!(since(&strange, "More", "Less"), Some(SinceResult::Unnoted));
        let undecided = "<<<<<<< a\nMore\n=======\nMost\n>>>>>>> b";
        let found = since(&noted(name, "More"), undecided, "Less");
        assert_eq!(found, Some(SinceResult::Unclear));
    }

    #[test]
    fn marks_at_the_end_of_names() {
        assert_eq!(without_mark("a/b/c/later"), "a/b/c");
        for other in ["a/b/c", "a/later", "a/b/later", "/plan/a/later"] {
            assert_eq!(without_mark(other), other);
        }
    }
}
