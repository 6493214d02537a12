//! When a prediction and its result were written, as git knows along all parents.

use super::foresight::PredictionShown;
use crate::error::CommandError;
use crate::model::compared::in_words;
use crate::model::prediction::Foresight;
use crate::model::{Content, Plan, Record};
use crate::queries::moment;
use crate::store::{History, StoreError, Traced, Workspace};
use crate::toolkit::Activity;
use std::collections::{BTreeSet, VecDeque};

/// Most merged branches that are searched for where words come from.
const MOST_MERGES: usize = 64;

const SHALLOW: &str = "this clone is shallow";

/// A record's versions along all parents; in each branch the newest comes first.
struct KnownPast {
    versions: Vec<(Traced, Content)>,
    /// Why some are missing.
    lacks: Option<String>,
}

/// Adds to predictions, each with the path of its record, what git knows of them, up to a commit or HEAD.
pub fn date_predictions(
    workspace: &Workspace,
    plan: &Plan,
    at: Option<&str>,
    shown: Vec<(&str, &mut PredictionShown)>,
) -> Result<(), CommandError> {
    if shown.is_empty() {
        return Ok(());
    }
    let Some(history) = History::of(&workspace.root, plan.repository.as_deref())? else {
        return Ok(());
    };
    for (path, prediction) in shown {
        if let Some(record) = plan.records.iter().find(|record| record.path == path) {
            date(workspace, (plan, record), (&history, at), prediction);
        }
    }
    Ok(())
}

fn date(
    workspace: &Workspace,
    (plan, record): (&Plan, &Record),
    (history, at): (&History, Option<&str>),
    shown: &mut PredictionShown,
) {
    let activity = plan.toolkit.activity(record.activity);
    let Some(content) = record.said() else {
        return;
    };
    let Some(foresight) = Foresight::of(&plan.toolkit, activity, content) else {
        return;
    };
    let past = KnownPast::of(history, activity, &record.path, at);
    let added = past.and_then(|past| {
        past.order(&foresight, content, shown);
        let day = |found: Option<&Traced>| -> Result<Option<String>, StoreError> {
            let Some(version) = found.filter(|one| !one.is_cut) else {
                return Ok(None);
            };
            let revision = history.revision(&version.commit)?;
            let day = moment::day_of(workspace, revision.written);
            Ok(day.map(|day| day.to_string()))
        };
        shown.written = day(past.first_predicted(&foresight, content))?;
        shown.result_written = day(past.oldest(|one| foresight.has_result(one)))?;
        Ok(())
    });
    // Only what git knows is missing; the rest is still shown.
    if let Err(error) = added {
        shown.why = Some(error.to_string());
    }
}

impl KnownPast {
    fn of(
        history: &History,
        activity: &Activity,
        path: &str,
        at: Option<&str>,
    ) -> Result<Self, StoreError> {
        let filter = history.filtered([path]).map(|found| found.filter);
        let mut past = Self {
            versions: Vec::new(),
            lacks: filter.map(|filter| format!("git stores it through the filter \"{filter}\"")),
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
                if merges > MOST_MERGES {
                    past.lacks = Some("its branches were merged too often".to_owned());
                    break;
                }
                match history.trace_file_from(&parent, &version.path)? {
                    Some(versions) => left.extend(versions),
                    None => past.lacks = Some(SHALLOW.to_owned()),
                }
            }
            let blob = version.touched.first().and_then(|file| file.after.as_ref());
            let Some(blob) = blob else { continue };
            // A version that can't be read says nothing of what came first.
            let text = history.bytes(blob)?;
            if let Ok(content) = Content::of_text(&version.path, activity, text) {
                past.versions.push((version, content));
            }
        }
        Ok(past)
    }

    fn has(&self, is_one: impl Fn(&Content) -> bool) -> bool {
        self.versions.iter().any(|(_, one)| is_one(one))
    }

    /// The oldest of some versions.
    fn oldest(&self, is_one: impl Fn(&Content) -> bool) -> Option<&Traced> {
        let all = self.versions.iter().rev();
        let all = all
            .filter(|(_, one)| is_one(one))
            .map(|(version, _)| version);
        // Of those of one second, the one found last, since branches are read from their ends.
        all.min_by_key(|version| version.seconds)
    }

    /// The oldest version that predicts what the record predicts now.
    fn first_predicted(&self, foresight: &Foresight<'_>, content: &Content) -> Option<&Traced> {
        self.oldest(|one| foresight.is_same(content, one))
    }

    /// Notes which came first, and what the prediction was before.
    fn order(&self, foresight: &Foresight<'_>, content: &Content, shown: &mut PredictionShown) {
        let predicts = |one: &Content| foresight.is_same(content, one);
        let is_known = |one: &Content| foresight.has_result(one);
        let is_before = self.has(|one| predicts(one) && !is_known(one));
        let is_after = self.has(|one| is_known(one) && !predicts(one));
        let written = self.first_predicted(foresight, content);
        let is_cut = written.is_some_and(|version| version.is_cut);
        shown.first = match (is_before, is_after) {
            (true, true) => "unclear",
            (true, false) => "prediction",
            (false, true) => "result",
            (false, false) if is_cut || self.lacks.is_some() => "unknown",
            (false, false) if shown.predicted.is_none() => "unknown",
            (false, false) if written.is_none() => "uncommitted",
            (false, false) => "together",
        };
        let is_unknown = is_cut || (self.lacks.is_some() && shown.first == "unknown");
        shown.why = is_unknown.then(|| self.lacks.clone().unwrap_or_else(|| SHALLOW.to_owned()));
        if let Some(noted) = &foresight.noted {
            let mut all = self.versions.iter();
            let then = all.find(|(_, one)| foresight.is_noted_in(one, noted));
            shown.changed_from = then.and_then(|(_, one)| in_words(foresight.prediction, one));
        }
    }
}
