//! Values as bytes: short numbers short, short texts once, and no count that the rest of the file cannot hold.

use std::collections::HashMap;

/// Longest text that is written once and then referred to, in bytes. A reference is a byte or more, so that a file can
/// make a matcher larger than itself by a bounded factor only.
const SHARED_LEN_MAX: usize = 128;

/// Why bytes cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault(pub(super) &'static str);

/// A value that is written into a file and read from it.
pub(super) trait Saved: Sized {
    /// The fewest bytes that a value takes, at least 1.
    const LEN_MIN: usize = 1;

    fn write(&self, out: &mut Writer);

    fn read(input: &mut Reader<'_>) -> Result<Self, Fault>;
}

/// Collects bytes.
#[derive(Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
    /// Texts that can be referred to, with their numbers.
    shared: HashMap<String, u64>,
}

impl Writer {
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    pub(super) fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub(super) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    /// Seven bits in each byte, the lowest first; the eighth says that more follow.
    pub(super) fn number(&mut self, mut number: u64) {
        while let Some(more) = Some(number >> 7).filter(|more| *more > 0) {
            self.byte(0x80 | (number & 0x7f) as u8);
            number = more;
        }
        self.byte((number & 0x7f) as u8);
    }

    /// 0, a length and the bytes; of a short text that was written before, its number from 1.
    pub(super) fn text(&mut self, text: &str) {
        if let Some(number) = self.shared.get(text) {
            return self.number(*number);
        }
        if text.len() <= SHARED_LEN_MAX {
            self.shared.insert(text.to_owned(), self.shared.len() as u64 + 1);
        }
        self.number(0);
        self.number(text.len() as u64);
        self.raw(text.as_bytes());
    }

    /// A count and the values.
    pub(super) fn list<T: Saved>(&mut self, values: &[T]) {
        self.number(values.len() as u64);
        values.iter().for_each(|value| value.write(self));
    }
}

/// Takes bytes apart.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
    length: usize,
    shared: Vec<&'a str>,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, length: bytes.len(), shared: Vec::new() }
    }

    /// How many bytes were taken.
    pub(super) const fn position(&self) -> usize {
        self.length.saturating_sub(self.rest.len())
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn raw(&mut self, count: usize) -> Result<&'a [u8], Fault> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(Fault("ends too early"))?;
        self.rest = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(Fault("ends too early"))?;
        self.rest = rest;
        Ok(*taken)
    }

    pub(super) fn byte(&mut self) -> Result<u8, Fault> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(super) fn number(&mut self) -> Result<u64, Fault> {
        let mut number = 0;
        // Nine bytes hold 63 bits, and the tenth the last one.
        for place in 0..10_u32 {
            let byte = self.byte()?;
            if place == 9 && byte > 1 {
                return Err(Fault("a number above 64 bits"));
            }
            number |= u64::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                let longer = byte == 0 && place > 0;
                return if longer { Err(Fault("a number longer than it need be")) } else { Ok(number) };
            }
        }
        Err(Fault("a number above 64 bits"))
    }

    pub(super) fn text(&mut self) -> Result<&'a str, Fault> {
        if let Some(number) = self.number()?.checked_sub(1) {
            let known = usize::try_from(number).ok().and_then(|number| self.shared.get(number));
            return known.copied().ok_or(Fault("a text that was not written"));
        }
        let length = self.count(1)?;
        let text = std::str::from_utf8(self.raw(length)?).map_err(|_| Fault("not UTF-8"))?;
        if text.len() <= SHARED_LEN_MAX {
            self.shared.push(text);
        }
        Ok(text)
    }

    /// How many values follow, each of `len_min` bytes or more: never more than the rest can hold, so that memory can be
    /// reserved for them.
    pub(super) fn count(&mut self, len_min: usize) -> Result<usize, Fault> {
        let count = usize::try_from(self.number()?).ok();
        let held = self.rest.len() / len_min.max(1);
        count.filter(|count| *count <= held).ok_or(Fault("a count that the rest cannot hold"))
    }

    /// A count and the values. Every list of a file is made here or with [`Reader::count`].
    pub(super) fn list<T: Saved>(&mut self) -> Result<Vec<T>, Fault> {
        let count = self.count(T::LEN_MIN)?;
        let mut values = Vec::with_capacity(count);
        for _ in 0..count {
            values.push(T::read(self)?);
        }
        Ok(values)
    }
}

macro_rules! integers {
    ($($type:ty)+) => {$(
        impl Saved for $type {
            fn write(&self, out: &mut Writer) {
                out.number(u64::from(*self));
            }

            fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
                Self::try_from(input.number()?).map_err(|_| Fault("a number out of range"))
            }
        }
    )+};
}
integers! { u8 u32 u64 }

impl Saved for bool {
    fn write(&self, out: &mut Writer) {
        out.byte(u8::from(*self));
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
        match input.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Fault("neither 0 nor 1")),
        }
    }
}

impl Saved for f32 {
    const LEN_MIN: usize = 4;

    fn write(&self, out: &mut Writer) {
        out.raw(&self.to_le_bytes());
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
        input.array().map(Self::from_le_bytes)
    }
}

impl Saved for String {
    fn write(&self, out: &mut Writer) {
        out.text(self);
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
        input.text().map(str::to_owned)
    }
}

impl<T: Saved> Saved for Option<T> {
    fn write(&self, out: &mut Writer) {
        out.byte(u8::from(self.is_some()));
        if let Some(value) = self {
            value.write(out);
        }
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
        if bool::read(input)? { T::read(input).map(Some) } else { Ok(None) }
    }
}

impl<T: Saved> Saved for Vec<T> {
    fn write(&self, out: &mut Writer) {
        out.list(self);
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
        input.list()
    }
}

/// Writes and reads the fields of a struct in the order given.
macro_rules! saved_struct {
    ($type:ty { $($field:ident),+ $(,)? }) => {
        impl Saved for $type {
            const LEN_MIN: usize = [$(stringify!($field)),+].len();

            fn write(&self, out: &mut Writer) {
                let Self { $($field),+ } = self;
                $($field.write(out);)+
            }

            fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
                // Fields of a struct expression are evaluated in the order in which they are written.
                Ok(Self { $($field: Saved::read(input)?),+ })
            }
        }
    };
}

/// Writes the number of a variant and then what it holds. A number never changes its meaning.
macro_rules! saved_enum {
    ($type:ty { $($tag:literal = $variant:ident $(($held:ident))?;)+ }) => {
        impl Saved for $type {
            fn write(&self, out: &mut Writer) {
                match self {
                    $(Self::$variant $(($held))? => {
                        out.byte($tag);
                        $($held.write(out);)?
                    })+
                }
            }

            fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
                match input.byte()? {
                    $($tag => {
                        $(let $held = Saved::read(input)?;)?
                        Ok(Self::$variant $(($held))?)
                    })+
                    _ => Err(Fault("an unknown word")),
                }
            }
        }
    };
}

pub(super) use {saved_enum, saved_struct};

#[cfg(test)]
#[path = "codec_tests.rs"]
mod tests;
