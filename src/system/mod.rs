//! The one door for what differs between systems: owners, links, opening, sharing and flushing of files, shells,
//! signals, threads. Each system's file has the same names; what a system can't tell is `None` (see
//! `docs/reliability.md`).

mod threads;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

pub use threads::{Ahead, beside, both, each, each_mut, free, start_threads};
#[cfg(unix)]
pub use unix::*;
#[cfg(windows)]
pub use windows::*;
