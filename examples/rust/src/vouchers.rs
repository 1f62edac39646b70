//! Vouchers (就业券) from distribution to payment, with commands that are refused and one that comes twice.

use chrono::{DateTime, FixedOffset, NaiveDate};
use doorstep::voucher::{
    Action, Actor, Answer, BudgetView, Command, CommandId, EventBody, EventFilter, EventRecord, Item, ItemId,
    Ledger, Note, PartyId, Payee, PaymentId, ProgrammeId, RecordId, Refusal, Role, Terms, Timestamp,
    Validity, Verified, VoucherId, VoucherView,
};
use doorstep::{Fen, KeyGroup, PseudonymKey, RegionCode, Seeker};

use crate::failure::Failure;

/// Most vouchers that are issued.
const ISSUED_MAX: usize = 24;
/// What a voucher is worth at most.
const FACE_YUAN: &str = "800";
/// The groups for whom the programme is.
const GROUPS: [KeyGroup; 2] = [KeyGroup::RegisteredUnemployed, KeyGroup::EmploymentDifficulty];
/// A key for the demonstration's pseudonyms. It is public, so it protects nobody: a real one is secret and random.
const DEMO_KEY: &[u8; 32] = b"not a secret: demonstration only";

const PROGRAMME: &str = "training-2026";
const MANAGER: &str = "o-manager";
const ISSUER: &str = "o-issuer";
const APPROVER: &str = "o-approver";
const PAYER: &str = "o-payer";
const SCHOOL: &str = "s-school-1";
/// Training schools that redeem.
const PROVIDERS: [&str; 3] = [SCHOOL, "s-school-2", "s-agency-1"];

/// What the courses cost.
const COSTS_YUAN: [&str; 5] = ["800", "800", "650", "800", "720"];

/// A command and its answer.
pub(crate) struct Turn {
    /// When it came.
    pub time: Timestamp,
    /// The command.
    pub command: Command,
    /// The answer.
    pub answer: Answer,
}

impl Turn {
    /// Why the command was declined, if it was declined now.
    pub(crate) fn refusal(&self) -> Option<&Refusal> {
        match &self.answer {
            Answer::Refused { refusal, .. } => Some(refusal),
            Answer::Applied { .. } | Answer::Replayed { .. } | Answer::Unknown { .. } => None,
        }
    }

    /// Whether the command had come before.
    pub(crate) fn replayed(&self) -> bool {
        matches!(self.answer, Answer::Replayed { .. })
    }
}

/// What the ledger holds in the end.
pub(crate) struct Vouchers {
    /// Every command with its answer, in the order of time.
    pub turns: Vec<Turn>,
    /// Every event.
    pub events: Vec<EventRecord>,
    /// Every voucher.
    pub vouchers: Vec<VoucherView>,
    /// The money.
    pub budget: BudgetView,
    /// What the verification of chain, states and money found.
    pub verified: Verified,
}

/// The holders: the first people who are in one of the groups on the day, as pseudonyms.
fn holders(seekers: &[Seeker], today: NaiveDate) -> Result<Vec<PartyId>, Failure> {
    let key = PseudonymKey::new(DEMO_KEY, "doorstep-demo")?;
    let entitled = seekers.iter().filter(|seeker| {
        let in_group = |group: &doorstep::GroupMembership| {
            GROUPS.contains(&group.group()) && group.holds_on(Some(today)) == Some(true)
        };
        seeker.groups.iter().any(in_group)
    });
    entitled
        .take(ISSUED_MAX)
        .map(|seeker| {
            let token = key.token("voucher-holder", &seeker.id);
            Ok(PartyId::new(&format!("h-{}", token.get(..16).unwrap_or(&token)))?)
        })
        .collect()
}

/// Carries a programme through its first weeks, up to the day.
pub(crate) fn carry(seekers: &[Seeker], today: NaiveDate, region: &str) -> Result<Vouchers, Failure> {
    let mut script = Script { today, region: RegionCode::parse(region)?, commands: Vec::new() };
    let holders = holders(seekers, today)?;
    script.open(holders.len())?;
    for (index, holder) in holders.iter().enumerate() {
        script.life(index, holders.len(), holder)?;
    }
    script.trouble()?;
    let mut turns = Vec::new();
    let mut ledger = Ledger::memory();
    // A stable sort: commands of one instant keep their order.
    script.commands.sort_by_key(|(time, _)| *time);
    for (time, command) in script.commands {
        let answer = ledger.submit(&command, time)?;
        turns.push(Turn { time, command, answer });
    }
    let programme = ProgrammeId::new(PROGRAMME)?;
    let budget = ledger.budget(&programme)?.ok_or_else(|| Failure::new("the programme is not there"))?;
    let events = ledger.events(&EventFilter::default())?;
    let issued = events.iter().filter(|record| matches!(record.event.body, EventBody::Issued { .. }));
    let views: Result<Vec<_>, _> =
        issued.filter_map(|record| record.event.voucher.as_ref()).map(|id| ledger.voucher(id)).collect();
    Ok(Vouchers {
        turns,
        events,
        vouchers: views?.into_iter().flatten().collect(),
        budget,
        verified: ledger.verify()?,
    })
}

