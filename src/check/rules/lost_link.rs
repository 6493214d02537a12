use crate::check::{Fix, PlanPage, Rule, Subject};
use crate::model::{Count, Finding, Place, Plan};
use crate::toolkit::Activity;
use std::ops::Range;

pub const RULE: Rule = Rule {
    code: "W0209",
    about: "a plan's `README.md` is missing links to activities",
    fix: Some(fix),
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(page) = subject.page else { return };
    let lost = lost(subject.plan, page);
    let names: Vec<&str> = lost.iter().map(|activity| activity.id.as_str()).collect();
    if !names.is_empty() {
        found.push(
            RULE.finding(format!("this page has no link to: {}", names.join(", ")))
                .with_place(Place::file(page.path.as_str()))
                .with_help(format!(
                    "`redesign check {} --fix` puts them back and keeps everything else",
                    subject.plan.id
                )),
        );
    }
}

fn fix(subject: &Subject<'_>, _finding: &Finding) -> Option<Fix> {
    let page = subject.page?;
    let lost = lost(subject.plan, page);
    let newline = if page.text.contains("\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    let mut lines: Vec<String> = page.text.lines().map(str::to_owned).collect();
    for activity in &lost {
        put_back(subject.plan, page, activity, &mut lines);
    }
    let mut text = lines.join(newline);
    if page.text.ends_with('\n') || !text.ends_with('\n') {
        text.push_str(newline);
    }
    Some(Fix::Text {
        path: page.path.clone(),
        text,
        said: format!("{} put back", Count(lost.len(), "link")),
    })
}

/// Whether a page lacks a link to any activity and has to be compared with a fresh one.
pub(in crate::check) fn lacks_any(plan: &Plan, text: &str) -> bool {
    let mut all = plan.toolkit.activities.iter();
    all.any(|activity| !is_linked(plan, text, activity))
}

/// Activities linked on a fresh page but not on this one.
fn lost<'a>(plan: &'a Plan, page: &PlanPage) -> Vec<&'a Activity> {
    let all = plan.toolkit.activities.iter();
    all.filter(|one| !is_linked(plan, &page.text, one) && is_linked(plan, &page.fresh, one))
        .collect()
}

fn is_linked(plan: &Plan, text: &str, activity: &Activity) -> bool {
    places(plan, activity)
        .iter()
        .any(|place| links_to(text, place))
}

/// Where an activity belongs and where it is, inside the plan.
fn places(plan: &Plan, activity: &Activity) -> [String; 2] {
    let found = plan.place_of(activity.at);
    let found = found
        .strip_prefix(&format!("{}/", plan.path))
        .unwrap_or(&found)
        .to_owned();
    [plan.toolkit.place(activity), found]
}

/// Whether a text contains a path, not as a prefix: `3-start/pilot` isn't in `3-start/pilot-reflection.md`.
fn links_to(text: &str, place: &str) -> bool {
    text.match_indices(place).any(|(at, _)| {
        let after = text
            .get(at + place.len()..)
            .and_then(|rest| rest.chars().next());
        !after.is_some_and(|next| next.is_alphanumeric() || matches!(next, '-' | '_' | '.'))
    })
}

/// Inserts an activity's line from a fresh page: beside its step's other lines, else into the step's table or list,
/// else at the end with its table head and heading.
fn put_back(plan: &Plan, page: &PlanPage, activity: &Activity, lines: &mut Vec<String>) {
    let fresh: Vec<&str> = page.fresh.lines().collect();
    let [usual, found] = places(plan, activity);
    let Some(own) = fresh.iter().position(|line| links_to(line, &usual)) else {
        return;
    };
    let (above, rest) = fresh.split_at(own);
    let line = rest
        .first()
        .map_or_else(String::new, |line| line.replace(&usual, &found));
    if let Some(place) = beside_its_step(plan, activity, &line, lines) {
        lines.insert(place, line);
        return;
    }
    let around = Surroundings::of(above, is_row(&line));
    let section = around.section_in(lines);
    match around.first_row_in(lines, section.as_ref()) {
        Some(place) => lines.insert(place, line),
        None => around.add_block(lines, section.as_ref(), line),
    }
}

