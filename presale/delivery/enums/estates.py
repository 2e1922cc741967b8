from django.db.models import TextChoices


class EstateStatus(TextChoices):
    KEPT = "kept", "在册"
    REMOVED = "removed", "已移出"

    @property
    def chip(self) -> str:
        return {"kept": "blue", "removed": "grey"}[self.value]


class Risk(TextChoices):
    HIGH = "high", "高风险"
    MIDDLE = "mid", "中风险"
    LOW = "low", "低风险"

    @property
    def chip(self) -> str:
        return {"high": "red", "mid": "amber", "low": "green"}[self.value]


class WorkState(TextChoices):
    """How the works of an estate stand; the first three together are 有延期风险 (source 001)."""

    STOPPED = "stopped", "停工"
    SEMI_STOPPED = "semi_stopped", "半停工"
    LAGGING = "lagging", "在建但滞后"
    NORMAL = "normal", "正常施工"
    COMPLETED = "completed", "已完工"
    DELIVERED = "delivered", "已交付"

    @property
    def chip(self) -> str:
        return {"stopped": "red", "semi_stopped": "red", "lagging": "amber", "normal": "blue", "completed": "green",
                "delivered": "green"}[self.value]


AT_RISK = (WorkState.STOPPED, WorkState.SEMI_STOPPED, WorkState.LAGGING)
HALTED = (WorkState.STOPPED, WorkState.SEMI_STOPPED)


class ListSource(TextChoices):
    """Which lists an estate stands on; one may stand on several. The values are fields of the estate."""

    LOAN = "on_loan_list", "专项借款"
    WHITELIST = "on_whitelist", "白名单"
    COUNTY = "on_county_list", "县级自排"
    PETITION = "on_petition_list", "信访"
