use crate::check::{Rule, Subject};
use crate::model::Finding;
use crate::model::Place;

pub const RULE: Rule = Rule {
    code: "E0106",
    about: "an activity with one record is in several files",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let plan = subject.plan;
    let all = plan.toolkit.activities.iter();
    for activity in all.filter(|one| one.repeat.is_none()) {
        let mut records = plan.records_of(activity.at);
        let Some(first) = records.next() else {
            continue;
        };
        for other in records {
            found.push(
                RULE.finding(format!("\"{}\" is in {} too", activity.id, first.path))
                    .with_place(Place::file(other.path.as_str()))
                    .with_help("merge the two files into one"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(records: &[(&str, &str)]) -> Vec<String> {
        let activities = ["why: worry text", "trial repeat: came text"];
        Scene::team(&activities, records).said(&RULE)
    }

    #[test]
    fn speaks_of_one_record_in_two_files() {
        assert_eq!(
            said(&[
                ("why", "## worry\n\nA weir\n"),
                ("why/more", "## worry\n\nA dam\n")
            ]),
            ["1-s/why/more.md: \"why\" is in plans/north/1-s/why.md too"]
        );
    }

    #[test]
    fn is_silent_about_what_may_have_several() {
        assert_eq!(
            said(&[
                ("trial/a", "## came\n\nA weir\n"),
                ("trial/b", "## came\n\nA dam\n")
            ]),
            [""; 0]
        );
    }
}
