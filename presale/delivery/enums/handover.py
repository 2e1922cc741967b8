from django.db.models import TextChoices


class Checked(TextChoices):
    PASSED = "passed", "已通过"
    MISSING = "missing", "未通过"
    NONE = "none", "不涉及"


class ReadinessStatus(TextChoices):
    SUBMITTED = "submitted", "待复核"
    CONFIRMED = "confirmed", "已复核"
    REJECTED = "rejected", "已退回"

    @property
    def chip(self) -> str:
        return {"submitted": "amber", "confirmed": "green"}.get(self.value, "grey")


class HandoverStatus(TextChoices):
    OPEN = "open", "待通知"
    NOTICED = "noticed", "已通知"
    PRE_HANDED = "pre_handed", "预交房"
    REFUSED = "refused", "无正当理由拒收"
    HANDED = "handed", "已交付"
    TITLED = "titled", "已办证"

    @property
    def chip(self) -> str:
        return {"handed": "green", "titled": "green", "refused": "red", "open": "grey"}.get(self.value, "blue")


HANDED = (HandoverStatus.HANDED, HandoverStatus.TITLED)
