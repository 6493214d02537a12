//! How far each team has come, as far as records show it, beside what people typed.

use super::{Block, Cell, Report, Rows, Table};
use crate::model::{CEILING, Level, Plan, Record, Score, State, Step};
use schemars::JsonSchema;
use serde::Serialize;

/// Result of `score`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ScoreData {
    /// The highest level that records can show. Above it an improvement has to be measured, and a person has to say so.
    pub ceiling: f64,
    /// From which distance on two judgements count as far apart.
    pub far_apart: f64,
    /// Plans in the order of their paths.
    pub plans: Vec<PlanScore>,
}

/// How far one team has come.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PlanScore {
    /// The plan's id.
    pub id: String,
    /// Its directory, relative to the workspace.
    pub path: String,
    /// Why nobody is asked to go on with it; null for a plan that goes on.
    pub resting: Option<String>,
    /// The highest level of which it and all below are shown: 0.5 to 2.5. A suggestion, in nobody's name.
    pub suggested: f64,
    /// The levels that records can show, lowest first.
    pub levels: Vec<LevelShown>,
    /// What people typed: the newest rating of each output.
    pub ratings: Vec<RatingShown>,
    /// Judgements that are far apart.
    pub disagreements: Vec<Disagreement>,
    /// For people.
    #[serde(skip)]
    score: Option<Score>,
}

/// One level.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LevelShown {
    /// The level.
    pub score: f64,
    /// What it is called.
    pub title: String,
    /// Whether all that it asks for is shown.
    pub shown: bool,
    /// What it asks for.
    pub asks: Vec<Asked>,
}

/// One thing that a level asks for.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Asked {
    /// What.
    pub what: String,
    /// The answers that show it.
    pub evidence: Vec<EvidenceShown>,
    /// Where nothing does: the command that records it; null where no activity asks for it.
    pub command: Option<String>,
}

/// An answer that shows something.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EvidenceShown {
    /// PLAN, PLAN/ACTIVITY or PLAN/ACTIVITY/RECORD.
    pub record: String,
    /// Its file, relative to the workspace.
    pub path: String,
    /// Title of the output; empty where the file itself shows it.
    pub output: String,
    /// What stands there, in few words.
    pub shows: String,
}

/// A rating that somebody typed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RatingShown {
    /// Title of the output, which says whose it is.
    pub title: String,
    /// The output, as `activity/output`.
    pub output: String,
    /// Where it is on the scale; null where it isn't.
    pub score: Option<f64>,
    /// What was typed.
    pub words: String,
    /// The day of its record; null where none is known.
    pub day: Option<String>,
    /// PLAN/ACTIVITY or PLAN/ACTIVITY/RECORD.
    pub record: String,
    /// Its file, relative to the workspace.
    pub path: String,
    /// Its line in that file, counted from 1.
    pub line: usize,
}

/// Two judgements that are far apart.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Disagreement {
    /// The higher one: title of a rating; null for what records suggest.
    pub above: Option<String>,
    /// The lower one.
    pub below: Option<String>,
    /// How far.
    pub distance: f64,
}

impl PlanScore {
    /// The score of a team's plan. `about` are the records of the programme that are kept with it.
    pub fn of(plan: &Plan, programme: Option<&Plan>, about: &[&Record], far_apart: f64) -> Self {
        let score = Score::of(plan, programme, about);
        let ratings = score.ratings.iter().map(|rating| RatingShown {
            title: rating.title.clone(),
            output: rating.output.clone(),
            score: rating.level.map(Level::value),
            words: rating.words.clone(),
            day: rating.day.map(|day| day.to_string()),
            record: rating.record.clone(),
            path: rating.path.clone(),
            line: rating.line,
        });
        let gaps = score.gaps(far_apart).into_iter().map(|gap| Disagreement {
            above: gap.above,
            below: gap.below,
            distance: gap.distance.value(),
        });
        Self {
            id: plan.id.to_string(),
            path: plan.path.clone(),
            resting: plan.meta.resting(),
            suggested: score.suggested().value(),
            levels: score.steps.iter().map(level).collect(),
            ratings: ratings.collect(),
            disagreements: gaps.collect(),
            score: Some(score),
        }
    }

    fn suggested_words(&self) -> String {
        let score = self.score.as_ref();
        score.map_or(String::new(), |score| score.suggested().to_string())
    }

    /// What the next level lacks, each with the command that records it.
    fn lacks(&self) -> Vec<(&str, Option<&str>)> {
        let next = self.levels.iter().find(|level| !level.shown);
        let asks = next.into_iter().flat_map(|level| &level.asks);
        asks.filter(|ask| ask.evidence.is_empty())
            .map(|ask| (ask.what.as_str(), ask.command.as_deref()))
            .collect()
    }

    /// What the next level lacks, or why nobody is asked for it.
    fn lacks_words(&self) -> String {
        let lacks: Vec<&str> = self.lacks().into_iter().map(|(what, _)| what).collect();
        match &self.resting {
            Some(why) => why.clone(),
            None if lacks.is_empty() => format!("nothing that records can show below {CEILING}"),
            None => lacks.join("; "),
        }
    }

    /// What was typed for an output of this title.
    fn typed(&self, output: &str, title: &str) -> Option<String> {
        let mut ratings = self.ratings.iter();
        let typed = ratings.find(|one| one.output == output && one.title == title)?;
        Some(match typed.score {
            Some(score) => format!("{score:.1}"),
            None => format!("{}?", typed.words),
        })
    }

    /// How far its judgements are apart at most.
    fn apart(&self) -> Option<String> {
        let apart = self.disagreements.iter().map(|gap| gap.distance);
        let apart = apart.fold(0.0, f64::max);
        (apart > 0.0).then(|| format!("{apart:.1}"))
    }

