//! Addresses for editing or creating a file on a git host, from the workspace's settings.

use serde::Deserialize;

/// `[web]` in `redesign.toml`: addresses with the placeholders `{path}`, `{folder}` and `{name}` (or `{filename}`).
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Web {
    /// Address for editing a file; may be empty.
    #[serde(default)]
    pub edit: String,
    /// Address for creating a file; may be empty.
    #[serde(default)]
    pub new: String,
}

impl Web {
    /// `None` if no address is set.
    pub fn edit(&self, path: &str) -> Option<String> {
        filled(&self.edit, path)
    }

    /// `None` if no address is set.
    pub fn create(&self, path: &str) -> Option<String> {
        filled(&self.new, path)
    }

    /// Why an address can't be used, and the address.
    pub fn problem(&self) -> Option<(String, &str)> {
        let is_odd = |sign: char| {
            sign.is_whitespace()
                || sign.is_control()
                || matches!(sign, '"' | '<' | '>' | '(' | ')' | '|')
        };
        let all = [
            ("edit", &self.edit, "{path}", "{path}"),
            (
                "new",
                &self.new,
                "{folder}",
                "{folder} and {name}, or {path}",
            ),
        ];
        let mut all = all
            .into_iter()
            .filter(|(_, address, ..)| !address.is_empty());
        all.find_map(|(key, address, place, places)| {
            let is_on_the_web = address.starts_with("https://") || address.starts_with("http://");
            let why = if !is_on_the_web || address.contains(is_odd) {
                format!("`web.{key}` isn't a valid http:// or https:// address: \"{address}\"")
            } else if !address.contains(place) && !address.contains("{path}") {
                format!("`web.{key}` doesn't name the file: it needs {places}")
            } else {
                return None;
            };
            Some((why, address.as_str()))
        })
    }
}

/// Fills in each placeholder once, so a path containing `{folder}` stays as it is.
fn filled(address: &str, path: &str) -> Option<String> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let mut text = String::with_capacity(address.len() + path.len());
    let mut rest = address;
    while let Some(at) = rest.find('{') {
        let (before, place) = rest.split_at(at);
        text.push_str(before);
        let places = [
            ("{path}", path),
            ("{folder}", folder),
            ("{filename}", name),
            ("{name}", name),
        ];
        let found = places.iter().find(|(word, _)| place.starts_with(word));
        let (length, words) = match found {
            Some((word, words)) => (word.len(), encoded(words)),
            None => (1, "{".to_owned()),
        };
        text.push_str(&words);
        rest = place.get(length..).unwrap_or_default();
    }
    text.push_str(rest);
    (!address.is_empty()).then_some(text)
}

/// Percent-encodes all but RFC 3986's unreserved characters and `/`.
fn encoded(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_in_and_encoded() {
        let web = Web {
            edit: "https://git.example/edit/main/{path}".to_owned(),
            new: "https://git.example/new/main/{folder}?filename={filename}&n={name}&{x}"
                .to_owned(),
        };
        assert_eq!(
            web.edit("plans/a b/1-x/\u{e9}&?.md").unwrap(),
            "https://git.example/edit/main/plans/a%20b/1-x/%C3%A9%26%3F.md"
        );
        assert_eq!(
            web.create("a/{filename}/b#.md").unwrap(),
            "https://git.example/new/main/a/%7Bfilename%7D?filename=b%23.md&n=b%23.md&{x}"
        );
        assert_eq!(Web::default().edit("a"), None);
        assert_eq!(Web::default().create("a"), None);
    }
}
