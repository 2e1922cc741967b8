from django.db.models import TextChoices


class Program(TextChoices):
    """What a yearly target is set for (年度目标)."""

    SHANTYTOWN = "shantytown", "棚户区改造开工"
    SHANTYTOWN_OLD = "shantytown_old", "棚户区改造开工（其中：老旧城区）"
    RENTAL_NEW = "prh_new", "公租房新建"
    CONTINUED_DONE = "continued_basic_done", "续建项目基本建成"
    SUBSIDY = "subsidy_households", "租赁补贴发放"
    INVESTMENT = "investment", "完成投资"


# a part (其中) and the program it is part of
PART_OF = {Program.SHANTYTOWN_OLD: Program.SHANTYTOWN}
MEASURES = {
    Program.SHANTYTOWN: "套",
    Program.SHANTYTOWN_OLD: "套",
    Program.RENTAL_NEW: "套",
    Program.CONTINUED_DONE: "套",
    Program.SUBSIDY: "户",
    Program.INVESTMENT: "元",
}
MONEY_PROGRAMS = frozenset({Program.INVESTMENT})


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


class MilestoneCode(TextChoices):
    """The steps of a project that are counted in 套 (dossier §3.6)."""

    DEMOLISHED = "demolished", "拆除完成"
    STARTED = "started", "开工"
    TOPPED = "topped", "主体封顶"
    BASIC_DONE = "basic_done", "基本建成"
    ACCEPTED = "accepted", "竣工验收"
    FILED = "filed", "竣工备案"
    ALLOCATED = "allocated", "分配"
    OCCUPIED = "occupied", "入住"


# counted in official figures, so each needs proof (dossier §3.6 证据规则)
EVIDENCED = frozenset({MilestoneCode.STARTED, MilestoneCode.BASIC_DONE, MilestoneCode.ACCEPTED})


class MilestoneStatus(TextChoices):
    RECORDED = "recorded", "待复核"
    CONFIRMED = "confirmed", "已复核"
    RETURNED = "returned", "已退回"
    REVOKED = "revoked", "已撤销"

    @property
    def chip(self) -> str:
        return {"recorded": "amber", "confirmed": "green", "returned": "red", "revoked": "grey"}[self.value]


class Stage(TextChoices):
    """How far the preparation is; none of these is 开工."""

    SURVEYING = "surveying", "摸底"
    RELOCATING = "relocating", "正在拆迁"
    PREPARING = "preparing", "前期手续办理中"
    READY = "ready", "前期手续完成，具备开工条件"
    BUILDING = "building", "建设中"


class InvestmentBasis(TextChoices):
    VISUAL = "visual_progress", "形象进度"
    SETTLEMENT = "settlement", "结算"
    REPORTED = "reported", "单位上报"


class FindingStatus(TextChoices):
    OPEN = "open", "未整改"
    SUBMITTED = "submitted", "已报整改，待复核"
    CLOSED = "closed", "已销号"

    @property
    def chip(self) -> str:
        return {"open": "red", "submitted": "amber", "closed": "green"}[self.value]


class Forecast(TextChoices):
    """Whether the carried-over sets can be basically done by the end of the year (续建攻坚研判)."""

    CAN = "can", "年底前可基本建成"
    PARTLY = "partly", "能部分完成"
    DIFFICULT = "difficult", "有困难"
