//! Rust source as far as the order check needs it: words and signs without comments, literals and tests, and the
//! paths they spell.
//!
//! This is no parser. It reads what rustfmt leaves behind, and what it does not understand it passes over; the compiler
//! is there for everything else.

#![expect(
    clippy::indexing_slicing,
    reason = "a scanner steps through a slice whose bounds it has just looked at"
)]

/// A word, `::`, or another sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) line: usize,
}

/// The tokens of a file without comments and literals.
pub(crate) fn tokens(source: &str) -> Vec<Token> {
    let chars: Vec<char> = source.chars().collect();
    let at = |index: usize| chars.get(index).copied().unwrap_or('\0');
    let mut found = Vec::new();
    let (mut index, mut line) = (0, 1);
    while index < chars.len() {
        let begin = index;
        match at(index) {
            '/' if at(index + 1) == '/' => index = skip_line(&chars, index),
            '/' if at(index + 1) == '*' => index = skip_block_comment(&chars, index),
            '"' => index = skip_string(&chars, index + 1),
            'r' | 'b' | 'c' if literal_prefix(&chars, index) => index = skip_prefixed(&chars, index),
            '\'' => index = skip_quote(&chars, index),
            first if first.is_alphanumeric() || first == '_' => {
                while at(index).is_alphanumeric() || at(index) == '_' {
                    index += 1;
                }
                found.push(Token { text: chars[begin..index].iter().collect(), line });
            }
            ':' if at(index + 1) == ':' => {
                index += 2;
                found.push(Token { text: "::".to_owned(), line });
            }
            sign => {
                index += 1;
                if !sign.is_whitespace() {
                    found.push(Token { text: sign.to_string(), line });
                }
            }
        }
        index = index.min(chars.len());
        line += chars[begin..index].iter().filter(|c| **c == '\n').count();
    }
    found
}

fn skip_line(chars: &[char], mut index: usize) -> usize {
    while index < chars.len() && chars[index] != '\n' {
        index += 1;
    }
    index
}

/// Block comments nest.
fn skip_block_comment(chars: &[char], mut index: usize) -> usize {
    let mut depth = 0;
    while index < chars.len() {
        match (chars[index], chars.get(index + 1)) {
            ('/', Some('*')) => (depth, index) = (depth + 1, index + 2),
            ('*', Some('/')) => (depth, index) = (depth - 1, index + 2),
            _ => index += 1,
        }
        if depth == 0 {
            break;
        }
    }
    index
}

/// From behind the opening `"` to behind the closing one.
fn skip_string(chars: &[char], mut index: usize) -> usize {
    while index < chars.len() && chars[index] != '"' {
        index += if chars[index] == '\\' { 2 } else { 1 };
    }
    index + 1
}

/// Whether `r`, `b` or `c` here begins a literal: `r"`, `r#"`, `b'`, `br"`, `c"` ….
fn literal_prefix(chars: &[char], index: usize) -> bool {
    let rest: String = chars[index..chars.len().min(index + 3)].iter().collect();
    ["r\"", "r#\"", "r##", "b\"", "b'", "br\"", "br#", "c\"", "cr\"", "cr#"]
        .iter()
        .any(|start| rest.starts_with(start))
}

fn skip_prefixed(chars: &[char], mut index: usize) -> usize {
    let mut raw = false;
    while index < chars.len() && chars[index].is_alphabetic() {
        raw |= chars[index] == 'r';
        index += 1;
    }
    let mut hashes = 0;
    while chars.get(index) == Some(&'#') {
        (hashes, index) = (hashes + 1, index + 1);
    }
    match (chars.get(index), raw) {
        (Some('\''), _) => skip_quote(chars, index),
        (Some('"'), false) => skip_string(chars, index + 1),
        _ => {
            index += 1;
            let closing = |from: usize| {
                chars.get(from) == Some(&'"') && (1..=hashes).all(|hash| chars.get(from + hash) == Some(&'#'))
            };
            while index < chars.len() && !closing(index) {
                index += 1;
            }
            index + 1 + hashes
        }
    }
}

/// A character literal, or the `'` of a lifetime.
fn skip_quote(chars: &[char], index: usize) -> usize {
    if chars.get(index + 1) == Some(&'\\') {
        let mut end = index + 3;
        while end < chars.len() && chars[end] != '\'' {
            end += 1;
        }
        return end + 1;
    }
    if chars.get(index + 2) == Some(&'\'') { index + 3 } else { index + 1 }
}

/// The tokens without the items under `#[cfg(test)]`.
pub(crate) fn without_tests(tokens: Vec<Token>) -> Vec<Token> {
    let mut kept = Vec::with_capacity(tokens.len());
    let mut index = 0;
    while index < tokens.len() {
        if is(&tokens, index, &["#", "[", "cfg", "(", "test", ")", "]"]) {
            index = after_item(&tokens, index + 7);
        } else {
            kept.push(tokens[index].clone());
            index += 1;
        }
    }
    kept
}

fn is(tokens: &[Token], index: usize, texts: &[&str]) -> bool {
    texts
        .iter()
        .enumerate()
        .all(|(ahead, text)| tokens.get(index + ahead).is_some_and(|token| token.text == *text))
}

/// The index behind an item: behind its `;` or its closing brace, whichever comes first outside of brackets.
fn after_item(tokens: &[Token], mut index: usize) -> usize {
    let mut depth = 0;
    while let Some(token) = tokens.get(index) {
        index += 1;
        match token.text.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" if depth == 1 => return index,
            "}" | ")" | "]" => depth -= 1,
            ";" if depth == 0 => return index,
            _ => {}
        }
    }
    index
}

