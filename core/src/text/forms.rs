//! Many texts of which some answer to what is typed, looked through at once.

use std::ops::Range;

use super::pinyin::syllables;
use super::typed::{Progress, Typed, TypedAs};

/// Texts in normal form, by their letters from the first: what texts have in common at their beginning is read once, and
/// so are the readings of every letter.
#[derive(Debug)]
pub(crate) struct Forms {
    letters: Vec<Letter>,
    /// The beginnings of the texts, each before those that go on from it.
    nodes: Vec<Node>,
    /// Which texts begin so, in the order of the nodes.
    texts: Vec<u32>,
}

/// A letter and its readings.
#[derive(Debug)]
pub(super) struct Letter {
    pub(super) letter: char,
    pub(super) syllables: Vec<&'static str>,
}

impl Letter {
    pub(super) fn of(letter: char) -> Self {
        Self { letter, syllables: syllables(letter).collect() }
    }
}

/// A beginning of some texts: that of the node that it goes on from, and one letter.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// Which of the letters.
    letter: u32,
    /// The node after all that go on from this one.
    end: u32,
    /// Which of the texts is the first that begins so.
    text: u32,
}

impl Forms {
    /// The forms are numbered as they come.
    pub(crate) fn new<'a>(forms: impl Iterator<Item = &'a str>) -> Self {
        let spelt =
            |form: &str| form.chars().filter(|letter| letter.is_alphanumeric()).collect::<Vec<char>>();
        let mut sorted: Vec<(Vec<char>, u32)> = forms.map(spelt).zip(0..).collect();
        sorted.sort_unstable();
        let mut alphabet: Vec<char> = sorted.iter().flat_map(|(form, _)| form).copied().collect();
        alphabet.sort_unstable();
        alphabet.dedup();
        let mut nodes: Vec<Node> = Vec::new();
        // The nodes of the form before, by letter.
        let mut open: Vec<usize> = Vec::new();
        let mut before: &[char] = &[];
        for ((form, _), text) in sorted.iter().zip(0..) {
            let common = form.iter().zip(before).take_while(|(one, other)| one == other).count();
            close(&mut nodes, open.drain(common..));
            for letter in form.iter().skip(common) {
                open.push(nodes.len());
                let letter = number(alphabet.partition_point(|other| other < letter));
                nodes.push(Node { letter, end: 0, text });
            }
            before = form;
        }
        close(&mut nodes, open.drain(..));
        Self {
            letters: alphabet.into_iter().map(Letter::of).collect(),
            nodes,
            texts: sorted.into_iter().map(|(_, text)| text).collect(),
        }
    }

    /// Calls `found` with the number of each text that the input answers to, in no order, and with the surest way.
    pub(crate) fn like(&self, typed: &Typed, mut found: impl FnMut(u32, TypedAs)) {
        if typed.is_empty() {
            return;
        }
        let mut found_all = |texts: Range<u32>, why: TypedAs| {
            let texts = self.texts.get(place(texts.start)..place(texts.end)).unwrap_or_default();
            texts.iter().for_each(|text| found(*text, why));
        };
        // How far the input is used up by the beginnings that the next node may go on from, and where those end.
        let mut open: Vec<(u32, Progress)> = Vec::new();
        let mut next = 0;
        while let Some(node) = self.nodes.get(place(next)) {
            while open.pop_if(|(end, _)| *end <= next).is_some() {}
            let before = open.last().map_or_else(|| typed.begin(), |(_, progress)| *progress);
            let Some(letter) = self.letters.get(place(node.letter)) else { break };
            let progress = typed.after(before, letter);
            let why = typed.why(progress);
            if progress.is_dead() {
                next = node.end;
            } else if let Some(why) = why.filter(|why| progress.is_final(*why)) {
                found_all(node.text..self.first_text(node.end), why);
                next = node.end;
            } else {
                if let Some(why) = why {
                    found_all(node.text..self.first_text(next + 1), why);
                }
                open.push((node.end, progress));
                next += 1;
            }
        }
    }

    /// The first text of a node; behind the last node, how many texts there are.
    fn first_text(&self, node: u32) -> u32 {
        self.nodes.get(place(node)).map_or_else(|| number(self.texts.len()), |node| node.text)
    }
}

/// Nothing that comes goes on from these nodes.
fn close(nodes: &mut [Node], which: impl Iterator<Item = usize>) {
    let end = number(nodes.len());
    for node in which {
        if let Some(node) = nodes.get_mut(node) {
            node.end = end;
        }
    }
}

fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
#[path = "forms_tests.rs"]
mod tests;
