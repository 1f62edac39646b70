//! Any bytes as a bank's return file: an error with a code, or lines and faults that are all of the file.
#![no_main]

use doorstep::voucher::bank::{ReturnEncoding, ReturnFile, ReturnLayout};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|file: &[u8]| {
    for encoding in [ReturnEncoding::Utf8, ReturnEncoding::Gb18030] {
        let layout = ReturnLayout { encoding, ..ReturnLayout::default() };
        let Ok(read) = ReturnFile::read(file, &layout) else { continue };
        let unread = read.faults.iter().filter(|fault| !fault.used && fault.code.code() != "bank_line.totals");
        assert_eq!((read.lines.len() + unread.count()) as u64, read.line_count);
        assert!(read.lines.iter().all(|line| line.line <= ReturnFile::LINES_MAX));
        // A line more changes none of those that are there, if the last one has its end.
        if file.ends_with(b"\n") {
            let more = [file, b"p-1,1.00,paid"].concat();
            let more = ReturnFile::read(&more, &layout).expect("a short line more");
            assert_eq!(more.lines, read.lines);
        }
    }
});
