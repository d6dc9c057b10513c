//! Numbers in little-endian order, one after the other.

/// What is left of a structure.
#[derive(Clone, Copy)]
pub struct Fields<'a>(pub &'a [u8]);

impl<'a> Fields<'a> {
    /// The next `count` bytes; `None` if fewer are left.
    pub fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    pub fn u8(&mut self) -> Option<u8> {
        self.array().map(u8::from_le_bytes)
    }

    pub fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    /// All bytes that are left, as one number; `None` where it has no room in 64 bits.
    pub fn rest(self) -> Option<u64> {
        let (number, above) = self.0.split_at(self.0.len().min(8));
        let is_small = above.iter().all(|&byte| byte == 0);
        is_small.then(|| number.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte)))
    }

    /// The numbers of a structure that is whole.
    pub fn whole_u16(&mut self) -> u16 {
        self.u16().expect("the structure is whole")
    }

    pub fn whole_u32(&mut self) -> u32 {
        self.u32().expect("the structure is whole")
    }

    pub fn whole_u64(&mut self) -> u64 {
        self.u64().expect("the structure is whole")
    }
}
