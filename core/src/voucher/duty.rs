//! Who has served a voucher in which duty (四眼原则).

use super::state::Link;

/// In which duty an actor served a voucher; under four eyes one actor has one duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Duty {
    Hold,
    Issue,
    Provide,
    Approve,
    Pay,
    Settle,
}

impl Duty {
    pub(super) const ALL: [Self; 6] =
        [Self::Hold, Self::Issue, Self::Provide, Self::Approve, Self::Pay, Self::Settle];
}

/// Everybody who ever served a voucher, a rejected redemption's provider too.
#[derive(Debug, Clone)]
pub(super) struct Duties {
    /// Who was first in each duty.
    first: [Link; Duty::ALL.len()],
    /// Whoever came later.
    more: Box<[(Link, Duty)]>,
}

impl Duties {
    pub(super) fn new(holder: Link, issuer: Link) -> Self {
        let none = Link::NONE;
        Self { first: [holder, issuer, none, none, none, none], more: Box::default() }
    }

    pub(super) const fn holder(&self) -> Link {
        let [holder, ..] = self.first;
        holder
    }

    pub(super) const fn issuer(&self) -> Link {
        let [_, issuer, ..] = self.first;
        issuer
    }

    /// Every party with a duty, in the order of duties.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Link, Duty)> {
        let first = self.first.into_iter().zip(Duty::ALL).filter(|(party, _)| party.is_some());
        first.chain(self.more.iter().copied())
    }

    /// Whether the party has served in another duty.
    pub(super) fn in_other(&self, party: Link, duty: Duty) -> bool {
        party.is_some() && self.iter().any(|(known, other)| known == party && other != duty)
    }

    pub(super) fn serve(&mut self, party: Link, duty: Duty) {
        if self.iter().any(|known| known == (party, duty)) {
            return;
        }
        match self.first.get_mut(duty as usize) {
            Some(first) if !first.is_some() => *first = party,
            _ => self.more = self.more.iter().copied().chain([(party, duty)]).collect(),
        }
    }
}
