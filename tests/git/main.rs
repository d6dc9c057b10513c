//! A commit as the source: names, tags, objects, trees and history of repositories that git made.
#![allow(clippy::disallowed_methods, reason = "tests make repositories, and start the program under test")]

mod archive;
mod attributes;
mod conversions;
mod encodings;
mod expect;
mod hostile;
mod ignored;
mod inputs;
mod lfs;
mod manifest;
mod names;
mod parts;
mod project;
mod safety;
mod selection;
mod store;
mod submodules;
mod times;
