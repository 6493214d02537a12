use crate::check::{Rule, Subject};
use crate::model::{Finding, codes};

pub const RULE: Rule = Rule {
    code: codes::UNCOUNTED,
    about: "words before the first output, or beside a table or tasks, aren't counted",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    super::astray::each(subject, false, &RULE, found);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(text: &str) -> Vec<String> {
        Scene::team(&["why: worry text, todo tasks"], &[("why", text)]).said(&RULE)
    }

    #[test]
    fn speaks_of_a_run_of_lines_once() {
        let text = "# Why\n\nA note,\nand more.\n\n## worry\n\nA weir.\n\n## todo\n\n- [ ] Call\n\n> as agreed\n> by all\n\n- [ ] Ask\n";
        let found = said(text);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(
            found[0].contains("3:1: 2 lines before the first output aren't counted"),
            "{found:?}"
        );
        assert!(
            found[1].contains("14:1: 2 lines below \"Its todo\" aren't part of its tasks"),
            "{found:?}"
        );
    }

    #[test]
    fn speaks_of_a_hint_that_lost_its_marks() {
        let text =
            "## Its worry\n\noutput: worry. -->\n\nA weir.\n\n## todo\n\n<!-- output: todo. -->\n";
        let found = said(text);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].contains("3:1: the hint of \"Its worry\" has lost"),
            "{found:?}"
        );
    }

    #[test]
    fn is_silent_about_answers() {
        assert_eq!(
            said("## worry\n\nA weir.\n\n## todo\n\n- [ ] Call\n  more about it\n"),
            [""; 0]
        );
    }
}
