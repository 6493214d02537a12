use crate::check::{Rule, Subject};
use crate::model::copies::one_form;
use crate::model::{Finding, Place};
use std::collections::BTreeMap;

pub const RULE: Rule = Rule {
    code: "W0206",
    about: "some systems can't store a file with this name, or can't tell two names apart",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let paths = subject
        .plan
        .records
        .iter()
        .map(|record| record.path.as_str())
        .chain(subject.plan.strays.iter().map(String::as_str));
    for path in paths {
        if let Some(other) = seen.insert(one_form(path).to_lowercase(), path) {
            found.push(
                RULE.finding(format!("on many systems, this is the same file as {other}"))
                    .with_place(Place::file(path))
                    .with_help("rename one of them"),
            );
        }
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = name.split('.').next().unwrap_or(name).to_lowercase();
        let hostile = name.contains(['<', '>', ':', '"', '|', '?', '*', '\\'])
            || name.ends_with(['.', ' '])
            || name.chars().any(char::is_control);
        if hostile || crate::toolkit::is_reserved(&stem) {
            found.push(
                RULE.finding("some systems can't store a file with this name")
                    .with_place(Place::file(path))
                    .with_help("rename it, using letters, digits and hyphens"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(name: &str) -> Vec<String> {
        let records = [
            (name, "## came\n\nA weir\n"),
            ("trial/b", "## came\n\nA dam\n"),
        ];
        Scene::team(&["trial repeat: came text"], &records).said(&RULE)
    }

    #[test]
    fn speaks_of_two_names_in_one() {
        assert_eq!(
            said("trial/B"),
            [
                "1-s/trial/b.md: on many systems, this is the same file as plans/north/1-s/trial/B.md"
            ]
        );
    }

    #[test]
    fn speaks_of_one_name_in_two_forms_of_unicode() {
        let records = [
            ("trial/mu\u{308}ller", "## came\n\nA weir\n"),
            ("trial/m\u{fc}ller", "## came\n\nA dam\n"),
        ];
        let said = Scene::team(&["trial repeat: came text"], &records).said(&RULE);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(
            said[0].contains("on many systems, this is the same file"),
            "{said:?}"
        );
    }

    #[test]
    fn speaks_of_a_name_with_a_question_mark() {
        assert_eq!(
            said("trial/now?"),
            ["1-s/trial/now?.md: some systems can't store a file with this name"]
        );
    }

    #[test]
    fn is_silent_about_other_names() {
        assert_eq!(said("trial/a"), [""; 0]);
    }
}
