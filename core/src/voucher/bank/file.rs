//! The file that tells the bank what to pay (支付指令文件).

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::instruction::Instructed;
use crate::model::Fen;
use crate::voucher::digest::Digest;
use crate::voucher::error::{VoucherCode, VoucherError};
use crate::voucher::ident::{BatchId, Note, PartyId, ProgrammeId, VoucherId};
use crate::voucher::state::State;

const KIND: &str = "doorstep-payment-1";
const COLUMNS: [&str; 5] = ["payment", "recipient", "account", "amount_fen", "purpose"];

/// One line: who is to get how much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PaymentLine {
    /// How the bank's answer is to call it: the payment id; where holder and provider share a payment, followed by
    /// `/holder` or `/provider`.
    pub payment: String,
    /// The voucher that it pays. It is not in the bytes.
    pub voucher: VoucherId,
    /// The token of who is paid.
    pub recipient: PartyId,
    /// The token of the account, where the holder named one when claiming.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<PartyId>,
    /// How much.
    #[serde(rename = "amount_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub amount: Fen,
}

/// What a sealed and approved batch tells the bank, in lines and as the bytes of a file.
///
/// The same batch gives the same bytes for ever, also after payments failed or were returned. There are tokens in it
/// only: whoever sends it puts in names and account numbers from where they are kept.
///
/// ```text
/// file,doorstep-payment-1
/// batch,2026-03-A
/// programme,training-2026
/// payments,1
/// lines,1
/// total_fen,80000
/// digest,…64 hexadecimal digits…
/// payment,recipient,account,amount_fen,purpose
/// pay-1,school-12,,80000,技能培训券
/// total,1,80000
/// ```
/// UTF-8, lines end with a line feed, cells are quoted as in RFC 4180 where they must be. The digest is SHA-256 over the
/// bytes without the digest's own line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PaymentFile {
    /// The batch.
    pub batch: BatchId,
    /// The programme whose money it is.
    pub programme: ProgrammeId,
    /// What the payments are for: the programme's name.
    pub purpose: Note,
    /// How many payments.
    pub payments: u64,
    /// Their sum.
    #[serde(rename = "total_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub total: Fen,
    /// SHA-256 over the content.
    pub content_digest: Digest,
    /// The lines, by their payments.
    pub lines: Vec<PaymentLine>,
}

impl PaymentFile {
    /// The file of a batch.
    ///
    /// # Errors
    /// `bank.batch_unknown`; `bank.not_ready` while the batch is not sealed or not enough people have approved it, after
    /// it was given up, and while a voucher of it is disputed, suspended or revoked, which the error names.
    pub fn of(state: &State, batch: &BatchId) -> Result<Self, VoucherError> {
        let instructed = Instructed::of(state, batch)?;
        let not_ready = |why: String| VoucherError::new(VoucherCode::BankNotReady).because(why);
        if instructed.batch.is_cancelled() {
            return Err(not_ready("it was given up".to_owned()));
        }
        if !instructed.batch.is_payable(instructed.terms.batch_approvals) {
            return Err(not_ready("approvals are missing".to_owned()));
        }
        if let Some(payment) = instructed.payments.iter().find(|payment| payment.is_held()) {
            return Err(not_ready(format!("voucher {} is held", payment.voucher.id())));
        }
        let lines = instructed.instructions().map(|one| PaymentLine {
            payment: one.reference.clone(),
            voucher: one.voucher.clone(),
            recipient: one.share.paid_to.clone(),
            account: one.share.account.clone(),
            amount: one.share.amount,
        });
        let mut file = Self {
            batch: batch.clone(),
            programme: instructed.programme.clone(),
            purpose: instructed.terms.name.clone(),
            payments: instructed.batch.count(),
            total: instructed.batch.total(),
            content_digest: Digest::from([0; 32]),
            lines: lines.collect(),
        };
        let (head, body) = file.parts();
        let hasher = Sha256::new_with_prefix(head.as_bytes()).chain_update(body.as_bytes());
        file.content_digest = Digest::from(<[u8; 32]>::from(hasher.finalize()));
        Ok(file)
    }

    /// The file as text.
    pub fn to_text(&self) -> String {
        let (head, body) = self.parts();
        format!("{head}digest,{}\n{body}", self.content_digest)
    }

    /// The bytes of the file.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.to_text().into_bytes()
    }

    /// Looks whether bytes are this file, such as those that are about to be sent again.
    ///
    /// # Errors
    /// `bank.content_changed`, with the column and the line of the first difference.
    pub fn check(&self, bytes: &[u8]) -> Result<(), VoucherError> {
        let ours = self.to_bytes();
        if ours == bytes {
            return Ok(());
        }
        let (mut ours, mut theirs) = (ours.split(|byte| *byte == b'\n'), bytes.split(|byte| *byte == b'\n'));
        let mut number = 0_usize;
        loop {
            number += 1;
            match (ours.next(), theirs.next()) {
                (None, None) => break,
                (Some(ours), Some(theirs)) if ours == theirs => {}
                (ours, theirs) => {
                    let [ours, theirs] = [ours, theirs].map(|line| line.unwrap_or_default());
                    return Err(VoucherError::new(VoucherCode::BankContentChanged)
                        .in_field(differing_field(ours, theirs))
                        .because(format!("line {number}")));
                }
            }
        }
        Err(VoucherError::new(VoucherCode::BankContentChanged))
    }

    /// What comes before the digest, and what behind it.
    fn parts(&self) -> (String, String) {
        let head = format!(
            "file,{KIND}\nbatch,{}\nprogramme,{}\npayments,{}\nlines,{}\ntotal_fen,{}\n",
            self.batch,
            self.programme,
            self.payments,
            self.lines.len(),
            self.total.get()
        );
        let purpose = cell(self.purpose.as_str());
        let mut body = COLUMNS.join(",");
        body.push('\n');
        for line in &self.lines {
            let account = line.account.as_ref().map_or("", |account| account.as_str());
            body.push_str(&format!(
                "{},{},{account},{},{purpose}\n",
                line.payment,
                line.recipient,
                line.amount.get()
            ));
        }
        body.push_str(&format!("total,{},{}\n", self.lines.len(), self.total.get()));
        (head, body)
    }
}

/// A cell of free text: quoted where CSV asks for it, and never a formula to a spreadsheet.
fn cell(text: &str) -> String {
    let guarded = if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_owned() };
    if guarded.contains([',', '"']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

/// The name of the first cell in which two lines differ.
fn differing_field(ours: &[u8], theirs: &[u8]) -> &'static str {
    let cells = |line: &[u8]| line.split(|byte| *byte == b',').map(<[u8]>::to_vec).collect::<Vec<_>>();
    let (ours, theirs) = (cells(ours), cells(theirs));
    let key = ours.first().map(Vec::as_slice).unwrap_or_default();
    // The lines before and after the table are a name and values.
    const NAMED: [&str; 8] =
        ["file", "batch", "programme", "payments", "lines", "total_fen", "digest", "total"];
    if ours.len() < COLUMNS.len()
        && let Some(name) = NAMED.into_iter().find(|name| name.as_bytes() == key)
    {
        return name;
    }
    let at = (0..COLUMNS.len()).find(|at| ours.get(*at) != theirs.get(*at));
    at.and_then(|at| COLUMNS.get(at)).copied().unwrap_or("lines")
}
