//! Where an activity or an output stands: made only with a toolkit, so that there is always something there.

use super::{Activity, Output, Toolkit};

/// The place of an activity in its toolkit. Only that toolkit's parser makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActivityAt(usize);

/// The place of an output in its activity. Only the toolkit's parser makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputAt(u8);

/// Places of an activity and of one of its outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputRef {
    /// In the toolkit.
    pub activity: ActivityAt,
    /// In the activity.
    pub output: OutputAt,
}

/// Some outputs of one activity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OutputSet(u64);

/// Most outputs an activity may have: a set of them fits one machine word.
pub const MAX_OUTPUTS: usize = u64::BITS as usize;

/// Something for each activity of a toolkit, in the order of their places.
#[derive(Debug, Clone)]
pub struct PerActivity<T>(Vec<T>);

impl<T> PerActivity<T> {
    pub(super) const fn new(all: Vec<T>) -> Self {
        Self(all)
    }

    /// What there is for one of them.
    #[expect(
        clippy::indexing_slicing,
        reason = "only a toolkit makes places and what is kept for each of them, and neither grows or shrinks"
    )]
    pub fn at(&self, place: ActivityAt) -> &T {
        &self.0[place.0]
    }

    /// The same, to be changed.
    #[expect(clippy::indexing_slicing, reason = "as above")]
    pub fn at_mut(&mut self, place: ActivityAt) -> &mut T {
        &mut self.0[place.0]
    }
}

impl<T> PerActivity<T> {
    /// The places of the activities, in order.
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

    /// Its index among what is kept for each activity of its toolkit.
    pub const fn index(self) -> usize {
        self.0
    }
}

impl OutputAt {
    /// Nothing beyond the most outputs that an activity may have.
    pub(super) fn new(index: usize) -> Option<Self> {
        let fits = (index < MAX_OUTPUTS).then_some(index)?;
        u8::try_from(fits).ok().map(Self)
    }

    /// Its index among what is kept for each output of its activity.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl OutputSet {
    /// None of them.
    pub const NONE: Self = Self(0);
    /// All that there can be.
    pub const ALL: Self = Self(u64::MAX);

    /// With one more.
    pub const fn insert(&mut self, at: OutputAt) {
        self.0 |= 1 << at.0;
    }

    /// Whether one is among them.
    pub const fn contains(self, at: OutputAt) -> bool {
        self.0 & 1 << at.0 != 0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many there are.
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Those of them that are in both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those that are in either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those of them that the other lacks.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Their places, in order.
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

impl Toolkit {
    /// The activity at a place.
    pub fn activity(&self, at: ActivityAt) -> &Activity {
        self.activities.at(at)
    }

    /// Something for each of its activities.
    pub fn per_activity<T>(&self, made: impl FnMut(&Activity) -> T) -> PerActivity<T> {
        PerActivity::new(self.activities.iter().map(made).collect())
    }

    /// The output at a place.
    pub fn output(&self, at: OutputRef) -> &Output {
        self.activity(at.activity).output(at.output)
    }

    /// Every output, with its activity.
    pub fn outputs(&self) -> impl Iterator<Item = (&Activity, &Output)> {
        let all = self.activities.iter();
        all.flat_map(|activity| {
            activity
                .outputs
                .iter()
                .map(move |output| (activity, output))
        })
    }

    /// The activity of this id.
    pub fn named(&self, id: &str) -> Option<&Activity> {
        let mut all = self.activities.iter();
        all.find(|activity| activity.id.as_str() == id)
    }
}

impl Activity {
    /// The output at a place.
    #[expect(
        clippy::indexing_slicing,
        reason = "only the parser makes places, and an activity's outputs stay as they are"
    )]
    pub fn output(&self, at: OutputAt) -> &Output {
        &self.outputs[at.index()]
    }

    /// The output of this id.
    pub fn named(&self, id: &str) -> Option<&Output> {
        let mut all = self.outputs.iter();
        all.find(|output| output.id.as_str() == id)
    }

    /// Ids of some of its outputs, as a list of words.
    pub fn names(&self, some: OutputSet) -> String {
        let ids: Vec<&str> = some.iter().map(|at| self.output(at).id.as_str()).collect();
        ids.join(", ")
    }

    /// What refers to one of its outputs.
    pub const fn reference(&self, output: &Output) -> OutputRef {
        OutputRef {
            activity: self.at,
            output: output.at,
        }
    }

    /// Those of its outputs of which something holds.
    pub fn those(&self, holds: impl Fn(&Output) -> bool) -> OutputSet {
        let all = self.outputs.iter();
        all.filter(|output| holds(output))
            .map(|output| output.at)
            .collect()
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
