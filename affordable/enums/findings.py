from django.db.models import TextChoices


class FindingStatus(TextChoices):
    OPEN = "open", "未整改"
    SUBMITTED = "submitted", "已报整改，待复核"
    CLOSED = "closed", "已销号"

    @property
    def chip(self) -> str:
        return {"open": "red", "submitted": "amber", "closed": "green"}[self.value]


class Forecast(TextChoices):
    """Whether the carried-over sets can be basically done by the end of the year (续建攻坚研判)."""

    CAN = "can", "年底前可基本建成"
    PARTLY = "partly", "能部分完成"
    DIFFICULT = "difficult", "有困难"
