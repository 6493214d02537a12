//! The form of an answer: nothing, its words as they stand, or what a reader of the rendered page sees of them.

/// The form of an answer, known once it was read.
#[derive(Debug, Clone)]
pub(super) enum AnswerForm {
    /// Nothing.
    Blank,
    /// Its words, which are their own plain form.
    AsWritten,
    /// Its plain form.
    Seen(Seen),
}

/// An answer in its plain form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    /// The plain form.
    pub text: String,
    /// For each of its lines the line of the answer where it begins, both counted from 0.
    pub lines: Vec<usize>,
}
