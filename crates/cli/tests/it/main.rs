//! The binary as people run it: words, exit codes, files, kills and full disks.

mod assess;
mod bad_input;
mod check;
mod crosswalk;
mod feeds;
mod interrupted;
mod kept;
mod letters;
mod rounds;
mod sector;
mod ward;
