from typing import Any

from django.db.models import QuerySet

from affordable import services
from affordable.enums import MilestoneStatus
from affordable.filters.milestones import MilestoneFilter
from affordable.forms.milestones import MilestoneForm, ResubmitForm
from affordable.models import Milestone
from affordable.tables.milestones import MilestoneTable
from affordable.views.record import LedgerPage, RecordCreate, RecordList, ReviewPage
from affordable.workflow import MILESTONE
from housing_portal.journal.forms import ReturnForm
from housing_portal.journal.models import Entry
from housing_portal.journal.pages import with_reason
from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import KeyFigure


class MilestoneList(RecordList):
    title = "开工竣工"
    model = Milestone
    table_class = MilestoneTable
    filterset_class = MilestoneFilter
    related = ("unit", "project")
    create_url, import_url, create_label = "affordable:milestone_create", "affordable:import", "登记里程碑"

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        """Sets add up within one kind of milestone in one state only: a home is started, and later done."""
        alone = self.query.get("code") and self.query.get("status")
        return queryset.sums("sets", "old_core_sets") if alone else {}


class MilestoneCreate(RecordCreate):
    title = "登记里程碑"
    model = Milestone
    form_class = MilestoneForm
    list_url = "affordable:milestone_list"
    done = "已登记，等待另一位同事复核；复核通过后计入完成数。"

    def perform(self, form: MilestoneForm) -> Milestone:
        return services.record_milestone(actor=self.request.user, **with_reason(form))


class MilestonePage(LedgerPage):
    model = Milestone
    workflow = MILESTONE
    related = ("unit", "project", "recorded_by", "confirmed_by")
    has_files = True
    facts = (
        "unit", "kind", "project", "building", "code", "actual_on", "note", "recorded_by", "recorded_at",
        "confirmed_by", "confirmed_at", "revoked_at",
    )

    def get_chips(self) -> list[Any]:
        return [MilestoneStatus(self.object.status)]

    def get_facts(self) -> list[tuple[str, Any]]:
        return [*super().get_facts(), ("续建", "是" if self.object.is_continued else "否")]

    def get_figures(self) -> list[KeyFigure]:
        counted = self.object.status == MilestoneStatus.CONFIRMED
        note = "计入完成数" if counted else "未计入完成数"
        return [
            KeyFigure(f"{self.object.get_code_display()}（套）", grouped(self.object.sets), note, main=True),
            KeyFigure("其中：老旧城区（套）", grouped(self.object.old_core_sets)),
            KeyFigure("发生日期", str(self.object.actual_on)),
        ]


class MilestoneStep(ReviewPage):
    model = Milestone
    workflow = MILESTONE
    related = ("unit", "project", "recorded_by")

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [
            ("责任单位", it.unit), ("类别", it.get_kind_display()), ("项目", it.project), ("楼幢", it.building),
            ("里程碑", it.get_code_display()), ("发生日期", str(it.actual_on)), ("套数", it.sets),
            ("其中：老旧城区套数", it.old_core_sets), ("录入人", it.recorded_by), ("说明", it.note),
        ]


class MilestoneConfirm(MilestoneStep):
    step = MILESTONE.steps["confirm"]
    done = "已复核，计入完成数。"

    def get_effects(self) -> list[str]:
        return [
            f"{self.object.sets} 套计入完成数，复核人和时间记录在案。", "请先核对下面的证明材料与登记内容是否一致。"
        ]

    def get_blocked(self) -> str:
        if self.request.user.is_person(self.object.recorded_by_id):
            return "这条里程碑由您本人录入，须由另一位同事复核。"
        return super().get_blocked()

    def perform(self, form: Any) -> Milestone:
        return services.confirm_milestone(actor=self.request.user, milestone=self.object)


class MilestoneReturn(MilestoneStep):
    step = MILESTONE.steps["return"]
    form_class = ReturnForm
    done = "已退回经办人。"

    def get_effects(self) -> list[str]:
        return [f"退回给{self.object.recorded_by}，补正后重新上报；退回期间不计入完成数。"]

    def perform(self, form: ReturnForm) -> Milestone:
        return services.return_milestone(actor=self.request.user, milestone=self.object, reason=form.reason)


class MilestoneResubmit(MilestoneStep):
    step = MILESTONE.steps["resubmit"]
    form_class = ResubmitForm
    done = "已重新上报，等待复核。"

    def get_facts(self) -> list[tuple[str, Any]]:
        """Return what cannot change, and why it came back; the rest stands in the form."""
        it = self.object
        returns = Entry.objects.about(it).filter(action=MILESTONE.steps["return"].label)
        return [
            ("责任单位", it.unit), ("类别", it.get_kind_display()), ("项目", it.project),
            ("里程碑", it.get_code_display()),
            ("退回原因", "；".join(returns.values_list("reason", flat=True)[:1])),
        ]

    def perform(self, form: ResubmitForm) -> Milestone:
        return services.resubmit_milestone(actor=self.request.user, milestone=self.object, **with_reason(form))


class MilestoneRevoke(MilestoneStep):
    step = MILESTONE.steps["revoke"]
    done = "已撤销，不再计入完成数。"

    def get_effects(self) -> list[str]:
        return [
            f"{self.object.sets} 套从现在起不再计入完成数；已印发的公文不变，以后的报表会显示差异。",
            "撤销不能恢复；确需恢复请重新登记。",
        ]

    def perform(self, form: Any) -> Milestone:
        return services.revoke_milestone(actor=self.request.user, milestone=self.object, reason=form.reason)
