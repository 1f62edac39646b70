//! What a store promises, asked of each that this build has.

#[cfg(all(feature = "postgres", unix))]
mod common;
#[cfg(feature = "sqlite")]
mod many;
#[cfg(feature = "sqlite")]
mod on_disk;
#[cfg(feature = "sqlite")]
mod outside;
#[cfg(all(feature = "postgres", unix))]
mod postgres;
#[cfg(all(feature = "postgres", unix))]
mod postgres_faults;
#[cfg(feature = "sqlite")]
mod power;
#[cfg(feature = "sqlite")]
mod power_history;
#[cfg(all(feature = "postgres", unix))]
mod proxy;
#[cfg(all(feature = "postgres", unix))]
mod server;
mod shared;
#[cfg(feature = "sqlite")]
mod sqlite;

use doorstep::voucher::{Answer, Command, Ledger};
use serde_json::json;

use super::{START_S, at, order};

/// A programme `p` with money for so many vouchers of 1,000 fen, four eyes off, so that one actor can do all.
fn open_programme(ledger: &mut Ledger, vouchers: u64) {
    let define = json!({"action": "define_programme", "programme": "p", "name": "技能培训券", "region": "370102",
        "item": "training", "face_amount_fen": 1_000, "valid_days": 90, "payee": "provider", "four_eyes": false});
    let grant = json!({"action": "appropriate", "programme": "p", "amount_fen": vouchers * 1_000});
    let commands = [order("c-define", "m manager", define), order("c-grant", "m manager", grant)];
    for answer in ledger.submit_many(&commands, at(START_S)).unwrap() {
        assert!(matches!(answer, Answer::Applied { .. }), "{answer:?}");
    }
}

fn issue(id: &str, voucher: &str) -> Command {
    order(id, "i issuer", json!({"action": "issue", "programme": "p", "voucher": voucher, "holder": voucher}))
}

/// How many, as the environment says.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
fn asked(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}
