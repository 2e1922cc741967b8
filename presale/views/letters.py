from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.accounts.signing import Signed
from housing_portal.kit import clock
from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import ActionPage, CreatePage, KeyFigure, ListPage
from housing_portal.kit.workflow import Step
from presale.enums import LetterStatus
from presale.filters.letters import LetterFilter
from presale.forms.letters import EndLetterForm, LetterForm
from presale.models import GuaranteeLetter
from presale.services import letters as services
from presale.services.position import position
from presale.services.refusals import noted
from presale.tables.letters import LetterTable
from presale.views.of_account import VIEW, AccountRecord, OfAccount
from presale.views.seconds import SecondPerson
from presale.workflow import LETTER, RECORD


class LetterList(ListPage):
    permission = VIEW
    title = "保函"
    model = GuaranteeLetter
    table_class = LetterTable
    filterset_class = LetterFilter

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().stated(clock.today()).select_related("account__estate", "issuer")


class LetterCreate(OfAccount, CreatePage):
    permission = RECORD
    title = "登记保函"
    model = GuaranteeLetter
    form_class = LetterForm
    done = "已登记，由另一位同事复核后替代监管资金。"

    def perform(self, form: LetterForm) -> GuaranteeLetter:
        return services.propose_letter(actor=self.request.user, account=self.account, **form.cleaned_data)


class LetterPage(AccountRecord):
    model = GuaranteeLetter
    workflow = LETTER
    related = ("account__estate", "issuer", "recorded_by", "confirmed_by")
    facts = ("number", "issuer", "valid_from", "valid_to", "ended_on", "recorded_by", "recorded_at", "confirmed_by")

    def get_chips(self) -> list[Any]:
        return [self.object.state]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"presale:letter_{step.code}", args=[self.object.pk])

    def get_figures(self) -> list[KeyFigure]:
        letter = self.object
        return [
            KeyFigure("担保金额（元）", grouped(letter.amount, 2), main=True),
            KeyFigure("到期日期", str(letter.valid_to), self.term()),
        ]

    def term(self) -> str:
        """Return what the day says of the term; of a letter that was ended before it, nothing."""
        letter, today = self.object, clock.today()
        if letter.valid_to < today:
            return f"已过期 {(today - letter.valid_to).days} 天，不再替代监管资金"
        if letter.status == LetterStatus.ENDED:
            return ""
        if letter.valid_from > today:
            return f"{letter.valid_from} 起替代监管资金"
        return f"还有 {(letter.valid_to - today).days} 天"


class LetterStep(ActionPage):
    model = GuaranteeLetter
    workflow = LETTER

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("account__estate", "account__rules", "issuer")


class LetterConfirm(Signed, SecondPerson, LetterStep):
    step = LETTER.steps["confirm"]
    what = "保函"
    done = "保函已生效。"

    def get_blocked(self) -> str:
        return super().get_blocked() or services.why_over(self.object.valid_to)

    def get_effects(self) -> Sequence[str]:
        letter, amount = self.object, grouped(self.object.amount, 2)
        return [f"请与保函原件核对：{letter.issuer} 出具，编号 {letter.number}，担保金额 {amount} 元，"
                f"{letter.valid_from} 至 {letter.valid_to} 有效。",
                f"有效期内，{letter.account} 的现金受限额减少 {amount} 元。"]

    def perform(self, form: Any) -> GuaranteeLetter:
        with noted(self.request.user, self.step.label, self.object):
            return services.confirm_letter(actor=self.request.user, letter=self.object)


class LetterEnd(LetterStep):
    step = LETTER.steps["end"]
    form_class = EndLetterForm
    done = "保函已失效。"

    def get_effects(self) -> Sequence[str]:
        work = position(self.object.account)
        held, needed = grouped(work.balance, 2), grouped(work.effective, 2)
        return [f"不再替代监管资金。账户现有余额 {held} 元，应留存 {needed} 元；"
                "失效后应留存额可能增加，余额不足的将预警。"]

    def perform(self, form: EndLetterForm) -> GuaranteeLetter:
        return services.end_letter(actor=self.request.user, letter=self.object, **form.cleaned_data)
