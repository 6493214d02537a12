//! Tables and sentences about measures.

use super::charted::ChartShown;
use super::drawing::{plot, scale, sparks};
use super::row::{DayValue, MeasureRow, MeasuredGap, MeasuredGroup};
use crate::evidence::{Share, VALUE};
use crate::model::Count;
use crate::report::{Block, Cell, Report, ReportTable, Rows, fact};
use jiff::civil::Date;

/// The table of several measures.
pub fn several(title: String, measures: &[MeasureRow], today: Date) -> Report {
    let mut rows = Rows::of(measures);
    rows.column("plan", "Plan", |row| &row.plan);
    rows.column("measure", "Measure", |row| &row.name);
    rows.for_scripts("path", |row| &row.path);
    rows.for_scripts("title", |row| &row.title);
    rows.column("group", "Group", |row| {
        row.first_group().map(|group| shown_name(&group.name))
    })
    .rank(4);
    rows.column("points", "Points", |row| {
        let group = row.first_group();
        group
            .and_then(|group| group.chart.as_ref())
            .map(|chart| chart.points)
    })
    .number()
    .rank(3);
    rows.column("newest", "Newest", |row| {
        newest(row).map(|one| one.date.clone())
    })
    .rank(2);
    rows.for_scripts("days", |row| {
        newest(row).and_then(|one| days_since(&one.date, today))
    });
    rows.column("now", "Now", |row| {
        newest(row).map(|one| Cell::Decimal(one.value.0.to_string()))
    })
    .number();
    rows.column("says", "Says", MeasureRow::says).wraps();
    rows.for_scripts("by_chance", |row| {
        let chart = row.first_group()?.chart.as_ref()?;
        chart.claim.by_chance.map(|share| format!("{share:.1}"))
    });
    let mut blocks = vec![Block::Table(rows.table())];
    let shares = measures
        .iter()
        .filter_map(|row| row.first_group()?.chart.as_ref()?.chart.claim.by_chance);
    let shares: Vec<Share> = shares.collect();
    blocks.extend(any_of(&shares).map(Block::Text));
    Report::of(title, blocks)
}

fn newest(row: &MeasureRow) -> Option<&DayValue> {
    row.first_group()?.newest.as_ref()
}

fn days_since(date: &str, today: Date) -> Option<i32> {
    let day: Date = date.parse().ok()?;
    Some(day.until(today).ok()?.get_days())
}

/// The only group has no name.
fn shown_name(name: &str) -> String {
    if name == VALUE {
        String::new()
    } else {
        name.to_owned()
    }
}

/// How often at least one of several charts would say so by chance.
fn any_of(shares: &[Share]) -> Option<String> {
    let charts = Count(shares.len(), "chart");
    (shares.len() > 1).then(|| {
        format!(
            "If none of the {charts} changed, one of them would still seem to have in {} of 100 cases; more if you look each week.",
            tenths(Share::any(shares))
        )
    })
}

fn tenths(per_thousand: u32) -> String {
    match (per_thousand / 10, per_thousand % 10) {
        (whole, 0) => whole.to_string(),
        (whole, tenth) => format!("{whole}.{tenth}"),
    }
}

/// One measure in full. `group` is the one that is drawn.
pub fn one(row: &MeasureRow, group: Option<&str>, with_points: bool, draws: bool) -> Report {
    let chosen = match group {
        Some(name) => row.groups.iter().find(|one| one.name == name),
        None => row.first_group().or_else(|| row.groups.first()),
    };
    let mut parts = vec![row.title.clone()];
    parts.extend(
        chosen
            .map(|group| shown_name(&group.name))
            .filter(|name| !name.is_empty()),
    );
    parts.extend(row.better.map(|better| format!("{better} is better")));
    let chart = chosen.and_then(|group| group.chart.as_ref());
    parts.extend(chart.map(|chart| Count(chart.points, "point").to_string()));
    let title = parts.join(" \u{b7} ");
    let mut blocks = Vec::new();
    if !row.definition.trim().is_empty() {
        blocks.push(Block::Markdown(row.definition.clone()));
    }
    if draws {
        blocks.push(Block::Plot(plot(row, chosen, &title)));
    }
    blocks.push(Block::Facts(facts(row, chosen)));
    if row.groups.len() > 1 {
        blocks.push(Block::Heading("Groups".to_owned()));
        blocks.push(Block::Table(groups(row)));
    }
    if with_points {
        blocks.push(Block::Heading("Numbers".to_owned()));
        blocks.push(Block::Table(numbers(row)));
    }
    Report::of(title, blocks)
}

