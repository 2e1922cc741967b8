"""One natural person, one account that can sign in; what two must do is not done by one with two accounts."""
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from housing_portal.accounts import services
from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit.errors import ServiceError
from tests.transactions.builders import identity

NUMBER = identity(7)
ANOTHER = "此人已有可登录的账号，一人只能有一个；确需换号的，请先停用原账号。"


@pytest.fixture
def known(clerk: User, sysadmin: User) -> User:
    """Return the clerk, whose number has been entered."""
    return services.edit_user(actor=sysadmin, user=clerk, name=clerk.name, unit=clerk.unit, identity=NUMBER)


def refused(verb: Callable[..., object], **facts: object) -> dict[str, list[str]]:
    with pytest.raises(ServiceError) as error:
        verb(**facts)
    return error.value.message_dict


def test_the_number_is_sealed_and_masked_in_the_diary(known: User, sysadmin: User, client_of: Callable) -> None:
    stored = User.objects.get(pk=known.pk)
    assert (stored.identity.reveal(), stored.identity_index) == (NUMBER, stored.identity.index)
    entry = Entry.objects.get(action="修改账号")
    mask = f"{NUMBER[:6]}********{NUMBER[-4:]}"
    assert (entry.before, entry.after) == ({}, {"身份证号": f"{mask}〔{stored.identity_index[:4]}〕"})
    page = client_of(sysadmin).get(known.get_absolute_url()).content.decode()
    assert (page.count(mask), page.count(NUMBER)) == (1, 0)


def test_a_second_account_that_can_sign_in_is_refused(known: User, sysadmin: User) -> None:
    facts = {"actor": sysadmin, "username": "li.second", "name": "李经办", "unit": known.unit, "identity": NUMBER}
    assert refused(services.create_user, **facts) == {"__all__": [ANOTHER]}
    services.switch_user(actor=sysadmin, user=known, on=False)
    second, _ = services.create_user(**facts)
    assert refused(services.switch_user, actor=sysadmin, user=known, on=True) == {"__all__": [ANOTHER]}
    assert (second.accounts, User.objects.get(pk=known.pk).is_active) == ({known.pk, second.pk}, False)


def test_the_database_refuses_it_as_well(known: User, chief: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=chief.pk).update(identity_index=known.identity_index)


def test_who_is_the_same_person(known: User, chief: User, finance: User) -> None:
    User.objects.filter(pk=chief.pk).update(identity_index=known.identity_index, is_active=False)
    actor = User.objects.get(pk=known.pk)
    assert [actor.is_person(pk) for pk in (known.pk, chief.pk, finance.pk, None)] == [True, True, False, False]
    assert (finance.is_person(finance.pk), finance.is_person(chief.pk)) == (True, False)


@pytest.mark.parametrize(("number", "sentence"), [
    (NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1"), "身份证号的校验位不对，请逐位核对证件。"),
    ("123", "身份证号应为 18 位：前 17 位是数字，末位是数字或大写 X。"),
])
def test_a_number_that_cannot_be(clerk: User, sysadmin: User, number: str, sentence: str) -> None:
    facts = {"actor": sysadmin, "user": clerk, "name": clerk.name, "unit": clerk.unit, "identity": number}
    assert refused(services.edit_user, **facts) == {"identity": [sentence]}


def test_a_number_may_be_corrected_not_removed(known: User, sysadmin: User, client_of: Callable) -> None:
    window: Client = client_of(sysadmin)
    place, typed = reverse("accounts:user_edit", args=[known.pk]), {"name": "李静", "unit": known.unit_id}
    shown = window.get(place).context["form"]["identity"].value()
    window.post(place, {**typed, "identity": str(shown)})
    answer = window.post(place, {**typed, "identity": ""})
    assert answer.context["form"].errors == {"identity": ["已登记的身份证号可以更正，不能清除。"]}
    kept = User.objects.get(pk=known.pk)
    assert (kept.name, kept.identity.reveal()) == ("李静", NUMBER)
    window.post(place, {**typed, "identity": identity(8)})
    kept.refresh_from_db()
    assert (kept.identity.reveal(), kept.identity_index) == (identity(8), kept.identity.index)


def test_a_new_account_needs_the_number(sysadmin: User, clerk: User, client_of: Callable) -> None:
    typed = {"username": "zhou.min", "name": "周敏", "unit": clerk.unit_id, "roles": ["clerk"]}
    answer = client_of(sysadmin).post(reverse("accounts:user_create"), typed)
    assert (answer.context["form"].errors, User.objects.filter(username="zhou.min").exists()) == (
        {"identity": ["请填写身份证号。"]}, False
    )
