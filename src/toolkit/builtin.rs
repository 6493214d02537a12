//! The built-in toolkits: every folder of `templates/` with a `toolkit.toml`.

use include_dir::{Dir, include_dir};

static TEMPLATES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The general templates, copied to toolkits that lack them.
const PLAIN: &str = "plain";
/// Toolkits from before the general templates were copied, kept for plans that name them.
const EARLIER: &str = "earlier";
/// The templates of version 0.1.0.
const FORM: &str = "forms/0.1.0";

#[derive(Debug, Clone, Copy)]
pub struct Embedded {
    own: &'static Dir<'static>,
    /// The general templates; files in `own` take precedence.
    plain: Option<&'static Dir<'static>>,
}

/// Every built-in toolkit.
pub fn all() -> impl Iterator<Item = Embedded> {
    toolkits(&TEMPLATES, TEMPLATES.get_dir(PLAIN))
}

/// Earlier built-in versions, complete as they were.
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

/// The general templates, by name in a toolkit's folder.
pub fn plain() -> Vec<(String, &'static [u8])> {
    let folder = TEMPLATES.get_dir(PLAIN);
    let named = folder.into_iter().flat_map(Dir::files).filter_map(|file| {
        let name = file.path().file_name()?.to_string_lossy();
        Some((format!("templates/{name}"), file.contents()))
    });
    named.collect()
}

pub fn plain_text(name: &str) -> Option<&'static str> {
    text(&TEMPLATES, &format!("{PLAIN}/{name}"))
}

/// A template of version 0.1.0.
pub fn form(name: &str) -> Option<&'static str> {
    text(&TEMPLATES, &format!("{FORM}/{name}"))
}

/// The folder of the reports that come with the program.
const REPORTS: &str = "reports";

/// Every report of the program: its name and its template, in order.
pub fn reports() -> Vec<(&'static str, &'static str)> {
    let folder = TEMPLATES.get_dir(REPORTS);
    let files = folder.into_iter().flat_map(Dir::files);
    let mut all: Vec<_> = files
        .filter_map(|file| {
            let name = file.path().file_name()?.to_str()?;
            Some((name.strip_suffix(".md.hbs")?, file.contents_utf8()?))
        })
        .collect();
    all.sort_unstable();
    all
}

/// The template of a page of the program's site.
pub fn site_page(name: &str) -> Option<&'static str> {
    text(&TEMPLATES, &format!("site/{name}.md.hbs"))
}

fn text(folder: &'static Dir<'static>, path: &str) -> Option<&'static str> {
    folder
        .get_file(path)
        .and_then(include_dir::File::contents_utf8)
}

impl Embedded {
    /// The text of a file, by its path in the toolkit with `/`.
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
