//! A team's progress on the scale from 0.5 to 5.0 that improvement collaboratives use
//! (<https://blog.lifeqisystem.com/ihi-progress-scores>), as far as records show it, beside what people typed.
//!
//! Records are read by the roles of outputs. They can show levels up to 2.5, a tested change, and 3.0 where a measure
//! changed for the better and a person rated the team so: never by a chart alone. Higher levels are never suggested.

mod improvement;
mod rating;

pub use rating::{Level, Rating, of_record, off_scale, ratings};

use super::quote::{plain, short};
use super::withdrawal::still_said;
use super::{Count, Invocation, Plan, Record};
use crate::kinds::{Kind, Sort};
use crate::toolkit::{Activity, Output, Role};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// Most characters quoted as evidence.
const QUOTED: usize = 60;

/// The levels records can show, lowest first, and what each requires. A level also requires all lower ones.
const LEVELS: [(Level, &str, &[Aspect]); 6] = [
    (Level::LOWEST, "named", &[Aspect::Plan]),
    (
        Level::halves(2),
        "team and aim",
        &[Aspect::Purpose, Aspect::People],
    ),
    (Level::halves(3), "planning begun", &[Aspect::Planning]),
    (Level::halves(4), "data and learning", &[Aspect::Learning]),
    (
        Level::halves(5),
        "a change tested",
        &[Aspect::Result, Aspect::Decision],
    ),
    (
        CEILING,
        "a measured improvement",
        &[Aspect::Improvement, Aspect::Confirmation],
    ),
];

pub const CEILING: Level = Level::halves(6);

/// Something a level requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Aspect {
    Plan,
    Purpose,
    People,
    Planning,
    Learning,
    Result,
    Decision,
    Improvement,
    Confirmation,
}

impl Aspect {
    const fn words(self) -> &'static str {
        match self {
            Self::Plan => "a plan",
            Self::Purpose => "a problem or an aim",
            Self::People => "who takes part",
            Self::Planning => "a meeting held, or what is to be measured",
            Self::Learning => "somebody listened to, or something measured",
            Self::Result => "what happened in a test",
            Self::Decision => "what was decided",
            Self::Improvement => "a measure that changed for the better",
            Self::Confirmation => "a person's rating of 3.0 or more",
        }
    }

    /// Roles of the outputs that can show it.
    const fn roles(self) -> &'static [Role] {
        match self {
            Self::Plan => &[],
            Self::Purpose => &[Role::Problem, Role::Aim],
            Self::People => &[Role::Attendance],
            Self::Planning => &[Role::Attendance, Role::Measure],
            Self::Learning => &[Role::Voices, Role::Measure],
            Self::Result => &[Role::Result],
            Self::Decision => &[Role::Decision],
            Self::Improvement => &[Role::Measure],
            Self::Confirmation => &[Role::Rating],
        }
    }

    /// Whether an answer with one of these roles shows it.
    fn is_shown_by(self, found: &RoleAnswer<'_>) -> bool {
        match (self, found.role) {
            // A list of team members is one answer; meetings are several records.
            (Self::Planning, Role::Attendance) => found.activity.repeat.is_some(),
            // A measure in words is a plan; only numbers are data.
            (Self::Learning, Role::Measure) => has_data(&found.value),
            (Self::Improvement, _) => {
                improvement::is_measured(found.record, found.activity, found.keeper.min_n)
            }
            (Self::Confirmation, _) => improvement::is_confirmed(&found.value, CEILING),
            _ => true,
        }
    }

    /// Whether an unanswered output could show it.
    fn could_be_shown_by(self, activity: &Activity, output: &Output) -> bool {
        let role = output.role.filter(|role| self.roles().contains(role));
        match (self, role) {
            (_, None) => false,
            (Self::Planning, Some(Role::Attendance)) => activity.repeat.is_some(),
            (Self::Improvement, _) => output.kind.sort() == Sort::Series,
            (Self::Learning, Some(Role::Measure)) => {
                matches!(output.kind.sort(), Sort::Series | Sort::Number)
            }
            _ => true,
        }
    }
}

/// Whether a measure's answer contains a measured number.
fn has_data(value: &Value) -> bool {
    match value {
        Value::Number(_) => true,
        Value::Object(series) => series
            .get("points")
            .and_then(Value::as_array)
            .is_some_and(|points| !points.is_empty()),
        _ => false,
    }
}