fn facts(row: &MeasureRow, drawn: Option<&MeasuredGroup>) -> Vec<(String, Cell)> {
    let mut facts = Vec::new();
    let Some(chart) = drawn.and_then(|group| group.chart.as_ref()) else {
        let hidden = drawn.filter(|group| group.suppressed);
        let says = hidden.map_or_else(
            || row.says(),
            |group| row.measure.why_hidden(Some(group.at)).to_owned(),
        );
        facts.push(fact("says", says));
        facts.extend(predicted(row));
        return facts;
    };
    let claim = &chart.claim;
    let says = match &claim.because {
        Some(because) => format!("{}: {because} (Anh\u{f8}j)", claim.says),
        None => claim.says.clone(),
    };
    facts.push(fact("says", says));
    if let Some(because) = chart.look.because.as_ref().filter(|_| !claim.signal) {
        facts.push(fact(
            "worth a look",
            format!("{because}; for your own eyes, not to be claimed"),
        ));
    }
    if let Some(share) = chart.chart.claim.by_chance {
        let shares: Vec<Share> = row
            .charts()
            .filter_map(|one| one.chart.claim.by_chance)
            .collect();
        let any = if shares.len() > 1 {
            format!(
                "; {} of 100 if any of the {} charts here may",
                tenths(Share::any(&shares)),
                shares.len()
            )
        } else {
            String::new()
        };
        facts.push(fact(
            "by chance",
            format!("{} of 100 orders of such points look like this or more so{any}; more if you look each week", tenths(share.per_thousand())),
        ));
    }
    if !row.tests.is_empty() {
        let names: Vec<&str> = row.tests.iter().map(|test| test.name.as_str()).collect();
        facts.push(fact(
            "not known",
            format!("whether {} did it: a chart cannot say", names.join(" or ")),
        ));
    }
    facts.extend(predicted(row));
    facts.push(fact("centre", centre_with_rest(chart)));
    let missing = Count(chart.missing, "week");
    if chart.missing > 0 {
        facts.push(fact("missing", format!("{missing} without a number")));
    }
    if let Some(target) = row.target {
        facts.push(fact("target", target.0.to_string()));
    }
    facts
}

/// A line for each number that a test predicted, and for tests that are linked with each other.
fn predicted(row: &MeasureRow) -> impl Iterator<Item = (String, Cell)> {
    let predicted = row.predictions.iter().flatten().map(|one| {
        let words = format!("{}; {}", one.prediction.predicted(), one.prediction.was());
        fact(one.test.as_str(), words)
    });
    let ramps = row.ramps.iter().flatten();
    predicted.chain(ramps.map(|ramp| fact("ramp", ramp.join(" -> "))))
}

fn centre_with_rest(chart: &ChartShown) -> String {
    let on_line = chart.points - chart.useful;
    let line = chart
        .median
        .map(|line| format!("{}, ", line.0))
        .unwrap_or_default();
    match on_line {
        0 => format!("{line}{}", chart.centre),
        _ => format!("{line}{}; {on_line} on it", chart.centre),
    }
}

/// The groups beside each other on one scale, and the gaps below; for people, since scripts read the numbers.
fn groups(row: &MeasureRow) -> ReportTable {
    enum Line<'a> {
        Group(&'a MeasuredGroup),
        Gap(&'a MeasuredGap),
    }
    let lines = row
        .groups
        .iter()
        .map(Line::Group)
        .chain(row.gaps.iter().map(Line::Gap));
    let lines: Vec<Line<'_>> = lines.collect();
    let scale = scale(row, None);
    let mut rows = Rows::of(&lines);
    rows.for_people("Group", |line| match line {
        Line::Group(group) => shown_name(&group.name),
        Line::Gap(gap) => format!("gap: {} less {}", gap.group, gap.reference),
    });
    rows.for_people("People", |line| match line {
        Line::Group(group) => group.people.map(|people| people.to_string()),
        Line::Gap(_) => None,
    })
    .number()
    .rank(3);
    let value = |one: Option<&DayValue>| one.map(|one| one.value.0.to_string());
    rows.for_people("First", |line| match line {
        Line::Group(group) => value(group.oldest.as_ref()),
        Line::Gap(gap) => value(gap.values.first()),
    })
    .number()
    .rank(1);
    rows.for_people("Now", |line| match line {
        Line::Group(group) => value(group.newest.as_ref()),
        Line::Gap(gap) => value(gap.values.last()),
    })
    .number();
    rows.for_people("Over time", |line| match line {
        Line::Group(group) if group.suppressed => None,
        Line::Group(group) => Some(sparks(&row.measure.points.values(group.at), scale)),
        Line::Gap(_) => None,
    })
    .rank(2);
    rows.for_people("Says", |line| match line {
        Line::Group(group) => match &group.chart {
            Some(chart) => chart.claim.says.clone(),
            None => row.measure.why_hidden(Some(group.at)).to_owned(),
        },
        Line::Gap(gap) => gap.says(),
    })
    .wraps();
    rows.table()
}

/// The numbers by day; those of hidden groups as one mark.
fn numbers(row: &MeasureRow) -> ReportTable {
    let mut rows = Rows::of(&row.measure.points.rows);
    rows.column("date", "Day", |one| one.day.to_string());
    for group in &row.groups {
        let title = if group.name == VALUE {
            "Value".to_owned()
        } else {
            group.name.clone()
        };
        rows.column(&group.name, title, |one| {
            if group.suppressed {
                return Cell::text("\u{b7}");
            }
            let number = one.values.get(group.at).copied().flatten();
            number.map_or(Cell::Empty, |number| Cell::Decimal(number.to_string()))
        })
        .number();
    }
    rows.column("note", "Note", |one| &one.note).wraps();
    rows.table()
}
