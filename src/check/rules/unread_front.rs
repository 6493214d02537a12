use crate::check::{Rule, Subject};
use crate::model::Finding;

pub const RULE: Rule = Rule {
    code: "W0219",
    about: "what looks like front matter isn't at the top of the file, or its marks aren't `---`, so it isn't read",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for (record, content, _) in super::readable(subject) {
        for span in content.document.unread_front_matter() {
            let above = content.document.slice(&(0..span.start));
            let is_at_top = above
                .trim_matches(['\u{feff}', ' ', '\n', '\r', '\t'])
                .is_empty();
            let message = if is_at_top {
                "this looks like front matter, but its first or last line isn't ---, so it isn't read"
            } else {
                "this looks like front matter, but it isn't at the top of the file, so it isn't read"
            };
            found.push(
                RULE.finding(message)
                    .in_record(record, span.start)
                    .with_help("write it at the top of the file, between two lines of ---"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(text: &str) -> Vec<String> {
        Scene::team(&["why: worry text, who list"], &[("why", text)]).said(&RULE)
    }

    #[test]
    fn speaks_of_other_marks_and_of_other_places() {
        assert_eq!(
            said("\n***\nSkipped: no time\n***\n\n## worry\n"),
            [
                "1-s/why.md:2:1: this looks like front matter, but its first or last line isn't ---, so it isn't read"
            ]
        );
        assert_eq!(
            said("## who\n\n-\n\nskipped: no time\n"),
            [
                "1-s/why.md:5:1: this looks like front matter, but it isn't at the top of the file, so it isn't read"
            ]
        );
        assert_eq!(
            said("---\n\n## plan: north activity: team\n\n## worry\n"),
            [
                "1-s/why.md:1:1: this looks like front matter, but its first or last line isn't ---, so it isn't read"
            ]
        );
        assert_eq!(
            said("## worry\n\nA weir\n\n---\nskipped: no time\n---\n"),
            [
                "1-s/why.md:5:1: this looks like front matter, but it isn't at the top of the file, so it isn't read"
            ]
        );
    }

    #[test]
    fn is_silent_about_front_matter_and_rules() {
        for text in [
            "\n---\nSkipped: no time\n---\n## worry\n",
            "## worry\n\nA weir\n\n---\n\nplan: a dam\n",
        ] {
            assert_eq!(said(text), [""; 0], "{text}");
        }
    }
}
