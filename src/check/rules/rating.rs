use crate::check::{Rule, Subject};
use crate::model::score::{Level, Rating as Typed, Score, ratings};
use crate::model::{Finding, Invocation, Place};
use crate::toolkit::Audience;

pub const RULE: Rule = Rule {
    code: "I0349",
    about: "the highest of a team's latest ratings is `rating_gap` or more above what its records suggest",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let plan = subject.plan;
    let Some(moment) = subject.moment else {
        return;
    };
    // Programmes aren't rated, and nobody asks about inactive teams.
    if plan.toolkit.audience == Audience::Cohort || plan.meta.resting(moment.today).is_some() {
        return;
    }
    let is_far_above = |typed: &Typed, below: Level| {
        let above = typed.level.and_then(|level| level.minus(below));
        above.is_some_and(|distance| distance.value() >= moment.limits.rating_gap)
    };
    // Most teams have no rating this high, so skip collecting evidence.
    let typed = ratings(plan, moment.programme, moment.about, moment.today);
    if !typed.iter().any(|one| is_far_above(one, Level::LOWEST)) {
        return;
    }
    let score = Score::of(plan, moment.programme, moment.about, moment.today);
    let is_far = |typed: &&Typed| is_far_above(typed, score.suggested());
    // One finding per team: the highest rating, or the first of equals.
    let Some(highest) = score.ratings.iter().filter(is_far).reduce(|one, other| {
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
    // A higher rating may be right, but records can't confirm it.
    let why = score.next().map_or_else(
        || "the most they can show; an improvement is for you to confirm".to_owned(),
        |step| format!("not shown: {}", step.title),
    );
    found.push(
        RULE.finding(format!(
            "\"{}\"{day} is {typed}, but the records suggest {} ({why})",
            highest.title,
            score.suggested()
        ))
        .seen_in(&rated_in(subject, &highest.path).unwrap_or_default())
        .with_place(Place::at(&highest.path, (highest.line, 1)))
        .with_command(Invocation::of("score").on(plan.id.as_str())),
    );
}

/// The name of the record with a rating, the team's own or one that the programme keeps with it.
fn rated_in(subject: &Subject<'_>, path: &str) -> Option<String> {
    let own = subject.plan.records.iter().map(|one| (subject.plan, one));
    let kept = subject.moment.and_then(|moment| {
        let about = moment.about.iter().copied();
        moment
            .programme
            .map(|keeper| about.map(move |one| (keeper, one)))
    });
    let mut all = own.chain(kept.into_iter().flatten());
    let (keeper, record) = all.find(|(_, record)| record.path == path)?;
    Some(super::name_of(
        record,
        keeper.toolkit.activity(record.activity),
    ))
}

fn level(typed: &Typed) -> Option<Level> {
    typed.level
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;
    use crate::model::Limits;

    fn said(toml: &str, ratings: [&str; 2], gap: f64) -> Vec<String> {
        let why = "## worry\n\nThe weir\n\n## who\n\n- us\n";
        let visit = format!(
            "---\nplan: north\n---\n## theirs\n\n{}\n\n## ours\n\n{}\n",
            ratings[0], ratings[1]
        );
        Scene::team(
            &["why: worry text problem, who list attendance"],
            &[("why", why)],
        )
        .with_toml(toml)
        .in_cohort(
            &["visit repeat per: theirs number rating, ours number rating"],
            &[("visit/2026-11-02", &visit)],
        )
        .with_limits(Limits {
            rating_gap: gap,
            ..Limits::default()
        })
        .said(&RULE)
    }

    #[test]
    fn speaks_of_a_rating_far_above_its_evidence() {
        assert_eq!(
            said("", ["2.0", "3.5"], 1.0),
            [
                "cohort/1-s/visit/2026-11-02.md:10:1: \"Its ours\" of 2026-11-02 is 3.5, but the records suggest 1.0 (not shown: planning begun), see visit/2026-11-02"
            ]
        );
        assert_eq!(said("", ["2.0", "1.0"], 1.0).len(), 1, "just as far");
    }

    #[test]
    fn is_silent_about_others() {
        for (toml, ratings, gap) in [
            ("", ["1.5", "0.5"], 1.0),
            ("", ["3.5", "3.5"], 3.0),
            ("", ["9", "x"], 1.0),
            ("paused = \"snow\"", ["3.5", "3.5"], 1.0),
            ("ended = \"moved\"", ["3.5", "3.5"], 1.0),
        ] {
            assert_eq!(said(toml, ratings, gap), [""; 0], "{toml} {ratings:?}");
        }
    }
}
