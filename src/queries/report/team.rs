//! What is told of one team.

use super::answers::ToldRecord;
use super::data::{
    AnswerTold, LateTold, LeftOutTold, MovedTold, NextTold, PartTold, SectionTold, TaskTold,
    TeamPage, TeamTold,
};
use super::made_of::made_of;
use super::telling::Telling;
use super::wanted::ReportUses;
use crate::check::{Moment, Subject, newest_with_need};
use crate::model::calendar::{Due, Entry, day_before};
use crate::model::method::sentences_with_groups;
use crate::model::words::says_nothing;
use crate::model::{
    Plan, Progress, Record, STORY, Standing, State, Story, StoryPart, hidden_from, names_affected,
};
use crate::queries::cohort::Cohort;
use crate::queries::moment;
use crate::queries::status::{Moved, lacks_in_words};
use crate::queries::voices::VoiceShown;
use crate::toolkit::{Activity, ROLES, Role, Toolkit};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// How many of a team's next activities are told.
const NEXT: usize = 3;

/// Answers by the words of roles.
pub(super) type ByRole = BTreeMap<String, Vec<AnswerTold>>;

pub(super) fn team(subject: &Subject<'_>, cohort: &Cohort<'_>, telling: &Telling) -> TeamTold {
    let (plan, standing) = (subject.plan, subject.standing);
    let resting = plan.meta.resting(cohort.today);
    let mut told = begun(plan, standing, cohort, resting.is_some());
    told.moved = moved(telling, cohort, plan, standing);
    if let Some(moment) = subject.moment {
        let all = moment.due.iter();
        told.late = late(all, cohort.today, |keeper| match moment.programme {
            Some(programme) if keeper == programme.id.as_str() => &programme.toolkit,
            _ => &plan.toolkit,
        });
        told.needs = needs(moment, telling);
        if telling.wanted.tasks && resting.is_none() {
            let tasks = tasks_of(plan, moment);
            let overdue = tasks.iter().filter(|task| task.days_overdue.is_some());
            told.overdue = overdue.cloned().collect();
            if telling.wanted.open_tasks {
                told.tasks = tasks;
            }
        }
    }
    told.resting = resting;
    if telling.wanted.measures {
        told.measures = sentences_with_groups(plan);
    }
    if telling.wanted.voices && names_affected(plan) {
        told.voices = VoiceShown::of(plan);
    }
    let page = telling.pages.as_ref().map(|pages| {
        let made_of = made_of(subject, &told, pages.form);
        (pages, made_of, (pages.is_current)(&told.id, made_of))
    });
    let mut wanted = telling.wanted;
    wanted.sections &= !matches!(page, Some((_, _, true)));
    let said = said(plan, cohort, (telling, wanted), &mut told.left_out);
    (told.by_role, told.sections) = said;
    told.long_answers = number(&mut told.sections);
    if let Some((pages, made_of, false)) = page {
        let since = telling.since(cohort.workspace, cohort.programme(), cohort.today);
        let mut around = telling.begun(cohort.workspace, cohort.today, since);
        // As a report on this team alone says it.
        around.team_count = 1;
        around.is_anything_due = told.is_anything_due();
        around.is_anything_measured = !told.measures.is_empty();
        told.page = TeamPage(Some((pages.make)(&around, &told, made_of)));
    }
    if let Some(pages) = &telling.pages {
        told.leave(pages.others);
    }
    told
}

impl TeamTold {
    /// Leaves out what only the team's page uses.
    fn leave(&mut self, others: ReportUses) {
        if !others.sections {
            self.sections = Vec::new();
        }
        if !others.next {
            self.next = Vec::new();
        }
        if !others.open_tasks {
            self.tasks = Vec::new();
        }
        if !others.voices {
            self.voices = Vec::new();
        }
    }
}

