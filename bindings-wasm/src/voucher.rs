//! The voucher ledger.

use doorstep::RegionCode;
use doorstep::voucher::bank::{ReturnFile, ReturnLayout};
use doorstep::voucher::proof::{Checkpoint, CheckpointKey, PublicKey};
use doorstep::voucher::supervision::History;
use doorstep::voucher::{
    Actor, BatchId, Card, Command, CommandId, Ledger, ProgrammeId, SecretKey, Timestamp, VoucherId,
};
use doorstep::wire::{findings_of, kpi_of, rates_of};
use serde_json::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::throw;
use crate::json;

/// A voucher ledger.
#[wasm_bindgen(js_name = Ledger)]
pub struct JsLedger(Ledger);

#[wasm_bindgen(js_class = Ledger)]
impl JsLedger {
    /// Opens a ledger by its url.
    pub fn open(url: &str) -> Result<Self, JsValue> {
        Ledger::open(url).map(Self).map_err(throw)
    }

    /// A ledger in memory from exported bytes.
    pub fn import(bytes: &[u8]) -> Result<Self, JsValue> {
        Ledger::import(bytes).map(Self).map_err(throw)
    }

    /// A ledger in memory from lines of JSON.
    #[wasm_bindgen(js_name = fromJsonl)]
    pub fn from_jsonl(lines: &str) -> Result<Self, JsValue> {
        Ledger::from_jsonl(lines.as_bytes()).map(Self).map_err(throw)
    }

    /// The whole ledger as lines of JSON.
    #[wasm_bindgen(js_name = toJsonl)]
    pub fn to_jsonl(&self) -> Result<String, JsValue> {
        let mut lines = Vec::new();
        self.0.write_jsonl(&mut lines).map_err(throw)?;
        // Only what is not UTF-8 would be replaced, and JSON is.
        Ok(String::from_utf8_lossy(&lines).into_owned())
    }

    /// A signed checkpoint as JSON.
    pub fn checkpoint(&self, origin: &str, key: &[u8], now: &str) -> Result<String, JsValue> {
        let key = CheckpointKey::new(origin, key).map_err(throw)?;
        json::write(&self.0.checkpoint(&key, instant(now)?).map_err(throw)?)
    }

    /// The roots of all days as JSON.
    #[wasm_bindgen(js_name = dayRoots)]
    pub fn day_roots(&self) -> Result<String, JsValue> {
        json::write(&self.0.day_roots().map_err(throw)?)
    }

    /// A proof that an event is among the first ones, as JSON.
    #[wasm_bindgen(js_name = proveInclusion)]
    pub fn prove_inclusion(&self, seq: f64, events: Option<f64>) -> Result<String, JsValue> {
        let (seq, events) = (whole(seq), events.map_or(self.0.head().events, whole));
        json::write(&self.0.prove_inclusion(seq, events).map_err(throw)?)
    }

    /// A proof that the first events begin with others, as JSON.
    #[wasm_bindgen(js_name = proveConsistency)]
    pub fn prove_consistency(&self, old_events: f64, new_events: Option<f64>) -> Result<String, JsValue> {
        let (old, new) = (whole(old_events), new_events.map_or(self.0.head().events, whole));
        json::write(&self.0.prove_consistency(old, new).map_err(throw)?)
    }

    /// Holds the history against checkpoints, given as JSON; what was held, as JSON.
    #[wasm_bindgen(js_name = checkAgainst)]
    pub fn check_against(&self, checkpoints: &str, public_key: &str) -> Result<String, JsValue> {
        let key: PublicKey = public_key.parse().map_err(throw)?;
        let texts = json::read::<Vec<String>>(checkpoints)?;
        let read: Result<Vec<_>, _> = texts.iter().map(|text| Checkpoint::verify(text, &key)).collect();
        json::write(&self.0.check_against(&read.map_err(throw)?).map_err(throw)?)
    }

    /// The whole ledger as bytes.
    pub fn export(&self) -> Result<Vec<u8>, JsValue> {
        self.0.export().map_err(throw)
    }

