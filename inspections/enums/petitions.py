from django.db.models import TextChoices

GROUP = 5  # persons: from here on 集体访

class PetitionChannel(TextChoices):
    LETTER = "letter", "来信"
    VISIT = "visit", "来访"
    WEB = "web", "网上"
    PHONE = "phone", "电话专线"
    HOTLINE = "hotline", "12345"
    SUPERIOR = "superior", "上级转办"


class PetitionCategory(TextChoices):
    LATE = "late", "逾期交房"
    QUALITY = "quality", "质量"
    TITLE = "title", "办证"
    MONEY = "money", "资金"
    PROPERTY = "property", "物业"
    BROKER = "broker", "中介"
    RENTAL = "rental", "租赁"
    OTHER = "other", "其他"


class PetitionStatus(TextChoices):
    """Appendix B, with the reply split where two persons and the post stand between its draft and its service."""

    REGISTERED = "registered", "已登记"
    ACCEPTED = "accepted", "已受理"
    TRANSFERRED = "transferred", "已转送"
    REJECTED = "rejected", "不予受理"
    HANDLING = "handling", "办理中"
    EXTENDED = "extended", "延期待批"
    DRAFTED = "drafted", "答复待审"
    SIGNED = "signed", "答复待送达"
    REPLIED = "replied", "已答复"
    CLOSED = "closed", "已办结"
    REVIEW = "review", "复查中"
    REVIEWED = "reviewed", "已出复查意见"
    RECHECK = "recheck", "复核中"
    FINAL = "final", "复核终结"

    @property
    def chip(self) -> str:
        if self in SETTLED:
            return "green" if self == PetitionStatus.CLOSED else "grey"
        return "amber" if self in WAITING else "blue"


SETTLED = (PetitionStatus.TRANSFERRED, PetitionStatus.REJECTED, PetitionStatus.CLOSED, PetitionStatus.REVIEWED,
           PetitionStatus.FINAL)
WAITING = (PetitionStatus.REGISTERED, PetitionStatus.EXTENDED, PetitionStatus.DRAFTED)
# from the service of the reply on, it can be said whether the petitioner was content
ANSWERED = (PetitionStatus.REPLIED, PetitionStatus.CLOSED, PetitionStatus.REVIEW, PetitionStatus.REVIEWED,
            PetitionStatus.RECHECK, PetitionStatus.FINAL)


class Satisfaction(TextChoices):
    CONTENT = "content", "满意"
    MOSTLY = "mostly", "基本满意"
    DISCONTENT = "discontent", "不满意"
    NONE = "none", "未评"


class PetitionDeed(TextChoices):
    """What a dated step says: more than the state, as four deeds lead back to 办理中."""

    ACCEPTED = "accepted", "受理"
    TRANSFERRED = "transferred", "转送"
    REJECTED = "rejected", "不予受理"
    OBJECTED = "objected", "转送被退回"
    ASSIGNED = "assigned", "交办"
    ASKED = "asked", "申请延期"
    GRANTED = "granted", "批准延期"
    DENIED = "denied", "不予延期"
    DRAFTED = "drafted", "拟定答复"
    RETURNED = "returned", "退回答复"
    SIGNED = "signed", "审签答复"
    SERVED = "served", "送达答复"
    CLOSED = "closed", "办结"
    REVIEW = "review", "申请复查"
    REVIEWED = "reviewed", "复查意见"
    RECHECK = "recheck", "申请复核"
    FINAL = "final", "复核意见"
    CONTENT = "content", "评价：满意"
    MOSTLY = "mostly", "评价：基本满意"
    DISCONTENT = "discontent", "评价：不满意"


class PetitionerRole(TextChoices):
    DELEGATE = "delegate", "代表"
    MEMBER = "member", "成员"
