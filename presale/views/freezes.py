from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from housing_portal.accounts.signing import Signed
from housing_portal.kit import clock
from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import ActionPage, Button, CreatePage, KeyFigure, ListPage
from presale.enums import FreezeKind, FreezeStatus
from presale.filters.freezes import FreezeFilter
from presale.forms.freezes import ExtendForm, FreezeForm, ReleaseFreezeForm
from presale.models import Freeze
from presale.services import freezes as services
from presale.services.position import frozen
from presale.services.refusals import noted
from presale.tables.freezes import FreezeTable
from presale.views.of_account import VIEW, AccountRecord, OfAccount
from presale.views.seconds import SecondPerson
from presale.views.watched import Watched
from presale.workflow import FREEZE, RECORD

# beside the table: why a step has no sense for this freeze
HINDRANCES = {"effect": services.why_waiting, "extend": services.why_endless}
PENDING = (FreezeStatus.PROPOSED, FreezeStatus.RELEASING)  # their place in line is told beside
TOLD = {
    FreezeStatus.PROPOSED: "复核之前一直冻结", FreezeStatus.RELEASING: "复核解除之前仍然冻结",
    FreezeStatus.EXPIRED: "期限已满未续，不再冻结资金",
}


class FreezeList(ListPage):
    permission = VIEW
    title = "司法冻结"
    model = Freeze
    table_class = FreezeTable
    filterset_class = FreezeFilter

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().stated(clock.today()).select_related("account__estate")


class FreezeCreate(OfAccount, CreatePage):
    permission = RECORD
    title = "登记司法冻结"
    model = Freeze
    form_class = FreezeForm
    done = "已登记，资金已经冻结；由另一位同事核对文书后复核。"

    def perform(self, form: FreezeForm) -> Freeze:
        return services.lay_freeze(actor=self.request.user, account=self.account, **form.cleaned_data)


class FreezePage(AccountRecord):
    model = Freeze
    workflow = FREEZE
    related = ("account__estate", "recorded_by", "confirmed_by", "release_recorded_by", "release_confirmed_by")
    facts = (
        "court", "case_no", "doc_no", "from_on", "to_on", "notified_on", "recorded_by", "recorded_at", "confirmed_by",
        "released_on", "release_doc", "release_recorded_by", "release_confirmed_by",
    )

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().stated(clock.today())

    def get_title(self) -> str:
        return f"{self.object.court} {self.object.case_no}"

    def get_chips(self) -> list[Any]:
        freeze = self.object
        is_behind = freeze.is_waiting and freeze.is_behind
        return [freeze.state, *([FreezeStatus.WAITING] if is_behind and freeze.state in PENDING else [])]

    def get_figures(self) -> list[KeyFigure]:
        freeze = self.object
        cap = grouped(freeze.cap_amount, 2) if freeze.cap_amount is not None else FreezeKind.FULL.label
        return [
            KeyFigure("冻结限额（元）", cap, main=True),
            KeyFigure("账户余额（元）", grouped(freeze.account.balance, 2), url=freeze.account.get_absolute_url()),
            KeyFigure("账户被冻结（元）", grouped(frozen(freeze.account), 2), "各项冻结合计，不超过余额"),
            KeyFigure("冻结止", str(freeze.to_on or "没有期限"), TOLD.get(freeze.state, "")),
        ]

    def get_buttons(self) -> list[Button]:
        idle = {FREEZE.steps[code].label for code, why in HINDRANCES.items() if why(self.object)}
        return [button for button in super().get_buttons() if button.label not in idle]


class FreezeStep(Watched, ActionPage):
    model = Freeze
    workflow = FREEZE

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("account__estate")

    def get_blocked(self) -> str:
        why = HINDRANCES.get(self.step.code)
        return super().get_blocked() or (why(self.object) if why else "")

    def ordered(self) -> str:
        """Return what the court has ordered, to be held against its document."""
        it = self.object
        cap = f"{grouped(it.cap_amount, 2)} 元" if it.cap_amount is not None else FreezeKind.FULL.label
        return f"{it.court} {it.case_no}，文书 {it.doc_no}：{cap}，{it.from_on} 起，{it.to_on or '没有期限'}止。"


