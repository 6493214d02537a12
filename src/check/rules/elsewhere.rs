use crate::check::{Rule, Subject};
use crate::model::{Finding, Found};

pub const RULE: Rule = Rule {
    code: "I0312",
    about: "a link leads into a repository that isn't here, or to something unreadable, so it can't be checked",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for (record, _, _, link) in super::links(subject) {
        let (why, help) = match &link.found {
            Found::Elsewhere { plan } => (
                format!("\"{plan}\" is in a repository that isn't here"),
                "run `git submodule update --init`, if you have access".to_owned(),
            ),
            Found::Unreadable { why } => (
                format!("it can't be read: {why}"),
                "redesign check; it shows where and why".to_owned(),
            ),
            _ => continue,
        };
        found.push(
            RULE.finding(format!("this link can't be checked: {why}"))
                .in_record(record, link.place.offset)
                .with_help(help),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::{Scene, trial_of_south};
    use crate::model::Found;

    fn said(found: &Found) -> Vec<String> {
        let text = "## seen\n\n- south/trial\n";
        Scene::team(&["why: seen links"], &[("why", text)])
            .with_links_to(found)
            .said(&RULE)
    }

    #[test]
    fn speaks_of_a_repository_that_is_not_here() {
        assert_eq!(
            said(&Found::Elsewhere {
                plan: "south".to_owned()
            }),
            [
                "1-s/why.md:3:3: this link can't be checked: \"south\" is in a repository that isn't here"
            ]
        );
    }

    #[test]
    fn speaks_of_what_cannot_be_read() {
        assert_eq!(
            said(&Found::Unreadable {
                why: "it is not UTF-8".to_owned()
            }),
            ["1-s/why.md:3:3: this link can't be checked: it can't be read: it is not UTF-8"]
        );
    }

    #[test]
    fn is_silent_about_what_is_here() {
        assert_eq!(said(&Found::There(Box::new(trial_of_south()))), [""; 0]);
    }
}
