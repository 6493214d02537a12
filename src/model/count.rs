//! Counts in words.

use std::fmt::{Display, Formatter, Result};

/// A number and a noun: `1 plan`, `3 plans`, `2 entries`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count<'a, N>(pub N, pub &'a str);

impl<N: Display + PartialEq + From<u8>> Display for Count<'_, N> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        let Self(number, one) = self;
        if *number == N::from(1) {
            return write!(formatter, "{number} {one}");
        }
        match one.strip_suffix("ry") {
            Some(stem) => write!(formatter, "{number} {stem}ries"),
            None => write!(formatter, "{number} {one}s"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_and_several() {
        assert_eq!(Count(0, "plan").to_string(), "0 plans");
        assert_eq!(Count(1, "plan").to_string(), "1 plan");
        assert_eq!(Count(-1, "day").to_string(), "-1 days");
        assert_eq!(Count(1_usize, "entry").to_string(), "1 entry");
        assert_eq!(Count(2_i64, "entry").to_string(), "2 entries");
    }
}
