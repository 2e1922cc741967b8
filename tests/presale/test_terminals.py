"""A signature from the desk at which the record has just been entered is warned of, kept and told."""
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal import origin
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.registry.models import Setting
from presale.models import EscrowAccount, NodeCertification, Payee, Release
from presale.services import approvals, releases
from tests.presale import cases
from tests.presale.builders import yuan
from tests.presale.cases import Office, next_of

HERE, THERE = "10.0.0.8", "10.0.0.9"


@contextmanager
def at(address: str) -> Iterator[None]:
    token = origin.address.set(address)
    try:
        yield
    finally:
        origin.address.reset(token)


@pytest.fixture
def release(who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification) -> Release:
    """Return an application entered here and checked elsewhere."""
    with at(HERE):
        drafted = cases.submitted(who, cases.drafted(who, funded, payee, 1_000_000, node))
    with at(THERE):
        next_of(drafted, releases.accept_release, who.second)
    return drafted


def verify(who: Office, release: Release) -> str:
    facts = {"approved_amount": yuan(1_000_000)}
    return next_of(release, releases.verify_release, who.finance, **facts).decisions.latest("pk").caution


def warning(who: Office, release: Release) -> str:
    last = Entry.objects.about(release).filter(actor=who.clerk).first()
    at_ = f"{last.at.astimezone(clock.SHANGHAI):%H:%M}"
    return f"{who.clerk.name} {at_} 在同一终端（{HERE}）办理过“用款提交”：录入与审批来自同一终端，请核实。"


def test_the_same_desk_is_kept_with_the_decision_and_told(who: Office, release: Release) -> None:
    with at(HERE):
        assert verify(who, release) == warning(who, release)
    entry = Entry.objects.about(release).get(actor=who.finance)
    assert (entry.action, entry.after["提示"]) == ("用款财务核额", warning(who, release))


@pytest.mark.parametrize("address", ["10.0.0.10", None])
def test_another_desk_or_none_is_not(who: Office, release: Release, address: str | None) -> None:
    with at(address):
        assert verify(who, release) == ""
    assert [one.label for one in Entry.objects.all() if "提示" in one.after] == []


def test_after_a_while_it_is_another_sitting(who: Office, release: Release) -> None:
    with at(HERE), time_machine.travel(clock.now() + timedelta(minutes=30, seconds=1)):
        assert verify(who, release) == ""


def test_the_office_may_do_without(who: Office, release: Release) -> None:
    Setting.objects.create(key="param.same_terminal_minutes", value="0")
    with at(HERE):
        assert verify(who, release) == ""


def test_going_on_with_one_s_own_work_is_no_warning(who: Office, release: Release) -> None:
    with at(THERE):
        next_of(release, releases.return_release, who.second, reason="金额有误", open_fields=["amount"])
    assert set(release.decisions.values_list("caution", flat=True)) == {""}


def test_the_approver_sees_it_before_he_signs(
    who: Office, release: Release, client_of: Callable[[User], Client]
) -> None:
    with at("127.0.0.1"):
        next_of(release, releases.verify_release, who.finance, approved_amount=yuan(1_000_000))
    place = reverse("presale:release_approve", args=[release.pk])
    page = client_of(who.deputy).get(place)
    said = "在同一终端（127.0.0.1）办理过“用款财务核额”：录入与审批来自同一终端，请核实。"
    assert page.context["caution"].split(" ", 2)[2] == said
    assert page.content.decode().count(said) == 1
    next_of(release, approvals.approve_release, who.deputy)
    shown = client_of(who.deputy).get(release.get_absolute_url()).context["parts"]["details"][-1][1]
    assert [row.record.caution for row in shown.rows] == [""] * 4
