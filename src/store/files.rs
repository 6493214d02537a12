//! Reads files within limits and writes them in the only way: to a temporary file, flushed, renamed.

use super::StoreError;
use super::error::reason;
use crate::model::{Finding, Place, Unreadable};
use crate::system;
use rayon::prelude::*;
use std::cell::RefCell;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

pub const MAX_PLAN_BYTES: u64 = 256 * 1024;

/// Prefix of half-written files; the next run removes those a killed run left.
pub(super) const TEMPORARY: &str = ".redesign-tmp-";

/// Most records are smaller and read with one system call.
const USUAL: usize = 8 * 1024;

thread_local! {
    /// What is read into first, so that no room is cleared for each file.
    static BUFFER: RefCell<[u8; USUAL]> = const { RefCell::new([0; USUAL]) };
}

/// The content of a regular file of at most `limit` bytes.
pub fn read_bytes(path: &Path, limit: u64) -> Result<Vec<u8>, Unreadable> {
    let unreadable = |error: &std::io::Error| Unreadable {
        message: format!("can't open this file: {}", reason(error)),
        help: "make it readable, or restore it with git".to_owned(),
    };
    let mut file = opened(path).map_err(|error| unreadable(&error))?;
    let mut bytes = BUFFER
        .with_borrow_mut(|buffer| {
            loop {
                match file.read(buffer) {
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                    read => break read.map(|read| buffer.get(..read).unwrap_or_default().to_vec()),
                }
            }
        })
        .map_err(|error| unreadable(&error))?;
    if bytes.len() == USUAL {
        // A regular file returns all it has, so only a full buffer leaves more to read.
        let length = file.metadata().map_or(0, |found| found.len().min(limit));
        bytes.reserve(usize::try_from(length).unwrap_or_default());
        file.take(limit + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| unreadable(&error))?;
    }
    if bytes.len() as u64 > limit {
        return Err(too_large(limit));
    }
    Ok(bytes)
}

/// Opens a file for reading without waiting for a pipe.
fn opened(path: &Path) -> std::io::Result<File> {
    system::never_waiting(OpenOptions::new().read(true)).open(path)
}

/// The content of one of our regular files, to compare or change.
pub fn held(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut file = opened(path)?;
    if !file.metadata()?.is_file() {
        return Err(std::io::Error::other("not a regular file"));
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The error for a file larger than `limit` bytes.
pub(super) fn too_large(limit: u64) -> Unreadable {
    Unreadable {
        message: format!(
            "this file is larger than {} MiB, the limit for files of its kind",
            limit.div_ceil(1024 * 1024)
        ),
        help: "move large material to a separate file and link to it".to_owned(),
    }
}

/// The text of a regular file of at most `limit` bytes.
pub fn read_text(path: &Path, limit: u64) -> Result<String, Unreadable> {
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return Err(Unreadable {
            message: "this is not a regular file".to_owned(),
            help: "replace it with a regular file".to_owned(),
        });
    }
    as_text(read_bytes(path, limit)?)
}

pub(super) fn as_text(bytes: Vec<u8>) -> Result<String, Unreadable> {
    crate::document::as_text(bytes).map_err(|error| {
        let (line, column) = error.place;
        Unreadable {
            message: format!("{} (line {line}, column {column})", error.why),
            help: error.help.to_owned(),
        }
    })
}

/// The finding for an unreadable file, relative to the workspace.
pub(super) fn broken(code: &'static str, path: &str, why: Unreadable) -> Finding {
    Finding::error(code, why.message)
        .with_place(Place::file(path))
        .with_help(why.help)
        .breaking()
}

/// The finding that says of a file, relative to the workspace, that a merge left its marks in it.
pub(super) fn with_marks(code: &'static str, path: &str, text: &str, mark: usize) -> Finding {
    let why = "a merge left conflict markers here, with two versions of the text";
    Finding::error(code, why)
        .in_text(path, text, mark)
        .with_help("keep the lines that are right, and delete those with <<<<<<<, ======= and >>>>>>>; `redesign resolve` settles records only")
        .breaking()
}

#[derive(Clone, Copy)]
enum Access<'a> {
    /// Same as this file.
    Like(&'a Path),
    /// Everyone who shares its folder.
    Shared,
    /// The user's default.
    Usual,
}

fn new_temporary(folder: &Path, access: Access<'_>) -> Result<NamedTempFile, StoreError> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    if let Some(permissions) = system::of_new_files() {
        builder.permissions(permissions);
    }
    let file = builder
        .tempfile_in(folder)
        .map_err(StoreError::io("write in", folder))?;
    match access {
        Access::Like(like) => {
            if let Ok(found) = fs::metadata(like) {
                system::keep_group(file.as_file(), &found);
                file.as_file()
                    .set_permissions(found.permissions())
                    .map_err(StoreError::io("write in", folder))?;
            }
        }
        Access::Shared => system::share(file.as_file(), folder),
        Access::Usual => {}
    }
    Ok(file)
}

