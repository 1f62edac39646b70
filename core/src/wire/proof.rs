//! Requests and answers about proofs: what a third party checks in a browser or a script, without the ledger.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::voucher::Event;
use crate::voucher::proof::{Checkpoint, ConsistencyProof, InclusionProof, PublicKey, Root};

/// Asks whether an event is among those under a published root.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VerifyInclusionRequest {
    /// The proof, as the ledger gave it.
    pub proof: InclusionProof,
    /// The published root; a checkpoint that was verified is one.
    pub root: Root,
}

/// The proof holds; otherwise there is an error.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VerifyInclusionAnswer {
    /// The number of the event.
    pub seq: u64,
    /// The event, if the proof has its bytes.
    pub event: Option<Event>,
}

/// Answers a [`VerifyInclusionRequest`].
///
/// # Errors
/// `ledger.proof_fails`, `ledger.encoding`.
pub fn verify_inclusion(request: VerifyInclusionRequest) -> Result<VerifyInclusionAnswer, Error> {
    let event = request.proof.verify(&request.root)?;
    Ok(VerifyInclusionAnswer { seq: request.proof.seq, event })
}

/// Asks whether a later root holds all events of an earlier one, unchanged.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VerifyConsistencyRequest {
    /// The proof, as the ledger gave it.
    pub proof: ConsistencyProof,
    /// The earlier root.
    pub old: Root,
    /// The later root.
    pub new: Root,
}

/// The proof holds; otherwise there is an error.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VerifyConsistencyAnswer {
    /// How many events are the same.
    pub kept: u64,
    /// How many were added.
    pub added: u64,
}

/// Answers a [`VerifyConsistencyRequest`].
///
/// # Errors
/// `ledger.proof_fails`.
pub fn verify_consistency(request: VerifyConsistencyRequest) -> Result<VerifyConsistencyAnswer, Error> {
    request.proof.verify(&request.old, &request.new)?;
    let (kept, all) = (request.old.events, request.new.events);
    Ok(VerifyConsistencyAnswer { kept, added: all.saturating_sub(kept) })
}

/// Asks whether a checkpoint is signed with a key.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VerifyCheckpointRequest {
    /// The text as it was published.
    pub text: String,
    /// The public key of the ledger: `name+id+key`.
    pub public_key: String,
}

/// Answers a [`VerifyCheckpointRequest`].
///
/// # Errors
/// `ledger.checkpoint_key`, `ledger.checkpoint`, `ledger.signature`.
pub fn verify_checkpoint(request: VerifyCheckpointRequest) -> Result<Checkpoint, Error> {
    let key: PublicKey = request.public_key.parse()?;
    Ok(Checkpoint::verify(&request.text, &key)?)
}
