//! From blocks to members.

use std::io::{self, Read};

use super::body::Body;
use super::values::{
    PendingExtensions, ReadError, is_never_global, kind, link_of_no_link, member_size, numbers, size, text_of,
};
use super::{Limits, fields, records};
use crate::container::inventory::{self, Ambiguity, Member, MemberPath, Place, RawKind, Record, Stream};
use crate::container::tar::block::{self, BLOCK};
use crate::container::tar::padding;
use crate::container::tar::style::{self, Extension, PaxName, TarStyle};
use crate::container::unpacking::{self, kind_name};
use crate::container::visitor::BodyVisitor;
use crate::digest::Hasher;
use crate::limits::{self, Exceeded, HeldMemory};
use crate::path::Escaped;

/// All that was found in a stream.
pub struct ReadStream {
    pub stream: Stream,
    pub members: Vec<Member>,
    pub globals: Vec<Record>,
    pub global_names: Vec<Vec<u8>>,
    pub ending: u64,
    pub ambiguities: Vec<Ambiguity>,
    /// What the machine lacks to read further.
    pub short: Option<io::Error>,
}

/// The reader of one stream.
pub struct Members<'a, R> {
    body: Body<R>,
    limits: Limits,
    look: &'a mut dyn BodyVisitor,
    found: Vec<Member>,
    globals: Vec<Record>,
    global_names: Vec<Vec<u8>>,
    ambiguities: Vec<Ambiguity>,
    held: HeldMemory,
    short: Option<io::Error>,
    /// Extensions that wait for their member.
    before: PendingExtensions,
    /// Whether the first header has the mark of a format.
    is_marked: Option<bool>,
    end: u64,
}

impl<'a, R: Read> Members<'a, R> {
    /// A reader that has read nothing.
    pub fn new(body: Body<R>, limits: Limits, look: &'a mut dyn BodyVisitor) -> Self {
        Self {
            body,
            limits,
            look,
            found: Vec::new(),
            globals: Vec::new(),
            global_names: Vec::new(),
            ambiguities: Vec::new(),
            held: HeldMemory::default(),
            short: None,
            before: PendingExtensions::default(),
            is_marked: None,
            end: 0,
        }
    }

