//! The hash under which a ledger keeps its history (杂凑算法): SHA-256, or SM3 by choice.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use sm3::Sm3;

use super::digest::Digest;
use super::error::{VoucherCode, VoucherError};

/// The hash of a ledger's chain and tree. It is chosen when the ledger begins and stays; both give 32 bytes.
///
/// SM3 (GB/T 32905-2016, ISO/IEC 10118-3:2018) is for those whom the rules on commercial cryptography (商用密码) bind. It
/// covers chain, tree and files; digests of commands, secret numbers and pseudonyms are SHA-256 in either case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum HashKind {
    /// SHA-256 (FIPS 180-4).
    #[default]
    Sha256,
    /// SM3 (GB/T 32905).
    Sm3,
}

impl HashKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Sha256, Self::Sm3];

    /// The name used in JSON, urls and checkpoints.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sm3 => "sm3",
        }
    }

    /// The digest of some bytes.
    ///
    /// ```
    /// use doorstep::voucher::HashKind;
    /// // GB/T 32905-2016, A.1.
    /// let digest = HashKind::Sm3.digest(b"abc").to_string();
    /// assert_eq!(digest, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    /// ```
    pub fn digest(self, bytes: &[u8]) -> Digest {
        self.digest_parts(&[bytes])
    }

    /// The digest of bytes one behind the other.
    pub(super) fn digest_parts(self, parts: &[&[u8]]) -> Digest {
        let mut hasher = self.hasher();
        parts.iter().for_each(|part| hasher.update(part));
        hasher.finish()
    }

    pub(super) fn hasher(self) -> Hasher {
        match self {
            Self::Sha256 => Hasher::Sha256(Sha256::new()),
            Self::Sm3 => Hasher::Sm3(Sm3::new()),
        }
    }

    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl std::str::FromStr for HashKind {
    type Err = VoucherError;

    fn from_str(name: &str) -> Result<Self, VoucherError> {
        let found = Self::ALL.into_iter().find(|kind| kind.name() == name);
        found.ok_or_else(|| VoucherError::new(VoucherCode::HashKind).because("known are sha256 and sm3"))
    }
}

/// A digest in the making.
#[derive(Clone)]
pub(super) enum Hasher {
    Sha256(Sha256),
    Sm3(Sm3),
}

impl Hasher {
    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha256(hasher) => hasher.update(bytes),
            Self::Sm3(hasher) => hasher.update(bytes),
        }
    }

    pub(super) fn finish(self) -> Digest {
        match self {
            Self::Sha256(hasher) => Digest::from(<[u8; 32]>::from(hasher.finalize())),
            Self::Sm3(hasher) => Digest::from(<[u8; 32]>::from(hasher.finalize())),
        }
    }
}