    /// The ledger with the key of its secret numbers.
    #[wasm_bindgen(js_name = withSecretKey)]
    pub fn with_secret_key(self, key: &[u8]) -> Result<Self, JsValue> {
        Ok(Self(self.0.with_secret_key(SecretKey::new(key).map_err(throw)?)))
    }

    /// Does one command; the answer as JSON.
    pub fn submit(&mut self, command: &str, now: &str) -> Result<String, JsValue> {
        let command = Command::from_json(command).map_err(throw)?;
        json::write(&self.0.submit(&command, instant(now)?).map_err(throw)?)
    }

    /// Does many commands, all or none of them kept; the answers as JSON.
    #[wasm_bindgen(js_name = submitMany)]
    pub fn submit_many(&mut self, commands: &str, now: &str) -> Result<String, JsValue> {
        let commands = json::read::<Vec<Value>>(commands)?;
        let commands =
            commands.into_iter().map(Command::read).collect::<Result<Vec<_>, _>>().map_err(throw)?;
        json::write(&self.0.submit_many(&commands, instant(now)?).map_err(throw)?)
    }

    /// A voucher as JSON, `null` if there is none.
    pub fn voucher(&self, id: &str) -> Result<String, JsValue> {
        let id = VoucherId::new(id).map_err(throw)?;
        json::write(&self.0.voucher(&id).map_err(throw)?)
    }

    /// A voucher with the terms of its programme as JSON, `null` if there is none.
    pub fn card(&self, id: &str) -> Result<String, JsValue> {
        let id = VoucherId::new(id).map_err(throw)?;
        json::write(&self.0.card(&id).map_err(throw)?)
    }

    /// A payment batch as JSON, `null` if there is none.
    pub fn batch(&self, id: &str) -> Result<String, JsValue> {
        let id = BatchId::new(id).map_err(throw)?;
        json::write(&self.0.batch(&id).map_err(throw)?)
    }

    /// What the bank is to pay of a batch, as bytes.
    #[wasm_bindgen(js_name = paymentFile)]
    pub fn payment_file(&self, batch: &str) -> Result<Vec<u8>, JsValue> {
        let batch = BatchId::new(batch).map_err(throw)?;
        Ok(self.0.payment_file(&batch).map_err(throw)?.to_bytes())
    }

    /// Whether bytes are the payment file of a batch; throws if not.
    #[wasm_bindgen(js_name = checkPaymentFile)]
    pub fn check_payment_file(&self, batch: &str, data: &[u8]) -> Result<(), JsValue> {
        let batch = BatchId::new(batch).map_err(throw)?;
        self.0.payment_file(&batch).map_err(throw)?.check(data).map_err(throw)
    }

    /// Compares a bank's return file with its batch; what was found, as JSON.
    pub fn reconcile(
        &self,
        batch: &str,
        data: &[u8],
        actor: &str,
        layout: &str,
        now: &str,
    ) -> Result<String, JsValue> {
        let (batch, file, actor) = returned(batch, data, actor, layout)?;
        json::write(&self.0.reconcile(&batch, &file, &actor, instant(now)?).map_err(throw)?)
    }

    /// Books a bank's return file; what was found and the answers, as JSON.
    #[wasm_bindgen(js_name = applyReturn)]
    pub fn apply_return(
        &mut self,
        batch: &str,
        data: &[u8],
        actor: &str,
        layout: &str,
        now: &str,
    ) -> Result<String, JsValue> {
        let (batch, file, actor) = returned(batch, data, actor, layout)?;
        json::write(&self.0.apply_return(&batch, &file, &actor, instant(now)?).map_err(throw)?)
    }

    /// The money of all programmes, or of those of a division, as JSON.
    pub fn total(&self, region: Option<String>) -> Result<String, JsValue> {
        let region = region.map(|region| RegionCode::parse(&region)).transpose().map_err(throw)?;
        json::write(&self.0.total(region.as_ref()).map_err(throw)?)
    }

