use crate::check::{Rule, Subject};
use crate::kinds::Sort;
use crate::model::{Action, Count, Finding, Invocation, Plan, Record};
use crate::toolkit::Audience;
use jiff::civil::Date;
use std::cmp::Reverse;

pub const RULE: Rule = Rule {
    code: "I0343",
    about: "a task has been overdue for `overdue_days`",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let plan = subject.plan;
    let Some(moment) = super::going_on(subject) else {
        return;
    };
    let is_programme = plan.toolkit.audience == Audience::Cohort;
    let left_out = plan.left_out();
    // A task that a programme keeps with a team's plan belongs to the team.
    let own = plan
        .records
        .iter()
        .filter(|record| !is_programme || record.about().is_none())
        .filter(|record| !left_out.holds(record))
        .map(|record| (plan, record));
    let kept = moment.about.iter().copied();
    let kept = kept.filter(|record| !moment.left_out.holds(record));
    let kept = moment
        .programme
        .into_iter()
        .flat_map(|programme| kept.clone().map(move |record| (programme, record)));
    let mut late: Vec<Late<'_>> = own
        .chain(kept)
        .flat_map(|(keeper, record)| overdue(keeper, record, moment.today))
        .filter(|late| late.days >= moment.limits.overdue_days)
        .collect();
    late.sort_by_key(|late| Reverse(late.days));
    let Some(first) = late.first() else { return };
    let due = first.action.task.due;
    let since = due.map(|due| super::later(due, moment.limits.overdue_days));
    let words = super::quoted(&first.action.task.text);
    let days = Count(first.days, "day");
    let message = match late.len() {
        1 => format!("a task is overdue by {days}: {words}"),
        count => format!("{count} tasks are overdue, the longest by {days}: {words}"),
    };
    found.push(
        RULE.finding(message)
            .seen_in(&first.name)
            .true_since(since)
            .in_record(first.record, first.action.offset)
            .with_command(
                Invocation::of("actions")
                    .on(plan.id.as_str())
                    .flag("--overdue"),
            ),
    );
}

struct Late<'a> {
    record: &'a Record,
    name: String,
    action: Action,
    days: u32,
}

fn overdue<'a>(keeper: &Plan, record: &'a Record, today: Date) -> Vec<Late<'a>> {
    let open = open_tasks(keeper, record).into_iter();
    let late = open.filter_map(|action| {
        Some(Late {
            record,
            name: super::name_of(record, keeper.toolkit.activity(record.activity)),
            days: super::days(action.task.due?, today),
            action,
        })
    });
    late.filter(|late| late.days > 0).collect()
}

/// A record's open tasks.
pub(in crate::check) fn open_tasks(keeper: &Plan, record: &Record) -> Vec<Action> {
    let activity = keeper.toolkit.activity(record.activity);
    let Ok(content) = &record.content else {
        return Vec::new();
    };
    let has_tasks = activity
        .outputs
        .iter()
        .any(|output| output.kind.sort() == Sort::Tasks && content.answered.contains(output.at));
    if record.is_page || !has_tasks {
        return Vec::new();
    }
    let mut tasks = content.actions(activity);
    tasks.retain(|action| action.task.is_open());
    tasks
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(task: &str) -> Vec<String> {
        let text = format!("## todo\n\n- {task}\n");
        Scene::team(&["plan: todo tasks"], &[("plan", &text)]).said(&RULE)
    }

    #[test]
    fn speaks_of_a_task_that_is_two_weeks_late() {
        assert_eq!(
            said("[ ] Call the depot due 2026-11-09"),
            ["1-s/plan.md:3:1: a task is overdue by 14 days: \"Call the depot\", see plan"]
        );
    }

    #[test]
    fn is_silent_about_a_day_less() {
        assert_eq!(said("[ ] Call the depot due 2026-11-10"), [""; 0]);
    }

    #[test]
    fn is_silent_about_what_is_done() {
        assert_eq!(said("[x] Call the depot due 2026-11-09"), [""; 0]);
    }
}
