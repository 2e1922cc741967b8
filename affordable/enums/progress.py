from django.db.models import TextChoices


class MilestoneCode(TextChoices):
    """The steps of a project that are counted in 套 (dossier §3.6)."""

    EXPROPRIATED = "expropriation", "征收签约"
    DEMOLISHED = "demolished", "拆除完成"
    STARTED = "started", "开工"
    FOUNDATION = "foundation", "基础完成"
    TOPPED = "topped", "主体封顶"
    BASIC_DONE = "basic_done", "基本建成"
    ACCEPTED = "accepted", "竣工验收"
    FILED = "filed", "竣工备案"
    ALLOCATED = "allocated", "分配"
    OCCUPIED = "occupied", "入住"


# one after the other on every building
BUILT = (
    MilestoneCode.STARTED, MilestoneCode.FOUNDATION, MilestoneCode.TOPPED, MilestoneCode.BASIC_DONE,
    MilestoneCode.ACCEPTED, MilestoneCode.FILED,
)
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
