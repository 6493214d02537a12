use crate::check::{Rule, Subject};
use crate::model::{Backing, Consent, Finding, Invocation, Release};
use crate::toolkit::Role;

pub const RULE: Rule = Rule {
    code: "W0214",
    about: "a finding or case study is finished or released, but a team whose records it links wasn't asked, said no, or agreed before the text changed",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let plan = subject.plan;
    for (record, content, activity) in super::readable(subject) {
        let backing = Backing::of(plan, record).filter(|one| one.left_out.is_none());
        let Some(backing) = backing else {
            continue;
        };
        let is_finished = match &backing.release {
            Some(Release::HeldBack) => false,
            Some(Release::Released | Release::TakenBack(_) | Release::Unknown) => true,
            Some(Release::Open) | None => backing.missing.is_empty(),
        };
        let without: Vec<String> = backing
            .without_consent()
            .map(|(team, consent)| match consent {
                Consent::No => format!("{} said no", team.id),
                Consent::ToAnotherText => {
                    let changed = backing.since_consent.join(", ");
                    format!("{} agreed before this changed: {changed}", team.id)
                }
                Consent::Unknown => {
                    format!("this clone doesn't know to which text {} agreed", team.id)
                }
                _ => format!("{} wasn't asked", team.id),
            })
            .collect();
        if !is_finished || without.is_empty() {
            continue;
        }
        let name = plan.name_of(record);
        let asked = activity.output_of(Role::Consent);
        let section = asked.and_then(|output| content.section(output.at));
        let id = asked.map_or("", |asked| asked.id.as_str());
        let is_old = |(_, consent): &(_, Consent)| *consent == Consent::ToAnotherText;
        let (command, more) = if backing.without_consent().all(is_old) {
            let agreed = Invocation::of("record").on(&name).pair("--reviewed", id);
            let more = format!("ask again; if they still agree: {agreed}");
            (Invocation::of("diff"), more)
        } else {
            let title = asked.map_or("", |asked| &asked.title);
            let is_unknown = |(_, consent): &(_, Consent)| *consent == Consent::Unknown;
            let more = if backing.without_consent().all(is_unknown) {
                "`git fetch --unshallow` fetches the history that tells".to_owned()
            } else {
                format!(
                    "write under \"{title}\" who agreed, or remove what is based on their records"
                )
            };
            (Invocation::of("show"), more)
        };
        found.push(
            RULE.finding(format!(
                "{name} is finished without consent: {}",
                without.join(", ")
            ))
            .in_record(record, section.map_or(0, |section| section.start))
            .with_command_or(command.on(&name), &more),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::{Scene, trial_of_south};
    use crate::model::Found;

    fn said(answer: &str) -> Vec<String> {
        let text = format!(
            "## claim\n\nBoats help\n\n## seen\n\n| What | How |\n| --- | --- |\n| south/trial | measured |\n\n## asked\n\n{answer}\n"
        );
        let activities = ["why: claim text finding, seen evidence support, asked choice consent"];
        Scene::team(&activities, &[("why", &text)])
            .with_links_to(&Found::There(Box::new(trial_of_south())))
            .said(&RULE)
    }

    #[test]
    fn speaks_of_a_team_that_was_not_asked() {
        assert_eq!(
            said(""),
            ["1-s/why.md:11:1: north/why is finished without consent: south wasn't asked"]
        );
    }

    #[test]
    fn speaks_of_a_team_that_said_no() {
        assert_eq!(
            said("high"),
            ["1-s/why.md:11:1: north/why is finished without consent: south said no"]
        );
    }

    #[test]
    fn is_silent_once_the_team_agreed() {
        assert_eq!(said("low"), [""; 0]);
    }
}
