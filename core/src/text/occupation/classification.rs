//! The occupational classification (职业分类大典 2022) as a table.

use super::version::{Change, ChangeKind, Resolved};
use crate::error::{ValueCode, ValueError};
use crate::model::{OccupationCode, OccupationLevel};

pub(in crate::text) const BOOK: &str = include_str!("../data/occupations_2022.tsv");
const CHANGES: &str = include_str!("../data/occupation_changes.tsv");

/// One class of the classification, of any level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occupation {
    /// The code, at the level of the class.
    pub code: OccupationCode,
    /// The official name, without its mark.
    pub name: String,
    /// The code of GB/T 6565, for the upper three levels.
    pub gbt6565: Option<String>,
    /// A digital occupation, marked S (数字职业).
    pub digital: bool,
    /// A green occupation, marked L (绿色职业).
    pub green: bool,
    /// The year in which it was published, if that was after the book.
    pub added: Option<u16>,
}

/// The classification of 2022 with the occupations published since whose codes are known.
///
/// Classes have ids in the order of their codes. An id holds for one release of the library; codes are what lasts.
///
/// ```
/// use doorstep::text::occupation::Classification;
/// let classification = Classification::embedded()?;
/// let nurse = "4-10-01-05".parse()?;
/// assert_eq!(classification.name(nurse), Some("养老护理员"));
/// assert_eq!(classification.parent(nurse), Some("4-10-01".parse()?));
/// # Ok::<(), doorstep::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Classification {
    classes: Vec<Occupation>,
    changes: Vec<Change>,
}

impl Classification {
    /// The classification that the library carries.
    ///
    /// # Errors
    /// Never with an unharmed build: the embedded tables are read here, and a line that cannot be read is an error.
    pub fn embedded() -> Result<Self, ValueError> {
        Self::read(BOOK, CHANGES)
    }

    fn read(book: &str, changes: &str) -> Result<Self, ValueError> {
        let mut classes = rows(book).map(Occupation::read).collect::<Result<Vec<_>, _>>()?;
        let changes = rows(changes).map(Change::read).collect::<Result<Vec<_>, _>>()?;
        for change in changes.iter().filter(|change| change.kind == ChangeKind::New && change.year > 2022) {
            classes.extend(change.to.iter().map(|code| Occupation {
                code: *code,
                name: change.to_name.clone(),
                gbt6565: None,
                digital: false,
                green: false,
                added: Some(change.year),
            }));
        }
        for change in changes.iter().filter(|change| change.kind == ChangeKind::Renamed && change.year > 2022)
        {
            if let ([from], [to]) = (change.from.as_slice(), change.to.as_slice()) {
                classes.iter_mut().filter(|class| class.code == *from).for_each(|class| {
                    class.code = *to;
                    class.name.clone_from(&change.to_name);
                });
            }
        }
        classes.sort_by_key(|class| class.code);
        if let Some([double, _]) =
            classes.array_windows().find(|[first, second]| first.code == second.code || first.name.is_empty())
        {
            return Err(ValueError::new(ValueCode::Duplicate, double.code));
        }
        Ok(Self { classes, changes })
    }

    /// Every class, in the order of codes; the position is the id.
    pub fn iter(&self) -> std::slice::Iter<'_, Occupation> {
        self.classes.iter()
    }

    /// How many classes a level has, with those published after the book.
    pub fn count(&self, level: OccupationLevel) -> usize {
        self.classes.iter().filter(|class| class.code.level() == level).count()
    }

    /// The class with this code; filled-up forms are found, too (`2-06-07-00` is the small class `2-06-07`).
    pub fn get(&self, code: OccupationCode) -> Option<&Occupation> {
        self.classes.get(usize::from(self.id(code)?))
    }

    /// The official name of a code.
    pub fn name(&self, code: OccupationCode) -> Option<&str> {
        self.get(code).map(|class| class.name.as_str())
    }

    /// The id of a code: its place in the order of codes.
    pub fn id(&self, code: OccupationCode) -> Option<u16> {
        let place = |code: OccupationCode| self.classes.binary_search_by_key(&code, |class| class.code).ok();
        let found = place(code).or_else(|| {
            let trimmed = code.trimmed();
            let levels = OccupationLevel::ALL.into_iter().rev().filter(|level| *level >= trimmed.level());
            levels.filter_map(|level| place(code.padded().at(level)?)).next()
        })?;
        u16::try_from(found).ok()
    }

    /// The class with this id.
    pub fn by_id(&self, id: u16) -> Option<&Occupation> {
        self.classes.get(usize::from(id))
    }

    /// The class right above a code, if the classification knows both.
    pub fn parent(&self, code: OccupationCode) -> Option<OccupationCode> {
        let above = self.get(code)?.code.parent()?;
        self.get(above).map(|class| class.code)
    }

    /// The classes right below a code, in the order of codes.
    pub fn children(&self, code: OccupationCode) -> impl Iterator<Item = &Occupation> {
        self.classes.iter().filter(move |class| class.code.parent() == Some(code))
    }

    /// What a code, of this edition or an older one, is today.
    ///
    /// A code that both editions use, for the same thing or for two, is read as today's: texts seldom say which
    /// edition they use, and today's is the more likely one. [`Self::changes`] has the rest.
    ///
    /// ```
    /// use doorstep::text::occupation::{Classification, Resolved};
    /// let classification = Classification::embedded()?;
    /// let code = "4-10-01-05".parse()?;
    /// assert_eq!(classification.resolve(code), Resolved::Current(code));
    /// assert_eq!(classification.resolve("4-10-01-77".parse()?), Resolved::Unknown);
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    pub fn resolve(&self, code: OccupationCode) -> Resolved {
        let found = self.get(code).map(|class| class.code);
        let moved = self.changes.iter().find(|change| change.from.contains(&code));
        match (found, moved) {
            // A filled-up code may be that of an occupation which has moved, as 2-02-32-00.
            (Some(found), Some(_)) if found == code => Resolved::Current(found),
            (_, Some(change)) => Resolved::Moved { to: change.to.clone(), kind: change.kind },
            (Some(found), None) => Resolved::Current(found),
            (None, None) => Resolved::Unknown,
        }
    }

    /// The changes between editions that the library knows of.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }
}

