//! Refuses answers that can't be where they are typed: `check` would name them afterwards.

use crate::app::answer::unfit;
use crate::error::CommandError;
use crate::kinds::{Misfit, is_blank_answer};
use crate::model::measure::numbers_of;
use crate::model::{Content, Filling, Measure, refusal, reversed, too_few_people, unclear_groups};
use crate::toolkit::{Activity, Output};

/// Refuses new answers that can't be, beside each other and those that stay.
pub(super) fn refuse(
    activity: &Activity,
    content: &Content,
    given: &[Filling],
) -> Result<(), CommandError> {
    let kept = |output: &Output| Some(content.answer(output.at)?.seen().to_owned());
    for (at, filling) in given.iter().enumerate() {
        if let Some(misfit) = among(activity, given, at, &kept) {
            return Err(unfit(activity.output(filling.output), &misfit));
        }
    }
    Ok(())
}

/// Why numbers give people away, now that some answers are new.
pub(super) fn few_people<'a>(
    activity: &'a Activity,
    content: &Content,
    given: &[Filling],
    min_n: u32,
) -> Option<(&'a Output, Misfit)> {
    too_few_people(activity, min_n, &|output| answer(content, given, output))
}

/// Why it is unclear of how many people new numbers are.
pub(super) fn unclear_people<'a>(
    activity: &'a Activity,
    content: &Content,
    given: &[Filling],
) -> Option<(&'a Output, Misfit)> {
    let numbers = numbers_of(activity)?;
    let is_new = given
        .iter()
        .any(|one| one.output == numbers.at && !is_blank_answer(&one.text));
    let measure = Measure::of_answers(activity, &|output| {
        answer(content, given, output).filter(|words| !is_blank_answer(words))
    })?;
    unclear_groups(activity, &measure).filter(|_| is_new)
}

/// An answer as it is given, or else as it is there.
fn answer(content: &Content, given: &[Filling], output: &Output) -> Option<String> {
    match given.iter().find(|one| one.output == output.at) {
        Some(given) => Some(given.text.clone()),
        None => Some(content.answer(output.at)?.seen().to_owned()),
    }
}

/// Why one of several answers can't be, beside those before it and those that stay.
pub(super) fn among(
    activity: &Activity,
    given: &[Filling],
    at: usize,
    kept: &dyn Fn(&Output) -> Option<String>,
) -> Option<Misfit> {
    let own = given.get(at)?;
    let other = |output: &Output| {
        let replaced = given.iter().position(|one| one.output == output.at);
        match replaced {
            Some(position) if position < at => given.get(position).map(|one| one.text.clone()),
            Some(_) => None,
            None => kept(output),
        }
    };
    refusal(activity, activity.output(own.output), &own.text, &other)
}

/// Why an answer to a question can't be, beside those to earlier questions.
pub(super) fn asked(
    activity: &Activity,
    output: &Output,
    text: &str,
    answers: (&Content, &[Filling]),
) -> Option<Misfit> {
    refusal(activity, output, text, &|other| {
        earlier(other, output, answers)
    })
}

/// Why an answer that is there can't stay, now that an earlier one is another.
pub(super) fn kept(
    activity: &Activity,
    output: &Output,
    (content, given): (&Content, &[Filling]),
) -> Option<Misfit> {
    let answer = content.answer(output.at)?;
    let new = |other: &Output| {
        let given = given.iter().find(|one| one.output == other.at);
        given.map(|one| one.text.clone())
    };
    reversed(activity, output, answer.seen(), &new)
}

/// The answer to an earlier question, new or as it is there. Later ones may still change.
fn earlier(
    other: &Output,
    output: &Output,
    (content, given): (&Content, &[Filling]),
) -> Option<String> {
    if other.at > output.at {
        return None;
    }
    answer(content, given, other)
}

/// Why an answer of an edited record can't be, if the edit changed it: what stands in a file can stay.
pub(super) fn edited(
    activity: &Activity,
    before: &Content,
    after: &Content,
) -> Option<(String, Misfit)> {
    let words = |content: &Content, output: &Output| {
        let answer = content.answer(output.at)?;
        Some(answer.seen().to_owned())
    };
    let mut outputs = activity.outputs.iter();
    outputs.find_map(|output| {
        let text =
            words(after, output).filter(|_| words(before, output) != words(after, output))?;
        let misfit = refusal(activity, output, &text, &|other| words(after, other))?;
        Some((output.id.to_string(), misfit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample::toolkit;

    #[test]
    fn a_kept_end_is_asked_again_and_a_later_one_may_still_change() {
        let toolkit = toolkit("t", "team", &["trial: start date, end date"]);
        let activity = toolkit.named("trial").unwrap();
        let text = "## start\n\n2026-11-02\n\n## end\n\n2026-12-01\n";
        let content = Content::of_text("trial.md", activity, text).unwrap();
        let [start, end] = &activity.outputs[..] else {
            panic!()
        };
        let given = [Filling {
            output: start.at,
            text: "2026-12-05".to_owned(),
        }];
        assert_eq!(asked(activity, start, "2026-12-05", (&content, &[])), None);
        let said = |misfit: Option<Misfit>| misfit.map(|misfit| misfit.message);
        let before_start = Some("2026-12-01 is before \"start\", 2026-12-05".to_owned());
        assert_eq!(said(kept(activity, end, (&content, &given))), before_start);
        assert_eq!(kept(activity, end, (&content, &[])), None);
        assert_eq!(
            said(asked(activity, end, "2026-12-04", (&content, &given))),
            Some("2026-12-04 is before \"start\", 2026-12-05".to_owned())
        );
        assert_eq!(asked(activity, end, "2026-12-04", (&content, &[])), None);
        assert_eq!(
            said(asked(activity, end, "2026-11-01", (&content, &[]))),
            Some("2026-11-01 is before \"start\", 2026-11-02".to_owned())
        );
    }
}
