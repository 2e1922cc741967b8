"""What waits in 交易网签: what is to be confirmed, and what came back."""
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.registry import parameters
from housing_portal.todos.parts import Source, Todo
from transactions.enums import (
    ContractStatus,
    FundStatus,
    LookupStatus,
    PriceStatus,
    ReportStatus,
    ResaleStatus,
)
from transactions.models import (
    DailyReport,
    ExistingHomeContract,
    ExistingHomeFund,
    HousingLookup,
    PriceFiling,
    SaleContract,
)

OFFICE = "房产交易"


def to_review(user: User) -> list[Source]:
    """Return what ``user`` may confirm and has not brought on the way."""
    if not user.can("transactions.confirm"):
        return []
    return [
        Source(
            _contracts(ContractStatus.FILING).exclude(submitted_by__in=user.accounts),
            partial(_filing, timedelta(days=parameters.number("filing_days"))),
        ),
        Source(
            _contracts(ContractStatus.CANCELLING).exclude(submitted_by__in=user.accounts),
            _step("合同注销", "contract_approve_cancel", "审核"),
        ),
        Source(
            _waiting(ExistingHomeContract, ResaleStatus.SIGNED).exclude(submitted_by__in=user.accounts),
            _step("存量房备案", "resale_file", "备案"),
        ),
        Source(_waiting(ExistingHomeFund, FundStatus.TRANSFER_DONE), _step("资金划付", "fund_pay", "划付")),
        Source(
            _waiting(PriceFiling, PriceStatus.SUBMITTED, "estate").exclude(recorded_by__in=user.accounts),
            _step("备案价复核", "price_confirm", "复核"),
        ),
        Source(
            _waiting(DailyReport, ReportStatus.GENERATED).exclude(recorded_by__in=user.accounts),
            _step("日报核对", "daily_check", "核对"),
        ),
        Source(
            _waiting(HousingLookup, LookupStatus.REQUESTED).exclude(recorded_by__in=user.accounts),
            _step("住房查询审批", "lookup_approve", "审批"),
        ),
    ]


def sent_back(user: User) -> list[Source]:
    """Return what came back to ``user``."""
    if not user.can("transactions.record"):
        return []
    return [
        Source(
            _contracts(ContractStatus.FILE_FAILED).filter(submitted_by=user),
            _step("备案退回", "contract_detail", "修改"),
        ),
        Source(
            _waiting(PriceFiling, PriceStatus.RETURNED, "estate").filter(recorded_by=user),
            _step("备案价退回", "price_detail", "查看"),
        ),
        Source(
            _waiting(DailyReport, ReportStatus.REJECTED).filter(recorded_by=user),
            _step("日报被退回", "daily_detail", "重报"),
        ),
    ]


def _contracts(status: str) -> QuerySet:
    # in the order of the index of states: by key, a database would rather look through a million contracts
    return _waiting(SaleContract, status, "estate", "seller").order_by("signed_on", "pk")


def _waiting(model: type[Model], status: str, *related: str) -> QuerySet:
    return model.objects.filter(status=status).select_related(*related).order_by("pk")


def _step(kind: str, route: str, deed: str) -> Callable[[Any], Todo]:
    """Return how a record that waits for the step at ``route`` is written down."""

    def todo(row: Any) -> Todo:
        place = f"{row.estate} {row.room_label}" if isinstance(row, SaleContract) else getattr(row, "address", "")
        source = str(row.seller) if isinstance(row, SaleContract) else OFFICE
        url = reverse(f"transactions:{route}", args=[row.pk])
        return Todo(kind, str(row), place, source, url, deed, row.recorded_at)

    return todo


def _filing(term: timedelta, it: SaleContract) -> Todo:
    return replace(_step("合同备案", "contract_file", "备案")(it), due=it.signed_on + term)
