//! Windows. The standard library tells neither who owns a file nor how many names it has: both are `None` here.

use std::fs::{File, Metadata, OpenOptions, Permissions};
use std::os::windows::fs::OpenOptionsExt;
use std::path::Path;
use std::process::Command;

/// Shows what a name stands for, without opening it.
pub const SHOW_NAME: &str = "dir /a";
/// Shows what is in a file.
pub const SHOW_TEXT: &str = "type";
/// Removes a file.
pub const REMOVE: &str = "del";
/// Removes a folder with all that is in it.
pub const REMOVE_FOLDER: &str = "rmdir /s";

/// `FILE_FLAG_OPEN_REPARSE_POINT`: a link is opened itself, and what it is then shows.
const OPEN_LINK_ITSELF: u32 = 0x0020_0000;

/// Pipes have names of their own here, outside of every folder: nothing is waited for.
pub fn never_waiting(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Never through a link that has the file's name.
pub fn never_following(options: &mut OpenOptions) -> &mut OpenOptions {
    options.custom_flags(OPEN_LINK_ITSELF)
}

/// How many names a file has (hard links): not known.
pub fn names(_found: &Metadata) -> Option<u64> {
    None
}

/// The number of the user who owns a file: not known.
pub fn owner(_found: &Metadata) -> Option<u32> {
    None
}

/// The number of the user on whose behalf we run: not known.
pub fn user() -> Option<u32> {
    None
}

/// Whether a group that we are in may write in a folder: not known.
pub fn is_shared(_folder: &Metadata) -> bool {
    false
}

/// Whether everybody may write in a folder: not known.
pub fn is_for_everybody(_folder: &Metadata) -> bool {
    false
}

/// A folder hands its permissions on by itself.
pub fn share(_made: &File, _folder: &Path) {}

/// As [`share`], for a folder.
pub fn share_folder(_made: &Path, _folder: &Path) {}

/// A folder hands its permissions on by itself.
pub fn keep_group(_made: &File, _like: &Metadata) {}

/// Does something; a folder hands its permissions on by itself.
pub fn for_the_group<T>(act: impl FnOnce() -> T) -> T {
    act()
}

/// The permissions of new files before the user's own mask: there is none.
pub fn of_new_files() -> Option<Permissions> {
    None
}

/// As [`of_new_files`], for folders.
pub fn of_new_folders() -> Option<Permissions> {
    None
}

/// A folder can't be flushed: a rename lasts as soon as the system has written it.
pub fn flush_folder(_folder: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Whether a file is a program: that depends on its name alone.
pub fn is_program(path: &Path) -> bool {
    path.is_file()
}

/// A command line as the user's shell runs it, with one parameter more.
pub fn shell(line: &str, parameter: &Path) -> Command {
    let mut command = Command::new("cmd");
    command.arg("/C").arg(line).arg(parameter);
    command
}

/// Makes a symbolic link to a folder.
#[cfg(test)]
pub fn link(aim: impl AsRef<Path>, link: impl AsRef<Path>) -> std::io::Result<()> {
    std::os::windows::fs::symlink_dir(aim, link)
}

/// Gives a file or a folder to a user and a group, with a mode: that can't be said here.
#[cfg(test)]
pub fn give(_path: &Path, _owner: u32, _group: u32, _mode: u32) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}
