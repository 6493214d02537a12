//! Hiding small numbers so that what is shown doesn't tell them.
//!
//! What is small is hidden. As long as whole-number reasoning from what is shown then leaves too few possible values for
//! a hidden number, more is: the next smallest beside it, over and over. What then needn't be hidden is shown again, and
//! a search looks for fewer that do; in small tables it finds the fewest. Linear algebra isn't enough: 30, 40 and two hidden numbers of together 2 can't be
//! solved, and everybody sees that both are 1.

use std::collections::VecDeque;

/// How many ways of hiding are tried for one table, so that a large one ends. 10,000 tables of 5 x 4 needed fewer.
const TRIES: u32 = 20_000;

/// A published number, as an edge between the two sums it takes part in.
///
/// In a table these are its row and its column. A total counts against its parts, so that around each sum everything
/// adds up to nothing.
#[derive(Debug, Clone, Copy)]
struct Cell {
    from: usize,
    to: usize,
    count: u64,
    is_total: bool,
}

/// Counts of people that add up.
#[derive(Debug, Clone)]
pub struct Counts {
    cells: Vec<Cell>,
    sums: usize,
}

impl Counts {
    /// Groups that together are all: each of them and their total.
    pub fn of_groups(groups: &[u64]) -> Self {
        let cell = |count, is_total| Cell {
            from: 0,
            to: 1,
            count,
            is_total,
        };
        let mut cells: Vec<Cell> = groups.iter().map(|count| cell(*count, false)).collect();
        cells.push(cell(groups.iter().sum(), true));
        Self { cells, sums: 2 }
    }

    /// A table of rows of one length, with a total of each row, of each column and of all: row by row, each followed
    /// by its total, the row of totals last.
    pub fn of_table(rows: &[Vec<u64>]) -> Self {
        let width = rows.first().map_or(0, Vec::len);
        let mut grid: Vec<Vec<u64>> = rows.to_vec();
        let below: Vec<u64> = (0..width)
            .map(|column| rows.iter().filter_map(|row| row.get(column)).sum())
            .collect();
        grid.push(below);
        for row in &mut grid {
            row.push(row.iter().sum());
        }
        let height = grid.len();
        let mut cells = Vec::new();
        for (row, counts) in grid.into_iter().enumerate() {
            for (column, count) in counts.into_iter().enumerate() {
                cells.push(Cell {
                    from: row,
                    to: height + column,
                    count,
                    is_total: (row + 1 == height) != (column == width),
                });
            }
        }
        Self {
            cells,
            sums: height + width + 1,
        }
    }

    /// The numbers, in the order in which they are hidden or shown.
    pub fn numbers(&self) -> impl Iterator<Item = u64> {
        self.cells.iter().map(|cell| cell.count)
    }

    /// Which numbers are hidden, in the order of the table. Never a zero: so a hidden number is known to be at least
    /// 1, and that is reckoned with.
    pub fn hidden(&self, min_n: u64) -> Vec<bool> {
        let is_small = |cell: &Cell| (1..min_n).contains(&cell.count);
        let primary: Vec<bool> = self.cells.iter().map(is_small).collect();
        let enough = self.one_after_the_other(primary.clone(), min_n);
        let enough = self.without_needless(enough, &primary, min_n);
        let own = primary.iter().filter(|one| **one).count();
        let most = enough.iter().filter(|one| **one).count() - own;
        let mut search = Search {
            counts: self,
            min_n,
            hidden: primary,
            passed: vec![false; self.cells.len()],
            tries: TRIES,
        };
        let fewer = (1..most).find(|more| search.can_do_with(*more));
        fewer.map_or(enough, |_| search.hidden)
    }

    /// Whether hiding these is enough.
    pub fn keeps(&self, hidden: &[bool], min_n: u64) -> bool {
        let places = hidden.iter().enumerate();
        let hidden: Vec<bool> = places
            .map(|(at, is_hidden)| *is_hidden && self.count(at) > 0)
            .collect();
        self.too_well_known(&hidden, min_n).is_none()
    }

    fn count(&self, at: usize) -> u64 {
        self.cells.get(at).map_or(0, |cell| cell.count)
    }

    /// Hides the smallest number beside what is known too well until nothing is.
    fn one_after_the_other(&self, mut hidden: Vec<bool>, min_n: u64) -> Vec<bool> {
        while let Some(known) = self.too_well_known(&hidden, min_n) {
            let Some(next) = self.beside(known, &hidden) else {
                return self.cells.iter().map(|cell| cell.count > 0).collect();
            };
            set(&mut hidden, next, true);
        }
        hidden
    }