/// What the plan alone tells, but for its answers.
fn begun(plan: &Plan, standing: &Standing, cohort: &Cohort<'_>, is_resting: bool) -> TeamTold {
    let progress = Progress::of(standing);
    let step = standing.step(&plan.toolkit);
    let step = step.and_then(|at| plan.toolkit.steps.get(at));
    let step = step.map(|step| step.title.clone());
    TeamTold {
        id: plan.id.to_string(),
        name: plan.name().to_owned(),
        // It stands in sentences.
        organisation: plan
            .meta
            .organisation
            .trim()
            .trim_end_matches('.')
            .to_owned(),
        coach: plan.meta.coach.trim().to_owned(),
        start: plan.meta.first_day().map(|day| day.to_string()),
        stands: match &step {
            Some(step) => format!("in {step}, {}", progress.in_words()),
            None => format!("at the end, {}", progress.in_words()),
        },
        step,
        done: progress.done,
        total: progress.asked(),
        percent: standing.percent(),
        next: if is_resting {
            Vec::new()
        } else {
            next(plan, standing)
        },
        last_change: cohort
            .changed(plan)
            .and_then(|seconds| moment::day_of(cohort.workspace, seconds))
            .map(|day| day.to_string()),
        state: state(standing, is_resting),
        ..TeamTold::default()
    }
}

/// What has moved in a plan; `None` if that isn't known.
fn moved(
    telling: &Telling,
    cohort: &Cohort<'_>,
    plan: &Plan,
    standing: &Standing,
) -> Option<MovedTold> {
    // A plan with its own repository has its own history.
    let since = telling.since(cohort.workspace, cohort.programme(), cohort.today);
    let before = since
        .before
        .as_ref()
        .filter(|_| plan.repository.is_none())?;
    let moved = before.moved(cohort.workspace, plan, standing);
    Some(MovedTold::of(&moved, plan, standing))
}

/// The open tasks of a team, of its own and of what the programme keeps with it.
fn tasks_of(plan: &Plan, moment: &Moment<'_>) -> Vec<TaskTold> {
    let left_out = plan.left_out();
    let own = plan.records.iter().filter(|record| !left_out.holds(record));
    let own = own.map(|record| (plan, record));
    let kept = moment.about.iter();
    let kept = kept.filter(|record| !moment.left_out.holds(record));
    let kept = moment
        .programme
        .into_iter()
        .flat_map(|programme| kept.clone().map(move |record| (programme, *record)));
    tasks(own.chain(kept), moment.today)
}

/// Where a team stands, in a word.
fn state(standing: &Standing, is_resting: bool) -> &'static str {
    let mut all = standing.activities.iter().map(|one| one.state);
    if is_resting {
        "resting"
    } else if all
        .clone()
        .all(|state| matches!(state, State::Todo | State::Waiting))
    {
        State::Todo.word()
    } else if all.clone().any(|state| state == State::Review) {
        State::Review.word()
    } else if all.all(State::is_settled) {
        State::Done.word()
    } else {
        State::Doing.word()
    }
}

/// The roles that are asked for, each without an answer.
pub(super) fn no_answers(wanted: ReportUses) -> ByRole {
    let roles = ROLES.iter().filter(|(role, _)| wanted.wants(Some(*role)));
    roles
        .map(|(_, word)| ((*word).to_owned(), Vec::new()))
        .collect()
}

/// Adds an answer to those of its role.
pub(super) fn note(by_role: &mut ByRole, answer: AnswerTold) {
    if let Some(all) = answer.role.and_then(|role| by_role.get_mut(role)) {
        all.push(answer);
    }
}

/// Newest first; those of one day in the order of their records, backwards.
pub(super) fn newest_first(by_role: &mut ByRole) {
    for answers in by_role.values_mut() {
        answers.reverse();
        answers.sort_by(|one, other| other.day.cmp(&one.day));
    }
}

