//! What a line says, whatever its marks.

/// The words of a line in small letters, without marks, tags, entities, targets of links and what stands in braces.
pub fn undressed(line: &str) -> String {
    let mut words = String::with_capacity(line.len());
    let (mut closed_by, mut before) = (None, ' ');
    for character in line.chars() {
        match (closed_by, character) {
            (Some(end), one) if one == end => closed_by = None,
            // A quotation mark within a word is written in several ways.
            (Some(_), _) | (None, '\'' | '\u{2019}') => {}
            (None, '<') => closed_by = Some('>'),
            (None, '{') => closed_by = Some('}'),
            (None, '(') if before == ']' => closed_by = Some(')'),
            (None, '&') if line.contains(';') => closed_by = Some(';'),
            (None, one) if one.is_alphanumeric() => words.extend(one.to_lowercase()),
            (None, _) if words.is_empty() || words.ends_with(' ') => {}
            (None, _) => words.push(' '),
        }
        before = character;
    }
    words.truncate(words.trim_end().len());
    words
}
