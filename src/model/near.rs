//! "Did you mean": the known name nearest to a typed one.

/// The nearest name, if one is near enough.
pub fn nearest(typed: &str, known: impl IntoIterator<Item = String>) -> Option<String> {
    // The difference in length is a lower bound of the distance, and rules most names out.
    let length = typed.chars().count();
    let may_be_near = |name: &String| {
        let own = name.chars().count();
        own.abs_diff(length) <= (own / 3).max(1) || name.starts_with(typed)
    };
    let close = known
        .into_iter()
        .filter(may_be_near)
        .map(|name| (strsim::damerau_levenshtein(typed, &name), name))
        .filter(|(distance, name)| {
            *distance <= (name.chars().count() / 3).max(1) || name.starts_with(typed)
        })
        .min();
    close.map(|(_, name)| name)
}