    /// The command that records the first thing that the next level lacks, unless the plan rests.
    pub fn next_command(&self) -> Option<&str> {
        let is_asked = self.resting.is_none();
        let mut lacks = self.lacks().into_iter().filter(|_| is_asked);
        lacks.find_map(|(_, command)| command)
    }
}

fn level(step: &Step) -> LevelShown {
    let asks = step.asks.iter().map(|ask| Asked {
        what: ask.what.to_owned(),
        evidence: ask
            .evidence
            .iter()
            .map(|one| EvidenceShown {
                record: one.record.clone(),
                path: one.path.clone(),
                output: one.output.clone(),
                shows: one.shows.clone(),
            })
            .collect(),
        command: ask.command.clone(),
    });
    LevelShown {
        score: step.level.value(),
        title: step.title.to_owned(),
        shown: step.is_met(),
        asks: asks.collect(),
    }
}

/// Said wherever a score is: what it doesn't say.
const ABOVE: &str = "Above 2.5 an improvement has to be measured, and a person has to confirm it. Records are not judged \
                     on that here, so nothing above 2.5 is suggested.";

/// One plan in full.
pub fn one(plan: &PlanScore) -> Report {
    let resting = plan.resting.as_ref();
    let resting = resting.map_or(String::new(), |why| format!(" \u{b7} {why}"));
    let mut blocks = Vec::new();
    let mut facts = Vec::new();
    for level in &plan.levels {
        let state = if level.shown {
            State::Done
        } else {
            State::Todo
        };
        facts.push((
            format!("{:.1}", level.score),
            Cell::State(state, level.title.clone()),
        ));
        for ask in &level.asks {
            facts.extend(evidence(ask));
        }
    }
    blocks.push(Block::Facts(facts));
    blocks.push(Block::Text(ABOVE.to_owned()));
    if !plan.ratings.is_empty() {
        blocks.push(Block::Heading("What people typed".to_owned()));
        blocks.push(Block::Table(ratings(plan)));
    }
    let far: Vec<(String, Cell)> = plan.disagreements.iter().map(disagreement).collect();
    if !far.is_empty() {
        blocks.push(Block::Heading("Far apart: worth a talk".to_owned()));
        blocks.push(Block::Facts(far));
    }
    Report {
        title: Some(format!(
            "{} \u{b7} the records suggest {}{resting}",
            plan.id,
            plan.suggested_words()
        )),
        blocks,
    }
}

/// Most answers that are shown to people for one thing.
const SHOWN: usize = 3;

fn evidence(ask: &Asked) -> Vec<(String, Cell)> {
    let row = |name: &str, words: String| (name.to_owned(), Cell::text(words));
    if ask.evidence.is_empty() {
        let command = ask.command.clone();
        let none = || "nothing: no activity of its toolkit asks for it".to_owned();
        return vec![
            row("lacks", ask.what.clone()),
            row("type", command.unwrap_or_else(none)),
        ];
    }
    let mut rows = Vec::new();
    for one in ask.evidence.iter().take(SHOWN) {
        let said = match (one.output.as_str(), one.shows.as_str()) {
            ("", "") => String::new(),
            ("", shows) => format!(": {shows}"),
            (output, "") => format!(", {output}"),
            (output, shows) => format!(", {output}: {shows}"),
        };
        rows.push(row("shown by", format!("{}{said}", one.record)));
    }
    match ask.evidence.len().saturating_sub(SHOWN) {
        0 => {}
        more => rows.push(row("shown by", format!("{more} more"))),
    }
    rows
}

fn ratings(plan: &PlanScore) -> Table {
    let mut rows = Rows::of(&plan.ratings);
    rows.column("rating", "Rating", |rating| &rating.title);
    rows.column("score", "Score", |rating| match rating.score {
        Some(score) => format!("{score:.1}"),
        None => format!("{} (not on the scale)", rating.words),
    });
    rows.column("day", "Day", |rating| rating.day.as_ref());
    rows.column("record", "Record", |rating| &rating.record);
    rows.table()
}

fn disagreement(gap: &Disagreement) -> (String, Cell) {
    let name = |one: &Option<String>| match one {
        Some(title) => format!("\"{title}\""),
        None => "what the records suggest".to_owned(),
    };
    (
        format!("{:.1}", gap.distance),
        Cell::text(format!(
            "{} is above {}",
            name(&gap.above),
            name(&gap.below)
        )),
    )
}

/// One row a plan.
pub fn several(title: String, plans: &[PlanScore]) -> Report {
    // Whose rating it is, only the titles say: so each has a column of its own.
    let mut titles: Vec<(&str, &str)> = Vec::new();
    for rating in plans.iter().flat_map(|plan| &plan.ratings) {
        let pair = (rating.output.as_str(), rating.title.as_str());
        if !titles.contains(&pair) {
            titles.push(pair);
        }
    }
    titles.sort_unstable();
    let mut rows = Rows::of(plans);
    rows.column("plan", "Plan", |plan| &plan.id);
    rows.for_scripts("path", |plan| &plan.path);
    rows.column("suggested", "Records", PlanScore::suggested_words);
    for (output, title) in titles {
        rows.column(output, title, |plan| plan.typed(output, title));
    }
    rows.column("apart", "Apart", PlanScore::apart);
    rows.for_scripts("resting", |plan| plan.resting.as_ref());
    rows.column("lacks", "What the next level lacks", PlanScore::lacks_words)
        .rank(9);
    rows.for_scripts("command", PlanScore::next_command);
    let mut blocks = vec![Block::Table(rows.table())];
    if !plans.is_empty() {
        blocks.push(Block::Text(ABOVE.to_owned()));
    }
    Report::of(title, blocks)
}