#[derive(Debug, Clone)]
pub struct Score {
    /// Lowest first.
    pub steps: Vec<LevelShown>,
    pub ratings: Vec<Rating>,
}

/// One level of the scale.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LevelShown {
    /// The level.
    #[serde(rename = "score")]
    #[schemars(with = "f64")]
    pub level: Level,
    /// Its title.
    pub title: &'static str,
    /// Whether records show everything it requires.
    pub shown: bool,
    /// What it requires.
    pub asks: Vec<Criterion>,
}

/// One requirement of a level.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "Asked")]
pub struct Criterion {
    /// The requirement.
    pub what: &'static str,
    /// The answers that show it.
    pub evidence: Vec<Evidence>,
    /// The command that records it, if nothing shows it; null if no activity asks for it.
    pub command: Option<String>,
}

/// An answer that serves as evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "EvidenceShown")]
pub struct Evidence {
    /// PLAN, PLAN/ACTIVITY or PLAN/ACTIVITY/RECORD.
    pub record: String,
    /// Its file, relative to the workspace.
    pub path: String,
    /// Title of the output; empty if the file itself is the evidence.
    pub output: String,
    /// A short quotation.
    pub shows: String,
}

/// Two judgements that are far apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Disagreement")]
pub struct Gap {
    /// Title of the higher rating; null for the level that records suggest.
    pub above: Option<String>,
    /// Title of the lower rating; null for the level that records suggest.
    pub below: Option<String>,
    /// The difference.
    #[schemars(with = "f64")]
    pub distance: Level,
}

impl Score {
    /// Scores a team's plan. `about` are the programme's records kept with it.
    pub fn of(plan: &Plan, programme: Option<&Plan>, about: &[&Record], today: Date) -> Self {
        let found = RoleAnswers::of(plan, programme, about, today);
        let steps = LEVELS.iter().map(|(level, title, asks)| {
            let asks = asks.iter().map(|what| found.criterion(*what));
            let asks: Vec<Criterion> = asks.collect();
            LevelShown {
                level: *level,
                title,
                shown: asks.iter().all(|one| !one.evidence.is_empty()),
                asks,
            }
        });
        Self {
            steps: steps.collect(),
            ratings: ratings(plan, programme, about, today),
        }
    }

    /// The highest level shown together with all lower ones.
    pub fn suggested(&self) -> Level {
        let met = self.steps.iter().take_while(|step| step.shown);
        met.last().map_or(Level::LOWEST, |step| step.level)
    }

    /// The first level that isn't shown; `None` if records show all they can.
    pub fn next(&self) -> Option<&LevelShown> {
        self.steps.iter().find(|step| !step.shown)
    }

    /// Judgements at least `limit` apart: two ratings, or a rating and what records suggest.
    pub fn gaps(&self, limit: f64) -> Vec<Gap> {
        let suggested = self.suggested();
        let typed: Vec<(&str, Level)> = self
            .ratings
            .iter()
            .filter_map(|rating| Some((rating.title.as_str(), rating.level?)))
            .collect();
        let mut gaps = Vec::new();
        let mut note = |above: Option<&str>, below: Option<&str>, distance: Option<Level>| {
            if let Some(distance) = distance.filter(|distance| distance.value() >= limit) {
                gaps.push(Gap {
                    above: above.map(str::to_owned),
                    below: below.map(str::to_owned),
                    distance,
                });
            }
        };
        for (at, (title, level)) in typed.iter().enumerate() {
            note(Some(title), None, level.minus(suggested));
            note(None, Some(title), suggested.minus(*level));
            for (other, its) in typed.iter().skip(at + 1) {
                note(Some(title), Some(other), level.minus(*its));
                note(Some(other), Some(title), its.minus(*level));
            }
        }
        gaps
    }
}

/// A filled output with a role, in a record that counts.
struct RoleAnswer<'a> {
    keeper: &'a Plan,
    record: &'a Record,
    activity: &'a Activity,
    output: &'a Output,
    role: Role,
    value: Value,
}

