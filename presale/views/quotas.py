from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from housing_portal.accounts.signing import Signed
from housing_portal.journal.pages import RecordPage
from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import (
    ActionPage,
    Button,
    CreatePage,
    DetailPage,
    KeyFigure,
)
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from presale.enums import ProposalStatus
from presale.forms.quotas import ApproveForm, QuotaForm
from presale.models import EscrowAccount, QuotaProposal
from presale.quota import Calculation
from presale.services import quotas as services
from presale.services.position import quotas as in_force
from presale.services.refusals import noted
from presale.tables.quotas import ProposalTable, QuotaVersionTable
from presale.views.watched import Watched
from presale.workflow import QUOTA, RECORD

VIEW = "presale.view"


class AccountQuota(DetailPage):
    """The quotas of an account: in force, decided, waiting."""

    permission = VIEW
    model = EscrowAccount

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("estate", "rules")

    def get_title(self) -> str:
        return f"{self.object} 额度"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.object), self.object.get_absolute_url())]

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        now = in_force(it)
        total = grouped(sum(quota.amount for quota in now), 2) if now else "未核定"
        return [KeyFigure("现行额度合计（元）", total, main=True),
                KeyFigure("累计拨付（元）", grouped(it.released, 2)),
                KeyFigure("监管余额（元）", grouped(it.balance, 2))]

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [("监管规则", it.rules), ("额度算法", it.rules.get_basis_display()),
                ("额度粒度", it.get_granularity_display())]

    def get_tables(self) -> list[tuple[str, Table]]:
        versions = self.object.quotas.select_related("building", "rules", "recorded_by", "approved_by")
        waiting = self.object.proposals.select_related("account__estate", "building", "recorded_by", "decided_by")
        return [
            ("核定版本", QuotaVersionTable(versions.order_by("-pk"), orderable=False, empty_text="还没有核定额度")),
            ("测算", ProposalTable(waiting.order_by("-pk"), orderable=False, empty_text="还没有测算")),
        ]

    def get_buttons(self) -> list[Button]:
        if self.object.status in services.ENDED or not self.request.user.can(RECORD):
            return []
        return [Button("测算额度", reverse("presale:quota_propose", args=[self.object.pk]), "plus", "primary")]


class QuotaPropose(CreatePage):
    """The first click shows the working, the second files what was shown."""

    permission = RECORD
    title = "测算额度"
    model = QuotaProposal
    form_class = QuotaForm
    template_name = "presale/quota_form.html"
    submit_label = "测算"
    done = "已提交，由局长核定；核定之前现行额度不变。"
    shown: Calculation | None = None

    def get_account(self) -> EscrowAccount:
        visible = EscrowAccount.objects.visible_to(self.request.user).select_related("estate", "rules")
        return get_object_or_404(visible, pk=self.kwargs["pk"])

    def get_crumbs(self) -> list[tuple[str, str]]:
        account = self.get_account()
        return [(f"{account} 额度", reverse("presale:account_quota", args=[account.pk]))]

    def get_cancel_url(self) -> str:
        return reverse("presale:account_quota", args=[self.kwargs["pk"]])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "account": self.get_account()}

    def form_valid(self, form: QuotaForm) -> HttpResponse:
        self.shown = form.worked
        if self.request.POST.get("worked") != str(form.worked.amount):
            return self.form_invalid(form)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        account, label = self.get_account(), "提交核定" if self.shown else self.submit_label
        return super().get_context_data(**{"account": account, "worked": self.shown, "submit_label": label, **kwargs})

    def perform(self, form: QuotaForm) -> QuotaProposal:
        return services.propose_quota(actor=self.request.user, account=self.get_account(), **form.cleaned_data)


class QuotaPage(RecordPage):
    permission = VIEW
    model = QuotaProposal
    has_files = True
    workflow = QUOTA
    template_name = "presale/quota.html"
    facts = ("rules", "area", "effective_on", "reason", "recorded_by", "recorded_at", "decided_by", "decided_on",
             "opinion", "version")

    def get_queryset(self) -> QuerySet:
        related = ("account__estate", "account__rules", "building", "rules", "recorded_by", "decided_by", "version")
        return super().get_queryset().select_related(*related)

    def get_crumbs(self) -> list[tuple[str, str]]:
        account = self.object.account
        return [(str(account), account.get_absolute_url()),
                ("额度", reverse("presale:account_quota", args=[account.pk]))]

    def get_title(self) -> str:
        return f"{self.object.account} 额度测算"

    def get_chips(self) -> list[Any]:
        return [ProposalStatus(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        it, last = self.object, services.latest(self.object.account, self.object.building)
        now = f"第 {last.version} 版，{last.effective_on} 起" if last else "还没有核定"
        return [KeyFigure("拟核额度（元）", grouped(it.amount, 2), main=True),
                KeyFigure("最近核定（元）", grouped(last.amount if last else None, 2), now)]

    def get_facts(self) -> list[tuple[str, Any]]:
        return [("楼幢", self.object.building or "全部"), *super().get_facts()]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"presale:quota_{step.code}", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(flags=_flags(self.object), **kwargs)


class QuotaStep(Watched, ActionPage):
    model = QuotaProposal
    workflow = QUOTA
    template_name = "presale/quota_step.html"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("account__estate", "account__rules", "building")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(flags=_flags(self.object), **kwargs)


class QuotaApprove(Signed, QuotaStep):
    step = QUOTA.steps["approve"]
    form_class = ApproveForm
    done = "已核定，成为新的额度版本；旧版本留存。"

    def get_effects(self) -> list[str]:
        it = self.object
        return [f"{it.effective_on} 起额度为 {grouped(it.amount, 2)} 元，可拨付额随之重新计算；已核定的版本不能修改。"]

    def get_blocked(self) -> str:
        if self.request.user.is_person(self.object.recorded_by_id):
            return "核定人不能是测算人本人。"
        return super().get_blocked()

    def perform(self, form: ApproveForm) -> QuotaProposal:
        opinion = form.cleaned_data["opinion"] or form.reason
        with noted(self.request.user, "核定额度", self.object.account):
            return services.approve_quota(actor=self.request.user, proposal=self.object, opinion=opinion)


class QuotaReject(QuotaStep):
    step = QUOTA.steps["reject"]
    done = "已不予核定，现行额度不变。"

    def perform(self, form: Any) -> QuotaProposal:
        return services.end_quota(actor=self.request.user, proposal=self.object, code="reject", reason=form.reason)


class QuotaWithdraw(QuotaStep):
    step = QUOTA.steps["withdraw"]
    done = "已撤回，可以重新测算。"

    def perform(self, form: Any) -> QuotaProposal:
        return services.end_quota(actor=self.request.user, proposal=self.object, code="withdraw", reason=form.reason)


def _flags(proposal: QuotaProposal) -> list[str]:
    """Return what does not go with earlier releases, while it can still be decided otherwise."""
    if proposal.status != ProposalStatus.PROPOSED:
        return []
    return services.flags(proposal.account, proposal.building, proposal.amount)
