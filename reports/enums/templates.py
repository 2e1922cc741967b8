from django.db.models import TextChoices


class TemplateStatus(TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待批准"
    IN_FORCE = "in_force", "使用中"
    RETIRED = "retired", "已停用"

    @property
    def chip(self) -> str:
        return {"draft": "", "submitted": "amber", "in_force": "green", "retired": "grey"}[self.value]
