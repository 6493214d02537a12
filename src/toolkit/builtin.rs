//! The toolkits inside the binary: every folder of `templates/` that holds a `toolkit.toml`. Found, not named.

use include_dir::{Dir, include_dir};

static TEMPLATES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// A toolkit's files, embedded.
#[derive(Debug, Clone, Copy)]
pub struct Embedded(&'static Dir<'static>);

/// Every toolkit inside the binary, by folder name.
pub fn all() -> impl Iterator<Item = Embedded> {
    TEMPLATES
        .dirs()
        .filter(|dir| dir.get_file(dir.path().join("toolkit.toml")).is_some())
        .map(Embedded)
}

/// A file of the general templates (`templates/plain/`).
pub fn plain(name: &str) -> Option<&'static str> {
    TEMPLATES
        .get_file(format!("plain/{name}"))
        .and_then(include_dir::File::contents_utf8)
}

impl Embedded {
    /// Text of one of its files, named relative to the toolkit with `/`.
    pub fn read(self, name: &str) -> Option<&'static str> {
        self.0
            .get_file(self.0.path().join(name))
            .and_then(include_dir::File::contents_utf8)
    }

    /// All its files: name relative to the toolkit, and bytes.
    pub fn files(self) -> Vec<(String, &'static [u8])> {
        let mut found = Vec::new();
        let mut folders = vec![self.0];
        while let Some(folder) = folders.pop() {
            folders.extend(folder.dirs());
            for file in folder.files() {
                if let Ok(name) = file.path().strip_prefix(self.0.path()) {
                    found.push((name.to_string_lossy().replace('\\', "/"), file.contents()));
                }
            }
        }
        found.sort();
        found
    }
}
