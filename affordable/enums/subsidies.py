from django.db.models import TextChoices


class RuleStatus(TextChoices):
    RECORDED = "recorded", "待复核"
    CONFIRMED = "confirmed", "已生效"
    VOID = "void", "作废"

    @property
    def chip(self) -> str:
        return {"recorded": "amber", "confirmed": "green", "void": "grey"}[self.value]


class GrantStatus(TextChoices):
    PROPOSED = "proposed", "待复核"
    ACTIVE = "active", "在发"
    SUSPENDED = "suspended", "暂停"
    ENDED = "ended", "终止"
    REJECTED = "rejected", "退回"

    @property
    def chip(self) -> str:
        return {"proposed": "blue", "active": "green", "suspended": "amber", "ended": "grey", "rejected": "grey"}[
            self.value
        ]


class BatchStatus(TextChoices):
    """A quarter's payment, from the calculation to the last reissued card (dossier §3.10)."""

    DRAFTED = "drafted", "已建立"
    COMPUTED = "computed", "已测算"
    CHECKED = "checked", "已复核"
    APPROVED = "approved", "已批准"
    FUNDED = "funded", "财政资金已到账"
    EXPORTED = "exported", "代发文件已生成"
    SENT = "sent", "已送银行"
    PART_RETURNED = "part_returned", "部分退票"
    REISSUING = "reissuing", "补发中"
    SUCCEEDED = "succeeded", "全部到账"
    CLOSED = "closed", "已办结"
    VOID = "void", "作废"

    @property
    def chip(self) -> str:
        return {"succeeded": "green", "closed": "green", "part_returned": "red", "reissuing": "amber", "void": "grey",
                "drafted": "grey"}.get(self.value, "blue")


# what was approved of it stays
APPROVED_BATCHES = (
    BatchStatus.APPROVED, BatchStatus.FUNDED, BatchStatus.EXPORTED, BatchStatus.SENT, BatchStatus.PART_RETURNED,
    BatchStatus.REISSUING, BatchStatus.SUCCEEDED, BatchStatus.CLOSED,
)


class OmissionReason(TextChoices):
    """Why a family with a grant is not in a batch."""

    SUSPENDED = "suspended", "补贴已暂停发放"
    NO_CARD = "no_card", "没有代发账户"
    NO_MONTHS = "no_months", "本季度没有应发月份"
    DOUBLE = "double", "疑似重复享受"
    CHANGED = "changed", "家庭成员减少，补贴未调整"
    ELSEWHERE = "elsewhere", "本季度已在其他批次"

    @property
    def chip(self) -> str:
        return {"double": "red", "no_card": "amber", "changed": "amber"}.get(self.value, "grey")


class PaymentKind(TextChoices):
    REGULAR = "regular", "当季"
    BACKPAY = "backpay", "追溯补发"


class PaymentStatus(TextChoices):
    PENDING = "pending", "待发"
    SENT = "sent", "已送银行"
    PAID = "paid", "已到账"
    RETURNED = "returned", "退票"
    REISSUED = "reissued", "补发已送银行"
    CLAWED_BACK = "clawback", "已追回"
    VOID = "void", "作废"

    @property
    def chip(self) -> str:
        return {"pending": "grey", "sent": "blue", "paid": "green", "returned": "red", "reissued": "amber",
                "clawback": "grey", "void": "grey"}[self.value]


class ReturnReason(TextChoices):
    NAME = "name", "户名不符"
    CANCELLED = "cancelled", "卡已注销"
    FROZEN = "frozen", "账户冻结"
    DORMANT = "dormant", "睡眠户"
    NUMBER = "number", "卡号错误"
    IDENTITY = "identity", "身份证过期"
    OTHER = "other", "其他"


class ResultKind(TextChoices):
    """What the bank has said of one payment it was sent."""

    PAID = "paid", "成功"
    RETURNED = "returned", "退票"
    CLAWED_BACK = "clawback", "追回"
