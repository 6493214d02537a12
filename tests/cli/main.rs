//! The program as people and scripts meet it: the real binary, real files, a real git repository.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "tests fail by panicking"
)]

mod cohort;
mod sandbox;

mod actions;
mod agenda;
mod alive;
mod astray;
mod board;
mod broken;
mod calendar;
mod changes;
mod check;
mod completions;
#[cfg(target_os = "linux")]
mod cut_off;
mod cycle;
mod demo;
mod draft;
mod elsewhere;
mod faults;
mod few_people;
mod findings;
mod fix;
mod formatters;
mod git;
mod gone;
mod hand;
mod help;
mod index;
mod introduce;
mod kept;
mod library;
mod links;
mod made_before;
mod many;
mod marks;
mod measures;
mod measuring;
mod merging;
mod moments;
mod moved;
mod named;
mod odd_days;
mod outputs;
mod outside;
mod own;
mod predicted;
mod programme;
mod record;
mod refused;
mod renaming;
mod report;
mod review;
mod score;
mod screens;
mod scripts;
mod search;
mod setting;
mod sharing;
mod site;
mod states;
mod status;
#[cfg(unix)]
mod strangers;
mod strays;
mod surroundings;
mod teams;
mod templates;
mod terminals;
mod ticking;
mod timeline;
mod together;
mod toolkits;
mod tour;
mod trust;
mod typed;
mod typist;
mod undo;
mod versions;
mod voices;
mod whole;
mod withdrawn;
mod wording;
mod written;
mod year;
