//! Protocol buffers, read strictly: the few kinds of fields that the format has.
//!
//! Source of the encoding: protobuf.dev, "Encoding". Stricter than it in two points: a field that stands once in the
//! format stands once here, and lists of numbers are packed, as every writer of the format packs them.

use super::OsmCode;

/// What is wrong in the data of a block, and where in it.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) code: OsmCode,
    pub(super) at: usize,
    pub(super) shown: String,
}

impl Fault {
    pub(super) fn new(code: OsmCode, at: usize, shown: impl std::fmt::Display) -> Self {
        Self { code, at, shown: shown.to_string() }
    }
}

/// Bytes that are not read yet: a message, a text or a packed list of numbers.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Bytes<'a> {
    rest: &'a [u8],
    /// Where `rest` begins in the data that it is part of.
    at: usize,
}

/// A field of a message.
pub(super) struct Field<'a> {
    pub(super) number: u64,
    pub(super) at: usize,
    value: Value<'a>,
}

enum Value<'a> {
    Varint(u64),
    Fixed,
    Bytes(Bytes<'a>),
}

impl<'a> Bytes<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, at: 0 }
    }

    pub(super) fn at(self) -> usize {
        self.at
    }

    pub(super) fn text(self) -> &'a [u8] {
        self.rest
    }

    pub(super) fn is_empty(self) -> bool {
        self.rest.is_empty()
    }

    /// The next so many bytes.
    fn take(&mut self, count: u64, what: &str) -> Result<Self, Fault> {
        let parts = usize::try_from(count).ok().and_then(|count| self.rest.split_at_checked(count));
        let Some((taken, rest)) = parts else {
            let shown = format!("{what} of {count} bytes where {} are left", self.rest.len());
            return Err(Fault::new(OsmCode::BadMessage, self.at, shown));
        };
        let at = self.at;
        (self.rest, self.at) = (rest, at + taken.len());
        Ok(Self { rest: taken, at })
    }

    /// The next number: seven bits a byte, the least first, at most 64.
    pub(super) fn varint(&mut self) -> Result<u64, Fault> {
        let mut value = 0_u64;
        for (index, &byte) in self.rest.iter().take(10).enumerate() {
            if index == 9 && byte > 1 {
                break;
            }
            value |= u64::from(byte & 0x7f) << (7 * index);
            if byte < 0x80 {
                self.rest = self.rest.get(index + 1..).unwrap_or_default();
                self.at += index + 1;
                return Ok(value);
            }
        }
        Err(Fault::new(OsmCode::BadMessage, self.at, "number without an end"))
    }

    /// The next signed number in zigzag form.
    fn signed(&mut self) -> Result<i64, Fault> {
        self.varint().map(unzigzag)
    }

    /// The next signed number of a list that holds differences, added to the sum so far.
    pub(super) fn add_signed(&mut self, sum: &mut i64, what: &str) -> Result<i64, Fault> {
        let at = self.at;
        let difference = self.signed()?;
        *sum = sum.checked_add(difference).ok_or_else(|| Fault::new(OsmCode::OutOfRange, at, what))?;
        Ok(*sum)
    }

    /// The next field of a message, or none at its end.
    pub(super) fn field(&mut self) -> Result<Option<Field<'a>>, Fault> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let at = self.at;
        let tag = self.varint()?;
        let number = tag >> 3;
        if !(1..1 << 29).contains(&number) {
            return Err(Fault::new(OsmCode::BadMessage, at, format!("field {number}")));
        }
        let value = match tag & 7 {
            0 => Value::Varint(self.varint()?),
            1 => self.take(8, "field").map(|_| Value::Fixed)?,
            2 => {
                let length = self.varint()?;
                Value::Bytes(self.take(length, "field")?)
            }
            5 => self.take(4, "field").map(|_| Value::Fixed)?,
            kind => return Err(Fault::new(OsmCode::BadMessage, at, format!("field of kind {kind}"))),
        };
        Ok(Some(Field { number, at, value }))
    }
}

impl<'a> Field<'a> {
    fn wrong(&self, what: &str) -> Fault {
        Fault::new(OsmCode::BadMessage, self.at, what)
    }

    /// The bytes of a text, a message or a list that may stand several times.
    pub(super) fn bytes(&self, what: &str) -> Result<Bytes<'a>, Fault> {
        match self.value {
            Value::Bytes(bytes) => Ok(bytes),
            _ => Err(self.wrong(what)),
        }
    }

    /// Sets the bytes of a field that stands once.
    pub(super) fn bytes_once(&self, slot: &mut Option<Bytes<'a>>, what: &str) -> Result<(), Fault> {
        match slot.replace(self.bytes(what)?) {
            None => Ok(()),
            Some(_) => Err(self.wrong(&format!("{what} twice"))),
        }
    }

    /// Sets the number of a field that stands once.
    pub(super) fn number_once(&self, slot: &mut Option<u64>, what: &str) -> Result<(), Fault> {
        let Value::Varint(number) = self.value else { return Err(self.wrong(what)) };
        match slot.replace(number) {
            None => Ok(()),
            Some(_) => Err(self.wrong(&format!("{what} twice"))),
        }
    }
}

/// A signed number from its zigzag form, in which the last bit is the sign.
pub(super) fn unzigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}
