//! Where activities stand and why: a table of situations, and what tables and reports read from it.

use super::super::sample::plan;
use super::*;
use crate::model::Basis;
use crate::model::STATES;
use crate::toolkit::OutputAt;
use State::{Doing, Done, Review, Skipped, Todo, Unreadable, Waiting};
use std::sync::Arc;

const TOOLKIT: &str = r#"
id = "t"
version = "1.0.0"
title = "T"
step = [{ id = "one", title = "One" }, { id = "two", title = "Two" }]

[[activity]]
id = "team"
step = "one"
title = "Team"
output = [
  { id = "who", title = "Whose team", kind = "text", required = true },
  { id = "note", title = "A note", kind = "text" },
  { id = "day", title = "Its day", kind = "date", required = true },
]

[[activity]]
id = "talks"
step = "one"
title = "Talks"
repeat = { min = 3 }
output = [
  { id = "said", title = "What was said", kind = "text", required = true },
  { id = "heard", title = "What was heard", kind = "text", required = true },
]

[[activity]]
id = "visits"
step = "one"
title = "Visits"
repeat = true
output = [
  { id = "seen", title = "What was seen", kind = "text", required = true },
  { id = "felt", title = "What was felt", kind = "text" },
]

[[activity]]
id = "journal"
step = "one"
title = "Journal"
output = [{ id = "thought", title = "A thought", kind = "text", required = true }]

[[activity]]
id = "verdict"
step = "two"
title = "Verdict"
needs = ["team", "talks"]
output = [
  { id = "say", title = "What we say", kind = "text", required = true, builds_on = ["team/who", "team/day"] },
  { id = "mind", title = "What we think", kind = "text", required = true, builds_on = ["team/who"] },
]

[[activity]]
id = "letter"
step = "two"
title = "Letter"
repeat = true
output = [
  { id = "words", title = "Its words", kind = "text", required = true },
  { id = "released", title = "Whether it goes out", kind = "choice", role = "approval", options = ["yes", "no"], builds_on = ["letter/words"] },
]

[[activity]]
id = "checkpoint"
step = "two"
title = "Checkpoint"
output = [
  { id = "fair", title = "Whether it is fair", kind = "text", required = true },
  { id = "again", title = "What to do again", kind = "list", role = "equity" },
]
"#;

fn toolkit() -> Arc<Toolkit> {
    Arc::new(crate::toolkit::parse(TOOLKIT).unwrap())
}

/// A record from a few words, with `; ` between them: `who: We` is an answer, `skip` a reason to leave out, `broken` is
/// front matter that nobody can read, `merge who` two versions that a merge left, and `on who: We` the stamp of an answer
/// to `team/who` that it builds on.
fn record(words: &str) -> String {
    let (mut front, mut body) = (String::new(), String::new());
    for part in words.split("; ").filter(|part| !part.is_empty()) {
        match (part.split_once(' '), part.split_once(": ")) {
            (Some(("on", answer)), _) => front.push_str(&stamp_of(answer)),
            (Some(("merge", id)), None) => body.push_str(&format!(
                "## {id}\n\n<<<<<<< ours\none\n=======\nother\n>>>>>>> theirs\n\n"
            )),
            (_, Some((id, answer))) => body.push_str(&format!("## {id}\n\n{answer}\n\n")),
            (None, None) if part == "skip" => front.push_str("skipped: no time\n"),
            (None, None) if part == "broken" => front.push_str("skipped: [1\n"),
            _ => body.push_str(&format!("## {part}\n\n")),
        }
    }
    if front.is_empty() {
        body
    } else {
        format!("---\n{front}---\n{body}")
    }
}

/// Front matter of a record that was built on an answer: to an output of `team`, or of a letter to its own words.
fn stamp_of(answer: &str) -> String {
    let id = answer.split(':').next().unwrap();
    let activity = if id == "words" { "letter" } else { "team" };
    let file = if id == "words" { "letter/a" } else { "team" };
    let before = plan("p", &toolkit(), "", &[(file, &record(answer))]);
    let toolkit = &before.toolkit;
    let known = toolkit.named(activity).unwrap();
    let output = known.reference(known.named(id).unwrap());
    let stamp = Basis::of(&before).now(output);
    format!("builds_on: {{ {activity}/{id}: {} }}\n", stamp.unwrap())
}

