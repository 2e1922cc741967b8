"""Kinds and states of presale escrow; English values are those of the dossier's appendix B."""
from django.db.models import TextChoices


class BankStatus(TextChoices):
    LISTED = "listed", "入围"
    SUSPENDED = "suspended", "暂停"
    REMOVED = "removed", "退出"

    @property
    def chip(self) -> str:
        return {"listed": "green", "suspended": "amber"}.get(self.value, "grey")


class QuotaBasis(TextChoices):
    """How the quota is worked out (dossier §3.2)."""

    COST_PER_SQM = "cost_per_sqm", "建安单价 × 面积 × 系数"
    PRESALE_TOTAL = "pct_of_presale_total", "预售总额 × 比例"
    FILING_PRICE = "filing_price_pct", "备案均价 × 面积 × 比例（可封顶）"
    FIXED_PER_SQM = "fixed_per_sqm", "每平方米标准 × 面积"
    CONTRACT_COST = "contract_cost", "施工合同总价 × 系数"


class NodeForm(TextChoices):
    """Retained share and ceiling of use say the same of money within the quota: retained = 100 − ceiling."""

    RETAIN = "retain", "留存比例"
    CEILING = "ceiling", "累计使用上限"


class BuildingKind(TextChoices):
    ANY = "any", "全部"
    ROUGH = "rough", "毛坯"
    FINISHED = "finished", "成品"
    LOWRISE = "lowrise", "低层"
    HIGHRISE = "highrise", "高层"


class NodeCode(TextChoices):
    """Stages of a building in the order in which they are reached; a rule set uses those it knows."""

    MATERIAL = "material", "前期材料采购"
    FOUNDATION = "foundation", "地下结构完成（正负零）"
    THIRD = "third", "主体达三分之一"
    HALF = "half", "主体达二分之一"
    TWO_THIRDS = "two_thirds", "主体达三分之二"
    TOPOUT = "topout", "主体封顶"
    STRUCTURE = "structure", "主体验收"
    MASONRY = "masonry", "砌体抹灰"
    FACADE = "facade", "外立面装饰完成"
    INTERIOR = "interior", "室内装修完成"
    ACCEPTANCE = "acceptance", "竣工验收"
    COMPLETION = "completion", "竣工备案"
    REGISTRATION = "registration", "不动产首次登记"


class RuleStatus(TextChoices):
    TEMPLATE = "template", "样本"
    DRAFT = "draft", "草稿"
    ACTIVE = "active", "启用"
    RETIRED = "retired", "停用"

    @property
    def chip(self) -> str:
        return {"active": "green", "draft": "amber", "template": "blue"}.get(self.value, "grey")


class ReleaseCondition(TextChoices):
    REGISTRATION = "registration", "不动产首次登记"
    COMPLETION = "completion", "竣工综合验收备案"


class Granularity(TextChoices):
    PROJECT = "project", "按项目"
    BUILDING = "building", "按楼幢"


class AccountStatus(TextChoices):
    PENDING = "pending", "拟开"
    AGREED = "agreed", "协议已签"
    ACTIVE = "active", "正常"
    PAUSED = "paused", "暂停拨付"
    RELEASE_APPLIED = "release_applied", "申请解除"
    RELEASED = "released", "已解除监管"
    CLOSED = "closed", "已销户"

    @property
    def chip(self) -> str:
        return {"active": "green", "paused": "red", "release_applied": "amber", "agreed": "blue"}.get(
            self.value, "grey")


class ProposalStatus(TextChoices):
    """Of a quota that a clerk has worked out and the director decides on."""

    PROPOSED = "proposed", "待核定"
    APPROVED = "approved", "已核定"
    REJECTED = "rejected", "未核定"
    WITHDRAWN = "withdrawn", "已撤回"

    @property
    def chip(self) -> str:
        return {"proposed": "amber", "approved": "green", "rejected": "red"}.get(self.value, "grey")


class EntryKind(TextChoices):
    """What moved the money. The sign of an entry follows from its kind; only a reversal may have either."""

    EARNEST = "earnest", "定金"
    DOWN = "down", "首付款"
    INSTALMENT = "instalment", "分期款"
    FULL = "full", "一次性付款"
    MORTGAGE = "mortgage", "商业贷款"
    PF_LOAN = "pf_loan", "公积金贷款"
    OTHER = "other", "其他入账"
    INTEREST = "interest", "利息"
    RELEASE = "release", "拨付"
    REFUND = "refund", "退款"
    DEDUCTION = "deduction", "司法扣划"
    REVERSAL = "reversal", "冲正"
    SETTLEMENT = "settlement", "解除监管转出"


