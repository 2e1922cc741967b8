"""Shortlisted banks, and how each of them lays out its statements."""
from django.db import models
from django.db.models import F, Q

from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField
from housing_portal.registry.models import Organization
from presale.enums import BankStatus
from presale.querysets import BankQuerySet, EscrowQuerySet
from transactions.models.base import Recorded


class EscrowBank(Recorded):
    """入围监管银行: chosen in a batch, for a term."""

    organization = models.OneToOneField(
        Organization, models.PROTECT, verbose_name="银行", related_name="escrow_bank",
        limit_choices_to=Q(roles__kind="bank", merged_into=None),
        error_messages={"unique": "这家银行已在名录内。"},
    )
    batch = CleanTextField("入围批次", max_length=40)
    selected_on = models.DateField("入围日期")
    valid_to = models.DateField("有效期至", null=True, blank=True)
    interface_online_on = models.DateField("系统对接日期", null=True, blank=True)
    layout = models.ForeignKey(
        "StatementLayout", models.PROTECT, verbose_name="对账单格式", null=True, blank=True, related_name="banks"
    )
    status = models.CharField(
        "状态", max_length=20, choices=BankStatus.choices, default=BankStatus.LISTED, editable=False
    )
    note = CleanTextField("备注", max_length=200, blank=True)

    objects = BankQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "监管银行"
        ordering = ["organization__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("selected_on")), name="bank_term",
                violation_error_message="有效期止早于入围日期，请核对。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization)

    def get_absolute_url(self) -> str:
        return place("presale:bank_detail", self.pk)


class StatementLayout(Recorded):
    """How a bank's statement file is read: heads of its columns, how it writes days, and what says in or out.

    ``columns`` maps our names (serial, booked_on, amount or amount_in and amount_out, balance, counterparty, memo,
    direction) to the heads in the file.
    """

    name = CleanTextField("格式名称", max_length=60, unique=True, error_messages={"unique": "已有同名格式。"})
    columns = models.JSONField("列对应")
    out_mark = CleanTextField("支出标志", max_length=20, blank=True, help_text="借贷标志列中表示支出的字样，例如 借")
    date_format = CleanTextField("日期写法", max_length=20, default="%Y-%m-%d")
    head_rows = models.PositiveSmallIntegerField("表头以上行数", default=0)
    interest_words = CleanTextField(
        "利息字样", max_length=100, blank=True, default="利息、结息、付息",
        help_text="摘要或对方户名含有其中一种字样的收入按利息入账，用顿号隔开",
    )

    objects = EscrowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "对账单格式"
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return place("presale:layout_detail", self.pk)
