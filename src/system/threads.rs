//! The threads that read files: as many as there are processors but at least two, fewer where the system allows fewer.

use rayon::prelude::*;
use std::sync::Once;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

static READY: Once = Once::new();

/// Both of two things, at the same time where that is possible.
pub fn both<A: Send, B: Send>(
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    start_threads();
    rayon::join(one, other)
}

/// What is made here, and what another thread makes meanwhile. Unlike [`both`], the first stays on this thread.
pub fn beside<A, B: Send>(
    here: impl FnOnce() -> A,
    other: impl FnOnce() -> B + Send,
) -> (A, Option<B>) {
    start_threads();
    let mut made = None;
    let done = rayon::in_place_scope(|scope| {
        scope.spawn(|_| made = Some(other()));
        here()
    });
    (done, made)
}

/// What `see` makes of each, in order, by all threads; each takes at least so many at once.
pub fn each<T: Sync, R: Send>(
    all: &[T],
    at_once: usize,
    see: impl Fn(&T) -> R + Send + Sync,
) -> Vec<R> {
    start_threads();
    let all = all.par_iter().with_min_len(at_once);
    all.map(see).collect()
}

/// Changes each, by all threads if there are at least so many.
pub fn each_mut<T: Send>(all: &mut [T], many: usize, change: impl Fn(&mut T) + Send + Sync) {
    if all.len() < many {
        return all.iter_mut().for_each(change);
    }
    start_threads();
    all.par_iter_mut().for_each(change);
}

/// Something that another thread makes as soon as it has nothing else to do.
#[derive(Debug)]
pub struct Ahead<T>(Receiver<T>);

impl<T: Send + 'static> Ahead<T> {
    pub fn of(make: impl FnOnce() -> T + Send + 'static) -> Self {
        start_threads();
        let (send, receive) = channel();
        rayon::spawn(move || {
            let _nobody_waits = send.send(make());
        });
        Self(receive)
    }

    /// Waits until it is made; `None` if that failed.
    pub fn get(self) -> Option<T> {
        let mut patience = Duration::ZERO;
        loop {
            match self.0.recv_timeout(patience) {
                Err(RecvTimeoutError::Timeout) => {}
                made => return made.ok(),
            }
            // It may be this thread that has to make it.
            patience = match rayon::yield_now() {
                Some(rayon::Yield::Executed) => Duration::ZERO,
                _ => Duration::from_millis(1),
            };
        }
    }
}

/// Frees something large by another thread, or leaves that to the end of the process.
pub fn free<T: Send + 'static>(large: T) {
    start_threads();
    rayon::spawn(move || drop(large));
}

/// Starts the threads; the one that calls this becomes the first of them. If it only waited for the others, the system
/// would often run them on one processor and leave the other idle. Left to itself, rayon panics where a container or
/// `ulimit -u` allows too few.
pub fn start_threads() {
    READY.call_once(|| {
        // At least two: this thread may end before its work is done, as those of tests do.
        let wanted = thread::available_parallelism().map_or(2, |there| there.get().max(2));
        let mut waiting = Vec::new();
        for _ in 1..wanted {
            let (send, receive) = channel::<rayon::ThreadBuilder>();
            let wait = move || {
                if let Ok(work) = receive.recv() {
                    work.run();
                }
            };
            if thread::Builder::new().spawn(wait).is_err() {
                // git may have to run beside us.
                waiting.truncate(waiting.len() / 2);
                break;
            }
            waiting.push(send);
        }
        let pool = rayon::ThreadPoolBuilder::new().num_threads(waiting.len() + 1);
        let mut waiting = waiting.into_iter();
        let run = |work| {
            let next = waiting.next().map(|send| send.send(work));
            match next {
                Some(Ok(())) => Ok(()),
                _ => Err(std::io::ErrorKind::WouldBlock.into()),
            }
        };
        let pool = pool.use_current_thread().spawn_handler(run);
        let _started = pool.build_global();
    });
}
