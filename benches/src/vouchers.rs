//! Commands that carry vouchers the whole way: issue, claim, redeem, approve, disburse.

use doorstep::RegionCode;
use doorstep::voucher::{
    Action, Actor, Command, CommandId, PartyId, PaymentId, ProgrammeId, RecordId, Role, VoucherId,
};

/// The steps, in order.
pub const STEPS: [&str; 5] = ["issue", "claim", "redeem", "approve", "disburse"];
/// When it is, in seconds of Unix time: 2 March 2026.
pub const START: i64 = 1_772_413_200;
/// What one voucher is worth.
const FACE_FEN: u64 = 80_000;

/// Every voucher once, far from the one before: a step that has no factor in common with the size.
pub fn place(turn: usize, size: usize) -> usize {
    let mut step = size * 618 / 1000 + 1;
    while gcd(step, size) != 1 {
        step += 1;
    }
    turn * step % size
}

fn gcd(left: usize, right: usize) -> usize {
    if right == 0 { left } else { gcd(right, left % right) }
}

fn actor(id: &str, role: Role) -> Result<Actor, doorstep::Error> {
    Ok(Actor::new(PartyId::new(id)?, role, RegionCode::parse("3701")?))
}

/// A programme with money for so many vouchers.
///
/// # Errors
/// If there is not so much money in the world.
pub fn opening(vouchers: usize) -> Result<Vec<Command>, doorstep::Error> {
    let manager = r#""actor": {"id": "m-1", "role": "manager", "region": "3701"}"#;
    let define = format!(
        r#"{{"id": "c-define", {manager}, "action": "define_programme", "programme": "training-2026",
            "name": "技能培训券", "region": "370102", "item": "training", "face_amount_fen": {FACE_FEN},
            "valid_days": 90, "payee": "provider"}}"#
    );
    let granted = (vouchers as u64).saturating_mul(FACE_FEN);
    let appropriate = format!(
        r#"{{"id": "c-money", {manager}, "action": "appropriate", "programme": "training-2026",
            "amount_fen": {granted}}}"#
    );
    Ok(vec![Command::from_json(&define)?, Command::from_json(&appropriate)?])
}

/// The command that takes a voucher one step on.
///
/// # Errors
/// None, for steps and vouchers that there are.
pub fn command(step: usize, voucher: usize) -> Result<Command, doorstep::Error> {
    let id = VoucherId::new(&format!("V2026-{voucher:08}"))?;
    let (actor, action) = match step {
        0 => {
            let holder = PartyId::new(&format!("h-{voucher:08}"))?;
            (actor("i-1", Role::Issuer)?, Action::issue(ProgrammeId::new("training-2026")?, id, holder))
        }
        1 => (actor(&format!("h-{voucher:08}"), Role::Holder)?, Action::claim(id)),
        2 => {
            let provider = format!("s-{}", voucher % 500);
            let record = RecordId::new(&format!("r-{voucher:08}"))?;
            (actor(&provider, Role::Provider)?, Action::redeem(id, record))
        }
        3 => (actor("a-1", Role::Approver)?, Action::Approve { voucher: id }),
        _ => {
            let payment = PaymentId::new(&format!("p-{voucher:08}"))?;
            (actor("y-1", Role::Payer)?, Action::Disburse { voucher: id, payment })
        }
    };
    let id = CommandId::new(&format!("c-{step}-{voucher:08}"))?;
    Ok(Command { id, actor, expected_version: None, action })
}
