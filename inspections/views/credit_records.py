"""信用记录: the list, what is entered, and every step of a record."""
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse

from housing_portal.journal import pages, stages
from housing_portal.journal.forms import DayForm, ProvedDayForm
from housing_portal.journal.pages import FactPage, UndoStep
from housing_portal.kit import clock, scope
from housing_portal.kit.filters import clean_query
from housing_portal.kit.forms import Form, ReasonForm
from housing_portal.kit.pages import Button, CreatePage, KeyFigure, ListPage
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from inspections.enums.credit import CreditStanding, CreditStatus, CreditSubject, InfoKind
from inspections.filters.credit import CreditRecordFilter
from inspections.forms.credit import RecordForm, RevokeForm, SaidForm
from inspections.models.credit import CreditRecord
from inspections.models.finding import Finding
from inspections.models.notice import RectificationNotice
from inspections.services import credit_records as services
from inspections.tables.credit import CreditRecordTable, CreditStepTable
from inspections.workflow import CREDIT, RECORD, VIEW


class CreditRecordList(ListPage):
    permission = VIEW
    title = "信用记录"
    model = CreditRecord
    table_class = CreditRecordTable
    filterset_class = CreditRecordFilter
    shown = ("subject_kind", "info_kind", "item", "points", "on", "valid_to", "status")
    create_url, create_label, write_permission = "inspections:credit_record_create", "登记信用信息", RECORD

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("organization", "item")


class CreditRecordCreate(CreatePage):
    """``?finding=…`` and ``?notice=…`` fill the form in beforehand, so that inspections can lead here."""

    permission = RECORD
    title = "登记信用信息"
    model = CreditRecord
    form_class = RecordForm
    list_url = "inspections:credit_record_list"
    done = "已登记，由另一位同事复核。"

    def get_initial(self) -> dict[str, Any]:
        finding, notice = self._ground(Finding, "finding"), self._ground(RectificationNotice, "notice")
        if (ground := finding or notice) is None:
            return super().get_initial()
        given = {"finding": finding.pk} if finding else {"notice": notice.number}
        return {
            **super().get_initial(), **given, "organization": ground.target.organization_id, "source": "市场检查发现",
        }

    def _ground(self, model: type[Model], name: str) -> Any:
        """Return the record that the address names, if the reader may see it."""
        key = clean_query(self.request.GET).get(name, "")
        rows = model.objects.visible_to(self.request.user).select_related("target")
        return rows.filter(pk=int(key)).first() if key.isdecimal() else None

    def perform(self, form: RecordForm) -> CreditRecord:
        return services.enter_record(actor=self.request.user, **form.cleaned_data)


class CreditRecordPage(FactPage):
    permission = VIEW
    model = CreditRecord
    workflow = CREDIT
    related = ("organization", "item__rule", "finding", "notice", "recorded_by", "confirmed_by", "decided_by")
    has_files = True
    facts = (
        "organization", "subject_kind", "item", "on", "valid_to", "source", "finding", "notice", "paper_no",
        "recorded_by", "recorded_at", "confirmed_by", "decided_by",
    )

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(one), one.get_absolute_url()) for one in (self.object.finding, self.object.notice) if one]

    def get_chips(self) -> list[Any]:
        return [CreditStatus(self.object.status), InfoKind(self.object.item.info_kind)]

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        counted = CreditRecord.objects.filter(pk=it.pk).counted(scope.current())
        now = counted[0] if counted else None
        standing = now.standing if now else CreditStanding.WAITING
        return [
            KeyFigure("分值（分）", f"{it.points:+}", main=True),
            KeyFigure("计分状态", standing.label if it.status not in GONE else CreditStanding.GONE.label),
            KeyFigure("计分起", str(now.effective_from or "——") if now else "——"),
            KeyFigure("有效期至", str(it.valid_to or "长期")),
        ]

    def get_facts(self) -> list[tuple[str, Any]]:
        told = [("异议期至", str(services.objection_last_day(self.object)))] if self.object.status in TOLD else []
        return [*super().get_facts(), *told]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"inspections:credit_record_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        it = self.object
        found = [one for one in super().get_buttons() if it.is_bad or one.label != CREDIT.steps["notify"].label]
        place = reverse("inspections:credit_file", args=[it.organization_id, CreditSubject(it.subject_kind).value])
        return [*found, Button("信用档案", place)]

    def get_tables(self) -> list[tuple[str, Table]]:
        steps = self.object.steps.standing().select_related("recorded_by").order_by("-pk")
        return [("办理进度", CreditStepTable(steps, orderable=False, empty_text="已登记，等待复核"))]


