//! Evidence: what numbers over time may be said to show. Pure: no file, no git, no clock.

mod added;
mod block;
mod chance;
mod chart;
mod decimal;
mod hiding;
mod points;

pub use added::{LineChange, NewPoints};
pub use block::{PointLine, PointsText, begins_with_day, is_head, quoted};
pub use chance::{Limits, MOST_POINTS, Share, Sides};
pub use chart::{Centre, Chart, Direction, FEWEST_POINTS, FEWEST_USEFUL, Reading, Verdict};
pub use decimal::{Decimal, median};
pub use hiding::Counts;
pub use points::{EXAMPLE, Mark, PointColumn, PointFault, PointRow, Points, VALUE};
