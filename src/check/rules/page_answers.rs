use crate::check::{Rule, Subject};
use crate::model::{Content, Finding};
use crate::toolkit::Activity;

pub const RULE: Rule = Rule {
    code: "W0226",
    about: "answers stand in the `README.md` of a repeatable activity's folder, which is no record, so they aren't counted",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for (record, content, activity) in super::readable(subject) {
        if !record.is_page {
            continue;
        }
        // Only the front matter of a page was read.
        let text = content.document.text();
        let Ok(whole) = Content::of_text(&record.path, activity, text) else {
            continue;
        };
        let outside = first_answer(&whole, activity);
        let inside = || {
            let inner = super::wrapped::unwrapped(record, &whole, activity);
            let mut answered = inner
                .iter()
                .filter(|(.., inner)| !inner.answered.is_empty());
            answered.next().map(|(one, _)| one.start)
        };
        if let Some(start) = outside.or_else(inside) {
            found.push(
                RULE.finding(
                    "answers stand here, and this page is no record, so they aren't counted",
                )
                .in_record(record, start)
                .with_help("move them into a new file beside it, with a name that ends in .md"),
            );
        }
    }
}

/// Offset of the heading above the first answer.
fn first_answer(content: &Content, activity: &Activity) -> Option<usize> {
    let outputs = activity.outputs.iter();
    let starts = outputs.filter_map(|output| content.answers(output.at).next());
    starts.map(|(section, _)| section.start).min()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(text: &str) -> Vec<String> {
        Scene::team(
            &["trial repeat: came text, who list"],
            &[("trial/README", text)],
        )
        .said(&RULE)
    }

    const BLANK: &str = "# Trials\n\nCopy this:\n\n````markdown\n## came\n\n<!-- output: came. -->\n\n## who\n\n- \n````\n";

    #[test]
    fn speaks_of_answers_on_the_page() {
        let below = format!("{BLANK}\n## came\n\nA weir\n");
        assert_eq!(
            said(&below),
            [
                "1-s/trial/README.md:15:1: answers stand here, and this page is no record, so they aren't counted"
            ]
        );
        let inside = BLANK.replace("- \n", "- us\n");
        assert_eq!(
            said(&inside),
            [
                "1-s/trial/README.md:5:1: answers stand here, and this page is no record, so they aren't counted"
            ]
        );
    }

    #[test]
    fn is_silent_about_a_blank_and_other_words() {
        assert_eq!(said(BLANK), [""; 0]);
        assert_eq!(
            said(&format!("{BLANK}\n## Ours\n\nWe met here.\n")),
            [""; 0]
        );
    }
}
