use crate::check::{Rule, Subject};
use crate::model::{Finding, Hearing, Invocation, Place, Voice, names_heard, voices};
use crate::toolkit::Role;

pub const RULE: Rule = Rule {
    code: "I0368",
    about: "others were heard (role `voices`), but not a group that the plan names as affected (role `affected`), or none under this name",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let plan = subject.plan;
    let all = voices(plan);
    let mut activities = plan.toolkit.activities.iter();
    let Some(asks) = activities.find(|one| one.output_of(Role::Voices).is_some()) else {
        return;
    };
    let mut tell = |message: String, help: String| {
        let list = Invocation::of("list").on(Role::Voices.word());
        found.push(
            RULE.finding(message)
                .with_place(Place::file(plan.place_of(asks.at)))
                .with_command_or(list.on(plan.id.as_str()), &help),
        );
    };
    let not_yet = groups(&all, Hearing::NotYet);
    let is_any_heard = all.iter().any(|voice| voice.hearing == Hearing::Heard);
    if !not_yet.is_empty() && is_any_heard {
        tell(
            format!("affected, but not heard yet: {not_yet}"),
            "ask some of them next".to_owned(),
        );
    }
    let unmatched = groups(&all, Hearing::NotMatched);
    if !unmatched.is_empty() {
        let known = names_heard(plan);
        let help = if known.is_empty() {
            "write it as the records do".to_owned()
        } else {
            format!("their names there: {}", known.join(", "))
        };
        let why = if is_any_heard {
            "not matched with anybody heard"
        } else {
            "no record can have this name"
        };
        tell(format!("affected, but {why}: {unmatched}"), help);
    }
}

fn groups(all: &[Voice], hearing: Hearing) -> String {
    let own = all.iter().filter(|voice| voice.hearing == hearing);
    let own: Vec<String> = own.map(|voice| super::quoted(&voice.group)).collect();
    own.join(", ")
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(affected: &str, heard: &str) -> Vec<String> {
        let affected = format!("## who\n\n{affected}\n");
        let heard = format!("## group\n\n{heard}\n");
        Scene::team(
            &["why: who list affected", "ask repeat: group choice voices"],
            &[("why", &affected), ("ask/2026-10-01-one", &heard)],
        )
        .said(&RULE)
    }

    #[test]
    fn speaks_of_a_group_that_was_not_heard_and_of_one_that_is_not_matched() {
        assert_eq!(
            said("- low\n- high\n- lows", "low"),
            [
                "1-s/ask: affected, but not heard yet: \"high\"",
                "1-s/ask: affected, but not matched with anybody heard: \"lows\"",
            ]
        );
    }

    #[test]
    fn speaks_of_a_name_that_nobody_can_have_before_anybody_was_heard() {
        assert_eq!(
            said("- low\n- lows", ""),
            ["1-s/ask: affected, but no record can have this name: \"lows\""]
        );
    }

    #[test]
    fn is_silent_before_anybody_was_heard_and_once_all_were() {
        assert_eq!(said("- low\n- high", ""), [""; 0]);
        assert_eq!(said("- low", "low"), [""; 0]);
    }
}
