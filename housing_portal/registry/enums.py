from django.db.models import TextChoices


class OrganizationKind(TextChoices):
    DEVELOPER = "developer", "开发企业"
    CONTRACTOR = "contractor", "施工单位"
    SUPERVISOR = "supervisor", "监理单位"
    BANK = "bank", "银行"
    UNDERTAKER = "undertaker", "承建单位"
    BROKER = "broker", "经纪机构"
    APPRAISER = "appraiser", "估价机构"
    PROPERTY = "property_mgmt", "物业企业"
    DEPARTMENT = "dept", "党政部门"
    PLATFORM = "platform_co", "平台公司"


class OrganizationStatus(TextChoices):
    ACTIVE = "active", "在业"
    SUSPENDED = "suspended", "停业"
    DEREGISTERED = "deregistered", "注销"
    INSOLVENT = "insolvent", "破产"

    @property
    def chip(self) -> str:
        return {"active": "green", "suspended": "amber"}.get(self.value, "grey")


class DayKind(TextChoices):
    """What a day is when it differs from the plain week."""

    HOLIDAY = "holiday", "节假日"
    WORKDAY = "adjusted_workday", "调休上班"