SALE_KINDS = (
    EntryKind.EARNEST, EntryKind.DOWN, EntryKind.INSTALMENT, EntryKind.FULL, EntryKind.MORTGAGE, EntryKind.PF_LOAN,
    EntryKind.OTHER,
)
IN_KINDS = (*SALE_KINDS, EntryKind.INTEREST)
# what the bureau decides; the other outflows are facts of the bank or of a court
DECIDED_KINDS = (EntryKind.RELEASE, EntryKind.REFUND, EntryKind.SETTLEMENT)
OUT_KINDS = (*DECIDED_KINDS, EntryKind.DEDUCTION)


class NodeStatus(TextChoices):
    APPLIED = "applied", "已申请"
    INSPECTED = "inspected", "已查验"
    CERTIFIED = "certified", "已核验"
    REJECTED = "rejected", "未通过"
    VOIDED = "voided", "已撤回"

    @property
    def chip(self) -> str:
        return {"applied": "blue", "inspected": "amber", "certified": "green", "rejected": "red"}.get(
            self.value, "grey")


class ReleaseStatus(TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
    ACCEPTED = "accepted", "已受理"
    VERIFIED = "verified", "财务已核"
    SIGNED = "signed", "待局长审批"
    APPROVED = "approved", "已批准"
    NOTIFIED = "notified", "已通知银行"
    PAYING = "paying", "银行处理中"
    PAID = "paid", "已拨付"
    FAILED = "failed", "银行退票"
    RETURNED = "returned", "已退回"
    REJECTED = "rejected", "不予批准"
    CANCELLED = "cancelled", "已撤销"

    @property
    def chip(self) -> str:
        return {
            "submitted": "blue", "accepted": "blue", "verified": "amber", "signed": "amber", "approved": "amber",
            "notified": "amber", "paying": "amber", "paid": "green", "failed": "red", "returned": "red",
            "rejected": "red",
        }.get(self.value, "grey")


# counted against what a new application may ask for
IN_FLIGHT = (
    ReleaseStatus.SUBMITTED, ReleaseStatus.ACCEPTED, ReleaseStatus.VERIFIED, ReleaseStatus.SIGNED,
    ReleaseStatus.APPROVED, ReleaseStatus.NOTIFIED, ReleaseStatus.PAYING, ReleaseStatus.FAILED,
)
# approved and not yet paid: this money is nobody else's
RESERVING = (ReleaseStatus.APPROVED, ReleaseStatus.NOTIFIED, ReleaseStatus.PAYING, ReleaseStatus.FAILED)


class Purpose(TextChoices):
    PROGRESS = "progress", "工程进度款"
    MATERIAL = "material", "材料设备款"
    TAX = "tax", "税费"
    WAGES = "wages", "人工费"
    LOAN = "loan", "偿还开发贷"
    OTHER = "other", "其他"


class PayeeKind(TextChoices):
    CONTRACTOR = "contractor", "施工单位"
    SUPPLIER = "supplier", "材料设备商"
    WAGES = "wages", "农民工工资专户"
    TAX = "tax", "税费"
    LENDER = "lender", "贷款银行"
    DEVELOPER = "developer", "开发企业"


class PayeeStatus(TextChoices):
    PROPOSED = "proposed", "待复核"
    LISTED = "listed", "在册"
    REMOVED = "removed", "已移出"

    @property
    def chip(self) -> str:
        return {"listed": "green", "proposed": "amber"}.get(self.value, "grey")


class RefundKind(TextChoices):
    LOAN_SETTLED = "loan_settled", "贷款已结清"
    LOAN_OPEN = "loan_open", "贷款未结清"
    NO_LOAN = "no_loan", "无贷款"
    UNSIGNED = "unsigned", "未网签退款"


class RefundStatus(TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
    CHECKED = "checked", "财务已核"
    APPROVED = "approved", "已批准"
    PAYING = "paying", "银行处理中"
    PAID = "paid", "已退款"
    FAILED = "failed", "银行退票"
    REJECTED = "rejected", "不予批准"
    CANCELLED = "cancelled", "已撤销"

    @property
    def chip(self) -> str:
        return {"submitted": "blue", "checked": "amber", "approved": "amber", "paying": "amber", "paid": "green",
                "failed": "red", "rejected": "red"}.get(self.value, "grey")


REFUND_IN_FLIGHT = (RefundStatus.SUBMITTED, RefundStatus.CHECKED, RefundStatus.APPROVED, RefundStatus.PAYING,
                    RefundStatus.FAILED)
REFUND_RESERVING = (RefundStatus.APPROVED, RefundStatus.PAYING, RefundStatus.FAILED)


class FreezeKind(TextChoices):
    FULL = "full", "全额冻结"
    PART = "part", "限额冻结"


class FreezeStatus(TextChoices):
    """``WAITING`` and ``EXPIRED`` follow from the day and from the freezes before, and are never stored."""

    PROPOSED = "proposed", "冻结待复核"
    EFFECTIVE = "effective", "生效"
    WAITING = "waiting", "轮候"
    RELEASING = "releasing", "解除待复核"
    RELEASED = "released", "已解除"
    EXPIRED = "expired", "已到期"
    REJECTED = "rejected", "登记有误"

    @property
    def chip(self) -> str:
        return {"effective": "red", "proposed": "amber", "waiting": "amber", "releasing": "amber"}.get(
            self.value, "grey")


class LetterStatus(TextChoices):
    """``COMING`` follows from the day and is never stored; a term that has run out is shown as ended at once."""

    PROPOSED = "proposed", "待复核"
    COMING = "coming", "尚未生效"
    EFFECTIVE = "effective", "有效"
    ENDED = "ended", "已失效"

    @property
    def chip(self) -> str:
        return {"effective": "green", "proposed": "amber", "coming": "blue"}.get(self.value, "grey")


class WorksStatus(TextChoices):
    PROPOSED = "proposed", "待复核"
    CONFIRMED = "confirmed", "已复核"
    REJECTED = "rejected", "未通过"

    @property
    def chip(self) -> str:
        return {"proposed": "amber", "confirmed": "green"}.get(self.value, "red")


class ReconciliationStatus(TextChoices):
    DIFFERENT = "diff", "有差异"
    EXPLAINED = "explained", "已说明"
    MATCHED = "matched", "已对平"

    @property
    def chip(self) -> str:
        return {"diff": "red", "explained": "amber", "matched": "green"}[self.value]


class LineStatus(TextChoices):
    OPEN = "open", "待入账"
    BOOKED = "booked", "已入账"
    CONFLICT = "conflict", "流水冲突"
    DISPUTED = "disputed", "与账不符"
    IGNORED = "ignored", "不入账"
    VOID = "void", "已作废"

    @property
    def chip(self) -> str:
        return {"open": "amber", "booked": "green", "conflict": "red", "disputed": "red"}.get(self.value, "grey")


# the bank has said something else of the same serial, or the ledger has; only the bank can tell which is right
IN_QUESTION = (LineStatus.CONFLICT, LineStatus.DISPUTED)
# what the bank does not stand by: it has said something else before, or has taken it back
NOT_STATED = (LineStatus.CONFLICT, LineStatus.VOID)


class AnswerChoice(TextChoices):
    """What the bank said when it was asked about a line in question."""

    ACCEPT = "accept", "银行更正，采用本行"
    KEEP = "keep", "银行确认原内容，本行作废"


class AnswerStatus(TextChoices):
    PROPOSED = "proposed", "待复核"
    CONFIRMED = "confirmed", "已复核"
    RETURNED = "returned", "已退回"

    @property
    def chip(self) -> str:
        return {"proposed": "amber", "confirmed": "green"}.get(self.value, "grey")


class AlertLevel(TextChoices):
    BLUE = "blue", "蓝"
    YELLOW = "yellow", "黄"
    ORANGE = "orange", "橙"
    RED = "red", "红"

    @property
    def chip(self) -> str:
        return {"blue": "blue", "yellow": "amber", "orange": "amber", "red": "red"}[self.value]


class AlertStatus(TextChoices):
    OPEN = "open", "待确认"
    CONFIRMED = "confirmed", "已确认"
    HANDLED = "handled", "已处置"
    CLOSED = "closed", "已关闭"

    @property
    def chip(self) -> str:
        return {"open": "red", "confirmed": "amber", "handled": "blue"}.get(self.value, "grey")


class ApplicationStatus(TextChoices):
    """Of the application for a presale permit; the permit's own state stands in the register."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
    FIXING = "fixing", "补正中"
    ACCEPTED = "accepted", "已受理"
    REVIEWED = "reviewed", "已复核"
    ISSUED = "issued", "已发证"
    REJECTED = "rejected", "不予许可"
    WITHDRAWN = "withdrawn", "已撤回"

    @property
    def chip(self) -> str:
        return {"submitted": "blue", "fixing": "amber", "accepted": "blue", "reviewed": "amber", "issued": "green",
                "rejected": "red"}.get(self.value, "grey")


# handed in and not yet ended
OPEN_APPLICATIONS = (
    ApplicationStatus.SUBMITTED, ApplicationStatus.FIXING, ApplicationStatus.ACCEPTED, ApplicationStatus.REVIEWED,
)
# accepted and not yet answered: the statutory term runs
UNANSWERED = (ApplicationStatus.ACCEPTED, ApplicationStatus.REVIEWED)

# how a bank writes its days, with the first of April as the example
DATE_FORMATS = (
    ("%Y-%m-%d", "2026-04-01"), ("%Y%m%d", "20260401"), ("%Y/%m/%d", "2026/4/1"), ("%Y.%m.%d", "2026.4.1"),
    ("%Y年%m月%d日", "2026年4月1日"),
)
