from django.db.models import TextChoices


class SupervisionSource(TextChoices):
    """Where a matter comes from (dossier §4.6); what is no record of the portal is entered by hand."""

    TARGET = "target", "年度目标"
    BULLETIN = "bulletin", "通报"
    DECISION = "decision", "会议决定"
    AUDIT = "audit", "审计"
    PETITION = "petition", "信访"
    FINDING = "finding", "检查"
    MANUAL = "manual", "手工"


class SupervisionMethod(TextChoices):
    """督查 is the county government's: a bureau needs its written authority (政府督查工作条例 §7)."""

    SUPERVISE = "supervise", "督办"
    HINT = "hint", "工作提示"
    INSPECT = "inspect", "督查"


class SupervisionStatus(TextChoices):
    """Where a matter stands. Overdue, urged and escalated are no states: they follow from days and letters."""

    DRAFTED = "drafted", "待交办"
    ISSUED = "issued", "已交办待签收"
    RECEIVED = "received", "已签收"
    IN_PROGRESS = "in_progress", "办理中"
    FEEDBACK = "feedback", "已反馈待核定"
    RETURNED = "returned", "反馈被退回"
    ACCEPTED = "accepted", "已办结"
    VOID = "void", "已撤销"

    @property
    def chip(self) -> str:
        return {
            "drafted": "grey", "issued": "amber", "received": "blue", "in_progress": "blue", "feedback": "blue",
            "returned": "red", "accepted": "green", "void": "grey",
        }[self.value]


class Quality(TextChoices):
    """How well the matter was handled, as whoever accepted it says."""

    GOOD = "good", "好"
    FAIR = "fair", "一般"
    POOR = "poor", "差"

    @property
    def chip(self) -> str:
        return {"good": "green", "fair": "amber", "poor": "red"}[self.value]


class LetterPurpose(TextChoices):
    """Why a letter was written about a matter; 通报 is the bulletin that names it."""

    FIRST = "first", "交办"
    URGE = "urge", "催办"
    ESCALATE = "escalate", "升级督办"
    LISTED = "listed", "列入通报"


class ReviewResult(TextChoices):
    """What became of a 督查结论 to which the unit objected."""

    UPHELD = "upheld", "维持原结论"
    CHANGED = "changed", "变更结论"

    @property
    def chip(self) -> str:
        return {"upheld": "grey", "changed": "amber"}[self.value]


class CheckResult(TextChoices):
    """What a check of the mending found."""

    SETTLED = "settled", "已落实"
    OPEN = "open", "未落实"

    @property
    def chip(self) -> str:
        return {"settled": "green", "open": "red"}[self.value]


S = SupervisionStatus
# something is still awaited from the unit
AWAITED = (S.ISSUED, S.RECEIVED, S.IN_PROGRESS, S.RETURNED)
RUNNING = (*AWAITED, S.FEEDBACK)
LIVE = (S.DRAFTED, *RUNNING)
