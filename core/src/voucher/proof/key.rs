//! Keys of checkpoints (检查点密钥): Ed25519 (RFC 8032), each with the name of the one ledger that it signs for.

use std::fmt;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use super::base64;
use crate::voucher::error::{VoucherCode, VoucherError};
use crate::voucher::hash::HashKind;

/// Longest name of a ledger, in characters.
const ORIGIN_LEN_MAX: usize = 128;
/// Ed25519 in a signed note (C2SP, signed-note, "Signature types").
const ED25519: u8 = 1;

/// A name as signed notes take it: the C2SP rules forbid spaces and `+`; here it is ASCII without control characters.
fn checked_origin(origin: &str) -> Result<&str, VoucherError> {
    let plain = origin.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'+');
    if plain && (1..=ORIGIN_LEN_MAX).contains(&origin.len()) {
        Ok(origin)
    } else {
        Err(refuse("a name has 1 to 128 printable ASCII characters without space and `+`"))
    }
}

fn refuse(why: &'static str) -> VoucherError {
    VoucherError::new(VoucherCode::CheckpointKey).because(why)
}

/// The key that signs checkpoints of one ledger. It comes from the caller's key store and belongs to nobody who can write
/// the database. It is wiped from memory when dropped, and nothing shows it.
pub struct CheckpointKey {
    origin: String,
    key: SigningKey,
}

impl CheckpointKey {
    /// A key from 32 random bytes. The name (`origin`) stands in every checkpoint, such as `jinan.example/vouchers`; one
    /// key for two ledgers is safe if their names differ.
    ///
    /// # Errors
    /// `ledger.checkpoint_key` for another length or a name with spaces or `+`; the bytes are not repeated.
    pub fn new(origin: &str, secret: &[u8]) -> Result<Self, VoucherError> {
        let secret = <&[u8; 32]>::try_from(secret).map_err(|_| refuse("give 32 bytes"))?;
        Ok(Self { origin: checked_origin(origin)?.to_owned(), key: SigningKey::from_bytes(secret) })
    }

    /// The key by which others check: publish it.
    pub fn public(&self) -> PublicKey {
        PublicKey { origin: self.origin.clone(), key: self.key.verifying_key() }
    }

    pub(super) fn sign(&self, text: &str) -> [u8; 64] {
        self.key.sign(text.as_bytes()).to_bytes()
    }
}

impl fmt::Debug for CheckpointKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CheckpointKey({}, ***)", self.origin)
    }
}

/// A ledger's name and the key by which its checkpoints are checked.
///
/// As text it is a verifier key of signed notes: `name+id+key`, with the id in 8 hexadecimal digits and the key in Base64.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    origin: String,
    key: VerifyingKey,
}

impl PublicKey {
    /// The name of the ledger.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The 32 bytes of RFC 8032.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// Tells keys of one name apart: the first 4 bytes of SHA-256(name ‖ newline ‖ 0x01 ‖ key), as C2SP signed-note has it.
    pub(super) fn id(&self) -> [u8; 4] {
        let parts = [self.origin.as_bytes(), b"\n", &[ED25519], self.as_bytes()];
        let [a, b, c, d, ..] = *HashKind::Sha256.digest_parts(&parts).as_bytes();
        [a, b, c, d]
    }

    /// Whether the signature over the text is of this key; `verify_strict` also refuses weak keys and a second signature
    /// made from the first.
    pub(super) fn signed(&self, text: &str, signature: &[u8; 64]) -> bool {
        self.key.verify_strict(text.as_bytes(), &Signature::from_bytes(signature)).is_ok()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = u32::from_be_bytes(self.id());
        let key = [&[ED25519], self.as_bytes().as_slice()].concat();
        write!(f, "{}+{id:08x}+{}", self.origin, base64::encode(&key))
    }
}

impl std::str::FromStr for PublicKey {
    type Err = VoucherError;

    fn from_str(text: &str) -> Result<Self, VoucherError> {
        let shape = || refuse("a public key is `name+id+key`");
        let mut parts = text.splitn(3, '+');
        let (Some(origin), Some(_), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(shape());
        };
        let bytes = base64::decode(key).ok_or_else(shape)?;
        let Some((&ED25519, key)) = bytes.split_first() else { return Err(refuse("not a key of Ed25519")) };
        let key = <&[u8; 32]>::try_from(key).map_err(|_| shape())?;
        let key = VerifyingKey::from_bytes(key).map_err(|_| refuse("not a point of the curve"))?;
        let public = Self { origin: checked_origin(origin)?.to_owned(), key };
        // Also the id, which catches a key copied by hand with a slip.
        if public.to_string() == text { Ok(public) } else { Err(refuse("the id is not that of the key")) }
    }
}
