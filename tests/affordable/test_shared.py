"""Homes in shared ownership: shares that add up to 100, certificates, later purchases, buy-back."""
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from affordable.measures.shared import MEASURES, RECKONED
from affordable.models import SharedHome, SharedSale
from affordable.services import shared
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.scope import current
from reports.rules.shared import SHARED_RULES
from tests.affordable import families as make
from tests.pages import records_shared as records
from tests.pages.records import Writers
from tests.reports.broken import found
from tests.transactions.builders import identity

Refused = Callable[[], object]


@pytest.fixture
def sale(by: Writers, town: Unit) -> SharedSale:
    return records.sold(by, town)


def buys(by: Writers, sale: SharedSale, share: object = 20, on: date = date(2020, 5, 6)) -> object:
    return shared.buy_share(
        actor=by.clerk, sale=sale, share=Decimal(share), price_paid=Decimal(30000), contract_no=f"增{share}", on=on,
    )


def certified(by: Writers, sale: SharedSale, on: date = date(2015, 1, 8)) -> SharedSale:
    return shared.certify_sale(actor=by.clerk, sale=sale, cert_no="云（2015）字第8号", cert_on=on)


def bought_back(actor: User, sale: SharedSale, on: date = date(2025, 6, 1), evidence: object = (("协议.pdf", b""),)
                ) -> SharedSale:
    return shared.buy_back(
        actor=actor, sale=sale, on=on, buyback_price=Decimal(90000), reason="迁出本县", evidence=evidence,
    )


def status(sale: SharedSale) -> str:
    return SharedHome.objects.get(pk=sale.home_id).status


def refused(deed: Refused) -> object:
    with pytest.raises(ServiceError) as refusal:
        deed()
    return refusal.value.message_dict if hasattr(refusal.value, "error_dict") else refusal.value.messages


def figures() -> dict[str, object]:
    scope = current()
    found = {one.key: one.evaluate(scope, None).total.value for one in MEASURES}
    return found | {one.key: one.evaluate(scope).total.value for one in RECKONED}


@pytest.fixture
def proof(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "keep", lambda *args: None)


def test_from_the_sale_to_the_full_title(by: Writers, sale: SharedSale) -> None:
    assert (shared.share_of(sale), status(sale)) == (Decimal(60), "sold")
    certified(by, sale)
    assert status(sale) == "certified"
    buys(by, sale, "39.99")
    assert (shared.share_of(sale), status(sale)) == (Decimal("99.99"), "certified")
    assert refused(lambda: buys(by, sale, "0.02")) == {
        "share": ["政府份额剩 0.01%，不能增购 0.02%，请核对。"]
    }
    buys(by, sale, "0.01")
    assert (shared.share_of(sale), status(sale)) == (Decimal(100), "full")


def test_a_purchase_entered_in_error_is_taken_back_by_somebody_else(by: Writers, sale: SharedSale) -> None:
    made = buys(by, sale, 40)
    assert refused(lambda: shared.undo_purchase(actor=by.clerk, purchase=made, reason="录错")) == [
        "您没有“复核资格、分配、租约终止、年审与补贴”的权限，请联系有此权限的同事办理。"
    ]
    shared.undo_purchase(actor=by.chief, purchase=made, reason="录错")
    assert (shared.share_of(sale), status(sale)) == (Decimal(60), "sold")
    assert refused(lambda: shared.undo_purchase(actor=by.chief, purchase=made, reason="录错")) == [
        "这笔增购已撤回，请刷新页面。"
    ]


@pytest.mark.parametrize(("deed", "sentence"), [
    (lambda by, sale: certified(by, sale, date(2014, 2, 28)),
     {"cert_on": ["2014-02-28 早于出售日期 2014-03-01，请核对。"]}),
    (lambda by, sale: buys(by, sale, on=date(2014, 2, 28)),
     {"on": ["2014-02-28 早于出售日期 2014-03-01，请核对。"]}),
    (lambda by, sale: bought_back(by.chief, sale, date(2014, 2, 28)),
     {"on": ["2014-02-28 早于最近一次登记的日期 2014-03-01，请核对。"]}),
    (lambda by, sale: bought_back(by.chief, sale, evidence=()), {"evidence": ["请上传回购协议。"]}),
    (lambda by, sale: bought_back(by.clerk, sale), ["您没有“登记回购”的权限，请联系有此权限的同事办理。"]),
    (lambda by, sale: records.sold(by, sale.unit), {"__all__": ["这套住房已登记。"]}),
])
def test_what_cannot_be_is_refused(by: Writers, sale: SharedSale, deed: Callable, sentence: object) -> None:
    entries = Entry.objects.count()
    assert refused(lambda: deed(by, sale)) == sentence
    assert (status(sale), Entry.objects.count()) == ("sold", entries)


