//! What holds for every page and every route.

mod html;
mod office;
mod office_money;
mod office_site;
mod pages;
mod server;