fn flushed(path: &Path, bytes: &[u8], access: Access<'_>) -> Result<NamedTempFile, StoreError> {
    let folder = around(path);
    let mut file = new_temporary(folder, access)?;
    let written = file
        .write_all(bytes)
        .and_then(|()| file.as_file().sync_all());
    written.map_err(StoreError::io("write", path))?;
    Ok(file)
}

/// Creates a file; fails if it exists.
pub(super) fn create(
    path: &Path,
    bytes: &[u8],
    is_program: bool,
    shown: &str,
) -> Result<(), StoreError> {
    create_folders(around(path))?;
    let file = flushed(path, bytes, Access::Shared)?;
    if is_program {
        system::make_program(file.as_file());
    }
    name_new_file(file, path, shown)
}

fn name_new_file(file: NamedTempFile, path: &Path, shown: &str) -> Result<(), StoreError> {
    file.persist_noclobber(path).map_err(|error| {
        if error.error.kind() == std::io::ErrorKind::AlreadyExists {
            StoreError::Exists(shown.to_owned())
        } else {
            StoreError::io("write", path)(error.error)
        }
    })?;
    sync_folder(around(path))
}

/// Writes one of our own files, existing or not.
pub(super) fn put(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    put_for(path, bytes, Access::Shared)
}

fn put_for(path: &Path, bytes: &[u8], access: Access<'_>) -> Result<(), StoreError> {
    let file = flushed(path, bytes, access)?;
    file.persist(path)
        .map_err(|error| StoreError::io("write", path)(error.error))?;
    sync_folder(around(path))
}

/// Writes one of our own files that may be lost: atomically, but not flushed to disk.
pub(super) fn put_unflushed(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = around(path);
    let mut file = tempfile::Builder::new()
        .prefix(TEMPORARY)
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path)?;
    Ok(())
}

/// Writes a page that can be made again: atomically, readable for those who may read what the user makes, but not flushed
/// to disk.
pub(super) fn put_page(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let mut file = new_temporary(around(path), Access::Usual)?;
    file.write_all(bytes)
        .map_err(StoreError::io("write", path))?;
    file.persist(path)
        .map_err(|error| StoreError::io("write", path)(error.error))?;
    Ok(())
}

/// Removes a folder and its subfolders as far as they are empty.
pub(super) fn remove_empty_folders(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_empty_folders(&entry.path());
        }
    }
    let _kept_where_not_empty = fs::remove_dir(folder);
}

/// Creates a private file outside any transaction, even in a shared folder; fails if it exists.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    create_folders(around(path))?;
    let file = flushed(path, bytes, Access::Usual)?;
    name_new_file(file, path, &path.display().to_string())
}

