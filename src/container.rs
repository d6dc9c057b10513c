//! Archive containers: how entries become one stream of bytes, and what is found in such a stream.

pub mod bytes;
pub mod foreign;
pub mod inventory;
pub mod limits;
pub mod member_path;
pub mod names;
pub mod read;
mod stream;
pub mod style;
pub mod tar;
mod unpacking;
pub mod visitor;
pub mod zip;

use self::inventory::{Inventory, RawContainer};

/// Who may have written an archive, by the encoding of its headers, as reports print it.
#[must_use]
pub fn writer(inventory: &Inventory) -> String {
    match inventory.container {
        RawContainer::Tar(_) => tar::writer(inventory).to_owned(),
        RawContainer::Zip { .. } => {
            let styles = inventory.members.iter().filter_map(|member| member.style.zip());
            zip::style::maker_of(styles).map_or_else(|| "unknown".to_owned(), |maker| maker.to_string())
        }
    }
}
