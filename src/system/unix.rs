//! Unix: Linux and macOS.

use rustix::fs::{Mode, OFlags};
use rustix::process::{getegid, geteuid, getgroups, umask};
use std::fs::{File, Metadata, OpenOptions, Permissions};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::Path;
use std::process::Command;

/// Shows what a name stands for, without opening it.
pub const SHOW_NAME: &str = "ls -ld";
/// Shows what is in a file.
pub const SHOW_TEXT: &str = "cat";
/// Removes a file.
pub const REMOVE: &str = "rm";
/// Removes a folder with all that is in it.
pub const REMOVE_FOLDER: &str = "rm -r";

fn with(options: &mut OpenOptions, flags: OFlags) -> &mut OpenOptions {
    // A file of these flags is of 32 bits on every Unix.
    options.custom_flags(i32::try_from(flags.bits()).unwrap_or_default())
}

/// Opens neither waiting for the other end of a pipe, nor as a terminal that could end us.
pub fn never_waiting(options: &mut OpenOptions) -> &mut OpenOptions {
    with(options, OFlags::NONBLOCK | OFlags::NOCTTY)
}

/// As [`never_waiting`], and never through a link that has the file's name.
pub fn never_following(options: &mut OpenOptions) -> &mut OpenOptions {
    with(
        options,
        OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::NOFOLLOW,
    )
}

/// How many names a file has (hard links).
pub fn names(found: &Metadata) -> Option<u64> {
    Some(found.nlink())
}

/// The number of the user who owns a file.
pub fn owner(found: &Metadata) -> Option<u32> {
    Some(found.uid())
}

/// The number of the user on whose behalf we run.
pub fn user() -> Option<u32> {
    Some(geteuid().as_raw())
}

/// Whether a group that we are in may write in a folder.
pub fn is_shared(folder: &Metadata) -> bool {
    let group = folder.gid();
    let is_ours = || {
        getegid().as_raw() == group
            || getgroups().is_ok_and(|groups| groups.iter().any(|one| one.as_raw() == group))
    };
    folder.mode() & 0o020 != 0 && is_ours()
}

/// Whether everybody may write in a folder.
pub fn is_for_everybody(folder: &Metadata) -> bool {
    folder.mode() & 0o002 != 0
}

/// Lets the group that shares a folder use what was made in it, as far as we may ourselves. Where that can't be said,
/// it stays as it is.
pub fn share(made: &File, folder: &Path) {
    let (Ok(around), Ok(found)) = (std::fs::metadata(folder), made.metadata()) else {
        return;
    };
    if !is_shared(&around) {
        return;
    }
    keep_group(made, &around);
    let own = found.mode();
    let shared = own | (own & 0o700) >> 3;
    if shared != own {
        // What changed its group may have lost bits of its mode, so all of them are set.
        let _said = made.set_permissions(Permissions::from_mode(shared & 0o7777));
    }
}

/// As [`share`], for a folder.
pub fn share_folder(made: &Path, folder: &Path) {
    if let Ok(opened) = never_following(OpenOptions::new().read(true)).open(made) {
        share(&opened, folder);
    }
}

/// Gives a new file the group of another one, where we may.
pub fn keep_group(made: &File, like: &Metadata) {
    if made.metadata().is_ok_and(|found| found.gid() != like.gid()) {
        let _said = fchown(made, None, Some(like.gid()));
    }
}

/// Does something so that the group may write to all that is made meanwhile.
pub fn for_the_group<T>(act: impl FnOnce() -> T) -> T {
    let usual = umask(Mode::RWXU | Mode::RWXG | Mode::RWXO);
    umask(usual - Mode::RWXG);
    let done = act();
    umask(usual);
    done
}

/// The permissions of new files before the user's own mask; nothing where a system has none.
pub fn of_new_files() -> Option<Permissions> {
    Some(Permissions::from_mode(0o666))
}

/// As [`of_new_files`], for folders.
pub fn of_new_folders() -> Option<Permissions> {
    Some(Permissions::from_mode(0o777))
}

/// Makes a rename in a folder last.
pub fn flush_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Whether a file is a program.
pub fn is_program(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|found| found.is_file() && found.mode() & 0o111 != 0)
}

/// A command line as the user's shell runs it, with one parameter more.
pub fn shell(line: &str, parameter: &Path) -> Command {
    // As git does it: the line is for the shell, what is added is a parameter.
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(format!("{line} \"$@\""))
        .arg(line)
        .arg(parameter);
    command
}

/// Makes a symbolic link.
#[cfg(test)]
pub fn link(aim: impl AsRef<Path>, link: impl AsRef<Path>) -> std::io::Result<()> {
    std::os::unix::fs::symlink(aim, link)
}

/// Gives a file or a folder to a user and a group, with a mode. Only root may.
#[cfg(test)]
pub fn give(path: &Path, owner: u32, group: u32, mode: u32) -> std::io::Result<()> {
    std::os::unix::fs::chown(path, Some(owner), Some(group))?;
    std::fs::set_permissions(path, Permissions::from_mode(mode))
}
