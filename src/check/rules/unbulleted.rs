use crate::check::{Rule, Subject};
use crate::kinds::{Sort, bullet, is_empty_item, is_fence};
use crate::model::Finding;

pub const RULE: Rule = Rule {
    code: "I0303",
    about: "the lines of a list have no bullets and look wrapped or joined, so nobody can tell where an entry ends",
    ..Rule::looking(look)
};

/// Columns from which on a line may have been wrapped; editors and formatters wrap at 72 to 100.
const WRAPPED: usize = 60;

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for (record, content, activity) in super::readable(subject) {
        for output in &activity.outputs {
            if output.kind.facts().sort != Sort::List || output.shape.has_links {
                continue;
            }
            let Some(section) = content.section(output.at) else {
                continue;
            };
            let Some(answer) = content.document.answer(section) else {
                continue;
            };
            let Some(line) = unclear_line(answer.seen()) else {
                continue;
            };
            let offset = content.document.answer_line(&answer, line);
            found.push(
                RULE.finding(format!(
                    "these lines have no bullets, so nobody can tell where an entry of \"{}\" ends: each line counts as one",
                    output.title
                ))
                .in_record(record, offset)
                .with_help("write \"- \" before each entry"),
            );
        }
    }
}

/// The first of those lines without bullets that look as if a program had wrapped or joined them, counted from 0.
fn unclear_line(seen: &str) -> Option<usize> {
    let mut run: Vec<&str> = Vec::new();
    let mut is_fenced = false;
    for (number, line) in seen.lines().chain([""]).enumerate() {
        is_fenced ^= is_fence(line);
        let is_plain = !is_fenced
            && !line.starts_with([' ', '>', '|', '#', '`', '~'])
            && bullet(line).is_none()
            && !is_empty_item(line);
        if is_plain {
            run.push(line);
        } else if is_unclear(&run) {
            return Some(number - run.len());
        } else {
            run.clear();
        }
    }
    None
}

/// Whether lines below each other were filled up to a width, or one holds several sentences.
fn is_unclear(lines: &[&str]) -> bool {
    let length = |line: &&str| line.chars().count();
    let width = lines.iter().map(length).max().unwrap_or(0);
    let is_full = |pair: &[&str]| match pair {
        [line, next] => {
            let first = next.split_whitespace().next().unwrap_or("");
            length(line) + 1 + first.chars().count() > width
        }
        _ => true,
    };
    lines.len() > 1 && width >= WRAPPED && lines.windows(2).all(is_full)
        || lines.iter().any(|line| has_sentences(line))
}

/// Whether another sentence begins on a line: a word that ends in a stop, and one with a capital.
fn has_sentences(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    words.windows(2).any(|pair| match pair {
        [last, next] => {
            let end = last.trim_end_matches(['"', ')', '\u{201d}', '\u{2019}']);
            // An initial or an abbreviation ends no sentence.
            let is_long = end.trim_end_matches(['.', '!', '?']).chars().count() > 3;
            let begin = next.trim_start_matches(['"', '(', '\u{201c}', '\u{2018}']);
            is_long && end.ends_with(['.', '!', '?']) && begin.starts_with(char::is_uppercase)
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(answer: &str) -> Vec<String> {
        let text = format!("## worry\n\nA weir. It is old.\n\n## who\n\n{answer}\n");
        Scene::team(&["why: worry text, who list"], &[("why", &text)]).said(&RULE)
    }

    #[test]
    fn speaks_of_lines_that_were_wrapped_or_joined() {
        for (answer, line) in [
            ("Peers in three schools. We also thought of the library.", 7),
            (
                "The families who live on the far side of the river and have no\nbus, the drivers",
                7,
            ),
            (
                "- the mayor\n\nThe drivers said \"never.\" Then they left.",
                9,
            ),
            (
                "the mayor\n\nThe families who live on the far side of the river and have no\nbus",
                9,
            ),
        ] {
            let found = said(answer);
            assert_eq!(found.len(), 1, "{answer}: {found:?}");
            assert!(
                found[0].contains(&format!(":{line}:1: these lines have no bullets")),
                "{found:?}"
            );
        }
    }

    #[test]
    fn is_silent_where_lines_are_entries() {
        for answer in [
            "- Peers in three schools. We also thought of the library.",
            "- The families who live on the far side of the river and have no\n  bus, the drivers",
            "the mayor\nthe drivers\nthe families",
            "The mayor.\nThe drivers.",
            "Dr. Miller\nJ. R. Smith",
            "The families who live on the far side of the river and have no bus\nthe mayor\nthe drivers",
            "```\nOne thing here. Another there.\n```",
        ] {
            assert_eq!(said(answer), [""; 0], "{answer}");
        }
    }
}