/// Removes a file with known content, and folders below `root` that this leaves empty.
pub(super) fn remove(
    path: &Path,
    before: &[u8],
    root: &Path,
    shown: &str,
) -> Result<(), StoreError> {
    let failed = StoreError::io("remove", path);
    let aside = new_temporary(around(path), Access::Usual)?;
    match fs::rename(path, aside.path()) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(StoreError::Changed(shown.to_owned()));
        }
        Err(error) => return Err(failed(error)),
    }
    if !held(aside.path()).is_ok_and(|now| now == before) {
        // Somebody saved it since it was read. If they did so again, that is what stays.
        let _theirs = aside.persist_noclobber(path);
        return Err(StoreError::Changed(shown.to_owned()));
    }
    aside.close().map_err(failed)?;
    remove_empty_around(path, root)
}

/// Removes folders below `root` that a removed file left empty.
pub(super) fn remove_empty_around(path: &Path, root: &Path) -> Result<(), StoreError> {
    for folder in path
        .ancestors()
        .skip(1)
        .take_while(|folder| *folder != root)
    {
        match fs::remove_dir(folder) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(_) => return sync_folder(folder),
        }
    }
    Ok(())
}

/// Replaces a file's content atomically, keeping its permissions.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    // Links were resolved before; a link created since is replaced, not followed.
    put_for(path, bytes, Access::Like(path))
}

/// Changes a file with known content atomically, keeping its permissions. What somebody saves meanwhile stays: the names
/// of the old and the new file are swapped, and swapped back if what came out isn't what was read.
pub(super) fn change(
    path: &Path,
    before: &[u8],
    after: &[u8],
    shown: &str,
) -> Result<(), StoreError> {
    let failed = |error| StoreError::io("write", path)(error);
    let file = flushed(path, after, Access::Like(path))?;
    let holds = |place: &Path, bytes: &[u8]| held(place).is_ok_and(|now| now == bytes);
    let changed = || Err(StoreError::Changed(shown.to_owned()));
    match system::swap(file.path(), path) {
        Ok(true) if holds(file.path(), before) => {}
        Ok(true) => {
            system::swap(file.path(), path).map_err(failed)?;
            if !holds(file.path(), after) {
                // Saved once more: the newest stays.
                system::swap(file.path(), path).map_err(failed)?;
            }
            return changed();
        }
        Ok(false) if holds(path, before) => {
            let moved = file.persist(path);
            moved.map_err(|error| failed(error.error))?;
        }
        Ok(false) => return changed(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return changed(),
        Err(error) => return Err(failed(error)),
    }
    sync_folder(around(path))
}

/// A folder to build something in that is then moved out of it.
pub(super) fn temporary_folder(parent: &Path) -> Result<tempfile::TempDir, StoreError> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    if let Some(permissions) = system::of_new_folders() {
        builder.permissions(permissions);
    }
    builder
        .tempdir_in(parent)
        .map_err(StoreError::io("write in", parent))
}

/// Creates a folder with files in it: to a temporary folder, flushed, renamed.
pub(super) fn create_folder(
    path: &Path,
    files: &[(String, Vec<u8>)],
    shown: &str,
) -> Result<(), StoreError> {
    let parent = around(path);
    if fs::symlink_metadata(path).is_ok() {
        return Err(StoreError::Exists(shown.to_owned()));
    }
    let building = new_folder(parent)?;
    let mut folders = std::collections::BTreeSet::from([building.path().to_owned()]);
    let mut written = Vec::with_capacity(files.len());
    for (name, bytes) in files {
        let file = building.path().join(name);
        let folder = file.parent().unwrap_or(building.path()).to_owned();
        if folders.insert(folder.clone()) {
            create_folders(&folder)?;
        }
        let mut file = File::create_new(&file).map_err(StoreError::io("write", &file))?;
        system::share(&file, &folder);
        file.write_all(bytes)
            .map_err(StoreError::io("write", path.join(name)))?;
        written.push((name, file));
    }
    // Flushed together, which disks do faster than one by one.
    written.par_iter().try_for_each(|(name, file)| {
        file.sync_all()
            .map_err(StoreError::io("write", path.join(name)))
    })?;
    for folder in folders {
        sync_folder(&folder)?;
    }
    name_new_folder(building, path, shown)?;
    sync_folder(parent)
}