impl<'a> IntoIterator for &'a Classification {
    type Item = &'a Occupation;
    type IntoIter = std::slice::Iter<'a, Occupation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Occupation {
    fn read(line: &str) -> Result<Self, ValueError> {
        let mut cells = line.split('\t');
        let (Some(code), Some(standard), Some(marks), Some(name), None) =
            (cells.next(), cells.next(), cells.next(), cells.next(), cells.next())
        else {
            return Err(ValueError::new(ValueCode::Missing, line));
        };
        let marks: u8 = marks.parse().map_err(|_| ValueError::new(ValueCode::NotAnInteger, line))?;
        Ok(Self {
            code: OccupationCode::parse(code)?,
            name: name.to_owned(),
            gbt6565: (!standard.is_empty()).then(|| standard.to_owned()),
            digital: marks & 1 != 0,
            green: marks & 2 != 0,
            added: None,
        })
    }
}

/// The lines of a table, without its comments.
fn rows(table: &str) -> impl Iterator<Item = &str> {
    table.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> OccupationCode {
        text.parse().unwrap()
    }

    /// 8, 79, 450 and 1,639 are the published figures of the book, 134 its published count of green occupations.
    #[test]
    fn counts_what_the_book_counts() {
        let classification = Classification::embedded().unwrap();
        let count = |level| {
            classification.iter().filter(|class| class.code.level() == level && class.added.is_none()).count()
        };
        assert_eq!(OccupationLevel::ALL.map(count), [8, 79, 450, 1_639]);
        assert_eq!(classification.iter().filter(|class| class.green).count(), 134);
        assert_eq!(classification.iter().filter(|class| class.digital).count(), 95);
    }

    #[test]
    fn every_class_has_a_parent_and_an_id() {
        let classification = Classification::embedded().unwrap();
        for class in &classification {
            let id = classification.id(class.code).unwrap();
            assert_eq!(classification.by_id(id), Some(class));
            assert_eq!(classification.get(class.code), Some(class));
            if class.code.level() != OccupationLevel::Major {
                let parent = classification.parent(class.code).unwrap();
                assert!(classification.children(parent).any(|child| child == class), "{}", class.code);
            }
        }
    }

    #[test]
    fn finds_filled_up_codes() {
        let classification = Classification::embedded().unwrap();
        for (text, found, name) in [
            ("2-06-07-00", "2-06-07", "商务专业人员"),
            ("6-00-00-00", "6", "生产制造及有关人员"),
            ("2-08-99-00", "2-08-99", "其他教学人员"),
            ("4-08-06-00", "4-08-06-00", "环境监测员"),
            ("4-08-06", "4-08-06", "环境监测服务人员"),
        ] {
            let class = classification.get(code(text)).unwrap();
            assert_eq!((class.code, class.name.as_str()), (code(found), name), "{text}");
            assert_eq!(classification.resolve(code(text)), Resolved::Current(code(found)));
        }
        assert_eq!(classification.get(code("4-10-01-77")), None);
    }

    #[test]
    fn refuses_a_broken_table() {
        for book in ["4-1\t\t0\t甲\n", "4\t\t0\n", "4\t\tx\t甲\n", "4\t\t0\t甲\n4\t\t0\t乙\n"] {
            assert!(Classification::read(book, "").is_err(), "{book}");
        }
        assert!(Classification::read("", "moved\t\t\t4\t甲\t2024\t\n").is_err());
    }
}
