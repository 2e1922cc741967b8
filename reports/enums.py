from django.db.models import TextChoices


class DocumentKind(TextChoices):
    BULLETIN = "bulletin", "督查通报"


class DocumentStatus(TextChoices):
    DRAFT = "draft", "草稿"
    ISSUED = "issued", "已印发"

    @property
    def chip(self) -> str:
        return "green" if self == DocumentStatus.ISSUED else ""


class Severity(TextChoices):
    """Red must be mended or explained in writing before a paper is issued; amber is shown."""

    RED = "red", "须处理"
    AMBER = "amber", "提醒"

    @property
    def chip(self) -> str:
        return self.value
