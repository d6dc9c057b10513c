//! One tag with one file of signers.

use pkgr::signature::{Signers, split};

/// What pkgr and the tools are expected to say.
#[derive(Clone, Copy, Debug)]
pub enum Expect {
    /// Both accept.
    Good,
    /// Both reject, and pkgr's message has this part.
    Bad(&'static str),
    /// The tools accept, and pkgr rejects for this reason.
    Stricter(&'static str),
    /// pkgr accepts, for a documented reason.
    Looser,
}

pub struct Row {
    pub name: String,
    pub tag: Vec<u8>,
    pub signers: Vec<u8>,
    /// The time of the tag, in seconds since 1970.
    pub time: Option<i64>,
    pub expect: Expect,
}

pub struct Verdict {
    pub is_good: bool,
    pub said: String,
}

impl Row {
    pub fn pkgr(&self) -> Result<(), String> {
        let signers = Signers::parse(&self.signers).map_err(|fault| fault.to_string())?;
        let (payload, signature) = split(&self.tag);
        let signature = signature.ok_or("it is not signed")?;
        signers.verify(payload, signature, self.time).map(|_| ()).map_err(|fault| fault.to_string())
    }
}
