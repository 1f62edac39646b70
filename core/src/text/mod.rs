//! Text (文本): one normal form, and how alike two titles are.

mod bigrams;
pub mod facts;
mod normal;

pub use bigrams::{Bigrams, title_similarity};
pub use normal::{Normal, normal_form, segments};
