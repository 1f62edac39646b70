//! The tree and its proofs against RFC 6962, word by word, and against published figures.

use doorstep::voucher::proof::{ConsistencyProof, InclusionProof, Root, Tree, leaf_hash};
use doorstep::voucher::{Digest, HashKind, encode_event};
use sha2::Digest as _;

use super::{code, long, records};

/// MTH of RFC 6962, section 2.1, as it stands there.
fn mth(leaves: &[Vec<u8>]) -> [u8; 32] {
    match leaves {
        [] => sha2::Sha256::digest([]).into(),
        [leaf] => sha2::Sha256::digest([&[0], leaf.as_slice()].concat()).into(),
        _ => {
            let k = largest_power_below(leaves.len());
            sha2::Sha256::digest([&[1], mth(&leaves[..k]).as_slice(), &mth(&leaves[k..])].concat()).into()
        }
    }
}

fn largest_power_below(n: usize) -> usize {
    (0..).map(|exponent| 1 << exponent).take_while(|power| *power < n).last().unwrap()
}

/// PATH of section 2.1.1.
fn path(m: usize, d: &[Vec<u8>]) -> Vec<[u8; 32]> {
    if d.len() <= 1 {
        return vec![];
    }
    let k = largest_power_below(d.len());
    let (mut path, other) = if m < k { (path(m, &d[..k]), &d[k..]) } else { (path(m - k, &d[k..]), &d[..k]) };
    path.push(mth(other));
    path
}

/// SUBPROOF of section 2.1.2.
fn subproof(m: usize, d: &[Vec<u8>], whole: bool) -> Vec<[u8; 32]> {
    if m == d.len() {
        return if whole { vec![] } else { vec![mth(d)] };
    }
    let k = largest_power_below(d.len());
    let (mut proof, other) = if m <= k {
        (subproof(m, &d[..k], whole), &d[k..])
    } else {
        (subproof(m - k, &d[k..], false), &d[..k])
    };
    proof.push(mth(other));
    proof
}

fn digests(hashes: Vec<[u8; 32]>) -> Vec<Digest> {
    hashes.into_iter().map(Digest::from).collect()
}

fn root(events: usize, hash: [u8; 32]) -> Root {
    Root { events: events as u64, root: hash.into(), hash_kind: HashKind::Sha256 }
}

