"""Names and numbers of buyers: unchanged in the database, masked everywhere, plain for a reason."""
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.exports import request_export
from housing_portal.journal.models import Entry
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.services.personal import reveal
from tests.transactions import builders
from transactions.models import ContractParty, Room, SaleContract
from transactions.services.buyers import in_force

ClientOf = Callable[[User], Client]


@pytest.fixture
def contract(room: Room, clerk: User) -> SaleContract:
    return builders.drafted(room, clerk, buyers=[builders.buyer(phone="13800001234")])


def shown(contract: SaleContract, by: User, reason: str = "核对贷款合同") -> list[tuple[str, ...]]:
    found = reveal(actor=by, persons=in_force(contract), reason=reason, obj=contract)
    return [(one.name, one.document, one.identity, one.phone) for one in found]


def test_a_reason_opens_the_numbers_and_stays_in_the_diary(contract: SaleContract, clerk: User) -> None:
    number = builders.identity(1)
    assert shown(contract, clerk) == [("周小静", "居民身份证", number, "13800001234")]
    entry = Entry.objects.latest("pk")
    mark = in_force(contract)[0].identity.trace
    assert (entry.action, entry.actor, entry.reason) == ("查看个人信息", clerk, "核对贷款合同")
    assert entry.after == {"第 1 人": f"周*静 {mark}"}
    assert mark.startswith(f"620799********{number[-4:]}")


def test_without_reason_or_permission_nothing_is_shown(
    contract: SaleContract, clerk: User, finance: User
) -> None:
    before = Entry.objects.count()
    for who, reason in ((clerk, " "), (finance, "核对")):
        with pytest.raises(ServiceError):
            shown(contract, who, reason)
    assert Entry.objects.count() == before


def test_the_page_shows_once_and_is_kept_nowhere(contract: SaleContract, clerk: User, client_of: ClientOf) -> None:
    client, url = client_of(clerk), reverse("transactions:contract_reveal", args=[contract.pk])
    number = builders.identity(1)
    assert number not in client.get(url).content.decode()
    answer = client.post(url, {"reason": "核对贷款合同"})
    assert (number in answer.content.decode(), "no-store" in answer.headers["Cache-Control"]) == (True, True)
    assert number not in client.get(url).content.decode()
    assert client.post(url, {"reason": ""}).context["form"].errors == {"reason": ["请填写说明。"]}


def test_no_other_page_shows_a_name_or_a_number(contract: SaleContract, clerk: User, client_of: ClientOf) -> None:
    client, own = client_of(clerk), [contract.pk]
    urls = [
        reverse("transactions:contract_list") + "?status=draft", reverse("transactions:contract_detail", args=own),
        reverse("transactions:contract_sign", args=own),
    ]
    for url in urls:
        text = client.get(url).content.decode()
        assert [word for word in ("周小静", builders.identity(1), "13800001234") if word in text] == []
        assert "周*静" in text


@pytest.mark.parametrize("name", ["𠮷田㐂", "㛃䶮", "=cmd()", "O'Hara·玛丽", "龦龧龨"])
def test_a_name_comes_back_as_it_was_typed(room: Room, clerk: User, name: str) -> None:
    contract = builders.drafted(room, clerk, buyers=[builders.buyer(name)])
    assert ContractParty.objects.get().name == name
    assert SaleContract.objects.of_person(name).get() == contract


def test_a_number_lies_sealed_in_the_table(contract: SaleContract) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity, phone, identity_index FROM transactions_contractparty")
        identity, phone, index = cursor.fetchone()
    assert builders.identity(1).encode() not in bytes(identity)
    assert b"13800001234" not in bytes(phone)
    assert (len(index), builders.identity(1)[:6] in index) == (32, False)


@pytest.mark.parametrize(("typed", "sentence"), [
    ("4.4E+17", "居民身份证号码“4.4E+17”无效：表格已把证件号码变成数字，末几位已丢失，请把该列设为文本后重新填写。"),
    ("620799900101001", "15 位旧身份证号已停用，请填写 18 位号码。"),
    ("440524188001010015", "身份证号的校验位不对，请逐位核对证件。"),
    ("620799********0011", "身份证号应为 18 位：前 17 位是数字，末位是数字或大写 X。"),
])
def test_a_number_that_cannot_be_is_refused(room: Room, clerk: User, typed: str, sentence: str) -> None:
    with pytest.raises(ServiceError) as refused:
        builders.drafted(room, clerk, buyers=[builders.buyer(identity=typed)])
    assert refused.value.message_dict == {"buyer_1_identity": [sentence]}


@pytest.mark.parametrize("typed", [
    "'11010519491231002X", "１１０１０５１９４９１２３１００２ｘ", "110105 19491231 002x",
])
def test_a_number_is_read_as_people_type_it(room: Room, clerk: User, typed: str) -> None:
    contract = builders.drafted(room, clerk, buyers=[builders.buyer(identity=typed)])
    assert (in_force(contract)[0].identity == "11010519491231002X", in_force(contract)[0].share) == (True, Decimal(100))
    assert SaleContract.objects.of_person("11010519491231002x").get() == contract


@pytest.mark.parametrize(("name", "typed", "kept"), [
    ("contract", "buyer={number}", "买受人：620799********0013"), ("contract", "buyer=周小静", "买受人：周*静"),
    ("resale", "person={number}", "买卖双方：620799********0013"),
    ("lookup", "person={number}", "被查询人：620799********0013"),
])
def test_the_register_of_exports_does_not_say_whom_one_looked_for(
    contract: SaleContract, chief: User, name: str, typed: str, kept: str
) -> None:
    query = typed.format(number=builders.identity(1))
    export = request_export(actor=chief, path=reverse(f"transactions:{name}_list"), query=query)
    assert (export.conditions, Entry.objects.latest("pk").after["查询条件"], export.plain_query) == (kept, kept, query)
    with connection.cursor() as cursor:
        cursor.execute("SELECT query FROM journal_export")
        assert query.partition("=")[2] not in cursor.fetchone()[0]
