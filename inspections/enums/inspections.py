"""States and words of campaigns, draws and inspections."""
from django.db.models import TextChoices


class CampaignStatus(TextChoices):
    DRAFT = "draft", "拟定"
    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"

    @property
    def chip(self) -> str:
        return {"draft": "grey", "open": "blue", "closed": "green"}[self.value]


class DrawStatus(TextChoices):
    PREPARED = "prepared", "名单已编制"
    DRAWN = "drawn", "已抽取"
    VOID = "void", "已作废"

    @property
    def chip(self) -> str:
        return {"prepared": "amber", "drawn": "green", "void": "grey"}[self.value]


class InspectionStatus(TextChoices):
    RECORDED = "recorded", "待签日志"
    LOGGED = "logged", "日志已签"
    VOID = "void", "已作废"

    @property
    def chip(self) -> str:
        return {"recorded": "amber", "logged": "green", "void": "grey"}[self.value]


class Method(TextChoices):
    """检查方式 as source 000 lists them."""

    SITE = "site", "现场检查"
    TALK = "talk", "座谈询问"
    PAPERS = "papers", "查阅资料"
    SYSTEM = "system", "系统信息核查"


class ItemResult(TextChoices):
    PASS = "pass", "合格"
    FAIL = "fail", "不合格"
    NOT_APPLICABLE = "na", "不适用"

    @property
    def chip(self) -> str:
        return {"pass": "green", "fail": "red", "na": "grey"}[self.value]
