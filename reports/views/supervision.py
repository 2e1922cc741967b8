"""督办事项: the register, taking up by hand and from what lags, letters for many at once, the record."""
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.journal.objects import find
from housing_portal.journal.pages import FactPage
from housing_portal.kit import clock
from housing_portal.kit.filters import clean_query
from housing_portal.kit.forms import Form
from housing_portal.kit.pages import Button, CreatePage, EditPage, KeyFigure, ListPage
from housing_portal.kit.scope import current
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from housing_portal.registry import parameters
from reports.enums import (
    AWAITED,
    RUNNING,
    MoreTime,
    SupervisionMethod,
    SupervisionSource,
    SupervisionStatus,
)
from reports.evaluate import IndicatorSet
from reports.filters.supervision import LATE, LIVING, SupervisionFilter
from reports.forms.supervision import ItemEditForm, ItemForm, LaggingForm, LettersForm, source_of
from reports.lagging import candidates, elsewhere
from reports.models import Conclusion, SupervisionFeedback, SupervisionItem
from reports.models.supervision import NAMED, ORIGINS
from reports.services import followup, letters
from reports.services import supervision as services
from reports.supervision import FULL, cannot_close, escalation, programme_of, recovery, score, standing
from reports.tables.followup import TABLES
from reports.tables.supervision import (
    SHOWN,
    FeedbackTable,
    LetterTable,
    MoreTimeTable,
    PointTable,
    SupervisionStepTable,
    SupervisionTable,
)
from reports.workflow import ACCEPT, FOLLOW_UP, SUPERVISE, SUPERVISION

VIEW = "reports.view"
MARKED = (SupervisionStatus.DRAFTED, SupervisionStatus.FEEDBACK, SupervisionStatus.ACCEPTED)
VIEWS = [("全部", ""), ("在办", LIVING), ("逾期", LATE), *((state.label, state.value) for state in MARKED)]
LIST = "reports:supervision_list"


class SupervisionList(ListPage):
    permission, write_permission = VIEW, SUPERVISE
    title = "督办台账"
    model = SupervisionItem
    table_class = SupervisionTable
    filterset_class = SupervisionFilter
    template_name = "kit/list_views.html"
    create_url, create_label = "reports:supervision_create", "立项"
    empty_text = "没有符合条件的督办事项。"

    @property
    def shown(self) -> Sequence[str]:
        """Return the columns of the page; the workbook is the whole register."""
        return () if self.query.get("export") else SHOWN

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_course().with_steps().select_related("unit")

    def get_buttons(self) -> list[Button]:
        if not self.request.user.can(SUPERVISE):
            return []
        more = (("滞后督办", "reports:supervision_lagging", "flag"), ("起草文书", "reports:supervision_letters", "doc"))
        return [*super().get_buttons(), *(Button(label, reverse(name), icon) for label, name, icon in more)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(views=VIEWS, state=self.query.get("status", ""), **kwargs)


class SupervisionCreate(CreatePage):
    """``?source=…&record=…`` takes up a record of another area; whoever may not see it gets an empty form."""

    permission = SUPERVISE
    title = "督办立项"
    model = SupervisionItem
    form_class = ItemForm
    list_url = LIST

    @cached_property
    def origin(self) -> tuple[SupervisionSource, Any] | None:
        query = clean_query(self.request.GET)
        source, pk = source_of(query.get("source", "")), query.get("record", "")
        if source is None or not (pk.isdecimal() and len(pk) < 10):
            return None
        model = SupervisionItem._meta.get_field(ORIGINS[source]).related_model
        record = find(model._meta.label_lower, int(pk), self.request.user)
        return None if record is None else (source, record)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "origin": self.origin}

    def get_initial(self) -> dict[str, Any]:
        if self.origin is None:
            return super().get_initial()
        source, record = self.origin
        own = {"title": f"{source.label}：{record}"[:80], "unit": getattr(record, "unit_id", None)}
        return {**super().get_initial(), **own}

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.origin[1]), self.origin[1].get_absolute_url())] if self.origin else []

    def perform(self, form: ItemForm) -> SupervisionItem:
        return services.draft_item(actor=self.request.user, **form.content())


class SupervisionEdit(EditPage):
    permission = SUPERVISE
    model = SupervisionItem
    form_class = ItemEditForm

    def perform(self, form: ItemEditForm) -> SupervisionItem:
        return services.edit_item(actor=self.request.user, item=self.object, **form.cleaned_data)


class Batch(CreatePage):
    """Many at once; afterwards the list stands open."""

    permission = SUPERVISE
    model = SupervisionItem
    list_url = LIST

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        kwargs.pop("instance", None)
        return kwargs

    def get_success_url(self) -> str:
        return f"{reverse(LIST)}?status={LIVING}"


