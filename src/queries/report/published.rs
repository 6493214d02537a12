//! What is written for others: claims with what backs them, and texts that a person releases.

use super::answers::ToldRecord;
use super::data::{AnswerTold, FindingTold, LeftOutTold, StudyTold};
use super::team::shown;
use super::telling::Telling;
use crate::model::{Backing, Consent, Count, Plan, Readers, Release, TeamName, published};
use crate::queries::backing::BackingShown;
use crate::toolkit::Role;
use jiff::civil::Date;

/// What of a plan is written for others.
#[derive(Debug, Default)]
pub(super) struct ForOthers {
    pub findings: Vec<FindingTold>,
    pub studies: Vec<StudyTold>,
    pub left_out: Vec<LeftOutTold>,
}

impl ForOthers {
    pub fn of(plan: &Plan, today: Date, telling: &Telling, since: Option<Date>) -> Self {
        let mut all = Self::default();
        for activity in &plan.toolkit.activities {
            let claim = activity.output_of(Role::Finding);
            if claim.is_none() && activity.output_of(Role::Approval).is_none() {
                continue;
            }
            for told in shown(plan, activity, today, telling, &mut all.left_out) {
                let Some(backing) = Backing::of(plan, told.record) else {
                    continue;
                };
                let mut answers = answers(told, telling.readers);
                let at = claim.and_then(|claim| {
                    answers
                        .iter()
                        .position(|one| one.output == claim.id.as_str())
                });
                match at {
                    Some(at) => {
                        let claim = answers.remove(at);
                        let mut found = finding(told, &backing, claim, answers, since);
                        if telling.readers == Readers::Public {
                            // Nobody agreed to a file's name, or to be named.
                            found.name.clear();
                            found.consent = agreed_in_number(&backing);
                        }
                        all.findings.push(found);
                    }
                    None if claim.is_none() => {
                        let study = study(told, &backing, answers, telling.readers);
                        all.studies.push(study);
                    }
                    None => {}
                }
            }
        }
        all
    }
}

/// The answers that readers see: the public only those that the release and the consent speak of.
fn answers(told: ToldRecord<'_>, readers: Readers) -> Vec<AnswerTold> {
    let allowed = published(told.activity);
    let outputs = told.activity.outputs.iter();
    let outputs = outputs.filter(|output| match readers {
        // What stands behind a claim are words of other records.
        Readers::Public => {
            allowed.contains(output.at)
                && !matches!(output.role, Some(Role::Support | Role::Contrary))
        }
        Readers::Internal => !matches!(output.role, Some(Role::Consent | Role::Approval)),
    });
    outputs.filter_map(|output| told.answer(output)).collect()
}

fn finding(
    told: ToldRecord<'_>,
    backing: &Backing,
    claim: AnswerTold,
    answers: Vec<AnswerTold>,
    since: Option<Date>,
) -> FindingTold {
    let shown = BackingShown::of(backing);
    let day = told.record.day_by(told.activity, told.today);
    FindingTold {
        number: 0,
        name: told.record.stem().to_owned(),
        day: told.day(),
        is_new: since.zip(day).is_some_and(|(since, day)| day >= since),
        claim,
        answers,
        strength: shown.strength(),
        against: backing.contrary.words(),
        consent: agreed(backing),
        is_ready: shown.ready,
        lacking: shown.lacking,
    }
}

fn study(
    told: ToldRecord<'_>,
    backing: &Backing,
    answers: Vec<AnswerTold>,
    readers: Readers,
) -> StudyTold {
    let shown = BackingShown::of(backing);
    // Nobody agreed to a heading or to a file's name.
    let is_public = readers == Readers::Public;
    let heading = told.record.heading().filter(|_| !is_public);
    StudyTold {
        name: if is_public {
            String::new()
        } else {
            told.record.stem().to_owned()
        },
        title: heading
            .or_else(|| names(backing))
            .unwrap_or_else(|| told.activity.title.clone()),
        activity: told.activity.title.clone(),
        day: told.day(),
        answers,
        release: backing.release.as_ref().map_or("", Release::word),
        consent: agreed(backing),
        is_ready: shown.ready,
        lacking: shown.lacking,
    }
}

/// What the teams said, with their names: `yes (birch, heron); not asked (maple)`.
fn agreed(backing: &Backing) -> String {
    let all = || backing.consent.iter().flatten();
    let answers = [
        (Consent::Yes, "yes"),
        (Consent::No, "no"),
        (Consent::NotAsked, "not asked"),
        (Consent::ToAnotherText, "to another text"),
        (Consent::Unknown, "unknown"),
    ];
    let said = answers.iter().filter_map(|(answer, word)| {
        let own = all().filter(|(_, one)| one == answer);
        let names: Vec<&str> = own.map(|(team, _)| name(team)).collect();
        (!names.is_empty()).then(|| format!("{word} ({})", names.join(", ")))
    });
    said.collect::<Vec<_>>().join("; ")
}

/// How many teams agreed.
fn agreed_in_number(backing: &Backing) -> String {
    let all = backing.consent.iter().flatten();
    let count = all.filter(|(_, one)| *one == Consent::Yes).count();
    if count == 0 {
        return String::new();
    }
    format!("yes ({})", Count(count, "team"))
}

/// The names of the teams that agreed.
fn names(backing: &Backing) -> Option<String> {
    let agreed = backing.consent.iter().flatten();
    let agreed = agreed.filter(|(_, answer)| *answer == Consent::Yes);
    let names: Vec<&str> = agreed.map(|(team, _)| name(team)).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn name(team: &TeamName) -> &str {
    let names = [&team.organisation, &team.title, &team.id];
    let mut names = names.into_iter().map(|name| name.trim());
    let name = names.find(|name| !name.is_empty()).unwrap_or_default();
    // It stands in sentences.
    name.trim_end_matches('.')
}
