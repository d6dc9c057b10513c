//! The members that carry what the header of an entry has no room for.

use super::Headers;
use crate::container::tar::dialect::{Form, HeaderFormat, Keyword, PaxHeaderName};
use crate::container::tar::extension::{CarriedValues, DescribedEntry, ExtensionMember};
use crate::container::tar::exthdr::ExthdrName;
use crate::container::tar::name::name_beside;
use crate::container::tar::owner::EncodedOwner;
use crate::container::tar::placement::object_name;
use crate::container::tar::unrepresentable::Unrepresentable;
use crate::entry::{Entry, Kind, Origin};
use crate::time::Timestamp;

impl Headers {
    /// Appends the members. After an error `out` is unchanged.
    pub(super) fn extensions<C>(
        &self,
        format: &HeaderFormat,
        owner: &EncodedOwner,
        entry: &Entry<C>,
        name: &[u8],
        carried: &CarriedValues,
        out: &mut Vec<u8>,
    ) -> Result<(), Unrepresentable> {
        let extensions = format.extensions.expect("values are carried only in a format with extensions");
        let header = extensions.header;
        let described = DescribedEntry {
            mode: self.mode(entry).bits(),
            owner: &owner.block,
            is_numeric: owner.is_numeric,
            is_link: matches!(entry.kind, Kind::Symlink(_)),
        };
        let reference = self.reference_time.map(Timestamp::seconds);
        let mtime = header.seconds(format, entry.mtime.seconds(), reference);
        let member =
            |typeflag, name, body| ExtensionMember { typeflag, name, mtime, entry: Some(described), body };
        match extensions.form {
            Form::Pax(rule) => {
                let name = self.extended_header_name(rule, entry.origin, name)?;
                let records = carried.records(format);
                member(b'x', name, records.as_bytes().into()).append(format, header, out);
            }
            Form::LongNames => {
                for (keyword, value) in carried.ordered(format) {
                    let typeflag = if keyword == Keyword::Linkpath { b'K' } else { b'L' };
                    // The NUL is part of the body and of its size (docs/spec/tar-dialects.md,
                    // section 7).
                    let body = [value, b"\0"].concat();
                    member(typeflag, b"././@LongLink".to_vec(), body.into()).append(format, header, out);
                }
            }
        }
        Ok(())
    }

    fn extended_header_name(
        &self,
        rule: PaxHeaderName,
        origin: Origin,
        name: &[u8],
    ) -> Result<Vec<u8>, Unrepresentable> {
        let expand =
            |template| ExthdrName::parse(template).expect("a dialect's template is one").expand(name);
        match rule {
            PaxHeaderName::Manifest => Ok(self.exthdr_name.expand(name)),
            PaxHeaderName::Template(template) => Ok(expand(template)),
            PaxHeaderName::CutTemplate(template, most) => {
                let mut name = expand(template);
                name.truncate(most);
                Ok(name)
            }
            PaxHeaderName::Beside(directory) => Ok(name_beside(name, directory)),
            PaxHeaderName::Object => object_name(origin.object(), "", ".paxheader"),
        }
    }
}
