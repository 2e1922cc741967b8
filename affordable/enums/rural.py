from django.db.models import TextChoices


class RuralTarget(TextChoices):
    """六类重点对象, found by 民政 and 乡村振兴 alone [E20]."""

    MINIMUM = "minimum", "低保户"
    DESTITUTE = "destitute", "分散供养特困人员"
    EDGE = "edge", "低保边缘家庭"
    RETURNING = "returning", "防止返贫监测对象"
    SUDDEN = "sudden", "突发严重困难户"
    ESCAPED = "escaped", "其他脱贫户"


class Appraisal(TextChoices):
    C = "C", "C 级"
    D = "D", "D 级"
    NONE = "none", "无房"


class RuralMode(TextChoices):
    REPAIR = "repair", "修缮加固"
    REBUILD = "rebuild", "拆除重建"


class RuralStatus(TextChoices):
    SURVEYED = "surveyed", "排查"
    APPRAISED = "appraised", "鉴定"
    PUBLISHED = "published", "公示"
    APPROVED = "approved", "批准"
    STARTED = "started", "开工"
    COMPLETED = "completed", "竣工"
    ACCEPTED = "accepted", "验收"
    PAID = "paid", "补助已拨付"
    DROPPED = "dropped", "已移出"

    @property
    def chip(self) -> str:
        return {"surveyed": "grey", "appraised": "grey", "published": "amber", "approved": "blue", "started": "blue",
                "completed": "blue", "accepted": "green", "paid": "green", "dropped": "grey"}[self.value]
