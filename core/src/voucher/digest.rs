//! A digest, shown in hexadecimal.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use super::codec::Writer;
use super::error::{VoucherCode, VoucherError};

/// A digest of 32 bytes: SHA-256 (FIPS 180-4), or SM3 where a ledger is kept with it; text and JSON show 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of what the hasher has seen and then the bytes of `out`.
    pub(super) fn of(hasher: Sha256, out: &Writer) -> Self {
        Self(hasher.chain_update(out.bytes()).finalize().into())
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for Digest {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

/// Reads 64 hexadecimal digits in lower case.
impl std::str::FromStr for Digest {
    type Err = VoucherError;

    fn from_str(text: &str) -> Result<Self, VoucherError> {
        let fault =
            || VoucherError::new(VoucherCode::FieldValue).because("64 hexadecimal digits in lower case");
        let nibble = |byte: u8| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(fault()),
        };
        let mut bytes = [0; 32];
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != bytes.len() || !rest.is_empty() {
            return Err(fault());
        }
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = nibble(*high)? << 4 | nibble(*low)?;
        }
        Ok(Self(bytes))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Digest {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Digest".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^[0-9a-f]{64}$"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_as_it_is_shown_and_no_other_way() {
        let digest = Digest::from(std::array::from_fn(|place| place as u8 * 8 + 3));
        let text = digest.to_string();
        assert!(text.starts_with("030b131b") && text.len() == 64, "{text}");
        assert_eq!(format!("{digest:?}"), text);
        assert_eq!(text.parse::<Digest>().unwrap(), digest);
        for bad in [
            "".to_owned(),
            text[1..].to_owned(),
            text[2..].to_owned(),
            text.clone() + "0",
            text.to_uppercase(),
        ] {
            assert_eq!(bad.parse::<Digest>().unwrap_err().code(), VoucherCode::FieldValue, "{bad}");
        }
    }
}