class SupervisionLagging(Batch):
    """Everything with a red lamp or past its day; what is ticked becomes matters, and papers if wished."""

    title = "滞后督办"
    form_class = LaggingForm
    template_name = "reports/supervision_lagging.html"
    submit_label = "立项"

    @cached_property
    def figures(self) -> IndicatorSet:
        return IndicatorSet(current())

    @property
    def sees(self) -> bool:
        return self.request.user.sees_everything

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "offered": candidates(self.figures) if self.sees else []}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        others = elsewhere(self.figures.scope, self.request.user) if self.sees else []
        own = {"others": others, "share": self.figures.time_share.percent, "as_of": self.figures.scope.as_of}
        return super().get_context_data(**{**own, **kwargs})

    def perform(self, form: LaggingForm) -> list[SupervisionItem]:
        data = form.cleaned_data
        common = {name: data[name] for name in ("due_on", "leader", "lead_dept")}
        items = services.take_up_lagging(actor=self.request.user, chosen=form.facts(), **common)
        if data["with_letters"]:
            papers = letters.draft_notices(actor=self.request.user, items=items, kind=data["kind"])
            self.done = f"已立项 {len(items)} 项，起草文书 {len(papers)} 份，请到“公文”办理取数、校核和签发。"
        return items


class SupervisionLetters(Batch):
    """One paper for each unit over all that is ticked; ``?item=…`` ticks one."""

    title = "起草督办文书"
    form_class = LettersForm
    submit_label = "起草"
    done = "已起草，请到公文办理取数、校核和签发。"

    def get_initial(self) -> dict[str, Any]:
        asked = clean_query(self.request.GET).getlist("item")
        return {**super().get_initial(), "items": [pk for pk in asked if pk.isdecimal() and len(pk) < 10]}

    def get_form_kwargs(self) -> dict[str, Any]:
        today, rules = clock.today(), parameters.in_force()
        rows = SupervisionItem.objects.visible_to(self.request.user).filter(
            status__in=(SupervisionStatus.DRAFTED, *AWAITED)).with_course()
        found = {}
        for item in rows.exclude(status=SupervisionStatus.DRAFTED, method=SupervisionMethod.HINT):
            step = escalation(item, today, rules)
            if step and step.code in ("issue", *letters.NEXT):
                found[item.pk] = "　".join(filter(None, (standing(item, today), f"下一步：{step.label}")))
        offered = SupervisionItem.objects.filter(pk__in=found).select_related("unit").order_by("unit__order", "pk")
        return {**super().get_form_kwargs(), "offered": offered, "words": found}

    def get_success_url(self) -> str:
        return f"{reverse('reports:document_list')}?status=draft"

    def perform(self, form: Form) -> Any:
        data = form.cleaned_data
        return letters.draft_notices(
            actor=self.request.user, items=list(data["items"]), kind=data["kind"], as_of=data["as_of"]
        )


