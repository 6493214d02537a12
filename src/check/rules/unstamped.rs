use crate::check::{Fix, Rule, Subject};
use crate::model::{Basis, Finding, Place, Stamps, link_stamps, own};

pub const RULE: Rule = Rule {
    code: "I0301",
    about: "a done record has no stamps of what it builds on or links to, usually because it was filled in by hand",
    asks_for_work: true,
    fix: Some(fix),
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for (path, stamps) in lacking(subject) {
        let names = names(&stamps);
        found.push(
            RULE.finding(format!(
                "changes to what this builds on won't be noticed: {}",
                names.join(", ")
            ))
            .with_place(Place::file(path))
            .with_help(format!(
                "`redesign check {} --fix` stamps the answers as they are now",
                subject.plan.id
            )),
        );
    }
}

fn fix(subject: &Subject<'_>, finding: &Finding) -> Option<Fix> {
    let place = finding.place.as_ref()?;
    let (path, stamps) = lacking(subject)
        .into_iter()
        .find(|(path, _)| *path == place.path)?;
    let (_, content, _) = super::readable(subject).find(|(record, ..)| record.path == path)?;
    Some(Fix::Text {
        path: path.to_owned(),
        text: content.document.with_stamps(&stamps)?,
        said: format!(
            "stamped with what it was built on: {}",
            names(&stamps).join(", ")
        ),
    })
}

/// Records and the stamps they lack: of what done records build on, and of their own answers that others build on.
fn lacking<'a>(subject: &'a Subject<'_>) -> Vec<(&'a str, Stamps)> {
    let plan = subject.plan;
    let mut basis = Basis::of(plan);
    let mut found = Vec::new();
    for (record, content, activity) in super::readable(subject) {
        if record.is_page || content.answered.is_empty() {
            continue;
        }
        let mut stamps = Stamps::new();
        if content.is_complete(activity) {
            stamps = basis.stamps(record.activity, false);
            stamps.extend(link_stamps(plan.links_in(&record.path)));
        }
        // For which words a person's answer was given, nobody else can say.
        let outputs = activity.outputs.iter();
        for output in outputs.filter(|one| !own::is_given(activity, one)) {
            stamps.extend(own::stamps(&plan.toolkit, activity, content, output));
        }
        let stamps = content.lacking(&stamps);
        if !stamps.is_empty() {
            found.push((record.path.as_str(), stamps));
        }
    }
    found
}

/// What the stamps cover, as people type it, without duplicates.
fn names(stamps: &Stamps) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for stamp in stamps.keys() {
        let own: Vec<&str> = stamp.split('/').collect();
        let name = match own.as_slice() {
            ["", ..] => stamp.trim_start_matches('/').to_owned(),
            [activity, _, output] => format!("{activity}/{output}"),
            _ => stamp.clone(),
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(front: &str) -> Vec<String> {
        let built = format!("{front}## way\n\nBy boat\n");
        let activities = ["why: worry text", "how: way text on=why/worry"];
        let records = [
            ("why", "## worry\n\nHow might we begin?\n"),
            ("how", built.as_str()),
        ];
        Scene::team(&activities, &records).said(&RULE)
    }

    #[test]
    fn speaks_of_a_record_without_stamps() {
        assert_eq!(
            said(""),
            ["1-s/how.md: changes to what this builds on won't be noticed: why/worry"]
        );
    }

    #[test]
    fn is_silent_about_one_with_any() {
        assert_eq!(
            said("---\nbuilds_on:\n  why/worry: h00000000000000a\n---\n"),
            [""; 0]
        );
    }
}
