use crate::check::{Rule, Subject};
use crate::model::{Content, Finding, Place};
use crate::toolkit::{Activity, Role};
use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

pub const RULE: Rule = Rule {
    code: "W0222",
    about: "a record meant to be published (its activity has an output with the role `approval` or `finding`) may contain personal data",
    ..Rule::looking(look)
};

/// Most places named; the rest are counted.
const SHOWN: usize = 5;

/// What may be personal data. Most lines have nothing like it, as a quick look shows; compiling these patterns takes as
/// long as reading a small cohort.
struct Pattern {
    name: &'static str,
    may_be_in: fn(&str) -> bool,
    /// Its group `what` or `what2` is the personal part. Matched in linear time.
    regex: LazyLock<Option<Regex>>,
}

static PATTERNS: [Pattern; 4] = [
    Pattern {
        name: "an e-mail address",
        may_be_in: |line| line.contains('@'),
        regex: LazyLock::new(|| {
            Regex::new(r"(?P<what>[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)*\.\p{L}{2,24})").ok()
        }),
    },
    Pattern {
        name: "a phone number",
        may_be_in: |line| digits(line) >= 3,
        regex: LazyLock::new(|| {
            Regex::new(r"(?:^|[^\d\p{L}+-])(?P<what>(?:\+?\d{1,3}[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}|\+\d{1,3}(?:[ ./-]?\(?\d{1,5}\)?){2,5})(?:[^\d\p{L}-]|$)").ok()
        }),
    },
    Pattern {
        name: "a date of birth",
        may_be_in: |line| digits(line) >= 4 && has_birth(line),
        regex: LazyLock::new(birth),
    },
    Pattern {
        name: "the name of a student",
        may_be_in: |line| has_two_capitals(line) && CHILD.iter().any(|word| line.contains(word)),
        regex: LazyLock::new(student),
    },
];

fn birth() -> Option<Regex> {
    let date = r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|(?:\d{1,2}\.? )?(?:January|February|March|April|May|June|July|August|September|October|November|December)(?: \d{1,2},?)? \d{4})";
    let birth = r"(?i:born|births?|birth ?days?|birth ?dates?|d\.?o\.?b\.?)";
    Regex::new(&format!(
        r"\b{birth}\b[^\d\n]{{0,24}}?(?P<what>{date})|(?P<what2>{date})[^\d\n]{{0,16}}?\b{birth}\b"
    ))
    .ok()
}

fn student() -> Option<Regex> {
    let name = r"\p{Lu}[\p{Ll}'\u{2019}]{1,20} \p{Lu}[\p{Ll}'\u{2019}-]{1,24}";
    let child = r"(?:students?|pupils?|child|children|learner|boy|girl|son|daughter|kid)";
    Regex::new(&format!(r"\b(?:{child}|(?:[Ss]tudent|[Pp]upil|[Cc]hild) ?:|(?:[Ss]tudent|[Pp]upil|[Cc]hild) (?:named|called)),? (?P<what>{name})\b|\b(?P<what2>{name}),? (?:is |was |as )?an? (?:[\p{{Ll}}\d-]{{1,20}} ){{0,2}}{child}\b")).ok()
}

/// Parts of the words that name a child in [`student`], whatever their first letter.
const CHILD: [&str; 9] = [
    "tudent", "upil", "hild", "learner", "boy", "girl", "son", "daughter", "kid",
];

fn digits(line: &str) -> usize {
    line.chars().filter(|one| one.is_numeric()).count()
}

/// Whether a line has one of the words that name a birth in [`birth`].
fn has_birth(line: &str) -> bool {
    let line = line.to_ascii_lowercase().replace('.', "");
    ["born", "birth", "dob"]
        .iter()
        .any(|word| line.contains(word))
}

/// Whether two words that have capitals stand one after the other, as in a name.
fn has_two_capitals(line: &str) -> bool {
    let has_capital = |word: &str| word.contains(char::is_uppercase);
    let words = line.split(' ');
    words
        .clone()
        .zip(words.skip(1))
        .any(|(one, next)| has_capital(one) && has_capital(next))
}

