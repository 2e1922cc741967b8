"""The pages of contracts: lists, forms typed by keyboard, steps, and refusals where they belong."""
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.registry.enums import OrganizationKind
from housing_portal.registry.models import Building
from tests.material import evidence as upload
from tests.material import pdf_bytes
from tests.transactions import builders
from transactions.enums import ContractStatus, EndReason
from transactions.models import Room, SaleContract, SaleViolation
from transactions.services import endings, filing
from transactions.services.buyers import in_force

ClientOf = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield


def typed(room: Room, **changes: object) -> dict[str, object]:
    """Return what a clerk types for one buyer who pays at once."""
    return {
        "estate": room.building.estate.record_name, "building": "7#楼", "door": "1单元1502", "signed_on": "2026-05-20",
        "special": "none", "delivery_on": "2027-10-31", "area_priced": "100.00", "price_basis": "gross",
        "unit_price": "6,000", "total_price": "600,000.00", "pay_method": "full", "down_payment": "６００，０００",
        "loan_amount": "", "loan_bank": "", "note": "", "buyer_1_name": "周小静", "buyer_1_identity_kind": "id_card",
        "buyer_1_identity": builders.identity(1), "buyer_1_phone": "13800001234", "buyer_1_share": "", **changes,
    }


def errors(response: object) -> dict[str, list[str]]:
    return {name: list(found) for name, found in response.context["form"].errors.items()}


# -- the form -------------------------------------------------------------------------------------------


def test_a_typed_contract_becomes_a_draft_and_leads_to_its_signing(
    room: Room, clerk: User, client_of: ClientOf
) -> None:
    answer = client_of(clerk).post(reverse("transactions:contract_create"), typed(room))
    draft = SaleContract.objects.get()
    assert answer.url == reverse("transactions:contract_sign", args=[draft.pk])
    (buyer,) = in_force(draft)
    assert (draft.room, draft.total_price, draft.down_payment) == (room, Decimal("600000.00"), Decimal("600000.00"))
    assert (buyer.name, str(buyer.identity), str(buyer.phone), buyer.share) == (
        "周小静", f"620799********{builders.identity(1)[-4:]}", "138****1234", Decimal(100)
    )


@pytest.mark.parametrize(("boxes", "amounts"), [
    ({"total_price": "", "down_payment": ""}, ("6000.00", "600000.00", "600000.00", "0.00")),
    ({"unit_price": "5,999.99", "total_price": "", "down_payment": ""}, ("5999.99", "599999.00", "599999.00", "0.00")),
    ({"price_basis": "whole", "unit_price": "", "down_payment": ""}, ("6000.00", "600000.00", "600000.00", "0.00")),
    ({"pay_method": "loan", "loan_amount": "420,000", "total_price": "", "down_payment": ""},
     ("6000.00", "600000.00", "180000.00", "420000.00")),
])
def test_amounts_left_empty_follow_from_the_others(
    room: Room, clerk: User, client_of: ClientOf, boxes: dict[str, str], amounts: tuple[str, ...]
) -> None:
    bank = builders.organization("云岭县农村信用合作联社", OrganizationKind.BANK)
    given = typed(room, **boxes, **({"loan_bank": bank.pk} if "loan_amount" in boxes else {}))
    client_of(clerk).post(reverse("transactions:contract_create"), given)
    draft = SaleContract.objects.get()
    assert (draft.unit_price, draft.total_price, draft.down_payment, draft.loan_amount) == tuple(map(Decimal, amounts))


def test_amounts_that_do_not_follow_are_asked_for(room: Room, clerk: User, client_of: ClientOf) -> None:
    client, url = client_of(clerk), reverse("transactions:contract_create")
    said = {
        "总价": {"total_price": ["请填写总价（元）。"], "down_payment": ["请填写首付款（元）。"]},
        "单价": {"unit_price": ["请填写单价（元/㎡）。"]}, "首期": {"down_payment": ["请填写首付款（元）。"]},
    }
    assert errors(client.post(url, typed(room, price_basis="whole", total_price="", down_payment=""))) == said["总价"]
    assert errors(client.post(url, typed(room, unit_price=""))) == said["单价"]
    assert errors(client.post(url, typed(room, pay_method="instalments", down_payment=""))) == said["首期"]


