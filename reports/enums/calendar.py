from django.db.models import TextChoices


class ReportState(TextChoices):
    """Where a report of a month stands: still in its term, made, stated as nothing, or missing past its term."""

    DUE = "due", "应报"
    DONE = "done", "已报"
    ZERO = "zero", "零报"
    MISSING = "missing", "未报"

    @property
    def chip(self) -> str:
        return {"due": "blue", "done": "green", "zero": "grey", "missing": "red"}[self.value]
