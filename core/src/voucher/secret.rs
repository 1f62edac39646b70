//! The secret number of a voucher (券密码): known to the holder, kept by the ledger as a keyed hash only.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Serialize, Serializer};
use sha2::Sha256;

use super::digest::Digest;
use super::error::{VoucherCode, VoucherError};
use super::ident::VoucherId;

/// Fewest and most characters of a secret.
pub(super) const SECRET_CHARS: std::ops::RangeInclusive<usize> = 12..=64;

/// A secret number as it came with a command, or its keyed hash.
///
/// JSON gives it as text of 12 to 64 letters, digits and hyphens; it should hold at least 128 random bits. Nothing shows
/// the text: `Debug` and JSON of a command show stars or the hash.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Secret(Inner);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Inner {
    Plain(Box<str>),
    Sealed(Digest),
}

impl Secret {
    /// Reads the text of a secret.
    ///
    /// # Errors
    /// `command.field_value` for another length or other characters; the text is not repeated.
    pub fn new(text: &str) -> Result<Self, VoucherError> {
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !plain || !SECRET_CHARS.contains(&text.len()) {
            return Err(VoucherError::new(VoucherCode::FieldValue)
                .because("a secret has 12 to 64 letters, digits and hyphens"));
        }
        Ok(Self(Inner::Plain(text.into())))
    }

    pub(super) const fn of_hash(hash: Digest) -> Self {
        Self(Inner::Sealed(hash))
    }

    /// The keyed hash, once [`Command::seal`](super::Command::seal) has made it.
    pub(super) const fn hash(&self) -> Option<&Digest> {
        match &self.0 {
            Inner::Sealed(hash) => Some(hash),
            Inner::Plain(_) => None,
        }
    }

    /// Puts the keyed hash in the place of the text.
    pub(super) fn seal(&mut self, key: &SecretKey, voucher: &VoucherId) {
        if let Inner::Plain(text) = &self.0 {
            self.0 = Inner::Sealed(key.hash(voucher, text));
        }
    }
}

impl std::str::FromStr for Secret {
    type Err = VoucherError;

    fn from_str(text: &str) -> Result<Self, VoucherError> {
        Self::new(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Inner::Plain(_) => f.write_str("***"),
            Inner::Sealed(hash) => fmt::Display::fmt(hash, f),
        }
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{self:?}"))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Secret {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Secret".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^[A-Za-z0-9-]{12,64}$"})
    }
}

/// The key under which a ledger keeps secrets (密钥): HMAC-SHA-256 (RFC 2104, FIPS 180-4), bound to the serial.
///
/// It comes from the caller's key store and is never part of the ledger: without it, a copy of the ledger redeems
/// nothing. Only the keyed state of the hash is kept; nothing shows it.
#[derive(Clone)]
pub struct SecretKey {
    keyed: Hmac<Sha256>,
}

impl SecretKey {
    /// Shortest key: the length of the hash (RFC 2104, section 3).
    pub const KEY_BYTES_MIN: usize = 32;

    /// A key of at least 32 random bytes.
    ///
    /// # Errors
    /// `ledger.secret_key` if it is shorter.
    pub fn new(key: &[u8]) -> Result<Self, VoucherError> {
        let refuse = || VoucherError::new(VoucherCode::SecretKey).because("give at least 32 bytes");
        if key.len() < Self::KEY_BYTES_MIN {
            return Err(refuse());
        }
        let mut keyed = Hmac::<Sha256>::new_from_slice(key).map_err(|_| refuse())?;
        keyed.update(b"doorstep.voucher.secret\x01");
        Ok(Self { keyed })
    }

    fn hash(&self, voucher: &VoucherId, text: &str) -> Digest {
        let mut keyed = self.keyed.clone();
        for field in [voucher.as_str(), text] {
            keyed.update(&(field.len() as u64).to_be_bytes());
            keyed.update(field.as_bytes());
        }
        Digest::from(<[u8; 32]>::from(keyed.finalize().into_bytes()))
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(***)")
    }
}

/// Whether two digests are the same, in a time that does not depend on where they differ.
pub(super) fn same(left: &Digest, right: &Digest) -> bool {
    left.as_bytes().iter().zip(right.as_bytes()).fold(0, |differs, (left, right)| differs | (left ^ right))
        == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_the_same_in_every_byte_or_not_at_all() {
        let digest = |change: &[(usize, u8)]| {
            let mut bytes = [7; 32];
            change.iter().for_each(|(place, byte)| bytes[*place] = *byte);
            Digest::from(bytes)
        };
        assert!(same(&digest(&[]), &digest(&[])));
        // Two differences do not make up for each other.
        for change in [&[(0, 6)][..], &[(31, 135)], &[(3, 6), (4, 6)], &[(0, 0), (31, 0)]] {
            assert!(!same(&digest(&[]), &digest(change)), "{change:?}");
        }
    }
}