/// What the records of a plan and its programme contain.
struct RoleAnswers<'a> {
    plan: &'a Plan,
    programme: Option<&'a Plan>,
    about: &'a [&'a Record],
    today: Date,
    found: Vec<RoleAnswer<'a>>,
}

impl<'a> RoleAnswers<'a> {
    fn of(
        plan: &'a Plan,
        programme: Option<&'a Plan>,
        about: &'a [&'a Record],
        today: Date,
    ) -> Self {
        let mut all = Self {
            plan,
            programme,
            about,
            today,
            found: Vec::new(),
        };
        let left_out = plan.left_out();
        for record in &plan.records {
            if !left_out.holds(record) {
                all.note(plan, record);
            }
        }
        if let Some(programme) = programme {
            for record in about {
                all.note(programme, record);
            }
        }
        all
    }

    fn note(&mut self, keeper: &'a Plan, record: &'a Record) {
        let activity = keeper.toolkit.activity(record.activity);
        let Some(content) = still_said(activity, record) else {
            return;
        };
        for output in &activity.outputs {
            let is_filled = content.filled.contains(output.at);
            let Some(role) = output.role.filter(|_| is_filled) else {
                continue;
            };
            if let Some(Ok(value)) = content.value(output) {
                self.found.push(RoleAnswer {
                    keeper,
                    record,
                    activity,
                    output,
                    role,
                    value,
                });
            }
        }
    }

    fn criterion(&self, what: Aspect) -> Criterion {
        let evidence = if what == Aspect::Plan {
            vec![Evidence {
                record: self.plan.id.to_string(),
                path: format!("{}/plan.toml", self.plan.path),
                output: String::new(),
                shows: short(&plain(&self.plan.meta.title), QUOTED),
            }]
        } else {
            let shown = |found: &&RoleAnswer<'_>| {
                what.roles().contains(&found.role) && what.is_shown_by(found)
            };
            self.found.iter().filter(shown).map(evidence).collect()
        };
        Criterion {
            command: if evidence.is_empty() {
                self.command(what).map(|one| one.to_string())
            } else {
                None
            },
            what: what.words(),
            evidence,
        }
    }

    /// The command that records the evidence: in the team's plan, else in the programme.
    fn command(&self, what: Aspect) -> Option<Invocation> {
        let own: Vec<&Record> = self.plan.records.iter().collect();
        let first = || command((self.plan, &own, self.today), what, None);
        // Attendance is recorded where the meeting was held.
        let there = || {
            command(
                (self.programme?, self.about, self.today),
                what,
                Some(self.plan.id.as_str()),
            )
        };
        if what == Aspect::Planning {
            there().or_else(first)
        } else {
            first().or_else(there)
        }
    }
}

fn evidence(found: &RoleAnswer<'_>) -> Evidence {
    Evidence {
        record: found.keeper.name_of(found.record),
        path: found.record.path.clone(),
        output: found.output.title.clone(),
        shows: shows(found.output.kind, found),
    }
}

/// An answer in brief: what was chosen or said, else how much there is.
fn shows(kind: &'static dyn Kind, found: &RoleAnswer<'_>) -> String {
    match &found.value {
        Value::String(words) => {
            let mut options = found.output.shape.options.iter();
            let title = options.find(|option| option.id == *words);
            short(&plain(title.map_or(words, |option| &option.title)), QUOTED)
        }
        Value::Array(items) => {
            Count(items.len(), kind.facts().items.unwrap_or("entry")).to_string()
        }
        Value::Object(series) => {
            let points = series.get("points").and_then(Value::as_array);
            Count(points.map_or(0, Vec::len), "point").to_string()
        }
        other => other.to_string(),
    }
}

