//! The board for scripts: one row per reason.

use super::row::{BoardData, BoardRow};
use super::{overview, team};
use crate::report::{Block, Report, ReportTable, Rows};

/// One screen of all teams; everything about those that were named.
pub fn report(title: String, data: &BoardData, is_named: bool) -> Report {
    let mut blocks = if is_named {
        let rows = data.teams.iter().chain(&data.programmes);
        rows.flat_map(team::blocks).collect()
    } else {
        vec![Block::Table(overview::table(data))]
    };
    blocks.push(Block::Table(for_scripts(data)));
    blocks.extend(calls(data).map(Block::Text));
    Report::of(title, blocks)
}

fn for_scripts(data: &BoardData) -> ReportTable {
    let teams = data.teams.iter().chain(&data.programmes);
    let mut rows = Rows::of(teams.flat_map(|team: &BoardRow| {
        let lines = team.lines.iter().map(move |line| (team, Some(line)));
        let none = team.lines.is_empty().then_some((team, None));
        lines.chain(none)
    }));
    rows.for_scripts("plan", |(team, _)| &team.id);
    rows.for_scripts("call", |(team, _)| team.call);
    rows.for_scripts("step", |(team, _)| team.step.as_ref());
    rows.for_scripts("activity", |(team, _)| team.activity.as_ref());
    rows.for_scripts("weeks_late", |(team, _)| {
        team.pace.as_ref().map(|pace| pace.weeks_late)
    });
    rows.for_scripts("days", |(team, _)| team.days);
    rows.for_scripts("met", |(team, _)| team.met.as_ref());
    rows.for_scripts("code", |(_, line)| line.map(|line| line.code));
    rows.for_scripts("reason", |(_, line)| line.map(|line| &line.reason));
    rows.for_scripts("command", |(_, line)| line.map(|line| &line.command));
    rows.for_scripts("path", |(_, line)| line?.path.as_ref());
    rows.for_scripts("urgency", |(_, line)| line.map(|line| line.urgency));
    rows.for_scripts("also", |(_, line)| line.map(|line| line.also.join(" ")));
    rows.for_scripts("since", |(_, line)| line?.since.as_ref());
    rows.for_scripts("put_off_until", |(_, line)| line?.put_off_until.as_ref());
    rows.for_scripts("days_late", |(team, _)| {
        team.pace.as_ref().map(|pace| pace.days_late)
    });
    rows.table()
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