class FreezeConfirm(SecondPerson, FreezeStep):
    step = FREEZE.steps["confirm"]
    what = "冻结"
    done = "已复核冻结。"

    def get_effects(self) -> Sequence[str]:
        return [self.ordered(), "请与协助执行通知书核对；复核后按冻结期限执行，期限届满未续的不再冻结。"]

    def perform(self, form: Any) -> Freeze:
        with noted(self.request.user, self.step.label, self.object):
            return services.confirm_freeze(actor=self.request.user, freeze=self.object)


class FreezeReject(Signed, SecondPerson, FreezeStep):
    step = FREEZE.steps["reject"]
    what = "冻结"
    done = "已撤销误登的冻结。"

    def get_effects(self) -> Sequence[str]:
        return [self.ordered(), "撤销后这部分资金不再冻结；只用于登记错误，法院解除的不在这里办理。"]

    def perform(self, form: Any) -> Freeze:
        with noted(self.request.user, self.step.label, self.object):
            return services.reject_freeze(actor=self.request.user, freeze=self.object, reason=form.reason)


class FreezeExtend(FreezeStep):
    step = FREEZE.steps["extend"]
    form_class = ExtendForm
    done = "已续冻。"

    def get_effects(self) -> Sequence[str]:
        return [f"原冻结止日：{self.object.to_on or '没有期限'}；改为新的止日，原文书留在办理记录中。"]

    def perform(self, form: ExtendForm) -> Freeze:
        return services.extend_freeze(actor=self.request.user, freeze=self.object, **form.cleaned_data)


class FreezeEffect(FreezeStep):
    step = FREEZE.steps["effect"]
    done = "轮候冻结已生效。"

    def get_effects(self) -> Sequence[str]:
        return ["在先的冻结到期未续，这项轮候冻结转为生效，冻结的资金不能拨付。"]

    def perform(self, form: Any) -> Freeze:
        return services.effect_freeze(actor=self.request.user, freeze=self.object)


class FreezeEnd(FreezeStep):
    def get_effects(self) -> Sequence[str]:
        """Return who waits behind this freeze."""
        return [f"还有轮候冻结：{one.court} {one.case_no}，解除后按次序自动生效。"
                for one in services.standing(self.object.account) if one.is_waiting and one != self.object]


class FreezeRelease(FreezeEnd):
    step = FREEZE.steps["release"]
    form_class = ReleaseFreezeForm
    done = "已登记解除文书，由另一位同事复核后解除。"

    def get_effects(self) -> Sequence[str]:
        return ["解除须有法院文书；另一位同事复核之前，资金仍然冻结。", *super().get_effects()]

    def perform(self, form: ReleaseFreezeForm) -> Freeze:
        return services.release_freeze(actor=self.request.user, freeze=self.object, **form.cleaned_data)


class FreezeConfirmRelease(Signed, SecondPerson, FreezeEnd):
    step = FREEZE.steps["confirm_release"]
    what, maker = "解除冻结", "release_recorded_by"
    done = "已解除冻结。"

    def get_effects(self) -> Sequence[str]:
        it = self.object
        return [self.ordered(), f"{it.released_on} 由 {it.release_doc} 解除，请与文书核对；解除后这部分资金不再冻结。",
                *super().get_effects()]

    def perform(self, form: Any) -> Freeze:
        with noted(self.request.user, self.step.label, self.object):
            return services.confirm_release(actor=self.request.user, freeze=self.object)


class FreezeRefuseRelease(FreezeStep):
    step = FREEZE.steps["refuse_release"]
    done = "不予解除，冻结继续。"

    def get_effects(self) -> Sequence[str]:
        return [f"{self.object.release_doc} 不作为解除依据，资金继续冻结。"]

    def perform(self, form: Any) -> Freeze:
        return services.refuse_release(actor=self.request.user, freeze=self.object, reason=form.reason)
