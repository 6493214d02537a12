use crate::check::{Rule, Subject};
use crate::document::{Document, Section};
use crate::kinds::{GAP, is_gap, split_row, without_bullet};
use crate::model::{Content, Finding, Invocation, Record};
use crate::toolkit::Activity;

pub const RULE: Rule = Rule {
    code: "W0221",
    about: "a record has a gap that a draft left: something isn't recorded",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for (record, content, activity) in super::readable(subject) {
        if record.said().is_some() && may_hold_one(content.document.text()) {
            found.extend(of(subject, record, content, activity));
        }
    }
}

fn of(
    subject: &Subject<'_>,
    record: &Record,
    content: &Content,
    activity: &Activity,
) -> Option<Finding> {
    let gaps = activity.outputs.iter().filter_map(|output| {
        let offset = gap_in(&content.document, content.section(output.at)?)?;
        Some((offset, output.id.as_str()))
    });
    let gaps: Vec<(usize, &str)> = gaps.collect();
    let (first, output) = *gaps.iter().min()?;
    let names: Vec<&str> = gaps.iter().map(|(_, id)| *id).collect();
    let name = super::name_of(record, activity);
    Some(
        RULE.finding(format!("not recorded in {name}: {}", names.join(", ")))
            .in_record(record, first)
            .with_command_or(
                Invocation::of("record")
                    .on(subject.plan.name_of(record))
                    .flag("--set")
                    .pair(output, "TEXT"),
                "or record it at its source, and draft again",
            ),
    )
}

/// A quick test: nearly no text has a gap.
fn may_hold_one(text: &str) -> bool {
    let name = GAP.trim_end_matches(']');
    text.match_indices('[').any(|(at, _)| {
        let words = text.get(at..at + name.len());
        words.is_some_and(|words| words.eq_ignore_ascii_case(name))
    })
}

/// Offset of the first gap in a section: a line, entry or cell with nothing else.
fn gap_in(document: &Document, section: &Section) -> Option<usize> {
    let mut at = section.body.start;
    for line in document.slice(&section.body).split_inclusive('\n') {
        let holds = line.contains(['[']) && {
            is_gap(without_bullet(line.trim()))
                || line.contains('|') && split_row(line).iter().any(|cell| is_gap(cell))
        };
        if holds {
            let lead = line.find(['[', '\\']).unwrap_or(0);
            return Some(at + lead);
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(text: &str) -> Vec<String> {
        Scene::team(&["why: worry text, who list"], &[("why", text)]).said(&RULE)
    }

    #[test]
    fn speaks_of_what_is_not_recorded() {
        assert_eq!(
            said("## worry\n\n[not recorded]\n\n## who\n\n- us\n"),
            ["1-s/why.md:3:1: not recorded in why: worry"]
        );
    }

    #[test]
    fn is_silent_about_brackets_among_words() {
        assert_eq!(
            said("## worry\n\nThe weir [not recorded] is old\n\n## who\n\n- us\n"),
            [""; 0]
        );
    }
}

#[cfg(test)]
mod situations {
    use super::*;
    use crate::model::Standing;
    use crate::model::sample::{plan, toolkit};

    /// Messages with line and column of what is found in one record.
    fn found(text: &str) -> Vec<String> {
        let toolkit = toolkit("t", "team", &["walk: way text, seen list, crew table"]);
        let plan = plan("north", &toolkit, "", &[("walk", text)]);
        let standing = Standing::of(&plan);
        let subject = Subject {
            plan: &plan,
            standing: &standing,
            page: None,
            teams: None,
            today: None,
            moment: None,
        };
        let mut found = Vec::new();
        (RULE.look)(&subject, &mut found);
        let said = |one: Finding| {
            let place = one.place.unwrap();
            let (line, column) = (place.line.unwrap(), place.column.unwrap());
            format!("{} {line}:{column}", one.message)
        };
        found.into_iter().map(said).collect()
    }

    #[test]
    fn a_line_an_entry_or_a_cell_that_says_nothing_else() {
        for (text, said) in [
            ("## way\n\nDown.\n", None),
            // Where nothing else is said yet, nobody asks.
            ("## way\n\n[not recorded]\n", None),
            (
                "## way\n\n[not recorded]\n\n## seen\n\n- a heron\n",
                Some("not recorded in walk: way 3:1"),
            ),
            (
                "## way\n\nDown the river.\n\nThen:\n  [Not Recorded]\n",
                Some("not recorded in walk: way 6:3"),
            ),
            ("## way\n\nIt says [not recorded] there.\n", None),
            (
                "## way\n\n\\[not recorded\\]\n\n## seen\n\n- a heron\n- \\[not recorded]\n",
                Some("not recorded in walk: way, seen 3:1"),
            ),
            (
                "## seen\n\n- a heron\n- [not recorded]\n",
                Some("not recorded in walk: seen 4:3"),
            ),
            (
                "## crew\n\n| a | b |\n| --- | --- |\n| x | [not recorded] |\n",
                Some("not recorded in walk: crew 5:7"),
            ),
            (
                "## way\n\nDown.\n\n## crew\n\n| a | b |\n| --- | --- |\n| [not recorded] | y |\n\n## seen\n\n- [not recorded]\n",
                Some("not recorded in walk: seen, crew 9:3"),
            ),
            (
                "---\nskipped: no rain\n---\n## way\n\n[not recorded]\n",
                None,
            ),
        ] {
            let expected: Vec<&str> = said.into_iter().collect();
            assert_eq!(found(text), expected, "{text}");
        }
    }
}
