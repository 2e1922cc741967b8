"""Pages of estates, buildings and permits: lists, forms filled from the keyboard, steps, mergers."""
from collections.abc import Callable, Iterator
from datetime import date, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.registry import services
from housing_portal.registry.models import Building, Estate, Organization, SalePermit

Sign = Callable[[User], Client]
Build = Callable[..., Building]
PAPER = {
    "kind": "presale", "number": "（云）房预售证第2025001号", "issuer": "云岭县住房和城乡建设局",
    "area_residential": "9,000.00", "area_commercial": "0", "area_other": "0", "area_total": "9,000.00",
    "sets_total": "72", "sets_residential": "72", "issued_on": "2025-03-01", "valid_to": "2026-05-01",
}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield


@pytest.fixture
def pen(clerk: User, client_of: Sign) -> Client:
    return client_of(clerk)


@pytest.fixture
def seal(chief: User, client_of: Sign) -> Client:
    return client_of(chief)


def path(name: str, *args: object) -> str:
    return reverse(f"registry:{name}", args=args)


def rows(client: Client, name: str, **query: str) -> list[str]:
    return [str(row.record) for row in client.get(path(name), query).context["table"].rows]


def labels(client: Client, url: str) -> list[str]:
    return [button.label for button in client.get(url).context["buttons"]]


def test_estate_names_its_developer_by_typing(pen: Client, developer: Organization) -> None:
    form = pen.get(path("estate_create")).context["form"]
    assert '<option value="云岭锦川置业有限公司">' in str(form["developer"])
    data = {"record_name": "清溪雅苑", "developer": "云岭锦川置业有限公司", "land_use": "residential"}
    answer = pen.post(path("estate_create"), data)
    assert (answer.url, Estate.objects.get().developer) == (Estate.objects.get().get_absolute_url(), developer)
    wrong = pen.post(path("estate_create"), {**data, "record_name": "某园", "developer": "云岭锦川置业公司"})
    assert wrong.context["form"].errors == {
        "developer": ["没有登记开发企业“云岭锦川置业公司”，是否“云岭锦川置业有限公司”？请核对后填写。"]
    }
    assert wrong.context["form"]["developer"].value() == "云岭锦川置业公司"


def test_estate_is_edited_under_its_developers_name(pen: Client, estate: Estate) -> None:
    url = path("estate_edit", estate.pk)
    assert pen.get(url).context["form"]["developer"].value() == "云岭锦川置业有限公司"
    data = {"record_name": "锦川云栖里", "promo_name": "云栖公馆", "developer": "云岭锦川置业有限公司",
            "land_use": "residential"}
    assert pen.post(url, data).url == estate.get_absolute_url()
    assert Estate.objects.get().promo_name == "云栖公馆"


def test_building_comes_from_the_page_of_its_estate(pen: Client, estate: Estate) -> None:
    url = f"{path('building_create')}?estate={estate.pk}"
    assert pen.get(url).context["form"]["estate"].value() == "锦川云栖里"
    data = {"estate": "云栖府", "number": "7#楼", "sections": "2", "floors_above": "18", "floors_below": "1",
            "delivery": "rough", "area_predicted": "9,000"}
    assert pen.post(url, data).url == Building.objects.get().get_absolute_url()
    alike = pen.post(url, {**data, "number": "7号楼"})
    assert alike.context["form"].warning.sentence == "这个楼盘已有“7#楼”，与“7号楼”疑似同一幢，请确认并说明。"
    assert pen.post(url, {**data, "number": "7号楼", "reason": "二期另编号"}).status_code == 302
    assert Building.objects.count() == 2


def test_permit_is_typed_as_it_stands_on_paper(pen: Client, estate: Estate, build: Build) -> None:
    build("7#楼"), build("8#楼")
    url = f"{path('permit_create')}?estate={estate.pk}"
    data = {**PAPER, "estate": "锦川云栖里", "buildings": "7#楼、8号楼（至6层）"}
    answer = pen.post(url, data)
    permit = SalePermit.objects.get()
    assert answer.url == permit.get_absolute_url()
    scope = [(str(row.building), row.up_to_floor) for row in permit.scope.order_by("pk")]
    assert scope == [("7#楼", None), ("8#楼", 6)]
    edit = path("permit_edit", permit.pk)
    assert pen.get(edit).context["form"]["buildings"].value() == "7#楼、8#楼（至 6 层）"
    changed = pen.post(edit, {**PAPER, "buildings": "7#楼", "valid_to": "2027-05-01"})
    assert (changed.status_code, permit.scope.count()) == (302, 1)
    wrong = pen.post(edit, {**PAPER, "buildings": "9#楼"}).context["form"]
    assert wrong.errors == {"buildings": ["这个楼盘没有“9#楼”（已登记：7#楼、8#楼）。"]}


