//! Reading what a bank gives back (回盘文件).
//!
//! Line by line: whatever is wrong with one does not touch the next, and a quotation mark never reaches over the end of
//! its line.

use std::borrow::Cow;

use sha2::{Digest as _, Sha256};

use super::fault::{LineCode, LineFault};
use super::layout::{AmountUnit, ReturnEncoding, ReturnLayout, ReturnStatus};
use crate::model::Fen;
use crate::privacy::{Personal, mask};
use crate::voucher::digest::Digest;
use crate::voucher::error::{VoucherCode, VoucherError};
use crate::voucher::ident::{Note, PartyId, PaymentId};

/// What the bank says in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnLine {
    /// The line of the file, the first being 1.
    pub line: u64,
    /// The payment, as the payment file called it.
    pub payment: String,
    /// What became of it.
    pub status: ReturnStatus,
    /// How much; of what failed or is unknown the bank need not say.
    pub amount: Option<Fen>,
    /// The token of the recipient or of the account, if the bank gave it back.
    pub recipient: Option<PartyId>,
    /// Why.
    pub reason: Option<Note>,
}

/// The line of totals (合计行).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trailer {
    /// Where it stands.
    pub line: u64,
    /// How many lines there are.
    pub count: u64,
    /// The sum of their amounts.
    pub total: Fen,
}

/// A return file: lines that could be read, and what is wrong with the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnFile {
    /// SHA-256 over the bytes.
    pub digest: Digest,
    /// The lines, in their order.
    pub lines: Vec<ReturnLine>,
    /// What is wrong with lines.
    pub faults: Vec<LineFault>,
    /// How many lines stand below the header, without empty ones and the line of totals: those that were read and those
    /// that were not.
    pub line_count: u64,
    /// The line of totals, if there is one.
    pub trailer: Option<Trailer>,
}

impl ReturnFile {
    /// Largest file, in bytes.
    pub const BYTES_MAX: usize = 64 << 20;
    /// Most lines.
    pub const LINES_MAX: u64 = 1_000_000;
    /// Longest line, in bytes.
    pub const LINE_BYTES_MAX: usize = 4_096;

    /// Reads a file. Lines may end with CR LF; a byte order mark is passed over.
    ///
    /// The last line must end, too: where it does not, it may have been cut, and is not used. Only a line of totals counts
    /// without its end, since it is compared with what stands above it.
    ///
    /// # Errors
    /// `bank.layout`, `bank.too_large`; `bank.encoding` if the header is not in the declared encoding; `bank.header`,
    /// naming the part of the layout whose column is not there. What is wrong with a line is in [`ReturnFile::faults`].
    pub fn read(bytes: &[u8], layout: &ReturnLayout) -> Result<Self, VoucherError> {
        layout.check()?;
        if bytes.len() > Self::BYTES_MAX {
            return Err(VoucherError::new(VoucherCode::BankTooLarge).because("64 MiB"));
        }
        let digest = Digest::from(<[u8; 32]>::from(Sha256::digest(bytes)));
        let mut file = Self { digest, lines: Vec::new(), faults: Vec::new(), line_count: 0, trailer: None };
        let mut header: Option<Header> = None;
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        for (number, raw) in (1_u64..).zip(text.split_inclusive(|byte| *byte == b'\n')) {
            if number > Self::LINES_MAX {
                return Err(VoucherError::new(VoucherCode::BankTooLarge).because("1,000,000 lines"));
            }
            let ended = raw.strip_suffix(b"\n");
            let line = ended.unwrap_or(raw);
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if number <= u64::from(layout.lines_before_header) || line.trim_ascii().is_empty() {
                continue;
            }
            match &header {
                None => header = Some(Header::read(line, layout)?),
                Some(header) => file.take(number, line, ended.is_some(), header, layout),
            }
        }
        if header.is_none() {
            return Err(VoucherError::new(VoucherCode::BankHeader).because("no header"));
        }
        Ok(file)
    }