fn of(records: &[(&str, &str)]) -> (Plan, Standing) {
    let texts: Vec<(&str, String)> = records
        .iter()
        .map(|(name, words)| (*name, record(words)))
        .collect();
    let texts: Vec<(&str, &str)> = texts
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let plan = plan("p", &toolkit(), "", &texts);
    let standing = Standing::of(&plan);
    (plan, standing)
}

fn next(standing: &Standing) -> Vec<usize> {
    standing.next().into_iter().map(ActivityAt::index).collect()
}

/// Why an activity is in its state, as people are told.
fn why(plan: &Plan, standing: &Standing, activity: &Activity) -> String {
    let at = activity.at;
    let found = standing.activity(at);
    let ids = |places: Vec<ActivityAt>| -> Vec<&str> {
        let all = places.into_iter();
        all.map(|at| plan.toolkit.activity(at).id.as_str())
            .collect()
    };
    match found.state {
        Unreadable => format!("{} broken", found.unreadable),
        Review => format!(
            "changed: {}",
            standing.changed_names(&plan.toolkit, at).join(", ")
        ),
        Waiting => format!(
            "waits for: {}",
            ids(standing.waits_for(activity).collect()).join(", ")
        ),
        Skipped | Done | Doing | Todo => found.lacks_in_words(activity),
    }
}

/// A situation, the activity that is looked at, its plan's records, the state, and why.
type Row = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
    State,
    &'static str,
);

const TEAM: (&str, &str) = ("team", "who: We; day: 2026-11-23");
const TALK: &str = "said: Yes; heard: No";
const A: (&str, &str) = ("talks/a", TALK);
const B: (&str, &str) = ("talks/b", TALK);
const C: (&str, &str) = ("talks/c", TALK);
const VERDICT: &str = "say: Go on; mind: Well";

