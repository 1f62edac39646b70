//! Many random commands, in batches, on ledgers in SQLite on a disk in memory: the same answers as the plain model's.
//!
//! `DOORSTEP_STORE_COMMANDS` asks for another number of commands than the default.

use doorstep::voucher::Command;
use doorstep_powerloss::Image;

use super::super::generate::Sender;
use super::super::model::Model;
use super::super::model_tests::compare;
use super::super::{at, short};
use super::asked;
use super::on_disk::{OnDisk, WORKERS, workers};

/// As many as a random history needs to come to rare states; more would only repeat them.
const SEQUENCE: usize = 60;
const BATCH_MAX: u64 = 60;

/// Plays one seeded sequence on an empty ledger and on the model, and compares the answers, what both hold at the end, and
/// what is read back.
fn play(seed: u64, on: &OnDisk, empty: &Image) {
    on.disk.load(empty, false);
    let mut ledger = on.open(1_000).unwrap();
    let (mut sender, mut model) = (Sender::new(seed), Model::default());
    let mut sent = Vec::new();
    let mut batch = 0;
    while sent.len() < SEQUENCE {
        let size = (1 + sender.dice.below(BATCH_MAX) as usize).min(SEQUENCE - sent.len());
        let now = sender.now;
        let (mut commands, mut expected) = (Vec::new(), Vec::new());
        for _ in 0..size {
            let order = match sent.len() as u64 {
                some @ 1.. if sender.dice.percent(4) => {
                    let again: &serde_json::Value = &sent[sender.dice.below(some) as usize];
                    again.clone()
                }
                _ => sender.next(&model).0,
            };
            expected.push(model.submit(&order, now).0.short());
            commands.push(Command::read(order.clone()).unwrap());
            sent.push(order);
        }
        let answers = ledger.submit_many(&commands, at(now)).unwrap();
        let found: Vec<String> = answers.iter().map(short).collect();
        assert_eq!(found, expected, "seed {seed}, batch {batch}");
        batch += 1;
    }
    let ledger = compare(ledger, model, &format!("seed {seed}"));
    let place = (ledger.head(), ledger.state().unwrap().digest());
    drop(ledger);
    let again = on.open(1_000).unwrap();
    assert_eq!((again.head(), again.state().unwrap().digest()), place, "seed {seed}");
    if seed.is_multiple_of(8) {
        assert_eq!(again.verify().unwrap().state_digest, place.1, "seed {seed}");
    }
}

#[test]
fn many_random_commands_in_batches_agree_with_the_plain_model() {
    let sequences = asked("DOORSTEP_STORE_COMMANDS", 200_000).div_ceil(SEQUENCE as u64);
    workers(|worker| {
        let on = OnDisk::new(&format!("many-{worker}"));
        on.disk.load(&Image::default(), false);
        drop(on.open(1_000).unwrap());
        let empty = on.disk.seen();
        (worker as u64..sequences).step_by(WORKERS).for_each(|seed| play(1_000_000 + seed, &on, &empty));
    });
    println!("{} commands agree", sequences * SEQUENCE as u64);
}
