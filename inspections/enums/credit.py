from django.db.models import TextChoices

from housing_portal.registry.enums import OrganizationKind


class CreditSubject(TextChoices):
    DEVELOPER = "developer", "开发企业"
    BROKER = "broker", "经纪机构"
    PROPERTY = "property", "物业企业"
    APPRAISER = "appraiser", "评估机构"
    AGENCY = "agency", "销售代理"

    @property
    def capacity(self) -> OrganizationKind:
        """Return the capacity in the register of enterprises; who sells for others is a broker there."""
        return CAPACITY[self]


CAPACITY = {
    CreditSubject.DEVELOPER: OrganizationKind.DEVELOPER,
    CreditSubject.BROKER: OrganizationKind.BROKER,
    CreditSubject.PROPERTY: OrganizationKind.PROPERTY,
    CreditSubject.APPRAISER: OrganizationKind.APPRAISER,
    CreditSubject.AGENCY: OrganizationKind.BROKER,
}


class InfoKind(TextChoices):
    """基础信息 come in two parts, each with its own maximum; 不良信息 take points away."""

    BASE = "base", "基本信息"
    OPERATION = "operation", "经营信息"
    GOOD = "good", "良好信息"
    BAD = "bad", "不良信息"

    @property
    def chip(self) -> str:
        return {"good": "green", "bad": "red"}.get(self.value, "blue")


class CreditRuleStatus(TextChoices):
    RECORDED = "recorded", "待确认"
    CONFIRMED = "confirmed", "已确认"
    VOID = "void", "已作废"

    @property
    def chip(self) -> str:
        return {"recorded": "amber", "confirmed": "green"}.get(self.value, "grey")


class CreditStatus(TextChoices):
    RECORDED = "recorded", "待复核"
    CONFIRMED = "confirmed", "已复核"
    NOTIFIED = "notified", "已告知"
    OBJECTED = "objected", "异议处理中"
    UPHELD = "upheld", "异议不成立"
    WITHDRAWN = "withdrawn", "异议成立"
    REVOKED = "revoked", "已撤销"

    @property
    def chip(self) -> str:
        return {"recorded": "amber", "objected": "amber", "confirmed": "blue", "notified": "blue",
                "upheld": "blue"}.get(self.value, "grey")


class CreditStanding(TextChoices):
    """How a record stands on a day: worked out, never stored."""

    WAITING = "waiting", "未生效"
    EFFECTIVE = "effective", "有效"
    EXPIRED = "expired", "已到期"
    GONE = "gone", "不计"

    @property
    def chip(self) -> str:
        return {"waiting": "amber", "effective": "green"}.get(self.value, "grey")
