use crate::check::{Rule, Subject};
use crate::model::{Finding, Found};

pub const RULE: Rule = Rule {
    code: "W0211",
    about: "a link's target doesn't exist",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for (record, _, activity, link) in super::links(subject) {
        let Found::Missing { why, near } = &link.found else {
            continue;
        };
        if super::is_evidence(activity, link) {
            continue;
        }
        found.push(
            RULE.finding(format!("broken link: {why}"))
                .in_record(record, link.place.offset)
                .with_help(super::meant(near.as_deref())),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;
    use crate::model::Found;

    fn said(found: &Found) -> Vec<String> {
        let text = "## seen\n\n- south/trial\n";
        Scene::team(&["why: seen links"], &[("why", text)])
            .with_links_to(found)
            .said(&RULE)
    }

    #[test]
    fn speaks_of_a_link_to_nothing() {
        assert_eq!(
            said(&Found::Missing {
                why: "no plan is called \"south\"".to_owned(),
                near: None
            }),
            ["1-s/why.md:3:3: broken link: no plan is called \"south\""]
        );
    }

    #[test]
    fn is_silent_about_a_public_page() {
        assert_eq!(said(&Found::Page), [""; 0]);
    }
}
