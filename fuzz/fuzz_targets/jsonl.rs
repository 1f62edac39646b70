//! Any bytes as a ledger in lines of JSON, or as an exported file: a code, or a ledger that gives the same bytes again.
#![no_main]

use doorstep::voucher::{Ledger, verify_jsonl};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|file: &[u8]| {
    if let Ok(ledger) = Ledger::from_jsonl(file) {
        assert!(verify_jsonl(file, &[]).is_ok());
        ledger.verify().unwrap();
        let mut lines = Vec::new();
        ledger.write_jsonl(&mut lines).unwrap();
        assert_eq!(lines, file);
    }
    if let Ok(ledger) = Ledger::import(file) {
        assert_eq!(ledger.export().unwrap(), file);
    }
});
