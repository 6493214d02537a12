//! Who is proposed to whom, with plans made from words.

use super::likeness::WHOLE;
use super::party::Course;
use super::*;
use crate::model::State;
use crate::model::sample::{plan, toolkit};
use crate::toolkit::Toolkit;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::sync::Arc;

const TODAY: Date = date(2026, 11, 23);

fn team() -> Arc<Toolkit> {
    toolkit(
        "t",
        "team",
        &[
            "why: worry text problem, lend list offer",
            "ask: lack list need",
            "try: how text, what text",
        ],
    )
}

fn programme() -> Arc<Toolkit> {
    toolkit(
        "p",
        "cohort",
        &[
            "visit repeat per: stuck list need",
            "helper repeat: knows list offer",
            "circle repeat: asked text need, who list attendance, with link",
        ],
    )
}

fn seen(found: &Introductions) -> Vec<String> {
    let line = |one: &Proposal| {
        let [first, second] = &one.sides;
        format!(
            "{} {} {} {}",
            one.reason.word(),
            first.who,
            second.who,
            one.words.join("+")
        )
    };
    found.proposals.iter().map(line).collect()
}

fn party(id: &str, meta: &str, records: &[(&str, &str)]) -> Party {
    Party::of(&plan(id, &team(), meta, records), TODAY).unwrap()
}

/// A name that ends in a word of six letters is not meant by the word.
#[test]
fn an_expert_is_known_by_the_record() {
    for (asked, with, met) in [
        ("What would an expert say?", "cohort", 0),
        ("What else?", "cohort/helper/expert", 1),
        ("See cohort/helper/2026-10-01-our-expert", "cohort", 1),
        ("See cohort/helper/experts", "cohort", 0),
    ] {
        let circle = format!("## asked\n\n{asked}\n\n## who\n\n- a\n\n## with\n\n{with}\n");
        let records = [
            (
                "helper/2026-10-01-our-expert",
                "## knows\n\n- Weir building\n",
            ),
            ("circle/2026-11-02", circle.as_str()),
        ];
        let around = FromProgramme::of(&plan("cohort", &programme(), "", &records), TODAY);
        let team = party("a", "", &[("why", "## worry\n\nThe weir\n")]);
        let found = introduce(vec![team], &around);
        assert_eq!(found.met.len(), met, "{asked} {with}: {found:?}");
    }
}

#[test]
fn reasons_by_roles() {
    let kept = plan(
        "cohort",
        &programme(),
        "",
        &[
            (
                "visit/2026-11-02",
                "---\nplan: b\n---\n## stuck\n\n- The weir is rotten\n",
            ),
            (
                "helper/2026-10-01-x",
                "## knows\n\n- Weir building\n- Knots\n",
            ),
        ],
    );
    let around = FromProgramme::of(&kept, TODAY);
    let parties = vec![
        party(
            "a",
            "",
            &[(
                "why",
                "## worry\n\nThe mill is silent\n\n## lend\n\n- A saw for the rotten weir\n",
            )],
        ),
        party(
            "b",
            "",
            &[("try", "## what\n\nx\n"), ("why", "## worry\n\nNo fish\n")],
        ),
        party(
            "c",
            "",
            &[
                ("try", "## how\n\nx\n"),
                ("ask", "## lack\n\n- Why is the mill silent at night?\n"),
            ],
        ),
    ];
    let found = introduce(parties, &around);
    assert_eq!(
        seen(&found),
        [
            "alike a c mill+silent",
            "offer b a rotten+weir",
            "ahead b c ",
            "offer b cohort/helper/2026-10-01-x weir",
        ]
    );
    let stuck = &found.proposals[2].sides[0];
    assert_eq!(stuck.says.as_ref().unwrap().words, "The weir is rotten");
    assert_eq!(
        stuck.at.map(|(at, state)| (at.index(), state)),
        Some((2, State::Doing))
    );
    assert_eq!(
        command(around.arrange.as_ref().unwrap(), &found.proposals[3].sides).to_string(),
        "redesign record cohort/circle --add --set who=b --set with=cohort/helper/2026-10-01-x"
    );
}

#[test]
fn a_problem_that_stands_in_two_cycles_is_one_teams() {
    let mill: &[(&str, &str)] = &[("why", "## worry\n\nThe mill is silent\n")];
    let parties = |course: &str| {
        vec![
            party("a", course, mill),
            party("b", "continues = \"a\"", mill),
            party("c", "continues = \"b\"", mill),
            party("d", "continues = \"e\"", mill),
            party("e", "continues = \"d\"", mill),
        ]
    };
    for course in ["", "paused = \"snow\"", "ended = \"moved\""] {
        let found = introduce(parties(course), &FromProgramme::default());
        let one_of = |who: &str| if "abc".contains(who) { 1 } else { 2 };
        for proposal in &found.proposals {
            let [one, other] = &proposal.sides;
            assert_ne!(one_of(&one.who), one_of(&other.who), "{course}");
        }
        assert!(!found.proposals.is_empty());
    }
}

