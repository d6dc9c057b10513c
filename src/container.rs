//! Archive containers: how entries become one stream of bytes, and what is found in such a stream.

pub mod bytes;
pub mod inventory;
pub mod limits;
pub mod member_path;
pub mod names;
pub mod read;
mod stream;
pub mod style;
pub mod tar;
pub mod visitor;
pub mod zip;

use self::inventory::Inventory;
use self::tar::family::Family;

/// Who may have written an archive, by the spelling of its headers, as it is shown.
#[must_use]
pub fn writer(inventory: &Inventory) -> String {
    let styles = inventory.members.iter().filter_map(|member| member.style.zip());
    let maker = zip::style::maker_of(styles);
    maker.map_or_else(|| Family::of(inventory).to_string(), |maker| maker.to_string())
}