#[rustfmt::skip]
const TABLE: &[Row] = &[
    // One record.
    ("no file", "team", &[], Todo, "still missing: who, day"),
    ("headings without an answer", "team", &[("team", "who; note; day")], Todo, "still missing: who, day"),
    ("only what is optional", "team", &[("team", "note: x")], Doing, "still missing: who, day"),
    ("one answer of two", "team", &[("team", "who: We")], Doing, "still missing: day"),
    ("the other answer of two", "team", &[("team", "day: 2026-11-23")], Doing, "still missing: who"),
    ("an answer that doesn't fit", "team", &[("team", "who: We; day: soon")], Doing, "still missing: day"),
    ("all that is required", "team", &[TEAM], Done, ""),
    ("all there is", "team", &[("team", "who: We; note: x; day: 2026-11-23")], Done, ""),
    ("a merge to resolve in what is required", "team", &[("team", "merge who; day: 2026-11-23")], Doing, "a merge to resolve; still missing: who"),
    ("a merge to resolve in what is optional", "team", &[("team", "who: We; merge note; day: 2026-11-23")], Doing, "a merge to resolve"),
    ("left out", "team", &[("team", "skip")], Skipped, "still missing: who, day"),
    ("left out, begun", "team", &[("team", "skip; who: We")], Skipped, "still missing: day"),
    ("left out, though all is there", "team", &[("team", "skip; who: We; day: 2026-11-23")], Skipped, ""),
    ("front matter that can't be read", "team", &[("team", "broken; who: We; day: 2026-11-23")], Unreadable, "1 broken"),
    // Several records.
    ("none of three", "talks", &[], Todo, "0 of 3 so far"),
    ("one of three", "talks", &[A], Doing, "1 of 3 so far"),
    ("two of three and a blank", "talks", &[A, B, ("talks/c", "said; heard")], Doing, "2 of 3 so far"),
    ("two of three, one of them half", "talks", &[A, ("talks/b", "said: Yes")], Doing, "2 of 3 so far; still missing: heard"),
    ("three of three, one of them half", "talks", &[A, B, ("talks/c", "heard: No")], Doing, "still missing: said"),
    ("three of three, two of them half", "talks", &[A, ("talks/b", "said: Yes"), ("talks/c", "heard: No")], Doing, "still missing: said, heard"),
    ("three of three", "talks", &[A, B, C], Done, ""),
    ("four of three", "talks", &[A, B, C, ("talks/d", TALK)], Done, ""),
    ("four of three, one of them half", "talks", &[A, B, C, ("talks/d", "said: Yes")], Doing, "still missing: heard"),
    ("a blank more than three", "talks", &[A, B, C, ("talks/d", "said; heard")], Done, ""),
    ("a merge to resolve in one of three", "talks", &[A, B, ("talks/c", "merge said; heard: No")], Doing, "a merge to resolve; still missing: said"),
    ("a merge to resolve in one of two", "talks", &[A, ("talks/b", "merge said; heard: No")], Doing, "a merge to resolve; 2 of 3 so far; still missing: said"),
    ("one record can't be read", "talks", &[A, B, C, ("talks/d", "broken")], Unreadable, "1 broken"),
    ("two records can't be read", "talks", &[A, ("talks/c", "broken"), ("talks/d", "broken")], Unreadable, "2 broken"),
    ("none, where one is enough", "visits", &[], Todo, "still missing: seen"),
    ("only what is optional, where one is enough", "visits", &[("visits/a", "felt: x")], Doing, "still missing: seen"),
    ("one, where one is enough", "visits", &[("visits/a", "seen: x")], Done, ""),
    ("two, one of them half, where one is enough", "visits", &[("visits/a", "seen: x"), ("visits/b", "felt: x")], Doing, "still missing: seen"),
    // Only the page of a folder leaves out a repeatable activity, and it is no record.
    ("one record left out", "talks", &[("talks/a", "skip")], Todo, "0 of 3 so far"),
    ("one record left out, with answers", "talks", &[A, B, ("talks/c", "skip; said: Yes; heard: No")], Done, ""),
    ("one record left out of two", "talks", &[A, ("talks/b", "skip")], Doing, "1 of 3 so far"),
    ("one record left out, where one is enough", "visits", &[("visits/a", "skip")], Todo, "still missing: seen"),
    ("the page says skipped", "talks", &[("talks/README", "skip")], Skipped, "0 of 3 so far"),
    ("the page says skipped, before a record", "talks", &[("talks/README", "skip"), ("talks/a", TALK)], Skipped, "1 of 3 so far"),
    ("the page says skipped, with records", "talks", &[A, B, C, ("talks/README", "skip")], Skipped, ""),
    ("the page says skipped, where one is enough", "visits", &[("visits/README", "skip")], Skipped, "still missing: seen"),
    ("the page holds answers", "visits", &[("visits/README", "seen: x")], Todo, "still missing: seen"),
    ("the page can't be read", "talks", &[A, B, C, ("talks/README", "broken")], Unreadable, "1 broken"),
    ("the page says skipped, a record can't be read", "talks", &[("talks/README", "skip"), ("talks/a", "broken")], Unreadable, "1 broken"),
    // Needs.
    ("nothing that it needs is done", "verdict", &[], Waiting, "waits for: team, talks"),
    ("one of two that it needs is done", "verdict", &[TEAM], Waiting, "waits for: talks"),
    ("the other of two that it needs is done", "verdict", &[A, B, C], Waiting, "waits for: team"),
    ("what it needs is begun", "verdict", &[("team", "who: We"), A], Waiting, "waits for: team, talks"),
    ("what it needs can't be read", "verdict", &[("team", "broken"), A, B, C], Waiting, "waits for: team"),
    ("all that it needs is done", "verdict", &[TEAM, A, B, C], Todo, "still missing: say, mind"),
    ("what it needs is left out", "verdict", &[("team", "skip"), ("talks/README", "skip")], Todo, "still missing: say, mind"),
    ("one record of what it needs is left out", "verdict", &[TEAM, ("talks/a", "skip")], Waiting, "waits for: talks"),
    ("what it needs is to be looked at again", "verdict", &[TEAM, A, B, C, ("checkpoint", "fair: No; again: - team")], Todo, "still missing: say, mind"),
    ("begun before what it needs", "verdict", &[("verdict", "say: Go on")], Doing, "still missing: mind"),
    ("done before what it needs", "verdict", &[("verdict", VERDICT)], Done, ""),
    ("left out before what it needs", "verdict", &[("verdict", "skip")], Skipped, "still missing: say, mind"),
    ("broken before what it needs", "verdict", &[("verdict", "broken")], Unreadable, "1 broken"),
    // What it builds on.
    ("what it builds on is as it was", "verdict", &[TEAM, ("verdict", "on who: We; say: Go on; mind: Well")], Done, ""),
    ("what it builds on is dressed otherwise", "verdict", &[TEAM, ("verdict", "on who: - We; say: Go on; mind: Well")], Done, ""),
    ("what it builds on has changed", "verdict", &[TEAM, ("verdict", "on who: They; say: Go on; mind: Well")], Review, "changed: team/who"),
    ("something else that it builds on has changed", "verdict", &[TEAM, ("verdict", "on day: 2026-11-22; say: Go on; mind: Well")], Review, "changed: team/day"),
    ("what it builds on is gone", "verdict", &[("verdict", "on who: We; say: Go on; mind: Well")], Review, "changed: team/who"),
    ("what it builds on can't be read", "verdict", &[("team", "broken"), ("verdict", "on who: They; say: Go on; mind: Well")], Done, ""),
    ("it knows nothing of what it builds on", "verdict", &[TEAM, ("verdict", VERDICT)], Done, ""),
    ("not done, and what it builds on has changed", "verdict", &[TEAM, ("verdict", "on who: They; say: Go on")], Doing, "still missing: mind"),
    ("left out, and what it builds on has changed", "verdict", &[TEAM, ("verdict", "skip; on who: They; say: Go on; mind: Well")], Skipped, ""),
    ("a checkpoint asks to do it again", "team", &[TEAM, ("checkpoint", "fair: No; again: - team")], Review, "changed: checkpoint/again"),
    ("a checkpoint that says nothing else asks so", "team", &[TEAM, ("checkpoint", "again: - team")], Review, "changed: checkpoint/again"),
    ("a checkpoint asks for something else", "team", &[TEAM, ("checkpoint", "fair: No; again: - talks")], Done, ""),
    ("a checkpoint asks for what isn't done", "team", &[("team", "who: We"), ("checkpoint", "fair: No; again: - team")], Doing, "still missing: day"),
    ("it goes out as it was released", "letter", &[("letter/a", "on words: Dear all; words: Dear all; released: yes")], Done, ""),
    ("it was released with other words", "letter", &[("letter/a", "on words: Dear you; words: Dear all; released: yes")], Review, "changed: letter/words"),
    ("two were released with other words", "letter", &[("letter/a", "on words: Dear you; words: Dear all; released: yes"), ("letter/b", "on words: Hi; words: Dear us; released: yes")], Review, "changed: letter/words"),
];

