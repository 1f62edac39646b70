//! What can go wrong around the machine itself; what the machine *declines* is a [`Refusal`](super::Refusal).

use std::borrow::Cow;
use std::fmt;

use crate::error::{ValueError, codes};

codes! {
    /// Why a command could not be read, or a ledger could not be kept.
    #[non_exhaustive]
    pub enum VoucherCode {
        Malformed = "command.malformed", "not an object of named fields", "不是由命名字段组成的对象";
        FieldMissing = "command.field_missing", "a required field is missing", "缺少必填字段";
        FieldUnknown = "command.field_unknown", "a field that does not belong to this action", "该操作不含此字段";
        FieldDuplicate = "command.field_duplicate", "the same field twice", "字段重复";
        FieldType = "command.field_type", "a field of another type", "字段类型不符";
        FieldValue = "command.field_value", "a value that is not acceptable", "字段取值不可接受";
        ActionUnknown = "command.action_unknown", "unknown action", "未知操作";
        Identifier = "command.identifier",
            "not an identifier of 1 to 64 letters, digits and `._:-`", "标识符应为 1 至 64 个字母、数字或 ._:- 字符";
        Personal = "command.personal",
            "looks like a resident id, phone or account number; give a token", "疑似身份证号、手机号或账号，请改用代号";
        Text = "command.text", "not a line of 1 to 200 characters", "应为 1 至 200 个字符的单行文本";
        SecretKey = "ledger.secret_key",
            "no key, or too short a key, for secrets", "缺少券密码密钥或密钥过短";
        StoreScheme = "ledger.store_scheme", "unknown kind of store", "未知的存储类型";
        StoreNotBuilt = "ledger.store_not_built",
            "this kind of store is not part of this build", "当前构建不含此存储类型";
        StoreFailed = "ledger.store_failed", "the store did not write", "存储写入失败";
        StoreBusy = "ledger.busy", "others are writing: try again", "账本正忙，请稍后重试";
        StoreFull = "ledger.full", "no room left on the disk", "磁盘空间不足";
        StoreReadOnly = "ledger.read_only", "the store cannot be written", "存储为只读";
        StoreIo = "ledger.io", "the store could not be read or written", "存储读写失败";
        StoreVersion = "ledger.store_version",
            "a store of a version that is not supported", "存储版本不受支持";
        StoreUnsafe = "ledger.store_unsafe",
            "the store would not keep or guard what it acknowledged", "存储设置不能保证已回执记录的持久与安全";
        NotALedger = "ledger.not_a_ledger", "not a ledger", "不是账本";
        Poisoned = "ledger.poisoned",
            "an earlier write failed: open the ledger again", "此前写入失败，请重新打开账本";
        Encoding = "ledger.encoding", "not a canonical encoding", "编码不规范";
        BrokenChain = "ledger.broken_chain", "the hash chain is broken", "哈希链断裂";
        NotApplicable = "ledger.not_applicable",
            "an event that does not follow from the state", "事件与当前状态不符";
        BudgetBroken = "ledger.budget_broken",
            "the budget equation would not hold", "预算恒等式不成立";
        StateDiffers = "ledger.state_differs",
            "replaying the events gives another state", "重放事件得到的状态不一致";
        AnswersDiffer = "ledger.answers_differ",
            "the recorded answers are not those of the events", "记录的回执与事件不符";
        HashKind = "ledger.hash_kind",
            "the ledger is kept with another hash", "账本采用另一种杂凑算法";
        ProofRange = "ledger.proof_range",
            "the ledger has no such event, or not so many", "账本中没有该事件或事件数不足";
        ProofFails = "ledger.proof_fails", "the proof does not hold", "证明不成立";
        CheckpointKey = "ledger.checkpoint_key",
            "not a name and a key of 32 bytes", "应为名称和 32 字节密钥";
        Checkpoint = "ledger.checkpoint", "not a signed checkpoint", "不是已签名的检查点";
        Signature = "ledger.signature",
            "not signed with the key that was given", "签名与所给公钥不符";
        CutOff = "ledger.cut_off",
            "events of a checkpoint are missing at the end", "缺少检查点已载明的后续事件";
        Rewritten = "ledger.rewritten",
            "the history is not that of the checkpoint", "历史记录与检查点不符";
        Fork = "ledger.fork",
            "two checkpoints of one ledger contradict each other", "同一账本的两个检查点相互矛盾";
        BankBatchUnknown = "bank.batch_unknown", "no such payment batch", "支付批次不存在";
        BankNotReady = "bank.not_ready",
            "the batch cannot be paid as it stands", "支付批次当前不可支付";
        BankContentChanged = "bank.content_changed",
            "not the payment file of this batch", "内容与该批次的支付文件不一致";
        BankTooLarge = "bank.too_large", "more than the limit", "超出规模上限";
        BankLayout = "bank.layout", "a layout that cannot be used", "回盘文件格式声明不可用";
        BankHeader = "bank.header",
            "a column that the layout names is missing, or there twice", "缺少格式声明中的列，或该列重复";
        BankEncoding = "bank.encoding",
            "not in the declared encoding (a bank's file is often GBK: declare `gb18030`)",
            "不符合声明的编码（银行文件常为 GBK，请声明 gb18030）";
        BankTotals = "bank.totals", "the sums do not tie out", "合计不平";
    }
}

