//! Reading return files: good lines are never lost, bad ones never used.

use doorstep::voucher::bank::{ReturnFile, ReturnLayout, ReturnLine, ReturnStatus};
use proptest::prelude::*;
use serde_json::{Value, json};

fn layout(value: Value) -> ReturnLayout {
    serde_json::from_value(value).unwrap()
}

fn read(text: &str) -> ReturnFile {
    ReturnFile::read(text.as_bytes(), &ReturnLayout::default()).unwrap()
}

/// The faults as `line column code value`.
fn faults(file: &ReturnFile) -> Vec<String> {
    let shown = file.faults.iter().map(|fault| {
        let code = fault.code.code().trim_start_matches("bank_line.");
        format!("{} {} {code} {}", fault.line, fault.column, fault.value)
    });
    shown.collect()
}

fn lines(file: &ReturnFile) -> Vec<(u64, &str, &str, Option<i64>)> {
    let line = |line: &ReturnLine| (line.line, line.amount.map(doorstep::Fen::get));
    file.lines.iter().map(|one| (line(one).0, one.payment.as_str(), one.status.name(), line(one).1)).collect()
}

#[test]
fn every_word_has_its_meaning() {
    for (word, status) in [
        ("成功", ReturnStatus::Paid),
        ("paid", ReturnStatus::Paid),
        ("PAID", ReturnStatus::Paid),
        ("部分成功", ReturnStatus::PartPaid),
        ("part_paid", ReturnStatus::PartPaid),
        ("失败", ReturnStatus::Failed),
        ("failed", ReturnStatus::Failed),
        ("退汇", ReturnStatus::Returned),
        ("returned", ReturnStatus::Returned),
        ("处理中", ReturnStatus::Unknown),
        ("unknown", ReturnStatus::Unknown),
    ] {
        let file = read(&format!("支付指令号,金额,状态\np-1,1.00,{word}\n"));
        assert_eq!(file.lines[0].status, status, "{word}");
    }
}

#[test]
fn every_fault_has_its_line_and_column() {
    let head = "payment,amount,status,recipient,reason\n";
    let long = format!("p-1,1.00,paid,,{}\n", "长".repeat(1_400));
    for (line, fault) in [
        ("p-1,1.00,paid,\n", "2  cells 4"),
        ("p-1,1.00,paid,,,\n", "2  cells 6"),
        (",1.00,paid,,\n", "2 payment payment "),
        ("张三,1.00,paid,,\n", "2 payment payment ***"),
        ("6222 0202 0011 2233445,1.00,paid,,\n", "2 payment payment ****3445"),
        ("p-1/other,1.00,paid,,\n", "2 payment payment ***"),
        ("p-1,1.00,冻结,,\n", "2 status status 冻*"),
        ("p-1,1.00,,,\n", "2 status status "),
        ("p-1,,paid,,\n", "2 amount amount_missing "),
        ("p-1,\"1,000.00\",paid,,\n", "2 amount amount 1,000.00"),
        ("p-1,1.001,paid,,\n", "2 amount amount 1.001"),
        ("p-1,-1.00,paid,,\n", "2 amount amount -1.00"),
        ("p-1,1e3,paid,,\n", "2 amount amount ***"),
        ("p-1,6222020200112233445,paid,,\n", "2 amount amount ****3445"),
        ("p-1,1.00,paid,6222020200112233445,\n", "2 recipient recipient ****3445"),
        ("p-1,1.00,paid,,电话13800000000\n", "2 reason reason ***"),
        ("p-1,1.00,\"paid,,\n", "2  quotes "),
        ("p-1,1.00,\"paid\"x,,\n", "2  quotes "),
        ("p-1,1.00,paid,,", "2  truncated "),
        ("p-1,1.00,pa", "2  truncated "),
        (&long, "2  too_long "),
        ("合计,x,1.00\n", "2  totals "),
        ("合计,1,1.00,more\n", "2  totals "),
    ] {
        let file = read(&format!("{head}{line}"));
        assert_eq!(faults(&file), [fault], "{line}");
        let used = usize::from(fault.contains("reason"));
        assert_eq!(file.lines.len(), used, "{line}");
    }
    let file = read(&format!("{head}合计,0,0\np-1,1.00,paid,,\n"));
    assert_eq!(faults(&file), ["3  after_totals "]);
    let mut bytes = format!("{head}p-1,1.00,").into_bytes();
    bytes.extend([0xb3, 0xc9, 0xb9, 0xa6]);
    bytes.extend(b",,\np-2,1.00,paid,,\n");
    let file = ReturnFile::read(&bytes, &ReturnLayout::default()).unwrap();
    assert_eq!((faults(&file), file.lines.len()), (vec!["2  encoding ".to_owned()], 1));
}