    /// Reads to the end, or as far as there is one way to read; where it stops before the end.
    pub fn read(&mut self) -> Option<Place> {
        loop {
            match self.next() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(ReadError::Io(cause)) => {
                    // The thread that decodes reports everything else.
                    self.short = Some(cause).filter(|cause| cause.kind() == io::ErrorKind::OutOfMemory);
                    return Some(Place::Stream(self.body.offset()));
                }
                Err(ReadError::Ambiguous(offset, what)) => {
                    self.report(offset, what);
                    return Some(Place::Stream(offset));
                }
            }
        }
    }

    /// Whether the stream can be read in more than one way, or not to its end.
    pub fn is_doubtful(&self) -> bool {
        self.short.is_some() || !self.ambiguities.is_empty()
    }

    /// Reads on to the end of the stream: the digest is that of all of it.
    pub fn drain(&mut self) {
        if self.short.is_none() {
            let _ = self.body.drain();
        }
    }

    /// Reads the first members, `members` of them.
    pub fn read_some(mut self, members: usize) -> io::Result<()> {
        while self.found.len() < members {
            match self.next() {
                Ok(true) => {}
                Ok(false) | Err(ReadError::Ambiguous(..)) => return Err(io::ErrorKind::InvalidData.into()),
                Err(ReadError::Io(cause)) => return Err(cause),
            }
        }
        Ok(())
    }

    pub fn finish(mut self) -> ReadStream {
        for doubt in unpacking::doubts(&self.found) {
            let offset = self.found.get(doubt.member).map_or(0, |member| member.offset);
            self.report(offset, doubt.what);
        }
        let stream = self.body.finish();
        ReadStream {
            ending: stream.size - self.end.min(stream.size),
            stream,
            members: self.found,
            globals: self.globals,
            global_names: self.global_names,
            ambiguities: self.ambiguities,
            short: self.short,
        }
    }

    fn report(&mut self, offset: u64, what: impl Into<String>) {
        self.ambiguities.push(Ambiguity { place: Place::Stream(offset), what: what.into() });
    }

    /// Reads one header and its body; whether more may follow.
    fn next(&mut self) -> Result<bool, ReadError> {
        let offset = self.body.offset();
        let header = match self.body.block()? {
            Some(header) => header,
            None if self.body.offset() > offset => {
                return Err(ReadError::Ambiguous(offset, "the stream ends within a block".into()));
            }
            None => return Err(ReadError::Ambiguous(offset, "the stream has no end mark".into())),
        };
        if header == [0; BLOCK] {
            return self.end_mark(offset).map(|()| false);
        }
        if !fields::has_good_checksum(&header) {
            return Err(ReadError::Ambiguous(offset, "this is no header: its checksum is wrong".into()));
        }
        // Some readers end at any header with such a field, also at one that extends another.
        if let Some((_, what)) =
            fields::NUMBERS.into_iter().find(|(at, _)| fields::number(&header[at.clone()]).is_none())
        {
            return Err(ReadError::Ambiguous(offset, format!("the {what} is no number")));
        }
        if header[block::NAME.start] == 0 && header[block::PREFIX.start] == 0 {
            self.report(offset, "a name is empty: some programs take such a header for the end");
        }
        // Some programs know no headers without a mark, and stop at the first.
        let is_marked = header[block::MAGIC][..5] != [0; 5];
        if *self.is_marked.get_or_insert(is_marked) != is_marked {
            self.report(offset, "some headers have the mark of a format, and others have none");
            self.is_marked = Some(is_marked);
        }
        match header[block::TYPEFLAG] {
            b'x' => self.extended(offset, &header)?,
            b'g' => self.global(offset, &header)?,
            b'L' | b'K' => self.long(offset, &header)?,
            _ => self.member(offset, &header)?,
        }
        self.end = self.body.offset();
        Ok(true)
    }

    /// Two blocks of NULs, and NULs after them.
    fn end_mark(&mut self, offset: u64) -> Result<(), ReadError> {
        if let Some(before) = self.before.offset {
            self.report(before, "an extended header has no member");
        }
        match self.body.block()? {
            None => self.report(offset, "the end mark has one block of NULs and not two"),
            Some(next) if next != [0; BLOCK] => {
                return Err(ReadError::Ambiguous(
                    offset,
                    "a lone block of NULs stands among the members".into(),
                ));
            }
            Some(_) => {}
        }
        let after = self.body.offset();
        if !self.body.drain()? {
            self.report(after, "something stands after the end mark");
        }
        Ok(())
    }

    /// The body of a header that extends another one.
    fn extension(&mut self, offset: u64, header: &[u8; BLOCK]) -> Result<Vec<u8>, ReadError> {
        let size = size(offset, header)?;
        if size > self.limits.header {
            let what = format!("limit `header`: {size} bytes, and {} may be read", self.limits.header);
            return Err(ReadError::Ambiguous(offset, what));
        }
        let mut bytes = Vec::new();
        self.take(offset, size, |_, piece| bytes.extend_from_slice(piece))?;
        Ok(bytes)
    }

    fn extended(&mut self, offset: u64, header: &[u8; BLOCK]) -> Result<(), ReadError> {
        let bytes = self.extension(offset, header)?;
        if self.before.extension() != Extension::None {
            let what = "a second extended header stands before one member";
            return Err(ReadError::Ambiguous(offset, what.into()));
        }
        let records = records::parse(&bytes).map_err(|what| ReadError::Ambiguous(offset, what.into()))?;
        self.before.doubts.extend(records.iter().filter_map(records::doubt));
        let name = fields::name(header);
        self.before.process = style::process(&name);
        self.before.pax = Some((PaxName::from_header(&name, &header[block::MODE]), records));
        self.before.offset = Some(offset);
        Ok(())
    }

    fn global(&mut self, offset: u64, header: &[u8; BLOCK]) -> Result<(), ReadError> {
        let bytes = self.extension(offset, header)?;
        let records = records::parse(&bytes).map_err(|what| ReadError::Ambiguous(offset, what.into()))?;
        self.global_names.push(fields::name(header));
        for doubt in records.iter().filter_map(records::doubt) {
            self.report(offset, format!("in a header for all members, {doubt}"));
        }
        if let Some(before) = self.before.offset {
            self.report(before, "a header for all members stands between an extended header and its member");
        }
        for record in records {
            if is_never_global(&record) {
                let keyword = record.keyword.escape_ascii();
                self.report(offset, format!("a global header sets `{keyword}` for all members"));
            }
            self.hold(offset, 0, std::slice::from_ref(&record))?;
            self.globals.push(record);
        }
        Ok(())
    }

    fn long(&mut self, offset: u64, header: &[u8; BLOCK]) -> Result<(), ReadError> {
        let bytes = self.extension(offset, header)?;
        let is_name = header[block::TYPEFLAG] == b'L';
        let place = if is_name { &mut self.before.name } else { &mut self.before.link };
        if place.is_some() || self.before.pax.is_some() {
            let what = "a second extended header stands before one member";
            return Err(ReadError::Ambiguous(offset, what.into()));
        }
        let text = bytes.strip_suffix(b"\0").unwrap_or(&bytes);
        if text.contains(&0) || text.is_empty() {
            return Err(ReadError::Ambiguous(offset, "a long name is empty or has a NUL within".into()));
        }
        *place = Some(text.to_vec());
        self.before.offset.get_or_insert(offset);
        Ok(())
    }

    fn member(&mut self, offset: u64, header: &[u8; BLOCK]) -> Result<(), ReadError> {
        let mut before = std::mem::take(&mut self.before);
        if self.found.len() == self.limits.members {
            let what = format!("limit `members`: more than {}", self.limits.members);
            return Err(ReadError::Ambiguous(offset, what));
        }
        let size = member_size(offset, header, &before)?;
        let name = text_of(&before, "path", before.name.as_deref(), || fields::name(header));
        let link = text_of(&before, "linkpath", before.link.as_deref(), || {
            fields::text(&header[block::LINKNAME]).to_vec()
        });
        if name.is_empty() || name.contains(&0) || link.contains(&0) {
            return Err(ReadError::Ambiguous(offset, "a name is empty or has a NUL within".into()));
        }
        let kind = kind(header[block::TYPEFLAG], link);
        if size > 0 && !matches!(kind, RawKind::File | RawKind::Other(_)) {
            let what = format!("a {} has a body of {size} bytes", kind_name(&kind));
            return Err(ReadError::Ambiguous(offset, what));
        }
        let mut doubts = std::mem::take(&mut before.doubts);
        doubts.extend(fields::doubts(header, &name, &kind).into_iter().map(str::to_owned));
        doubts.extend(link_of_no_link(&before, &kind));
        for doubt in doubts {
            self.report(before.offset.unwrap_or(offset), format!("`{}`: {doubt}", Escaped(&name)));
        }
        let (mode, owner, mtime) = numbers(offset, header, &before)?;
        let style = TarStyle { process: before.process, ..style::from_header(header, before.extension()) };
        let style = inventory::Style::Tar(style);
        let body = self.member_body(offset, &name, size)?;
        let path = MemberPath::new(name);
        let records = before.pax.map_or_else(Vec::new, |(_, records)| records);
        self.hold(offset, path.raw().len(), &records)?;
        let offset = before.offset.unwrap_or(offset);
        let (mode, owner, mtime) = (Some(mode), Some(owner), Some(mtime));
        self.found.push(Member { offset, path, kind, mode, owner, mtime, body, records, style });
        Ok(())
    }

    /// Counts what is kept of a member.
    fn hold(&mut self, offset: u64, name: usize, records: &[Record]) -> Result<(), ReadError> {
        let records: usize = records
            .iter()
            .map(|record| record.keyword.len() + record.value.len() + size_of::<Record>())
            .sum();
        let each = 3 * size_of::<Member>() / 2;
        match self.held.add(name + records, each, limits::MEMBERS, limits::NAMES) {
            Ok(()) => Ok(()),
            Err(Exceeded::Limit(limit)) => Err(ReadError::Ambiguous(offset, limit.to_string())),
            Err(short @ Exceeded::Space(_)) => Err(ReadError::Io(short.into())),
        }
    }

    fn member_body(&mut self, offset: u64, name: &[u8], size: u64) -> Result<Stream, ReadError> {
        let mut hasher = Hasher::new();
        self.look.begin(self.found.len(), name, size);
        self.take(offset, size, |look, piece| {
            hasher.update(piece);
            look.bytes(piece);
        })?;
        self.look.end();
        Ok(Stream { size: hasher.length(), digest: hasher.finish() })
    }

    /// Passes a body on, and the NULs that fill its last block.
    fn take(
        &mut self,
        offset: u64,
        size: u64,
        mut sink: impl FnMut(&mut dyn BodyVisitor, &[u8]),
    ) -> Result<(), ReadError> {
        let mut is_filled = true;
        let fill = padding(size).len() as u64;
        let look = &mut *self.look;
        let whole = self.body.pass(size, |piece| sink(look, piece))?
            && self.body.pass(fill, |bytes| is_filled &= bytes.iter().all(|&byte| byte == 0))?;
        if !whole {
            return Err(ReadError::Ambiguous(
                offset,
                "the stream ends within the body of this member".into(),
            ));
        }
        if !is_filled {
            self.report(offset, "something stands behind the body of this member in its last block");
        }
        Ok(())
    }
}