GONE = (CreditStatus.WITHDRAWN, CreditStatus.REVOKED)
TOLD = (CreditStatus.NOTIFIED, CreditStatus.OBJECTED)


# -- steps -----------------------------------------------------------------------------------------------------


class CreditStepPage(pages.ReviewPage):
    """``deed`` is the service behind the step."""

    model = CreditRecord
    workflow = CREDIT
    related = ("organization", "item__rule", "recorded_by", "confirmed_by")
    form_class = ProvedDayForm
    deed: Any

    def get_facts(self) -> list[tuple[str, Any]]:
        it, steps = self.object, stages.standing(self.object)
        return [
            ("企业", it.organization), ("企业类别", it.get_subject_kind_display()), ("信用条目", it.item),
            ("分值（分）", f"{it.points:+}"), ("发生日期", str(it.on)), ("有效期至", str(it.valid_to or "长期")),
            ("来源", it.source), ("决定文书号", it.paper_no or None), ("录入人", it.recorded_by),
            ("复核人", it.confirmed_by),
            ("最近一步", f"{steps[-1].get_code_display()} {steps[-1].on}　{steps[-1].note}" if steps else None),
        ]

    def perform(self, form: Form) -> CreditRecord:
        return type(self).deed(actor=self.request.user, record=self.object, **form.cleaned_data)


class CreditConfirm(CreditStepPage):
    step = CREDIT.steps["confirm"]
    form_class = DayForm
    deed = staticmethod(services.confirm)

    def get_effects(self) -> list[str]:
        if not self.object.is_bad:
            return ["从复核之日起计分。"]
        days = self.object.item.rule.notice_days
        return [f"不良信息复核后 {days} 日内书面告知企业，异议期满没有异议才计分。"]

    def get_blocked(self) -> str:
        own = self.request.user.is_person(self.object.recorded_by_id)
        return services.OWN if own else super().get_blocked()


class CreditNotify(CreditStepPage):
    step = CREDIT.steps["notify"]
    deed = staticmethod(services.notify)

    def get_effects(self) -> list[str]:
        return [f"异议期 {self.object.item.rule.objection_days} 日，自告知次日起算，期满没有异议的从次日起计分。"]

    def get_blocked(self) -> str:
        return super().get_blocked() if self.object.is_bad else services.NOT_BAD


class CreditObject(CreditStepPage):
    step = CREDIT.steps["object"]
    form_class = SaidForm
    deed = staticmethod(services.object_to)

    def get_effects(self) -> list[str]:
        return ["裁定之前不计分。"]


class CreditDecision(CreditStepPage):
    form_class = SaidForm

    def get_blocked(self) -> str:
        it, user = self.object, self.request.user
        if user.is_person(it.recorded_by_id) or user.is_person(it.confirmed_by_id):
            return services.THIRD
        return super().get_blocked()


class CreditUphold(CreditDecision):
    step = CREDIT.steps["uphold"]
    deed = staticmethod(services.uphold)

    def get_effects(self) -> list[str]:
        return ["从裁定之日起计分。"]


class CreditWithdraw(CreditDecision):
    step = CREDIT.steps["withdraw"]
    deed = staticmethod(services.withdraw)

    def get_effects(self) -> list[str]:
        return ["这条记录不计分，也不公示。"]


class CreditRevoke(CreditStepPage):
    step = CREDIT.steps["revoke"]
    form_class = RevokeForm
    deed = staticmethod(services.revoke)

    def get_effects(self) -> list[str]:
        return [f"从撤销之日起不再计分；{clock.today()} 以前的得分照当时重算不变。"]


class CreditUndo(UndoStep, CreditStepPage):
    step = CREDIT.steps["undo"]

    def perform(self, form: ReasonForm) -> CreditRecord:
        return services.undo_step(actor=self.request.user, record=self.object, reason=form.reason)