def test_bought_back_and_sold_again(by: Writers, sale: SharedSale, proof: None) -> None:
    bought_back(by.chief, sale)
    assert refused(lambda: buys(by, sale)) == ["这套住房已于 2025-06-01 回购，不能再办理。"]
    again = {"actor": by.clerk, "home": sale.home, "buyer": shared.Buyer("钟怀远", identity(77)), "share": Decimal(100),
             "price_paid": Decimal(150000), "contract_no": "共2"}
    assert refused(lambda: shared.sell_home(**again, sold_on=date(2025, 5, 31))) == {
        "sold_on": ["2025-05-31 早于上次回购日期 2025-06-01，请核对。"]
    }
    second = shared.sell_home(**again, sold_on=date(2025, 6, 1))
    assert (status(second), second.home_id) == ("full", sale.home_id)
    [sentence] = refused(lambda: shared.sell_home(**again, sold_on=date(2025, 6, 2)))
    assert sentence.startswith("当前状态是“已取得全部产权”，不能“登记出售”")


def test_figures_of_the_work_report(by: Writers, sale: SharedSale, town: Unit, town2: Unit, proof: None) -> None:
    records.home(by, town2)
    assert figures() == {"shared_built": 2, "shared_alloc": 1, "shared_hh": 1, "shared_certified": 0,
                         "shared_uncertified": 1, "shared_since": 2012}
    certified(by, sale)
    same = shared.Buyer("许安宁", identity(town.order))
    shared.sell_home(actor=by.clerk, home=SharedHome.objects.get(unit=town2), buyer=same, share=Decimal(50),
                     price_paid=Decimal(1), contract_no="共9", sold_on=date(2016, 1, 1))
    assert figures() == {"shared_built": 2, "shared_alloc": 2, "shared_hh": 1, "shared_certified": 1,
                         "shared_uncertified": 1, "shared_since": 2012}
    bought_back(by.chief, sale)
    assert figures() == {"shared_built": 2, "shared_alloc": 1, "shared_hh": 1, "shared_certified": 0,
                         "shared_uncertified": 1, "shared_since": 2012}


def test_names_and_numbers_stay_out_of_the_diary(sale: SharedSale) -> None:
    told = " ".join(f"{one.label}{one.before}{one.after}" for one in Entry.objects.all())
    assert ("许安宁" in told, sale.identity.reveal() in told, sale.identity_index in told) == (False, False, False)


def test_at_the_window(pen: Client, seal: Client, by: Writers, town: Unit) -> None:
    home = records.home(by, town)
    page = pen.get(home.get_absolute_url())
    assert [button.label for button in page.context["buttons"]] == ["登记出售"]
    sell = reverse("affordable:shared_sell", args=[home.pk])
    typed = {"name": "许安宁", "identity_kind": "id_card", "identity": "11010119900101", "phone": "", "family_no": "X",
             "contract_no": "共1", "sold_on": "2014-03-01", "share": "100.01", "price_paid": "72000"}
    form = pen.post(sell, typed).context["form"]
    assert dict(form.errors) == {"family_no": ["没有编号为 X 的保障对象，请核对，或留空。"]}
    form = pen.post(sell, {**typed, "family_no": ""}).context["form"]
    assert (list(form.errors), form["share"].value()) == (["identity"], "100.01")
    form = pen.post(sell, {**typed, "family_no": "", "identity": identity(3)}).context["form"]
    assert dict(form.errors) == {"__all__": ["份额应大于 0、不超过 100，价款不能是负数。"]}
    answer = pen.post(sell, {**typed, "family_no": "", "identity": identity(3), "share": "60"})
    sale = SharedSale.objects.get()
    assert answer.headers["Location"] == sale.get_absolute_url()
    page = pen.get(sale.get_absolute_url())
    assert [button.label for button in page.context["buttons"]] == ["登记办证", "登记增购份额"]
    assert [(one.label, one.text) for one in page.context["figures"]] == [
        ("个人份额（%）", "60.00"), ("政府份额（%）", "40.00"), ("首次份额（%）", "60.00"),
    ]
    assert "许安宁" not in page.content.decode()
    found = pen.get(reverse("affordable:shared_list"), {"person": "许安宁"})
    assert [row.record for row in found.context["table"].page.object_list] == [home]
    assert [button.label for button in seal.get(sale.get_absolute_url()).context["buttons"]] == ["登记回购", "撤回出售"]


