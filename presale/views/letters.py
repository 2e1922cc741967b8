from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.journal.history import attachments_of, history_of
from housing_portal.kit import clock
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
from presale.enums import LetterStatus
from presale.filters.letters import LetterFilter
from presale.forms.letters import EndLetterForm, LetterForm
from presale.models import GuaranteeLetter
from presale.services import letters as services
from presale.services.position import position
from presale.tables.letters import LetterTable
from presale.views.accounts import VIEW, OfAccount
from presale.workflow import CONFIRM, RECORD

CONFIRM_LETTER = Step("confirm", "复核生效", frozenset({LetterStatus.PROPOSED}), "", CONFIRM)
END = Step("end", "登记失效", frozenset({LetterStatus.PROPOSED, LetterStatus.EFFECTIVE}), "", CONFIRM, danger=True)


class LetterList(ListPage):
    permission = VIEW
    title = "保函"
    model = GuaranteeLetter
    table_class = LetterTable
    filterset_class = LetterFilter

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("account__estate", "issuer")


class LetterCreate(OfAccount, CreatePage):
    permission = RECORD
    title = "登记保函"
    model = GuaranteeLetter
    form_class = LetterForm
    done = "已登记，由另一位同事复核后替代监管资金。"

    def perform(self, form: LetterForm) -> GuaranteeLetter:
        return services.propose_letter(actor=self.request.user, account=self.account, **form.cleaned_data)


class LetterPage(DetailPage):
    permission = VIEW
    model = GuaranteeLetter
    facts = ("number", "issuer", "valid_from", "valid_to", "ended_on", "recorded_by", "recorded_at", "confirmed_by")

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("account__estate", "issuer", "recorded_by", "confirmed_by")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.object.account), self.object.account.get_absolute_url())]

    def get_chips(self) -> list[Any]:
        return [LetterStatus(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        letter = self.object
        days = (letter.valid_to - clock.today()).days
        left = f"还有 {days} 天" if days >= 0 else f"已过期 {-days} 天，不再替代监管资金"
        return [
            KeyFigure("担保金额（元）", grouped(letter.amount, 2), main=True),
            KeyFigure("到期日期", str(letter.valid_to), "" if letter.status == LetterStatus.ENDED else left),
        ]

    def get_buttons(self) -> list[Button]:
        letter, user = self.object, self.request.user
        fits = [step for step in (CONFIRM_LETTER, END) if letter.status in step.sources and user.can(step.permission)]
        return [
            Button(step.label, reverse(f"presale:letter_{step.code}", args=[letter.pk]),
                   style="danger-line" if step.danger else "primary")
            for step in fits
        ]

    def get_attachments(self) -> list[Attachment]:
        return attachments_of(self.object)

    def get_history(self) -> list[HistoryLine]:
        return history_of(self.object)


class LetterStep(ActionPage):
    model = GuaranteeLetter

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("account__estate", "account__rules", "issuer")

    def get_blocked(self) -> str:
        letter = self.object
        if letter.status in self.step.sources:
            return ""
        return f"这份保函{letter.get_status_display()}，不能“{self.step.label}”。"


class LetterConfirm(LetterStep):
    step = CONFIRM_LETTER
    done = "保函已生效。"

    def get_effects(self) -> Sequence[str]:
        letter = self.object
        return [f"{letter.valid_from} 至 {letter.valid_to}，{letter.account} 的现金受限额减少 "
                f"{grouped(letter.amount, 2)} 元。"]

    def perform(self, form: Any) -> GuaranteeLetter:
        return services.confirm_letter(actor=self.request.user, letter=self.object)


class LetterEnd(LetterStep):
    step = END
    form_class = EndLetterForm
    done = "保函已失效。"

    def get_effects(self) -> Sequence[str]:
        work = position(self.object.account)
        held, needed = grouped(work.balance, 2), grouped(work.effective, 2)
        return [f"不再替代监管资金。账户现有余额 {held} 元，应留存 {needed} 元；"
                "失效后应留存额可能增加，余额不足的将预警。"]

    def perform(self, form: EndLetterForm) -> GuaranteeLetter:
        return services.end_letter(actor=self.request.user, letter=self.object, **form.cleaned_data)
