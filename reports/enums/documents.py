from django.db.models import TextChoices


class DocumentKind(TextChoices):
    WORK_REPORT = "work_report", "工作汇报"
    BULLETIN = "bulletin", "督查通报"
    DELIVERY_BULLETIN = "delivery_bulletin", "保交房月通报"
    SUPERVISE_NOTICE = "supervise_notice", "项目督办通知"
    URGE_LETTER = "urge_letter", "催办函"
    CORRECTION = "correction", "更正通知"
    WITHDRAWAL = "withdrawal", "撤回通知"


class DocumentStatus(TextChoices):
    DRAFT = "draft", "草稿"
    CAPTURED = "captured", "已取数"
    PROOFREAD = "proofread", "已校核"
    COUNTERSIGNED = "countersigned", "已会签"
    SIGNED = "signed", "已签发"
    ISSUED = "issued", "已印发"
    CORRECTED = "corrected", "已更正"
    WITHDRAWN = "withdrawn", "已撤回"
    ARCHIVED = "archived", "已归档"

    @property
    def chip(self) -> str:
        return {
            "draft": "", "captured": "blue", "proofread": "blue", "countersigned": "blue", "signed": "amber",
            "issued": "green", "corrected": "amber", "withdrawn": "red", "archived": "grey",
        }[self.value]


OPEN = frozenset({
    DocumentStatus.DRAFT, DocumentStatus.CAPTURED, DocumentStatus.PROOFREAD, DocumentStatus.COUNTERSIGNED,
    DocumentStatus.SIGNED,
})
OUT = frozenset({DocumentStatus.ISSUED, DocumentStatus.CORRECTED, DocumentStatus.WITHDRAWN, DocumentStatus.ARCHIVED})


class Urgency(TextChoices):
    NONE = "", "平件"
    URGENT = "加急", "加急"
    MOST_URGENT = "特急", "特急"


class Severity(TextChoices):
    """Red must be mended or explained in writing before a paper is signed; amber is shown."""

    RED = "red", "须处理"
    AMBER = "amber", "提醒"

    @property
    def chip(self) -> str:
        return self.value


class OverrideStatus(TextChoices):
    """数字改写. 恢复台账数 is a row of its own: what was approved stays as it was decided."""

    ASKED = "asked", "待批准"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "未同意"
    TAKEN_BACK = "taken_back", "已收回"
    LIFTED = "lifted", "恢复台账数"

    @property
    def chip(self) -> str:
        return {"asked": "blue", "approved": "amber", "refused": "red", "taken_back": "grey", "lifted": "grey"}[
            self.value
        ]
