//! Unix: Linux and macOS.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::process::{getegid, geteuid, getgroups, umask};
use rustix::termios::{
    InputModes, LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::fs::{File, Metadata, OpenOptions, Permissions};
use std::io::{ErrorKind, stdin};
use std::os::fd::AsFd;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::sync::{Mutex, Once, PoisonError};
use std::time::Duration;

/// Shows what a name is, without opening it.
pub const SHOW_NAME: &str = "ls -ld";
pub const SHOW_TEXT: &str = "cat";
pub const REMOVE: &str = "rm";
/// Removes a folder and everything in it.
pub const REMOVE_FOLDER: &str = "rm -r";

fn with(options: &mut OpenOptions, flags: OFlags) -> &mut OpenOptions {
    // These flags fit 32 bits on every Unix.
    options.custom_flags(i32::try_from(flags.bits()).unwrap_or_default())
}

/// Opens without waiting for the other end of a pipe, and not as a controlling terminal.
pub fn never_waiting(options: &mut OpenOptions) -> &mut OpenOptions {
    with(options, OFlags::NONBLOCK | OFlags::NOCTTY)
}

/// Like [`never_waiting`], and never through a symbolic link.
pub fn never_following(options: &mut OpenOptions) -> &mut OpenOptions {
    with(
        options,
        OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::NOFOLLOW,
    )
}

/// Number of hard links.
pub fn names(found: &Metadata) -> Option<u64> {
    Some(found.nlink())
}

/// The number of a file: one that takes its place has another.
pub fn number(found: &Metadata) -> Option<u64> {
    Some(found.ino())
}

/// User id of the owner.
pub fn owner(found: &Metadata) -> Option<u32> {
    Some(found.uid())
}

/// Effective user id.
pub fn user() -> Option<u32> {
    Some(geteuid().as_raw())
}

/// Whether one of our groups may write to a folder.
pub fn is_shared(folder: &Metadata) -> bool {
    let group = folder.gid();
    let is_ours = || {
        getegid().as_raw() == group
            || getgroups().is_ok_and(|groups| groups.iter().any(|one| one.as_raw() == group))
    };
    folder.mode() & 0o020 != 0 && is_ours()
}

pub fn is_for_everybody(folder: &Metadata) -> bool {
    folder.mode() & 0o002 != 0
}

/// Gives the folder's group access to a new file, as far as we may; failures are ignored.
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
        // Changing the group may clear mode bits, so all of them are set again.
        let _said = made.set_permissions(Permissions::from_mode(shared & 0o7777));
    }
}

/// Like [`share`], for a folder.
pub fn share_folder(made: &Path, folder: &Path) {
    if let Ok(opened) = never_following(OpenOptions::new().read(true)).open(made) {
        share(&opened, folder);
    }
}

/// Gives a new file the group of another one, if allowed.
pub fn keep_group(made: &File, like: &Metadata) {
    if made.metadata().is_ok_and(|found| found.gid() != like.gid()) {
        let _said = fchown(made, None, Some(like.gid()));
    }
}

/// Runs `act` so that the group may write to everything it creates.
pub fn for_the_group<T>(act: impl FnOnce() -> T) -> T {
    let usual = umask(Mode::RWXU | Mode::RWXG | Mode::RWXO);
    umask(usual - Mode::RWXG);
    let done = act();
    umask(usual);
    done
}

/// Permissions of new files before the user's mask; `None` if the system has none.
pub fn of_new_files() -> Option<Permissions> {
    Some(Permissions::from_mode(0o666))
}

/// Like [`of_new_files`], for folders.
pub fn of_new_folders() -> Option<Permissions> {
    Some(Permissions::from_mode(0o777))
}

/// Swaps the names of two files at once; false where the system or the file system can't.
pub fn swap(one: &Path, other: &Path) -> std::io::Result<bool> {
    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
            Ok(()) => Ok(true),
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
    #[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
    {
        let _unused = (one, other);
        Ok(false)
    }
}

/// Makes a rename in a folder durable.
pub fn flush_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

pub fn is_program(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|found| found.is_file() && found.mode() & 0o111 != 0)
}

/// Lets everyone run a file who may read it.
pub fn make_program(made: &File) {
    if let Ok(found) = made.metadata() {
        let own = found.mode() & 0o7777;
        let _said = made.set_permissions(Permissions::from_mode(own | (own & 0o444) >> 2));
    }
}