/// The leaves, roots and proofs of the tests of google/certificate-transparency (cpp/merkletree/merkle_tree_test.cc), which
/// transparency-dev/merkle took over.
#[test]
fn published_figures_of_certificate_transparency_hold() {
    let leaves: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut tree = Tree::new(HashKind::Sha256);
    let mut found = vec![tree.root()];
    for leaf in leaves {
        tree.push(leaf);
        found.push(tree.root());
    }
    for (size, (found, root)) in found.iter().zip(roots).enumerate() {
        assert_eq!((found.events, found.root.to_string().as_str()), (size as u64, root));
    }
    let parse = |path: &[&str]| path.iter().map(|text| text.parse().unwrap()).collect::<Vec<Digest>>();
    let inclusion: [(u64, [&str; 3]); 2] = [
        (
            0,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
    ];
    for (place, path) in inclusion {
        let (hash_kind, path) = (HashKind::Sha256, parse(&path));
        let leaf = leaf_hash(hash_kind, leaves[place as usize]);
        let proof = InclusionProof { seq: place + 1, events: 8, leaf, path, event: None, hash_kind };
        assert_eq!(proof.verify(&found[8]).unwrap(), None);
    }
    for (old, new, path) in [
        (
            6,
            8,
            vec![
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            2,
            5,
            vec![
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ] {
        let path = parse(&path);
        let proof = ConsistencyProof { old_events: old, new_events: new, path, hash_kind: HashKind::Sha256 };
        proof.verify(&found[old as usize], &found[new as usize]).unwrap();
    }
}

/// All sizes up to 130, all leaves and all pairs of sizes: the RFC's own proofs, and each leads where it should.
#[test]
fn proofs_are_those_of_the_rfc() {
    let ledger = long(HashKind::Sha256, 130).ledger;
    let leaves: Vec<_> = records(&ledger).iter().map(|record| encode_event(&record.event)).collect();
    let roots: Vec<_> = (0..=130).map(|size| root(size, mth(&leaves[..size]))).collect();
    let mut tree = Tree::new(HashKind::Sha256);
    for (leaf, root) in leaves.iter().zip(&roots) {
        assert_eq!(tree.root(), *root);
        tree.push(leaf);
    }
    assert_eq!((tree.root(), ledger.root().unwrap()), (roots[130], roots[130]));
    for size in 1..=130 {
        for place in 0..size {
            let proof = ledger.prove_inclusion(place as u64 + 1, size as u64).unwrap();
            assert_eq!(proof.path, digests(path(place, &leaves[..size])), "{place} of {size}");
            let event = proof.verify(&roots[size]).unwrap().unwrap();
            assert_eq!(event.seq, place as u64 + 1);
        }
    }
    for new in 0..=130 {
        for old in 0..=new {
            let proof = ledger.prove_consistency(old as u64, new as u64).unwrap();
            let right = if old == 0 { vec![] } else { subproof(old, &leaves[..new], true) };
            assert_eq!(proof.path, digests(right), "{old} to {new}");
            proof.verify(&roots[old], &roots[new]).unwrap();
        }
    }
    for (seq, events) in [(0, 5), (6, 5), (1, 131), (1, 0), (u64::MAX, u64::MAX)] {
        assert_eq!(code(ledger.prove_inclusion(seq, events)).0, "ledger.proof_range");
    }
    assert_eq!(code(ledger.prove_consistency(5, 4)).0, "ledger.proof_range");
    assert_eq!(code(ledger.prove_consistency(5, 131)).0, "ledger.proof_range");
}

/// Every bit of every hash, every number, and paths with a hash too few, too many or out of place.
#[test]
fn a_changed_proof_proves_nothing() {
    let ledger = long(HashKind::Sha256, 130).ledger;
    let mut tree = Tree::new(HashKind::Sha256);
    let mut roots = vec![tree.root()];
    for record in records(&ledger) {
        tree.push(&encode_event(&record.event));
        roots.push(tree.root());
    }
    for size in [1_u64, 2, 3, 7, 8, 64, 100, 127, 128, 129, 130] {
        for seq in [1, 2, size / 2 + 1, size].into_iter().filter(|seq| *seq <= size) {
            let good = ledger.prove_inclusion(seq, size).unwrap();
            let root = roots[size as usize];
            let refused = |proof: &InclusionProof, root: &Root| {
                assert_eq!(code(proof.verify(root)).0, "ledger.proof_fails", "{seq} of {size}: {proof:?}");
            };
            for path in changed_paths(&good.path) {
                refused(&InclusionProof { path, ..good.clone() }, &root);
            }
            for leaf in flips(&good.leaf) {
                refused(&InclusionProof { leaf, ..good.clone() }, &root);
                refused(&InclusionProof { leaf, event: None, ..good.clone() }, &root);
            }
            for other in flips(&root.root) {
                refused(&good, &Root { root: other, ..root });
            }
            for bit in 0..64 {
                refused(&InclusionProof { seq: seq ^ (1 << bit), ..good.clone() }, &root);
                refused(&InclusionProof { events: size ^ (1 << bit), ..good.clone() }, &root);
            }
            let bytes = good.event.clone().unwrap();
            for place in 0..bytes.len() * 8 {
                let mut bytes = bytes.clone();
                bytes[place / 8] ^= 1 << (place % 8);
                refused(&InclusionProof { event: Some(bytes), ..good.clone() }, &root);
            }
            refused(&InclusionProof { hash_kind: HashKind::Sm3, ..good.clone() }, &root);
        }
    }
    let pairs =
        [(0, 9), (1, 2), (1, 130), (2, 3), (6, 8), (64, 65), (64, 128), (65, 130), (127, 130), (130, 130)];
    for (old, new) in pairs {
        let good = ledger.prove_consistency(old, new).unwrap();
        let (old_root, new_root) = (roots[old as usize], roots[new as usize]);
        let refused = |proof: &ConsistencyProof, old_root: &Root, new_root: &Root| {
            assert_eq!(
                code(proof.verify(old_root, new_root)).0,
                "ledger.proof_fails",
                "{old} {new}: {proof:?}"
            );
        };
        for path in changed_paths(&good.path) {
            refused(&ConsistencyProof { path, ..good.clone() }, &old_root, &new_root);
        }
        for other in flips(&old_root.root) {
            refused(&good, &Root { root: other, ..old_root }, &new_root);
        }
        // The empty history is continued by whatever there is.
        for other in flips(&new_root.root).filter(|_| old > 0) {
            refused(&good, &old_root, &Root { root: other, ..new_root });
        }
        for bit in 0..64 {
            refused(&ConsistencyProof { old_events: old ^ (1 << bit), ..good.clone() }, &old_root, &new_root);
            refused(&ConsistencyProof { new_events: new ^ (1 << bit), ..good.clone() }, &old_root, &new_root);
        }
    }
}

fn flips(digest: &Digest) -> impl Iterator<Item = Digest> {
    let bytes = *digest.as_bytes();
    (0..256).map(move |bit| {
        let mut bytes = bytes;
        bytes[bit / 8] ^= 1 << (bit % 8);
        Digest::from(bytes)
    })
}

fn changed_paths(good: &[Digest]) -> Vec<Vec<Digest>> {
    let mut changed = Vec::new();
    for (place, digest) in good.iter().enumerate() {
        for flipped in flips(digest) {
            let mut path = good.to_vec();
            path[place] = flipped;
            changed.push(path);
        }
        let mut shorter = good.to_vec();
        shorter.remove(place);
        changed.push(shorter);
        let mut longer = good.to_vec();
        longer.insert(place, *digest);
        changed.push(longer);
        if place > 0 {
            let mut swapped = good.to_vec();
            swapped.swap(place - 1, place);
            changed.push(swapped);
        }
    }
    changed.push([good, &[Digest::from([0; 32])]].concat());
    changed.push([good, &vec![Digest::from([0; 32]); 70]].concat());
    changed
}

/// JSON of a proof is read as it was written, and nothing else is.
#[test]
fn proofs_travel_as_json() {
    let ledger = long(HashKind::Sm3, 60).ledger;
    let proof = ledger.prove_inclusion(7, 50).unwrap();
    let text = serde_json::to_string(&proof).unwrap();
    assert!(text.contains(r#""hash_kind":"sm3""#) && text.contains(r#""event_base64":""#));
    assert_eq!(serde_json::from_str::<InclusionProof>(&text).unwrap(), proof);
    let proof = ledger.prove_consistency(7, 50).unwrap();
    let text = serde_json::to_string(&proof).unwrap();
    assert_eq!(serde_json::from_str::<ConsistencyProof>(&text).unwrap(), proof);
    assert!(serde_json::from_str::<ConsistencyProof>(&text.replace("path", "paths")).is_err());
    assert!(serde_json::from_str::<Root>(r#"{"events": 1, "root": "00"}"#).is_err());
}
