//! x
#![allow(missing_docs)]
pub mod exit;
pub mod document;
pub mod kinds;
pub mod model;
pub mod toolkit;
