//! Parts that pages are made of. Each is a typed function, so no page can forget a label, a caption or a way back.

pub(crate) mod form;
pub(crate) mod layout;
pub(crate) mod parts;
pub(crate) mod rose;
pub(crate) mod search;
pub(crate) mod table;
pub(crate) mod words;
