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


class PaperUse(TextChoices):
    """What official papers cite a policy document for; each use names at most one document."""

    PRESALE_RULE = "presale_rule", "预售资金监管规定"
    FILING_SHARE = "filing_share", "网签信息共享通知"
    MARKET_ORDER = "market_order", "市场秩序整治方案"


class LandUse(TextChoices):
    RESIDENTIAL = "residential", "住宅"
    COMMERCIAL = "commercial", "商业"
    MIXED = "mixed", "商住"
    OTHER = "other", "其他"


class Delivery(TextChoices):
    """How homes are handed over; prices of the two are never compared with each other."""

    ROUGH = "rough", "毛坯"
    FINISHED = "finished", "全装修"


class PermitKind(TextChoices):
    PRESALE = "presale", "预售许可"
    SPOT = "spot", "现售备案"


class PermitStatus(TextChoices):
    """Where a permit stands (dossier §3.1); the way to the issue is the application's, not the permit's."""

    ISSUED = "issued", "有效"
    SUSPENDED = "suspended", "暂停网签"
    REVOKED = "revoked", "已撤销"
    EXPIRED = "expired", "已到期"
    CONVERTED = "converted", "已转现售"

    @property
    def chip(self) -> str:
        return {"issued": "green", "suspended": "amber", "revoked": "red"}.get(self.value, "grey")


# A permit in one of these has ended: nothing can be signed under it, and its buildings may get another one.
ENDED_PERMITS = (PermitStatus.REVOKED, PermitStatus.EXPIRED, PermitStatus.CONVERTED)


class Mark(TextChoices):
    """What a reader must know of a record at once, besides its state."""

    MERGED = "merged", "已并入"
    NO_SIGNING = "no_signing", "暂停网签"
    UNQUALIFIED = "unqualified", "资质已过期"
    OVERDUE = "overdue", "已过有效期"

    @property
    def chip(self) -> str:
        return {"merged": "grey", "overdue": "amber"}.get(self.value, "red")
