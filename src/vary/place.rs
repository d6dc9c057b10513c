//! Where things are, and how the source lies on disk.

use super::case::Case;
use super::host::Host;
use super::settings::{Copying, Settings};
use crate::source::CreationOrder;

/// Bytes that a path is made longer by.
const LONGER: usize = 120;

/// Two more parts of a path, made of `word`.
fn longer(word: &str) -> String {
    let part = word.repeat(LONGER / word.len());
    let (one, other) = part.split_at(LONGER / 2);
    format!("{one}/{}", &other[2..])
}

/// Where pkgr alone sees a path, no program may take it for several words.
const ODD: &str = "a path, ";

/// Makefiles and scripts of others do not all stand blanks in a path.
const PLAIN: &str = "longpath";

fn copied(copying: Copying) -> Settings {
    Settings { copying: Some(copying), ..Settings::default() }
}

pub fn working_directory(host: &Host) -> Case {
    let steps =
        if host.has_steps { format!("; steps run at a path {LONGER} bytes longer") } else { String::new() };
    let settings = Settings {
        start_in: Some(host.work.join("another place")),
        longer: host.has_steps.then(|| longer(PLAIN)),
        ..Settings::default()
    };
    Case::new(format!("started elsewhere{steps}"), settings)
}

pub fn build_path() -> Case {
    let copying = Copying { longer: Some(longer(ODD)), ..Copying::default() };
    Case::new(format!("manifest and source at a path {LONGER} bytes longer"), copied(copying))
}

pub fn temporary_directory(host: &Host) -> Case {
    let why_not = "no directory for temporary files lies on another device";
    Case::with("TMPDIR on another device", host.other_device.clone(), why_not, |directory| Settings {
        temporary: Some(directory),
        ..Settings::default()
    })
}

pub fn file_orders(host: &Host) -> Vec<Case> {
    let orders = [
        ("files made in the reverse of their order", CreationOrder::Reversed),
        ("files made in an order without order", CreationOrder::Shuffled(0)),
    ];
    let copying = |order| Copying { place: host.ordered.clone(), order, ..Copying::default() };
    orders.into_iter().map(|(changed, order)| Case::new(changed, copied(copying(order)))).collect()
}

pub fn hard_links() -> Case {
    let copying = Copying { links: true, ..Copying::default() };
    Case::new("equal files share an inode, each has a second name", copied(copying))
}

pub fn mtimes() -> Case {
    let copying = Copying { times: true, ..Copying::default() };
    Case::new("every file of the source has another time", copied(copying))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_path_is_as_long_as_is_said() {
        for word in [ODD, PLAIN] {
            let path = longer(word);
            assert_eq!(path.len() + 1, LONGER);
            assert!(path.split('/').all(|part| part.len() > 50), "{path}");
        }
    }
}