/// What the team wrote, by role and as parts of its story.
fn said(
    plan: &Plan,
    cohort: &Cohort<'_>,
    (telling, wanted): (&Telling, ReportUses),
    left_out: &mut Vec<LeftOutTold>,
) -> (ByRole, Vec<SectionTold>) {
    let mut roles = no_answers(wanted);
    let mut parts: BTreeMap<StoryPart, Vec<PartTold>> = BTreeMap::new();
    if !wanted.wants_roles() && !wanted.sections && !wanted.left_out {
        return (roles, Vec::new());
    }
    let story = wanted.sections.then(|| Story::of(&plan.toolkit));
    for activity in &plan.toolkit.activities {
        for told in shown(plan, activity, cohort.today, telling, left_out) {
            let mut here: BTreeMap<StoryPart, Vec<AnswerTold>> = BTreeMap::new();
            for output in &activity.outputs {
                let is_of_role = wanted.wants(output.role);
                let Some(story) = &story else {
                    let answer = || told.beginning(output, wanted.role_texts);
                    if let Some(answer) = is_of_role.then(answer).flatten() {
                        note(&mut roles, answer);
                    }
                    continue;
                };
                let Some(answer) = told.answer(output) else {
                    continue;
                };
                if is_of_role {
                    note(&mut roles, answer.beginning(wanted.role_texts));
                }
                here.entry(story.part(activity, output))
                    .or_default()
                    .push(answer);
            }
            for (part, answers) in here {
                parts.entry(part).or_default().push(part_of(told, answers));
            }
        }
    }
    newest_first(&mut roles);
    let mut told = Vec::new();
    for (part, id, title) in STORY {
        let parts = parts.remove(&part);
        told.extend(parts.map(|parts| SectionTold { id, title, parts }));
    }
    (roles, told)
}

/// An activity's records that are for the readers; of the others is noted why they aren't.
pub(super) fn shown<'a>(
    plan: &'a Plan,
    activity: &'a Activity,
    today: Date,
    telling: &'a Telling,
    left_out: &mut Vec<LeftOutTold>,
) -> Vec<ToldRecord<'a>> {
    let mut shown = Vec::new();
    let is_left_out = plan.why_left_out(activity.at, None);
    let is_left_out = is_left_out.map(|why| format!("is left out: {why}"));
    for record in plan.records_of(activity.at) {
        let Some(content) = record.said() else {
            continue;
        };
        let why = || hidden_from(telling.readers, plan, record, content);
        if let Some(why) = is_left_out.clone().or_else(why) {
            let record = plan.name_of(record);
            left_out.push(LeftOutTold { record, why });
            continue;
        }
        shown.push(ToldRecord {
            plan,
            readers: telling.readers,
            record,
            content,
            activity,
            today,
            links: &telling.links,
        });
    }
    shown
}

pub(super) fn part_of(told: ToldRecord<'_>, answers: Vec<AnswerTold>) -> PartTold {
    let is_one_of_several = told.activity.repeat.is_some();
    let heading = told.record.heading().filter(|_| is_one_of_several);
    PartTold {
        activity: told.activity.id.to_string(),
        title: heading.unwrap_or_else(|| told.activity.title.clone()),
        record: is_one_of_several.then(|| told.record.stem().to_owned()),
        day: told.day(),
        answers,
    }
}

/// Numbers the long answers, as an appendix lists them.
fn number(sections: &mut [SectionTold]) -> usize {
    let mut count = 0;
    let parts = sections.iter_mut().flat_map(|section| &mut section.parts);
    for answer in parts.flat_map(|part| &mut part.answers) {
        if answer.is_long() {
            count += 1;
            answer.appendix = Some(count);
        }
    }
    count
}

fn next(plan: &Plan, standing: &Standing) -> Vec<NextTold> {
    let next = standing.next().into_iter().take(NEXT);
    next.map(|at| {
        let activity = plan.toolkit.activity(at);
        NextTold {
            activity: activity.id.to_string(),
            title: activity.title.clone(),
            state: standing.activity(at).state.people_word(),
            lacks: lacks_in_words(plan, standing, at),
        }
    })
    .collect()
}

