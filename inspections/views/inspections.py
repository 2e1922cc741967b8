"""检查台账: the list, the log with its checklist and photographs, signing, declaring void."""
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from housing_portal.journal.models import Attachment
from housing_portal.journal.pages import FactPage, ReviewPage
from housing_portal.journal.photos import KIND
from housing_portal.kit import clock
from housing_portal.kit.filters import clean_query
from housing_portal.kit.forms import Form, ReasonForm
from housing_portal.kit.pages import Button, CreatePage, EditPage, KeyFigure, ListPage
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from inspections.enums.findings import FindingStatus
from inspections.enums.inspections import InspectionStatus
from inspections.filters.inspections import InspectionFilter
from inspections.forms.inspections import HEADS, InspectionEditForm, InspectionForm, PhotosForm, StartForm
from inspections.models.draw import DrawTarget
from inspections.models.inspection import Inspection
from inspections.models.target import InspectionTarget
from inspections.services import inspections as services
from inspections.tables.findings import FindingTable
from inspections.tables.inspections import AnswerTable, InspectionTable
from inspections.workflow import INSPECTION, RECORD, VIEW

VIEWS = [("全部", ""), *((state.label, state.value) for state in InspectionStatus)]
PHOTOS = Step("photos", "上传照片", frozenset({InspectionStatus.RECORDED}), "", RECORD)
OF_THIS = ("target", "domain", "found_on", "onsite_fixable", "first_due_on", "submitted_by", "closed_by")
RELATED = ("target__domain", "campaign", "leader", "signed_by")


class InspectionList(ListPage):
    permission, write_permission = VIEW, RECORD
    title = "检查台账"
    model = Inspection
    table_class = InspectionTable
    filterset_class = InspectionFilter
    template_name = "kit/list_views.html"
    shown = ("on", "kind", "domain", "campaign", "leader", "failed", "status")
    create_url, create_label = "inspections:inspection_start", "登记检查"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_failed().select_related(*RELATED)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(views=VIEWS, state=self.query.get("status", ""), **kwargs)


class InspectionStart(CreatePage):
    """The target comes first: the checklist follows from it. ``?campaign=`` is handed on."""

    permission = RECORD
    title = "登记检查：选择对象"
    model = Inspection
    form_class = StartForm
    list_url = "inspections:inspection_list"
    submit_label = "下一步"
    done = "请填写检查情况。"

    def perform(self, form: StartForm) -> InspectionTarget:
        return form.cleaned_data["target"]

    def get_success_url(self) -> str:
        given = clean_query(self.request.GET).get("campaign", "")
        campaign = f"&campaign={given}" if given.isdecimal() else ""
        return f"{reverse('inspections:inspection_create')}?target={self.object.pk}{campaign}"


