//! The whole system as people use it: the binary, its files and its exit codes.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod annexes;
mod answers;
mod bombs;
mod browser;
mod canary_scan;
mod child;
mod contract;
mod crosswalks;
mod enrolled;
mod erased;
mod faults;
mod grid;
mod help;
mod hostile;
mod house;
mod journey;
mod kill;
mod kills;
mod known_overlaps;
mod linking;
mod promises;
mod published;
mod refused_writes;
mod registers;
mod returns;
mod series;
mod tampered;
mod workbooks;
