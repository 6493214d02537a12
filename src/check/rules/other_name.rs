use crate::check::{Rule, Subject};
use crate::model::{Finding, Place, Record};

pub const RULE: Rule = Rule {
    code: "W0229",
    about: "a file is named after another plan than the one that its `plan` key names",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(teams) = subject.teams else { return };
    for (record, content, activity) in super::readable(subject) {
        let is_kept = subject.plan.toolkit.is_per_plan(activity) && !record.is_page;
        // One that doesn't exist has a rule of its own.
        let is_known = |plan: &&str| is_kept && teams.iter().any(|id| id == plan);
        let Some(plan) = content.plan.as_deref().filter(is_known) else {
            continue;
        };
        if let Some(other) = named_after(record, teams).filter(|other| *other != plan) {
            found.push(
                RULE.finding(format!("this is about {plan}, but its file is named after {other}"))
                    .with_place(Place::file(record.path.as_str()))
                    .with_help(format!(
                        "if it is about {other}, write `plan: {other}` at its top; otherwise rename the file"
                    )),
            );
        }
    }
}

/// The plan that a file is named after: its id is all of the name, or all before the random end, but for the day.
fn named_after<'a>(record: &Record, teams: &'a [String]) -> Option<&'a str> {
    let stem = record.stem();
    let name = match stem.split_at_checked(11) {
        Some((day, rest))
            if day
                .trim_end_matches('-')
                .parse::<jiff::civil::Date>()
                .is_ok() =>
        {
            rest
        }
        _ => stem,
    };
    let before_end = name.rsplit_once('-').map(|(before, _)| before);
    let is_meant = |id: &&String| name == id.as_str() || before_end == Some(id.as_str());
    let found = teams.iter().filter(is_meant).max_by_key(|id| id.len());
    found.map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(name: &str) -> Vec<String> {
        let name = format!("visit/{name}");
        let visit = (
            name.as_str(),
            "---\nplan: north\n---\n## noted\n\nThey met\n",
        );
        Scene::programme(&["visit repeat per: noted text"], &[visit])
            .with_teams(&["north", "north-side", "south"])
            .said(&RULE)
    }

    #[test]
    fn speaks_of_a_file_named_after_another_plan() {
        for name in [
            "2026-11-20-south-k3f9qd",
            "2026-11-20-south",
            "south",
            "south-2",
        ] {
            let expected = format!(
                "1-s/visit/{name}.md: this is about north, but its file is named after south"
            );
            assert_eq!(said(name), [expected]);
        }
        assert_eq!(said("2026-11-20-north-side-k3f9qd").len(), 1);
    }

    #[test]
    fn is_silent_about_its_own_plan_and_a_title() {
        for name in [
            "2026-11-20-north-k3f9qd",
            "north",
            "2026-11-20-in-the-south-wing-k3f9qd",
            "a",
        ] {
            assert_eq!(said(name), [""; 0], "{name}");
        }
    }
}