    /// Shows again, one after the other, what needn't be hidden beside the rest. In the order of their places, since
    /// that says nothing of their values.
    fn without_needless(&self, mut hidden: Vec<bool>, primary: &[bool], min_n: u64) -> Vec<bool> {
        for at in (0..self.cells.len()).rev() {
            if is(&hidden, at) && !is(primary, at) {
                set(&mut hidden, at, false);
                if self.too_well_known(&hidden, min_n).is_some() {
                    set(&mut hidden, at, true);
                }
            }
        }
        hidden
    }

    /// A hidden cell whose value is known too well: fewer than half of `min_n` values are possible.
    fn too_well_known(&self, hidden: &[bool], min_n: u64) -> Option<usize> {
        self.all_too_well_known(hidden, min_n).next()
    }

    fn all_too_well_known(&self, hidden: &[bool], min_n: u64) -> impl Iterator<Item = usize> {
        let wanted = min_n.div_ceil(2);
        (0..self.cells.len())
            .filter(move |at| is(hidden, *at) && self.possible(*at, hidden, wanted) < wanted)
    }

    /// The shown numbers of which at least one has to be hidden before more values of a hidden cell are possible.
    ///
    /// What can be moved from one sum to another ends at a cut between the sums that are still reached and the rest
    /// (Ford and Fulkerson 1956); only a cell across it lets more through.
    fn one_of(&self, at: usize, hidden: &[bool]) -> Vec<usize> {
        let Some(cell) = self.cells.get(at) else {
            return Vec::new();
        };
        let mut across = vec![false; self.cells.len()];
        for (from, to, own) in both_ways(cell) {
            let (_, Some(reached)) = self.flow(at, hidden, from, to, own) else {
                continue;
            };
            for (other, one) in self.cells.iter().enumerate() {
                let (start, end) = (is(&reached, one.from), is(&reached, one.to));
                let lets_through = start != end && room(one, start) > 0;
                if lets_through && !is(hidden, other) && one.count > 0 {
                    set(&mut across, other, true);
                }
            }
        }
        let mut across: Vec<usize> = (0..across.len()).filter(|at| is(&across, *at)).collect();
        across.sort_by_key(|at| (self.count(*at), *at));
        across
    }

    /// Around how many sums exactly one number is hidden, so that the rest tells it.
    fn lonely(&self, hidden: &[bool]) -> usize {
        let mut around = vec![0_usize; self.sums];
        let cells = self.cells.iter().zip(hidden);
        for (cell, _) in cells.filter(|(_, is_hidden)| **is_hidden) {
            for sum in [cell.from, cell.to] {
                if let Some(count) = around.get_mut(sum) {
                    *count += 1;
                }
            }
        }
        around.into_iter().filter(|count| *count == 1).count()
    }

    /// The smallest shown number that shares a sum with the cell, or else with a hidden cell that does, and so on.
    fn beside(&self, at: usize, hidden: &[bool]) -> Option<usize> {
        let cell = self.cells.get(at)?;
        let mut near = vec![false; self.sums];
        set(&mut near, cell.from, true);
        set(&mut near, cell.to, true);
        loop {
            let touches = |one: &Cell| is(&near, one.from) || is(&near, one.to);
            let others = self.cells.iter().enumerate();
            let shown = others.filter(|(other, one)| !is(hidden, *other) && one.count > 0);
            let next = shown
                .filter(|(_, one)| touches(one))
                .min_by_key(|(other, one)| (one.count, *other));
            if let Some((other, _)) = next {
                return Some(other);
            }
            let before = near.clone();
            for (other, one) in self.cells.iter().enumerate() {
                if is(hidden, other) && (is(&before, one.from) || is(&before, one.to)) {
                    set(&mut near, one.from, true);
                    set(&mut near, one.to, true);
                }
            }
            if near == before {
                return None;
            }
        }
    }

    /// How many values a hidden cell could have, as far as its sums and those of the other hidden cells say; at most
    /// `enough`.
    pub fn possible(&self, at: usize, hidden: &[bool], enough: u64) -> u64 {
        let Some(cell) = self.cells.get(at) else {
            return 0;
        };
        let mut values = 1;
        for (from, to, own) in both_ways(cell) {
            if values < enough {
                let most = own.min(enough - values);
                values += self.flow(at, hidden, from, to, most).0;
            }
        }
        values.min(enough)
    }

