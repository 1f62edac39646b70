//! Text (文本): one normal form, what is said in it, and how alike two titles are.

mod bigrams;
pub mod facts;
mod lexicon;
mod normal;
pub mod occupation;
mod pinyin;
mod typed;

pub use bigrams::{Bigrams, title_similarity};
pub use lexicon::{Credential, Held, Lexicon, LexiconCode, LexiconError, Mention};
pub use normal::{Normal, normal_form, segments};
pub use pinyin::syllables;
pub use typed::{Typed, TypedAs};
