//! What the events say of every right and every redemption: one fold, from which all of supervision is told.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::{IndexMap, IndexSet};

use super::error::{SupervisionCode, SupervisionError};
use crate::error::Error;
use crate::model::{Fen, RegionCode};
use crate::voucher::answer::EventFilter;
use crate::voucher::chain::EventRecord;
use crate::voucher::command::{Outcome, Role};
use crate::voucher::event::{Event, EventBody};
use crate::voucher::ident::{ItemId, PartyId, ProgrammeId, RecordId, VoucherId};
use crate::voucher::ledger::Ledger;
use crate::voucher::state::VoucherState;
use crate::voucher::time::Timestamp;

/// Events that are taken from a ledger at once.
const BATCH: usize = 10_000;

/// When something was done, by which event and by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) seq: u64,
    pub(super) time: Timestamp,
    /// The place of the actor among the parties.
    pub(super) by: usize,
}

/// What is known of a programme.
#[derive(Debug, Clone)]
pub(super) struct Programme {
    /// The division whose money it is.
    pub(super) region: RegionCode,
    /// The most that one approval moves, if the programme limits it.
    pub(super) approver_limit: Option<Fen>,
    /// Who may redeem, for one item or all, and until when.
    pub(super) accredited: BTreeMap<(usize, Option<ItemId>), Option<Timestamp>>,
}

/// One right of one person: a voucher, and what it was reissued as.
#[derive(Debug, Clone)]
pub(super) struct Right {
    pub(super) programme: usize,
    pub(super) item: ItemId,
    pub(super) holder: usize,
    /// The place of the serial that is valid now.
    pub(super) serial: usize,
    pub(super) face: Fen,
    pub(super) expires_at: Timestamp,
    pub(super) state: VoucherState,
    pub(super) issued: Step,
    /// The first claim.
    pub(super) claimed: Option<Step>,
    /// The claim of the serial that is valid now.
    pub(super) last_claim: Option<Step>,
    /// The last reissue.
    pub(super) reissued: Option<Step>,
    /// The redemption that stands.
    pub(super) redemption: Option<usize>,
}

/// What became of a redemption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It waits for an approver.
    Waiting,
    /// It was found wrong.
    Rejected,
    /// A dispute was upheld before it was paid.
    Revoked,
    /// It was found right, and is not paid.
    Approved,
    /// It is paid.
    Paid,
}

/// One redemption, whether it stands or not.
#[derive(Debug, Clone)]
pub(super) struct Redemption {
    pub(super) right: usize,
    /// The place of the serial that was redeemed.
    pub(super) serial: usize,
    pub(super) provider: usize,
    pub(super) at: Step,
    pub(super) served_at: Timestamp,
    pub(super) record: RecordId,
    pub(super) amount: Fen,
    pub(super) fate: Fate,
    pub(super) claimed: Option<Step>,
    pub(super) reissued: Option<Step>,
    /// The approval or rejection, and the place of the decider's division.
    pub(super) decided: Option<(Step, usize)>,
    pub(super) paid: Option<Step>,
    pub(super) recovered: Fen,
}

/// Somebody was paid.
#[derive(Debug, Clone)]
pub(super) struct Share {
    pub(super) seq: u64,
    pub(super) time: Timestamp,
    pub(super) serial: usize,
    pub(super) paid_to: usize,
    pub(super) account: Option<PartyId>,
}

/// The events of a ledger, as supervision sees them (监管台账).
///
/// A fold over events in their order: what is seen in parts is what is seen at once. All events of some programmes, or the
/// end of the ledger, may be left out; what is told is then told of the rest. A voucher whose issue was left out, or whose
/// programme's definition was, is refused, so that nothing is counted by halves.
///
/// ```
/// use doorstep::voucher::Ledger;
/// use doorstep::voucher::supervision::History;
/// let history = History::of_ledger(&Ledger::memory(), None)?;
/// assert_eq!(history.seq(), 0);
/// # Ok::<(), doorstep::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct History {
    seq: u64,
    time: Timestamp,
    pub(super) programmes: IndexMap<ProgrammeId, Programme>,
    /// Divisions of deciders.
    regions: IndexSet<RegionCode>,
    pub(super) parties: IndexSet<PartyId>,
    /// Serials with the place of their right.
    pub(super) serials: IndexMap<VoucherId, usize>,
    pub(super) rights: Vec<Right>,
    pub(super) redemptions: Vec<Redemption>,
    pub(super) shares: Vec<Share>,
}

