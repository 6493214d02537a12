//! Tables, made of columns.

use crate::model::{Invocation, State};

#[derive(Debug, Clone, Default)]
pub struct ReportTable {
    /// From left to right.
    pub columns: Vec<ReportColumn>,
}

#[derive(Debug, Clone, Default)]
pub struct ReportColumn {
    /// Name in CSV and TSV; `None` if other columns tell scripts the same.
    pub name: Option<String>,
    /// Heading for people; `None` if only for scripts.
    pub title: Option<String>,
    /// Whether it is right-aligned.
    pub is_number: bool,
    /// Whether it wraps before any column is dropped; the last one always does.
    pub wraps: bool,
    /// Narrowest width to which it may wrap, in characters; `None` for the usual one.
    pub narrowest: Option<usize>,
    /// Columns with higher numbers are dropped first; 0 is never dropped.
    pub rank: u8,
    /// One per row.
    pub cells: Vec<Cell>,
    pub total: Option<Cell>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Empty,
    Text(String),
    /// Words with a web address, for clickable formats.
    Link {
        words: String,
        /// http or https.
        address: String,
    },
    /// Words, and below them a command, on a line of its own. It alone if there are no words.
    Typed {
        words: String,
        command: String,
    },
    /// The first few of some words, each on a line of its own; on a terminal in at most two lines.
    Few {
        items: Vec<String>,
        /// How many more there are.
        more: usize,
    },
    Number(i64),
    /// A number as it was written.
    Decimal(String),
    /// Percentage, shown as a bar and a number.
    Progress(u32),
    State(State, String),
}

impl Cell {
    pub fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }

    /// A command to type.
    pub fn command(command: impl Into<String>) -> Self {
        Self::Typed {
            words: String::new(),
            command: command.into(),
        }
    }

    pub fn link(words: &str, address: &str) -> Self {
        Self::Link {
            words: words.to_owned(),
            address: address.to_owned(),
        }
    }
}

/// Converts strings, numbers and options to cells.
macro_rules! becomes_a_cell {
    ($($from:ty: $words:ident => $cell:expr),+ $(,)?) => {
        $(impl From<$from> for Cell {
            fn from($words: $from) -> Self {
                $cell
            }
        })+
    };
}

becomes_a_cell! {
    &str: words => Self::text(words),
    &String: words => Self::text(words),
    String: words => Self::Text(words),
    &Invocation: command => Self::command(command.to_string()),
    State: state => Self::State(state, String::new()),
    u32: number => Self::Number(number.into()),
    i32: number => Self::Number(number.into()),
    usize: number => Self::Number(i64::try_from(number).unwrap_or(i64::MAX)),
}

impl<C: Into<Self>> From<Option<C>> for Cell {
    fn from(cell: Option<C>) -> Self {
        cell.map_or(Self::Empty, Into::into)
    }
}

impl ReportColumn {
    /// Right-aligns the column.
    pub fn number(&mut self) -> &mut Self {
        self.is_number = true;
        self
    }

    /// Wraps the column if space is short.
    pub fn wraps(&mut self) -> &mut Self {
        self.wraps = true;
        self
    }

    /// Wraps the column if space is short, down to so many characters.
    pub fn wraps_to(&mut self, narrowest: usize) -> &mut Self {
        self.narrowest = Some(narrowest);
        self.wraps()
    }

    /// Drops the column if space is short.
    pub fn rank(&mut self, rank: u8) -> &mut Self {
        self.rank = rank;
        self
    }

    /// Sets its total.
    pub fn total(&mut self, words: Option<String>) -> &mut Self {
        self.total = words.map(Cell::Text);
        self
    }

    /// Hides the column from people unless it is needed.
    pub fn for_people_if(&mut self, is_needed: bool) -> &mut Self {
        self.title = self.title.take().filter(|_| is_needed);
        self
    }
}

impl ReportTable {
    /// The columns for people; none where there are no rows: heads alone say nothing.
    pub fn for_people(&self) -> Vec<&ReportColumn> {
        let shown = self.columns.iter();
        let shown = shown.filter(|column| column.title.is_some() && !column.cells.is_empty());
        shown.collect()
    }

    pub fn for_scripts(&self) -> Vec<&ReportColumn> {
        let shown = self.columns.iter();
        shown.filter(|column| column.name.is_some()).collect()
    }
}

/// Some columns row by row, without totals.
pub fn rows<'a>(columns: &'a [&'a ReportColumn]) -> impl Iterator<Item = Vec<&'a Cell>> {
    let height = columns.first().map_or(0, |column| column.cells.len());
    (0..height).map(|row| {
        let cells = columns.iter().filter_map(|column| column.cells.get(row));
        cells.collect()
    })
}

/// The totals of some columns, if any.
pub fn totals<'a>(columns: &[&'a ReportColumn]) -> Option<Vec<&'a Cell>> {
    let is_any = columns.iter().any(|column| column.total.is_some());
    let cells = columns.iter().map(|column| match &column.total {
        Some(total) => total,
        None => &Cell::Empty,
    });
    is_any.then(|| cells.collect())
}

/// A table under construction; each added column gives its cells.
#[derive(Debug)]
pub struct Rows<R> {
    rows: Vec<R>,
    columns: Vec<ReportColumn>,
    last: Option<ReportColumn>,
}

impl<R: Copy> Rows<R> {
    pub fn of(rows: impl IntoIterator<Item = R>) -> Self {
        Self {
            rows: rows.into_iter().collect(),
            columns: Vec::new(),
            last: None,
        }
    }

    /// Adds a column for everyone, with its CSV name and its title.
    pub fn column<C: Into<Cell>>(
        &mut self,
        name: impl Into<String>,
        title: impl Into<String>,
        cell: impl Fn(R) -> C,
    ) -> &mut ReportColumn {
        self.add(Some(name.into()), Some(title.into()), cell)
    }

    /// Adds a column for people only; other columns tell scripts the same.
    pub fn for_people<C: Into<Cell>>(
        &mut self,
        title: impl Into<String>,
        cell: impl Fn(R) -> C,
    ) -> &mut ReportColumn {
        self.add(None, Some(title.into()), cell)
    }

    pub fn for_scripts<C: Into<Cell>>(
        &mut self,
        name: impl Into<String>,
        cell: impl Fn(R) -> C,
    ) -> &mut ReportColumn {
        self.add(Some(name.into()), None, cell)
    }

    fn add<C: Into<Cell>>(
        &mut self,
        name: Option<String>,
        title: Option<String>,
        cell: impl Fn(R) -> C,
    ) -> &mut ReportColumn {
        let cells = self.rows.iter().map(|row| cell(*row).into()).collect();
        self.columns.extend(self.last.take());
        self.last.insert(ReportColumn {
            name,
            title,
            cells,
            ..ReportColumn::default()
        })
    }

    pub fn table(self) -> ReportTable {
        let columns = self.columns.into_iter().chain(self.last);
        ReportTable {
            columns: columns.collect(),
        }
    }
}