    fn take(&mut self, number: u64, line: &[u8], ended: bool, header: &Header, layout: &ReturnLayout) {
        let whole = |code| LineFault::new(number, "", code, String::new());
        let cells = cells_of(line, layout);
        if let Ok(cells) = &cells
            && is_trailer(cells, layout)
            && self.trailer.is_none()
        {
            match read_trailer(number, cells, layout) {
                Some(trailer) => self.trailer = Some(trailer),
                None => self.faults.push(whole(LineCode::Totals)),
            }
            return;
        }
        self.line_count += 1;
        let read = match cells {
            _ if !ended => Err(whole(LineCode::Truncated)),
            _ if self.trailer.is_some() => Err(whole(LineCode::AfterTotals)),
            Err(code) => Err(whole(code)),
            Ok(cells) => header.line(number, &cells, layout, &mut self.faults),
        };
        match read {
            Ok(line) => self.lines.push(line),
            Err(fault) => self.faults.push(fault),
        }
    }
}

/// Where the columns stand.
struct Header {
    names: Vec<String>,
    payment: usize,
    status: usize,
    amount: usize,
    recipient: Option<usize>,
    reason: Option<usize>,
}

impl Header {
    fn read(line: &[u8], layout: &ReturnLayout) -> Result<Self, VoucherError> {
        let names = cells_of(line, layout).map_err(|code| match code {
            LineCode::Encoding => VoucherError::new(VoucherCode::BankEncoding),
            code => VoucherError::new(VoucherCode::BankHeader).because(code.en()),
        })?;
        let place = |field: &'static str, known: &[String]| {
            let known = |name: &String| known.iter().any(|known| known.trim().eq_ignore_ascii_case(name));
            let mut found = names.iter().enumerate().filter(|(_, name)| known(name)).map(|(at, _)| at);
            match (found.next(), found.next()) {
                (at, None) => Ok(at),
                _ => Err(VoucherError::new(VoucherCode::BankHeader).in_field(field).because("twice")),
            }
        };
        let missing = |field: &'static str| VoucherError::new(VoucherCode::BankHeader).in_field(field);
        let columns = &layout.columns;
        let (payment, status) =
            (place("columns.payment", &columns.payment)?, place("columns.status", &columns.status)?);
        let amount = place("columns.amount", &columns.amount)?;
        Ok(Self {
            payment: payment.ok_or_else(|| missing("columns.payment"))?,
            status: status.ok_or_else(|| missing("columns.status"))?,
            amount: amount.ok_or_else(|| missing("columns.amount"))?,
            recipient: place("columns.recipient", &columns.recipient)?,
            reason: place("columns.reason", &columns.reason)?,
            names,
        })
    }

    fn line(
        &self,
        number: u64,
        cells: &[String],
        layout: &ReturnLayout,
        faults: &mut Vec<LineFault>,
    ) -> Result<ReturnLine, LineFault> {
        if cells.len() != self.names.len() {
            return Err(LineFault::new(number, "", LineCode::Cells, cells.len().to_string()));
        }
        let cell = |at: usize| cells.get(at).map_or("", String::as_str);
        let fault = |at: usize, code, value| {
            LineFault::new(number, self.names.get(at).map_or("", String::as_str), code, value)
        };
        let payment = cell(self.payment);
        if !is_reference(payment) {
            return Err(fault(self.payment, LineCode::Payment, mask(Personal::BankAccount, payment)));
        }
        let word = cell(self.status);
        let status = layout.status(word);
        let status =
            status.ok_or_else(|| fault(self.status, LineCode::Status, mask(Personal::Name, word)))?;
        let amount = match cell(self.amount) {
            "" if matches!(status, ReturnStatus::Failed | ReturnStatus::Unknown) => None,
            "" => return Err(fault(self.amount, LineCode::AmountMissing, String::new())),
            text => {
                let amount = read_amount(text, layout.unit);
                Some(amount.ok_or_else(|| fault(self.amount, LineCode::Amount, shown_amount(text)))?)
            }
        };
        let recipient = match self.recipient.map_or("", cell) {
            "" => None,
            text => {
                let at = self.recipient.unwrap_or_default();
                let refuse = |_| fault(at, LineCode::Recipient, mask(Personal::BankAccount, text));
                Some(PartyId::new(text).map_err(refuse)?)
            }
        };
        let reason = match self.reason.map_or("", cell) {
            "" => None,
            text => Note::new(text)
                .inspect_err(|_| {
                    let at = self.reason.unwrap_or_default();
                    faults.push(fault(at, LineCode::Reason, mask(Personal::Other, text)));
                })
                .ok(),
        };
        Ok(ReturnLine { line: number, payment: payment.to_owned(), status, amount, recipient, reason })
    }
}