/// The items in turn.
fn pick<T>(items: &[T], index: usize) -> Result<&T, Failure> {
    items.iter().cycle().nth(index % items.len().max(1)).ok_or_else(|| Failure::new("nothing to pick from"))
}

fn voucher_id(index: usize) -> Result<VoucherId, Failure> {
    Ok(VoucherId::new(&format!("V2026-{:03}", index + 1))?)
}

/// The commands of the story.
struct Script {
    today: NaiveDate,
    region: RegionCode,
    commands: Vec<(Timestamp, Command)>,
}

impl Script {
    /// An instant some days before the day of asking, so many minutes after nine o'clock in Shanghai.
    fn clock(&self, days_before: u64, minutes: usize) -> Result<Timestamp, Failure> {
        let day = self.today - chrono::Days::new(days_before);
        let (hours, minutes) = (9 + minutes / 60, minutes % 60);
        Ok(Timestamp::from_rfc3339(&format!("{day}T{hours:02}:{minutes:02}:00+08:00"))?)
    }

    fn say(
        &mut self,
        time: Timestamp,
        id: &str,
        (actor, role): (&str, Role),
        action: Action,
    ) -> Result<(), Failure> {
        let actor = Actor::new(PartyId::new(actor)?, role, self.region.clone());
        let command = Command { id: CommandId::new(id)?, actor, expected_version: None, action };
        self.commands.push((time, command));
        Ok(())
    }

    /// Opens the programme and grants it money for all its vouchers and a half.
    fn open(&mut self, vouchers: usize) -> Result<(), Failure> {
        let programme = ProgrammeId::new(PROGRAMME)?;
        let face_amount = Fen::from_yuan_text(FACE_YUAN)?;
        let item = Item { item: ItemId::new("skill-training")?, face_amount, partial_redeem: true };
        let terms = Terms::new(
            Note::new("职业技能培训券")?,
            self.region.clone(),
            vec![item],
            Validity::Days { valid_days: 90 },
            Payee::Provider,
        );
        let granted = face_amount.checked_mul(u32::try_from(vouchers)?)?;
        let amount = granted.checked_add(Fen::from_yuan_text("400")?)?;
        let manager = (MANAGER, Role::Manager);
        let define = Action::DefineProgramme { programme: programme.clone(), terms: Box::new(terms) };
        self.say(self.clock(45, 0)?, "c-define", manager, define)?;
        self.say(self.clock(45, 5)?, "c-appropriate", manager, Action::Appropriate { programme, amount })
    }

    /// One voucher, from its issue as far as it gets.
    fn life(&mut self, index: usize, count: usize, holder: &PartyId) -> Result<(), Failure> {
        let voucher = voucher_id(index)?;
        let id = |step: &str| format!("c-{step}-{:03}", index + 1);
        let provider = (*pick(&PROVIDERS, index)?, Role::Provider);
        let programme = ProgrammeId::new(PROGRAMME)?;
        let issue = Action::issue(programme, voucher.clone(), holder.clone());
        self.say(self.clock(44, index)?, &id("issue"), (ISSUER, Role::Issuer), issue)?;
        if index + 1 == count {
            let reason = Note::new("持券人已稳定就业")?;
            let revoke = Action::Revoke { voucher, reason };
            return self.say(self.clock(30, 0)?, &id("revoke"), (ISSUER, Role::Issuer), revoke);
        }
        if index % 8 == 7 {
            return Ok(()); // Not claimed yet.
        }
        let days = index as u64 % 9;
        let claim = Action::claim(voucher.clone());
        self.say(self.clock(43 - days, index)?, &id("claim"), (holder.as_str(), Role::Holder), claim)?;
        if index % 6 == 5 {
            return Ok(()); // Still in training.
        }
        let cost = *pick(&COSTS_YUAN, index)?;
        let redeem = |record: &str| -> Result<Action, Failure> {
            let record = RecordId::new(&format!("r-{record}-{:03}", index + 1))?;
            let amount = Some(Fen::from_yuan_text(cost)?);
            Ok(Action::Redeem { voucher: voucher.clone(), record, amount, served_at: None, secret: None })
        };
        self.say(self.clock(28 - days, index)?, &id("redeem"), provider, redeem("class")?)?;
        let approver = (APPROVER, Role::Approver);
        if index == 2 {
            let reason = Note::new("缺少签到记录，退回补正")?;
            let reject = Action::Reject { voucher: voucher.clone(), reason };
            self.say(self.clock(18, 0)?, &id("reject"), approver, reject)?;
            self.say(self.clock(16, 0)?, &id("redeem-again"), provider, redeem("class-complete")?)?;
        }
        if index % 7 == 6 {
            return Ok(()); // Waits for approval.
        }
        let approve = Action::Approve { voucher: voucher.clone() };
        self.say(self.clock(12 - days % 5, index)?, &id("approve"), approver, approve)?;
        if index % 10 == 9 {
            return Ok(()); // Waits for payment.
        }
        let payment = PaymentId::new(&format!("p-{:03}", index + 1))?;
        let disburse = Action::Disburse { voucher, payment };
        self.say(self.clock(5 - days % 3, index)?, &id("disburse"), (PAYER, Role::Payer), disburse)
    }

