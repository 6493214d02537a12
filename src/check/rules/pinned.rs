use crate::check::{Rule, Subject};
use crate::model::Finding;

pub const RULE: Rule = Rule {
    code: "I0311",
    about: "a link uses a version number such as `@v2`, which can refer to another version after a merge",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for (record, _, _, link) in super::links(subject) {
        let version = link.there().and_then(|there| there.version.as_ref());
        let is_number = version.is_some_and(|version| {
            version.strip_prefix('v').is_some_and(|rest| {
                !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit())
            })
        });
        if is_number {
            let name = link.place.words.split('@').next().unwrap_or_default();
            found.push(
                RULE.finding("after a merge, this number can refer to another version")
                    .in_record(record, link.place.offset)
                    .with_help(format!(
                        "redesign log {name}; a commit or a date after the @ doesn't change"
                    )),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::{Scene, trial_of_south};
    use crate::model::{Found, There};

    fn said(version: &str) -> Vec<String> {
        let there = There {
            version: Some(version.to_owned()),
            ..trial_of_south()
        };
        let text = format!("## seen\n\n- south/trial@{version}\n");
        Scene::team(&["why: seen links"], &[("why", &text)])
            .with_links_to(&Found::There(Box::new(there)))
            .said(&RULE)
    }

    #[test]
    fn speaks_of_a_number() {
        assert_eq!(
            said("v2"),
            ["1-s/why.md:3:3: after a merge, this number can refer to another version"]
        );
    }

    #[test]
    fn is_silent_about_a_day() {
        assert_eq!(said("2026-11-02"), [""; 0]);
    }
}
