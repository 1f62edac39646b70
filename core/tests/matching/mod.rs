//! Matching: constraints one by one, scores that add up, top-k against a plain scan, diagnosis against recounting.

mod constraints;
mod random;
mod top_k;
