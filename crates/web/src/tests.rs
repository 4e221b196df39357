//! What holds for every page and every route.

mod html;
mod pages;
mod server;
