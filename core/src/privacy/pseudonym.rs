//! Keyed tokens in place of identifiers.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::error::{ValueCode, ValueError};

/// A tenant's key for pseudonyms (假名化密钥).
///
/// A token is HMAC-SHA-256 (RFC 2104, FIPS 180-4) over tenant, purpose and identifier, as 64 hexadecimal digits. The
/// same identifier has the same token within a tenant and a purpose, and unrelated tokens across them, so that data
/// given out for two purposes cannot be joined. The key is what protects the people: all identity numbers of a
/// county are hashed in a second, so an unkeyed hash hides nothing.
///
/// The key bytes are not kept, only the keyed state of the hash; nothing shows or serialises it. It is not wiped from
/// memory when dropped.
///
/// ```
/// use doorstep::privacy::{PseudonymKey, ResidentId};
/// let key = PseudonymKey::new(&[7; 32], "370102")?; // really: 32 random bytes from the caller's key store
/// let id = ResidentId::parse("11010519491231002X")?;
/// let token = key.token("voucher", id.expose());
/// assert_eq!(token.len(), 64);
/// assert_ne!(token, key.token("outreach", id.expose()));
/// # Ok::<(), doorstep::Error>(())
/// ```
#[derive(Clone)]
pub struct PseudonymKey {
    keyed: Hmac<Sha256>,
}

impl PseudonymKey {
    /// Shortest key: the length of the hash, below which RFC 2104 (section 3) discourages a key.
    pub const KEY_BYTES_MIN: usize = 32;

    /// First field of every message, so that no other use of the same key yields the same tokens.
    const CONTEXT: &str = "doorstep pseudonym 1";

    /// A key of at least 32 random bytes, for one tenant (租户: a city, a bureau).
    ///
    /// # Errors
    /// `pseudonym_key.too_short`; the message tells the length, never the bytes.
    pub fn new(key: &[u8], tenant: &str) -> Result<Self, ValueError> {
        let refuse = || ValueError::new(ValueCode::PseudonymKeyTooShort, key.len());
        if key.len() < Self::KEY_BYTES_MIN {
            return Err(refuse());
        }
        // HMAC takes a key of any length; the error of the signature does not occur.
        let mut keyed = Hmac::<Sha256>::new_from_slice(key).map_err(|_| refuse())?;
        update_with_field(&mut keyed, Self::CONTEXT);
        update_with_field(&mut keyed, tenant);
        Ok(Self { keyed })
    }

    /// The token of an identifier for one purpose (用途). Give the identifier in its canonical form: what
    /// [`super::ResidentId::expose`] returns, not what somebody typed.
    pub fn token(&self, purpose: &str, canonical_id: &str) -> String {
        let mut keyed = self.keyed.clone();
        update_with_field(&mut keyed, purpose);
        update_with_field(&mut keyed, canonical_id);
        let mut token = String::with_capacity(64);
        for byte in keyed.finalize().into_bytes() {
            for nibble in [byte >> 4, byte & 15] {
                token.extend(char::from_digit(u32::from(nibble), 16));
            }
        }
        token
    }
}

/// Length in bytes (64 bits, big-endian), then the bytes: no two lists of fields give the same message.
fn update_with_field(keyed: &mut Hmac<Sha256>, field: &str) {
    keyed.update(&(field.len() as u64).to_be_bytes());
    keyed.update(field.as_bytes());
}

/// Shows nothing of the key.
impl fmt::Debug for PseudonymKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PseudonymKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sha2::Digest;

    use super::*;

    /// HMAC from its definition in RFC 2104, over the message that the docs describe.
    fn token_by_definition(key: &[u8], fields: [&str; 4]) -> String {
        let mut block = [0_u8; 64];
        if key.len() > 64 {
            block[..32].copy_from_slice(&Sha256::digest(key));
        } else {
            block[..key.len()].copy_from_slice(key);
        }
        let padded = |pad: u8| block.map(|byte| byte ^ pad).to_vec();
        let mut inner = padded(0x36);
        for field in fields {
            inner.extend((field.len() as u64).to_be_bytes());
            inner.extend(field.as_bytes());
        }
        let mut outer = padded(0x5c);
        outer.extend(Sha256::digest(&inner));
        Sha256::digest(&outer).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn known_token_stays() {
        // Computed with Python's hmac and hashlib over the documented message.
        let key: Vec<u8> = (0..32).collect();
        let token = PseudonymKey::new(&key, "370102").unwrap().token("voucher", "11010519491231002X");
        assert_eq!(token, "b026bd8638e8b99077c072a5ce4e1ee14d2560723804ebfec8c13309dd910900");
    }

    #[test]
    fn short_keys_are_refused_and_nothing_shows() {
        let error = PseudonymKey::new(&[0xAB; 31], "t").unwrap_err();
        assert_eq!((error.code(), error.shown()), (ValueCode::PseudonymKeyTooShort, "31"));
        assert_eq!(format!("{:?}", PseudonymKey::new(&[0xAB; 32], "t").unwrap()), "PseudonymKey(…)");
    }

    #[test]
    fn fields_do_not_run_together() {
        let key = |tenant| PseudonymKey::new(&[1; 32], tenant).unwrap();
        let tokens = [
            key("ab").token("c", "d"),
            key("a").token("bc", "d"),
            key("a").token("b", "cd"),
            key("ab").token("", "cd"),
            key("").token("abc", "d"),
        ];
        for (i, one) in tokens.iter().enumerate() {
            assert!(tokens.iter().skip(i + 1).all(|other| other != one));
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_definition(
            key in prop::collection::vec(any::<u8>(), 32..100),
            tenant in ".{0,8}", purpose in ".{0,8}", id in ".{0,20}",
        ) {
            let token = PseudonymKey::new(&key, &tenant).unwrap().token(&purpose, &id);
            let fields = ["doorstep pseudonym 1", &tenant, &purpose, &id];
            prop_assert_eq!(token, token_by_definition(&key, fields));
        }
    }
}
