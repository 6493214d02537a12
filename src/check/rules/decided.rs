use crate::check::{Rule, Subject};
use crate::model::{Finding, Invocation, Place, to_record};
use crate::toolkit::{Activity, ActivityAt, Role};

pub const RULE: Rule = Rule {
    code: "W0242",
    about: "a decision was made before what it needs was done, or there are more decisions than records they need, such as pilot reflections",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let plan = subject.plan;
    for activity in &plan.toolkit.activities {
        let decisions = super::records_with(subject, activity.at, Role::Decision);
        if decisions == 0 {
            continue;
        }
        let lacking = activity.needs.iter().filter_map(|need| {
            let (message, command) = lacking(subject, activity, decisions, *need)?;
            Some((*need, message, command))
        });
        found.extend(lacking.map(|(need, message, command)| {
            RULE.finding(message)
                .seen_in(&newest(subject, activity).unwrap_or_default())
                .for_lack_of(need)
                .with_place(Place::file(plan.place_of(activity.at)))
                .with_command(command)
        }));
    }
}

/// The name of the last record with a decision.
fn newest(subject: &Subject<'_>, activity: &Activity) -> Option<String> {
    let asked = activity.those(|output| output.role == Some(Role::Decision));
    let records = subject.plan.records_of(activity.at).filter(|record| {
        let content = record.content.as_ref();
        content.is_ok_and(|content| !content.filled.and(asked).is_empty())
    });
    Some(super::name_of(records.last()?, activity))
}

/// What a needed activity lacks for that many decisions, and the command to fix it.
fn lacking(
    subject: &Subject<'_>,
    activity: &Activity,
    decisions: usize,
    need: ActivityAt,
) -> Option<(String, Invocation)> {
    let needed = subject.plan.toolkit.activity(need);
    let state = subject.standing.activity(need);
    if state.state.is_settled() {
        let contents = subject.plan.contents_of(need);
        let whole = contents
            .filter(|content| content.is_complete(needed))
            .count();
        let is_counted = activity.repeat.is_some() && needed.repeat.is_some() && whole > 0;
        return (is_counted && decisions > whole).then(|| {
            let message = format!(
                "{} has {decisions} decisions, but {} has only {whole} to base them on",
                activity.id, needed.id
            );
            let name = subject.plan.name_with(needed);
            (message, Invocation::of("record").on(name).adding())
        });
    }
    let message = format!(
        "{} has a decision before {} is done{}",
        activity.id,
        needed.id,
        super::lacking(state, needed)
    );
    Some((message, to_record(subject.plan, subject.standing, need)))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(records: &[(&str, &str)]) -> Vec<String> {
        let activities = [
            "trial repeat: came text result",
            "verdict repeat needs=trial: say text decision",
        ];
        Scene::team(&activities, records).said(&RULE)
    }

    #[test]
    fn speaks_of_a_decision_on_nothing() {
        assert_eq!(
            said(&[("verdict/a", "## say\n\nStop\n")]),
            [
                "1-s/verdict: verdict has a decision before trial is done (still missing: came), see verdict/a"
            ]
        );
    }

    #[test]
    fn speaks_of_more_decisions_than_results() {
        assert_eq!(
            said(&[
                ("trial/a", "## came\n\nA weir\n"),
                ("verdict/a", "## say\n\nStop\n"),
                ("verdict/b", "## say\n\nGo\n")
            ]),
            [
                "1-s/verdict: verdict has 2 decisions, but trial has only 1 to base them on, see verdict/b"
            ]
        );
    }

    #[test]
    fn is_silent_about_a_decision_on_a_result() {
        assert_eq!(
            said(&[
                ("trial/a", "## came\n\nA weir\n"),
                ("verdict/a", "## say\n\nStop\n")
            ]),
            [""; 0]
        );
    }
}