#[test]
fn nobody_is_asked_by_everybody() {
    let mut parties = vec![party("z", "", &[("try", "## how\n\nx\n")])];
    for id in ["a", "b", "c", "d", "e"] {
        parties.push(party(id, "", &[("try", "## what\n\nx\n")]));
    }
    let found = introduce(parties.clone(), &FromProgramme::default());
    assert_eq!(seen(&found), ["ahead a z ", "ahead b z ", "ahead c z "]);
    parties.push(party("y", "", &[("try", "## how\n\nx\n")]));
    let found = introduce(parties, &FromProgramme::default());
    let asked = |who: &str| {
        let all = seen(&found);
        all.iter()
            .filter(|one| one.contains(&format!(" {who} ")))
            .count()
    };
    assert_eq!((asked("z"), asked("y")), (2, 3));
}

/// A few words for each of some teams, and whether they go on.
fn cohort() -> impl Strategy<Value = Vec<Party>> {
    let word = prop::sample::select(vec![
        "mill",
        "weir",
        "fish",
        "boat",
        "rope",
        "flood",
        "\u{5ddd}\u{9b5a}",
    ]);
    let words = prop::collection::vec(word, 0..5);
    let meta = prop::sample::select(vec![
        "",
        "",
        "paused = \"x\"",
        "ended = \"x\"",
        "continues = \"p0\"",
    ]);
    let one = (words.clone(), words.clone(), words, meta, any::<bool>());
    prop::collection::vec(one, 2..7).prop_map(|all| {
        let made = all
            .into_iter()
            .enumerate()
            .map(|(at, (worry, lack, lend, meta, has_tried))| {
                let why = format!(
                    "## worry\n\n{}\n\n## lend\n\n- {}\n",
                    worry.join(" "),
                    lend.join(" ")
                );
                let ask = format!("## lack\n\n- {}\n", lack.join(" "));
                let tried = if has_tried {
                    "## how\n\nx\n"
                } else {
                    "## what\n\nx\n"
                };
                let records = [("why", why.as_str()), ("ask", &ask), ("try", tried)];
                party(&format!("p{at}"), meta, &records)
            });
        made.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 128, rng_seed: RngSeed::Fixed(20_261_125), ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_plans_does_not_matter_and_no_pair_comes_twice(parties in cohort(), turn in 0usize..7) {
        let found = introduce(parties.clone(), &FromProgramme::default());
        let mut turned = parties.clone();
        let turn = turn % turned.len();
        turned.rotate_left(turn);
        turned.reverse();
        let again = introduce(turned, &FromProgramme::default());
        prop_assert_eq!(format!("{found:?}"), format!("{again:?}"));
        let mut pairs: Vec<Vec<&str>> = Vec::new();
        for proposal in &found.proposals {
            let mut pair: Vec<&str> = proposal.sides.iter().map(|side| side.who.as_str()).collect();
            pair.sort_unstable();
            prop_assert!(pair[0] != pair[1] && !pairs.contains(&pair), "{pair:?}");
            pairs.push(pair);
            prop_assert!(proposal.strength > 0 && proposal.strength <= WHOLE);
            let course = |side: &Partner| parties.iter().find(|one| one.id == side.who).unwrap().course;
            prop_assert_eq!(course(&proposal.sides[0]), Course::On);
            prop_assert!(matches!(course(&proposal.sides[1]), Course::On | Course::Through));
        }
        let strengths: Vec<u32> = found.proposals.iter().map(|one| one.strength).collect();
        prop_assert!(strengths.is_sorted_by(|one, other| one >= other));
    }

    /// Somebody whose words nobody shares changes neither who is proposed to whom nor in which words.
    #[test]
    fn an_unrelated_plan_joins_nobody(parties in cohort()) {
        let words = |found: &Introductions| {
            let all = found.proposals.iter().filter(|one| one.reason != Reason::Ahead);
            all.flat_map(|one| one.sides.iter().map(|side| side.who.clone())).collect::<Vec<_>>()
        };
        let mut more = parties.clone();
        more.push(party("zz", "", &[("why", "## worry\n\nPiano lessons\n")]));
        let found = introduce(more.clone(), &FromProgramme::default());
        prop_assert!(!words(&found).contains(&"zz".to_owned()));
        let again = introduce(more, &FromProgramme::default());
        prop_assert_eq!(format!("{found:?}"), format!("{again:?}"));
    }
}
