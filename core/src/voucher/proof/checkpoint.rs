//! A signed statement of how far a ledger has come (检查点).
//!
//! The text is a C2SP signed note (c2sp.org/signed-note) whose first three lines are those of c2sp.org/tlog-checkpoint; four
//! lines more say what a tree cannot: the hash, the end of the chain, the day in Asia/Shanghai and the time.
//!
//! ```text
//! jinan.example/vouchers
//! 1204
//! 5s3pZIkaE0v8cYtmF2C5Kb3L0eCq1l8VbVnmJ6Vw0ZE=
//! hash sha256
//! head 0b6d…64 hexadecimal digits
//! day 2026-03-02
//! time 2026-03-02T15:59:59Z
//!
//! — jinan.example/vouchers Base64 of key id and signature
//! ```

use chrono::NaiveDate;
use serde::Serialize;

use super::base64;
use super::key::{CheckpointKey, PublicKey};
use super::tree::Root;
use crate::voucher::chain::Head;
use crate::voucher::digest::Digest;
use crate::voucher::error::{VoucherCode, VoucherError};
use crate::voucher::hash::HashKind;
use crate::voucher::time::Timestamp;

/// Longest text of a checkpoint, in bytes. Witnesses may add signatures.
const TEXT_LEN_MAX: usize = 1 << 17;
/// Most signature lines that are looked at; C2SP asks for at least 16.
const SIGNATURES_MAX: usize = 100;

/// How far a ledger had come, under a signature that was checked or made here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Checkpoint {
    origin: String,
    #[serde(flatten)]
    root: Root,
    head: Digest,
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    day: NaiveDate,
    time: Timestamp,
    /// The signed text itself.
    text: String,
}

impl Checkpoint {
    /// Signs a root and a head.
    pub(super) fn sign(key: &CheckpointKey, root: Root, head: Head, now: Timestamp) -> Self {
        let public = key.public();
        let origin = public.origin().to_owned();
        let mut checkpoint =
            Self { origin, root, head: head.hash, day: now.local_date(), time: now, text: String::new() };
        let body = checkpoint.body();
        let signature = [public.id().as_slice(), &key.sign(&body)].concat();
        checkpoint.text = format!("{body}\n\u{2014} {} {}\n", public.origin(), base64::encode(&signature));
        checkpoint
    }

    /// The text that is signed.
    fn body(&self) -> String {
        let Self { origin, root: Root { events, root, hash_kind }, head, day, time, .. } = self;
        let (root, kind) = (base64::encode(root.as_bytes()), hash_kind.name());
        format!("{origin}\n{events}\n{root}\nhash {kind}\nhead {head}\nday {day}\ntime {time}\n")
    }

    /// Reads a checkpoint and checks its signature. Signatures of other keys, such as witnesses', are passed over.
    ///
    /// # Errors
    /// `ledger.checkpoint` for another text; `ledger.signature` if it is not signed with this key, for this ledger.
    pub fn verify(text: &str, key: &PublicKey) -> Result<Self, VoucherError> {
        let malformed = |why: &'static str| VoucherError::new(VoucherCode::Checkpoint).because(why);
        if text.len() > TEXT_LEN_MAX {
            return Err(malformed("longer than 128 KiB"));
        }
        let (body, signatures) =
            text.rsplit_once("\n\n").ok_or_else(|| malformed("no empty line before the signatures"))?;
        // The newline that ends the last line is signed with it.
        let body = text.get(..=body.len()).unwrap_or_default();
        let signatures =
            signatures.strip_suffix('\n').ok_or_else(|| malformed("it does not end in a newline"))?;
        check_signature(body, signatures, key)?;
        let mut checkpoint = Self::parse(body).ok_or_else(|| malformed("not the lines of a checkpoint"))?;
        if checkpoint.origin != key.origin() {
            return Err(VoucherError::new(VoucherCode::Signature).because("of another ledger"));
        }
        text.clone_into(&mut checkpoint.text);
        Ok(checkpoint)
    }

    /// Takes the body apart; what is read must give the same body again.
    fn parse(body: &str) -> Option<Self> {
        let mut lines = body.lines();
        let mut line = || lines.next();
        let (origin, events, root) = (line()?, line()?.parse().ok()?, base64::decode(line()?)?);
        let hash_kind: HashKind = line()?.strip_prefix("hash ")?.parse().ok()?;
        let head = line()?.strip_prefix("head ")?.parse().ok()?;
        let day = line()?.strip_prefix("day ")?.parse().ok()?;
        let time = Timestamp::from_rfc3339(line()?.strip_prefix("time ")?).ok()?;
        let root = Root { events, root: Digest::from(<[u8; 32]>::try_from(root).ok()?), hash_kind };
        let read = Self { origin: origin.to_owned(), root, head, day, time, text: String::new() };
        (read.body() == body && day == time.local_date()).then_some(read)
    }

    /// The name of the ledger.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The number of events and the hash over them.
    pub const fn root(&self) -> Root {
        self.root
    }

    /// Where the chain ended.
    pub fn head(&self) -> Head {
        Head { events: self.root.events, hash: self.head, hash_kind: self.root.hash_kind }
    }

    /// The civil day of its time in Asia/Shanghai.
    pub const fn day(&self) -> NaiveDate {
        self.day
    }

    /// When it was signed, as the signer says.
    pub const fn time(&self) -> Timestamp {
        self.time
    }

    /// The signed text, to be published.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether two checkpoints cannot both be of one ledger that only grows: as many events, but others; or fewer events
    /// at a later time. Both signed with its key, they prove a fork (分叉) to anybody.
    ///
    /// For different numbers of events, ask for a [`ConsistencyProof`](super::ConsistencyProof) besides.
    pub fn conflicts(&self, other: &Self) -> bool {
        let (one, two) = if (self.time, self.root.events) <= (other.time, other.root.events) {
            (self, other)
        } else {
            (other, self)
        };
        self.origin == other.origin
            && (one.root.hash_kind != two.root.hash_kind
                || one.root.events > two.root.events
                || one.root.events == two.root.events && (one.root, one.head) != (two.root, two.head))
    }
}

fn check_signature(body: &str, signatures: &str, key: &PublicKey) -> Result<(), VoucherError> {
    let malformed = || VoucherError::new(VoucherCode::Checkpoint).because("not the lines of signatures");
    let mut signed = false;
    for (number, line) in signatures.split('\n').enumerate() {
        let (name, signature) = line
            .strip_prefix("\u{2014} ")
            .and_then(|line| line.split_once(' '))
            .filter(|_| number < SIGNATURES_MAX)
            .ok_or_else(malformed)?;
        let bytes = base64::decode(signature).ok_or_else(malformed)?;
        let (id, signature) = bytes.split_first_chunk::<4>().ok_or_else(malformed)?;
        if name != key.origin() || *id != key.id() {
            continue;
        }
        // C2SP: a bad signature of a known key spoils the whole note.
        let good = <&[u8; 64]>::try_from(signature).is_ok_and(|signature| key.signed(body, signature));
        if !good {
            return Err(VoucherError::new(VoucherCode::Signature));
        }
        signed = true;
    }
    if signed {
        Ok(())
    } else {
        Err(VoucherError::new(VoucherCode::Signature).because("no line of this key"))
    }
}
