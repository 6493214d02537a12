//! Windows. The standard library reports neither the owner of a file nor its link count: both are `None`.

use std::fs::{File, Metadata, OpenOptions, Permissions};
use std::os::windows::fs::OpenOptionsExt;
use std::path::Path;
use std::process::{Command, ExitStatus};

/// Shows what a name is, without opening it.
pub const SHOW_NAME: &str = "dir /a";
pub const SHOW_TEXT: &str = "type";
pub const REMOVE: &str = "del";
/// Removes a folder and everything in it.
pub const REMOVE_FOLDER: &str = "rmdir /s";

/// `FILE_FLAG_OPEN_REPARSE_POINT`: opens the link itself.
const OPEN_LINK_ITSELF: u32 = 0x0020_0000;

/// Pipes live outside folders here, so opening never waits.
pub fn never_waiting(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Never opens through a symbolic link.
pub fn never_following(options: &mut OpenOptions) -> &mut OpenOptions {
    options.custom_flags(OPEN_LINK_ITSELF)
}

pub fn names(_found: &Metadata) -> Option<u64> {
    None
}

pub fn number(_found: &Metadata) -> Option<u64> {
    None
}

pub fn owner(_found: &Metadata) -> Option<u32> {
    None
}

pub fn user() -> Option<u32> {
    None
}

pub fn is_shared(_folder: &Metadata) -> bool {
    false
}

pub fn is_for_everybody(_folder: &Metadata) -> bool {
    false
}

/// Folders pass their permissions on by themselves.
pub fn share(_made: &File, _folder: &Path) {}

/// Like [`share`], for a folder.
pub fn share_folder(_made: &Path, _folder: &Path) {}

/// Folders pass their permissions on by themselves.
pub fn keep_group(_made: &File, _like: &Metadata) {}

pub fn for_the_group<T>(act: impl FnOnce() -> T) -> T {
    act()
}

/// Permissions of new files before the user's mask: none.
pub fn of_new_files() -> Option<Permissions> {
    None
}

/// Like [`of_new_files`], for folders.
pub fn of_new_folders() -> Option<Permissions> {
    None
}

/// Names can't be swapped here.
pub fn swap(_one: &Path, _other: &Path) -> std::io::Result<bool> {
    Ok(false)
}

/// A folder can't be flushed here; the rename is durable once the system wrote it.
pub fn flush_folder(_folder: &Path) -> std::io::Result<()> {
    Ok(())
}

pub fn is_program(path: &Path) -> bool {
    path.is_file()
}

/// What may be run depends on the name here.
pub fn make_program(_made: &File) {}

/// A command line as the user's shell runs it, with an extra parameter.
pub fn shell(line: &str, parameter: &Path) -> Command {
    let mut command = Command::new("cmd");
    command.arg("/C").arg(line).arg(parameter);
    command
}

/// `STATUS_CONTROL_C_EXIT`
const STOPPED: i32 = 0xC000_013A_u32.cast_signed();

/// Calls `act` on Ctrl-C, with the number that Ctrl-C has elsewhere, instead of ending. Only the first call counts.
pub fn on_stop(mut act: impl FnMut(i32) + 'static + Send) {
    let _already_heeded = ctrlc::try_set_handler(move || act(2));
}

/// Whether a program ended because of Ctrl-C.
pub fn was_stopped(status: ExitStatus) -> bool {
    matches!(status.code(), Some(STOPPED | 130))
}

/// A console hands over whole lines here.
pub fn keys_at_once() -> bool {
    false
}

pub fn keys_by_line() {}

/// The next byte of standard input. What waits can't be told, so nothing comes in time.
pub fn next_byte(patience: Option<std::time::Duration>) -> std::io::Result<Option<u8>> {
    use std::io::Read;
    if patience.is_some() {
        return Ok(None);
    }
    let mut byte = [0];
    match std::io::stdin().lock().read(&mut byte)? {
        0 => Err(std::io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(byte.first().copied()),
    }
}

#[cfg(test)]
pub fn link(aim: impl AsRef<Path>, link: impl AsRef<Path>) -> std::io::Result<()> {
    std::os::windows::fs::symlink_dir(aim, link)
}

/// Owner, group and mode can't be set here.
#[cfg(test)]
pub fn give(_path: &Path, _owner: u32, _group: u32, _mode: u32) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}
