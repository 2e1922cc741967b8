from django.db.models import TextChoices


class LoanCovers(TextChoices):
    """What a special loan is asked for; only the first may be paid from it [E10]."""

    SOLD_HOMES = "sold_homes", "已售逾期难交付的住宅"
    UNSOLD = "unsold", "未售房屋"
    LUXURY = "luxury", "高档住宅"
    BUSINESS = "business", "商业、办公等非住宅"


class LoanPurpose(TextChoices):
    WORKS = "works", "工程款"
    MATERIALS = "materials", "材料设备款"
    LABOR = "labor", "人工费（农民工工资）"
    UTILITIES = "utilities", "水电气暖等配套"
    ACCEPTANCE = "acceptance", "消防、竣工验收"
    OTHER_WORKS = "other_works", "其他续建支出"


class UseStatus(TextChoices):
    APPLIED = "applied", "待核验"
    CHECKED = "checked", "待批准"
    APPROVED = "approved", "待拨付"
    PAID = "paid", "已拨付"
    RETURNED = "returned", "已退回"
    REJECTED = "rejected", "不予批准"

    @property
    def chip(self) -> str:
        return {"applied": "amber", "checked": "amber", "approved": "blue", "paid": "green"}.get(self.value, "grey")


class RepaymentKind(TextChoices):
    PRINCIPAL = "principal", "本金"
    INTEREST = "interest", "利息"


class RepaymentSource(TextChoices):
    ASSETS = "assets", "资产处置"
    RECEIPTS = "receipts", "房屋销售回款"
    TREASURY = "treasury", "财政资金"
    OTHER = "other", "其他"


IN_FLIGHT = (UseStatus.APPLIED, UseStatus.CHECKED, UseStatus.APPROVED)
