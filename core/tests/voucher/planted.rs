//! The list of planted bugs fits the sources; `cargo xtask planted` puts them in.

use std::path::Path;

#[test]
fn the_planted_bugs_still_fit() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let list = std::fs::read_to_string(root.join("tests/voucher/planted.txt")).unwrap();
    let mut bugs = 0;
    for bug in list.split("\n== ").skip(1) {
        let (name, rest) = bug.split_once("\nfile ").unwrap();
        let (file, rest) = rest.split_once("\ntest ").unwrap();
        let (test, rest) = rest.split_once("\n--\n").unwrap();
        let (old, new) = rest.split_once("\n++\n").unwrap();
        let source = std::fs::read_to_string(root.join("src/voucher").join(file)).unwrap();
        assert_eq!(source.matches(old).count(), 1, "{name}: its text in {file}");
        assert_ne!(old, new, "{name}");
        let (module, function) = test.split_once("::").unwrap();
        let tests = std::fs::read_to_string(root.join(format!("tests/voucher/{module}.rs"))).unwrap();
        assert!(tests.contains(&format!("fn {function}()")), "{name}: {test}");
        bugs += 1;
    }
    assert!(bugs >= 40, "{bugs}");
}
