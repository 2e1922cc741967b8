from django.db.models import TextChoices


class FindingStatus(TextChoices):
    """Where a finding stands; overdue is no state, it follows from the day (dossier §4.3)."""

    FOUND = "found", "已发现"
    FIXED_ONSITE = "fixed_onsite", "即知即改待确认"
    NOTICED = "noticed", "整改中"
    SUBMITTED = "submitted", "已报整改待复查"
    RECHECKING = "rechecking", "复查合格待销号"
    CLOSED = "closed", "已销号"
    PENALTY = "penalty", "已立案"
    TRANSFERRED = "transferred", "已移送"
    WITHDRAWN = "withdrawn", "已撤销"

    @property
    def chip(self) -> str:
        return {"found": "red", "fixed_onsite": "amber", "noticed": "amber", "submitted": "blue", "rechecking": "blue",
                "closed": "green", "penalty": "grey", "transferred": "grey", "withdrawn": "grey"}[self.value]


class RecheckResult(TextChoices):
    PASSED = "passed", "合格"
    FAILED = "failed", "不合格"

    @property
    def chip(self) -> str:
        return {"passed": "green", "failed": "red"}[self.value]


# nothing more is due from the firm
MENDED = (FindingStatus.RECHECKING, FindingStatus.CLOSED)
HANDED_OVER = (FindingStatus.PENALTY, FindingStatus.TRANSFERRED)
OPEN_FINDING = (FindingStatus.FOUND, FindingStatus.FIXED_ONSITE, FindingStatus.NOTICED, FindingStatus.SUBMITTED)
ON_NOTICE = (FindingStatus.NOTICED, FindingStatus.SUBMITTED, FindingStatus.RECHECKING)
SETTLED = (FindingStatus.CLOSED, *HANDED_OVER)
