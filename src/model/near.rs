//! 'Did you mean': the known name that is nearest to a typed one.

/// The nearest of some names, where one is near enough.
pub fn nearest(typed: &str, known: impl IntoIterator<Item = String>) -> Option<String> {
    let close = known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(typed, &name), name))
        .filter(|(distance, name)| {
            *distance <= (name.chars().count() / 3).max(1) || name.starts_with(typed)
        })
        .min();
    close.map(|(_, name)| name)
}