class Checklist:
    """The page with a row of boxes per line of the checklist of its target."""

    template_name = "inspections/inspection_form.html"

    def get_target(self) -> InspectionTarget:
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        target = self.get_target()
        return {**super().get_form_kwargs(), "target": target, "items": services.items_for(target)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(target=self.get_target(), heads=HEADS, **kwargs)


class InspectionCreate(Checklist, CreatePage):
    """``?target=`` names the target, ``?campaign=`` the campaign, ``?drawn=`` a target drawn by lot, with people."""

    permission = RECORD
    title = "登记检查"
    model = Inspection
    form_class = InspectionForm
    list_url = "inspections:inspection_list"
    done = "已登记。日志由带队人或另一位检查人员签字。"

    @cached_property
    def drawn(self) -> DrawTarget | None:
        key = clean_query(self.request.GET).get("drawn", "")
        if not key.isdecimal():
            return None
        rows = DrawTarget.objects.chosen().select_related("draw__campaign", "target__domain", "target__estate")
        return rows.prefetch_related("pairs").filter(pk=key).first()

    @cached_property
    def target(self) -> InspectionTarget:
        if self.drawn:
            return self.drawn.target
        key = clean_query(self.request.GET).get("target", "")
        rows = InspectionTarget.objects.visible_to(self.request.user).select_related("domain", "estate")
        if not key.isdecimal() or (found := rows.filter(pk=key).first()) is None:
            raise Http404("没有这个检查对象。")
        return found

    def get_target(self) -> InspectionTarget:
        return self.target

    def get_initial(self) -> dict[str, Any]:
        if not self.drawn:
            given = clean_query(self.request.GET).get("campaign", "")
            return {**super().get_initial(), **({"campaign": int(given)} if given.isdecimal() else {})}
        sent = [pair.inspector_id for pair in self.drawn.pairs.all()]
        return {**super().get_initial(), "campaign": self.drawn.draw.campaign_id, "inspectors": sent}

    def perform(self, form: InspectionForm) -> Inspection:
        return services.record_inspection(
            actor=self.request.user, target=self.target, drawn=self.drawn, reason=form.reason, **form.facts
        )


class InspectionEdit(Checklist, EditPage):
    permission = RECORD
    title = "修改检查记录"
    model = Inspection
    form_class = InspectionEditForm

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("target__domain", "target__estate")

    def get_target(self) -> InspectionTarget:
        return self.object.target

    def get_initial(self) -> dict[str, Any]:
        it = self.object
        return {
            "leader": it.leader_id, "methods": it.methods, "log_text": it.log_text, "handling": it.handling,
            "inspectors": sorted(it.members.values_list("inspector", flat=True)),
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        held = list(self.object.items.select_related("item").order_by("item__order", "item"))
        kwargs = {**super().get_form_kwargs(), "held": held}
        # what was answered stays to be seen, also when the line has been taken out of use since
        kept = [row.item for row in held if row.item not in kwargs["items"]]
        return {**kwargs, "items": [*kwargs["items"], *kept]}

    def perform(self, form: InspectionEditForm) -> Inspection:
        return services.edit_inspection(
            actor=self.request.user, inspection=self.object, reason=form.reason, **form.facts
        )


class InspectionPage(FactPage):
    permission = VIEW
    model = Inspection
    workflow = INSPECTION
    template_name = "inspections/inspection.html"
    related = (*RELATED, "target__organization", "target__estate", "drawn__draw", "recorded_by", "voided_by")
    has_files = True
    edit_url, edit_permission = "inspections:inspection_edit", RECORD

    def get_crumbs(self) -> list[tuple[str, str]]:
        it = self.object
        above = (it.drawn.draw if it.drawn_id else it.campaign, it.target)
        return [(str(one), one.get_absolute_url()) for one in above if one]

    def get_chips(self) -> list[Any]:
        return [InspectionStatus(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        failed = Inspection.objects.with_failed().get(pk=it.pk).failed
        return [
            KeyFigure("检查日期", str(it.on), main=True), KeyFigure("对象类别", it.target.get_kind_display()),
            KeyFigure("不合格（项）", str(failed)),
            KeyFigure("问题（个）", str(it.findings.exclude(status=FindingStatus.WITHDRAWN).count())),
        ]

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        found = [
            ("检查对象", it.target), ("企业", it.target.organization), ("检查领域", it.target.domain),
            ("检查日期", str(it.on)), ("专项检查", it.campaign or "日常检查"), ("带队人", it.leader),
            ("检查人员", services.members_of(it)), ("检查方式", it.methods_text), ("检查日志", it.log_text or None),
            ("现场处理情况", it.handling or None),
            ("日志签字人", it.signed_by), ("签字时间", _moment(it.signed_at)), ("录入人", it.recorded_by),
        ]
        if it.drawn_id:
            found.insert(5, ("双随机抽取", it.drawn.draw))
        if it.status == InspectionStatus.VOID:
            found += [("作废人", it.voided_by), ("作废时间", _moment(it.voided_at)), ("作废原因", it.void_reason)]
        return found

    def get_buttons(self) -> list[Button]:
        it, user = self.object, self.request.user
        is_open = it.status == InspectionStatus.RECORDED
        self.edit_url = self.edit_url if is_open else ""
        signable = is_open and not services.cannot_sign(user, it)
        found = [one for one in super().get_buttons() if signable or one.label != INSPECTION.steps["sign"].label]
        if it.status == InspectionStatus.LOGGED:
            found.insert(0, Button("检查日志（PDF）", reverse("reports:inspection_log", args=[it.pk]), "dl"))
        if user.can(RECORD) and it.status != InspectionStatus.VOID:
            found.append(Button("登记问题", f"{reverse('inspections:finding_create')}?inspection={it.pk}"))
        if user.can(RECORD) and is_open:
            found.append(Button(PHOTOS.label, reverse("inspections:inspection_photos", args=[it.pk])))
        return found

    def get_tables(self) -> list[tuple[str, Table]]:
        rows = self.object.items.select_related("item").order_by("item__order", "item")
        found = self.object.findings.select_related("target__domain", "violation", "submitted_by", "closed_by")
        findings = FindingTable(
            found.order_by("pk"), orderable=False, exclude=OF_THIS, empty_text="没有登记问题，不合格的项目请登记为问题"
        )
        return [("检查清单", AnswerTable(rows, orderable=False)), ("检查发现的问题", findings)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pictures = Attachment.objects.about(self.object).filter(kind=KIND, content_type__startswith="image/")
        return super().get_context_data(pictures=pictures.order_by("pk"), **kwargs)


class InspectionStep(ReviewPage):
    model = Inspection
    workflow = INSPECTION
    related = RELATED

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        rows = it.items.select_related("item").order_by("item__order", "item")
        failed = "；".join(f"{row.item}（{row.note}）" for row in rows if row.result == "fail")
        return [
            ("检查对象", it.target), ("检查日期", str(it.on)), ("带队人", it.leader),
            ("检查人员", services.members_of(it)),
            ("检查方式", it.methods_text), ("检查项目（项）", len(rows)), ("不合格", failed or "没有"),
            ("检查日志", it.log_text or None), ("现场处理情况", it.handling or None), ("录入人", it.recorded_by),
        ]


class InspectionSign(InspectionStep):
    step = INSPECTION.steps["sign"]
    done = "已签字。"

    def get_blocked(self) -> str:
        return super().get_blocked() or services.cannot_sign(self.request.user, self.object)

    def get_effects(self) -> list[str]:
        return ["签字后日志、检查清单和人员不能再改，可以打印检查日志。"]

    def perform(self, form: Form) -> Inspection:
        return services.sign_log(actor=self.request.user, inspection=self.object)


class InspectionVoid(InspectionStep):
    step = INSPECTION.steps["void"]
    done = "已作废。"

    def get_blocked(self) -> str:
        return super().get_blocked() or services.cannot_void(self.request.user, self.object)

    def get_effects(self) -> list[str]:
        return ["记录保留、不再计数；截至日更早、已经取数的报表不变。"]

    def perform(self, form: ReasonForm) -> Inspection:
        return services.void_inspection(actor=self.request.user, inspection=self.object, reason=form.reason)


class InspectionPhotos(InspectionStep):
    workflow = None
    step = PHOTOS
    form_class = PhotosForm
    done = "已上传。"

    def get_blocked(self) -> str:
        is_open = self.object.status in PHOTOS.sources
        return "" if is_open else "日志已签或已作废，不能再上传照片。"

    def get_effects(self) -> list[str]:
        return ["照片转正、缩小后保存；拍摄地点、机型等信息不保存，拍摄日期记入办理记录。"]

    def perform(self, form: PhotosForm) -> Inspection:
        return services.add_photos(actor=self.request.user, inspection=self.object, **form.cleaned_data)


def _moment(at: Any) -> str | None:
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if at else None
