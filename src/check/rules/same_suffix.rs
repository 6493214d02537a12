use crate::check::{Fix, Rule, Subject};
use crate::model::{Finding, Place, Record, fresh_suffix};
use crate::toolkit::ActivityAt;
use std::collections::BTreeMap;

/// Most attempts to find a suffix that is free and doesn't look like a word.
const MOST_TRIES: usize = 100;

pub const RULE: Rule = Rule {
    code: "W0208",
    about: "two records of a repeatable activity end in the same six random characters, usually because one is a copy",
    fix: Some(fix),
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let mut seen: BTreeMap<(ActivityAt, &str), &Record> = BTreeMap::new();
    for record in &subject.plan.records {
        let Some(suffix) = suffix(record.stem()).filter(|_| !record.is_page) else {
            continue;
        };
        let Some(other) = seen.get(&(record.activity, suffix)) else {
            seen.insert((record.activity, suffix), record);
            continue;
        };
        found.push(
            RULE.finding(format!("\"{suffix}\" names {} too", other.stem()))
                .with_place(Place::file(record.path.as_str()))
                .with_help(format!(
                    "rename one of them, or run `redesign check {} --fix`",
                    subject.plan.id
                )),
        );
    }
}

/// The new suffix is derived from name and text, so that two clones fixing the same file agree.
fn fix(subject: &Subject<'_>, finding: &Finding) -> Option<Fix> {
    let path = &finding.place.as_ref()?.path;
    let (record, content, _) = super::readable(subject).find(|(one, ..)| one.path == *path)?;
    let kept = path.strip_suffix(&format!("{}.md", suffix(record.stem())?))?;
    let is_taken = |fresh: &str| {
        let mut others = subject.plan.records_of(record.activity);
        others.any(|other| other.stem().ends_with(fresh))
    };
    let fresh = (0..MOST_TRIES)
        .map(|attempt| {
            let made_from = [path, content.document.text(), &attempt.to_string()];
            fresh_suffix(&made_from)
        })
        .find(|fresh| suffix_is_random(fresh) && !is_taken(fresh))?;
    Some(Fix::Rename {
        path: path.clone(),
        to: format!("{kept}{fresh}.md"),
    })
}

/// The random suffix of a name we generated: a day, words and six characters. A suffix that looks like a word is
/// somebody's own.
fn suffix(stem: &str) -> Option<&str> {
    let (front, last) = stem.rsplit_once('-')?;
    let day = front.get(..10)?;
    (suffix_is_random(last) && day.parse::<jiff::civil::Date>().is_ok()).then_some(last)
}

fn suffix_is_random(last: &str) -> bool {
    last.len() == 6
        && last.bytes().all(|byte| {
            byte.is_ascii_digit() || byte.is_ascii_lowercase() && !b"ilou".contains(&byte)
        })
        && (last.bytes().any(|byte| byte.is_ascii_digit()) || !last.contains(['a', 'e']))
        && !last.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{RULE, suffix};
    use crate::check::sample::Scene;

    fn said(other: &str) -> Vec<String> {
        let first = ("trial/2026-11-01-weir-3wkrve", "## came\n\nA weir\n");
        let records = [first, (other, "## came\n\nA dam\n")];
        Scene::team(&["trial repeat: came text"], &records).said(&RULE)
    }

    #[test]
    fn speaks_of_the_same_random_characters() {
        assert_eq!(
            said("trial/2026-11-02-dam-3wkrve"),
            ["1-s/trial/2026-11-02-dam-3wkrve.md: \"3wkrve\" names 2026-11-01-weir-3wkrve too"]
        );
    }

    #[test]
    fn is_silent_about_others() {
        assert_eq!(said("trial/2026-11-02-dam-rthmnp"), [""; 0]);
    }

    #[test]
    fn random_characters_and_words() {
        assert_eq!(suffix("2026-11-23-interviews-3wkrve"), Some("3wkrve"));
        assert_eq!(suffix("2026-11-23-bus-rthmnp"), Some("rthmnp"));
        for other in [
            "2026-11-23-first-parent",
            "2026-11-23-interview-123456",
            "anna-3wkrve",
            "anna-and-berta-3wkrve",
            "3wkrve",
            "2026-11-23",
            "2026-11-23-interviews-3wkrve copy",
        ] {
            assert_eq!(suffix(other), None, "{other}");
        }
    }
}