/// A path below the crate's root, as `["error", "ValueError"]` for `crate::error::ValueError`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct CratePath {
    pub(crate) segments: Vec<String>,
    pub(crate) line: usize,
}

/// Every path that begins with `crate` or `super`, in code that lies in `module`; the parts of `{…}` one by one.
pub(crate) fn crate_paths(tokens: &[Token], module: &[String]) -> Vec<CratePath> {
    let mut paths = Vec::new();
    let mut inline: Vec<(String, usize)> = Vec::new();
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate() {
        let path_begins = index == 0 || tokens[index - 1].text != "::";
        match token.text.as_str() {
            "{" => {
                depth += 1;
                if index >= 2 && tokens[index - 2].text == "mod" {
                    inline.push((tokens[index - 1].text.clone(), depth));
                }
            }
            "}" => {
                inline.retain(|(_, opened)| *opened != depth);
                depth = depth.saturating_sub(1);
            }
            "crate" if path_begins => expand(tokens, index + 1, &[], &mut paths),
            "super" if path_begins => {
                let mut base = module.to_vec();
                base.extend(inline.iter().map(|(name, _)| name.clone()));
                base.pop();
                let mut next = index + 1;
                while is(tokens, next, &["::", "super"]) {
                    base.pop();
                    next += 2;
                }
                expand(tokens, next, &base, &mut paths);
            }
            _ => {}
        }
    }
    paths
}

/// Reads `::a::b` or `::{a, b::c}` from `index` on, and adds each leaf; the answer is the index behind it.
fn expand_tree(tokens: &[Token], mut index: usize, base: &[String], paths: &mut Vec<CratePath>) -> usize {
    let mut segments = base.to_vec();
    let line = tokens.get(index.saturating_sub(1)).map_or(0, |token| token.line);
    while is(tokens, index, &["::"]) {
        let Some(next) = tokens.get(index + 1) else { break };
        index += 2;
        match next.text.as_str() {
            "{" => {
                while tokens.get(index).is_some_and(|token| token.text != "}") {
                    if tokens[index].text == "," {
                        index += 1;
                        continue;
                    }
                    let mut branch = segments.clone();
                    branch.push(tokens[index].text.clone());
                    index = expand_tree(tokens, index + 1, &branch, paths);
                    if is(tokens, index, &["as"]) {
                        index += 2;
                    }
                }
                return index + 1;
            }
            "<" => break,
            word => segments.push(word.to_owned()),
        }
    }
    paths.push(CratePath { segments, line });
    index
}

fn expand(tokens: &[Token], index: usize, base: &[String], paths: &mut Vec<CratePath>) {
    // `pub(crate)` and `pub(super)` name no path.
    if is(tokens, index, &["::"]) {
        expand_tree(tokens, index, base, paths);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(source: &str) -> String {
        tokens(source).into_iter().map(|token| token.text).collect::<Vec<_>>().join(" ")
    }

    fn paths(source: &str, module: &[&str]) -> Vec<String> {
        let module: Vec<String> = module.iter().map(|name| (*name).to_owned()).collect();
        let found = crate_paths(&without_tests(tokens(source)), &module);
        found.into_iter().map(|path| path.segments.join("::")).collect()
    }

    #[test]
    fn drops_comments_and_literals() {
        assert_eq!(words("a // crate::x\nb /* c /* d */ e */ f"), "a b f");
        assert_eq!(words(r#"a "crate::x \" y" b"#), "a b");
        assert_eq!(words("a r#\"say \"hi\" crate::x\"# b br\"x\" c'\"' d"), "a b c d");
        assert_eq!(words(r"f('\'', '\u{1F600}', 'x') g<'a>(b'\n')"), "f ( , , ) g < a > ( )");
        assert_eq!(words("grab radius crab"), "grab radius crab", "words that begin or end like a literal");
    }

    #[test]
    fn keeps_the_line() {
        let found = tokens("\"two\nlines\" a\n/* and\none */ b");
        assert_eq!(found.iter().map(|token| token.line).collect::<Vec<_>>(), [2, 4]);
    }

    #[test]
    fn drops_tests() {
        let source = "use crate::a::A; #[cfg(test)] #[path = \"b.rs\"] mod tests; use crate::c::C;
            #[cfg(test)] mod more { use crate::d::D; fn f() { { } } } use crate::e::E;";
        assert_eq!(paths(source, &["x"]), ["a::A", "c::C", "e::E"]);
    }

    #[test]
    fn spells_out_paths() {
        assert_eq!(paths("use crate::{a::{A, B as C}, d};", &["x"]), ["a::A", "a::B", "d"]);
        assert_eq!(paths("fn f(x: crate::a::Vec<crate::b::B>) {}", &["x"]), ["a::Vec", "b::B"]);
        assert_eq!(paths("pub(crate) fn f() {} pub(super) fn g() {}", &["x"]), [] as [&str; 0]);
        assert_eq!(paths("crate::a::f::<u8>(); $crate::b!()", &["x"]), ["a::f", "b"]);
    }

    #[test]
    fn follows_super() {
        assert_eq!(paths("use super::codes;", &["error", "value"]), ["error::codes"]);
        assert_eq!(paths("use super::super::place::P;", &["matching", "index"]), ["place::P"]);
        assert_eq!(paths("mod inner { use super::super::a; } use super::b;", &["x", "y"]), ["x::a", "x::b"]);
        assert_eq!(paths("use super::text;", &["place"]), ["text"]);
    }
}
