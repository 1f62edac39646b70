//! Employment vouchers (就业券), from distribution to payment: 分发 → 领取 → 核销 → 拨付.
//!
//! A **programme** (项目) has terms and a budget. A **voucher** (券) is one right of one person under it. A [`Command`]
//! asks for a change, [`decide`] answers with an [`Event`] or a [`Refusal`], [`apply`] adds the event to the [`State`];
//! both are pure. A [`Ledger`] keeps the events in a hash chain, answers a repeated command with its first answer, and
//! proves with [`Ledger::verify`] that chain, states and money fit together.
//!
//! ```text
//! appropriate ─▶ budget ─ issue ─▶ Issued ─ claim ─▶ Claimed ─ redeem ─▶ Redeemed ─ approve ─▶ Approved ─ disburse ─▶ Disbursed
//!                                 │ revoke           │ ▲ revoke          │ reject            ▲                    │ │ claw back
//!                                 │ expire           │ │ expire          │                   └── payout failed ───┘ │ in full
//!                                 ▼                  ▼ └─────────────────┘                                          ▼
//!                         Revoked, Expired   Revoked, Expired                                                  ClawedBack
//! ```
//! | action | who | from | to | money |
//! |---|---|---|---|---|
//! | `define_programme` | manager | | | |
//! | `appropriate` | manager | | | + appropriated, + available |
//! | `accredit`, `discredit` | manager | | | |
//! | `issue` 分发 | issuer | – | Issued | available → reserved (face) |
//! | `claim` 领取 | the holder | Issued | Claimed | |
//! | `redeem` 核销 | provider | Claimed | Redeemed | reserved → payable (amount) |
//! | `approve` | approver, manager | Redeemed | Approved | reserved → available (face − amount) |
//! | `reject` | approver, manager | Redeemed | Claimed | payable → reserved |
//! | `schedule` | payer | Approved | same, in a batch | |
//! | `seal_batch` | payer | | | |
//! | `approve_batch` | approver, manager | | | |
//! | `cancel_batch` | payer, manager | | | |
//! | `disburse` 拨付 | payer | Approved | Disbursed | payable → spent (amount) |
//! | `payout_failed` | payer | Disbursed, nothing recovered | Approved | spent → payable |
//! | `claw_back` | payer | Disbursed | Disbursed; in full ClawedBack | + recovered, + available |
//! | `revoke` | issuer, manager | Issued, Claimed | Revoked | reserved → available |
//! | `reissue` | issuer | Issued, Claimed | Revoked, and a new one Issued | |
//! | `expire` | issuer, manager | Issued, Claimed, past the date | Expired | reserved → available |
//! | `suspend` | manager, auditor | Issued to Approved | same, held | |
//! | `resume` | manager | held | same | |
//! | `dispute` | the holder, auditor, manager | Redeemed, Approved, Disbursed | same, held | |
//! | `settle_dispute` | manager | held | same; upheld and unpaid: Revoked | payable, reserved → available |
//!
//! The rows about vouchers are [`table::TRANSITIONS`], by which the machine acts. Two holds stand beside the states: a
//! **dispute** (争议) stops approval and payment of a redeemed voucher until it is settled; a **suspension** (冻结) stops
//! whatever brings an unpaid one nearer to payment. The dates go on, and what the bank did is booked.
//!
//! Rules over the table. **Expiry is decided from the dates** when a command comes; `expire` only moves money, so it may
//! run late, twice or never. **Four eyes** (四眼): where the programme says so, an actor serves a voucher in one duty
//! only, for ever: a provider whose redemption was rejected cannot approve the next one, not even after a reissue.
//! **Payment ids and service records count once.** **Batches** (批次): where the programme asks for approvals, money
//! leaves only in a sealed batch that so many people have approved, none of whom made it. **Limits**: by person, by
//! person and period, and the most that one command of a role may move. **Appropriated + recovered = available + reserved
//! + payable + spent** after every event, or the event is not written.
//!
//! A voucher has a serial and may have a **secret** ([`Secret`]): it is made by the caller, needed to redeem, and kept as
//! a hash under a key ([`SecretKey`]) that is not in the ledger. What a bank is told, and what it
//! answers, is in [`bank`]. A [`Card`] is what a holder carries: with it a phone
//! shows the voucher and tells what would be refused, before anything is sent.
//!
//! ```
//! use doorstep::voucher::{Answer, Command, Ledger, ProgrammeId, Timestamp, VoucherId, VoucherState};
//!
//! let mut ledger = Ledger::memory();
//! let now = Timestamp::from_rfc3339("2026-03-02T09:00:00+08:00")?;
//! for text in [
//!     r#"{"id": "c-1", "actor": {"id": "u-1", "role": "manager", "region": "3701"}, "action": "define_programme",
//!         "programme": "training-2026", "name": "技能培训券", "region": "370102", "item": "training",
//!         "face_amount_fen": 80000, "valid_days": 90, "payee": "provider"}"#,
//!     r#"{"id": "c-2", "actor": {"id": "u-1", "role": "manager", "region": "3701"}, "action": "appropriate",
//!         "programme": "training-2026", "amount_fen": 1000000}"#,
//!     r#"{"id": "c-3", "actor": {"id": "u-2", "role": "issuer", "region": "370102"}, "action": "issue",
//!         "programme": "training-2026", "voucher": "v-1", "holder": "h-7f3a"}"#,
//!     r#"{"id": "c-4", "actor": {"id": "h-7f3a", "role": "holder", "region": "370102"}, "action": "claim",
//!         "voucher": "v-1"}"#,
//! ] {
//!     let answer = ledger.submit(&Command::from_json(text)?, now)?;
//!     assert!(matches!(answer, Answer::Applied { .. }));
//! }
//! let voucher = ledger.voucher(&VoucherId::new("v-1")?)?.unwrap();
//! assert_eq!(voucher.state, VoucherState::Claimed);
//! // The issuer cannot present it as a provider, too.
//! let own = Command::from_json(
//!     r#"{"id": "c-5", "actor": {"id": "u-2", "role": "provider", "region": "370102"}, "action": "redeem",
//!         "voucher": "v-1", "record": "s-1"}"#,
//! )?;
//! match ledger.submit(&own, now)? {
//!     Answer::Refused { refusal, .. } => assert_eq!(refusal.code().code(), "voucher.four_eyes"),
//!     other => panic!("{other:?}"),
//! }
//! assert_eq!(ledger.verify()?.head.events, 4);
//! # Ok::<(), doorstep::Error>(())
//! ```
//!
//! People appear as tokens only (keyed pseudonyms, made outside); [`PartyId`] refuses what looks like a
//! resident id or a phone number. What providers and operators are paid for their service is in [`fees`], for how long
//! somebody receives a subsidy in [`window`]. [`supervision`] tells what became of vouchers and money, and what looks
//! wrong; [`proof`] what others can check without the ledger. A ledger lives in memory, in a SQLite file or
//! in a PostgreSQL database ([`store`]).