fn is_trailer(cells: &[String], layout: &ReturnLayout) -> bool {
    cells.first().is_some_and(|first| layout.trailer.iter().any(|word| word.eq_ignore_ascii_case(first)))
}

/// Word, count, total; what follows must be empty.
fn read_trailer(line: u64, cells: &[String], layout: &ReturnLayout) -> Option<Trailer> {
    let (count, total) = (cells.get(1)?, cells.get(2)?);
    let rest_empty = cells.iter().skip(3).all(String::is_empty);
    let digits = !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit());
    let count = count.parse().ok().filter(|_| digits && rest_empty)?;
    Some(Trailer { line, count, total: read_amount(total, layout.unit)? })
}

/// A payment id, with or without the recipient behind it.
fn is_reference(text: &str) -> bool {
    let body = text.strip_suffix("/holder").or_else(|| text.strip_suffix("/provider")).unwrap_or(text);
    PaymentId::new(body).is_ok()
}

fn read_amount(text: &str, unit: AmountUnit) -> Option<Fen> {
    match unit {
        AmountUnit::Yuan => Fen::from_yuan_text(text).ok(),
        AmountUnit::Fen if text.bytes().all(|byte| byte.is_ascii_digit()) => {
            Fen::new(text.parse().ok()?).ok()
        }
        AmountUnit::Fen => None,
    }
}

/// What looks like an amount is shown: it is what somebody has to correct. Anything else may be an account.
fn shown_amount(text: &str) -> String {
    let plain = text.len() <= 10 && text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.,".contains(&byte));
    if plain { text.to_owned() } else { mask(Personal::BankAccount, text) }
}

/// The cells of a line, without spaces around them.
fn cells_of(line: &[u8], layout: &ReturnLayout) -> Result<Vec<String>, LineCode> {
    if line.len() > ReturnFile::LINE_BYTES_MAX {
        return Err(LineCode::TooLong);
    }
    let text = decode(line, layout.encoding).ok_or(LineCode::Encoding)?;
    let mut cells = Vec::new();
    let mut rest: &str = &text;
    loop {
        let (cell, after) = match rest.trim_start_matches(' ').strip_prefix('"') {
            Some(quoted) => quoted_cell(quoted).ok_or(LineCode::Quotes)?,
            None => {
                let end = rest.find(layout.delimiter).unwrap_or(rest.len());
                let (cell, after) = rest.split_at_checked(end).ok_or(LineCode::Quotes)?;
                (Cow::Borrowed(cell), after)
            }
        };
        cells.push(cell.trim().to_owned());
        let after = after.trim_start_matches(' ');
        if after.is_empty() {
            return Ok(cells);
        }
        // Text between a closing quotation mark and the next cell belongs to neither.
        rest = after.strip_prefix(layout.delimiter).ok_or(LineCode::Quotes)?;
    }
}

/// A cell behind its opening quotation mark, where two of them stand for one, and what follows the closing one.
fn quoted_cell(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let mut cell = String::new();
    let mut rest = text;
    loop {
        let (part, after) = rest.split_once('"')?;
        cell.push_str(part);
        match after.strip_prefix('"') {
            Some(more) => {
                cell.push('"');
                rest = more;
            }
            None => return Some((Cow::Owned(cell), after)),
        }
    }
}

/// No second byte of a character of GB 18030 is a line feed, so that lines are found before they are decoded.
fn decode(line: &[u8], encoding: ReturnEncoding) -> Option<Cow<'_, str>> {
    match encoding {
        ReturnEncoding::Utf8 => std::str::from_utf8(line).ok().map(Cow::Borrowed),
        #[cfg(feature = "gb18030")]
        ReturnEncoding::Gb18030 => {
            encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(line)
        }
        // The layout has been refused before.
        #[cfg(not(feature = "gb18030"))]
        ReturnEncoding::Gb18030 => None,
    }
}
