//! Evidence: what numbers over time may be said to show. Pure: no file, no git, no clock.

mod chance;
mod chart;
mod decimal;
mod hiding;
mod points;

pub use chance::{Limits, MOST_POINTS, Share, Sides};
pub use chart::{Centre, Chart, Direction, FEWEST_POINTS, FEWEST_USEFUL, Reading, Verdict};
pub use decimal::{Decimal, median};
pub use hiding::Counts;
pub use points::{
    EXAMPLE, LineChange, Mark, NewPoints, PointColumn, PointFault, PointLine, PointRow, Points,
    PointsText, VALUE, begins_with_day, is_head, quoted,
};
