from django.db.models import TextChoices


class YardKind(TextChoices):
    PRIVATE = "private", "私房院"
    EMPLOYER = "employer", "单位院"
    BLOCK = "block", "楼栋"


class CompensationMode(TextChoices):
    MONETARY = "monetary", "货币补偿"
    SWAP = "swap", "产权调换"
    BOTH = "both", "货币加调换"


class RelocationStatus(TextChoices):
    SURVEYED = "surveyed", "摸底"
    NEGOTIATING = "negotiating", "商谈"
    DECIDED = "decided", "补偿决定"
    SIGNED = "signed", "已签协议"
    PAID = "paid", "已补偿"
    VACATED = "vacated", "已腾空"
    DEMOLISHED = "demolished", "已拆除"

    @property
    def chip(self) -> str:
        return {"surveyed": "grey", "negotiating": "amber", "decided": "red", "signed": "blue", "paid": "blue",
                "vacated": "blue", "demolished": "green"}[self.value]


class YardState(TextChoices):
    """How far a yard has come: read off its households, never entered.

    A single household with an agreement makes it 部分签约, whatever the others have; 全部补偿决定 is without any.
    """

    EMPTY = "empty", "未登记户"
    SURVEYED = "surveyed", "摸底"
    NEGOTIATING = "negotiating", "商谈"
    DECIDED = "decided", "全部补偿决定"
    PARTLY = "partly", "部分签约"
    SIGNED = "signed", "全部签约"
    DEMOLISHED = "demolished", "全部拆除"

    @property
    def chip(self) -> str:
        return {"empty": "grey", "surveyed": "grey", "negotiating": "amber", "decided": "blue", "partly": "amber",
                "signed": "blue", "demolished": "green"}[self.value]


class QuotaStatus(TextChoices):
    """安置指标: how far a household's claim to resettlement homes has come."""

    PRELIMINARY = "preliminary", "初审"
    AUDITED = "audited", "审核"
    PUBLISHED = "published", "公示"
    ALLOTTED = "allotted", "已分房"

    @property
    def chip(self) -> str:
        return {"preliminary": "grey", "audited": "blue", "published": "amber", "allotted": "green"}[self.value]
