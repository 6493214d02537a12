//! The board of a cohort on one screen: two lines for each team to call, one for those with the same reason, one for
//! those with nothing to report, and one for those that rest.

use super::row::{BoardData, BoardLine, BoardRow};
use crate::model::Count;
use crate::report::{Cell, ReportTable, Rows, few};
use std::collections::BTreeMap;

/// Widest coach who is shown below a team; `board TEAM` shows any.
const COACH: usize = 16;

/// A row of the table.
struct TeamGroup<'a> {
    teams: Vec<&'a BoardRow>,
    kind: GroupKind,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum GroupKind {
    /// There is something to say: what, begins with the same reason.
    Told,
    Quiet,
    Resting,
    Programme,
}

pub fn table(data: &BoardData) -> ReportTable {
    let groups = groups(data);
    let mut rows = Rows::of(&groups);
    rows.for_people("Team", TeamGroup::team);
    rows.for_people("Where", TeamGroup::pace).rank(2);
    rows.for_people("Why", TeamGroup::why);
    let edit = |group: &TeamGroup<'_>| {
        let line = group.only()?.lines.first()?;
        Some(Cell::link(line.path.as_ref()?, line.edit_url.as_ref()?))
    };
    if groups.iter().any(|group| edit(group).is_some()) {
        rows.for_people("Edit", edit).rank(3);
    }
    rows.table()
}

/// Teams in the board's order, each with the first one that begins with the same reason; then those without one.
fn groups(data: &BoardData) -> Vec<TeamGroup<'_>> {
    let mut groups: Vec<TeamGroup<'_>> = Vec::new();
    let mut places = BTreeMap::new();
    for team in &data.teams {
        let kind = match (&team.resting, team.lines.is_empty()) {
            (Some(_), _) => GroupKind::Resting,
            (None, true) => GroupKind::Quiet,
            (None, false) => GroupKind::Told,
        };
        let place = *places
            .entry((kind, beginning(team)))
            .or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.teams.push(team),
            None => groups.push(TeamGroup {
                teams: vec![team],
                kind,
            }),
        }
    }
    groups.extend(data.programmes.iter().map(|programme| TeamGroup {
        teams: vec![programme],
        kind: GroupKind::Programme,
    }));
    groups
}

/// The first thing to say of a team, and its weight.
fn beginning(team: &BoardRow) -> Option<impl Ord + use<>> {
    let weight = (team.call.is_some(), team.is_just_met);
    let first = team.lines.first();
    first.map(|line| (line.code, line.words_alike(), weight))
}

impl<'a> TeamGroup<'a> {
    /// The team, if it is one.
    fn only(&self) -> Option<&'a BoardRow> {
        match self.teams[..] {
            [one] => Some(one),
            _ => None,
        }
    }

    /// What all of its teams share, if they do.
    fn shared<T: PartialEq>(&self, of: impl Fn(&'a BoardRow) -> T) -> Option<T> {
        let mut all = self.teams.iter().map(|team| of(team));
        let first = all.next()?;
        all.all(|other| other == first).then_some(first)
    }

    fn team(&self) -> Cell {
        let calls = ranges(self.teams.iter().filter_map(|team| team.call));
        let mark = if calls.is_empty() { "-" } else { &calls };
        let name = match self.only() {
            Some(team) => team.id.clone(),
            None => Count(self.teams.len(), "team").to_string(),
        };
        // Whoever has to be called needs to know who calls.
        let coach = match self.kind {
            GroupKind::Resting => self.shared(resting_word),
            _ if calls.is_empty() => None,
            _ => self.shared(coach),
        };
        let below = coach.filter(|word| !word.is_empty());
        let below = below.map(|word| format!("  {word}"));
        Cell::Few {
            items: std::iter::once(format!("{mark} {name}"))
                .chain(below)
                .collect(),
            more: 0,
        }
    }

    fn pace(&self) -> Cell {
        let all = |team: &BoardRow| {
            let all = [team.pace_words(), team.just_met_words()];
            all.into_iter().flatten().collect::<Vec<_>>()
        };
        let mut items = self.shared(all).unwrap_or_default();
        if let [_] | [] = items[..] {
            items.extend(self.shared(BoardRow::moved_words).flatten());
        }
        Cell::Few { items, more: 0 }
    }

    fn why(&self) -> Cell {
        let words = |what: &str| match self.only() {
            Some(_) => what.to_owned(),
            None => format!("{what}: {}", self.names(beside(self))),
        };
        match self.kind {
            GroupKind::Quiet => Cell::Text(words("nothing to report")),
            GroupKind::Resting => match self.only() {
                Some(team) => team.resting.as_ref().into(),
                None => Cell::Text(self.names(|team| team.resting.clone())),
            },
            GroupKind::Programme | GroupKind::Told => match &self.teams[..] {
                [] => Cell::Empty,
                [team] if team.lines.is_empty() => Cell::text("nothing to settle"),
                [team] => Cell::Few {
                    items: team.lines.iter().map(BoardLine::words).collect(),
                    more: 0,
                },
                [first, ..] => {
                    let reason = first.lines.first().map(BoardLine::words_alike);
                    let more = self.teams.iter().filter(|team| team.lines.len() > 1);
                    let more: Vec<String> = more.map(|team| team.id.clone()).collect();
                    let more = match more.len() {
                        0 => String::new(),
                        all if all == self.teams.len() => " (more about each)".to_owned(),
                        _ => format!(" (more about {})", few(&more)),
                    };
                    Cell::Text(format!("{}{more}", words(&reason.unwrap_or_default())))
                }
            },
        }
    }

    /// Its teams, each with what is said of it alone.
    fn names(&self, beside: impl Fn(&BoardRow) -> Option<String>) -> String {
        let names = self.teams.iter().map(|team| match beside(team) {
            Some(words) => format!("{} ({words})", team.id),
            None => team.id.clone(),
        });
        names.collect::<Vec<_>>().join(", ")
    }
}

/// What of a team isn't in the columns of its group.
fn beside(group: &TeamGroup<'_>) -> impl Fn(&BoardRow) -> Option<String> {
    let pace = |team: &BoardRow| [team.pace_words(), team.just_met_words()];
    let has_own_pace = group.shared(pace).is_none();
    let has_own_coach = group.shared(coach).is_none();
    move |team| {
        let pace = has_own_pace.then(|| pace(team)).into_iter().flatten();
        let coach = (has_own_coach && team.call.is_some()).then(|| coach(team));
        let coach = coach.filter(|coach| !coach.is_empty());
        let words: Vec<String> = pace.flatten().chain(coach).collect();
        (!words.is_empty()).then(|| words.join(", "))
    }
}

fn coach(team: &BoardRow) -> String {
    let is_short = team.coach.chars().count() <= COACH;
    if is_short {
        team.coach.clone()
    } else {
        String::new()
    }
}

/// `paused` or `ended`.
fn resting_word(team: &BoardRow) -> String {
    let why = team.resting.as_deref().unwrap_or_default();
    why.split(':').next().unwrap_or(why).to_owned()
}

/// Numbers in order, as `1-3, 5`.
fn ranges(numbers: impl Iterator<Item = u32>) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => ranges.push((number, number)),
        }
    }
    let words = ranges.iter().map(|(first, last)| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}-{last}")
        }
    });
    words.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::ranges;

    #[test]
    fn calls_in_a_row_are_one_range() {
        assert_eq!(ranges([1, 2, 3, 5, 7, 8].into_iter()), "1-3, 5, 7-8");
        assert_eq!(ranges([4].into_iter()), "4");
        assert_eq!(ranges([].into_iter()), "");
    }
}
