//! `redesign merge-driver`: git calls it for each record that both sides changed.

use crate::app::{App, Command, Formats, Reply};
use crate::document::{MARK_LENGTH, MAX_BYTES};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::merge::{Labels, Merged, Three, merge};
use crate::model::codes;
use crate::store::{merge_lines, merge_plainly, read_bytes, replace};
use std::path::{Path, PathBuf};

/// The driver's name in git.
pub const NAME: &str = "redesign: records, answer by answer";

/// What git runs. If this program is missing or fails, plain git merges instead: a driver that exits with an error
/// would hide one of the versions.
pub const LINE: &str = "redesign merge-driver --path=%P --marker-size=%L --ours-label=%X --theirs-label=%Y %O %A %B || { [ $? -gt 1 ] && git merge-file --marker-size=%L -L %X -L base -L %Y %A %O %B; }";

/// Merge two versions of a record (git calls this)
///
/// Writes the result to OURS. Exits with 0 if nothing is left to decide, with 1 on a conflict.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The common ancestor (%O)
    base: PathBuf,
    /// One version; the result is written here (%A)
    ours: PathBuf,
    /// The other version (%B)
    theirs: PathBuf,
    /// The record (%P)
    #[arg(long, value_name = "PATH")]
    path: Option<String>,
    /// Length of conflict marks (%L)
    #[arg(long, value_name = "NUMBER", default_value_t = MARK_LENGTH)]
    marker_size: usize,
    /// Name of our version (%X)
    #[arg(long, value_name = "LABEL")]
    ours_label: Option<String>,
    /// Name of their version (%Y)
    #[arg(long, value_name = "LABEL")]
    theirs_label: Option<String>,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "";
    const FORMATS: Formats = Formats::Only(&["table"]);
    type Data = ();

    fn run(self, app: &App<'_>) -> Result<Reply<()>, CommandError> {
        let paths = Three {
            base: app.folder().join(&self.base),
            ours: app.folder().join(&self.ours),
            theirs: app.folder().join(&self.theirs),
        };
        let merged = self.merged(&paths)?;
        if !app.global.dry_run {
            replace(&paths.ours, &merged.bytes)?;
        }
        let mut reply = Reply::raw(String::new());
        if !merged.clean {
            reply.exit = Exit::Found;
            let path = self.path.as_deref().unwrap_or("the record");
            if !merged.conflicts.is_empty() {
                let note = format!(
                    "{path}: both sides changed {}; `redesign resolve` shows what is left to decide",
                    merged.conflicts.join(", ")
                );
                reply.notes.push(crate::render::clean(&note).into_owned());
            }
        }
        Ok(reply)
    }
}

impl Arguments {
    fn merged(&self, paths: &Three<PathBuf>) -> Result<Merged, CommandError> {
        let read = |path: &Path| {
            read_bytes(path, MAX_BYTES).map_err(|unreadable| {
                let message = format!("\"{}\": {}", path.display(), unreadable.message);
                CommandError::new(codes::IO, message).hint("nothing was changed")
            })
        };
        let (base, ours, theirs) = (read(&paths.base)?, read(&paths.ours)?, read(&paths.theirs)?);
        let texts = Three {
            base: &base[..],
            ours: &ours[..],
            theirs: &theirs[..],
        };
        // Older versions of git pass the placeholder itself.
        let label = |given: &Option<String>, unless: &str| {
            let given = given.as_deref().map(str::trim);
            let given = given.filter(|label| !label.is_empty() && !label.starts_with('%'));
            one_line(given.unwrap_or(unless))
        };
        let labels = Labels {
            ours: label(&self.ours_label, "ours"),
            theirs: label(&self.theirs_label, "theirs"),
            length: self.marker_size,
        };
        let in_files = Three {
            base: paths.base.as_path(),
            ours: paths.ours.as_path(),
            theirs: paths.theirs.as_path(),
        };
        let plain = merge_plainly(texts, Some(in_files), &labels)?;
        Ok(merge(texts, plain, &labels, &merge_lines))
    }
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
