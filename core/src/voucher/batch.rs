//! Payment batches (支付批次): vouchers that are paid together once enough people have looked at the whole.

use serde::Serialize;

use super::state::Link;
use crate::model::Fen;

/// How far a batch is (批次状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum BatchState {
    /// Vouchers are being put into it (编制中).
    Open,
    /// Count and total are fixed; it is approved and paid (已封批).
    Sealed,
    /// It was given up (已作废).
    Cancelled,
}

/// A payment batch.
#[derive(Debug, Clone)]
pub struct Batch {
    pub(super) programme: Link,
    pub(super) version: u64,
    pub(super) state: BatchState,
    pub(super) count: u64,
    pub(super) total: Fen,
    pub(super) paid_count: u64,
    pub(super) paid: Fen,
    /// Who put vouchers into it or sealed it.
    pub(super) makers: Vec<Link>,
    pub(super) sealed_by: Link,
    pub(super) approvers: Vec<Link>,
}

impl Batch {
    pub(super) const fn new(programme: Link) -> Self {
        Self {
            programme,
            version: 0,
            state: BatchState::Open,
            count: 0,
            total: Fen::ZERO,
            paid_count: 0,
            paid: Fen::ZERO,
            makers: Vec::new(),
            sealed_by: Link::NONE,
            approvers: Vec::new(),
        }
    }

    /// How far it is.
    pub const fn state(&self) -> BatchState {
        self.state
    }

    /// The number of its events: vouchers put into it, sealing, approvals.
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// How many payments it holds.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// Their sum.
    pub const fn total(&self) -> Fen {
        self.total
    }

    /// How many payments were made, those that failed afterwards too.
    pub const fn paid_count(&self) -> u64 {
        self.paid_count
    }

    /// The sum of the payments that were made, those that failed afterwards too.
    pub const fn paid(&self) -> Fen {
        self.paid
    }

    /// How many people have approved it.
    pub const fn approvals(&self) -> usize {
        self.approvers.len()
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.state == BatchState::Cancelled
    }

    /// Whether it can be paid, given how many must approve.
    pub(super) fn is_payable(&self, approvals: u32) -> bool {
        self.state == BatchState::Sealed
            && u32::try_from(self.approvers.len()).is_ok_and(|count| count >= approvals)
    }

    pub(super) fn made_by(&mut self, party: Link) {
        if !self.makers.contains(&party) {
            self.makers.push(party);
        }
    }
}