    /// How much can be moved from one sum to another through hidden cells other than `without`, at most `most`; and if
    /// that is less, the sums that are still reached.
    fn flow(
        &self,
        without: usize,
        hidden: &[bool],
        source: usize,
        sink: usize,
        most: u64,
    ) -> (u64, Option<Vec<bool>>) {
        let mut moved = 0;
        let mut shifts = vec![0_i64; self.cells.len()];
        while moved < most {
            let way = match self.way(without, hidden, &shifts, source, sink) {
                Ok(way) => way,
                Err(reached) => return (moved, Some(reached)),
            };
            let step = way
                .iter()
                .map(|(at, forward)| self.left(*at, *forward, &shifts))
                .min()
                .unwrap_or(0)
                .min(most - moved);
            for (at, forward) in way {
                if let Some(shift) = shifts.get_mut(at) {
                    let step = i64::try_from(step).unwrap_or(i64::MAX);
                    *shift += if forward { step } else { -step };
                }
            }
            moved += step;
        }
        (moved, None)
    }

    /// How much more a cell can be shifted along its direction, or against it.
    fn left(&self, at: usize, forward: bool, shifts: &[i64]) -> u64 {
        let (Some(cell), Some(shift)) = (self.cells.get(at), shifts.get(at)) else {
            return 0;
        };
        let already = if forward { *shift } else { -*shift };
        room(cell, forward).saturating_add_signed(already.saturating_neg())
    }

    /// A shortest way from one sum to another along which something can be moved; or else all sums that are reached.
    fn way(
        &self,
        without: usize,
        hidden: &[bool],
        shifts: &[i64],
        source: usize,
        sink: usize,
    ) -> Result<Vec<(usize, bool)>, Vec<bool>> {
        let mut came: Vec<Option<(usize, bool)>> = vec![None; self.sums];
        let mut seen = vec![false; self.sums];
        let mut queue = VecDeque::from([source]);
        set(&mut seen, source, true);
        while let Some(here) = queue.pop_front() {
            for (at, cell) in self.cells.iter().enumerate() {
                if at == without || !is(hidden, at) {
                    continue;
                }
                for (start, end, forward) in
                    [(cell.from, cell.to, true), (cell.to, cell.from, false)]
                {
                    if start == here && !is(&seen, end) && self.left(at, forward, shifts) > 0 {
                        set(&mut seen, end, true);
                        if let Some(one) = came.get_mut(end) {
                            *one = Some((at, forward));
                        }
                        queue.push_back(end);
                    }
                }
            }
        }
        let mut way = Vec::new();
        let mut here = sink;
        while here != source {
            let step = came.get(here).copied().flatten();
            let Some((at, forward, cell)) =
                step.and_then(|(at, forward)| Some((at, forward, self.cells.get(at)?)))
            else {
                return Err(seen);
            };
            here = if forward { cell.from } else { cell.to };
            way.push((at, forward));
        }
        Ok(way)
    }
}

/// A search for few more numbers to hide.
struct Search<'a> {
    counts: &'a Counts,
    min_n: u64,
    hidden: Vec<bool>,
    /// Numbers that stay shown here: with them hidden, the search has been through.
    passed: Vec<bool>,
    tries: u32,
}

impl Search<'_> {
    /// Hides `more` numbers so that nothing is known too well, if that is possible and found within the tries; else
    /// nothing.
    ///
    /// One of the numbers that could help what is known too well must be among them: so it goes through those few in
    /// turn, of whatever leaves the least choice.
    fn can_do_with(&mut self, more: usize) -> bool {
        if self.counts.lonely(&self.hidden) > more * 2 || self.tries == 0 {
            return false;
        }
        self.tries -= 1;
        let known = self.counts.all_too_well_known(&self.hidden, self.min_n);
        let choices = known.map(|at| self.choices(at)).min_by_key(Vec::len);
        let Some(choices) = choices else {
            return true;
        };
        if more == 0 {
            return false;
        }
        let found = choices.iter().any(|at| {
            set(&mut self.hidden, *at, true);
            let found = self.can_do_with(more - 1);
            set(&mut self.hidden, *at, found);
            set(&mut self.passed, *at, true);
            found
        });
        for at in choices {
            set(&mut self.passed, at, false);
        }
        found
    }

    fn choices(&self, known: usize) -> Vec<usize> {
        let mut choices = self.counts.one_of(known, &self.hidden);
        choices.retain(|at| !is(&self.passed, *at));
        choices
    }
}

/// The ways by which one unit more or less in a cell goes round through others: from, to, and how many units.
///
/// One more in a cell is one less elsewhere around each of its sums; cells that count against their sums turn round.
fn both_ways(cell: &Cell) -> [(usize, usize, u64); 2] {
    let (up, down) = (room(cell, true), room(cell, false));
    [(cell.to, cell.from, up), (cell.from, cell.to, down)]
}

/// How far a cell can go along its direction: a part grows without end and shrinks to 1, a total the other way round.
fn room(cell: &Cell, forward: bool) -> u64 {
    if forward == cell.is_total {
        cell.count.saturating_sub(1)
    } else {
        u64::from(u32::MAX)
    }
}

fn is(marks: &[bool], at: usize) -> bool {
    marks.get(at).copied().unwrap_or(false)
}

