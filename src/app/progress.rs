//! Progress of a long read, on a terminal.

use super::App;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

impl App<'_> {
    /// Counts the plans read on a terminal once reading takes longer than a second.
    pub fn watched<T: Send>(&self, count: &AtomicUsize, read: impl FnOnce() -> T + Send) -> T {
        if !self.context.error_is_terminal || self.global.quiet {
            return read();
        }
        let finished = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let watch = || {
                let mut said = false;
                std::thread::park_timeout(Duration::from_secs(1));
                while !finished.load(Ordering::Acquire) {
                    self.say(&format!("\rread {} plans", count.load(Ordering::Relaxed)));
                    said = true;
                    std::thread::park_timeout(Duration::from_millis(200));
                }
                if said {
                    self.say("\r\x1b[K");
                }
            };
            // Where the system allows no more threads, nothing is counted.
            let watcher = std::thread::Builder::new().spawn_scoped(scope, watch);
            let result = read();
            finished.store(true, Ordering::Release);
            if let Ok(watcher) = watcher {
                watcher.thread().unpark();
            }
            result
        })
    }
}
