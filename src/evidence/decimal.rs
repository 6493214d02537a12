//! Decimal numbers as people write them, exact.
//!
//! `(0.1 + 0.7) / 2` is 0.4, and a point of 0.4 lies on that median: with binary fractions it would lie beside it.

use std::cmp::Ordering;
use std::fmt;

/// A decimal number: `units` divided by ten to the power of `places`.
///
/// It prints with as many places as it was written with: `62` stays `62`, and `62.0` stays `62.0`. Two that are equal
/// as numbers compare as equal.
#[derive(Debug, Clone, Copy)]
pub struct Decimal {
    units: i128,
    places: u32,
}

/// Most digits a written number may have: enough for any count, and sums of them can't overflow.
const DIGITS: usize = 18;

impl Decimal {
    pub const ZERO: Self = Self {
        units: 0,
        places: 0,
    };

    /// Reads digits with an optional sign and decimal point. `None` for anything else, also for more than 18 digits.
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = match text.strip_prefix(['-', '+']) {
            Some(digits) => (if text.starts_with('-') { -1 } else { 1 }, digits),
            None => (1, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = |words: &str| words.bytes().all(|byte| byte.is_ascii_digit());
        let is_short = whole.len() + part.len() <= DIGITS;
        if whole.is_empty() || !is_number(whole) || !is_number(part) || !is_short {
            return None;
        }
        if digits.contains('.') && part.is_empty() {
            return None;
        }
        let units: i128 = format!("{whole}{part}").parse().ok()?;
        Some(Self {
            units: sign * units,
            places: u32::try_from(part.len()).ok()?,
        })
    }

    pub fn whole(number: i64) -> Self {
        Self {
            units: i128::from(number),
            places: 0,
        }
    }

    /// The units of both with the same number of places, and that number.
    fn aligned(self, other: Self) -> (i128, i128, u32) {
        let places = self.places.max(other.places);
        let scaled = |one: Self| one.units * 10_i128.pow(places - one.places);
        (scaled(self), scaled(other), places)
    }

    #[must_use]
    pub fn less(self, other: Self) -> Self {
        let (one, two, places) = self.aligned(other);
        Self {
            units: one - two,
            places,
        }
    }

    /// Half way between two numbers, without places that say nothing.
    #[must_use]
    pub fn midway(self, other: Self) -> Self {
        let (one, two, places) = self.aligned(other);
        Self {
            units: (one + two) * 5,
            places: places + 1,
        }
        .shortest(places)
    }

    /// The same number without zeros at its end beyond `places`.
    fn shortest(mut self, places: u32) -> Self {
        while self.places > places && self.units % 10 == 0 {
            self.units /= 10;
            self.places -= 1;
        }
        self
    }

    /// The number rounded half away from zero; as it is where it has no more places than that.
    #[must_use]
    pub fn rounded(self, places: u32) -> Self {
        if self.places <= places {
            return self;
        }
        let step = 10_i128.pow(self.places - places);
        let half = step / 2 * self.units.signum();
        Self {
            units: (self.units + half) / step,
            places,
        }
    }

    pub fn is_negative(self) -> bool {
        self.units < 0
    }

    /// How far it lies from zero.
    #[must_use]
    pub fn size(self) -> Self {
        Self {
            units: self.units.abs(),
            ..self
        }
    }

    pub fn is_zero(self) -> bool {
        self.units == 0
    }

    /// Whether it is a count of something: whole and not negative.
    pub fn count(self) -> Option<u64> {
        let step = 10_i128.pow(self.places);
        (self.units % step == 0).then(|| u64::try_from(self.units / step).ok())?
    }

    /// How far along it lies from `low` to `high`, in thousandths; 500 where both are one.
    pub fn thousandths(self, low: Self, high: Self) -> i64 {
        let (at, span, _) = self.less(low).aligned(high.less(low));
        if span == 0 {
            return 500;
        }
        i64::try_from((at * 2000 + span) / (span * 2)).unwrap_or(500)
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let (one, two, _) = self.aligned(*other);
        one.cmp(&two)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let step = 10_u128.pow(self.places);
        let units = self.units.unsigned_abs();
        let sign = if self.units < 0 { "-" } else { "" };
        let places = self.places as usize;
        if places == 0 {
            write!(out, "{sign}{units}")
        } else {
            write!(out, "{sign}{}.{:0places$}", units / step, units % step)
        }
    }
}

/// The median: half way between the two in the middle where their number is even. `None` of nothing.
pub fn median(values: &[Decimal]) -> Option<Decimal> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let upper = sorted.get(sorted.len() / 2).copied()?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = sorted.get(sorted.len() / 2 - 1).copied()?;
    Some(if lower == upper {
        upper
    } else {
        lower.midway(upper)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn written_as_read() {
        for text in ["62", "62.0", "0.10", "-3.5", "0", "123456789012345678"] {
            assert_eq!(of(text).to_string(), text);
        }
        assert_eq!(of("+5").to_string(), "5");
        for wrong in [
            "",
            "-",
            ".5",
            "5.",
            "1,5",
            "1e3",
            "٣",
            "1 000",
            "NaN",
            "1234567890123456789",
        ] {
            assert!(Decimal::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn exact_where_binary_fractions_are_not() {
        assert_eq!(median(&[of("0.1"), of("0.7")]), Some(of("0.4")));
        assert_eq!(median(&[of("0.1"), of("0.7")]).unwrap().to_string(), "0.4");
        assert_eq!(median(&[of("62"), of("63")]).unwrap().to_string(), "62.5");
        assert_eq!(median(&[of("62"), of("64")]).unwrap().to_string(), "63");
        assert_eq!(median(&[of("62.0"), of("62")]).unwrap(), of("62"));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn rounded_half_away_from_zero() {
        assert_eq!(of("2.25").rounded(1).to_string(), "2.3");
        assert_eq!(of("-2.25").rounded(1).to_string(), "-2.3");
        assert_eq!(of("2.24").rounded(1).to_string(), "2.2");
        assert_eq!(of("2").rounded(1).to_string(), "2");
    }

    #[test]
    fn places_on_a_scale() {
        assert_eq!(of("5").thousandths(of("0"), of("10")), 500);
        assert_eq!(of("10").thousandths(of("0"), of("10.0")), 1000);
        assert_eq!(of("3").thousandths(of("3"), of("3")), 500);
        assert_eq!(of("12.0").count(), Some(12));
        assert_eq!(of("12.5").count(), None);
        assert_eq!(of("-1").count(), None);
    }
}