impl History {
    /// The history of events, in whatever order they are given.
    ///
    /// # Errors
    /// Those of [`History::see`].
    pub fn of<'a>(events: impl IntoIterator<Item = &'a EventRecord>) -> Result<Self, SupervisionError> {
        let mut events: Vec<&EventRecord> = events.into_iter().collect();
        events.sort_by_key(|record| record.event.seq);
        let mut history = Self::default();
        events.into_iter().try_for_each(|record| history.see(record))?;
        Ok(history)
    }

    /// The history of a ledger, up to an instant if one is given, and with it.
    ///
    /// # Errors
    /// Those of [`Ledger::events`] and of [`History::see`].
    pub fn of_ledger(ledger: &Ledger, as_of: Option<Timestamp>) -> Result<Self, Error> {
        let mut history = Self::default();
        loop {
            let filter =
                EventFilter { after_seq: Some(history.seq), limit: Some(BATCH), ..EventFilter::default() };
            let events = ledger.events(&filter)?;
            for record in &events {
                // Times never fall.
                if as_of.is_some_and(|as_of| record.event.time > as_of) {
                    return Ok(history);
                }
                history.see(record)?;
            }
            if events.len() < BATCH {
                return Ok(history);
            }
        }
    }

    /// The number of the last event, 0 before the first.
    pub const fn seq(&self) -> u64 {
        self.seq
    }

    /// The time of the last event.
    pub const fn time(&self) -> Timestamp {
        self.time
    }

    /// Takes in the next event.
    ///
    /// # Errors
    /// `supervision.event_order` for an event that was seen or is older than one that was; `supervision.history_incomplete`
    /// for an event of a voucher whose issue was not seen, or an issue in a programme that was not. The history is then as it was before.
    pub fn see(&mut self, record: &EventRecord) -> Result<(), SupervisionError> {
        let event = &record.event;
        let refuse = |code| SupervisionError::new(code, format_args!("event {}", event.seq));
        if event.seq <= self.seq || event.time < self.time {
            return Err(refuse(SupervisionCode::EventOrder));
        }
        let incomplete = || refuse(SupervisionCode::HistoryIncomplete);
        match (&event.body, &event.voucher) {
            (EventBody::ProgrammeDefined { terms }, _) => {
                let programme = Programme {
                    region: terms.region.clone(),
                    approver_limit: terms.role_limits.get(&Role::Approver).copied(),
                    accredited: BTreeMap::new(),
                };
                self.programmes.insert(event.programme.clone(), programme);
            }
            (EventBody::Issued { .. }, Some(id)) => {
                if self.serials.contains_key(id) {
                    return Err(refuse(SupervisionCode::EventOrder));
                }
                let programme = self.programmes.get_index_of(&event.programme).ok_or_else(incomplete)?;
                self.issue(event, id, programme);
            }
            (_, Some(id)) => {
                let right = self.serials.get(id).copied().ok_or_else(incomplete)?;
                self.change(event, right);
            }
            (_, None) => self.of_programme(event),
        }
        (self.seq, self.time) = (event.seq, event.time);
        Ok(())
    }

    fn know(&mut self, party: &PartyId) -> usize {
        self.parties.get_index_of(party).unwrap_or_else(|| self.parties.insert_full(party.clone()).0)
    }

    fn place_of(&mut self, region: &RegionCode) -> usize {
        self.regions.get_index_of(region).unwrap_or_else(|| self.regions.insert_full(region.clone()).0)
    }

    fn step(&mut self, event: &Event) -> Step {
        Step { seq: event.seq, time: event.time, by: self.know(&event.actor.id) }
    }

    fn of_programme(&mut self, event: &Event) {
        let party = match &event.body {
            EventBody::Accredited { provider, .. } | EventBody::Discredited { provider, .. } => {
                self.know(provider)
            }
            _ => 0,
        };
        let Some(programme) = self.programmes.get_mut(&event.programme) else { return };
        match &event.body {
            EventBody::Accredited { item, valid_until, .. } => {
                programme.accredited.insert((party, item.clone()), *valid_until);
            }
            EventBody::Discredited { item, .. } => {
                programme.accredited.remove(&(party, item.clone()));
            }
            _ => {}
        }
    }

    fn issue(&mut self, event: &Event, id: &VoucherId, programme: usize) {
        let EventBody::Issued { holder, item, face_amount, expires_at, .. } = &event.body else { return };
        let right = Right {
            programme,
            item: item.clone(),
            holder: self.know(holder),
            serial: self.serials.insert_full(id.clone(), self.rights.len()).0,
            face: *face_amount,
            expires_at: *expires_at,
            state: VoucherState::Issued,
            issued: self.step(event),
            claimed: None,
            last_claim: None,
            reissued: None,
            redemption: None,
        };
        self.rights.push(right);
    }

    /// `decide` has seen that the event fits; here it is only noted.
    fn change(&mut self, event: &Event, place: usize) {
        use VoucherState as S;
        let step = self.step(event);
        let region = self.place_of(&event.actor.region);
        if let EventBody::Redeemed { record, amount, served_at } = &event.body {
            self.redeem(place, step, record, *amount, *served_at);
            return;
        }
        if let EventBody::Reissued { replacement, .. } = &event.body {
            let serial = self.serials.insert_full(replacement.clone(), place).0;
            if let Some(right) = self.rights.get_mut(place) {
                right.serial = serial;
                right.state = S::Issued;
                right.last_claim = None;
                right.reissued = Some(step);
            }
            return;
        }
        if let EventBody::Disbursed { shares, .. } = &event.body {
            let serial = self.rights.get(place).map_or(0, |right| right.serial);
            for share in shares {
                let paid_to = self.know(&share.paid_to);
                let account = share.account.clone();
                self.shares.push(Share { seq: step.seq, time: step.time, serial, paid_to, account });
            }
        }
        let Some(right) = self.rights.get_mut(place) else { return };
        let redemption = right.redemption.and_then(|place| self.redemptions.get_mut(place));
        match &event.body {
            EventBody::Claimed { .. } => {
                right.claimed = right.claimed.or(Some(step));
                right.last_claim = Some(step);
                right.state = S::Claimed;
            }
            EventBody::Approved { .. } => {
                right.state = S::Approved;
                if let Some(redemption) = redemption {
                    redemption.fate = Fate::Approved;
                    redemption.decided = Some((step, region));
                }
            }
            EventBody::Rejected { .. } => {
                right.state = S::Claimed;
                right.redemption = None;
                if let Some(redemption) = redemption {
                    redemption.fate = Fate::Rejected;
                    redemption.decided = Some((step, region));
                }
            }
            EventBody::Disbursed { .. } => {
                right.state = S::Disbursed;
                if let Some(redemption) = redemption {
                    redemption.fate = Fate::Paid;
                    redemption.paid = Some(step);
                }
            }
            EventBody::PayoutFailed { .. } => {
                right.state = S::Approved;
                if let Some(redemption) = redemption {
                    redemption.fate = Fate::Approved;
                    redemption.paid = None;
                }
            }
            EventBody::ClawedBack { amount, full, .. } => {
                if *full {
                    right.state = S::ClawedBack;
                }
                if let Some(redemption) = redemption {
                    // No more is received back than was paid.
                    redemption.recovered =
                        redemption.recovered.checked_add(*amount).unwrap_or(redemption.recovered);
                }
            }
            EventBody::DisputeSettled { outcome: Outcome::Upheld, .. } if right.state != S::Disbursed => {
                right.state = S::Revoked;
                right.redemption = None;
                if let Some(redemption) = redemption {
                    redemption.fate = Fate::Revoked;
                }
            }
            EventBody::Revoked { .. } => right.state = S::Revoked,
            EventBody::Expired { .. } => right.state = S::Expired,
            _ => {}
        }
    }

    fn redeem(&mut self, place: usize, at: Step, record: &RecordId, amount: Fen, served_at: Timestamp) {
        let Some(right) = self.rights.get_mut(place) else { return };
        right.state = VoucherState::Redeemed;
        right.redemption = Some(self.redemptions.len());
        self.redemptions.push(Redemption {
            right: place,
            serial: right.serial,
            provider: at.by,
            at,
            served_at,
            record: record.clone(),
            amount,
            fate: Fate::Waiting,
            claimed: right.last_claim,
            reissued: right.reissued,
            decided: None,
            paid: None,
            recovered: Fen::ZERO,
        });
    }

    /// The state of a right at an instant: its date decides whether it has lapsed, swept or not.
    pub(super) fn state_of(right: &Right, as_of: Timestamp) -> VoucherState {
        match right.state {
            VoucherState::Issued | VoucherState::Claimed if as_of >= right.expires_at => {
                VoucherState::Expired
            }
            state => state,
        }
    }

    /// The redemption of a right that stands.
    pub(super) fn standing(&self, right: &Right) -> Option<&Redemption> {
        right.redemption.and_then(|place| self.redemptions.get(place))
    }

    pub(super) fn right_of(&self, redemption: &Redemption) -> Option<&Right> {
        self.rights.get(redemption.right)
    }

    pub(super) fn party(&self, place: usize) -> Option<&PartyId> {
        self.parties.get_index(place)
    }

    pub(super) fn serial(&self, place: usize) -> Option<&VoucherId> {
        self.serials.get_index(place).map(|(id, _)| id)
    }

    pub(super) fn programme(&self, place: usize) -> Option<(&ProgrammeId, &Programme)> {
        self.programmes.get_index(place)
    }

    /// The division whose money a right is paid from.
    pub(super) fn region_of(&self, right: &Right) -> Option<&RegionCode> {
        self.programme(right.programme).map(|(_, programme)| &programme.region)
    }

    /// Everybody who is accredited somewhere at an instant.
    pub(super) fn accredited(&self, at: Timestamp) -> BTreeSet<usize> {
        let all = self.programmes.values().flat_map(|programme| &programme.accredited);
        all.filter(|(_, until)| until.is_none_or(|until| at < until)).map(|((party, _), _)| *party).collect()
    }

    /// The instant for which is asked, that of the last event if absent.
    pub(super) fn instant(&self, as_of: Option<Timestamp>) -> Result<Timestamp, SupervisionError> {
        let as_of = as_of.unwrap_or(self.time);
        if as_of < self.time {
            return Err(SupervisionError::new(SupervisionCode::AsOf, "as_of"));
        }
        Ok(as_of)
    }
}