mod account;
mod answer;
mod apply;
pub mod bank;
mod batch;
mod budget;
mod card;
mod chain;
mod codec;
mod command;
mod decide;
mod digest;
mod duty;
mod error;
mod event;
mod export;
pub mod fees;
mod hash;
mod ident;
mod jsonl;
mod ledger;
mod programme;
pub mod proof;
mod read;
mod refusal;
mod secret;
#[cfg(not(target_family = "wasm"))]
mod shared;
mod state;
mod state_bytes;
mod state_digest;
pub mod store;
pub mod supervision;
pub mod table;
mod time;
pub mod window;

pub use account::ProgrammeAccount;
pub use answer::{
    Answer, AnswerRecord, BatchView, BudgetView, EventFilter, Recorded, Status, Verified, VoucherView,
};
pub use apply::apply;
pub use batch::{Batch, BatchState};
pub use budget::{Bucket, Budget, Posting};
pub use card::Card;
pub use chain::{EVENT_LEN_MAX, EventRecord, Head, decode_event, encode_event, verify_chain};
pub use command::{Action, ActionKind, Actor, Command, Outcome, Role};
pub use decide::{CLOCK_BACK_MAX_S, decide};
pub use digest::Digest;
pub use error::{VoucherCode, VoucherError};
pub use event::{Event, EventBody};
pub use hash::HashKind;
pub use ident::{
    BatchId, CapId, CommandId, ContractId, CriterionId, EvidenceId, IDENTIFIER_LEN_MAX, ItemId, MilestoneId,
    NOTE_CHARS_MAX, Note, PartyId, PaymentId, ProgrammeId, RecordId, RuleId, ScorecardId, VersionId,
    VoucherId,
};
pub use jsonl::{JsonlVerified, verify_jsonl};
pub use ledger::Ledger;
pub use programme::{
    IssueWindow, Item, Payee, Period, PeriodLimit, Programme, Recipient, Share, Terms, Validity,
};
pub use refusal::{Refusal, RefusalCode};
pub use secret::{Secret, SecretKey};
#[cfg(not(target_family = "wasm"))]
pub use shared::{Shared, Submitted};
pub use state::{State, Voucher, VoucherState};
pub use store::{Commit, MemoryStore, Records, Snapshot, Store, Work, WriteFault};
pub use table::Standing;
pub use time::Timestamp;
