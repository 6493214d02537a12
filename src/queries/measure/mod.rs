//! What teams measure, what the numbers say, and how far one may go in saying so.

mod as_written;
mod charted;
mod drawing;
mod predicted;
mod row;
mod tables;

pub use predicted::PredictedShown;
pub use row::{MeasureData, MeasureRow, Measures, PointsAdded, left_out_of, measures_of};
pub use tables::{one, several};
