//! What a post asks for among all that it speaks of (任职要求与岗位职责): skills stand in its duties, in its boasts and in
//! its demands, and only the last are asked of a person.

use std::ops::Range;

/// Signs that end a clause.
const ENDS: [char; 8] = ['。', '；', ';', '\n', '!', '！', '?', '？'];
/// Signs that end a heading.
const HEADING_ENDS: [char; 5] = [':', '：', '】', ']', ')'];
/// Longest heading, in characters.
const HEADING_CHARS_MAX: usize = 14;
/// Words of a heading over what is asked for.
const DEMANDS: [&str; 8] = ["要求", "资格", "条件", "技能", "requirement", "qualification", "자격", "우대"];
/// Words of a heading over what is done.
const DUTIES: [&str; 9] =
    ["职责", "内容", "职位描述", "岗位描述", "工作描述", "负责", "duties", "responsibilit", "업무"];
/// Words that ask for a skill wherever they stand.
const STRONG: [&str; 12] = [
    "熟练",
    "熟悉",
    "掌握",
    "精通",
    "会使用",
    "会操作",
    "懂",
    "擅长",
    "proficien",
    "experience with",
    "능숙",
    "가능",
];
/// Words that ask for a skill unless they stand among the duties.
const WEAK: [&str; 18] = [
    "会",
    "能够",
    "能独立",
    "了解",
    "具备",
    "具有",
    "经验",
    "运用",
    "使用",
    "操作",
    "基础",
    "功底",
    "持有",
    "证",
    "流利",
    "水平",
    "skill",
    "경험",
];

/// Under which heading a clause stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Unheaded,
    Duties,
    Demands,
}

/// The clauses of a description, and which of them ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clauses(Vec<(Range<usize>, bool)>);

impl Clauses {
    /// Cuts a text into clauses.
    ///
    /// ```
    /// use doorstep::text::Clauses;
    /// let text = "岗位职责：销售空调；任职要求：熟练使用CAD";
    /// let clauses = Clauses::of(text);
    /// let asked = |word: &str| text.find(word).is_some_and(|at| clauses.ask_for(at..at + word.len()));
    /// assert_eq!((asked("销售"), asked("CAD")), (false, true));
    /// ```
    pub fn of(text: &str) -> Self {
        let mut section = Section::Unheaded;
        let mut clauses = Vec::new();
        let mut begins = 0;
        for clause in text.split_inclusive(ENDS) {
            let ends = begins + clause.len();
            // A heading may be the clause, or stand before a colon in it.
            let heading = clause.split(HEADING_ENDS).next().unwrap_or_default().trim().to_lowercase();
            if !heading.is_empty() && heading.chars().count() <= HEADING_CHARS_MAX {
                let names = |words: &[&str]| words.iter().any(|word| heading.contains(word));
                // 负责… is a duty itself; as a heading it has nothing behind it.
                if names(&DEMANDS) {
                    section = Section::Demands;
                } else if names(&DUTIES) && !heading.starts_with("负责") {
                    section = Section::Duties;
                }
            }
            clauses.push((begins..ends, asks(&clause.to_lowercase(), section)));
            begins = ends;
        }
        Self(clauses)
    }

    /// Whether what stands at these bytes of the text is asked for.
    pub fn ask_for(&self, span: Range<usize>) -> bool {
        let index = self.0.partition_point(|(clause, _)| clause.end <= span.start);
        self.0.get(index).is_some_and(|(_, asks)| *asks)
    }
}

fn asks(clause: &str, section: Section) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| clause.contains(word));
    has(&STRONG) || section != Section::Duties && has(&WEAK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, word: &str, expected: bool) {
        let at = text.find(word).unwrap();
        assert_eq!(Clauses::of(text).ask_for(at..at + word.len()), expected, "{text}: {word}");
    }

    #[test]
    fn tells_demands_from_duties() {
        let text = "【岗位职责】\n1、负责客户开发；2、使用Excel做报表\n【任职要求】\n1、会焊接\n2、有叉车证\n3、形象好";
        check(text, "客户开发", false);
        check(text, "Excel", false);
        check(text, "焊接", true);
        check(text, "叉车", true);
        check(text, "形象", false);
        check("工作内容：熟练操作数控车床", "数控车床", true);
        check("招聘文员，办公软件", "办公软件", false);
        check("招聘文员，会用办公软件", "办公软件", true);
        check("자격: 엑셀 가능", "엑셀", true);
        check("Responsibilities: sales. \nRequirements: experience with Java", "Java", true);
    }

    #[test]
    fn every_place_has_an_answer() {
        let clauses = Clauses::of("");
        assert!(!clauses.ask_for(0..0));
        let clauses = Clauses::of("会焊接");
        assert!(clauses.ask_for(0..3) && !clauses.ask_for(90..91));
    }
}