def test_a_home_leads_to_its_sale_and_that_to_what_was_bought_later(
    pen: Client, seal: Client, by: Writers, sale: SharedSale
) -> None:
    certified(by, sale)
    later = buys(by, sale, "15.5")
    home = pen.get(sale.home.get_absolute_url())
    assert [(one.label, one.text) for one in home.context["figures"]][:2] == [
        ("个人份额（%）", "75.50"), ("政府份额（%）", "24.50")
    ]
    undo = reverse("affordable:shared_purchase_undo", args=[later.pk])
    answers = (home, pen.get(sale.get_absolute_url()), seal.get(sale.get_absolute_url()))
    pages = [page.content.decode() for page in answers]
    assert [(f'href="{sale.get_absolute_url()}"' in page, undo in page) for page in pages] == [
        (True, False), (False, False), (False, True)
    ]
    assert "15.50" in pages[1]


def test_the_same_contract_is_not_entered_twice(by: Writers, sale: SharedSale) -> None:
    buys(by, sale, "10")
    assert refused(lambda: buys(by, sale, "10")) == {"contract_no": ["合同 增10 的增购已登记，请核对。"]}
    assert shared.share_of(sale) == Decimal(70)


def test_who_has_a_benefit_cannot_buy_without_naming_the_family(by: Writers, town: Unit) -> None:
    family = make.subsidized(by, town)
    member = family.members.get(relation="applicant")
    deed = {"actor": by.clerk, "home": records.home(by, town), "share": Decimal(60), "contract_no": "售1",
            "sold_on": date(2026, 1, 8), "buyer": shared.Buyer(member.name, member.identity)}
    assert refused(lambda: shared.sell_home(**deed, price_paid=Decimal(0))) == {
        "price_paid": ["价款应大于 0，请核对。"]
    }
    assert refused(lambda: shared.sell_home(**deed, price_paid=Decimal(30000))) == {"identity": [
        f"{member}是保障对象 {family} 的成员，正在享受租赁补贴，不能同时购买共有产权住房；请先办理退出或终止。"
    ]}


def test_a_sale_entered_in_error_is_taken_back_by_somebody_else(by: Writers, sale: SharedSale) -> None:
    by.clerk.role_grants.create(role="chief", reason="代理")
    both = User.objects.get(pk=by.clerk.pk)
    assert refused(lambda: shared.withdraw_sale(actor=both, sale=sale, reason="房号有误")) == [
        "这笔出售由您本人登记，撤回须由另一位同事进行。"
    ]
    assert refused(lambda: shared.withdraw_sale(actor=by.chief, sale=sale, reason=" ")) == {"reason": ["请写明原因。"]}
    before = current()
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        shared.withdraw_sale(actor=by.chief, sale=sale, reason="房号有误")
        later = current()
    assert (status(sale), SharedSale.objects.in_force(before).count(), SharedSale.objects.in_force(later).count()
            ) == ("built", 1, 0)
    assert refused(lambda: certified(by, sale)) == ["这笔出售已撤回，不能再办理。"]
    again = shared.sell_home(
        actor=by.clerk, home=sale.home, buyer=shared.Buyer("许安宁", identity(77)), share=Decimal(100),
        price_paid=Decimal(120000), contract_no="共77", sold_on=date(2014, 3, 1),
    )
    assert (status(again), found(SHARED_RULES)) == ("full", {})
    shared.withdraw_sale(actor=by.chief, sale=again, reason="份额有误")
    assert (status(again), found(SHARED_RULES)) == ("built", {})


def test_what_was_followed_by_something_is_not_taken_back(by: Writers, sale: SharedSale) -> None:
    buys(by, sale)
    assert refused(lambda: shared.withdraw_sale(actor=by.chief, sale=sale, reason="有误")) == [
        "已办证或已增购份额的出售不能撤回；增购登记有误的，请先撤回增购。"
    ]


def test_a_sale_is_withdrawn_on_its_page(seal: Client, sale: SharedSale) -> None:
    place = sale.get_absolute_url()
    assert [button.label for button in seal.get(place).context["buttons"]] == ["登记回购", "撤回出售"]
    assert seal.post(f"{place}withdraw/", {"reason": "房号有误"}).status_code == 302
    page = seal.get(place)
    assert (page.context["title"], page.context["buttons"]) == (f"{sale.home} 许*宁（已撤回）", [])
