//! Everything the board knows about one team.

use super::row::BoardRow;
use crate::report::{Block, Cell, Rows, fact};

/// Where it is, and its reasons, each with the command that shows more.
pub fn blocks(team: &BoardRow) -> Vec<Block> {
    let at = match &team.activity {
        Some(activity) => format!("{}, at {activity}", team.step_title()),
        None => team.step_title().to_owned(),
    };
    let met = team.met.as_ref().zip(team.met_days);
    let met = met.map(|(day, days)| match days {
        0 => "today".to_owned(),
        days => format!("{days} d ago, on {day}"),
    });
    let moved = team.days.filter(|_| !team.is_programme);
    let moved = moved.map(|days| match days {
        0 => "today".to_owned(),
        days => format!("{days} d ago"),
    });
    let known = |words: &str| Some(words.to_owned()).filter(|words| !words.is_empty());
    let facts = [
        ("step", Some(at)),
        ("pace", team.pace_words()),
        ("moved", moved),
        ("met", met),
        ("coach", known(&team.coach)),
        ("contact", known(&team.contact)),
    ];
    let facts = facts.into_iter();
    let facts = facts.filter_map(|(name, words)| Some(fact(name, words?)));
    let facts = facts.chain(team.measures.iter().map(|said| fact("measured", said)));
    let mut rows = Rows::of(&team.lines);
    rows.for_people("Why, and what shows more", |line| Cell::Typed {
        words: line.words(),
        command: line.command.clone(),
    });
    if team.lines.iter().any(|line| line.edit_url.is_some()) {
        rows.for_people("Edit", |line| {
            Some(Cell::link(line.path.as_ref()?, line.edit_url.as_ref()?))
        })
        .rank(3);
    }
    let lines = match &team.resting {
        Some(why) => Block::Text(format!("Nothing is asked of it: {why}.")),
        None if team.lines.is_empty() => Block::Text("Nothing to report.".to_owned()),
        None => Block::Table(rows.table()),
    };
    let heading = Block::Heading(team.id.clone());
    vec![heading, Block::Facts(facts.collect()), lines]
}
