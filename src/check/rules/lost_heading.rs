use crate::check::{Rule, Subject};
use crate::model::Finding;

pub const RULE: Rule = Rule {
    code: "E0105",
    about: "the heading above an output's comment is missing, so its answer counts for the output before it",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for (record, content, _) in super::readable(subject) {
        for offset in content
            .document
            .sections()
            .iter()
            .filter_map(|section| section.second_marker)
        {
            found.push(
                RULE.finding("the heading above this comment is missing, so the answer below counts for the output before it")
                    .in_record(record, offset)
                    .with_help("add the heading on its own line, starting with ##"),
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
    fn speaks_of_a_comment_without_its_heading() {
        assert_eq!(
            said(
                "## worry\n\n<!-- output: worry. -->\n\nA weir\n\n<!-- output: who. -->\n\n- us\n"
            ),
            [
                "1-s/why.md:7:1: the heading above this comment is missing, so the answer below counts for the output before it"
            ]
        );
    }

    #[test]
    fn is_silent_about_headings_with_their_comments() {
        assert_eq!(
            said(
                "## worry\n\n<!-- output: worry. -->\n\nA weir\n\n## who\n\n<!-- output: who. -->\n\n- us\n"
            ),
            [""; 0]
        );
    }
}
