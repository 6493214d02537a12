//! The board as a table.

use super::row::BoardData;
use crate::report::{Block, Cell, Report, Rows};

/// One row per reason, with the team beside the first.
pub fn report(title: String, data: &BoardData) -> Report {
    let teams = data.teams.iter().chain(&data.programmes);
    let mut rows = Rows::of(teams.flat_map(|team| {
        let lines = team.lines.iter().enumerate();
        let lines = lines.map(move |(at, line)| (team, Some(line), at == 0));
        let none = team.lines.is_empty().then_some((team, None, true));
        lines.chain(none)
    }));
    rows.for_people("Team", |(team, _, is_first)| is_first.then(|| team.team()));
    rows.for_scripts("plan", |(team, ..)| &team.id);
    rows.for_scripts("call", |(team, ..)| team.call);
    rows.for_scripts("step", |(team, ..)| team.step.as_ref());
    rows.for_scripts("activity", |(team, ..)| team.activity.as_ref());
    rows.for_people("Where", |(team, _, is_first)| is_first.then(|| team.pace()))
        .rank(2);
    rows.for_scripts("weeks_late", |(team, ..)| {
        team.pace.as_ref().map(|pace| pace.weeks_late)
    });
    rows.for_scripts("days", |(team, ..)| team.days);
    rows.for_scripts("met", |(team, ..)| team.met.as_ref());
    rows.for_scripts("code", |(_, line, _)| line.map(|line| line.code));
    rows.for_people("Why, and what shows more", |(team, line, _)| match line {
        Some(line) => Cell::Typed {
            words: line.words(),
            command: line.command.clone(),
        },
        None => team.resting.as_ref().into(),
    });
    rows.for_scripts("reason", |(_, line, _)| line.map(|line| &line.reason));
    rows.for_scripts("command", |(_, line, _)| line.map(|line| &line.command));
    rows.for_scripts("path", |(_, line, _)| line?.path.as_ref());
    rows.for_scripts("urgency", |(_, line, _)| line.map(|line| line.urgency));
    rows.for_scripts("also", |(_, line, _)| line.map(|line| line.also.join(" ")));
    rows.for_scripts("since", |(_, line, _)| line?.since.as_ref());
    rows.for_scripts("put_off_until", |(_, line, _)| line?.put_off_until.as_ref());
    rows.for_scripts("days_late", |(team, ..)| {
        team.pace.as_ref().map(|pace| pace.days_late)
    });
    let all = data.teams.iter().chain(&data.programmes);
    let mut lines = all.flat_map(|team| &team.lines);
    if lines.any(|line| line.edit_url.is_some()) {
        rows.for_people("Edit", |(_, line, _)| {
            let line = line?;
            Some(Cell::link(line.path.as_ref()?, line.edit_url.as_ref()?))
        })
        .rank(3);
    }
    let mut blocks = vec![Block::Table(rows.table())];
    blocks.extend(calls(data).map(Block::Text));
    Report::of(title, blocks)
}

/// How many teams need a call; `None` where there are no teams.
fn calls(data: &BoardData) -> Option<String> {
    let calls = match data.calls() {
        0 => "Nobody needs a call.".to_owned(),
        1 => "1 team needs a call.".to_owned(),
        count => format!("{count} teams need a call."),
    };
    let unknown = match data.unreadable {
        0 => String::new(),
        1 => " 1 plan can't be read, so nothing is known about its team.".to_owned(),
        count => format!(" {count} plans can't be read, so nothing is known about their teams."),
    };
    (!data.teams.is_empty() || data.unreadable > 0).then(|| format!("{calls}{unknown}"))
}
