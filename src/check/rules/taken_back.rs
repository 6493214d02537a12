use crate::check::{Rule, Subject};
use crate::model::{Backing, Finding, Invocation, Loss, Release};
use crate::toolkit::Role;

pub const RULE: Rule = Rule {
    code: "W0215",
    about: "a text changed after its release, or what it links to or quotes changed or was withdrawn, so the release is no longer valid",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let plan = subject.plan;
    for (record, content, activity) in super::readable(subject) {
        let Some(Release::TakenBack(loss)) =
            Backing::of(plan, record).and_then(|backing| backing.release)
        else {
            continue;
        };
        // What only lacks consent has a rule of its own.
        let reasons = reasons(&loss);
        if reasons.is_empty() {
            continue;
        }
        let name = plan.name_of(record);
        let output = activity.output_of(Role::Approval);
        let section = output.and_then(|output| content.section(output.at));
        let id = output.map_or("", |output| output.id.as_str());
        let again = Invocation::of("record").on(&name).flag("--reviewed");
        let (command, more) = if loss.gone.is_empty() && loss.left_out.is_none() {
            let more =
                format!("whoever released it must review it: {again}; or withdraw it: --set {id}=");
            (Invocation::of("diff"), more)
        } else {
            let more = format!(
                "take out what rests on it, then whoever released it must review it: {again}; or withdraw it: --set {id}="
            );
            (Invocation::of("show"), more)
        };
        found.push(
            RULE.finding(format!(
                "the release of {name} is no longer valid; {}",
                reasons.join("; ")
            ))
            .in_record(record, section.map_or(0, |section| section.start))
            .with_command_or(command.on(&name), &more),
        );
    }
}

/// Why a release is lost, besides consent.
fn reasons(loss: &Loss) -> Vec<String> {
    let mut reasons = Vec::new();
    let changed: Vec<&str> = loss
        .texts
        .iter()
        .chain(&loss.links)
        .map(String::as_str)
        .collect();
    if !changed.is_empty() {
        reasons.push(format!("changed since: {}", changed.join(", ")));
    }
    let mut gone: Vec<String> = Vec::new();
    for (words, why) in &loss.gone {
        let reason = format!("it rests on {words}: {why}");
        if !gone.contains(&reason) {
            gone.push(reason);
        }
    }
    reasons.append(&mut gone);
    reasons.extend(
        loss.left_out
            .iter()
            .map(|why| format!("it is left out: {why}")),
    );
    reasons
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(stamp: &str) -> Vec<String> {
        let text = format!(
            "---\nbuilds_on:\n  why/claim: {stamp}\n---\n## claim\n\nHow might we begin?\n\n## free\n\nlow\n"
        );
        let activities = ["why: claim text, free choice approval on=why/claim"];
        Scene::team(&activities, &[("why", &text)]).said(&RULE)
    }

    #[test]
    fn speaks_of_a_text_that_changed_since() {
        assert_eq!(
            said("h00000000000000a"),
            ["1-s/why.md:9:1: the release of north/why is no longer valid; changed since: claim"]
        );
    }

    #[test]
    fn is_silent_about_the_text_that_was_released() {
        assert_eq!(said("hsew1r1mepdpyc97"), [""; 0]);
    }
}