#[test]
fn marks_ends_and_totals_are_understood() {
    let text = "\u{feff}支付指令号,状态,金额,备注\r\np-1,成功, 1.00 ,\"a, \"\"b\"\"\"\r\n\r\np-2,失败,,\r\n合计,2,1.00,";
    let file = read(text);
    assert_eq!(lines(&file), [(2, "p-1", "paid", Some(100)), (4, "p-2", "failed", None)]);
    assert_eq!(file.lines[0].reason.as_ref().unwrap().as_str(), "a, \"b\"");
    let trailer = file.trailer.unwrap();
    assert_eq!((trailer.line, trailer.count, trailer.total.get()), (5, 2, 100));
    assert!(file.faults.is_empty());
}

#[test]
fn a_layout_of_ones_own_is_followed() {
    let own = layout(json!({
        "columns": {"payment": ["流水号"], "status": ["结果"], "amount": ["金额（分）"], "recipient": ["代号"]},
        "statuses": {"S": "paid", "F": "failed"}, "unit": "fen", "delimiter": "|", "lines_before_header": 2,
        "trailer": ["T"],
    }));
    let text =
        "某银行\n2026-03\n代号|流水号|结果|金额（分）\nh-1|p-1|s|100\n|p-2|F|1.00\n|p-3|成功|1\nT|3|101\n";
    let file = ReturnFile::read(text.as_bytes(), &own).unwrap();
    assert_eq!(lines(&file), [(4, "p-1", "paid", Some(100))]);
    assert_eq!(file.lines[0].recipient.as_ref().unwrap().as_str(), "h-1");
    assert_eq!(faults(&file), ["5 金额（分） amount 1.00", "6 结果 status 成*"]);
    assert_eq!(file.trailer.unwrap().total.get(), 101);
}

#[cfg(feature = "gb18030")]
#[test]
fn gb_18030_is_read_where_it_is_declared() {
    // 支付指令号,状态,金额 / p-1,成功,1.00 / p-2,退汇,2.00
    let mut bytes = Vec::new();
    bytes.extend([0xd6, 0xa7, 0xb8, 0xb6, 0xd6, 0xb8, 0xc1, 0xee, 0xba, 0xc5, b',']);
    bytes.extend([0xd7, 0xb4, 0xcc, 0xac, b',', 0xbd, 0xf0, 0xb6, 0xee, b'\n']);
    bytes.extend(b"p-1,\xb3\xc9\xb9\xa6,1.00\np-2,\xcd\xcb\xbb\xe3,2.00\np-3,\xff\xff,1.00\n");
    let error = ReturnFile::read(&bytes, &ReturnLayout::default()).unwrap_err();
    assert_eq!(error.code().code(), "bank.encoding");
    assert!(error.to_string().contains("gb18030"));
    let file = ReturnFile::read(&bytes, &layout(json!({"encoding": "gb18030"}))).unwrap();
    assert_eq!(lines(&file), [(2, "p-1", "paid", Some(100)), (3, "p-2", "returned", Some(200))]);
    assert_eq!(faults(&file), ["4  encoding "]);
}

#[test]
fn what_is_wrong_with_the_whole_is_an_error() {
    let default = ReturnLayout::default();
    for (bytes, layout, code, field) in [
        ("", json!({}), "bank.header", None),
        ("payment,status\n", json!({}), "bank.header", Some("columns.amount")),
        ("payment,amount\n", json!({}), "bank.header", Some("columns.status")),
        ("amount,status\n", json!({}), "bank.header", Some("columns.payment")),
        ("payment,amount,金额,status\n", json!({}), "bank.header", Some("columns.amount")),
        (
            "payment,amount,status\n",
            json!({"columns": {"payment": []}}),
            "bank.layout",
            Some("columns.payment"),
        ),
        ("payment,amount,status\n", json!({"statuses": {}}), "bank.layout", Some("statuses")),
        ("payment,amount,status\n", json!({"delimiter": "."}), "bank.layout", Some("delimiter")),
        ("payment,amount,status\n", json!({"delimiter": "，"}), "bank.layout", Some("delimiter")),
    ] {
        let error = ReturnFile::read(bytes.as_bytes(), &self::layout(layout)).unwrap_err();
        assert_eq!((error.code().code(), error.field()), (code, field), "{bytes}");
    }
    let many = "\n".repeat(ReturnFile::LINES_MAX as usize + 1);
    assert_eq!(ReturnFile::read(many.as_bytes(), &default).unwrap_err().code().code(), "bank.too_large");
    let large = vec![b' '; ReturnFile::BYTES_MAX + 1];
    assert_eq!(ReturnFile::read(&large, &default).unwrap_err().code().code(), "bank.too_large");
}