def test_odd_area_is_asked_about(pen: Client, estate: Estate, build: Build) -> None:
    build("7#楼", area_predicted=None), build("8#楼")
    data = {**PAPER, "estate": "锦川云栖里", "buildings": "8#楼", "area_residential": "9500", "area_total": "9500"}
    asked = pen.post(path("permit_create"), data)
    assert asked.context["form"].warning.sentence == (
        "批准面积 9,500.00 ㎡，批准楼幢的建筑面积共 9,000.00 ㎡，请确认并说明。"
    )
    assert pen.post(path("permit_create"), {**data, "reason": "含地下储藏"}).status_code == 302


def test_lists_find_by_every_box(pen: Client, clerk: User, estate: Estate, build: Build, issue: Callable) -> None:
    bank = services.register_organization(actor=clerk, name="东屏置业有限公司", kinds=["developer"])
    services.register_estate(actor=clerk, record_name="清溪雅苑", developer=bank, land_use="commercial")
    one = build("7#楼", completed_on=date(2026, 1, 5))
    build("8#楼")
    issue(one, valid_to=date(2026, 5, 1))
    assert [rows(pen, "estate_list", **query) for query in (
        {"q": "云栖府"}, {"developer": "东屏"}, {"land_use": "commercial"}, {"developer": "锦川", "q": "清溪"},
    )] == [["锦川云栖里"], ["清溪雅苑"], ["清溪雅苑"], []]
    assert [rows(pen, "building_list", **query) for query in (
        {"q": "8#"}, {"estate": "清溪"}, {"completed_on_after": "2026-01-05"}, {"completed_on_before": "2026-01-04"},
    )] == [["8#楼"], [], ["7#楼"], []]
    number = ["（云）房预售证第2025001号"]
    assert [rows(pen, "permit_list", **query) for query in (
        {"q": "(云)房预售证"}, {"q": "（云）房预售证第2025"}, {"status": "revoked"}, {"developer": "锦川"},
        {"issued_on_after": "2025-03-02"}, {"valid_to_before": "2026-05-01"},
    )] == [number, number, [], number, [], number]


def test_expired_permit_says_so_and_is_ended_by_the_chief(
    pen: Client, seal: Client, build: Build, issue: Callable
) -> None:
    permit = issue(build("7#楼"), valid_to=date(2026, 5, 1))
    page = permit.get_absolute_url()
    assert [str(chip.label) for chip in pen.get(page).context["chips"]] == ["有效", "已过有效期"]
    assert (labels(pen, page), labels(seal, page)) == (["修改"], ["暂停网签", "登记转现售", "登记到期", "撤销许可"])
    assert seal.post(path("permit_expire", permit.pk)).url == page
    assert (SalePermit.objects.get().ended_on, labels(seal, page)) == (date(2026, 5, 2), [])


def test_valid_permit_offers_no_expiry_and_counts_what_was_signed(
    seal: Client, build: Build, issue: Callable
) -> None:
    permit = issue(build("7#楼"))
    assert labels(seal, permit.get_absolute_url()) == ["暂停网签", "登记转现售", "撤销许可"]
    revoke = path("permit_revoke", permit.pk)
    assert seal.post(revoke, {"on": "2026-05-20"}).context["form"].errors == {"reason": ["请填写说明。"]}
    assert seal.post(revoke, {"on": "2026-05-19", "reason": "云房函〔2026〕3号"}).status_code == 302
    assert (SalePermit.objects.get().status, SalePermit.objects.get().ended_on) == ("revoked", date(2026, 5, 19))


