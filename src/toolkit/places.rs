//! Handles of activities and outputs: made only with a toolkit, so they are always valid.

/// An activity's index in its toolkit. Only that toolkit's parser makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActivityAt(usize);

/// An output's index in its activity. Only the toolkit's parser makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputAt(u8);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputRef {
    pub activity: ActivityAt,
    pub output: OutputAt,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OutputSet(u64);

/// Limit of outputs per activity: a set of them fits into a machine word.
pub const MAX_OUTPUTS: usize = u64::BITS as usize;

/// A value for each activity of a toolkit, in order.
#[derive(Debug, Clone)]
pub struct PerActivity<T>(Vec<T>);

impl<T> PerActivity<T> {
    pub(super) const fn new(all: Vec<T>) -> Self {
        Self(all)
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "only a toolkit makes places and what is kept for each of them, and neither grows or shrinks"
    )]
    pub fn at(&self, place: ActivityAt) -> &T {
        &self.0[place.0]
    }

    #[expect(clippy::indexing_slicing, reason = "as above")]
    pub fn at_mut(&mut self, place: ActivityAt) -> &mut T {
        &mut self.0[place.0]
    }
}

impl<T> PerActivity<T> {
    pub fn places(&self) -> impl DoubleEndedIterator<Item = ActivityAt> + use<T> {
        (0..self.0.len()).map(ActivityAt)
    }
}

impl<T> std::ops::Deref for PerActivity<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T> std::ops::DerefMut for PerActivity<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
}

impl<'a, T> IntoIterator for &'a PerActivity<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl ActivityAt {
    pub(super) const fn new(index: usize) -> Self {
        Self(index)
    }

    pub const fn index(self) -> usize {
        self.0
    }
}

impl OutputAt {
    /// `None` beyond the limit of outputs.
    pub(super) fn new(index: usize) -> Option<Self> {
        let fits = (index < MAX_OUTPUTS).then_some(index)?;
        u8::try_from(fits).ok().map(Self)
    }

    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl OutputSet {
    pub const NONE: Self = Self(0);
    /// All outputs of any activity.
    pub const ALL: Self = Self(u64::MAX);

    pub const fn insert(&mut self, at: OutputAt) {
        self.0 |= 1 << at.0;
    }

    pub const fn contains(self, at: OutputAt) -> bool {
        self.0 & 1 << at.0 != 0
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The difference of two sets.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub fn iter(self) -> impl Iterator<Item = OutputAt> + use<> {
        (0..64).map(OutputAt).filter(move |at| self.contains(*at))
    }
}

impl FromIterator<OutputAt> for OutputSet {
    fn from_iter<T: IntoIterator<Item = OutputAt>>(places: T) -> Self {
        let mut set = Self::NONE;
        places.into_iter().for_each(|at| set.insert(at));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_outputs() {
        let at = |index| OutputAt::new(index).unwrap();
        let set: OutputSet = [at(0), at(5), at(63)].into_iter().collect();
        assert_eq!(
            set.iter().map(OutputAt::index).collect::<Vec<_>>(),
            [0, 5, 63]
        );
        assert_eq!(set.len(), 3);
        assert!(set.contains(at(63)) && !set.contains(at(62)));
        assert_eq!(OutputSet::ALL.without(set).len(), 61);
        assert!(set.and(OutputSet::NONE).is_empty());
        assert_eq!(OutputAt::new(64), None);
    }
}