#[test]
fn every_state_and_why() {
    for (situation, activity, records, state, reason) in TABLE {
        let (plan, standing) = of(records);
        let known = plan.toolkit.named(activity).unwrap();
        let found = (
            standing.activity(known.at).state,
            why(&plan, &standing, known),
        );
        assert_eq!(
            found,
            (*state, (*reason).to_owned()),
            "{activity}: {situation}"
        );
    }
    for state in STATES {
        let is_in_it = |row: &&Row| row.3 == state;
        assert!(TABLE.iter().any(|row| is_in_it(&row)), "{state:?}");
    }
}

/// A table has no room for a sentence: the outputs, or how many records of how many.
#[test]
fn what_it_lacks_in_few_words() {
    let merge = ("talks/b", "merge said; heard: No");
    for (activity, records, lacks) in [
        ("team", &[][..], "who, day"),
        ("team", &[("team", "day: 2026-11-23")], "who"),
        ("team", &[TEAM], ""),
        (
            "team",
            &[("team", "merge who; day: 2026-11-23")],
            "a merge to resolve; who",
        ),
        (
            "team",
            &[("team", "who: We; merge note; day: 2026-11-23")],
            "a merge to resolve",
        ),
        ("talks", &[], "0 of 3"),
        ("talks", &[("talks/a", "skip")], "0 of 3"),
        ("talks", &[A, B], "2 of 3"),
        ("talks", &[A, ("talks/b", "said: Yes")], "2 of 3; heard"),
        ("talks", &[A, merge], "a merge to resolve; 2 of 3; said"),
        ("talks", &[A, B, ("talks/c", "said: Yes")], "heard"),
        ("talks", &[A, B, C], ""),
        ("visits", &[], "seen"),
        ("visits", &[("visits/a", "felt: x")], "seen"),
        ("visits", &[("visits/a", "seen: x")], ""),
    ] {
        let (plan, standing) = of(records);
        let known = plan.toolkit.named(activity).unwrap();
        let found = standing.activity(known.at);
        assert_eq!(found.lacks(known), lacks, "{activity}: {records:?}");
    }
}