fn set(marks: &mut [bool], at: usize, value: bool) {
    if let Some(mark) = marks.get_mut(at) {
        *mark = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stream of numbers that is the same everywhere.
    struct Seeded(u64);

    impl Seeded {
        fn next(&mut self, below: u64) -> u64 {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % below
        }
    }

    /// What an outsider can work out about the cells of a small table, by trying all whole numbers.
    fn by_trying(counts: &Counts, hidden: &[bool], most: u64) -> Vec<(u64, u64)> {
        // Unknown cells one after the other, each from 1 to `most`; sums tell the rest.
        fn fits(counts: &Counts, values: &[Option<u64>]) -> bool {
            (0..counts.sums).all(|sum| {
                let mut total = 0_i64;
                for (cell, value) in counts.cells.iter().zip(values) {
                    if cell.from == sum || cell.to == sum {
                        let Some(value) = value else { return true };
                        let value = i64::try_from(*value).unwrap();
                        total += if cell.is_total { -value } else { value };
                    }
                }
                total == 0
            })
        }
        fn go(
            counts: &Counts,
            unknown: &[usize],
            values: &mut Vec<Option<u64>>,
            most: u64,
            found: &mut Vec<(u64, u64)>,
            all: &[usize],
        ) {
            let Some((first, rest)) = unknown.split_first() else {
                for (slot, at) in all.iter().enumerate() {
                    let value = values[*at].unwrap();
                    found[slot].0 = found[slot].0.min(value);
                    found[slot].1 = found[slot].1.max(value);
                }
                return;
            };
            for value in 1..=most {
                values[*first] = Some(value);
                if fits(counts, values) {
                    go(counts, rest, values, most, found, all);
                }
            }
            values[*first] = None;
        }
        let unknown: Vec<usize> = (0..hidden.len()).filter(|at| hidden[*at]).collect();
        let mut values: Vec<Option<u64>> = counts
            .cells
            .iter()
            .zip(hidden)
            .map(|(cell, hidden)| (!hidden).then_some(cell.count))
            .collect();
        let mut found = vec![(u64::MAX, 0); unknown.len()];
        go(counts, &unknown, &mut values, most, &mut found, &unknown);
        found
    }

    #[test]
    fn possible_values_are_those_found_by_trying() {
        let mut seeded = Seeded(7);
        let mut tried = 0;
        while tried < 300 {
            let rows: Vec<Vec<u64>> = (0..2)
                .map(|_| (0..2).map(|_| seeded.next(7)).collect())
                .collect();
            let counts = Counts::of_table(&rows);
            let hidden: Vec<bool> = counts
                .cells
                .iter()
                .map(|cell| cell.count > 0 && seeded.next(2) == 0)
                .collect();
            if hidden.iter().filter(|one| **one).count() > 5 {
                continue;
            }
            tried += 1;
            let found = by_trying(&counts, &hidden, 26);
            let places = (0..hidden.len()).filter(|at| hidden[*at]);
            for (at, (low, high)) in places.zip(found) {
                // Trying ends at 26, and so do the values that it finds.
                let values = (high - low + 1).min(6);
                assert_eq!(
                    counts.possible(at, &hidden, 6),
                    values,
                    "{rows:?} {hidden:?} {at}"
                );
            }
        }
    }

    #[test]
    fn a_table_of_which_five_more_are_hidden() {
        let rows = [
            [15, 15, 15, 15],
            [15, 10, 10, 10],
            [1, 10, 10, 10],
            [0, 0, 1, 10],
            [1, 0, 10, 0],
        ];
        let counts = Counts::of_table(&rows.map(Vec::from));
        let hidden = counts.hidden(10);
        assert!(counts.keeps(&hidden, 10));
        assert_eq!(hidden.iter().filter(|one| **one).count(), 8);
    }

    #[test]
    fn groups_small_and_large() {
        // 8 is small, 14 hides it; 32 and the total are shown.
        assert_eq!(
            Counts::of_groups(&[8, 14, 32]).hidden(10),
            [true, true, false, false]
        );
        let groups = Counts::of_groups(&[8, 14, 32]);
        assert!(groups.keeps(&[true, true, false, false], 10));
        assert!(!groups.keeps(&[true, false, false, false], 10));
        assert_eq!(Counts::of_groups(&[14, 32]).hidden(10), [false; 3]);
        // 1 and 1 of 72.
        assert_eq!(
            Counts::of_groups(&[30, 40, 1, 1]).hidden(10),
            [true, false, true, true, false]
        );
        assert_eq!(Counts::of_groups(&[0, 40, 14]).hidden(10), [false; 4]);
        assert_eq!(Counts::of_groups(&[3]).hidden(10), [true, true]);
    }
}
