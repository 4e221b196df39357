//! What holds for every page and every route.

mod html;
mod office;
mod pages;
mod server;
