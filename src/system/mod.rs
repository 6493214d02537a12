//! The one door for what differs between systems: owners, links, opening, sharing and flushing of files, shells,
//! signals. Each system's file has the same names; what a system can't tell is `None` (see `docs/reliability.md`).

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub use unix::*;
#[cfg(windows)]
pub use windows::*;

/// Runs `act` on Ctrl-C instead of exiting. Only the first call counts.
pub fn on_interrupt(act: impl FnMut() + 'static + Send) {
    let _already_said = ctrlc::try_set_handler(act);
}