/// A plan in which every state stands once.
const ALL: &[(&str, &str)] = &[
    ("team", "who: We; day: 2026-11-23"),
    ("talks/a", TALK),
    ("talks/b", TALK),
    ("visits/README", "skip"),
    ("journal", "broken"),
    (
        "letter/a",
        "on words: Dear you; words: Dear all; released: yes",
    ),
];

#[test]
fn what_tables_read_from_a_plan() {
    let (plan, standing) = of(ALL);
    let states: Vec<State> = standing.activities.iter().map(|one| one.state).collect();
    assert_eq!(
        states,
        [Done, Doing, Skipped, Unreadable, Waiting, Review, Todo]
    );
    for state in STATES {
        assert_eq!(standing.count(state), 1, "{state:?}");
    }
    assert_eq!(of(&[TEAM]).1.count(Todo), 5);
    assert_eq!(of(&[]).1.count(Done), 0);
    // Mend what can't be read, look again, go on, begin.
    assert_eq!(next(&standing), [3, 5, 1, 6]);
    assert_eq!(standing.step(&plan.toolkit), Some(0));
    assert!(!standing.is_done());
    // Of the outputs, what is left out doesn't count, nor do records while there are too few of them.
    assert_eq!(standing.outputs(), (9, 3));
    assert_eq!(standing.percent(), 33);
    let counted: Vec<(u32, u32)> = standing
        .activities
        .iter()
        .map(|one| (one.required_count(), one.filled_count()))
        .collect();
    let expected = [(2, 2), (2, 0), (1, 0), (1, 0), (2, 0), (1, 1), (1, 0)];
    assert_eq!(counted, expected);
    let verdict = &standing.activities[4];
    let missing = verdict.missing().iter().map(OutputAt::index);
    assert_eq!(missing.collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn filled_answers_of_a_broken_or_half_plan() {
    for (records, outputs, percent) in [
        (&[][..], (10, 0), 0),
        (&[TEAM], (10, 2), 20),
        (&[TEAM, A, B, ("talks/c", "said: Yes")], (10, 3), 30),
        (&[TEAM, A, B, C], (10, 4), 40),
        // A record more that can't be read may lack anything.
        (&[TEAM, A, B, C, ("talks/d", "broken")], (10, 2), 20),
        (&[TEAM, ("verdict", "skip")], (8, 2), 25),
    ] {
        let (_, standing) = of(records);
        assert_eq!(
            (standing.outputs(), standing.percent()),
            (outputs, percent),
            "{records:?}"
        );
    }
}

#[test]
fn a_plan_with_nothing_left() {
    let skip = |name: &'static str| (name, "skip");
    let left_out = [
        skip("talks/README"),
        skip("visits/README"),
        skip("verdict"),
        skip("letter/README"),
    ];
    let mut records = vec![("journal", "thought: x"), ("checkpoint", "fair: Yes")];
    records.extend(left_out);
    let (plan, standing) = of(&records);
    assert_eq!(standing.step(&plan.toolkit), Some(0), "team is left");
    records.push(TEAM);
    records[1] = skip("checkpoint");
    let (plan, standing) = of(&records);
    assert_eq!(standing.step(&plan.toolkit), None);
    assert!(standing.is_done() && standing.next().is_empty());
    assert_eq!((standing.outputs(), standing.percent()), ((3, 3), 100));
    records.pop();
    records.push(skip("team"));
    records[0] = skip("journal");
    let (_, standing) = of(&records);
    assert_eq!(
        (standing.outputs(), standing.percent()),
        ((0, 0), 100),
        "nothing is required"
    );
    records[1] = ("checkpoint", "again: - x");
    let (plan, standing) = of(&records);
    assert_eq!(standing.step(&plan.toolkit), Some(1));
    // What is to be looked at again is settled all the same.
    records[1] = ("checkpoint", "fair: No; again: - team");
    records.pop();
    records.push(TEAM);
    let (_, standing) = of(&records);
    assert_eq!(standing.count(Review), 1);
    assert!(standing.is_done());
    assert_eq!(next(&standing), [0]);
}

#[test]
fn whose_change_puts_it_into_review() {
    let one = (
        "letter/a",
        "on words: Dear you; words: Dear all; released: yes",
    );
    let other = ("letter/b", "on words: Hi; words: Dear us; released: yes");
    let (plan, standing) = of(&[one]);
    let at = plan.toolkit.named("letter").unwrap().at;
    assert_eq!(
        standing.only_record(at),
        Some(plan.records[0].path.as_str())
    );
    assert_eq!(standing.changed(at).count(), 0, "no answer of another");
    assert_eq!(standing.causes(at).count(), 1);
    let first = plan.toolkit.activities[0].at;
    assert_eq!(standing.causes(first).count(), 0);
    let (plan, standing) = of(&[one, other]);
    assert_eq!(standing.only_record(at), None, "two of them");
    assert_eq!(standing.causes(at).count(), 2);
    assert_eq!(standing.changed_names(&plan.toolkit, at), ["letter/words"]);
    let (plan, standing) = of(&[
        TEAM,
        ("verdict", "on who: They; say: Go on; mind: Well"),
        one,
    ]);
    let verdict = plan.toolkit.named("verdict").unwrap().at;
    assert_eq!(standing.only_record(verdict), None, "an answer of another");
    let changed: Vec<OutputRef> = standing.changed(verdict).collect();
    let team = &plan.toolkit.activities[0];
    let who = team.reference(&team.outputs[0]);
    assert_eq!(changed, [who]);
    let (_, standing) = of(&[one, TEAM, ("checkpoint", "again: - letter")]);
    assert_eq!(
        standing.only_record(at),
        None,
        "one record's, and a checkpoint's"
    );
}

#[test]
fn each_state_has_its_words() {
    for (state, word, people_word, is_settled) in [
        (Unreadable, "unreadable", "can't be read", false),
        (Skipped, "skipped", "skipped", true),
        (Review, "review", "review", true),
        (Done, "done", "done", true),
        (Doing, "doing", "doing", false),
        (Waiting, "waiting", "later", false),
        (Todo, "todo", "to do", false),
    ] {
        assert_eq!((state.word(), state.people_word()), (word, people_word));
        assert_eq!(State::named(word), Some(state));
        assert_eq!(state.is_settled(), is_settled, "{word}");
    }
    assert_eq!(State::named("later"), None);
}