/// Public page addresses and link targets.
static ADDRESSES: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\]\([^()\s]*(?: [^()\n]*)?\)|https?://[^\s<>()|]+").ok());

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for (record, content, activity) in super::readable(subject) {
        if record.is_page || !is_published(activity) {
            continue;
        }
        let own = subject.plan.student_id.as_ref();
        let all = suspicions(content, activity, own);
        let Some((first, ..)) = all.first() else {
            continue;
        };
        let position = |offset: usize| content.document.position(offset);
        let mut shown: Vec<String> = all
            .iter()
            .take(SHOWN)
            .map(|(offset, what, letter)| {
                format!("{what} (line {}, {letter})", position(*offset).0)
            })
            .collect();
        if all.len() > SHOWN {
            shown.push(format!("and {} more", all.len() - SHOWN));
        }
        let name = super::name_of(record, activity);
        // Don't show the line: this output gets passed on.
        found.push(
            RULE.finding(format!("{name} may contain personal data: {}", shown.join(", ")))
            .with_place(Place::at(record.path.as_str(), position(*first)))
            .with_help(
                "leave it out, or use a role or group instead; git keeps what was committed. This finds some personal data, not all: a person has to read the record",
            ),
        );
    }
}

/// Whether an activity's records are meant for others: they are released or contain findings.
fn is_published(activity: &Activity) -> bool {
    let mut outputs = activity.outputs.iter();
    outputs.any(|output| matches!(output.role, Some(Role::Approval | Role::Finding)))
}

