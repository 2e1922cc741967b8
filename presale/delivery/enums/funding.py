from django.db.models import TextChoices


class FinancingStatus(TextChoices):
    PENDING = "pending", "待答复"
    APPROVED = "approved", "已获批"
    REJECTED = "rejected", "未获批"

    @property
    def chip(self) -> str:
        return {"pending": "amber", "approved": "green", "rejected": "red"}[self.value]


class FundKind(TextChoices):
    """Where money raised for an estate came from (source 001)."""

    CREDIT = "credit", "专项贷款"
    ASSETS = "assets", "盘活存量资产"
    TREASURY = "treasury", "财政垫付"
    ESCROW = "escrow", "预售监管资金"
    RECEIPTS = "receipts", "项目回款"