class SupervisionPage(FactPage):
    permission = VIEW
    model = SupervisionItem
    workflow = SUPERVISION
    has_files = True
    related = NAMED
    template_name = "reports/supervision.html"
    facts = (
        "source", "source_note", "title", "requirement", "unit", "leader", "lead_dept", "method", "authority_doc",
        "issued_on", "receipt_due_on", "feedback_due_on", "first_due_on", "due_on", "fed_by", "accepted_by",
        "quality", "recorded_by", "recorded_at",
    )

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_course().with_steps()

    def get_chips(self) -> list[Any]:
        return [SupervisionStatus(self.object.status)]

    @cached_property
    def recovered(self) -> str:
        """Return why it may be closed without an answer, or nothing."""
        it = self.object
        is_free = it.status in RUNNING and not cannot_close(it)
        return recovery(it, IndicatorSet(current())) if is_free else ""

    def get_facts(self) -> list[tuple[str, Any]]:
        it, kept = self.object, self.object.captured
        lines = super().get_facts()
        if programme := programme_of(it):
            unit = kept["measured_in"]
            lines.append(("年度任务", programme.label))
            lines.append((
                "立项时情况",
                f"截至 {kept['as_of']}：任务 {kept['target']} {unit}，完成 {kept['done']} {unit}，"
                f"完成率 {kept['rate']}%，序时进度 {kept['share']}%，差距 {kept['gap']} 个百分点",
            ))
        elif "days" in kept:
            lines.append(("立项时情况", f"原定期限 {kept['due_on']}，截至 {kept['as_of']} 已逾期 {kept['days']} 天"))
        return lines

    def get_figures(self) -> list[KeyFigure]:
        it, today = self.object, clock.today()
        step, points = escalation(it, today), score(it)
        moved = f"首次期限 {it.first_due_on}" if it.first_due_on not in (None, it.due_on) else ""
        found = [
            KeyFigure("办理期限", str(it.due_on), moved, main=True),
            KeyFigure("时限状态", standing(it, today) or "——"), KeyFigure("催办（次）", str(it.urged)),
            KeyFigure("下一步", step.label if step else "——"),
        ]
        return [*found, KeyFigure("得分", f"{points.points} 分", f"满分 {FULL} 分")] if points else found

    def get_step_url(self, step: Step) -> str:
        """Return where a step leads; what stands in an issued paper is handed over with everything else there."""
        if step.code == "issue" and (it := SupervisionItem.objects.to_hand_over().filter(pk=self.object.pk).first()):
            return reverse("reports:supervision_paper_issue", args=[it.paper])
        return reverse(f"reports:supervision_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        it, can, today = self.object, self.request.user.can, clock.today()
        closing = ("accept", "recover") if cannot_close(it) else () if self.recovered else ("recover",)
        hidden = {self.get_step_url(SUPERVISION.steps[code]) for code in closing}
        buttons = [button for button in super().get_buttons() if button.url not in hidden]
        buttons += self.get_followups()
        if not can(SUPERVISE):
            return buttons
        step, own = escalation(it, today), [it.pk]
        if it.status == SupervisionStatus.DRAFTED:
            buttons.insert(0, Button("修改", reverse("reports:supervision_edit", args=own)))
        if step and step.code in ("issue", *letters.NEXT) and it.method != SupervisionMethod.HINT:
            buttons.append(Button("起草文书", f"{reverse('reports:supervision_letters')}?item={it.pk}", "doc"))
        if step and step.code == "list":
            buttons.append(Button("列入通报", reverse("reports:supervision_list_in", args=own)))
        if it.status in AWAITED and not it.extensions.filter(status=MoreTime.ASKED).exists():
            buttons.append(Button("申请延期", reverse("reports:supervision_extension_create", args=own)))
        return buttons

    def get_followups(self) -> list[Button]:
        """Return the deeds beside the states that ``user`` may do now: 约谈, and what belongs to 督查."""
        it, user = self.object, self.request.user
        codes = [code for code, kind in followup.KINDS.items() if not followup.why_not(user, it, kind)]
        codes += [code for code, kinds in followup.UNDONE.items() if not followup.cannot_take_back(user, it, kinds)]
        return [Button(step.label, reverse(f"reports:supervision_{step.code}", args=[it.pk]))
                for step in map(FOLLOW_UP.get, codes) if user.can(step.permission)]

    def get_tables(self) -> list[tuple[str, Table]]:
        it, plain = self.object, {"orderable": False}
        steps = it.steps.standing().select_related("recorded_by").order_by("-pk")
        answers = SupervisionFeedback.objects.filter(step__item=it, step__undone=None)
        papers = it.letters.select_related("document").order_by("-pk")
        found = [
            ("办理进度", SupervisionStepTable(steps, empty_text="还没有交办", **plain)),
            ("督办文书", LetterTable(papers, empty_text="没有起草文书", **plain)),
            ("反馈", FeedbackTable(answers.select_related("step__recorded_by").order_by("-pk"),
                                 empty_text="还没有反馈", **plain)),
            ("延期", MoreTimeTable(it.extensions.select_related("decided_by").order_by("-pk"),
                                 empty_text="没有申请延期", **plain)),
            *self.get_followed(),
        ]
        if points := score(it):
            rows = [{"rule": "满分", "taken": FULL}, *({"rule": rule, "taken": -taken} for rule, taken in points.lines)]
            found.append(("评分", PointTable(rows, **plain)))
        return found

    def get_followed(self) -> list[tuple[str, Table]]:
        """Return the tables of 约谈 and 督查; a plain 督办 shows nothing of 督查."""
        it, found = self.object, []
        for kind, table in TABLES.items():
            rows = kind.objects.standing().filter(item=it).select_related("recorded_by").order_by("-pk")
            if rows.exists() or (kind is Conclusion and it.method == SupervisionMethod.INSPECT):
                words = f"还没有{kind._meta.verbose_name}"
                found.append((kind._meta.verbose_name, table(rows, orderable=False, empty_text=words)))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_close = self.request.user.can(ACCEPT)
        own = {"next": escalation(self.object, clock.today()), "recovered": self.recovered, "may_close": may_close}
        return super().get_context_data(**{**own, **kwargs})
