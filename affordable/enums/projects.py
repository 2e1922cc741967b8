from django.db.models import TextChoices


class ProjectKind(TextChoices):
    SHANTYTOWN = "shantytown", "棚户区改造"
    RENTAL = "prh", "公租房"
    GUARANTEED_RENTAL = "gar_rental", "保障性租赁住房"
    RESETTLEMENT = "resettlement", "安置房"
    SHARED = "shared", "共有产权住房"
    OLD_COMMUNITY = "old_comm", "老旧小区改造"
    RURAL = "rural_house", "农村危房改造"


class LandStatus(TextChoices):
    AVAILABLE = "available", "已落实"
    UNTRANSFERRED = "untransferred", "未出让"
    APPLYING = "applying", "正在报批"


class BuildMode(TextChoices):
    NEW = "new", "新建"
    REBUILD = "rebuild", "改建"
    CONVERT = "convert", "改建存量房"
    BUY = "buy", "购买"
    MONETARY = "monetary", "货币化安置"


class ProjectState(TextChoices):
    """Whether a project is pursued at all; how far it has come, milestones say."""

    ACTIVE = "active", "在办"
    SUSPENDED = "suspended", "暂停"
    CANCELLED = "cancelled", "取消"

    @property
    def chip(self) -> str:
        return {"active": "green", "suspended": "amber", "cancelled": "grey"}[self.value]


class PreliminaryCode(TextChoices):
    """The eleven preliminary steps, in their usual order (dossier §3.6)."""

    PROPOSAL = "proposal", "立项"
    FEASIBILITY = "feasibility", "可研批复"
    STABILITY = "stability", "社会稳定风险评估"
    SITE = "site", "用地预审与选址意见书"
    LAND_PLANNING = "land_planning", "建设用地规划许可证"
    WORK_PLANNING = "work_planning", "建设工程规划许可证"
    LAND_TITLE = "land_title", "不动产权证（土地）"
    DESIGN_BID = "design_bid", "设计招标"
    DESIGN = "design", "初步设计、施工图审查"
    BID = "bid", "施工、监理招标"
    CONSTRUCTION = "construction", "施工许可证"


class PreliminaryStatus(TextChoices):
    NOT_STARTED = "not_started", "未办理"
    PREPARING = "preparing", "编制中"
    SUBMITTED = "submitted", "已报审"
    APPROVED = "approved", "已批复"
    NOT_NEEDED = "na", "不需办理"

    @property
    def chip(self) -> str:
        return {"not_started": "grey", "preparing": "amber", "submitted": "blue", "approved": "green", "na": "grey"}[
            self.value
        ]


class FundingKind(TextChoices):
    CENTRAL = "central", "中央补助"
    PROVINCE = "province", "省级补助"
    CITY = "city", "市级配套"
    COUNTY = "county", "县级配套"
    BOND = "bond", "专项债券"
    ENTERPRISE = "enterprise", "企业自筹"
    RESIDENTS = "residents", "居民出资"
    OWNER = "owner", "产权单位出资"
