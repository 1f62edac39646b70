//! Text (文本): one normal form, what is said in it, and how alike two titles are.

mod asked;
mod bigrams;
pub mod facts;
mod forms;
mod lexicon;
mod normal;
pub mod occupation;
mod pinyin;
mod typed;

pub use asked::Clauses;
pub(crate) use bigrams::similarity;
pub use bigrams::{Bigrams, title_similarity};
pub(crate) use forms::Forms;
pub use lexicon::{
    CertificateWords, Credential, Held, Lexicon, LexiconCode, LexiconError, Mention, OccupationWords,
    SkillWords, Words,
};
pub(crate) use normal::spaced_form;
pub use normal::{Normal, normal_form, segments};
pub use pinyin::syllables;
pub use typed::{Typed, TypedAs};
