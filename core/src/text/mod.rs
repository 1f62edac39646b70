//! Text (文本): one normal form, and how alike two titles are.

mod bigrams;
mod normal;
pub mod occupation;

pub use bigrams::{Bigrams, title_similarity};
pub use normal::{Normal, normal_form, segments};