/// The command that records the first suitable output, in the newest record that lacks it. `team` is the plan the
/// records must be kept with.
fn command(
    (keeper, records, today): (&Plan, &[&Record], Date),
    what: Aspect,
    team: Option<&str>,
) -> Option<Invocation> {
    let all = keeper.toolkit.outputs();
    let mut asked = all.filter(|(one, _)| team.is_none() || keeper.toolkit.is_per_plan(one));
    let (activity, output) =
        asked.find(|(activity, output)| what.could_be_shown_by(activity, output))?;
    let record = Invocation::of("record");
    let name = keeper.name_with(activity);
    if activity.repeat.is_none() {
        return Some(record.on(name));
    }
    let lacks = |record: &&&Record| {
        let content = record.said();
        record.activity == activity.at
            && content.is_some_and(|one| !one.answered.contains(output.at))
    };
    let newest = records
        .iter()
        .filter(lacks)
        .max_by_key(|record| (record.day_by(activity, today), &record.path));
    Some(match (newest, team) {
        (Some(newest), _) => record.on(keeper.name_of(newest)),
        (None, Some(team)) => record.on(name).adding().flag("--plan").on(team),
        (None, None) => record.on(name).adding(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample::{plan, toolkit};
    use crate::toolkit::Toolkit;
    use jiff::civil::date;
    use std::sync::Arc;

    const TODAY: Date = date(2026, 11, 23);

    fn team() -> Arc<Toolkit> {
        toolkit(
            "t",
            "team",
            &[
                "crew: who table attendance",
                "why: worry text problem, worth number rating, mood choice rating",
                "talk repeat: whom choice voices",
                "trial repeat: how text, counted series measure, came text result",
                "verdict: say text decision",
            ],
        )
    }

    fn programme() -> Arc<Toolkit> {
        toolkit(
            "p",
            "cohort",
            &["visit repeat per: there table attendance, theirs number rating, ours number rating"],
        )
    }

    const CREW: (&str, &str) = ("crew", "## who\n\n| a | b |\n| --- | --- |\n| x | y |\n");
    const WHY: (&str, &str) = ("why", "## worry\n\nThe weir\n");
    const TALK: (&str, &str) = ("talk/one", "## whom\n\nlow\n");
    const PLANNED: &str = "## how\n\nA boat\n\n## counted\n\nFish, each day.\n";
    const COUNTED: &str = "## how\n\nA boat\n\n## counted\n\nFish.\n\n```csv\ndate,value,note\n2026-11-01,3,\n```\n\n## came\n\nMore fish\n";

    fn suggested(records: &[(&str, &str)], visits: &[(&str, &str)]) -> String {
        let plan = plan("north", &team(), "", records);
        let kept = crate::model::sample::plan("cohort", &programme(), "", visits);
        let about = kept.kept_with_teams();
        let about = about.get("north").cloned().unwrap_or_default();
        Score::of(&plan, Some(&kept), &about, TODAY)
            .suggested()
            .to_string()
    }

    #[test]
    fn each_level_needs_those_below() {
        let visit = |day: &str, words: &str| {
            (
                format!("visit/{day}"),
                format!(
                    "---\nplan: north\n---\n## there\n\n| a | b |\n| --- | --- |\n| {words} | y |\n"
                ),
            )
        };
        let (name, text) = visit("2026-11-02", "coach");
        let visits = [(name.as_str(), text.as_str())];
        let elsewhere = text.replace("north", "south");
        let others = [(name.as_str(), elsewhere.as_str())];
        let planned = ("trial/one", PLANNED);
        let counted = ("trial/one", COUNTED);
        let verdict = ("verdict", "## say\n\nGo on\n");
        for (records, visits, level) in [
            (&[][..], &[][..], "0.5"),
            (&[WHY], &[], "0.5"),
            (&[CREW, WHY], &[], "1.0"),
            (&[CREW, WHY], &others, "1.0"),
            (&[WHY], &visits, "1.5"),
            (&[CREW, WHY, planned], &[], "1.5"),
            (&[CREW, WHY, TALK], &[], "1.0"),
            (&[CREW, WHY, TALK], &visits, "2.0"),
            (&[CREW, WHY, counted], &[], "2.0"),
            (&[CREW, WHY, counted, verdict], &[], "2.5"),
            (&[CREW, TALK, counted, verdict], &visits, "0.5"),
        ] {
            assert_eq!(suggested(records, visits), level, "{records:?} {visits:?}");
        }
    }

    #[test]
    fn what_does_not_count_shows_nothing() {
        for text in [
            "## worry\n\nTBD\n",
            "---\nskipped: not us\n---\n## worry\n\nThe weir\n",
            "## worry\n\n<<<<<<< a\nThe weir\n=======\nThe mill\n>>>>>>> b\n",
            "## worry\n\nThe weir\n\n## worry\n\nThe mill\n",
        ] {
            assert_eq!(suggested(&[CREW, ("why", text)], &[]), "0.5", "{text}");
        }
    }

    #[test]
    fn what_is_missing_comes_with_its_command() {
        let commands = |records: &[(&str, &str)]| {
            let plan = plan("north", &team(), "", records);
            let kept = crate::model::sample::plan("cohort", &programme(), "", &[]);
            let score = Score::of(&plan, Some(&kept), &[], TODAY);
            let next = score.next().unwrap();
            let lacking = next.asks.iter().filter(|ask| ask.evidence.is_empty());
            lacking
                .map(|ask| ask.command.clone().unwrap_or_default())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            commands(&[]),
            ["redesign record north/why", "redesign record north/crew"]
        );
        assert_eq!(
            commands(&[CREW, WHY]),
            ["redesign record cohort/visit --add --plan north"]
        );
        assert_eq!(
            commands(&[CREW, WHY, TALK, ("trial/one", PLANNED)]),
            [
                "redesign record north/trial/one",
                "redesign record north/verdict"
            ]
        );
        // What no toolkit asks for can't be recorded, and that is no reason to guess.
        let bare = toolkit("t", "team", &["only: words text"]);
        let plan = plan("north", &bare, "", &[("only", "## words\n\nx\n")]);
        let score = Score::of(&plan, None, &[], TODAY);
        assert_eq!(score.suggested(), Level::halves(1));
        assert!(
            score
                .next()
                .unwrap()
                .asks
                .iter()
                .all(|ask| ask.command.is_none())
        );
    }

    #[test]
    fn ratings_stand_beside_it() {
        let visit = |theirs: &str, ours: &str| {
            format!("---\nplan: north\n---\n## theirs\n\n{theirs}\n\n## ours\n\n{ours}\n")
        };
        let (old, new) = (visit("1", "3.5"), visit("2", ""));
        let kept = plan(
            "cohort",
            &programme(),
            "",
            &[("visit/2026-11-02", &new), ("visit/2026-10-02", &old)],
        );
        let why = "## worry\n\nThe weir\n\n## worth\n\n3.2\n\n## mood\n\nhigh\n";
        let plan = plan("north", &team(), "", &[("why", why)]);
        let about = kept.kept_with_teams();
        let score = Score::of(&plan, Some(&kept), about.get("north").unwrap(), TODAY);
        let seen: Vec<String> = score
            .ratings
            .iter()
            .map(|one| {
                let level = one.level.map_or("-".to_owned(), |level| level.to_string());
                format!("{} {} {level} {}", one.title, one.words, one.record)
            })
            .collect();
        assert_eq!(
            seen,
            [
                "Its worth 3.2 - north/why",
                "Its theirs 2 2.0 cohort/visit/2026-11-02",
                "Its ours 3.5 3.5 cohort/visit/2026-10-02"
            ],
            "the newest of each; a choice of words is no rating, and 3.2 is not on the scale"
        );
        let gaps = |limit| {
            let name = |one: &Option<String>| one.clone().unwrap_or("evidence".to_owned());
            let gaps = score.gaps(limit).into_iter();
            gaps.map(|gap| {
                format!(
                    "{} > {} {}",
                    name(&gap.above),
                    name(&gap.below),
                    gap.distance
                )
            })
            .collect::<Vec<_>>()
        };
        assert_eq!(
            gaps(1.5),
            [
                "Its theirs > evidence 1.5",
                "Its ours > Its theirs 1.5",
                "Its ours > evidence 3.0"
            ]
        );
        assert_eq!(gaps(3.5), [] as [&str; 0]);
    }

    #[test]
    fn a_tested_change_is_no_improvement_yet() {
        let verdict = ("verdict", "## say\n\nGo on\n\n");
        let why = "## worry\n\nThe weir\n\n## worth\n\n4.5\n";
        let all = [CREW, ("why", why), ("trial/one", COUNTED), verdict];
        let plan = plan("north", &team(), "", &all);
        let score = Score::of(&plan, None, &[], TODAY);
        assert_eq!(score.suggested(), Level::halves(5));
        assert_eq!(score.next().unwrap().title, "a measured improvement");
        let gaps = score.gaps(1.0);
        assert_eq!(gaps.len(), 1);
        assert_eq!(gaps[0].distance, Level::halves(4));
    }
}
