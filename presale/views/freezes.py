from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.journal.history import attachments_of, history_of
from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import (
    ActionPage,
    Attachment,
    Button,
    CreatePage,
    DetailPage,
    HistoryLine,
    KeyFigure,
    ListPage,
)
from housing_portal.kit.workflow import Step
from presale.enums import FreezeKind, FreezeStatus
from presale.filters.freezes import FreezeFilter
from presale.forms.freezes import ExtendForm, FreezeForm, ReleaseFreezeForm
from presale.models import Freeze
from presale.services import freezes as services
from presale.services.position import frozen
from presale.tables.freezes import FreezeTable
from presale.views.accounts import VIEW, OfAccount
from presale.workflow import RECORD

EXTEND = Step("extend", "续冻", frozenset(), "", RECORD)
EFFECT = Step("effect", "轮候生效", frozenset(), "", RECORD)
RELEASE = Step("release", "解除冻结", frozenset(), "", RECORD, danger=True)


class FreezeList(ListPage):
    permission = VIEW
    title = "司法冻结"
    model = Freeze
    table_class = FreezeTable
    filterset_class = FreezeFilter

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("account__estate")


class FreezeCreate(OfAccount, CreatePage):
    permission = RECORD
    title = "登记司法冻结"
    model = Freeze
    form_class = FreezeForm
    done = "已登记冻结。"

    def perform(self, form: FreezeForm) -> Freeze:
        return services.lay_freeze(actor=self.request.user, account=self.account, **form.cleaned_data)


class FreezePage(DetailPage):
    permission = VIEW
    model = Freeze
    facts = (
        "court", "case_no", "doc_no", "from_on", "to_on", "notified_on", "released_on", "release_doc", "recorded_by",
        "recorded_at",
    )

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("account__estate", "recorded_by")

    def get_title(self) -> str:
        return f"{self.object.court} {self.object.case_no}"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.object.account), self.object.account.get_absolute_url())]

    def get_chips(self) -> list[Any]:
        return [self.object.state]

    def get_figures(self) -> list[KeyFigure]:
        freeze = self.object
        cap = grouped(freeze.cap_amount, 2) if freeze.cap_amount is not None else FreezeKind.FULL.label
        return [
            KeyFigure("冻结限额（元）", cap, main=True),
            KeyFigure("账户余额（元）", grouped(freeze.account.balance, 2), url=freeze.account.get_absolute_url()),
            KeyFigure("账户被冻结（元）", grouped(frozen(freeze.account), 2), "各项生效冻结合计，不超过余额"),
        ]

    def get_buttons(self) -> list[Button]:
        freeze = self.object
        if freeze.released_on or not self.request.user.can(RECORD):
            return []
        may_begin = freeze.is_waiting and not services.why_waiting(freeze)
        steps = [*([EFFECT] if may_begin else []), EXTEND, RELEASE]
        return [
            Button(step.label, reverse(f"presale:freeze_{step.code}", args=[freeze.pk]),
                   style="danger-line" if step.danger else "plain")
            for step in steps
        ]

    def get_attachments(self) -> list[Attachment]:
        return attachments_of(self.object)

    def get_history(self) -> list[HistoryLine]:
        return history_of(self.object)


class FreezeStep(ActionPage):
    model = Freeze

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("account__estate")

    def get_blocked(self) -> str:
        freeze = self.object
        return f"这项冻结已于 {freeze.released_on} 解除，不能再办理。" if freeze.released_on else ""


class FreezeExtend(FreezeStep):
    step = EXTEND
    form_class = ExtendForm
    done = "已续冻。"

    def get_effects(self) -> Sequence[str]:
        until = self.object.to_on or "没有期限"
        return [f"原冻结止日：{until}；改为新的止日，原文书留在办理记录中。"]

    def perform(self, form: ExtendForm) -> Freeze:
        return services.extend_freeze(actor=self.request.user, freeze=self.object, **form.cleaned_data)


class FreezeEffect(FreezeStep):
    step = EFFECT
    done = "轮候冻结已生效。"

    def get_effects(self) -> Sequence[str]:
        return ["在先的冻结到期未续，这项轮候冻结转为生效，冻结的资金不能拨付。"]

    def get_blocked(self) -> str:
        return super().get_blocked() or services.why_waiting(self.object)

    def perform(self, form: Any) -> Freeze:
        return services.effect_freeze(actor=self.request.user, freeze=self.object)


class FreezeRelease(FreezeStep):
    step = RELEASE
    form_class = ReleaseFreezeForm
    done = "已解除冻结。"

    def get_effects(self) -> Sequence[str]:
        waiting = [freeze for freeze in services.standing(self.object.account) if freeze.state == FreezeStatus.WAITING]
        after = [f"还有轮候冻结：{one.court} {one.case_no}，解除后按次序自动生效。" for one in waiting
                 if one != self.object]
        return ["解除须有法院文书；解除后这部分资金不再冻结。", *after]

    def perform(self, form: ReleaseFreezeForm) -> Freeze:
        return services.release_freeze(actor=self.request.user, freeze=self.object, **form.cleaned_data)
