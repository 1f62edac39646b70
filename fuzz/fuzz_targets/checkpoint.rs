//! Any text as a checkpoint or a public key: a code, or what gives the same text again. Nothing that was not signed passes.
#![no_main]

use doorstep::voucher::proof::{Checkpoint, CheckpointKey, PublicKey};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let key = CheckpointKey::new("fuzz.example", &[7; 32]).unwrap().public();
    if let Ok(checkpoint) = Checkpoint::verify(text, &key) {
        assert_eq!(checkpoint.text(), text);
        assert_eq!(checkpoint.origin(), "fuzz.example");
    }
    if let Ok(read) = text.parse::<PublicKey>() {
        assert_eq!(read.to_string(), text);
    }
});