def test_signing_is_suspended_and_resumed(seal: Client, pen: Client, developer: Organization) -> None:
    page, reason = developer.get_absolute_url(), {"reason": "云房函〔2026〕3号"}
    assert seal.post(path("organization_suspend", developer.pk), reason).url == page
    assert Organization.objects.get().signing_suspended_on == date(2026, 5, 20)
    assert rows(pen, "organization_list", suspended="1") == [developer.name]
    assert [chip.label for chip in pen.get(page).context["chips"]] == ["在业", "暂停网签"]
    assert seal.post(path("organization_resume", developer.pk), reason).url == page
    assert (Organization.objects.get().signing_suspended_on, labels(seal, page)[0]) == (None, "暂停网签")


def test_expired_qualification_is_shown(pen: Client, clerk: User) -> None:
    one = services.register_organization(
        actor=clerk, name="东屏置业有限公司", kinds=["developer"], qualification_until=date(2026, 5, 19)
    )
    assert [chip.label for chip in pen.get(one.get_absolute_url()).context["chips"]] == ["在业", "资质已过期"]


def test_merger_shows_both_first_and_leads_to_the_kept_one(
    seal: Client, pen: Client, clerk: User, estate: Estate, build: Build
) -> None:
    other = services.register_estate(
        actor=clerk, record_name="锦川·云栖里", developer=estate.developer, address="城关镇清溪路 8 号"
    )
    build("7#楼", of=other)
    url = path("estate_merge", other.pk)
    assert (seal.get(url).context["kept"], seal.get(url, {"into": "没有"}).context["kept"]) == (None, None)
    look = seal.get(url, {"into": "锦川云栖里"}).context
    assert (look["kept"], look["problems"], look["moving"]) == (estate, [], [("楼幢", 1)])
    assert ("备案名", "锦川·云栖里", "锦川云栖里", True) in look["pairs"]
    assert seal.post(url, {"reason": "同一处"}).context["form"].errors == {"__all__": ["请先填写保留哪一条。"]}
    assert seal.post(f"{url}?into=锦川云栖里", {"reason": "现场核对，同一处"}).url == estate.get_absolute_url()
    assert rows(pen, "estate_list") == ["锦川云栖里"]
    page = pen.get(other.get_absolute_url())
    assert (page.context["buttons"], estate.get_absolute_url() in page.content.decode()) == ([], True)
    assert pen.post(path("building_create"), {
        "estate": "锦川·云栖里", "number": "9#楼", "sections": "1", "floors_above": "6", "floors_below": "0",
        "delivery": "rough",
    }).status_code == 302
    assert Building.objects.get(number="9#楼").estate == estate


def test_likely_duplicates_lead_to_their_merger(
    seal: Client, pen: Client, clerk: User, estate: Estate
) -> None:
    other = services.register_estate(actor=clerk, record_name="云栖府", developer=estate.developer)
    groups = {title: pairs for title, _rule, pairs in seal.get(path("duplicates")).context["groups"]}
    [(one, twin, url)] = groups["楼盘"]
    assert (one, twin) == (estate, other)
    assert seal.get(url).context["kept"] == estate
    assert [pairs for _t, _r, pairs in pen.get(path("duplicates")).context["groups"]][1] == [(estate, other, "")]


def test_a_township_reads_and_finds_no_button(
    township_clerk: User, client_of: Sign, estate: Estate, build: Build, issue: Callable
) -> None:
    one = build("7#楼")
    permit = issue(one)
    client = client_of(township_clerk)
    reads = [path(f"{noun}_list") for noun in ("estate", "building", "permit")]
    reads += [row.get_absolute_url() for row in (estate, one, permit)]
    assert [(client.get(url).status_code, labels(client, url)) for url in reads] == [(200, [])] * 6
    writes = [
        *(path(f"{noun}_create") for noun in ("estate", "building", "permit")), path("estate_edit", estate.pk),
        path("building_edit", one.pk), path("permit_edit", permit.pk), path("permit_revoke", permit.pk),
        path("estate_merge", estate.pk), path("organization_suspend", estate.developer.pk),
        path("import", "permit"), path("import_template", "permit"), path("parameter_edit", "filing_days"),
    ]
    assert [client.post(url, {"reason": "x"}).status_code for url in writes] == [403] * len(writes)
