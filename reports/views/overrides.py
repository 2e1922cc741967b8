"""数字改写: the figures of a paper with what the records state, and the steps of printing another value."""
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.views.generic import DetailView

from housing_portal.accounts.models import Unit, User
from housing_portal.journal.pages import FactPage, ReviewPage
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.forms import ReasonForm
from housing_portal.kit.pages import Button, Page, Scoped
from housing_portal.kit.workflow import Step
from reports import overrides as standing
from reports.bindings import split
from reports.differences import captured_bindings
from reports.documents.phrases import exact
from reports.enums import OUT, DocumentStatus, OverrideStatus
from reports.forms.overrides import AnswerForm, OverrideForm
from reports.models import Document, FigureBinding, FigureOverride
from reports.moments import figures_for
from reports.overrides import Stated
from reports.papers import figures_in
from reports.services import overrides as services
from reports.slots.parts import Facts
from reports.views.documents import Judged
from reports.workflow import OVERRIDE

DRAFT = frozenset({DocumentStatus.DRAFT})
ASK = Step("override", "申请改写", DRAFT, DocumentStatus.DRAFT, "reports.draft")
LIFT = Step("lift", "恢复台账数", frozenset({OverrideStatus.APPROVED}), OverrideStatus.LIFTED, "reports.draft")
NUMBER_WIDTH = 20  # characters of the longest number with its unit
CHANGED = "打开本页之后，台账数变了。您填写的内容仍在下面，请与最新的台账数核对后再提交。"
NOT_KEPT = "这份公文印发时没有保存取数明细，不能列出文中数字。"


@dataclass(frozen=True)
class Row:
    """A figure of the paper as one line: what is printed, what the records state, and what is asked of it."""

    label: str
    texts: list[str]
    value: str
    formula: str
    override: FigureOverride | None
    url: str = ""
    ask_url: str = ""

    @property
    def is_list(self) -> bool:
        """Tell whether the value is longer than any number: names and titles break lines, numbers do not."""
        return len(self.value) > NUMBER_WIDTH


class DocumentFigures(Judged, Page, Scoped, DetailView):
    """The sources of a paper on the screen: of a draft as of now, else as captured."""

    permission = "reports.view"
    model = Document
    template_name = "reports/document_figures.html"

    def get_title(self) -> str:
        return "文中数字"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(self.object.title, self.object.get_absolute_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows, problem = self.get_rows()
        own = {"document": self.object, "rows": rows, "problem": problem, "capture": self.capture,
               "requests": standing.requests_of(self.object)}
        return super().get_context_data(**{**own, **kwargs})

    def get_rows(self) -> tuple[list[Row], str]:
        """Return the figures, or nothing and why the paper cannot be read."""
        if self.capture:
            return [_captured(one) for one in captured_bindings(self.capture)], ""
        if self.object.status in OUT:
            return [], NOT_KEPT
        try:
            return self.get_live_rows(), ""
        except ServiceError as problem:
            return [], problem.sentence

    def get_live_rows(self) -> list[Row]:
        facts, texts = Facts(self.object, self.figures_set), figures_in(self.composed.paper)
        in_force, pairs = standing.in_force(facts), {key: split(key) for key in texts}
        units = Unit.objects.in_bulk({pk for _, pk in pairs.values() if pk is not None})
        waiting = {row.printed_key for row in self.object.overrides.open()}
        rows = []
        for key, said in texts.items():
            code, pk = pairs[key]
            found = standing.stated(facts, code, units.get(pk))
            known = in_force.get(key)
            may_ask = key not in waiting and self.request.user.can("reports.draft")
            fault = not may_ask or services.fault_of(found, said, known)
            rows.append(_live(found, said, known, "" if fault else ask_url(self.object, key)))
        return rows


def _live(found: Stated, texts: list[str], override: FigureOverride | None, url: str) -> Row:
    if found.slot is None:
        return Row("、".join(texts), texts, "——", "", override)
    value = exact(found.text or None, found.slot.measured_in) if found.text else str(found.answer.value or "——")
    return Row(services.label_of(found), texts, value, found.slot.formula, override, ask_url=url)


def _captured(row: FigureBinding) -> Row:
    return Row(row.label, row.texts, exact(row.value, row.measured_in), row.formula, row.override,
               row.get_absolute_url())


def ask_url(document: Document, figure: str) -> str:
    return f"{reverse('reports:document_override', args=[document.pk])}?{urlencode({'figure': figure})}"


def ask_from(user: User, asked: str, figure: str) -> str:
    """Return where a figure of the draft ``asked`` (its key, as typed in an address) is asked for, or nothing."""
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10 and user.can("reports.draft")):
        return ""
    found = Document.objects.visible_to(user).filter(pk=int(asked), status=DocumentStatus.DRAFT).first()
    return ask_url(found, figure) if found else ""