/// A command line as the user's shell runs it, with an extra parameter.
pub fn shell(line: &str, parameter: &Path) -> Command {
    // As git does it: the shell parses the line, but not the parameter.
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(format!("{line} \"$@\""))
        .arg(line)
        .arg(parameter);
    command
}

/// Calls `act` with the number of each signal that asks the program to end, instead of ending it: Ctrl-C, SIGTERM and
/// SIGHUP. Only the first call counts.
pub fn on_stop(mut act: impl FnMut(i32) + 'static + Send) {
    static HEEDED: Once = Once::new();
    HEEDED.call_once(|| {
        let ignored = ignored_signals();
        let wanted = [SIGINT, SIGTERM, SIGHUP];
        let wanted = wanted
            .iter()
            .filter(|signal| ignored & (1 << (**signal - 1)) == 0);
        let Ok(mut signals) = Signals::new(wanted) else {
            return;
        };
        let heed = move || signals.forever().for_each(&mut act);
        // Without a thread, a signal ends the program at once.
        let _started = std::thread::Builder::new().spawn(heed);
    });
}

/// A bit for each signal that was ignored from the start, as `nohup` does it, and so stays ignored; none where the
/// system doesn't tell.
fn ignored_signals() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    line.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok())
        .unwrap_or_default()
}

/// Whether a program ended because it was asked to, by itself or as a shell says it.
pub fn was_stopped(status: ExitStatus) -> bool {
    let signals = [SIGINT, SIGTERM, SIGHUP];
    status
        .signal()
        .is_some_and(|signal| signals.contains(&signal))
        || status
            .code()
            .is_some_and(|code| signals.contains(&(code - 128)))
}

/// The terminal as it was before its keys were read one by one.
static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

/// From now on the terminal on standard input hands over each key at once and shows none; signals stay signals. False
/// if there is no terminal, or it can't.
///
/// The line discipline of a terminal keeps at most 4096 bytes of a line (1024 on macOS) and silently drops the rest: a
/// long paste would lose its end.
pub fn keys_at_once() -> bool {
    let mut before = BEFORE.lock().unwrap_or_else(PoisonError::into_inner);
    let input = stdin();
    let Ok(now) = tcgetattr(input.as_fd()) else {
        return false;
    };
    let mut keys = now.clone();
    keys.local_modes
        .remove(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ECHONL | LocalModes::IEXTEN);
    keys.input_modes
        .remove(InputModes::ICRNL | InputModes::INLCR | InputModes::IGNCR | InputModes::IXON);
    keys.special_codes[SpecialCodeIndex::VMIN] = 1;
    keys.special_codes[SpecialCodeIndex::VTIME] = 0;
    // A shell wouldn't bring these settings back after Ctrl-Z.
    keys.special_codes[SpecialCodeIndex::VSUSP] = 0;
    if tcsetattr(input.as_fd(), OptionalActions::Drain, &keys).is_err() {
        return false;
    }
    before.get_or_insert(now);
    true
}

/// Makes the terminal as it was before [`keys_at_once`].
pub fn keys_by_line() {
    let before = BEFORE.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(before) = before {
        let _gone = tcsetattr(stdin().as_fd(), OptionalActions::Drain, &before);
    }
}

/// The next byte of standard input; `None` if none came in that time. Never reads more than it returns.
pub fn next_byte(patience: Option<Duration>) -> std::io::Result<Option<u8>> {
    let input = stdin();
    if let Some(patience) = patience {
        let limit = Timespec {
            tv_sec: i64::try_from(patience.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: patience.subsec_nanos().into(),
        };
        let mut asked = [PollFd::new(&input, PollFlags::IN)];
        match poll(&mut asked, Some(&limit)) {
            Ok(0) | Err(Errno::INTR) => return Ok(None),
            Ok(_) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let mut byte = [0];
    loop {
        match rustix::io::read(&input, &mut byte) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(_) => return Ok(byte.first().copied()),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

#[cfg(test)]
pub fn link(aim: impl AsRef<Path>, link: impl AsRef<Path>) -> std::io::Result<()> {
    std::os::unix::fs::symlink(aim, link)
}

/// Sets owner, group and mode; only root may.
#[cfg(test)]
pub fn give(path: &Path, owner: u32, group: u32, mode: u32) -> std::io::Result<()> {
    std::os::unix::fs::chown(path, Some(owner), Some(group))?;
    std::fs::set_permissions(path, Permissions::from_mode(mode))
}
