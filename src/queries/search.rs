//! What teams wrote with some words in it, line by line.

use crate::model::{Finding, Plan, SearchWords};
use crate::report::{Block, Report, Rows};
use crate::store::{PlanRead, Workspace};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;

/// Most characters shown to people of a line.
const WIDE: usize = 160;

/// Result of `search`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SearchData {
    /// The words, as typed.
    pub words: String,
    /// Ordered by file and line.
    pub lines: Vec<SearchLine>,
}

/// A line with one of the words, in an answer or note with all of them.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SearchLine {
    /// The plan's id.
    pub plan: String,
    /// The activity's id.
    pub activity: String,
    /// The record's name, for a repeatable activity.
    pub record: Option<String>,
    /// The output it answers; null in a note, and in the reason why an activity is skipped.
    pub output: Option<String>,
    /// The record's file, relative to the workspace.
    pub path: String,
    /// Counted from 1.
    pub line: usize,
    /// The line as written, without its bullet.
    pub words: String,
    /// For people: the output's title.
    #[serde(skip)]
    pub title: String,
    /// For people: what is around the words.
    #[serde(skip)]
    pub excerpt: String,
}

/// The lines, and what can't be read. `folders` are the plans' directories; empty for all.
pub fn found(
    workspace: &Workspace,
    folders: &[String],
    words: SearchWords<'_>,
) -> (Vec<SearchLine>, Vec<Finding>) {
    let words = &words.without(|| {
        // Of those with one name, the workspace's own counts, which comes first.
        let mut named = BTreeSet::new();
        let mut toolkits = workspace.toolkits.usable();
        toolkits
            .retain(|(toolkit, ..)| named.insert((toolkit.id.clone(), toolkit.version.clone())));
        let texts = toolkits.iter().flat_map(|(toolkit, ..)| {
            let activities = toolkit.activities.iter();
            activities.flat_map(|activity| toolkit.texts(activity.at))
        });
        texts.collect()
    });
    let (plans, mut findings) = workspace.read_plans_with(
        folders,
        &|bytes| words.may_be_in(bytes),
        &|read: PlanRead| match read {
            Ok(plan) => (
                lines(&plan, words),
                crate::check::unreadable(&plan).collect(),
            ),
            Err(broken) => (Vec::new(), vec![broken.finding]),
        },
    );
    let mut all = Vec::with_capacity(plans.iter().map(|(lines, _)| lines.len()).sum());
    for (lines, unreadable) in plans {
        all.extend(lines);
        let unreadable: Vec<Finding> = unreadable;
        findings.extend(unreadable.into_iter().filter(|finding| finding.breaks_file));
    }
    (all, findings)
}

fn lines(plan: &Plan, words: &SearchWords<'_>) -> Vec<SearchLine> {
    let mut lines = Vec::new();
    for record in &plan.records {
        let Ok(content) = &record.content else {
            continue;
        };
        let activity = plan.toolkit.activity(record.activity);
        for found in words.lines(content, &plan.toolkit, activity) {
            let output = found.output.map(|at| activity.output(at));
            lines.push(SearchLine {
                plan: plan.id.to_string(),
                activity: activity.id.to_string(),
                record: activity.repeat.is_some().then(|| record.stem().to_owned()),
                output: output.map(|output| output.id.to_string()),
                path: record.path.clone(),
                line: found.line,
                excerpt: words.excerpt(&found.words, WIDE),
                words: found.words,
                title: output.map_or_else(|| "(a note)".to_owned(), |output| output.title.clone()),
            });
        }
    }
    lines
}

impl SearchLine {
    /// `PLAN/ACTIVITY`, or `PLAN/ACTIVITY/RECORD`.
    pub fn name(&self) -> String {
        match &self.record {
            Some(record) => format!("{}/{}/{record}", self.plan, self.activity),
            None => format!("{}/{}", self.plan, self.activity),
        }
    }
}

pub fn report(data: &SearchData, title: String) -> Report {
    let mut rows = Rows::of(&data.lines);
    rows.for_scripts("plan", |line| &line.plan);
    rows.for_scripts("activity", |line| &line.activity);
    rows.for_scripts("record", |line| line.record.as_ref());
    rows.for_people("Record", SearchLine::name);
    rows.for_scripts("output", |line| line.output.as_ref());
    rows.for_people("Output", |line| &line.title).rank(8);
    rows.for_scripts("path", |line| &line.path);
    rows.column("line", "Line", |line| line.line).rank(9);
    rows.for_people("Words", |line| &line.excerpt);
    rows.for_scripts("words", |line| &line.words);
    Report {
        title: Some(title),
        blocks: vec![Block::Table(rows.table())],
    }
}
