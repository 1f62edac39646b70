//! Goal: each form of each field is read with its exact quote, and what only looks like it is not. Method: phrases of our
//! own, each with the facts in a short notation, in the order of the text.

use proptest::prelude::*;

use super::*;
use crate::model::PeriodSource;

/// A fact in short: value and quote.
fn short(text: &str, fact: &Fact) -> String {
    let value = match &fact.value {
        FactValue::Wage(wage, part) => {
            let part = match part {
                WagePart::Whole => "",
                WagePart::Guaranteed => " guaranteed",
                WagePart::Base => " base",
                WagePart::Best => " best",
                WagePart::Probation => " probation",
            };
            let inferred = if wage.source() == PeriodSource::Inferred { "?" } else { "" };
            format!("wage {}-{}/{:?}{inferred}{part}", wage.min(), wage.max(), wage.period())
                .replace(".00", "")
        }
        FactValue::WageFloor(floor, period) => format!("floor {floor}/{period:?}").replace(".00", ""),
        FactValue::Education(EducationDemand::Any) => "edu any".to_owned(),
        FactValue::Education(EducationDemand::AtLeast(level)) => format!("edu {level:?}"),
        FactValue::ExperienceYears(years) => format!("exp {years}"),
        FactValue::Schedule(hours) => format!("hours {}", hours.count()),
        FactValue::ClockTimes { from_min, to_min } => {
            format!("{}:{:02}-{}:{:02}", from_min / 60, from_min % 60, to_min / 60, to_min % 60)
        }
        FactValue::Ages(ages) => format!("ages {}-{}", ages.min(), ages.max()),
        FactValue::Available(hours) => format!("available {}", hours.count()),
        FactValue::Unavailable(hours) => format!("unavailable {}", hours.count()),
        FactValue::RefusedWork(work) => format!("refuses {work}"),
        other => format!("{other:?}"),
    };
    let basis = match fact.basis {
        Basis::Stated => "",
        Basis::Derived => "~",
        Basis::Preferred => "(+)",
    };
    format!("{basis}{value} [{}]", text.get(fact.span.clone()).unwrap())
}