/// What is late or was missed: of a series only how often, and since when.
pub(super) fn late<'a>(
    entries: impl Iterator<Item = &'a Entry>,
    today: Date,
    toolkit: impl Fn(&str) -> &'a Toolkit,
) -> Vec<LateTold> {
    let mut late: Vec<LateTold> = Vec::new();
    for entry in entries.filter(|entry| entry.due.is_over()) {
        let title = &toolkit(&entry.keeper).activity(entry.activity).title;
        if let Some(one) = late.iter_mut().find(|one| one.title == *title) {
            one.times += 1;
            continue;
        }
        let day = match entry.due {
            Due::Missed => entry.from,
            _ => day_before(entry.to),
        };
        late.push(LateTold {
            title: title.clone(),
            state: entry.due.word(),
            day: day.to_string(),
            days: days_since(day, today).unwrap_or(0),
            times: 1,
        });
    }
    late
}

fn days_since(day: Date, today: Date) -> Option<u32> {
    u32::try_from(day.until(today).ok()?.get_days()).ok()
}

/// What the team needs, by the newest record that can say so.
fn needs(moment: &Moment<'_>, telling: &Telling) -> Vec<AnswerTold> {
    let newest = moment.programme.zip(newest_with_need(moment));
    let Some((plan, (record, content, activity))) = newest else {
        return Vec::new();
    };
    let is_hidden = hidden_from(telling.readers, plan, record, content).is_some();
    if is_hidden || moment.left_out.holds(record) {
        return Vec::new();
    }
    let told = ToldRecord {
        plan,
        readers: telling.readers,
        record,
        content,
        activity,
        today: moment.today,
        links: &telling.links,
    };
    let outputs = activity.outputs_of(Role::Need);
    let is_whole = telling.wanted.need_texts;
    let answers = outputs.filter_map(|output| told.beginning(output, is_whole));
    answers
        .filter(|answer| !says_nothing(&answer.short))
        .collect()
}

/// The open tasks of some records, by day.
pub(super) fn tasks<'a>(
    records: impl Iterator<Item = (&'a Plan, &'a Record)>,
    today: Date,
) -> Vec<TaskTold> {
    let mut tasks = Vec::new();
    for (plan, record) in records {
        let Some(content) = record.said() else {
            continue;
        };
        let actions = content.actions(plan.toolkit.activity(record.activity));
        let open = actions.into_iter().filter(|action| action.task.is_open());
        tasks.extend(open.map(|action| {
            let task = action.task;
            let late = task.due.filter(|due| *due < today);
            TaskTold {
                what: task.text,
                owner: Some(task.owners.join(", ")).filter(|owner| !owner.is_empty()),
                due: task.due.map(|due| due.to_string()),
                days_overdue: late.and_then(|due| days_since(due, today)),
            }
        }));
    }
    tasks.sort_by(|one, other| {
        let key = |task: &TaskTold| (task.due.is_none(), task.due.clone());
        key(one).cmp(&key(other))
    });
    tasks
}

impl MovedTold {
    pub(super) fn of(moved: &Moved, plan: &Plan, standing: &Standing) -> Self {
        let titles = |ids: &[String]| -> Vec<String> {
            let known = ids.iter().filter_map(|id| plan.toolkit.named(id));
            known.map(|activity| activity.title.clone()).collect()
        };
        let done = titles(&moved.done);
        let begun = titles(&moved.begun);
        let went_on = titles(&moved.went_on);
        let reopened = titles(&moved.reopened);
        let review = titles(&moved.review);
        let skipped = titles(&moved.skipped);
        let percent = standing.percent();
        let is_new = moved.percent_before.is_none();
        let parts = [
            ("done", &done),
            ("begun", &begun),
            ("went on", &went_on),
            ("reopened", &reopened),
            ("to review", &review),
            ("skipped", &skipped),
        ];
        let parts = parts.iter().filter(|(_, all)| !all.is_empty());
        let parts: Vec<String> = parts
            .map(|(word, all)| format!("{word}: {}", all.join(", ")))
            .collect();
        Self {
            words: parts.join("; "),
            is_nothing: moved.is_nothing() && moved.percent_before == Some(percent),
            is_new,
            percent_before: moved.percent_before,
            done,
            begun,
            went_on,
            reopened,
            review,
            skipped,
        }
    }
}
