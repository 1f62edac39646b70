//! The kinds of hash: SM3 beside SHA-256, never mixed.

use doorstep::voucher::{HashKind, Head, Ledger, encode_event};
use sm3::Digest as _;

use super::{code, empty, jsonl, long, records};

/// GB/T 32905-2016, annex A.
#[test]
fn sm3_is_that_of_the_standard() {
    for (text, digest) in [
        (b"abc".to_vec(), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd".repeat(16), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ] {
        assert_eq!(HashKind::Sm3.digest(&text).to_string(), digest);
    }
    let sha = HashKind::Sha256.digest(b"abc").to_string();
    assert_eq!(sha, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

/// The documented formula with SM3.
#[test]
fn links_of_sm3_follow_the_published_formula() {
    let ledger = long(HashKind::Sm3, 60).ledger;
    let mut hash = sm3::Sm3::digest(b"doorstep.voucher.genesis.sm3\x01").to_vec();
    assert_eq!(Head::genesis(HashKind::Sm3).hash.as_bytes().as_slice(), hash);
    for (index, record) in records(&ledger).iter().enumerate() {
        let bytes = encode_event(&record.event);
        let mut link = sm3::Sm3::new();
        link.update(b"doorstep.voucher.link.sm3\x01");
        link.update(&hash);
        link.update((index as u64 + 1).to_be_bytes());
        link.update((bytes.len() as u64).to_be_bytes());
        link.update(&bytes);
        hash = link.finalize().to_vec();
        assert_eq!(record.hash.as_bytes().as_slice(), hash);
    }
}

/// The same commands give the same state under either hash, and no file of one is taken for one of the other.
#[test]
fn kinds_are_not_mixed() {
    let (sha, sm3) = (long(HashKind::Sha256, 90).ledger, long(HashKind::Sm3, 90).ledger);
    let (of_sha, of_sm3) = (sha.verify().unwrap(), sm3.verify().unwrap());
    assert_eq!(of_sha.state_digest, of_sm3.state_digest);
    assert_ne!(of_sha.head.hash, of_sm3.head.hash);
    assert!(!serde_json::to_string(&of_sha).unwrap().contains("hash_kind"));
    assert!(serde_json::to_string(&of_sm3).unwrap().contains(r#""hash_kind":"sm3""#));
    for ledger in [&sha, &sm3] {
        let file = ledger.export().unwrap();
        let copy = Ledger::import(&file).unwrap();
        assert_eq!((copy.head(), copy.export().unwrap()), (ledger.head(), file.clone()));
        let mut other = file;
        other[8] ^= 3;
        assert_eq!(code(Ledger::import(&other)), ("ledger.broken_chain", Some(1)));
        let lines = String::from_utf8(jsonl(ledger)).unwrap();
        let other = if lines.contains(r#""hash":"sm3""#) {
            lines.replacen("sm3", "sha256", 1)
        } else {
            lines.replacen("sha256", "sm3", 1)
        };
        assert_eq!(code(Ledger::from_jsonl(other.as_bytes())), ("ledger.broken_chain", Some(1)));
    }
    assert_eq!(code(sha.first_difference(&sm3)).0, "ledger.hash_kind");
    let store = doorstep::voucher::MemoryStore::new(HashKind::Sm3);
    assert_eq!(code(sha.copy_to(Box::new(store))).0, "ledger.hash_kind");
    // Genesis heads differ, so no record ever belongs to both.
    let first = &records(&sha)[0];
    assert!(empty(HashKind::Sm3).head().follow(first).is_err());
}

#[test]
fn a_url_names_the_hash() {
    assert_eq!(Ledger::open("memory:?hash=sm3").unwrap().head(), Head::genesis(HashKind::Sm3));
    assert_eq!(Ledger::open("memory:").unwrap().head(), Head::genesis(HashKind::Sha256));
    assert_eq!(code(Ledger::open("memory:?hash=md5")).0, "ledger.hash_kind");
    assert_eq!(code(Ledger::open("memory:?mode=ro")).0, "ledger.store_scheme");
    assert_eq!(code(Ledger::open("memory:x?hash=sm3")).0, "ledger.store_scheme");
}

#[cfg(feature = "sqlite")]
#[test]
fn a_file_keeps_its_hash() {
    let folder = tempfile::tempdir().unwrap();
    let url = |name: &str| format!("sqlite:///{}", folder.path().join(name).display());
    let source = long(HashKind::Sm3, 90).ledger;
    let store =
        doorstep::voucher::store::SqliteStore::open_with(&folder.path().join("sm3.db"), HashKind::Sm3);
    let mut copy = source.copy_to(Box::new(store.unwrap())).unwrap();
    copy.keep_snapshot().unwrap();
    let head = copy.head();
    drop(copy);
    for query in ["", "?hash=sm3", "?mode=ro", "?mode=ro&hash=sm3"] {
        let again = Ledger::open(&format!("{}{query}", url("sm3.db"))).unwrap();
        assert_eq!((again.head(), again.verify().unwrap().head), (head, head));
        assert_eq!(again.export().unwrap(), source.export().unwrap());
    }
    drop(Ledger::open(&url("sha.db")).unwrap());
    drop(Ledger::open(&format!("{}?hash=sm3", url("new.db"))).unwrap());
    for (file, query) in
        [("sm3.db", "?hash=sha256"), ("sha.db", "?hash=sm3"), ("sm3.db", "?mode=ro&hash=sha256")]
    {
        assert_eq!(code(Ledger::open(&format!("{}{query}", url(file)))).0, "ledger.hash_kind");
    }
    assert_eq!(Ledger::open(&url("new.db")).unwrap().head(), Head::genesis(HashKind::Sm3));
    assert_eq!(Ledger::open(&url("sha.db")).unwrap().head(), Head::genesis(HashKind::Sha256));
    // Into what has something already, nothing is copied.
    let full = doorstep::voucher::store::SqliteStore::open(&folder.path().join("sm3.db")).unwrap();
    assert_eq!(code(source.copy_to(Box::new(full))).0, "ledger.store_failed");
}
