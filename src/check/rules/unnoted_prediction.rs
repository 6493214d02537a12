use crate::check::{Fix, Rule, Subject};
use crate::model::{Content, Finding, Place, Record, Stamps, prediction};

pub const RULE: Rule = Rule {
    code: "I0305",
    about: "a result was typed by hand, and nothing notes the prediction beside it",
    asks_for_work: true,
    fix: Some(fix),
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for (record, ..) in lacking(subject) {
        found.push(
            RULE.finding("a later change of the prediction won't be noticed: the result was typed by hand")
                .with_place(Place::file(record.path.as_str()))
                .with_help(format!(
                    "`redesign check {} --fix` notes the prediction as it is now, and that it was seen only later",
                    subject.plan.id
                )),
        );
    }
}

fn fix(subject: &Subject<'_>, finding: &Finding) -> Option<Fix> {
    let place = finding.place.as_ref()?;
    let mut all = lacking(subject).into_iter();
    let (record, content, stamps) = all.find(|(record, ..)| record.path == place.path)?;
    Some(Fix::Text {
        path: record.path.clone(),
        text: content.document.with_stamps(&stamps)?,
        said: "noted the prediction as it is now, seen only after the result".to_owned(),
    })
}

/// Records whose result stands beside a prediction that nothing notes, and the stamps they lack.
fn lacking<'a>(subject: &'a Subject<'_>) -> Vec<(&'a Record, &'a Content, Stamps)> {
    let readable = super::readable(subject).filter(|(record, ..)| !record.is_page);
    let found = readable.filter_map(|(record, content, activity)| {
        let stamps = prediction::unnoted(&subject.plan.toolkit, activity, content);
        (!stamps.is_empty()).then_some((record, content, stamps))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(text: &str) -> Vec<String> {
        let trial = "trial repeat: results text result, guess text prediction";
        Scene::team(&[trial], &[("trial/one", text)]).said(&RULE)
    }

    const BOTH: &str = "## results\n\nGood.\n\n## guess\n\nBetter.\n";

    #[test]
    fn speaks_of_a_prediction_that_nothing_notes() {
        assert_eq!(
            said(BOTH),
            [
                "1-s/trial/one.md: a later change of the prediction won't be noticed: the result was typed by hand"
            ]
        );
    }

    #[test]
    fn is_silent_about_a_noted_one_and_without_a_pair() {
        for name in ["trial/results/guess", "trial/results/guess/later"] {
            let noted = format!("---\nbuilds_on:\n  \"{name}\": \"none\"\n---\n{BOTH}");
            assert_eq!(said(&noted), [""; 0]);
        }
        assert_eq!(said("## results\n\nGood.\n"), [""; 0]);
        assert_eq!(said("## guess\n\nBetter.\n"), [""; 0]);
    }
}
