//! A test's prediction beside its result: what was measured, and whether it changed once the result was known.

use crate::error::CommandError;
use crate::model::compared::{comparisons, in_words};
use crate::model::prediction::{Foresight, SinceResult};
use crate::model::{Content, Plan, Record};
use crate::queries::measure::PredictedShown;
use crate::queries::moment;
use crate::report::{Cell, fact};
use crate::store::{History, StoreError, Traced, Workspace};
use crate::toolkit::Activity;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeSet, VecDeque};

/// Most merged branches that are searched for where words come from.
const MOST_MERGES: usize = 64;

/// A test's prediction, and what became of it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PredictionShown {
    /// Id of the output that holds it.
    pub output: String,
    /// The prediction in one line: numbers and days, or the beginning of its text; null if there is none any more.
    pub predicted: Option<String>,
    /// Its numbers beside the measured ones, if it is a table with a link to a measure, a number and a day.
    pub numbers: Vec<PredictedShown>,
    /// `open` (no result yet), `unchanged`, `changed` or `written_after` since the result was first recorded; where somebody
    /// typed the result by hand, `seen_later` or `changed_since_seen`; `not_known` if nothing notes it.
    pub since: &'static str,
    /// What it was when the result was first recorded; null if it is unchanged or git doesn't have the words.
    pub changed_from: Option<String>,
    /// Which came first, as git knows: `prediction`, `result`, `together` (in one commit), `unclear` (each on one of the
    /// branches that were merged), `uncommitted`, or `unknown`.
    pub first: &'static str,
    /// The day on which somebody wrote the words that git has; null if unknown.
    pub written: Option<String>,
    /// The same for the result.
    pub result_written: Option<String>,
    /// Why git doesn't know; null if it does.
    pub why: Option<String>,
}

/// The prediction of a record without what git knows; `None` if it has none.
pub fn prediction(plan: &Plan, record: &Record, today: Date) -> Option<PredictionShown> {
    let activity = plan.toolkit.activity(record.activity);
    let content = record.said()?;
    let foresight = Foresight::of(&plan.toolkit, activity, content)?;
    let numbers = comparisons(plan, record, today);
    Some(PredictionShown {
        output: foresight.prediction.id.to_string(),
        predicted: in_words(foresight.prediction, content),
        numbers: numbers.iter().map(PredictedShown::of).collect(),
        since: word(foresight.since),
        changed_from: None,
        first: "unknown",
        written: None,
        result_written: None,
        why: None,
    })
}

fn word(since: SinceResult) -> &'static str {
    match since {
        SinceResult::Open => "open",
        SinceResult::Unchanged => "unchanged",
        SinceResult::Changed => "changed",
        SinceResult::WrittenAfter => "written_after",
        SinceResult::SeenLater => "seen_later",
        SinceResult::ChangedSinceSeen => "changed_since_seen",
        SinceResult::Unnoted | SinceResult::Unclear => "not_known",
    }
}

impl PredictionShown {
    /// For people.
    pub fn facts(&self, plan: &str) -> Vec<(String, Cell)> {
        let mut facts = Vec::new();
        for one in &self.numbers {
            facts.push(fact("predicted", one.words()));
            facts.push(fact("was", one.says.as_str()));
        }
        if self.numbers.is_empty() {
            let words = self.predicted.as_deref().unwrap_or("nothing any more");
            facts.push(fact("predicted", words));
        }
        facts.extend(self.dated().map(|words| fact("written", words)));
        facts.push(fact("since", self.since_in_words(plan)));
        facts
    }

    fn dated(&self) -> Option<String> {
        let day = || self.written.as_deref().unwrap_or("on an unknown day");
        let result = self.result_written.as_ref();
        let result = result.map_or_else(String::new, |day| format!(" of {day}"));
        Some(match (self.first, &self.why) {
            ("prediction", Some(why)) => {
                format!("before the result{result}; when is not known here: {why}")
            }
            (_, Some(why)) => format!("when is not known here: {why}"),
            ("prediction", _) if self.since == "open" => day().to_owned(),
            ("prediction", _) => format!("{}, before the result{result}", day()),
            ("result", _) => format!("{}, after the result{result}", day()),
            ("together", _) => format!("{}, in one commit with the result: order not known", day()),
            ("unclear", _) => "each on a branch of its own: order not known".to_owned(),
            ("uncommitted", _) => "not committed yet".to_owned(),
            _ => return None,
        })
    }

    fn since_in_words(&self, plan: &str) -> String {
        let was = match &self.changed_from {
            Some(words) => format!(": was {words}"),
            None => "; git here doesn't have the earlier words".to_owned(),
        };
        match self.since {
            "open" => "there is no result yet".to_owned(),
            "unchanged" => "unchanged since the result was known".to_owned(),
            "changed" if self.first == "unclear" => {
                format!("changed after the result was known, or on another branch{was}")
            }
            "changed" => format!("changed after the result was known{was}"),
            "written_after" if self.first == "unclear" => {
                "written after the result was known, or on another branch".to_owned()
            }
            "written_after" => "written after the result was known".to_owned(),
            "seen_later" => {
                "seen later: the result was typed by hand; unchanged since it was seen".to_owned()
            }
            "changed_since_seen" => {
                format!(
                    "changed after the result was known{was}; seen later: the result was typed by hand"
                )
            }
            _ => format!(
                "not known: nothing notes it; `redesign check {plan} --fix` notes it as it is now, as seen later"
            ),
        }
    }
}