/// Where personal data may be: offset, type and first letter.
fn suspicions(
    content: &Content,
    activity: &Activity,
    own: Option<&Regex>,
) -> Vec<(usize, &'static str, String)> {
    let mut found = Vec::new();
    let outputs = activity.outputs.iter();
    let sections = outputs.filter_map(|output| content.section(output.at));
    for section in sections {
        let comments = content.document.comments_in(&section.body);
        let mut at = section.body.start;
        for line in content.document.slice(&section.body).split_inclusive('\n') {
            let start = at;
            at += line.len();
            let is_comment = comments
                .iter()
                .any(|comment| comment.start <= start && start < comment.end);
            if is_comment {
                continue;
            }
            let words = without_addresses(line);
            let patterns = PATTERNS.iter().filter(|one| (one.may_be_in)(&words));
            let all = patterns.filter_map(|one| Some((one.name, one.regex.as_ref()?)));
            let all = all.chain(own.map(|regex| ("the id of a student", regex)));
            for (what, regex) in all {
                for captures in regex.captures_iter(&words) {
                    let part = ["what", "what2"];
                    let part = part.iter().find_map(|name| captures.name(name));
                    let part = part.or_else(|| captures.get(0));
                    let Some(part) = part.filter(|part| !part.as_str().trim().is_empty()) else {
                        continue;
                    };
                    let first: String = part.as_str().chars().take(1).collect();
                    found.push((start + part.start(), what, format!("{first}\u{2026}")));
                }
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Replaces addresses and link targets with blanks of the same length.
fn without_addresses(line: &str) -> Cow<'_, str> {
    if !line.contains("](") && !line.contains("://") {
        return Cow::Borrowed(line);
    }
    let Some(addresses) = ADDRESSES.as_ref() else {
        return Cow::Borrowed(line);
    };
    addresses.replace_all(line, |found: &regex::Captures<'_>| {
        let length = found.get(0).map_or(0, |found| found.len());
        " ".repeat(length)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::sample::Scene;
    use proptest::prelude::*;

    fn found(line: &str) -> Vec<&'static str> {
        let words = without_addresses(line);
        let all = PATTERNS.iter().filter(|one| {
            let is_found = one.regex.as_ref().unwrap().is_match(&words);
            assert!(
                !is_found || (one.may_be_in)(&words),
                "{}: {words}",
                one.name
            );
            is_found
        });
        all.map(|one| one.name).collect()
    }

    proptest! {
        /// No pattern is passed over in a line that it matches.
        #[test]
        fn what_is_told_at_a_glance_is_told_rightly(
            parts in prop::collection::vec(
                prop::sample::select(vec![
                    "a.b@c.example", "+1 555 555 0100", "(555) 555-0100", "D.O.B. ", "born ", "BIRTHDAY", "birth date ",
                    "2010-03-04", "3/4/10", "4. March 2010", "Student: ", "pupil, ", "child called ", "Jordan Example",
                    "\u{c9}mile O'Example", " is a kid", ", a ninth-grade student", "\u{661}", ".", " ", "x", "\n",
                ]),
                0..8,
            ),
        ) {
            found(&parts.concat());
        }
    }

    fn said(text: &str) -> Vec<String> {
        Scene::team(&["why: worry text, free choice approval"], &[("why", text)]).said(&RULE)
    }

    #[test]
    fn speaks_of_an_address_in_what_is_published() {
        assert_eq!(
            said("## worry\n\nWrite to a.b@school.example.org\n"),
            ["1-s/why.md:3:10: why may contain personal data: an e-mail address (line 3, a…)"]
        );
    }

    #[test]
    fn is_silent_about_what_stays_with_the_team() {
        assert_eq!(
            Scene::team(
                &["why: worry text"],
                &[("why", "## worry\n\nWrite to a.b@school.example.org\n")]
            )
            .said(&RULE),
            [""; 0]
        );
    }

    #[test]
    fn every_pattern_is_one() {
        assert!(PATTERNS.iter().all(|one| one.regex.is_some()));
        assert!(ADDRESSES.is_some());
    }

    /// Numbers that are kept for fiction, and addresses that lead nowhere.
    #[test]
    fn what_may_be_personal() {
        for (line, what) in [
            ("Write to a.b@school.example.org", "an e-mail address"),
            ("(someone@example.org)", "an e-mail address"),
            ("call 555-555-0100 at noon", "a phone number"),
            ("(555) 555-0100", "a phone number"),
            ("+1 555 555 0100.", "a phone number"),
            ("+44 20 7946 0000", "a phone number"),
            ("born on 2010-03-04", "a date of birth"),
            ("DOB: 3/4/2010", "a date of birth"),
            ("date of birth: March 4, 2010", "a date of birth"),
            ("4 March 2010 (birthday)", "a date of birth"),
            ("the student Jordan Example said", "the name of a student"),
            ("Student: Jordan Example", "the name of a student"),
            ("a pupil, Jordan Example", "the name of a student"),
            (
                "Jordan Example, a ninth-grade student",
                "the name of a student",
            ),
            ("Jordan Example is a student here", "the name of a student"),
            ("a student named Jordan Example", "the name of a student"),
        ] {
            assert_eq!(found(line), [what], "{line}");
        }
    }

    #[test]
    fn what_is_no_person() {
        for line in [
            "More than 10,000 students: 68 % with free lunch",
            "Make the ISTE Standards for Students part of it",
            "Monterey Peninsula students and teachers",
            "from 2026-11-23 to 2026-12-01",
            "[a page](https://example.org/a@b.example/555-555-0100)",
            "https://example.org/people?mail=a@example.org",
            "12 students in 24 schools, 2019-2020",
            "@coach due 2026-12-01",
            "v1.2.3 of 555 pages",
            "the student body of Cedar Rapids",
            "ISBN 978-3-16-148410-0",
        ] {
            assert_eq!(found(line), [""; 0], "{line}");
        }
    }

    #[test]
    fn hostile_lines_cost_little() {
        let long = "a".repeat(200_000) + "@" + &"1-".repeat(100_000) + &"Student ".repeat(20_000);
        let begun = std::time::Instant::now();
        let _found = found(&long);
        assert!(begun.elapsed().as_secs() < 20, "linear in its length");
    }
}
