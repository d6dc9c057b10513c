//! What the headers of one member come to.

use super::central::Central;
use super::extra::ZipTimes;
use super::kind;
use super::layout::MemberPlace;
use super::notes::Notes;
use crate::container::inventory;
use crate::container::inventory::{
    Member, MemberPath, MemberTime, RawKind, RawOwner, RawTime, Record, Stream,
};
use crate::container::style::dos_time;
use crate::container::style::zip::ZipStyle;
use crate::digest::Digest;

/// A member without its body; what contradicts itself goes to `notes`.
pub fn of(central: &Central, place: &MemberPlace, notes: &mut Notes) -> Member {
    let mut reported = |what: String| notes.add(central.at, format!("{}: {what}", central.shown()));
    let (kind, mode) = kind::of(central).unwrap_or_else(|what| {
        reported(what.to_owned());
        (RawKind::File, None)
    });
    let owner = owner(central, place).unwrap_or_else(|what| {
        reported(what);
        None
    });
    let ZipTimes { changed, read, made } = times(central, place).unwrap_or_else(|what| {
        reported(what);
        ZipTimes::default()
    });
    let dos = || dos_time::seconds(central.dos).map(MemberTime::Dos);
    let others = [("atime", read), ("ctime", made)];
    let others = others.into_iter().filter_map(|(keyword, time)| Some(record(keyword, shown(&time?))));
    let comment = (!central.comment.is_empty()).then(|| record("comment", central.comment.clone()));
    Member {
        offset: central.wide.local,
        path: MemberPath::new(central.name.clone()),
        kind,
        mode,
        owner,
        mtime: changed.map(MemberTime::Exact).or_else(dos),
        body: Stream { size: 0, digest: Digest::of(&[]) },
        records: others.chain(comment).chain(extra_records(central, place)).collect(),
        style: inventory::Style::Zip(Box::new(encoding(central, place))),
    }
}

fn encoding(central: &Central, place: &MemberPlace) -> ZipStyle {
    ZipStyle {
        maker: central.maker(),
        needed: (central.needed, place.local.needed),
        flags: central.flags,
        method: central.method,
        dos: central.dos,
        internal: central.internal,
        external: central.external,
        extra: central.extra.ids(),
        local_extra: place.local.extra.ids(),
        descriptor: place.descriptor,
        packed: Stream { size: 0, digest: Digest::of(&[]) },
    }
}

/// The user and group of both headers.
fn owner(central: &Central, place: &MemberPlace) -> Result<Option<RawOwner>, String> {
    match (central.extra.owner()?, place.local.extra.owner()?) {
        (Some(there), Some(here)) if there != here => {
            Err("its headers disagree about the user and the group".to_owned())
        }
        (there, here) => Ok(there.or(here)),
    }
}

/// The times of both headers, from the extra field that says when the member was changed.
fn times(central: &Central, place: &MemberPlace) -> Result<ZipTimes, String> {
    let extended = agreed(central.extra.times(true)?, place.local.extra.times(false)?)?;
    let ntfs = agreed(central.extra.ntfs()?, place.local.extra.ntfs()?)?;
    match (&extended.changed, &ntfs.changed) {
        // NTFS counts fractions of a second, which a writer rounds one way or the other.
        (Some(one), Some(other)) if one.seconds.abs_diff(other.seconds) > 1 => {
            Err("its extended timestamp and its time of NTFS disagree".to_owned())
        }
        (None, Some(_)) => Ok(ntfs),
        (Some(_) | None, _) => Ok(extended),
    }
}

fn agreed(there: ZipTimes, here: ZipTimes) -> Result<ZipTimes, String> {
    let agree = |there: Option<RawTime>, here: Option<RawTime>| match (&there, &here) {
        (Some(one), Some(other)) if one != other => Err("its headers disagree about its times".to_owned()),
        _ => Ok(there.or(here)),
    };
    Ok(ZipTimes {
        changed: agree(there.changed, here.changed)?,
        read: agree(there.read, here.read)?,
        made: agree(there.made, here.made)?,
    })
}

fn record(keyword: &str, value: Vec<u8>) -> Record {
    Record { keyword: keyword.as_bytes().to_vec(), value }
}

fn shown(time: &RawTime) -> Vec<u8> {
    let mut text = time.seconds.to_string().into_bytes();
    if !time.fraction.is_empty() {
        text.extend([b".", &time.fraction[..]].concat());
    }
    text
}

/// Extra fields of no known meaning, those of the own header where they are others.
fn extra_records(central: &Central, place: &MemberPlace) -> Vec<Record> {
    let there: Vec<Record> = central.extra.records("extra-").collect();
    let here = place.local.extra.records("extra-");
    let here = here
        .filter(|record| !there.contains(record))
        .map(|record| Record { keyword: [b"local-", &record.keyword[..]].concat(), value: record.value });
    let here: Vec<Record> = here.collect();
    there.into_iter().chain(here).collect()
}

/// The encoding of a member of a zip.
pub fn style(member: &mut Member) -> &mut ZipStyle {
    match &mut member.style {
        inventory::Style::Zip(style) => style,
        _ => unreachable!("the member was made here"),
    }
}
