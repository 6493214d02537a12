//! `file`: a file kept beside the record, or a page elsewhere.

use super::target::link_target;
use super::{Facts, Kind, Misfit, Shape, Sort, one_line};
use serde_json::Value;

/// A path below the plan's directory, or a web address.
pub struct File;

impl Kind for File {
    fn facts(&self) -> &'static Facts {
        &Facts {
            name: "file",
            about: "A relative path of a file in the plan, a Markdown link to one, or a web address.",
            json: "a string: the path or address",
            sort: Sort::File,
            fits_cells: true,
            ..Facts::ONE_LINE
        }
    }

    fn parse(&self, _shape: &Shape, text: &str) -> Result<Value, Misfit> {
        let words = one_line(text, "a file")?;
        let target = link_target(words);
        if target.starts_with("http://") || target.starts_with("https://") {
            return Ok(Value::String(target.to_owned()));
        }
        let outside = target.starts_with('/')
            || target.contains(['\\', ':'])
            || target.split('/').any(|part| part == "..");
        if outside {
            return Err(Misfit::at(
                0,
                format!("\"{target}\" is not a path inside the plan"),
                "put the file beside the record and write its name, or give a web address",
            ));
        }
        Ok(Value::String(target.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_stay_inside_the_plan() {
        assert_eq!(
            File.parse(&Shape::default(), "[a map](maps/a.png)")
                .unwrap(),
            "maps/a.png"
        );
        assert_eq!(
            File.parse(&Shape::default(), "<https://example.org/a>")
                .unwrap(),
            "https://example.org/a"
        );
        for link in [
            "[a map](<maps/a (1).png>)",
            "[a map](<maps/a (1).png> \"ours\")",
        ] {
            let found = File.parse(&Shape::default(), link).unwrap();
            assert_eq!(found, "maps/a (1).png", "{link}");
        }
        assert_eq!(link_target("[a](b.png 'c')"), "b.png");
        assert_eq!(link_target("[a]()"), "");
        for wrong in [
            "/etc/passwd",
            "../x.md",
            "a/../../x",
            "C:\\x",
            "javascript:alert(1)",
        ] {
            assert!(File.parse(&Shape::default(), wrong).is_err(), "{wrong}");
        }
    }
}