    /// What goes wrong in every real programme.
    fn trouble(&mut self) -> Result<(), Failure> {
        let first = voucher_id(0)?;
        let provider = (SCHOOL, Role::Provider);
        // A lost answer: the payer sends the very same payment again.
        let payment = PaymentId::new("p-001")?;
        let again = Action::Disburse { voucher: first.clone(), payment };
        self.say(self.clock(1, 10)?, "c-disburse-001", (PAYER, Role::Payer), again)?;
        // A school presents a voucher that is paid already.
        let record = RecordId::new("r-second-001")?;
        let second = Action::redeem(first, record);
        self.say(self.clock(1, 20)?, "c-redeem-second", provider, second)?;
        // The school that redeemed a voucher tries to approve it itself.
        let own = Action::Approve { voucher: voucher_id(6)? };
        self.say(self.clock(1, 30)?, "c-approve-own", (SCHOOL, Role::Approver), own)?;
        // An id that was used for one payment comes with another voucher.
        let payment = PaymentId::new("p-other")?;
        let other = Action::Disburse { voucher: voucher_id(1)?, payment };
        self.say(self.clock(1, 40)?, "c-disburse-001", (PAYER, Role::Payer), other)?;
        // More vouchers than there is money.
        for (minute, number) in [(50, 1), (51, 2), (52, 3)] {
            let issue = Action::issue(
                ProgrammeId::new(PROGRAMME)?,
                VoucherId::new(&format!("V2026-9{number:02}"))?,
                PartyId::new(&format!("h-late-{number}"))?,
            );
            let id = format!("c-issue-late-{number}");
            self.say(self.clock(1, minute)?, &id, (ISSUER, Role::Issuer), issue)?;
        }
        Ok(())
    }
}

/// Day and minute of an instant in China, whatever the machine's zone.
pub(crate) fn local_time(time: Timestamp) -> String {
    let shanghai = FixedOffset::east_opt(8 * 3600);
    match (DateTime::from_timestamp(time.get(), 0), shanghai) {
        (Some(instant), Some(zone)) => instant.with_timezone(&zone).format("%m-%d %H:%M").to_string(),
        _ => time.to_string(),
    }
}

/// The Chinese word for an action.
pub(crate) fn action_zh(action: &Action) -> &'static str {
    match action {
        Action::DefineProgramme { .. } => "设立项目",
        Action::Appropriate { .. } => "下达资金",
        Action::Issue { .. } => "分发",
        Action::Claim { .. } => "领取",
        Action::Redeem { .. } => "核销",
        Action::Approve { .. } => "审核通过",
        Action::Reject { .. } => "审核退回",
        Action::Disburse { .. } => "拨付",
        Action::PayoutFailed { .. } => "拨付失败",
        Action::ClawBack { .. } => "追回",
        Action::Revoke { .. } => "撤销",
        Action::Dispute { .. } => "提出争议",
        Action::SettleDispute { .. } => "处理争议",
        Action::Expire { .. } => "过期清理",
        Action::Accredit { .. } => "定点认定",
        Action::Discredit { .. } => "取消定点",
        Action::Schedule { .. } => "列入批次",
        Action::SealBatch { .. } => "封批",
        Action::ApproveBatch { .. } => "批次复核",
        Action::CancelBatch { .. } => "作废批次",
        Action::Reissue { .. } => "补发",
        Action::Suspend { .. } => "冻结",
        Action::Resume { .. } => "解冻",
    }
}

/// The Chinese word for a role.
pub(crate) fn role_zh(role: Role) -> &'static str {
    match role {
        Role::Manager => "项目管理",
        Role::Issuer => "发放经办",
        Role::Holder => "持券人",
        Role::Provider => "服务机构",
        Role::Approver => "审核",
        Role::Payer => "支付",
        Role::Auditor => "审计监督",
    }
}