def test_the_cursor_stands_in_the_first_box_to_fill_in(room: Room, clerk: User, client_of: ClientOf) -> None:
    client, new = client_of(clerk), reverse("transactions:contract_create")
    edit = reverse("transactions:contract_edit", args=[builders.drafted(room, clerk).pk])

    def begun(url: str) -> list[str]:
        fields = client.get(url).context["form"].fields.items()
        return [name for name, field in fields if field.widget.attrs.get("autofocus")]

    assert [begun(url) for url in (new, f"{new}?room={room.pk}", edit)] == [["estate"], ["delivery_on"], ["estate"]]


def test_every_fault_stands_at_its_box(room: Room, clerk: User, client_of: ClientOf) -> None:
    wrong = typed(
        room, down_payment="500,000", delivery_on="2026-05-20", buyer_1_share="60", buyer_3_name="李大山",
        buyer_3_identity_kind="id_card", buyer_3_identity="4.4E+17", buyer_3_share="30",
    )
    client, url = client_of(clerk), reverse("transactions:contract_create")
    spoilt = "居民身份证号码“4.4E+17”无效：表格已把证件号码变成数字，末几位已丢失，请把该列设为文本后重新填写。"
    assert errors(client.post(url, wrong)) == {"buyer_3_identity": [spoilt]}
    wrong["buyer_3_identity"] = builders.identity(1)
    assert errors(client.post(url, wrong)) == {
        "down_payment": ["首付 500,000 元 + 贷款 0 元 = 500,000 元，应等于总价 600,000 元。"],
        "delivery_on": ["约定交房日期 2026-05-20 应晚于签订日期 2026-05-20，请核对。"],
        "buyer_3_identity": ["与第 1 名买受人的证件号码相同，同一人只填一次。"],
        "__all__": ["买受人份额合计 90%，应为 100%，请核对各人份额。"],
    }
    assert SaleContract.objects.count() == 0


def test_a_room_that_is_not_there_is_said_at_its_box(room: Room, clerk: User, client_of: ClientOf) -> None:
    client, url = client_of(clerk), reverse("transactions:contract_create")
    assert errors(client.post(url, typed(room, door="9901"))) == {"door": ["7#楼：“9901”没有登记。"]}
    assert errors(client.post(url, typed(room, building="9#楼"))) == {
        "building": ["“锦川云栖里”没有楼幢“9#楼”（现有：7#楼）。"]
    }


def test_the_room_page_fills_the_form_in(room: Room, clerk: User, client_of: ClientOf) -> None:
    page = client_of(clerk).get(reverse("transactions:contract_create"), {"room": room.pk})
    initial = page.context["form"].initial
    assert {name: initial[name] for name in ("estate", "building", "door", "area_priced")} == {
        "estate": "锦川云栖里", "building": "7#楼", "door": "1单元1502", "area_priced": Decimal("100.00")
    }
    assert page.context["obstacles"] == []
    builders.signed(room, clerk)
    page = client_of(clerk).get(reverse("transactions:contract_create"), {"room": room.pk})
    assert page.context["obstacles"] == [
        "这户已有有效合同 6207992026052000001（已签未备案，买受人 周*静），须先撤销或注销才能再次签约。"
    ]


