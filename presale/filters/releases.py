import django_filters

from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from housing_portal.kit.workflow import Permitted, Workflow
from presale.enums import Purpose, ReleaseStatus
from presale.filters.receipts import account_box
from presale.models import Release
from presale.querysets import ReleaseQuerySet
from presale.workflow import RELEASE

MINE, FLIGHT, EMERGENCY, UNREVIEWED = "mine", "flight", "emergency", "unreviewed"
STATES = [
    (MINE, "待我办"), (FLIGHT, "在途"), *ReleaseStatus.choices, (EMERGENCY, "应急用款"), (UNREVIEWED, "应急待补审"),
]
# taken only when something is wrong: nobody's next task
ASIDE = ("return", "cancel", "fail", "reject")


def waiting_for(workflow: Workflow, user: Permitted) -> set[str]:
    """Return the states in which a record waits for a step that ``user`` may take."""
    steps = [step for step in workflow if step.code.split("_")[0] not in ASIDE and user.can(step.permission)]
    return set().union(*(step.sources for step in steps))


class ReleaseFilter(FilterSet):
    q = SearchFilter(["number", "notice_no", "payee_name"], label="查找", help_text="编号、通知书号或收款人")
    account = account_box()
    status = django_filters.ChoiceFilter(label="状态", choices=STATES, method="by_status")
    purpose = django_filters.ChoiceFilter(label="用途", choices=Purpose.choices)
    applied_on = DayRangeFilter(label="申请日期")
    paid_on = DayRangeFilter(label="拨付日期")

    class Meta:
        model = Release
        fields = ()

    def by_status(self, releases: ReleaseQuerySet, _name: str, value: str) -> ReleaseQuerySet:
        if value == MINE:
            return releases.filter(status__in=waiting_for(RELEASE, self.request.user))
        if value == FLIGHT:
            return releases.in_flight()
        if value == EMERGENCY:
            return releases.filter(is_emergency=True)
        return releases.unreviewed() if value == UNREVIEWED else releases.filter(status=value)
