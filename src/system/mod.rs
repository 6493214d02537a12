//! The one door for what differs between systems: who owns a file, its links, how it is opened, shared and flushed,
//! shells, and signals. Each system's file has the same names; what a system can't be asked is `None` there, and
//! `docs/reliability.md` says what follows from that.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub use unix::*;
#[cfg(windows)]
pub use windows::*;

/// Does something when the user presses Ctrl-C, in place of ending at once. The first time that this is said holds.
pub fn on_interrupt(act: impl FnMut() + 'static + Send) {
    let _already_said = ctrlc::try_set_handler(act);
}