def test_a_draft_is_amended_without_typing_the_number_again(room: Room, clerk: User, client_of: ClientOf) -> None:
    draft = builders.drafted(room, clerk)
    url = reverse("transactions:contract_edit", args=[draft.pk])
    client = client_of(clerk)
    page = client.get(url)
    mask = f"620799********{builders.identity(1)[-4:]}"
    text = page.content.decode()
    assert (mask in text, "周*静" in text) == (True, True)
    assert (builders.identity(1) in text, "周小静" in text) == (False, False)
    sent = typed(room, buyer_1_identity=mask, buyer_1_phone="", buyer_1_name="周*静", seen=page.context["seen"])
    assert client.post(url, sent).status_code == 302
    (buyer,) = in_force(draft)
    assert (buyer.name, buyer.identity == builders.identity(1)) == ("周小静", True)


# -- signing and the later steps ------------------------------------------------------------------------


def test_the_signing_page_lists_its_checks_and_asks_for_a_reason(
    room: Room, clerk: User, client_of: ClientOf
) -> None:
    draft = builders.drafted(room, clerk)
    url, client = reverse("transactions:contract_sign", args=[draft.pk]), client_of(clerk)
    found = [(check.label, bool(check.refusals), bool(check.doubts)) for check in client.get(url).context["checks"]]
    assert found == [
        ("销售许可", False, False), ("出卖人", False, False), ("一房一约", False, False),
        ("查封、抵押与限制", False, False), ("计价面积", False, False), ("一房一价", False, True),
        ("签订日期", False, False), ("总价与单价、面积", False, False), ("付款", False, False),
        ("交房日期", False, False), ("买受人、证件与份额", False, False),
    ]
    assert client.post(url, {}).context["form"].warning.sentence == (
        "本楼盘还没有一房一价备案，无法核对备案价，请写明依据。"
    )
    assert client.post(url, {"reason": "尚未实行"}).status_code == 302
    assert SaleContract.objects.get().status == ContractStatus.SIGNED


def test_an_unpermitted_attempt_is_kept_although_the_page_refuses(
    room: Room, clerk: User, client_of: ClientOf
) -> None:
    elsewhere = builders.room(builders.building(room.building.estate, "8#楼"), "201", floor=2)
    draft = builders.drafted(elsewhere, clerk)
    client = client_of(clerk)
    answer = client.post(reverse("transactions:contract_sign", args=[draft.pk]), {"reason": "急"})
    sentence = "8#楼没有预售许可，也未办理现售备案，不能签约；取得许可后再办理。"
    assert errors(answer) == {"__all__": [sentence]}
    assert SaleViolation.objects.get().detail == sentence
    page = client.get(reverse("transactions:violation_list"))
    assert [row.record for row in page.context["table"].rows] == list(SaleViolation.objects.all())


def test_from_submission_to_cancellation_through_the_pages(
    room: Room, clerk: User, chief: User, client_of: ClientOf
) -> None:
    contract = builders.signed(room, clerk)
    clerks, chiefs = client_of(clerk), client_of(chief)

    def step(client: Client, code: str, **data: object) -> str:
        answer = client.post(reverse(f"transactions:contract_{code}", args=[contract.pk]), data)
        assert answer.status_code == 302, answer.context["form"].errors
        return SaleContract.objects.get().status

    assert step(clerks, "submit") == ContractStatus.FILING
    assert step(chiefs, "fail", reason="合同文本缺页") == ContractStatus.FILE_FAILED
    assert step(clerks, "submit") == ContractStatus.FILING
    assert step(chiefs, "file", filed_on="2026-05-20") == ContractStatus.FILED
    assert step(
        clerks, "cancel", end_reason="agreed", reason="协商解除", evidence=upload("双方解除申请.pdf")
    ) == ContractStatus.CANCELLING
    assert step(chiefs, "refuse_cancel", reason="缺签字") == ContractStatus.FILED
    assert step(
        clerks, "cancel", end_reason="agreed", reason="协商解除", evidence=upload("双方解除申请二.pdf")
    ) == ContractStatus.CANCELLING
    assert step(chiefs, "approve_cancel", ended_on="2026-05-20") == ContractStatus.CANCELLED
    page = clerks.get(reverse("transactions:contract_detail", args=[contract.pk]))
    assert [label for label, *_rest in page.context["parts"]["details"]] == ["买受人（现行版本）", "合同事项"]