/// A command that cannot be read, a store that fails, a history that does not hold together.
///
/// It names the field or the event concerned and never repeats a value: a value may be personal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoucherError {
    code: VoucherCode,
    field: Option<Cow<'static, str>>,
    seq: Option<u64>,
    detail: Option<Cow<'static, str>>,
}

impl VoucherError {
    /// Longest part of an unknown field's name that a message repeats, in characters.
    const FIELD_CHARS_MAX: usize = 40;

    pub(crate) const fn new(code: VoucherCode) -> Self {
        Self { code, field: None, seq: None, detail: None }
    }

    /// Names the field; a name that the caller made up is cut, and digits in it are masked.
    pub(crate) fn in_field(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.field = Some(match field.into() {
            Cow::Borrowed(name) => Cow::Borrowed(name),
            Cow::Owned(name) => Cow::Owned(
                name.chars()
                    .take(Self::FIELD_CHARS_MAX)
                    .map(|letter| if letter.is_numeric() || letter.is_control() { '*' } else { letter })
                    .collect(),
            ),
        });
        self
    }

    pub(crate) const fn at_seq(mut self, seq: u64) -> Self {
        self.seq = Some(seq);
        self
    }

    pub(crate) fn because(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Names the line of a text.
    pub(crate) fn on_line(mut self, line: u64) -> Self {
        self.detail = Some(match self.detail {
            Some(detail) => format!("line {line}, {detail}").into(),
            None => format!("line {line}").into(),
        });
        self
    }

    /// A store's failure to write, for those who write a [`Store`](super::Store); `detail` must not be personal.
    pub fn store(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(VoucherCode::StoreFailed).because(detail)
    }

    /// What went wrong.
    pub const fn code(&self) -> VoucherCode {
        self.code
    }

    /// The field of the command concerned, such as `actor.role`.
    pub fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// The event concerned, by its number; for a broken chain, the first bad one.
    pub const fn seq(&self) -> Option<u64> {
        self.seq
    }

    /// The message in Chinese; `Display` gives the English one.
    pub fn message_zh(&self) -> String {
        let mut text = self.code.zh().to_owned();
        if let Some(field) = &self.field {
            text.push_str(&format!("（字段 `{field}`）"));
        }
        if let Some(seq) = self.seq {
            text.push_str(&format!("（第 {seq} 条事件）"));
        }
        if let Some(detail) = &self.detail {
            text.push_str(&format!("：{detail}"));
        }
        text
    }
}

impl fmt::Display for VoucherError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.en())?;
        if let Some(field) = &self.field {
            write!(f, " (field `{field}`)")?;
        }
        if let Some(seq) = self.seq {
            write!(f, " (event {seq})")?;
        }
        if let Some(detail) = &self.detail {
            write!(f, ": {detail}")?;
        }
        Ok(())
    }
}

impl std::error::Error for VoucherError {}

/// A value of the model that a command's field does not take, such as a division code.
impl From<ValueError> for VoucherError {
    fn from(error: ValueError) -> Self {
        Self::new(VoucherCode::FieldValue).because(error.code().en())
    }
}
