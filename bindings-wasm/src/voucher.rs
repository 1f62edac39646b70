//! The voucher ledger.

use doorstep::RegionCode;
use doorstep::voucher::bank::{ReturnFile, ReturnLayout};
use doorstep::voucher::{
    Actor, BatchId, Card, Command, CommandId, Ledger, ProgrammeId, SecretKey, Timestamp, VoucherId,
};
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

/// Seconds since 1970, or RFC 3339.
fn instant(text: &str) -> Result<Timestamp, JsValue> {
    text.parse().map_or_else(|_| Timestamp::from_rfc3339(text), Timestamp::new).map_err(throw)
}
