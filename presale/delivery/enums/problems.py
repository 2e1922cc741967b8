from django.db.models import TextChoices


class ProblemKind(TextChoices):
    FUND = "fund", "资金短缺"
    PROCEDURE = "procedure", "手续不全"
    LABOR = "labor", "劳资纠纷"
    QUALITY = "quality", "工程质量"
    SAFETY = "safety", "安全隐患"
    PLANNING = "planning", "规划调整"
    TITLE = "title", "办证难"
    OTHER = "other", "其他"


# what the amount of a problem is; the other kinds have none
AMOUNTS = {ProblemKind.FUND: "资金缺口", ProblemKind.LABOR: "拖欠工资"}


class MissingPermit(TextChoices):
    """What may be missing; a problem keeps the words, in this order."""

    LAND = "land", "用地手续"
    PLANNING = "planning", "规划许可"
    WORKS = "works", "施工许可"
    PRESALE = "presale", "预售许可"
    FIRE = "fire", "消防验收"
    COMPLETION = "completion", "竣工备案"


class ProblemStatus(TextChoices):
    OPEN = "open", "待解决"
    DOING = "doing", "解决中"
    SOLVED = "solved", "待复核"
    CLOSED = "closed", "已销号"

    @property
    def chip(self) -> str:
        return {"open": "red", "doing": "amber", "solved": "blue", "closed": "green"}[self.value]
