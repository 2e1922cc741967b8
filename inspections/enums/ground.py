"""What is inspected, against which items, by whom (dossier §4.3)."""
from django.db.models import TextChoices


class TargetKind(TextChoices):
    """检查对象: firms and sales offices are counted apart, each once."""

    DEVELOPER = "developer", "开发企业"
    SALES_OFFICE = "sales_office", "售房部"
    BROKER = "broker", "经纪机构"
    PROPERTY = "property", "物业"
    APPRAISER = "appraiser", "评估机构"
    PROJECT = "project", "工地"
    OTHER = "other", "其他（户、栋）"


class CountUnit(TextChoices):
    """In what targets and findings of a domain are counted: 002 counts 家, 户, 处, 栋 and 个 side by side."""

    FIRM = "家", "家"
    PIECE = "个", "个"
    HOUSEHOLD = "户", "户"
    BUILDING = "栋", "栋"
    PLACE = "处", "处"
    ITEM = "条", "条"


class CheckAspect(TextChoices):
    """检查内容 as source 000 lists them."""

    DISPLAY = "display", "现场公示"
    ADVERTISING = "advertising", "广告宣传"
    CONTRACT = "contract", "销售合同"
    SIGNING = "signing", "合同网签"
    PRESALE = "presale", "商品房预售"
    SALES = "sales", "销售行为"
    OTHER = "other", "其他"


class Severity(TextChoices):
    MINOR = "minor", "一般"
    MAJOR = "major", "较重"
    GRAVE = "grave", "严重"

    @property
    def chip(self) -> str:
        return {"minor": "grey", "major": "amber", "grave": "red"}[self.value]


class TieKind(TextChoices):
    """Why an inspector keeps away from a firm."""

    EMPLOYED = "employed", "任职"
    FORMER = "former", "曾任职"
    RELATIVE = "relative", "近亲属任职"
    SHARES = "shares", "持股"
    OTHER = "other", "其他"