/// What holds of every reading: each line is read, or has a fault, or is the line of totals.
fn check_whole(file: &ReturnFile) {
    let unread =
        file.faults.iter().filter(|fault| !fault.used && fault.code.code() != "bank_line.totals").count();
    assert_eq!(file.lines.len() + unread, file.line_count as usize);
    for line in &file.lines {
        let needs_no_amount = matches!(line.status, ReturnStatus::Failed | ReturnStatus::Unknown);
        assert!(line.amount.is_some() || needs_no_amount);
    }
}

fn good_file() -> (String, Vec<String>) {
    let words = ["成功", "失败", "paid", "\"退汇\"", "处理中"];
    let lines: Vec<String> = (0..20)
        .map(|number| {
            format!(
                "p-{number},{}.{:02},{},h-{number},\"无, {number}\"",
                number * 7,
                number,
                words[number % 5]
            )
        })
        .collect();
    ("payment,amount,status,recipient,reason".to_owned(), lines)
}

proptest! {
    #[test]
    fn any_bytes_give_lines_or_faults(bytes in prop::collection::vec(any::<u8>(), 0..600), gb in any::<bool>()) {
        let gb = gb && cfg!(feature = "gb18030");
        let layout = layout(json!({"encoding": if gb { "gb18030" } else { "utf8" }}));
        let _ = ReturnFile::read(&bytes, &layout);
        let mut under = b"payment,amount,status,recipient,reason\n".to_vec();
        under.extend(bytes);
        check_whole(&ReturnFile::read(&under, &layout).unwrap());
    }

    #[test]
    fn likely_text_gives_lines_or_faults(
        text in prop::collection::vec(prop::sample::select(vec![
            "p-1", ",", "\"", "\n", "\r\n", "1.00", "paid", "成功", " ", "合计", "h-1", "/holder", "0", ".", "x",
        ]), 0..80),
    ) {
        check_whole(&read(&format!("payment,amount,status,recipient,reason\n{}", text.concat())));
    }

    #[test]
    fn a_spoilt_line_spoils_no_other(
        line in 0_usize..20,
        at in any::<prop::sample::Index>(),
        junk in prop::collection::vec(any::<u8>().prop_filter("stays on its line", |byte| *byte != b'\n'), 1..9),
        overwrite in any::<bool>(),
    ) {
        let (header, lines) = good_file();
        let good = read(&format!("{header}\n{}\n", lines.join("\n")));
        prop_assert_eq!((good.lines.len(), good.faults.len()), (20, 0));
        let mut spoilt: Vec<Vec<u8>> = lines.iter().map(|line| line.clone().into_bytes()).collect();
        let from = at.index(spoilt[line].len());
        let to = if overwrite { (from + junk.len()).min(spoilt[line].len()) } else { from };
        spoilt[line].splice(from..to, junk.iter().copied());
        // A line of totals would end the table.
        prop_assume!(!["合计", "总计", "total"].iter().any(|word| spoilt[line].starts_with(word.as_bytes())));
        let mut bytes = header.into_bytes();
        for line in &spoilt {
            bytes.push(b'\n');
            bytes.extend(line);
        }
        bytes.push(b'\n');
        let read = ReturnFile::read(&bytes, &ReturnLayout::default()).unwrap();
        let others = |file: &ReturnFile| -> Vec<ReturnLine> {
            file.lines.iter().filter(|one| one.line != line as u64 + 2).cloned().collect()
        };
        prop_assert_eq!(others(&read), others(&good));
        check_whole(&read);
    }

    #[test]
    fn a_cut_file_loses_its_last_line_only(cut in any::<prop::sample::Index>()) {
        let (header, lines) = good_file();
        let text = format!("{header}\n{}\n", lines.join("\n"));
        let cut = header.len() + 1 + cut.index(text.len() - header.len());
        let good = read(&text);
        let read = ReturnFile::read(&text.as_bytes()[..cut.min(text.len())], &ReturnLayout::default()).unwrap();
        let whole = text.as_bytes()[header.len() + 1..cut.min(text.len())].iter().filter(|b| **b == b'\n').count();
        prop_assert_eq!(&read.lines[..], &good.lines[..whole]);
        prop_assert!(read.faults.iter().all(|fault| fault.code.code() == "bank_line.truncated"));
    }
}
