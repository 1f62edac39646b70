//! Any JSON as proofs and roots: a code, or a proof that does not hold for the root with one bit turned.
#![no_main]

use doorstep::voucher::Digest;
use doorstep::voucher::proof::{ConsistencyProof, InclusionProof, Root};
use libfuzzer_sys::fuzz_target;

fn turned(root: &Root) -> Root {
    let mut bytes = *root.root.as_bytes();
    bytes[0] ^= 1;
    Root { root: Digest::from(bytes), ..*root }
}

fuzz_target!(|text: &str| {
    if let Ok((proof, root)) = serde_json::from_str::<(InclusionProof, Root)>(text)
        && proof.verify(&root).is_ok()
    {
        assert!(proof.verify(&turned(&root)).is_err());
    }
    if let Ok((proof, old, new)) = serde_json::from_str::<(ConsistencyProof, Root, Root)>(text)
        && proof.verify(&old, &new).is_ok()
    {
        assert!(proof.verify(&turned(&old), &new).is_err());
    }
});