fn is_row(line: &str) -> bool {
    line.trim_start().starts_with('|')
}

/// Where an activity's line goes among its step's: after one that precedes it, else before one that follows.
fn beside_its_step(
    plan: &Plan,
    activity: &Activity,
    line: &str,
    lines: &[String],
) -> Option<usize> {
    let where_is = |other: &Activity| {
        let is_its = |line: &String| {
            places(plan, other)
                .iter()
                .any(|place| links_to(line, place))
        };
        let mut all = lines.iter();
        all.position(|other| is_row(other) == is_row(line) && is_its(other))
    };
    let all_of_step = || {
        let all = plan.toolkit.activities.iter();
        all.filter(|other| other.step == activity.step)
    };
    let mut before = all_of_step().rev().filter(|other| other.at < activity.at);
    let mut after = all_of_step().filter(|other| other.at > activity.at);
    let below = before.find_map(where_is).map(|line| line + 1);
    below.or_else(|| after.find_map(where_is))
}

/// What is above a line on a fresh page.
struct Surroundings<'a> {
    heading: Option<&'a str>,
    /// For a row, the two lines of its table's head.
    head: &'a [&'a str],
}

impl<'a> Surroundings<'a> {
    fn of(above: &'a [&'a str], is_in_table: bool) -> Self {
        let rows = above.iter().rev().take_while(|line| is_row(line)).count();
        let table = above.len() - rows;
        let head = above.get(table..table + 2).filter(|_| is_in_table);
        let mut headings = above.iter().rev().copied();
        Self {
            heading: headings.find(|line| line.starts_with("## ")),
            head: head.unwrap_or_default(),
        }
    }

    /// The lines of a page from the step's heading to the next one.
    fn section_in(&self, lines: &[String]) -> Option<Range<usize>> {
        let heading = self.heading?;
        let from = lines.iter().position(|line| line.trim_end() == heading)?;
        let below = lines.iter().skip(from + 1);
        let count = below.take_while(|line| !line.starts_with('#')).count();
        Some(from..from + 1 + count)
    }

    /// Where the first row of a section's table goes.
    fn first_row_in(&self, lines: &[String], section: Option<&Range<usize>>) -> Option<usize> {
        let (rule, section) = self.head.last().zip(section)?;
        let mut all = lines.get(section.clone())?.iter();
        let found = all.position(|line| line.trim_end() == *rule)?;
        Some(section.start + found + 1)
    }

    /// Adds the line and its table's head at the end of its section, or with the heading at the end of the page.
    fn add_block(&self, lines: &mut Vec<String>, section: Option<&Range<usize>>, line: String) {
        let end = section.map_or(lines.len(), |section| section.end);
        let mut block: Vec<String> = Vec::new();
        if let Some(heading) = self.heading.filter(|_| section.is_none()) {
            block.extend([heading.to_owned(), String::new()]);
        }
        block.extend(self.head.iter().map(|line| (*line).to_owned()));
        block.push(line);
        // Blank lines around it.
        let is_blank = |line: Option<&String>| line.is_none_or(|line| line.trim().is_empty());
        if !is_blank(end.checked_sub(1).and_then(|last| lines.get(last))) {
            block.insert(0, String::new());
        }
        if end < lines.len() {
            block.push(String::new());
        }
        lines.splice(end..end, block);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(page: &str) -> Vec<String> {
        let activities = ["why: worry text", "how: way text"];
        let fresh = "- [Why](1-s/why.md)\n- [How](1-s/how.md)\n";
        Scene::team(&activities, &[])
            .with_page(page, fresh)
            .said(&RULE)
    }

    #[test]
    fn speaks_of_a_link_that_is_gone() {
        assert_eq!(
            said("- [Why](1-s/why.md)\n"),
            ["README.md: this page has no link to: how"]
        );
    }

    #[test]
    fn is_silent_about_links_in_any_words() {
        assert_eq!(
            said("First [this](1-s/how.md), then [that](1-s/why.md)\n"),
            [""; 0]
        );
    }
}

