use crate::check::{Rule, Subject};
use crate::document::Unclosed;
use crate::model::{Finding, codes};

pub const RULE: Rule = Rule {
    code: codes::HIDDEN_REST,
    about: "a comment or code fence is never closed and hides the rest of the file",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for (record, content, _) in super::readable(subject) {
        let document = &content.document;
        // A comment that contains the start of another was meant to end before it.
        for comment in document.comments_in(&(0..document.text().len())) {
            if document
                .slice(comment)
                .get(4..)
                .is_some_and(|inside| inside.contains("<!--"))
            {
                found.push(
                    RULE.finding("this comment is never closed, so it hides everything up to the end of the next one")
                        .in_record(record, comment.start)
                        .with_help("write --> where the comment ends"),
                );
            }
        }
        let Some((offset, what)) = content.document.unclosed() else {
            continue;
        };
        let (message, help) = match what {
            Unclosed::Comment => (
                "this comment is never closed, so the rest of the file is hidden",
                "write --> where the comment ends",
            ),
            Unclosed::Html => (
                "this HTML element is never closed, so no heading below it counts",
                "add its end tag, or remove it",
            ),
            Unclosed::Fence => (
                "this code block is never closed, so no heading below it counts",
                "close it with another line of the same marks",
            ),
        };
        found.push(
            RULE.finding(message)
                .in_record(record, offset)
                .with_help(help),
        );
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
    fn speaks_of_a_fence_without_an_end() {
        assert_eq!(
            said("## worry\n\n```\nA weir\n"),
            ["1-s/why.md:3:1: this code block is never closed, so no heading below it counts"]
        );
    }

    #[test]
    fn speaks_of_a_comment_that_holds_the_next_one() {
        assert_eq!(
            said("## worry\n\n<!-- A weir\n\n<!-- a dam -->\n"),
            [
                "1-s/why.md:3:1: this comment is never closed, so it hides everything up to the end of the next one"
            ]
        );
    }

    #[test]
    fn is_silent_about_what_ends() {
        assert_eq!(
            said("## worry\n\n<!-- A weir -->\n\n```\nA dam\n```\n"),
            [""; 0]
        );
    }
}
