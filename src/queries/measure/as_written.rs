//! A number in JSON, as it was written.

use crate::evidence::Decimal;
use serde::{Serialize, Serializer};

/// A number as it was written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AsWritten(pub Decimal);

impl Serialize for AsWritten {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let words = self.0.to_string();
        match words.parse::<i64>() {
            Ok(whole) => whole.serialize(serializer),
            Err(_) => words
                .parse::<f64>()
                .unwrap_or_default()
                .serialize(serializer),
        }
    }
}
