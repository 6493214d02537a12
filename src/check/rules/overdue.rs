//! A task has been overdue for long.

use crate::check::{Rule, Subject};
use crate::model::{Action, Count, Finding, Plan, Record};
use crate::toolkit::Audience;
use jiff::civil::Date;
use std::cmp::Reverse;

/// A task has been overdue for long.
pub struct Overdue;

impl Rule for Overdue {
    fn code(&self) -> &'static str {
        "I0343"
    }

    fn about(&self) -> &'static str {
        "A task of a team, or of the programme, has been overdue for `board.overdue_days`."
    }

    fn asks_for_work(&self) -> bool {
        true
    }

    fn on_board(&self) -> bool {
        true
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        let plan = subject.plan;
        let Some(moment) = super::going_on(subject) else {
            return;
        };
        let is_programme = plan.toolkit.audience == Audience::Cohort;
        let left_out = plan.left_out();
        // What a programme keeps with a team's plan is that team's.
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
        let words = super::quoted(&first.action.task.text);
        let days = Count(first.days, "day");
        let message = match late.len() {
            1 => format!("a task is overdue by {days}: {words}"),
            count => format!("{count} tasks are overdue, the longest by {days}: {words}"),
        };
        let text = first
            .record
            .content
            .as_ref()
            .map(|content| content.document.text());
        let text = text.unwrap_or_default();
        found.push(
            Finding::info(self.code(), message)
                .in_text(&first.record.path, text, first.action.offset)
                .with_help(format!("redesign actions {} --overdue", plan.id)),
        );
    }
}

struct Late<'a> {
    record: &'a Record,
    action: Action,
    days: u32,
}

fn overdue<'a>(keeper: &Plan, record: &'a Record, today: Date) -> Vec<Late<'a>> {
    let known = keeper.toolkit.activities.get(record.activity);
    let (Ok(content), Some(activity)) = (&record.content, known) else {
        return Vec::new();
    };
    let has_tasks = activity
        .outputs
        .iter()
        .enumerate()
        .any(|(at, output)| output.kind.name() == "tasks" && content.answered & 1 << at != 0);
    if record.is_page || !has_tasks {
        return Vec::new();
    }
    let late = content.actions(activity).into_iter().filter_map(|action| {
        let due = action.task.due.filter(|_| !action.task.is_done)?;
        Some(Late {
            record,
            days: super::days(due, today),
            action,
        })
    });
    late.filter(|late| late.days > 0).collect()
}