    /// The money of a programme as JSON, `null` if there is none.
    pub fn budget(&self, programme: &str) -> Result<String, JsValue> {
        let programme = ProgrammeId::new(programme).map_err(throw)?;
        json::write(&self.0.budget(&programme).map_err(throw)?)
    }

    /// The events that a filter keeps, as JSON.
    pub fn events(&self, filter: &str) -> Result<String, JsValue> {
        json::write(&self.0.events(&json::read(filter)?).map_err(throw)?)
    }

    /// What became of the vouchers, as JSON.
    pub fn rates(&self, asked: &str) -> Result<String, JsValue> {
        json::write(&rates_of(&self.0, &json::read(asked)?).map_err(throw)?)
    }

    /// What looks wrong, as JSON.
    pub fn findings(&self, asked: &str) -> Result<String, JsValue> {
        json::write(&findings_of(&self.0, &json::read(asked)?).map_err(throw)?)
    }

    /// Key figures of periods, as JSON.
    pub fn kpi(&self, asked: &str) -> Result<String, JsValue> {
        json::write(&kpi_of(&self.0, &json::read(asked)?).map_err(throw)?)
    }

    /// Redeemed vouchers as cases to draw from, as JSON.
    pub fn population(&self, asked: &str) -> Result<String, JsValue> {
        json::write(&History::of_ledger(&self.0, None).map_err(throw)?.population(&json::read(asked)?))
    }

    /// What of a voucher is inspected, as JSON, `null` if no redemption of it stands.
    #[wasm_bindgen(js_name = inspectionCase)]
    pub fn inspection_case(&self, voucher: &str) -> Result<String, JsValue> {
        let voucher = VoucherId::new(voucher).map_err(throw)?;
        json::write(&History::of_ledger(&self.0, None).map_err(throw)?.inspection_case(&voucher))
    }

    /// Proves the history; what was proved, as JSON.
    pub fn verify(&self) -> Result<String, JsValue> {
        json::write(&self.0.verify().map_err(throw)?)
    }

    /// What became of a command, as JSON.
    pub fn status(&self, command: &str) -> Result<String, JsValue> {
        let command = CommandId::new(command).map_err(throw)?;
        json::write(&self.0.status(&command).map_err(throw)?)
    }
}

fn returned(
    batch: &str,
    data: &[u8],
    actor: &str,
    layout: &str,
) -> Result<(BatchId, ReturnFile, Actor), JsValue> {
    let file = ReturnFile::read(data, &json::read::<ReturnLayout>(layout)?).map_err(throw)?;
    Ok((BatchId::new(batch).map_err(throw)?, file, json::read(actor)?))
}

/// What would be refused, as far as a card can tell: a refusal as JSON, or `null`.
#[wasm_bindgen(js_name = checkCommand)]
pub fn check_command(card: &str, command: &str, now: &str) -> Result<String, JsValue> {
    let card = Card::read(json::read::<Value>(card)?).map_err(throw)?;
    let command = Command::from_json(command).map_err(throw)?;
    json::write(&card.check(&command, instant(now)?).map_err(throw)?)
}

/// The public key of checkpoints.
#[wasm_bindgen(js_name = checkpointPublicKey)]
pub fn checkpoint_public_key(origin: &str, key: &[u8]) -> Result<String, JsValue> {
    Ok(CheckpointKey::new(origin, key).map_err(throw)?.public().to_string())
}

/// A count; what is none is beyond every ledger.
fn whole(number: f64) -> u64 {
    // JavaScript counts exactly up to 2^53 - 1.
    if number.fract() == 0.0 && (0.0..9_007_199_254_740_992.0).contains(&number) {
        number as u64
    } else {
        u64::MAX
    }
}

/// Seconds since 1970, or RFC 3339.
fn instant(text: &str) -> Result<Timestamp, JsValue> {
    text.parse().map_or_else(|_| Timestamp::from_rfc3339(text), Timestamp::new).map_err(throw)
}
