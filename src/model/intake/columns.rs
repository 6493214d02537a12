//! Which column answers which output.

use super::rows::in_short;
use crate::document::undressed;
use crate::kinds::{Sort, without_bullet};
use crate::model::sought::plain;
use crate::toolkit::{Activity, Output, OutputAt};

/// What a column says of each record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heading {
    Output(OutputAt),
    Title,
    Day,
    /// The plan that it is about.
    About,
    LeftOver,
}

/// What each column is for, in order.
#[derive(Debug)]
pub struct Columns {
    all: Vec<Heading>,
    /// Position of the one that says the day, which may also be an output's.
    day: Option<usize>,
}

/// Facts about a record that a column may give, beside its answers.
#[derive(Debug, Clone, Copy)]
pub struct RowFacts {
    pub title: bool,
    pub day: bool,
    pub about: bool,
}

impl Columns {
    /// Assigns columns by their headings.
    ///
    /// # Errors
    /// Two headings for one output or fact.
    pub fn of(
        activity: &Activity,
        headings: &[String],
        wanted: RowFacts,
    ) -> Result<Self, (String, String)> {
        let mut found: Vec<Heading> = Vec::new();
        let mut day = None;
        let has_about = headings.iter().any(|one| alike(one) == "about");
        for (at, heading) in headings.iter().enumerate() {
            let one = match (output_of(activity, heading), alike(heading).as_str()) {
                (Some(output), _) => Heading::Output(output.at),
                (None, "title") if wanted.title => Heading::Title,
                (None, "date") if wanted.day => Heading::Day,
                (None, "about") if wanted.about => Heading::About,
                // Lists name the plan that keeps a record before the one that it is about.
                (None, "plan") if wanted.about && !has_about => Heading::About,
                _ => Heading::LeftOver,
            };
            let is_day = match one {
                Heading::Output(at) => {
                    let output = activity.output(at);
                    let is_date = || {
                        [heading, &output.title]
                            .iter()
                            .any(|name| alike(name) == "date")
                    };
                    wanted.day && output.kind.sort() == Sort::Date && is_date()
                }
                one => one == Heading::Day,
            };
            day = is_day.then_some(at).or(day);
            let earlier = found.iter().position(|other| *other == one);
            if let (Some(earlier), true) = (earlier, one != Heading::LeftOver) {
                let name = |at: usize| headings.get(at).map_or(String::new(), |one| in_short(one));
                return Err((name(earlier), name(at)));
            }
            found.push(one);
        }
        Ok(Self { all: found, day })
    }

    /// Position and purpose of each column.
    pub fn iter(&self) -> impl Iterator<Item = (usize, Heading)> + '_ {
        self.all.iter().copied().enumerate()
    }

    /// Position of the column with this purpose.
    pub fn position(&self, heading: Heading) -> Option<usize> {
        match heading {
            Heading::Day => self.day,
            _ => self.all.iter().position(|one| *one == heading),
        }
    }

    /// Whether no output has the column that says the day.
    pub fn is_day_alone(&self) -> bool {
        self.all.contains(&Heading::Day)
    }

    pub fn answers_something(&self) -> bool {
        self.all.iter().any(|one| matches!(one, Heading::Output(_)))
    }
}

/// Whether a heading is that of an output.
pub fn is_output(activity: &Activity, heading: &str) -> bool {
    output_of(activity, heading).is_some()
}

/// The output with this id or title, whatever its case, accents, punctuation and number.
fn output_of<'a>(activity: &'a Activity, heading: &str) -> Option<&'a Output> {
    let by_id = activity.named(heading.trim());
    let by_words = || {
        let words = alike(heading);
        let unnumbered = alike(without_bullet(heading));
        let outputs = activity.outputs.iter();
        outputs.filter(|_| !words.is_empty()).find(|output| {
            [output.id.as_str(), &output.title].iter().any(|name| {
                let name = alike(name);
                name == words || name == unnumbered
            })
        })
    };
    by_id.or_else(by_words)
}

/// Words of a heading as they are compared.
pub fn alike(heading: &str) -> String {
    plain(&undressed(heading)).trim().to_owned()
}