class OverrideAsk(ReviewPage):
    """Ask that one figure of a draft be printed otherwise; the figure stands in the address."""

    model = Document
    template_name = "reports/override_step.html"
    step = ASK
    form_class = OverrideForm
    done = "已提交，待股长批准；批准后下一次取数起印改写后的数。"
    stale = CHANGED

    @property
    def figure(self) -> str:
        return self.request.GET.get("figure", "")[:80]

    @cached_property
    def found(self) -> Stated | str:
        """Return the figure, or why it cannot be overridden."""
        try:
            return services.overridable(Facts(self.object, figures_for(self.object)), self.figure)
        except ServiceError as problem:
            return problem.sentence

    def get_blocked(self) -> str:
        if self.object.status not in self.step.sources:
            return f"当前状态是“{self.object.get_status_display()}”，要改写数字，请先撤回修改或退回起草。"
        return self.found if isinstance(self.found, str) else ""

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        facts: list[tuple[str, Any]] = [("公文", it.title), ("截至日期", it.as_of)]
        if not isinstance(self.found, str) and it.status in self.step.sources:
            slot = self.found.slot
            facts += [("数字", services.label_of(self.found)), ("台账数", f"{self.found.text}{slot.measured_in}"),
                      ("计量单位", f"{slot.measured_in}（不带单位的数按此计）"), ("公式", slot.formula)]
        return facts

    def get_effects(self) -> list[str]:
        return [
            "台账有误的，请改台账；改写只用于台账数正确、文中须另写的情形。",
            "须由股长批准，不能由申请人或起草人批准。",
            "台账数、改写数、理由和经办人都印在数据来源清单上；台账数再变，改写失效，须重新申请。",
        ]

    @property
    def stamp(self) -> str:
        """Return what the page shows as stated by the records: nobody asks to replace a number that he has not read."""
        return "" if isinstance(self.found, str) else self.found.text

    def perform(self, form: OverrideForm) -> FigureOverride:
        return services.ask_override(
            actor=self.request.user, document=self.object, figure=self.figure, **form.cleaned_data
        )


class OverrideDetail(FactPage):
    permission = "reports.view"
    model = FigureOverride
    workflow = OVERRIDE
    related = ("document", "unit", "asked_by", "decided_by")
    facts = ("document", "label", "measured_in", "as_of", "derived", "value", "reason", "asked_by", "asked_at",
             "decided_by", "decided_at", "answer")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(self.object.document.title, self.object.document.get_absolute_url())]

    def get_chips(self) -> list[Any]:
        return [OverrideStatus(self.object.status)]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"reports:override_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        it, user = self.object, self.request.user
        if it.document.status not in DRAFT:
            return []
        closed = ("approve", "refuse") if services.own_part(user, it) else ("take_back",)
        hidden = {self.get_step_url(OVERRIDE.steps[code]) for code in closed}
        buttons = [button for button in super().get_buttons() if button.url not in hidden]
        if user.can("reports.draft") and it.pk in {row.pk for row in standing.standing(it.document)}:
            buttons.append(Button("恢复台账数", self.get_step_url(LIFT)))
        return buttons


class OverrideStep(ReviewPage):
    model = FigureOverride
    template_name = "reports/override_step.html"
    workflow = OVERRIDE
    related = ("document", "unit", "asked_by")

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [
            ("公文", it.document.title), ("数字", it.label), ("截至日期", it.as_of),
            ("台账数", f"{it.derived}{it.measured_in}"), ("改写为", f"{it.value}{it.measured_in}"),
            ("改写理由", it.reason), ("申请人", it.asked_by), ("申请时间", it.asked_at),
        ]

    def get_blocked(self) -> str:
        document = self.object.document
        if document.status not in DRAFT:
            return f"公文的状态是“{document.get_status_display()}”，内容已固定；需要改写的，先撤回修改或退回起草。"
        return super().get_blocked()


class OverrideDecision(OverrideStep):
    def get_blocked(self) -> str:
        return services.own_part(self.request.user, self.object) or super().get_blocked()


class OverrideApprove(OverrideDecision):
    step = OVERRIDE.steps["approve"]
    form_class = AnswerForm
    done = "已批准，下一次取数起印改写后的数。"

    def get_effects(self) -> list[str]:
        return ["文中改印申请的数；台账数、理由、申请人和批准人随公文留存，印在数据来源清单上，签发时提示。"]

    def perform(self, form: AnswerForm) -> FigureOverride:
        return services.approve_override(actor=self.request.user, override=self.object, **form.cleaned_data)


class OverrideRefuse(OverrideDecision):
    step = OVERRIDE.steps["refuse"]
    done = "已退回，文中仍印台账数。"

    def perform(self, form: ReasonForm) -> FigureOverride:
        return services.refuse_override(actor=self.request.user, override=self.object, reason=form.reason)


class OverrideTakeBack(OverrideStep):
    step = OVERRIDE.steps["take_back"]
    done = "已收回，文中仍印台账数。"

    def get_blocked(self) -> str:
        return services.others_request(self.request.user, self.object) or super().get_blocked()

    def perform(self, form: Any) -> FigureOverride:
        return services.take_back_override(actor=self.request.user, override=self.object)


class OverrideLift(OverrideStep):
    """The approved override stays on record; a row of its own says that it is no longer used."""

    step = LIFT
    workflow = None
    done = "已恢复，下一次取数起印台账数。"

    def get_blocked(self) -> str:
        in_use = self.object.pk in {row.pk for row in standing.standing(self.object.document)}
        return super().get_blocked() or ("" if in_use else services.NOT_IN_FORCE)

    def perform(self, form: Any) -> FigureOverride:
        return services.lift_override(actor=self.request.user, override=self.object)