/// A folder to write into that gets its name with [`name_new_folder`]; it is removed if it never does.
pub(super) fn new_folder(parent: &Path) -> Result<tempfile::TempDir, StoreError> {
    create_folders(parent)?;
    let building = temporary_folder(parent)?;
    system::share_folder(building.path(), parent);
    Ok(building)
}

/// Writes a file of such a folder, new or not, without flushing it.
pub(super) fn put_in_new_folder(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let folder = around(path);
    create_folders(folder)?;
    let mut file = File::create(path).map_err(StoreError::io("write", path))?;
    system::share(&file, folder);
    file.write_all(bytes).map_err(StoreError::io("write", path))
}

/// Gives a folder the name that it was made for, unless that is taken.
pub(super) fn name_new_folder(
    building: tempfile::TempDir,
    path: &Path,
    shown: &str,
) -> Result<(), StoreError> {
    fs::rename(building.path(), path).map_err(|error| {
        if fs::symlink_metadata(path).is_ok() {
            StoreError::Exists(shown.to_owned())
        } else {
            StoreError::io("write", path)(error)
        }
    })?;
    let _renamed = building.keep();
    Ok(())
}

fn around(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("."))
}

/// Makes a rename in a folder durable, if the system can flush folders.
fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    system::flush_folder(folder).map_err(StoreError::io("write in", folder))
}

/// Removes what a killed run left half written in a folder. Only called by the lock's holder.
pub(super) fn remove_leftovers(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let leftovers: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(TEMPORARY))
        .map(|entry| entry.path())
        .collect();
    for leftover in &leftovers {
        // A link to a folder is removed itself.
        let _gone = if fs::symlink_metadata(leftover).is_ok_and(|found| found.is_dir()) {
            fs::remove_dir_all(leftover)
        } else {
            fs::remove_file(leftover)
        };
    }
    leftovers
}

/// Saves rejected text to a file outside the workspace.
pub fn write_draft(name: &str, text: &str) -> Result<PathBuf, StoreError> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("redesign-").suffix(name);
    let mut file = builder
        .tempfile()
        .map_err(StoreError::io("write a draft in", "the temporary folder"))?;
    file.write_all(text.as_bytes())
        .map_err(StoreError::io("write", file.path().to_owned()))?;
    let kept = file.keep();
    let (_, path) = kept.map_err(|error| StoreError::io("keep", error.file.path())(error.error))?;
    Ok(path)
}

/// A path without links and `..`; part of it may not exist.
pub fn resolved(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut resolved = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => {
                resolved.pop();
            }
            std::path::Component::CurDir => {}
            part => {
                resolved.push(part);
                if let Ok(real) = fs::canonicalize(&resolved) {
                    resolved = real;
                }
            }
        }
    }
    resolved
}

/// Creates a folder and its parents, with the existing parent's permissions.
fn create_folders(folder: &Path) -> Result<(), StoreError> {
    for made in make_folder(folder)?.iter().rev() {
        system::share_folder(made, around(made));
    }
    Ok(())
}

/// Creates a folder and its parents; returns the new ones, deepest first.
pub fn make_folder(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let made = folder
        .ancestors()
        .take_while(|part| !part.as_os_str().is_empty() && !part.exists())
        .map(Path::to_owned)
        .collect();
    fs::create_dir_all(folder).map_err(StoreError::io("create the folder", folder))?;
    Ok(made)
}

/// Removes those of the folders that are empty, in the given order.
pub fn remove_if_empty(folders: &[PathBuf]) {
    for folder in folders {
        if fs::remove_dir(folder).is_err() {
            break;
        }
    }
}
