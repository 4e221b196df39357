//! What holds for every page and every route.

mod html;
mod office;
mod office_money;
mod pages;
mod server;
