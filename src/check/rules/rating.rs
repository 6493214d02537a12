//! A rating lies far above what the records suggest.

use crate::check::{Rule, Subject};
use crate::model::{Finding, Level, Place, Rating as Typed, Score, ratings};
use crate::toolkit::Audience;

/// A rating lies far above what the records suggest.
pub struct Rating;

impl Rule for Rating {
    fn code(&self) -> &'static str {
        "I0349"
    }

    fn about(&self) -> &'static str {
        "The latest rating lies far above what the records suggest."
    }

    fn on_board(&self) -> bool {
        true
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        let plan = subject.plan;
        let Some(moment) = subject.moment else {
            return;
        };
        // A programme is no team, and of a team that rests or has left nobody asks how it stands.
        if plan.toolkit.audience == Audience::Cohort || plan.meta.resting().is_some() {
            return;
        }
        let is_far_above = |typed: &Typed, below: Level| {
            let above = typed.level.and_then(|level| level.minus(below));
            above.is_some_and(|distance| distance.value() >= moment.limits.rating_gap)
        };
        // Most teams have no rating that could be far above anything, and then nobody looks for evidence.
        let typed = ratings(plan, moment.programme, moment.about);
        if !typed.iter().any(|one| is_far_above(one, Level::LOWEST)) {
            return;
        }
        let score = Score::of(plan, moment.programme, moment.about);
        let is_far = |typed: &&Typed| is_far_above(typed, score.suggested());
        // One line a team, however many ratings it has: the highest says most, the first of two that are equal.
        let far = score.ratings.iter().filter(is_far);
        let Some(highest) = far.reduce(|one, other| {
            if level(other) > level(one) {
                other
            } else {
                one
            }
        }) else {
            return;
        };
        let day = highest
            .day
            .map_or(String::new(), |day| format!(" of {day}"));
        let typed = level(highest).map_or(String::new(), |level| level.to_string());
        // Higher levels may be right; only records can't say so.
        let why = score.next().map_or_else(
            || "the most they can show; an improvement is for you to confirm".to_owned(),
            |step| format!("not shown: {}", step.title),
        );
        found.push(
            Finding::info(
                self.code(),
                format!(
                    "\"{}\"{day} is {typed}, and the records suggest {} ({why})",
                    highest.title,
                    score.suggested()
                ),
            )
            .with_place(Place::at(&highest.path, (highest.line, 1)))
            .with_help(format!("redesign score {}", plan.id)),
        );
    }
}

fn level(typed: &Typed) -> Option<Level> {
    typed.level
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Moment;
    use crate::model::sample::{plan, toolkit};
    use crate::model::{Limits, Standing};

    fn found(meta: &str, ratings: [&str; 2], gap: f64) -> Vec<String> {
        let team = toolkit(
            "t",
            "team",
            &["why: worry text problem, who list attendance"],
        );
        let visits = toolkit(
            "p",
            "cohort",
            &["visit repeat per: theirs number rating, ours number rating"],
        );
        let why = "## worry\n\nThe weir\n\n## who\n\n- us\n";
        let north = plan("north", &team, meta, &[("why", why)]);
        let visit = format!(
            "---\nplan: north\n---\n## theirs\n\n{}\n\n## ours\n\n{}\n",
            ratings[0], ratings[1]
        );
        let cohort = plan("cohort", &visits, "", &[("visit/2026-11-02", &visit)]);
        let kept = cohort.kept_with_teams();
        let limits = Limits {
            rating_gap: gap,
            ..Limits::default()
        };
        let moment = Moment {
            today: jiff::civil::date(2026, 11, 23),
            moved: None,
            programme: Some(&cohort),
            about: kept.get("north").unwrap(),
            left_out: &cohort.left_out(),
            agenda: &[],
            limits: &limits,
        };
        let standing = Standing::of(&north);
        let mut said = Vec::new();
        Rating.look(
            &Subject {
                plan: &north,
                standing: &standing,
                page: None,
                teams: None,
                moment: Some(&moment),
            },
            &mut said,
        );
        said.iter()
            .map(|one| format!("{} {}", one.place.as_ref().unwrap(), one.message))
            .collect()
    }

    #[test]
    fn a_rating_far_above_its_evidence() {
        assert_eq!(
            found("", ["2.0", "3.5"], 1.0),
            [
                "cohort/1-s/visit/2026-11-02.md:10:1 \"Its ours\" of 2026-11-02 is 3.5, and the records suggest 1.0 (not \
                 shown: planning begun)"
            ]
        );
        assert_eq!(found("", ["2.0", "1.0"], 1.0).len(), 1, "just as far");
        for (meta, ratings, gap) in [
            ("", ["1.5", "0.5"], 1.0),
            ("", ["3.5", "3.5"], 3.0),
            ("", ["9", "x"], 1.0),
            ("paused = \"snow\"", ["3.5", "3.5"], 1.0),
            ("ended = \"moved\"", ["3.5", "3.5"], 1.0),
        ] {
            assert_eq!(
                found(meta, ratings, gap),
                [] as [&str; 0],
                "{meta} {ratings:?}"
            );
        }
    }
}
