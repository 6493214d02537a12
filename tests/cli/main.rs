//! The program as people and scripts meet it: the real binary, real files, a real git repository.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    missing_docs,
    reason = "tests fail by panicking"
)]

mod sandbox;

mod broken;
mod demo;
mod faults;
mod git;
mod hand;
mod merging;
mod record;
mod scripts;
mod status;
mod surroundings;
mod toolkits;
mod tour;