def test_a_change_through_the_page_keeps_the_version_before(room: Room, clerk: User, client_of: ClientOf) -> None:
    contract = builders.signed(room, clerk)
    url, client = reverse("transactions:contract_change", args=[contract.pk]), client_of(clerk)
    page = client.get(url)
    sent = {
        **typed(room), "changed_on": "2026-05-20", "reason": "加名", "evidence": upload("变更协议.pdf"),
        "buyer_1_share": "50", "buyer_2_name": "李大山", "buyer_2_identity_kind": "id_card",
        "buyer_2_identity": builders.identity(2), "buyer_2_phone": "", "buyer_2_share": "50",
        "seen": page.context["seen"],
    }
    assert client.post(url, sent).status_code == 302
    page = client.get(reverse("transactions:contract_detail", args=[contract.pk]))
    assert "周*静、李*山" in page.content.decode()
    assert [label for label, *_rest in page.context["parts"]["details"]][-1] == "历史版本"


# -- the list -------------------------------------------------------------------------------------------


@pytest.fixture
def four(room: Room, clerk: User, chief: User) -> dict[str, SaleContract]:
    """Return contracts in four states, one of them of last year."""
    rooms = [builders.room(room.building, f"160{n}", floor=16, area=f"{90 + n}.00") for n in range(1, 5)]
    void = builders.signed(rooms[2], clerk, on=date(2026, 2, 3), buyers=[builders.buyer("李大山", 2)])
    endings.void_contract(actor=clerk, contract=void, end_reason=EndReason.AGREED, reason="协商")
    return {
        "overdue": builders.signed(rooms[0], clerk, on=date(2026, 4, 19)),
        "filed": builders.filed(rooms[1], clerk, chief, on=date(2026, 5, 1), filed_on=date(2026, 5, 12)),
        "void": void,
        "old": builders.filed(rooms[3], clerk, chief, on=date(2025, 12, 31), filed_on=date(2026, 1, 4)),
        "draft": builders.drafted(room, clerk),
    }


def listed(client: Client, four: dict[str, SaleContract], **query: object) -> list[str]:
    page = client.get(reverse("transactions:contract_list"), query)
    names = {contract.pk: name for name, contract in four.items()}
    return [names[row.record.pk] for row in page.context["table"].page.object_list]


@pytest.mark.parametrize(("query", "found"), [
    ({}, ["filed", "overdue", "void"]),
    ({"page": 1, "sort": "area_priced"}, ["overdue", "filed", "void"]),
    ({"status": ""}, ["filed", "overdue", "void", "old"]),
    ({"status": "draft"}, ["draft"]),
    ({"status": "unfiled"}, ["overdue"]),
    ({"status": "overdue"}, ["overdue"]),
    ({"buyer": "李大山"}, ["void"]),
    ({"buyer": "大山"}, []),
    ({"buyer": builders.identity(2)}, ["void"]),
    ({"number": "6207992025123100001", "status": "draft"}, ["old"]),
    ({"number": "2025123100001"}, ["old"]),
    ({"number": "620799BA2026000001"}, ["filed"]),
    ({"estate": "云栖", "signed_on_before": "2026-01-01"}, ["old"]),
    ({"estate": "没有"}, []),
    ({"seller": "锦川", "filed_on_after": "2026-05-01"}, ["filed"]),
    ({"filed_on_before": "2026-05-12"}, ["filed", "old"]),
    ({"filed_on_before": "2026-05-12", "sort": "area_priced"}, ["filed", "old"]),
    ({"filed_on_after": "2026-01-04", "filed_on_before": "2026-01-04"}, ["old"]),
    ({"signed_before_permit": "true"}, []),
])
def test_the_list_finds(
    four: dict[str, SaleContract], clerk: User, client_of: ClientOf, query: dict[str, object], found: list[str]
) -> None:
    assert listed(client_of(clerk), four, **query) == found


