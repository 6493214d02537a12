//! The toolkits inside the binary: every folder of `templates/` that holds a `toolkit.toml`. Found, not named.

use include_dir::{Dir, include_dir};

static TEMPLATES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The general templates, which a toolkit that lacks them gets a copy of.
const PLAIN: &str = "plain";
/// What toolkits were when they were copied without these: kept for plans that name them.
const EARLIER: &str = "earlier";
/// What the program wrote then.
const FORM: &str = "forms/0.1.0";

/// A toolkit's files, embedded.
#[derive(Debug, Clone, Copy)]
pub struct Embedded {
    own: &'static Dir<'static>,
    /// The general templates; one of the same name in `own` goes first.
    plain: Option<&'static Dir<'static>>,
}

/// Every toolkit inside the binary, by folder name.
pub fn all() -> impl Iterator<Item = Embedded> {
    toolkits(&TEMPLATES, TEMPLATES.get_dir(PLAIN))
}

/// Versions of them that were built in before, whole as they were.
pub fn earlier() -> impl Iterator<Item = Embedded> {
    let folder = TEMPLATES.get_dir(EARLIER).into_iter();
    folder.flat_map(|folder| toolkits(folder, None))
}

fn toolkits(
    folder: &'static Dir<'static>,
    plain: Option<&'static Dir<'static>>,
) -> impl Iterator<Item = Embedded> {
    folder
        .dirs()
        .filter(|dir| dir.get_file(dir.path().join("toolkit.toml")).is_some())
        .map(move |own| Embedded { own, plain })
}

/// The general templates: name inside a toolkit's folder, and bytes.
pub fn plain() -> Vec<(String, &'static [u8])> {
    let folder = TEMPLATES.get_dir(PLAIN);
    let files = folder.into_iter().flat_map(Dir::files);
    let named = files.filter_map(|file| {
        let name = file.path().file_name()?.to_string_lossy();
        Some((format!("templates/{name}"), file.contents()))
    });
    named.collect()
}

/// Text of one of them.
pub fn plain_text(name: &str) -> Option<&'static str> {
    text(&TEMPLATES, &format!("{PLAIN}/{name}"))
}

/// A file of the form in which version 0.1.0 wrote.
pub fn form(name: &str) -> Option<&'static str> {
    text(&TEMPLATES, &format!("{FORM}/{name}"))
}

fn text(folder: &'static Dir<'static>, path: &str) -> Option<&'static str> {
    folder
        .get_file(path)
        .and_then(include_dir::File::contents_utf8)
}

impl Embedded {
    /// Text of one of its files, named relative to the toolkit with `/`.
    pub fn read(self, name: &str) -> Option<&'static str> {
        let own = self.own.path().join(name);
        let own = self.own.get_file(own);
        let plain = || {
            let name = name.strip_prefix("templates/")?;
            let folder = self.plain?;
            folder.get_file(folder.path().join(name))
        };
        own.or_else(plain)
            .and_then(include_dir::File::contents_utf8)
    }

    /// All its files: name relative to the toolkit, and bytes.
    pub fn files(self) -> Vec<(String, &'static [u8])> {
        let mut found = Vec::new();
        let mut folders = vec![self.own];
        while let Some(folder) = folders.pop() {
            folders.extend(folder.dirs());
            for file in folder.files() {
                if let Ok(name) = file.path().strip_prefix(self.own.path()) {
                    found.push((name.to_string_lossy().replace('\\', "/"), file.contents()));
                }
            }
        }
        if self.plain.is_some() {
            let mut more = plain();
            more.retain(|(name, _)| found.iter().all(|(own, _)| own != name));
            found.append(&mut more);
        }
        found.sort();
        found
    }
}
