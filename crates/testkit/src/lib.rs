//! What tests of several crates share. Nothing of it is part of the product.

pub mod postgres;