def test_the_list_counts_what_waits_and_adds_up_what_counts(
    four: dict[str, SaleContract], clerk: User, client_of: ClientOf
) -> None:
    page = client_of(clerk).get(reverse("transactions:contract_list"))
    assert [(label, count) for label, _code, count, _alarms in page.context["views"]] == [
        ("全部", None), ("待网签", 1), ("已签未备案", 1), ("超 30 日未备案", 1), ("已退回", 0), ("注销审核", 0)
    ]
    assert page.context["table"].totals == {"area_priced": Decimal("183.00"), "total_price": Decimal("1098000.00")}
    text = page.content.decode()
    assert text.count('class="void ') == 1
    assert "超 1 天" in text
    assert "周小静" not in text


def test_the_exported_list_is_masked(four: dict[str, SaleContract], clerk: User, client_of: ClientOf) -> None:
    query = urlencode({"export": "xlsx", "columns": ["buyer_names", "total_price"]}, doseq=True)
    answer = client_of(clerk).get(f"{reverse('transactions:contract_list')}?{query}")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    answer.close()
    assert ("周*静" in cells, "周小静" in cells) == (True, False)


# -- the next step in the list --------------------------------------------------------------------------


def test_each_row_offers_the_step_that_the_reader_may_take_next(
    building: Building, permit: object, clerk: User, chief: User, client_of: ClientOf
) -> None:
    rooms = [builders.room(building, f"15{place:02}") for place in range(1, 7)]
    draft, signed = builders.drafted(rooms[0], clerk), builders.signed(rooms[1], clerk)
    waiting = filing.submit_filing(actor=clerk, contract=builders.signed(rooms[2], clerk))
    failed = filing.submit_filing(actor=clerk, contract=builders.signed(rooms[3], clerk))
    filing.fail_filing(actor=chief, contract=failed, reason="缺少补充协议")
    filed = builders.filed(rooms[4], clerk, chief)
    ending = endings.request_cancel(
        actor=clerk, contract=builders.filed(rooms[5], clerk, chief), end_reason=EndReason.AGREED, reason="协商解除",
        evidence=[("协议.pdf", pdf_bytes("协议"))],
    )
    mine = filing.submit_filing(actor=clerk, contract=builders.signed(builders.room(building, "1407", 14), clerk))
    SaleContract.objects.filter(pk=mine.pk).update(submitted_by=chief)

    def offered(user: User) -> dict[int, str | None]:
        table = client_of(user).get(reverse("transactions:contract_list"), {"size": 50}).context["table"]
        table_of_drafts = client_of(user).get(reverse("transactions:contract_list"), {"status": "draft"})
        found = [*table.paginated_rows, *table_of_drafts.context["table"].paginated_rows]
        links = {row.record.pk: re.findall(r'href="([^"]+)">([^<]+)</a>', row.get_cell("ops")) for row in found}
        for pk, [*_step, last] in links.items():
            assert last == (reverse("transactions:contract_detail", args=[pk]), "查看")
        return {pk: more[0] if more else None for pk, [*more, _last] in links.items()}

    def step(code: str, contract: SaleContract, label: str) -> tuple[str, str]:
        return reverse(f"transactions:contract_{code}", args=[contract.pk]), label

    assert offered(clerk) == {
        draft.pk: step("sign", draft, "网签"), signed.pk: step("submit", signed, "提交备案"), waiting.pk: None,
        failed.pk: step("submit", failed, "提交备案"), filed.pk: None, ending.pk: None, mine.pk: None,
    }
    assert offered(chief) == {
        draft.pk: None, signed.pk: None, waiting.pk: step("file", waiting, "备案"), failed.pk: None, filed.pk: None,
        ending.pk: step("approve_cancel", ending, "同意注销"), mine.pk: None,
    }
