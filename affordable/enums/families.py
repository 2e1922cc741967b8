from django.db.models import TextChoices


class FamilyCategory(TextChoices):
    MINIMUM = "minimum", "低保"
    LOW_INCOME = "low_income", "低收入"
    LOWER_MIDDLE = "lower_middle", "中等偏下收入"
    NEW_EMPLOYED = "new_employed", "新就业无房职工"
    MIGRANT = "migrant", "外来务工人员"


class SupportMode(TextChoices):
    ALLOCATION = "allocation", "实物配租"
    SUBSIDY = "subsidy", "租赁补贴"


class FamilyStatus(TextChoices):
    """Eligibility, from the application to the exit (dossier §3.10)."""

    DRAFT = "draft", "草稿"
    ACCEPTED = "accepted", "已受理"
    COMMUNITY = "community_check", "社区（街道）初审通过"
    DEPARTMENTS = "dept_check", "部门比对通过"
    PUBLISHED = "public_notice", "公示中"
    APPROVED = "approved", "已批准"
    WAITING = "waiting", "轮候中"
    OFFERED = "offered", "已配房待签约"
    ALLOCATED = "allocated", "实物配租在保"
    SUBSIDIZED = "subsidized", "租赁补贴在保"
    SUSPENDED = "suspended", "暂停保障"
    EXITED = "exited", "已退出"
    REJECTED = "rejected", "不予批准"
    WITHDRAWN = "withdrawn", "撤回申请"

    @property
    def chip(self) -> str:
        green, red = ("allocated", "subsidized"), ("rejected", "suspended")
        grey = ("draft", "exited", "withdrawn")
        return "green" if self.value in green else "red" if self.value in red else "grey" if self.value in grey else (
            "amber" if self.value == "public_notice" else "blue"
        )


# a person may stand in one of these families at a time
LIVE_FAMILIES = tuple(
    status for status in FamilyStatus
    if status not in (FamilyStatus.EXITED, FamilyStatus.REJECTED, FamilyStatus.WITHDRAWN)
)
IN_CARE = (FamilyStatus.ALLOCATED, FamilyStatus.SUBSIDIZED, FamilyStatus.SUSPENDED)


class Relation(TextChoices):
    APPLICANT = "applicant", "申请人"
    SPOUSE = "spouse", "配偶"
    CHILD = "child", "子女"
    PARENT = "parent", "父母"
    OTHER = "other", "其他"


class Departure(TextChoices):
    """Why somebody no longer belongs to a family."""

    DEATH = "death", "死亡"
    MARRIAGE = "marriage", "婚姻变动"
    MOVED = "moved", "迁出"
    DUPLICATE = "duplicate", "重复登记"
    OTHER = "other", "其他"
    ENDED = "ended", "家庭不再保障"


class Department(TextChoices):
    """Whom the facts of a family are compared with."""

    CIVIL = "civil", "民政"
    VEHICLES = "vehicles", "车辆管理"
    TITLES = "titles", "不动产登记"
    SOCIAL = "social", "社会保险"
    FUND = "fund", "住房公积金"
    TAX = "tax", "税务（工商）"


class CheckResult(TextChoices):
    MATCHED = "matched", "相符"
    DIFFERENT = "different", "不符"

    @property
    def chip(self) -> str:
        return {"matched": "green", "different": "red"}[self.value]


class BenefitKind(TextChoices):
    LEASE = "lease", "实物配租"
    GRANT = "grant", "租赁补贴"


class ReviewStatus(TextChoices):
    PENDING = "pending", "待年审"
    SUBMITTED = "submitted", "已提交材料"
    PASSED = "passed", "年审通过"
    ADJUSTED = "adjusted", "调整标准"
    FAILED = "failed", "年审未通过"
    EXITED = "exited", "退出保障"

    @property
    def chip(self) -> str:
        return {"pending": "amber", "submitted": "blue", "passed": "green", "adjusted": "green", "failed": "red",
                "exited": "grey"}[self.value]


class ReviewNeed(TextChoices):
    """What stands in the place of a review's status while none is due; never stored."""

    NONE = "none", "无需年审"

    @property
    def chip(self) -> str:
        return "grey"


REVIEWED = (ReviewStatus.PASSED, ReviewStatus.ADJUSTED, ReviewStatus.FAILED, ReviewStatus.EXITED)