#[cfg(test)]
mod situations {
    use super::*;
    use crate::model::Standing;
    use crate::model::sample::{bank_and_river, plan};

    const FRESH: &str = "# Us\n\nWelcome.\n\n## 1. Bank\n\n| what | when |\n| --- | --- |\n| [Rapids](1-bank/rapids.md) | first |\n\
        | [Rope](1-bank/rope.md) | then |\n\n## 2. River\n\n| what | when |\n| --- | --- |\n| [Boat](2-river/boat.md) | last |\n";

    /// What is said of a page, and what it becomes.
    fn mended(text: &str) -> Option<(String, String)> {
        let plan = plan("north", &bank_and_river(), "", &[]);
        let page = PlanPage {
            path: "plans/north/README.md".to_owned(),
            text: text.to_owned(),
            fresh: FRESH.to_owned(),
        };
        let subject = Subject {
            plan: &plan,
            standing: &Standing::of(&plan),
            page: Some(&page),
            teams: None,
            today: None,
            moment: None,
        };
        let mut found = Vec::new();
        (RULE.look)(&subject, &mut found);
        assert_eq!(found.is_empty(), !lacks_any(&plan, text), "{text}");
        match RULE.fix?(&subject, found.first()?) {
            Some(Fix::Text { text, said, .. }) => Some((text, said)),
            _ => None,
        }
    }

    /// Whatever went from a fresh page comes back where it was, and nothing else changes.
    #[test]
    fn what_is_taken_out_comes_back_in_its_place() {
        assert_eq!(mended(FRESH), None);
        let lines: Vec<&str> = FRESH.split_inclusive('\n').collect();
        let at = |words: &str| lines.iter().position(|line| line.contains(words)).unwrap();
        let (rapids, rope, boat) = (at("[Rapids]"), at("[Rope]"), at("[Boat]"));
        let (bank, river) = (at("## 1."), at("## 2."));
        for (gone, said) in [
            (rapids..rapids + 1, "1 link put back"),
            (rope..rope + 1, "1 link put back"),
            (boat..boat + 1, "1 link put back"),
            (rapids..rope + 1, "2 links put back"),
            // The table, too, and the heading.
            (rapids - 2..rope + 2, "2 links put back"),
            (boat - 2..boat + 1, "1 link put back"),
            (river - 1..boat + 1, "1 link put back"),
            (bank - 1..boat + 1, "3 links put back"),
        ] {
            let mut left = lines.clone();
            left.drain(gone.clone());
            let expected = Some((FRESH.to_owned(), said.to_owned()));
            assert_eq!(mended(&left.concat()), expected, "{gone:?}");
        }
    }

    #[test]
    fn words_and_order_of_ones_own_stay() {
        let (before, after) = FRESH.split_once("## 1. Bank").unwrap();
        let (bank, river) = after.split_once("## 2. River").unwrap();
        let without = format!("{before}## 2. River{river}");
        // A whole step is put at the end, with a blank line above it.
        assert_eq!(
            mended(&without).unwrap().0,
            format!("{without}\n## 1. Bank{}", bank.trim_end_matches('\n')) + "\n"
        );
        let own = FRESH.replace("| [Rope](1-bank/rope.md) | then |\n", "");
        let own = own.replace("first |\n\n", "first |\n\nOur own words.\n\n");
        let expected = FRESH.replace("then |\n\n", "then |\n\nOur own words.\n\n");
        assert_eq!(mended(&own).unwrap().0, expected);
    }
}
