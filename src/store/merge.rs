//! git's merge of three texts, and the line merge that record merges are built on.

use super::StoreError;
use crate::document::Side;
use crate::merge::{Favour, Labels, Plain, Three};
use git2::{FileFavor, MergeFileInput, MergeFileOptions};
use std::path::Path;
use std::process::{Command, Stdio};

/// Merges three texts by line, as git does; `None` on a conflict or if git can't.
pub fn merge_lines(base: &str, ours: &str, theirs: &str, favour: Favour) -> Option<String> {
    let mut options = MergeFileOptions::new();
    options.favor(match favour {
        Favour::Neither => FileFavor::Normal,
        Favour::One(Side::Ours) => FileFavor::Ours,
        Favour::One(Side::Theirs) => FileFavor::Theirs,
    });
    let texts = Three {
        base: base.as_bytes(),
        ours: ours.as_bytes(),
        theirs: theirs.as_bytes(),
    };
    let merged = in_process(texts, &mut options).ok()?;
    merged
        .clean
        .then(|| String::from_utf8(merged.bytes).ok())
        .flatten()
}

/// git's merge of three texts: by the `git` program, which knows the user's conflict style; without it, by libgit2.
pub fn merge_plainly(
    texts: Three<&[u8]>,
    paths: Option<Three<&Path>>,
    labels: &Labels,
) -> Result<Plain, StoreError> {
    if texts.base.contains(&0) || texts.ours.contains(&0) || texts.theirs.contains(&0) {
        // git doesn't merge binary files: ours stays, in conflict.
        return Ok(Plain {
            bytes: texts.ours.to_owned(),
            clean: false,
        });
    }
    if let Some(plain) = paths.and_then(|paths| by_git(paths, labels)) {
        return Ok(plain);
    }
    let mut options = MergeFileOptions::new();
    options
        .our_label(labels.ours.replace('\0', ""))
        .their_label(labels.theirs.replace('\0', ""))
        .marker_size(u16::try_from(labels.length).unwrap_or(7));
    in_process(texts, &mut options)
}

fn by_git(paths: Three<&Path>, labels: &Labels) -> Option<Plain> {
    let output = Command::new("git")
        .args(["merge-file", "--stdout", "--quiet"])
        .arg(format!("--marker-size={}", labels.length))
        .args(["-L", &labels.ours, "-L", "base", "-L", &labels.theirs])
        .args([paths.ours, paths.base, paths.theirs])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    // The number of conflicts; 128 or more is a failure.
    let code = output.status.code().filter(|code| *code < 128)?;
    Some(Plain {
        bytes: output.stdout,
        clean: code == 0,
    })
}

fn in_process(texts: Three<&[u8]>, options: &mut MergeFileOptions) -> Result<Plain, StoreError> {
    // Initialises libgit2, which a repository would otherwise have done.
    let _set_going = git2::Config::new();
    // git2 can't return an empty result, so a common first line is added and removed again.
    let is_windows = texts.ours.windows(2).any(|pair| pair == b"\r\n");
    let first: &[u8] = if is_windows { b"\x01\r\n" } else { b"\x01\n" };
    let texts = texts.map(|text| [first, text].concat());
    let mut inputs = [
        MergeFileInput::new(),
        MergeFileInput::new(),
        MergeFileInput::new(),
    ];
    let [base, ours, theirs] = &mut inputs;
    base.content(&texts.base);
    ours.content(&texts.ours);
    theirs.content(&texts.theirs);
    let merged = git2::merge_file(base, ours, theirs, Some(options))
        .map_err(StoreError::git("merge three texts"))?;
    let bytes = merged.content();
    Ok(Plain {
        bytes: bytes.strip_prefix(first).unwrap_or(bytes).to_owned(),
        clean: merged.is_automergeable(),
    })
}
