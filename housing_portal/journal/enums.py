from django.db.models import TextChoices


class ExportState(TextChoices):
    """Where an export stands."""

    WAITING = "waiting", "等待"
    RUNNING = "running", "正在导出"
    DONE = "done", "已完成"
    FAILED = "failed", "失败"
    CANCELLED = "cancelled", "已取消"

    @property
    def chip(self) -> str:
        return {"waiting": "blue", "running": "blue", "done": "green", "failed": "red", "cancelled": "grey"}[self.value]


class MoreTime(TextChoices):
    """Where a request for more time stands."""

    ASKED = "asked", "待批准"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "不同意"

    @property
    def chip(self) -> str:
        return {"asked": "amber", "approved": "green", "refused": "grey"}[self.value]


UNFINISHED = frozenset({ExportState.WAITING, ExportState.RUNNING})
