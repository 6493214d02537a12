//! Names, parsed once and valid from then on.

use std::fmt;

/// Longest name of a plan, activity or record, in characters: it is a file name on every system.
pub const MAX_NAME: usize = 40;

/// Names that Windows reserves for devices.
const RESERVED: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Why `name` can't name a plan, an activity, an output or a toolkit; `None` if it can.
///
/// A name is a file name on every system and a word on every command line: lower-case ASCII letters, digits and
/// hyphens, starting with a letter or digit, at most 40 characters, not a Windows device name.
pub fn name_problem(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("a name can't be empty".to_owned());
    }
    if name.len() > MAX_NAME {
        return Some(format!("a name has at most {MAX_NAME} characters"));
    }
    let fits = |character: char| {
        character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-'
    };
    if !name.chars().all(fits) || name.starts_with('-') || name.ends_with('-') {
        return Some(
            "a name consists of lower-case letters a-z and digits, with single hyphens between them".to_owned(),
        );
    }
    if is_reserved(name) {
        return Some("Windows reserves this name for a device".to_owned());
    }
    None
}

/// Whether Windows reserves a lower-case name for a device.
pub fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

/// Makes a valid name (see [`name_problem`]) from a title; `None` if no letter or digit is left.
pub fn slug(title: &str) -> Option<String> {
    let mut slug = String::new();
    for character in title.chars().flat_map(char::to_lowercase) {
        let plain = plain(character);
        if !plain.is_empty() {
            slug.push_str(plain);
        } else if character.is_ascii_alphanumeric() {
            slug.push(character);
        } else if !slug.is_empty()
            && !slug.ends_with('-')
            && character != '\''
            && character != '\u{2019}'
        {
            slug.push('-');
        }
        if slug.len() >= MAX_NAME {
            break;
        }
    }
    slug.truncate(MAX_NAME);
    let slug = slug.trim_end_matches('-').to_owned();
    name_problem(&slug).is_none().then_some(slug)
}

/// A letter of our neighbours' languages without its marks; empty for others.
fn plain(letter: char) -> &'static str {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' => "a",
        'ä' | 'æ' => "ae",
        'ç' | 'č' | 'ć' => "c",
        'è' | 'é' | 'ê' | 'ë' | 'ē' => "e",
        'ì' | 'í' | 'î' | 'ï' | 'ī' => "i",
        'ñ' | 'ń' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ō' => "o",
        'ö' | 'ø' | 'œ' => "oe",
        'š' | 'ś' => "s",
        'ß' => "ss",
        'ù' | 'ú' | 'û' | 'ū' => "u",
        'ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ž' | 'ź' | 'ż' => "z",
        _ => "",
    }
}

macro_rules! name {
    ($(#[$doc:meta])* $type:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $type(std::sync::Arc<str>);

        impl $type {
            /// Accepts what [`name_problem`] does; the error says what is wrong.
            pub fn parse(name: &str) -> Result<Self, String> {
                match name_problem(name) {
                    None => Ok(Self(name.into())),
                    Some(problem) => Err(problem),
                }
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl schemars::JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string" })
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

name!(
    /// Names a plan: its directory's name.
    PlanId
);
name!(ActivityId);
name!(OutputId);
name!(ToolkitId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_work_on_every_system() {
        for right in ["a", "cedar-rapids", "2026-plan", "x1"] {
            assert_eq!(name_problem(right), None, "{right}");
        }
        let long = "a".repeat(41);
        for wrong in [
            "",
            "-a",
            "a-",
            "A",
            "a b",
            "a/b",
            "..",
            "nul",
            "é",
            "a.b",
            long.as_str(),
        ] {
            assert!(name_problem(wrong).is_some(), "{wrong}");
        }
    }

    #[test]
    fn slugs_of_titles() {
        assert_eq!(
            slug("What we heard: 6th graders!").as_deref(),
            Some("what-we-heard-6th-graders")
        );
        assert_eq!(slug("  Écoles d'été ").as_deref(), Some("ecoles-dete"));
        assert_eq!(slug("???"), None);
        assert_eq!(slug("con"), None);
        assert!(slug(&"long words ".repeat(20)).unwrap().len() <= MAX_NAME);
    }
}
