use crate::check::{Rule, Subject};
use crate::model::{Content, Finding, Invocation, Record, nearest};
use std::collections::BTreeSet;

pub const RULE: Rule = Rule {
    code: "E0109",
    about: "a programme record that is kept with each plan names no plan, or one that doesn't exist, so no plan shows it",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let toolkit = &subject.plan.toolkit;
    let per_plan = super::readable(subject).filter(|(record, content, activity)| {
        toolkit.is_per_plan(activity) && !record.is_page && !content.answered.is_empty()
    });
    let teams: Option<BTreeSet<&str>> = subject
        .teams
        .map(|teams| teams.iter().map(String::as_str).collect());
    for (record, content, activity) in per_plan {
        let finding = of(teams.as_ref(), record, content);
        let name = super::name_of(record, activity);
        found.extend(finding.map(|finding| finding.seen_in(&name)));
    }
}

fn of(teams: Option<&BTreeSet<&str>>, record: &Record, content: &Content) -> Option<Finding> {
    let text = content.document.text();
    let found = |message: &str, place: Option<usize>| {
        RULE.finding(message).in_record(record, place.unwrap_or(0))
    };
    match (&content.plan, teams) {
        (None, _) => Some(
            found("missing: which plan this is kept with", None)
                .with_help("write `plan: ID` at the top of the file, between two lines of ---"),
        ),
        (Some(id), Some(teams)) if !teams.contains(id.as_str()) => {
            let list = Invocation::of("status");
            let near = nearest(&id.to_lowercase(), teams.iter().map(|id| (*id).to_owned()));
            let write = near.map_or_else(
                || "write a plan's id:".to_owned(),
                |near| format!("did you mean \"{near}\"? then write `plan: {near}`;"),
            );
            let message =
                format!("this is kept with \"{id}\", which isn't a team's plan in this workspace");
            Some(
                found(&message, text.find("plan"))
                    .with_help(format!("{write} `{list}` lists all plans"))
                    .with_command(list),
            )
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(plan: &str) -> Vec<String> {
        let record = format!("{plan}## noted\n\nThey met\n");
        Scene::programme(&["visit repeat per: noted text"], &[("visit/a", &record)])
            .with_teams(&["north", "south"])
            .said(&RULE)
    }

    #[test]
    fn speaks_of_a_record_of_no_plan() {
        assert_eq!(
            said(""),
            ["1-s/visit/a.md:1:1: missing: which plan this is kept with, see visit/a"]
        );
    }

    #[test]
    fn speaks_of_a_plan_that_is_not_there() {
        assert_eq!(
            said("---\nplan: nroth\n---\n"),
            [
                "1-s/visit/a.md:2:1: this is kept with \"nroth\", which isn't a team's plan in this workspace, see visit/a"
            ]
        );
    }

    #[test]
    fn is_silent_about_a_plan_that_is_there() {
        assert_eq!(said("---\nplan: north\n---\n"), [""; 0]);
    }
}