/// A record's versions along all parents.
struct KnownPast {
    versions: Vec<(Traced, Content)>,
    /// Why some are missing.
    lacks: Option<String>,
}

/// Adds to a record's prediction what git knows of it, up to a commit or HEAD.
pub fn date(
    workspace: &Workspace,
    (plan, record): (&Plan, &Record),
    at: Option<&str>,
    shown: &mut PredictionShown,
) -> Result<(), CommandError> {
    let activity = plan.toolkit.activity(record.activity);
    let Some(content) = record.said() else {
        return Ok(());
    };
    let Some(foresight) = Foresight::of(&plan.toolkit, activity, content) else {
        return Ok(());
    };
    let Some(history) = History::of(&workspace.root, plan.repository.as_deref())? else {
        return Ok(());
    };
    match past(&history, activity, &record.path, at) {
        Ok(past) => shown.add(workspace, &history, (&foresight, content), &past),
        // Only what git knows is missing; the rest is still shown.
        Err(error) => {
            shown.why = Some(error.to_string());
            Ok(())
        }
    }
}

fn past(
    history: &History,
    activity: &Activity,
    path: &str,
    at: Option<&str>,
) -> Result<KnownPast, StoreError> {
    let mut past = KnownPast {
        versions: Vec::new(),
        lacks: history
            .filtered([path])
            .map(|found| format!("git stores it through the filter \"{}\"", found.filter)),
    };
    if past.lacks.is_some() {
        return Ok(past);
    }
    let first = match at {
        Some(commit) => history.trace_file_from(commit, path)?.unwrap_or_default(),
        None => history.trace_file(path)?,
    };
    let (mut seen, mut merges) = (BTreeSet::new(), 0);
    let mut left = VecDeque::from(first);
    while let Some(version) = left.pop_front() {
        if !seen.insert(version.commit.clone()) {
            continue;
        }
        for parent in history.merged_parents(&version.commit)? {
            merges += 1;
            match history.trace_file_from(&parent, &version.path)? {
                _ if merges > MOST_MERGES => {
                    past.lacks = Some("it was merged too often".to_owned())
                }
                Some(versions) => left.extend(versions),
                None => past.lacks = Some(SHALLOW.to_owned()),
            }
        }
        let blob = version.touched.first().and_then(|file| file.after.as_ref());
        let Some(blob) = blob else { continue };
        // A version that can't be read says nothing of what came first.
        if let Ok(content) = Content::of_text(&version.path, activity, history.bytes(blob)?) {
            past.versions.push((version, content));
        }
    }
    Ok(past)
}

const SHALLOW: &str = "this clone is shallow";

impl PredictionShown {
    fn add(
        &mut self,
        workspace: &Workspace,
        history: &History,
        (foresight, content): (&Foresight<'_>, &Content),
        past: &KnownPast,
    ) -> Result<(), CommandError> {
        let is_answered = content.answered.contains(foresight.prediction.at);
        let now = foresight.in_version(content).filter(|_| is_answered);
        let predicts = |one: &Content| now.is_some() && foresight.in_version(one) == now;
        let knows = |one: &Content| foresight.has_result(one);
        // The oldest comes last.
        let oldest = |is_one: &dyn Fn(&Content) -> bool| {
            let mut all = past.versions.iter().rev().filter(|(_, one)| is_one(one));
            let first = all.next()?;
            Some(all.fold(first, |old, one| {
                if one.0.seconds < old.0.seconds {
                    one
                } else {
                    old
                }
            }))
        };
        let (written, known) = (oldest(&predicts), oldest(&knows));
        let any =
            |is_one: &dyn Fn(&Content) -> bool| past.versions.iter().any(|(_, one)| is_one(one));
        let is_before = any(&|one| predicts(one) && !knows(one));
        let is_after = any(&|one| knows(one) && !predicts(one));
        let is_cut = |found: Option<&(Traced, Content)>| found.is_some_and(|(one, _)| one.is_cut);
        self.first = match (is_before, is_after) {
            (true, true) => "unclear",
            (true, false) => "prediction",
            (false, true) => "result",
            (false, false) if is_cut(written) || past.lacks.is_some() => "unknown",
            (false, false) if !is_answered => "unknown",
            (false, false) if written.is_none() => "uncommitted",
            (false, false) => "together",
        };
        let is_unknown = is_cut(written) || self.first == "unknown" && is_answered;
        self.why = is_unknown.then(|| past.lacks.clone().unwrap_or_else(|| SHALLOW.to_owned()));
        let day = |found: Option<&(Traced, Content)>| -> Result<Option<String>, StoreError> {
            let Some((version, _)) = found.filter(|(one, _)| !one.is_cut) else {
                return Ok(None);
            };
            let revision = history.revision(&version.commit)?;
            let day = moment::day_of(workspace, revision.written);
            Ok(day.map(|day| day.to_string()))
        };
        (self.written, self.result_written) = (day(written)?, day(known)?);
        if let Some(noted) = &foresight.noted {
            let is_noted = |one: &Content| {
                foresight
                    .in_version(one)
                    .is_some_and(|then| then.is_told_by(noted))
            };
            let then = past.versions.iter().find(|(_, one)| is_noted(one));
            self.changed_from = then.and_then(|(_, one)| in_words(foresight.prediction, one));
        }
        Ok(())
    }
}
