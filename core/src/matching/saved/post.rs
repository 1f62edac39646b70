//! Posts and their values as bytes; each is read through its own constructor.

use chrono::{Datelike, NaiveDate};

use super::codec::{Fault, Reader, Saved, Writer, saved_enum, saved_struct};
use crate::model::{
    AgeRange, AnyCoordinate, Area, Certificate, Education, EducationDemand, Employer, Fen, Insurance,
    KeyGroup, OccupationCode, PeriodSource, Post, PostKind, RegionCode, Rest, Settlement, Shift, Skill,
    SkillLevel, System, Team, Wage, WagePeriod, WeekHours,
};
use crate::privacy::CreditCode;

saved_struct!(Post {
    id,
    title,
    description,
    employer,
    occupation,
    skills,
    certificates,
    benefits,
    place,
    region,
    area,
    address,
    kind,
    multi_site,
    remote,
    lodging,
    meals,
    wage,
    pieces_per_day,
    settlement,
    education,
    experience_years,
    ages,
    team,
    rest,
    shift,
    insurance,
    schedule,
    openings,
    published,
    opens,
    closes,
    key_groups,
    vector,
});

saved_struct!(Employer { name, credit_code });

saved_enum!(PostKind {
    0 = FullTime; 1 = PartTime; 2 = Gig; 3 = PieceWork; 4 = Internship; 5 = PublicWelfare;
});
saved_enum!(WagePeriod { 0 = Month; 1 = Day; 2 = Hour; 3 = Piece; });
saved_enum!(PeriodSource { 0 = Stated; 1 = Inferred; });
saved_enum!(Settlement { 0 = Daily; 1 = Weekly; 2 = Monthly; 3 = OnCompletion; });
saved_enum!(Education {
    0 = Primary; 1 = JuniorMiddle; 2 = SeniorMiddle; 3 = JuniorCollege; 4 = Bachelor; 5 = Master; 6 = Doctor;
});
saved_enum!(EducationDemand { 0 = Any; 1 = AtLeast(level); });
saved_enum!(Team { 0 = Couple; 1 = Group(size); });
saved_enum!(Rest { 0 = Double; 1 = Single; 2 = BigSmall; 3 = Rota; 4 = PerMonth(days); });
saved_enum!(Shift { 0 = Day; 1 = Night; 2 = Rotating; });
saved_enum!(Insurance { 0 = None; 1 = Commercial; 2 = Five; 3 = FiveAndFund; });
saved_enum!(System { 0 = Wgs84; 1 = Cgcs2000; 2 = Gcj02; 3 = Bd09; });
saved_enum!(SkillLevel {
    0 = Apprentice; 1 = Junior; 2 = Intermediate; 3 = Senior; 4 = Technician; 5 = SeniorTechnician;
    6 = SpecialTechnician; 7 = ChiefTechnician;
});
saved_enum!(KeyGroup {
    0 = Graduate; 1 = Youth; 2 = RegisteredUnemployed; 3 = EmploymentDifficulty; 4 = ZeroEmploymentHousehold;
    5 = Disabled; 6 = LongTermUnemployed; 7 = Veteran; 8 = MigrantWorker; 9 = LiftedOutOfPoverty;
    10 = DomesticWorker; 11 = MotherAtHome; 12 = LandlessFarmer;
});

impl Saved for Skill {
    fn write(&self, out: &mut Writer) {
        out.text(self.as_str());
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
        Self::parse(input.text()?).map_err(|_| Fault("not a skill"))
    }
}

impl Saved for Certificate {
    const LEN_MIN: usize = 3;

    fn write(&self, out: &mut Writer) {
        out.text(self.name());
        self.level().write(out);
        self.until().write(out);
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
        let name = input.text()?;
        Self::new(name, Saved::read(input)?, Saved::read(input)?).map_err(|_| Fault("not a certificate"))
    }
}

impl Saved for CreditCode {
    fn write(&self, out: &mut Writer) {
        out.text(self.as_str());
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
        Self::parse(input.text()?).map_err(|_| Fault("not a credit code"))
    }
}

impl Saved for RegionCode {
    fn write(&self, out: &mut Writer) {
        out.text(self.as_str());
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
        Self::from_digits(input.text()?).map_err(|_| Fault("not a division code"))
    }
}

impl Saved for Area {
    const LEN_MIN: usize = 2;

    fn write(&self, out: &mut Writer) {
        out.list(self.parts());
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
        Self::from_parts(input.list()?).ok_or(Fault("not an area"))
    }
}

impl Saved for OccupationCode {
    fn write(&self, out: &mut Writer) {
        out.number(u64::from(self.number()));
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
        Self::from_number(u32::read(input)?).ok_or(Fault("not an occupation code"))
    }
}

impl Saved for AnyCoordinate {
    const LEN_MIN: usize = 17;

    fn write(&self, out: &mut Writer) {
        self.system().write(out);
        out.raw(&self.lon().to_le_bytes());
        out.raw(&self.lat().to_le_bytes());
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
        let system = System::read(input)?;
        let (lon, lat) = (f64::from_le_bytes(input.array()?), f64::from_le_bytes(input.array()?));
        Self::new(lon, lat, system).map_err(|_| Fault("not a coordinate"))
    }
}

impl Saved for Fen {
    fn write(&self, out: &mut Writer) {
        // An amount is never negative.
        out.number(self.get().unsigned_abs());
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
        let fen = i64::try_from(input.number()?).ok().and_then(|fen| Self::new(fen).ok());
        fen.ok_or(Fault("not an amount"))
    }
}

impl Saved for Wage {
    const LEN_MIN: usize = 5;

    fn write(&self, out: &mut Writer) {
        self.min().write(out);
        self.max().write(out);
        self.period().write(out);
        self.source().write(out);
        self.has_open_end().write(out);
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
        let (min, max) = (Fen::read(input)?, Fen::read(input)?);
        let (period, source) = (WagePeriod::read(input)?, PeriodSource::read(input)?);
        let wage = Self::new(min, max, period, source).map_err(|_| Fault("not a wage"))?;
        Ok(if bool::read(input)? { wage.with_open_end() } else { wage })
    }
}

impl Saved for AgeRange {
    const LEN_MIN: usize = 2;

    fn write(&self, out: &mut Writer) {
        out.byte(self.min());
        out.byte(self.max());
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
        let [min, max] = input.array()?;
        Self::new(Some(min), Some(max)).map_err(|_| Fault("not a range of ages"))
    }
}

impl Saved for WeekHours {
    const LEN_MIN: usize = 24;

    fn write(&self, out: &mut Writer) {
        self.words().iter().for_each(|word| out.raw(&word.to_le_bytes()));
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
        let mut words = [0; 3];
        for word in &mut words {
            *word = u64::from_le_bytes(input.array()?);
        }
        Self::from_words(words).ok_or(Fault("not hours of a week"))
    }
}

impl Saved for NaiveDate {
    /// Days from the year 1, those before it as odd numbers.
    fn write(&self, out: &mut Writer) {
        let days = i64::from(self.num_days_from_ce());
        out.number(((days << 1) ^ (days >> 63)).cast_unsigned());
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
        let number = u32::read(input)?;
        let days = (number >> 1).cast_signed() ^ -(number & 1).cast_signed();
        Self::from_num_days_from_ce_opt(days).ok_or(Fault("not a date"))
    }
}
