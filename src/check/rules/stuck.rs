use crate::check::{Moment, Rule, Subject};
use crate::model::words::says_nothing;
use crate::model::{Content, Finding, Invocation, Record};
use crate::toolkit::{Activity, Role};

pub const RULE: Rule = Rule {
    code: "I0345",
    about: "the newest record that the programme keeps with a team states a need (role `need`)",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(moment) = super::going_on(subject) else {
        return;
    };
    let Some((record, content, activity)) = newest(moment) else {
        return;
    };
    for output in activity.outputs_of(Role::Need) {
        let is_filled = content.filled.contains(output.at);
        let Some(answer) = content.answer(output.at).filter(|_| is_filled) else {
            continue;
        };
        if says_nothing(&answer.text) {
            continue;
        }
        let words = super::quoted(&answer.text);
        let name = moment.programme.map(|keeper| keeper.name_of(record));
        found.push(
            RULE.finding(format!("{}: {words}", output.title))
                .seen_in(&super::name_of(record, activity))
                .in_record(record, answer.start)
                .with_command(Invocation::of("show").on(name.unwrap_or_default())),
        );
    }
}

/// The newest record kept with the plan that can state a need.
pub fn newest<'a>(moment: &Moment<'a>) -> Option<(&'a Record, &'a Content, &'a Activity)> {
    let toolkit = &moment.programme?.toolkit;
    let records = moment.about.iter().filter_map(|record| {
        let activity = toolkit.activity(record.activity);
        let can_say = super::has_role(activity, Role::Need);
        let content = record.answered().filter(|_| can_say)?;
        Some((*record, content, activity))
    });
    records.max_by_key(|(record, _, activity)| {
        (record.day_by(activity, moment.today), record.path.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(need: &str) -> Vec<String> {
        let visit = format!("---\nplan: north\n---\n## need\n\n{need}\n");
        Scene::team(&["why: worry text"], &[])
            .in_cohort(
                &["visit repeat per: need text need"],
                &[("visit/a", &visit)],
            )
            .said(&RULE)
    }

    #[test]
    fn speaks_of_what_a_team_needs() {
        assert_eq!(
            said("A boat"),
            ["cohort/1-s/visit/a.md:6:1: Its need: \"A boat\", see visit/a"]
        );
    }

    #[test]
    fn is_silent_about_nothing() {
        assert_eq!(said("nothing"), [""; 0]);
    }
}
