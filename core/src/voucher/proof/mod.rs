//! Proofs (证明): what somebody without the ledger can check with nothing but roots that were published.
//!
//! The events are also the leaves of a Merkle tree ([`Tree`], RFC 6962). A [`Checkpoint`] (检查点) names how many events
//! there are, the root over them and where the chain ends, signed with a key that the database does not hold. Publish one
//! a day. From then on
//!
//! - an [`InclusionProof`] shows that one event is in it, and a [`ConsistencyProof`] that a later checkpoint holds all of
//!   an earlier one unchanged; both are checked without the ledger;
//! - [`Ledger::check_against`](super::Ledger::check_against) finds a cut tail, an older backup and a history written anew,
//!   which the chain inside the ledger cannot tell.
//!
//! ```
//! use doorstep::voucher::proof::{Checkpoint, CheckpointKey};
//! use doorstep::voucher::{Command, Ledger, Timestamp};
//!
//! let mut ledger = Ledger::memory();
//! let now = Timestamp::from_rfc3339("2026-03-02T09:00:00+08:00")?;
//! for text in [
//!     r#"{"id": "c-1", "actor": {"id": "u-1", "role": "manager", "region": "3701"}, "action": "define_programme",
//!         "programme": "training", "name": "技能培训券", "region": "370102", "item": "training",
//!         "face_amount_fen": 80000, "valid_days": 90, "payee": "provider"}"#,
//!     r#"{"id": "c-2", "actor": {"id": "u-1", "role": "manager", "region": "3701"}, "action": "appropriate",
//!         "programme": "training", "amount_fen": 1000000}"#,
//! ] {
//!     ledger.submit(&Command::from_json(text)?, now)?;
//! }
//! let key = CheckpointKey::new("jinan.example/vouchers", &[7; 32])?; // really: 32 random bytes, kept elsewhere
//! let published = ledger.checkpoint(&key, now)?;
//! let proof = ledger.prove_inclusion(2, 2)?;
//!
//! // Elsewhere: the text, the public key, the proof.
//! let checkpoint = Checkpoint::verify(published.text(), &key.public())?;
//! let event = proof.verify(&checkpoint.root())?.unwrap();
//! assert_eq!(event.body.name(), "appropriated");
//! # Ok::<(), doorstep::Error>(())
//! ```

mod against;
mod base64;
mod checkpoint;
mod consistency;
mod follower;
mod inclusion;
mod key;
mod ledger;
mod tree;

pub use against::Checked;
pub(super) use against::Watch;
pub(super) use base64::{decode, encode};
pub use checkpoint::Checkpoint;
pub use consistency::ConsistencyProof;
pub(super) use follower::Follower;
pub use inclusion::InclusionProof;
pub use key::{CheckpointKey, PublicKey};
pub use ledger::DayRoot;
pub use tree::{Root, Tree, leaf_hash};
