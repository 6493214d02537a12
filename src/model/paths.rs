//! File paths as links write them: relative to the file they are in.

/// A path written in a file, made relative to the workspace; `None` if it leads out of it.
pub fn joined(from: &str, words: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in words.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// The path from one file to another, both relative to the workspace.
pub fn relative(from: &str, to: &str) -> String {
    let folders: Vec<&str> = from.split('/').collect();
    let parts: Vec<&str> = to.split('/').collect();
    let shared = folders
        .iter()
        .zip(&parts)
        .take_while(|(one, other)| one == other)
        .count()
        .min(folders.len() - 1);
    let up = "../".repeat(folders.len() - 1 - shared);
    let down: Vec<&str> = parts.into_iter().skip(shared).collect();
    format!("{up}{}", down.join("/"))
}

/// Decodes `%20` and the like.
pub fn decoded(words: &str) -> String {
    let mut bytes = Vec::with_capacity(words.len());
    let mut rest = words.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = (*first == b'%')
            .then(|| std::str::from_utf8(after.get(..2)?).ok())
            .flatten()
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = code.map_or(after, |_| after.get(2..).unwrap_or_default());
    }
    String::from_utf8(bytes).unwrap_or_else(|_| words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_from_file_to_file() {
        assert_eq!(
            relative("plans/x-2/1-a/team.md", "plans/g/x/1-a/team.md"),
            "../../g/x/1-a/team.md"
        );
        assert_eq!(relative("a/b.md", "a/c.md"), "c.md");
        assert_eq!(relative("b.md", "a/c.md"), "a/c.md");
    }

    #[test]
    fn paths_stay_in_the_workspace() {
        for (from, words, path) in [
            (
                "cohort/3-x/finding/a.md",
                "../../../plans/p/1-y/team.md",
                Some("plans/p/1-y/team.md"),
            ),
            (
                "cohort/3-x/finding/a.md",
                "./b.md",
                Some("cohort/3-x/finding/b.md"),
            ),
            ("cohort/3-x/finding/a.md", "../../../../x.md", None),
            ("a.md", "b//c.md", Some("b/c.md")),
        ] {
            assert_eq!(joined(from, words).as_deref(), path, "{words}");
        }
    }

    #[test]
    fn encoded_paths() {
        assert_eq!(decoded("a%20b%C3%A9.md"), "a b\u{e9}.md");
        assert_eq!(decoded("a%zz%+1%2"), "a%zz%+1%2");
        assert_eq!(decoded("%ff"), "%ff");
    }
}
