//! Tables: a column is a title and what stands below it.

use crate::model::{Invocation, State};

/// Columns beside each other, each with a cell for every row.
#[derive(Debug, Clone, Default)]
pub struct ReportTable {
    /// From left to right.
    pub columns: Vec<ReportColumn>,
}

/// A column of a table.
#[derive(Debug, Clone, Default)]
pub struct ReportColumn {
    /// Name in CSV and TSV; nothing where it says for people what other columns say for scripts.
    pub name: Option<String>,
    /// Heading for people; nothing where it is for scripts only.
    pub title: Option<String>,
    /// Whether its cells stand on the right.
    pub is_number: bool,
    /// Whether its words are wrapped before any column goes; those of the last one are anyway.
    pub wraps: bool,
    /// Where there is little room: columns with higher numbers go first, 0 stays.
    pub rank: u8,
    /// One for each row.
    pub cells: Vec<Cell>,
    /// What stands in the last line, of totals.
    pub total: Option<Cell>,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// Words that lead to a web address, in formats which people click in.
    Link {
        /// The words.
        words: String,
        /// Where they lead: http or https.
        address: String,
    },
    /// Words, and below them what to type to see more.
    Typed {
        /// The words.
        words: String,
        /// The command.
        command: String,
    },
    /// A whole number.
    Number(i64),
    /// Whole percent, shown as a bar and a number.
    Progress(u32),
    /// A state's mark with words beside it.
    State(State, String),
}

impl Cell {
    /// Words.
    pub fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }

    /// Words that lead to a web address.
    pub fn link(words: &str, address: &str) -> Self {
        Self::Link {
            words: words.to_owned(),
            address: address.to_owned(),
        }
    }
}

/// Words become a cell of words, numbers a number, and nothing an empty cell.
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
    &Invocation: command => Self::Text(command.to_string()),
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
    /// With numbers in it.
    pub fn number(&mut self) -> &mut Self {
        self.is_number = true;
        self
    }

    /// With words that are wrapped where there is little room.
    pub fn wraps(&mut self) -> &mut Self {
        self.wraps = true;
        self
    }

    /// Dropped where there is little room.
    pub fn rank(&mut self, rank: u8) -> &mut Self {
        self.rank = rank;
        self
    }

    /// With something in the line of totals, where there is one.
    pub fn total(&mut self, words: Option<String>) -> &mut Self {
        self.total = words.map(Cell::Text);
        self
    }

    /// For scripts only, unless people need it.
    pub fn for_people_if(&mut self, is_needed: bool) -> &mut Self {
        self.title = self.title.take().filter(|_| is_needed);
        self
    }
}

impl ReportTable {
    /// The columns that people see.
    pub fn for_people(&self) -> Vec<&ReportColumn> {
        let shown = self.columns.iter();
        shown.filter(|column| column.title.is_some()).collect()
    }

    /// The columns that scripts read.
    pub fn for_scripts(&self) -> Vec<&ReportColumn> {
        let shown = self.columns.iter();
        shown.filter(|column| column.name.is_some()).collect()
    }
}

/// Some columns row by row, without the totals.
pub fn rows<'a>(columns: &'a [&'a ReportColumn]) -> impl Iterator<Item = Vec<&'a Cell>> {
    let height = columns.first().map_or(0, |column| column.cells.len());
    (0..height).map(|row| {
        let cells = columns.iter().filter_map(|column| column.cells.get(row));
        cells.collect()
    })
}

/// The line of totals below some columns, where they have one.
pub fn totals<'a>(columns: &[&'a ReportColumn]) -> Option<Vec<&'a Cell>> {
    let is_any = columns.iter().any(|column| column.total.is_some());
    let cells = columns.iter().map(|column| match &column.total {
        Some(total) => total,
        None => &Cell::Empty,
    });
    is_any.then(|| cells.collect())
}

/// What a table has rows for: each column that is added says what stands in it.
#[derive(Debug)]
pub struct Rows<R> {
    rows: Vec<R>,
    columns: Vec<ReportColumn>,
    /// The one that was added last.
    last: Option<ReportColumn>,
}

impl<R: Copy> Rows<R> {
    /// One row for each of these.
    pub fn of(rows: impl IntoIterator<Item = R>) -> Self {
        Self {
            rows: rows.into_iter().collect(),
            columns: Vec::new(),
            last: None,
        }
    }

    /// Adds a column for everyone, with its name in CSV and its title for people.
    pub fn column<C: Into<Cell>>(
        &mut self,
        name: impl Into<String>,
        title: impl Into<String>,
        cell: impl Fn(R) -> C,
    ) -> &mut ReportColumn {
        self.add(Some(name.into()), Some(title.into()), cell)
    }

    /// Adds a column for people only: other columns say it for scripts.
    pub fn for_people<C: Into<Cell>>(
        &mut self,
        title: impl Into<String>,
        cell: impl Fn(R) -> C,
    ) -> &mut ReportColumn {
        self.add(None, Some(title.into()), cell)
    }

    /// Adds a column for scripts only.
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

    /// The table of all columns that were added.
    pub fn table(self) -> ReportTable {
        let columns = self.columns.into_iter().chain(self.last);
        ReportTable {
            columns: columns.collect(),
        }
    }
}
