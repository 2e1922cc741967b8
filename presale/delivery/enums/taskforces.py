from django.db.models import TextChoices


class TaskForceKind(TextChoices):
    """总专班, 项目专班, and the three groups of source 004."""

    LEAD = "lead", "总专班"
    PROJECT = "project", "项目专班"
    SUPERVISION = "supervision", "项目建设督查组"
    ASSETS = "assets", "财务资产组"
    RECOVERY = "recovery", "资金督查追缴组"


class MeetingKind(TextChoices):
    SPECIAL = "special", "专题会议"
    SITE = "site", "现场调度"
    WEEKLY = "weekly", "周调度"
    FOUR_PARTY = "four_party", "四方沟通"
    FIVE_PARTY = "five_party", "五方联动"


class DecisionKind(TextChoices):
    MAJOR = "major", "重大问题"
    CONCRETE = "concrete", "具体问题"


class DecisionStatus(TextChoices):
    OPEN = "open", "未解决"
    RESOLVED = "resolved", "已解决"

    @property
    def chip(self) -> str:
        return {"open": "amber", "resolved": "green"}[self.value]


class AssessmentStatus(TextChoices):
    RECORDED = "recorded", "待复核"
    CONFIRMED = "confirmed", "已确认"
    VOID = "void", "已作废"

    @property
    def chip(self) -> str:
        return {"recorded": "amber", "confirmed": "green", "void": "grey"}[self.value]