/// Cases as lines: a phrase, `=>`, its facts parted by `;`.
fn check(voice: Voice, cases: &str) {
    let mut wrong = Vec::new();
    for line in cases.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (text, expected) = line.split_once(" =>").unwrap();
        let text = text.replace("\\n", "\n");
        let got: Vec<String> = read(&text, voice).iter().map(|fact| short(&text, fact)).collect();
        let got = got.join("; ");
        if got != expected.trim() {
            wrong.push(format!("{line}\n  {text} => {got}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn wages_of_posts() {
    check(
        Voice::Post,
        r"
            月薪5000-8000元 => wage 5000-8000/Month [月薪5000-8000元]
            工资５０００～８０００元/月 => wage 5000-8000/Month [工资５０００～８０００元/月]
            待遇：5K-8K => ~wage 5000-8000/Month? [待遇：5K-8K]
            仓管 5千-8千 => ~wage 5000-8000/Month? [5千-8千]
            月薪0.8-1.2万 => wage 8000-12000/Month [月薪0.8-1.2万]
            月薪五千到六千五 => wage 5000-6500/Month [月薪五千到六千五]
            底薪4500，综合6000-9000 => ~wage 4500-4500/Month? base [底薪4500]; ~wage 6000-9000/Month? [综合6000-9000]
            轻松月入过万 => wage 10000-10000/Month [轻松月入过万]
            底薪3500+提成 => ~wage 3500-3500/Month? base [底薪3500+]
            底薪+提成6000-9000元 => ~wage 6000-9000/Month? [底薪+提成6000-9000元]
            保底4000 => ~wage 4000-4000/Month? guaranteed [保底4000]
            装卸工200/天 => wage 200-200/Day [200/天]
            日薪260元 => wage 260-260/Day [日薪260元]
            20元/小时 => wage 20-20/Hour [20元/小时]
            时薪18 => wage 18-18/Hour [时薪18]
            18块一小时 => wage 18-18/Hour [18块一小时]
            一小时18.5元 => wage 18.50-18.50/Hour [一小时18.5元]
            每单5元 => wage 5-5/Piece [每单5元]
            年薪24万，13薪 => ~wage 20000-20000/Month [年薪24万]
            年薪20万 => ~wage 16666.66-16666.66/Month [年薪20万]
            工资3000以上 => ~wage 3000-3000/Month? [工资3000以上]
            工资5800一6500元 => ~wage 5800-6500/Month? [工资5800一6500元]
            日结220 => Settlement(Daily) [日结]; ~wage 220-220/Day? [220]
            4500底薪 => ~wage 4500-4500/Month? base [4500底薪]
            5K底薪+高提成 => ~wage 5000-5000/Month? base [5K底薪]
            普工6000+包吃住 => ~wage 6000-6000/Month? [6000+]; Lodging(true) [包吃住]; Meals(true) [包吃住]
            5000元/月-7000元/月 => wage 5000-7000/Month [5000元/月-7000元/月]
            薪資：每月6000元 => wage 6000-6000/Month [薪資：每月6000元]
            月綜合五六千 => wage 5000-6000/Month [月綜合五六千]
            工资面议 =>
            薪资***元/月，底薪***元 =>
            底薪4000，最高可达1.5万 => ~wage 4000-4000/Month? base [底薪4000]
            试用期工资4000，转正5000 => ~wage 4000-4000/Month? probation [工资4000]; ~wage 5000-5000/Month? [转正5000]
            底薪4k+绩效（2-6k） => ~wage 4000-4000/Month? base [底薪4k+]
            月薪1万2 => wage 12000-12000/Month [月薪1万2]
            急聘10K+网络销售 => ~wage 10000-10000/Month? [10K+]
            单价4元/单-8元/单 => wage 4-8/Piece [单价4元/单-8元/单]
        ",
    );
}

#[test]
fn what_is_no_wage() {
    check(
        Voice::Post,
        r"
            餐补300元，全勤奖200元/月 =>
            房补500元/月 =>
            介绍奖2000元 =>
            注册资本5000万元 =>
            月销售额30万元以上 =>
            每月任务50000元 =>
            联系电话13800138000 =>
            2023年成立，厂房面积8000平方米 =>
            每天工作12小时 =>
            押金500元，体检费45元 =>
            240件/天 =>
            夜班补助15元/晚 =>
            重10kg-15kg =>
            提成3-12个点 =>
            保修3000公里 =>
            加班费15元/小时 =>
            1000人/天 =>
        ",
    );
}

#[test]
fn settlement() {
    check(
        Voice::Post,
        r"
            工资日结，干完就走 => Settlement(Daily) [工资日结]
            周结 => Settlement(Weekly) [周结]
            结算方式：月结 => Settlement(Monthly) [月结]
            半月结 => ~Settlement(Monthly) [半月结]
            做完结 => Settlement(OnCompletion) [做完结]
            每月15号发工资 => Settlement(Monthly) [每月15号发工资]
            工资发放：每月10日 => Settlement(Monthly) [工资发放：每月10日]
            不日结 =>
            是否日结请电话问 =>
            日结，周结，月结都可以 => ~Settlement(Daily) [日结]; ~Settlement(Weekly) [周结]; ~Settlement(Monthly) [月结]
            人走账清 => ~Settlement(OnCompletion) [人走账清]
        ",
    );
}

#[test]
fn education() {
    check(
        Voice::Post,
        r"
            大专及以上学历 => edu JuniorCollege [大专及以上学历]
            学历：本科以上，有经验者优先 => edu Bachelor [本科以上]
            高中或中专以上学历 => edu SeniorMiddle [高中或中专以上学历]
            本科优先 => (+)edu Bachelor [本科]
            大专以上，本科优先 => edu JuniorCollege [大专以上]; (+)edu Bachelor [本科]
            统招本科，计算机专业 => edu Bachelor [统招本科]
            学历不限 => edu any [学历不限]
            不限学历 => edu any [不限学历]
            初中及以下 => edu any [初中及以下]
            学历、经验不限 => edu any [学历、经验不限]; exp 0 [经验不限]
            无学历要求 => edu any [无学历要求]
            可放宽至大专 =>
            高中物理老师 =>
            负责大专招生 =>
            本科学历补助500元 =>
            招收小学员 =>
            硕士或博士学历 => edu Master [硕士或博士学历]
        ",
    );
}

#[test]
fn experience() {
    check(
        Voice::Post,
        r"
            3年以上相关工作经验 => exp 3 [3年以上相关工作经验]
            1-3年销售经验 => exp 1 [1-3年销售经验]
            两年以上客服经验优先 => (+)exp 2 [两年以上客服经验]
            工作经验：五年以上 => exp 5 [工作经验：五年以上]
            经验不限 => exp 0 [经验不限]
            无需经验，包教包会 => exp 0 [无需经验]; ~exp 0 [包教包会]
            应届生可 => ~exp 0 [应届生可]
            不接受应届生 =>
            公司成立10年，行业经验丰富 =>
            合同3年，有经验 =>
            2020年起从业 =>
            半年以上经验 => ~exp 1 [半年以上经验]
            1.3-5年开发经验 => exp 3 [3-5年开发经验]
            至少一年及以上天猫、京东的运营经验 => exp 1 [一年及以上天猫、京东的运营经验]
        ",
    );
}

#[test]
fn hours() {
    check(
        Voice::Post,
        r"
            8:00-17:30 => 8:00-17:30 [8:00-17:30]
            工作时间：上午8:30-12:00，下午13:30-18:00 => 8:30-12:00 [上午8:30-12:00]; 13:30-18:00 [下午13:30-18:00]
            早8晚6 => 8:00-18:00 [早8晚6]
            朝九晚六 => 9:00-18:00 [朝九晚六]
            早上9点到下午6点 => 9:00-18:00 [早上9点到下午6点]
            晚上8点-早上8点 => 20:00-8:00 [晚上8点-早上8点]
            周一至周五 8:30—17:30 => ~Rest(Double) [周一至周五]; hours 50 [8:30—17:30]
            周一到周六 9:00-18:00，午休12:00-13:30 => ~Rest(Single) [周一到周六]; hours 54 [9:00-18:00]
            8.30~18:00 => 8:30-18:00 [8.30~18:00]
            8-12点，14-18点 => 8:00-12:00 [8-12点]; 14:00-18:00 [14-18点]
            8:00-5:30 => 8:00-17:30 [8:00-5:30]
            8:30-12:00 1:30-6:00 => 8:30-12:00 [8:30-12:00]; 13:30-18:00 [1:30-6:00]
            比例9:16，竖屏 =>
            1:18-30岁 => ages 18-30 [18-30岁]
            5：人员管理 =>
            周二至周五13:00-20:00，周六至周日9:00-19:00 => hours 48 [13:00-20:00，周六至周日9:00-19:00]
        ",
    );
}

#[test]
fn rest_and_shift() {
    check(
        Voice::Post,
        r"
            双休 => Rest(Double) [双休]
            做六休一 => Rest(Single) [做六休一]
            周末双休，8小时 => Rest(Double) [周末双休]
            大小周 => Rest(BigSmall) [大小周]
            轮休 => Rest(Rota) [轮休]
            月休四天 => Rest(PerMonth(4)) [月休四天]
            月休4-6天 => Rest(PerMonth(4)) [月休4-6天]
            每月休息2天 => Rest(PerMonth(2)) [每月休息2天]
            非双休 =>
            一周五天 => Rest(Double) [一周五天]
            月休4000元 =>
            长白班 => Shift(Day) [长白班]
            两班倒 => Shift(Rotating) [两班倒]
            夜班，有夜班补贴 => Shift(Night) [夜班]
            夜班补助 =>
            无夜班 => ~Shift(Day) [无夜班]
            白班/夜班任选 => Shift(Day) [白班]; Shift(Night) [夜班]
            坐班，领班带班 =>
        ",
    );
}

#[test]
fn board() {
    check(
        Voice::Post,
        r"
            包吃住 => Lodging(true) [包吃住]; Meals(true) [包吃住]
            包吃包住 => Lodging(true) [包吃包住]; Meals(true) [包吃包住]
            提供食宿 => Lodging(true) [提供食宿]; Meals(true) [提供食宿]
            不包住 => Lodging(false) [不包住]
            不包吃包住 => Lodging(false) [不包吃包住]; Meals(false) [不包吃包住]
            不提供住宿，有工作餐 => Lodging(false) [不提供住宿]; Meals(true) [工作餐]
            住宿自理 => Lodging(false) [住宿自理]
            房补300，餐补15元一天 =>
            宿舍管理员 =>
            负责员工宿舍管理 =>
            有免费宿舍，食堂免费 => Lodging(true) [免费宿舍]; Meals(true) [食堂免费]
            员工食堂 =>
            包住吗？ =>
            免费夫妻房 => Lodging(true) [免费夫妻房]; ~Team(Couple) [免费夫妻房]
        ",
    );
}

#[test]
fn ages_team_and_more() {
    check(
        Voice::Post,
        r"
            18-45周岁 => ages 18-45 [18-45周岁]
            年龄：20岁—40岁 => ages 20-40 [20岁—40岁]
            45岁以下 => ages 0-45 [45岁以下]
            年满18周岁 => ages 18-255 [年满18周岁]
            18周岁以上，50周岁以下 => ages 18-50 [18周岁以上，50周岁以下]
            男55岁以下，女50岁以下 => ages 0-55 [55岁以下，女50岁以下]
            男50女45岁 => ages 0-50 [50女45岁]
            35岁以下，优秀者可放宽至40岁 => ages 0-40 [35岁以下，优秀者可放宽至40岁]
            年龄18-50 => ages 18-50 [18-50]
            年龄不限 => ages 0-255 [年龄不限]
            3-6岁儿童 =>
            照顾80岁老人 =>
            5-10人团队 =>
            夫妻工 => Team(Couple) [夫妻工]
            夫妻优先 => Team(Couple) [夫妻]
            夫妻店 =>
            2人一组 => Team(Group(2)) [2人一组]
            五险一金 => Insurance(FiveAndFund) [五险一金]
            缴纳五险 => Insurance(Five) [五险]
            社保、公积金 => Insurance(FiveAndFund) [社保、公积金]
            购买意外险 => Insurance(Commercial) [意外险]
            不交社保 => Insurance(None) [不交社保]
            办理社保 =>
            社保补贴 =>
            招5名 => Openings(5) [招5名]
            招聘人数：10人 => Openings(10) [10人]
            招聘保安6-10人 => Openings(10) [招聘保安6-10人]
            招若干人 =>
            服务客户500人 =>
            可居家办公 => Remote(true) [可居家办公]
            远程监控 =>
            不接受远程 => Remote(false) [不接受远程]
            全职，兼职勿扰 => Kind(FullTime) [全职]
            暑假工 => Kind(Gig) [暑假工]
            实习期三个月 =>
            计件，可带回家做 => Kind(PieceWork) [计件]; Kind(PieceWork) [可带回家做]
        ",
    );
}

#[test]
fn a_person() {
    check(
        Voice::Person,
        r"
            想找个离家近的活，三千以上，不上夜班 => NearHome [离家近的]; ~floor 3000/Month [三千以上]; NotAtNight [不上夜班]
            一个月不低于4000 => floor 4000/Month [一个月不低于4000]
            要包住的 => NeedsLodging(true) [包住]
            不住宿，回家住 => NeedsLodging(false) [不住宿]; NeedsLodging(false) [回家住]
            不做销售，不要中介 => refuses 销售 [不做销售]; refuses 中介 [不要中介]
            中午要回家 => ~unavailable 14 [中午要回家]
            晚上不行 => unavailable 42 [晚上不行]
            周末休息 => Rest(Double) [周末休息]; unavailable 48 [周末休息]
            要接送孩子 => ~unavailable 20 [接送孩子]
            只有周末有空 => available 48 [只有周末有空]
            周一到周五上午有空 => available 30 [周一到周五上午有空]
            上午8点到12点可以 => available 28 [上午8点到12点]
            三公里以内 => DistanceMMax(3000) [三公里以内]
            半小时以内的 => TravelMinMax(30) [半小时以内]
            骑车20分钟 => TravelMinMax(20) [骑车20分钟]
            5里路以内 => DistanceMMax(2500) [5里路以内]
            一个半小时以内 => TravelMinMax(90) [一个半小时以内]
            初中文化，有三年经验 => edu JuniorMiddle [初中文化]; exp 3 [三年经验]
            想干日结 => Settlement(Daily) [日结]
            夫妻俩一起找 => Team(Couple) [夫妻俩]
            一天200 => floor 200/Day [一天200]
            三千五就行 => ~floor 3500/Month [三千五]
            不想上夜班 => NotAtNight [不想上夜班]
        ",
    );
}

#[test]
fn other_languages() {
    check(
        Voice::Post,
        r"
            월급 5000위안, 숙식 제공 => wage 5000-5000/Month [월급 5000위안]; Lodging(true) [숙식 제공]; Meals(true) [숙식 제공]
            시급 20위안, 주5일 => wage 20-20/Hour [시급 20위안]; Rest(Double) [주5일]
            학력 무관, 경력 무관 => edu any [학력 무관]; exp 0 [경력 무관]
            나이 18-45세 => ages 18-45 [18-45세]
            야간 근무 없음 => ~Shift(Day) [야간 근무]
            20 yuan per hour, board and lodging => wage 20-20/Hour [20 yuan per hour]; Lodging(true) [board and lodging]; Meals(true) [board and lodging]
            5,000-8,000 yuan per month, weekends off => wage 5000-8000/Month [5,000-8,000 yuan per month]; Rest(Double) [weekends off]
            night shift, paid daily => Shift(Night) [night shift]; Settlement(Daily) [paid daily]
            no night shifts => ~Shift(Day) [no night shifts]
            at least 2 years experience => exp 2 [2 years experience]
            bachelor's degree => edu Bachelor [bachelor's degree]
            月給6000元、寮完備 => wage 6000-6000/Month [月給6000元]; Lodging(true) [寮完備]
            経験不問、週休2日 => exp 0 [経験不問]; Rest(Double) [週休2日]
            包食宿，月休四天，學歷不限，無需經驗 => Lodging(true) [包食宿]; Meals(true) [包食宿]; Rest(PerMonth(4)) [月休四天]; edu any [學歷不限]; exp 0 [無需經驗]
        ",
    );
}

#[test]
fn sentences() {
    check(
        Voice::Post,
        r"
            招聘普工包吃住月休四天 => Lodging(true) [包吃住]; Meals(true) [包吃住]; Rest(PerMonth(4)) [月休四天]
            招普工，18-45岁，5000-6000元/月，包吃住，两班倒，五险 => ages 18-45 [18-45岁]; wage 5000-6000/Month [5000-6000元/月]; Lodging(true) [包吃住]; Meals(true) [包吃住]; Shift(Rotating) [两班倒]; Insurance(Five) [五险]
            <p>包住</p><p>1、30岁以下</p> => Lodging(true) [包住]; ages 0-30 [30岁以下]
            1.30岁以下\n2.大专以上\n3.8:30-17:30 => ages 0-30 [30岁以下]; edu JuniorCollege [大专以上]; 8:30-17:30 [8:30-17:30]
        ",
    );
}

proptest! {
    /// Whatever is written: no panic, spans that lie on characters, in order.
    #[test]
    fn reads_anything(text in "([0-9]{1,5}|[一二三半千万kw:.,~/-]|元|月|天|小时|岁|包住|不|底薪|[^\\pC]|\\PC){0,40}") {
        for voice in [Voice::Post, Voice::Person] {
            let facts = read(&text, voice);
            prop_assert!(facts.is_sorted_by_key(|fact| fact.span.start));
            for fact in &facts {
                prop_assert!(text.get(fact.span.clone()).is_some_and(|quote| !quote.is_empty()), "{fact:?}");
            }
            settle(&[facts]);
        }
    }
}
