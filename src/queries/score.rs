use super::cohort::Cohort;
use super::{Kept, KnownBefore, Passed, Question, Read, Scope};
use crate::model::score::{CEILING, Criterion, Gap, Level, LevelShown, Rating, Score};
use crate::model::{Finding, Plan, Record, State};
use crate::report::{Block, Cell, Report, ReportTable, Rows, fact};
use crate::toolkit::Audience;
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Debug)]
pub struct Scores {
    /// Directories of the plans; empty for all.
    pub folders: Vec<String>,
}

impl Scores {
    /// Each team's score, and what can't be read.
    pub fn answer(&self, mut passed: Passed<Kept<PlanScore>>) -> (Vec<PlanScore>, Vec<Finding>) {
        let programme = of_programme(passed.programme.as_ref());
        passed.findings.extend(programme);
        passed.kept()
    }
}

impl Question for Scores {
    type Row = Kept<PlanScore>;

    fn scope(&self) -> Scope<'_> {
        Scope::named_or_teams(&self.folders)
    }

    fn around(&self) -> KnownBefore {
        KnownBefore::Programme
    }

    fn look(&self, read: &Read, cohort: &Cohort<'_>) -> Self::Row {
        Kept::with(read, |plan, findings| {
            if plan.toolkit.audience == Audience::Cohort {
                return None;
            }
            findings.extend(crate::check::unreadable(plan));
            let far_apart = cohort.workspace.config.board.rating_gap;
            let about = cohort.kept_with(plan);
            Some(PlanScore::of(plan, about, cohort, far_apart))
        })
    }
}

pub fn of_programme(programme: Option<&Read>) -> Vec<Finding> {
    match programme {
        Some(Ok(programme)) => crate::check::unreadable(programme).collect(),
        Some(Err(broken)) => vec![broken.finding.clone()],
        None => Vec::new(),
    }
}

/// Result of `score`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ScoreData {
    /// The highest level that records can show: an improvement that was measured and confirmed by a person.
    pub ceiling: f64,
    /// Difference at which two judgements are far apart.
    pub far_apart: f64,
    /// Plans in path order.
    pub plans: Vec<PlanScore>,
}

/// One team's progress.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PlanScore {
    /// The plan's id.
    pub id: String,
    /// Its directory, relative to the workspace.
    pub path: String,
    /// Why the plan is inactive; null if it is active.
    pub resting: Option<String>,
    /// The highest level shown together with all lower ones, from 0.5 to 3.0. Only a suggestion.
    #[schemars(with = "f64")]
    pub suggested: Level,
    /// The levels that records can show, lowest first.
    pub levels: Vec<LevelShown>,
    /// The newest rating of each output.
    pub ratings: Vec<Rating>,
    /// Judgements that are far apart.
    pub disagreements: Vec<Gap>,
}

impl PlanScore {
    /// Scores a team's plan. `about` are the programme's records kept with it.
    pub fn of(plan: &Plan, about: &[&Record], cohort: &Cohort<'_>, far_apart: f64) -> Self {
        let score = Score::of(plan, cohort.programme(), about, cohort.today);
        Self {
            id: plan.id.to_string(),
            path: plan.path.clone(),
            resting: plan.meta.resting(cohort.today),
            suggested: score.suggested(),
            disagreements: score.gaps(far_apart),
            levels: score.steps,
            ratings: score.ratings,
        }
    }

    /// What the next level lacks, each with the command that records it.
    fn lacks(&self) -> Vec<(&str, Option<&str>)> {
        let next = self.levels.iter().find(|level| !level.shown);
        let asks = next.into_iter().flat_map(|level| &level.asks);
        asks.filter(|ask| ask.evidence.is_empty())
            .map(|ask| (ask.what, ask.command.as_deref()))
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

    /// The rating of an output with this title.
    fn typed(&self, output: &str, title: &str) -> Option<String> {
        let mut ratings = self.ratings.iter();
        let typed = ratings.find(|one| one.output == output && one.title == title)?;
        Some(match typed.level {
            Some(level) => level.to_string(),
            None => format!("{}?", typed.words),
        })
    }

    /// The largest difference between its judgements.
    fn apart(&self) -> Option<String> {
        let apart = self.disagreements.iter().map(|gap| gap.distance);
        apart.max().map(|apart| apart.to_string())
    }

    /// The command that records the next thing lacking, unless the plan is inactive.
    pub fn next_command(&self) -> Option<&str> {
        let is_asked = self.resting.is_none();
        let mut lacks = self.lacks().into_iter().filter(|_| is_asked);
        lacks.find_map(|(_, command)| command)
    }
}

/// Shown with every score.
const ABOVE: &str = "3.0 needs a measure that changed for the better and a person who rated the team so. Nothing above \
                     3.0 is suggested: whether goals are met, people decide.";

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
        let title = Cell::State(state, level.title.to_owned());
        facts.push(fact(level.level.to_string(), title));
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
            plan.id, plan.suggested
        )),
        blocks,
    }
}

/// Most answers shown to people per requirement.
const SHOWN: usize = 3;

fn evidence(ask: &Criterion) -> Vec<(String, Cell)> {
    if ask.evidence.is_empty() {
        let command = ask.command.clone();
        let none = || Cell::text("nothing: no activity of its toolkit asks for it");
        return vec![
            fact("lacks", ask.what),
            fact("type", command.map_or_else(none, Cell::command)),
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
        rows.push(fact("shown by", format!("{}{said}", one.record)));
    }
    match ask.evidence.len().saturating_sub(SHOWN) {
        0 => {}
        more => rows.push(fact("shown by", format!("{more} more"))),
    }
    rows
}

fn ratings(plan: &PlanScore) -> ReportTable {
    let mut rows = Rows::of(&plan.ratings);
    rows.column("rating", "Rating", |rating| &rating.title);
    rows.column("score", "Score", |rating| match rating.level {
        Some(level) => level.to_string(),
        None => format!("{} (not on the scale)", rating.words),
    });
    rows.column("day", "Day", |rating| rating.day.map(|day| day.to_string()));
    rows.column("record", "Record", |rating| &rating.record);
    rows.table()
}

fn disagreement(gap: &Gap) -> (String, Cell) {
    let name = |one: &Option<String>| match one {
        Some(title) => format!("\"{title}\""),
        None => "what the records suggest".to_owned(),
    };
    let words = format!("{} is above {}", name(&gap.above), name(&gap.below));
    fact(gap.distance.to_string(), words)
}

pub fn several(title: String, plans: &[PlanScore]) -> Report {
    // Only titles tell whose rating it is, so each has its own column.
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
    rows.column("suggested", "Records", |plan| plan.suggested.to_string());
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
