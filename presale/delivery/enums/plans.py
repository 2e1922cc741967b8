from django.db.models import TextChoices


class PlanStatus(TextChoices):
    DRAFTED = "drafted", "起草"
    SUBMITTED = "submitted", "待审核"
    REVIEWED = "reviewed", "待批准"
    APPROVED = "approved", "已批准"
    SUPERSEDED = "superseded", "已被新版取代"

    @property
    def chip(self) -> str:
        return {"drafted": "grey", "submitted": "amber", "reviewed": "amber", "approved": "green",
                "superseded": "grey"}[self.value]


class MeasureStatus(TextChoices):
    OPEN = "open", "未完成"
    DONE = "done", "已完成"

    @property
    def chip(self) -> str:
        return {"open": "blue", "done": "green"}[self.value]
