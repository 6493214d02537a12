//! A new workspace that is written with its whole history at once.

use super::git::NewCommit;
use super::{Git, Identity, Message, StoreError, files};
use std::path::{Path, PathBuf};

/// What one commit of a history changes, and who made it.
#[derive(Debug)]
pub struct Chapter {
    /// A branch that begins after the chapter before; `None` for the main one.
    pub branch: Option<String>,
    /// Whole files, by path relative to the workspace.
    pub files: Vec<(String, Vec<u8>)>,
    pub message: Told,
    pub identity: Identity,
}

/// A commit's message.
#[derive(Debug)]
pub enum Told {
    Ours(Message),
    /// Of somebody who changed files without the program.
    ByHand(String),
}

/// A new folder whose history is being written. It gets its name once everything is there. Nothing is flushed to disk:
/// what a crash takes can be written again.
#[derive(Debug)]
pub struct Chronicle {
    building: tempfile::TempDir,
    place: PathBuf,
    chapters: Vec<Chapter>,
}

impl Chronicle {
    /// Begins one for a path that doesn't exist yet.
    pub fn begin(place: &Path) -> Result<Self, StoreError> {
        let parent = place.parent().unwrap_or(Path::new("."));
        Ok(Self {
            building: files::new_folder(parent)?,
            place: place.to_owned(),
            chapters: Vec::new(),
        })
    }

    /// The folder as far as it is written: the files of the main branch, without git.
    pub fn folder(&self) -> &Path {
        self.building.path()
    }

    /// Adds a chapter and writes its files, unless they are on another branch.
    pub fn add(&mut self, chapter: Chapter) -> Result<(), StoreError> {
        if chapter.branch.is_none() {
            for (name, bytes) in &chapter.files {
                files::put_in_new_folder(&self.folder().join(name), bytes)?;
            }
        }
        self.chapters.push(chapter);
        Ok(())
    }

    /// Makes all commits, and then the folder appears in its place.
    pub fn finish(self) -> Result<(), StoreError> {
        let commits = self.chapters.iter().map(|chapter| NewCommit {
            branch: chapter.branch.as_deref(),
            files: &chapter.files,
            message: match &chapter.message {
                Told::Ours(message) => message.text(),
                Told::ByHand(words) => format!("{words}\n"),
            },
            identity: &chapter.identity,
        });
        Git::init(self.folder())?.commit_all(commits)?;
        let shown = self.place.display().to_string();
        files::name_new_folder(self.building, &self.place, &shown)
    }
}
