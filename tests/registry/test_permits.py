"""Sale permits: what the paper says, what buildings they cover, how they end."""
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.kit.errors import NeedsReason
from housing_portal.registry import services
from housing_portal.registry.models import Building, Estate, PermitBuilding, SalePermit
from housing_portal.registry.naming import read_scope, written_scope
from tests.registry.conftest import terms
from tests.registry.test_services import last, refusal
from tests.transactions import builders

Issue = Callable[..., SalePermit]
Build = Callable[..., Building]


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield


def test_permit_covers_its_buildings(build: Build, issue: Issue, estate: Estate, clerk: User) -> None:
    permit = issue(build("7#楼"), build("8#楼"))
    assert (permit.number_key, permit.developer, permit.recorded_by) == (
        "(云)房预售证第2025001号", estate.developer, clerk
    )
    assert (written_scope(permit), last()[2]["批准楼幢"]) == ("7#楼、8#楼", "7#楼、8#楼")


def test_one_number_of_one_issuer_whatever_the_brackets(
    build: Build, issue: Issue, estate: Estate, clerk: User
) -> None:
    issue(build("7#楼"))
    again = terms(estate, build("8#楼"), number="(云) 房预售证第２０２５００１号")
    assert refusal(services.register_permit, actor=clerk, **again) == {
        "__all__": ["这个发证机关的同号许可已登记。"]
    }


def test_areas_that_do_not_add_up_are_asked_about(build: Build, issue: Issue) -> None:
    one = build("7#楼")
    odd = {"area_residential": Decimal("9000.73"), "area_total": Decimal("9000.73")}
    with pytest.raises(NeedsReason) as question:
        issue(one, **odd)
    assert question.value.sentence == "批准面积 9,000.73 ㎡，批准楼幢的建筑面积共 9,000.00 ㎡，请确认并说明。"
    assert issue(one, **odd, reason="测绘后未改证").area_total == Decimal("9000.73")


def test_tolerance_is_one_hundredth_for_every_home(build: Build, issue: Issue) -> None:
    edge = Decimal("9000.72")
    assert issue(build("7#楼"), area_residential=edge, area_total=edge).area_total == edge


def test_parts_add_up_to_the_whole(build: Build, estate: Estate, clerk: User) -> None:
    given = terms(estate, build("7#楼"), area_commercial=Decimal("1.00"))
    assert refusal(services.register_permit, actor=clerk, **given) == {
        "__all__": ["批准面积合计应等于住宅、商业、其他面积之和。"]
    }


def test_what_a_permit_cannot_cover(build: Build, issue: Issue, estate: Estate, clerk: User) -> None:
    other = services.register_estate(actor=clerk, record_name="清溪雅苑", developer=estate.developer)
    foreign, own, taken = build("1#楼", of=other), build("7#楼"), build("8#楼")
    issue(taken)
    cases = [
        (terms(estate, number="2"), "请填写批准楼幢：许可按幢核发。"),
        (terms(estate, foreign, number="2"), "“1#楼”不属于“锦川云栖里”，请核对。"),
        (terms(estate, number="2", buildings=[(own, 19)]), "“7#楼”共 18 层，没有第 19 层。"),
        (terms(estate, own, number="2", kind="spot"),
         "“7#楼”没有竣工备案日期，不能登记现售备案；请先补登竣工备案。"),
        (terms(estate, taken, number="2"),
         "“8#楼”已在现行许可 （云）房预售证第2025001号 内，请先变更、撤销或将该许可转现售。"),
    ]
    found = [refusal(services.register_permit, actor=clerk, **given) for given, _sentence in cases]
    assert found == [{"buildings": [sentence]} for _given, sentence in cases]
    future = terms(estate, own, number="2", issued_on=date(2026, 5, 21))
    assert refusal(services.register_permit, actor=clerk, **future) == {
        "issued_on": ["日期 2026-05-21 晚于今天 2026-05-20，请核对。"]
    }


def test_change_keeps_what_was_before(build: Build, issue: Issue, clerk: User) -> None:
    one, other = build("7#楼"), build("8#楼")
    permit = issue(one)
    given = {key: value for key, value in terms(permit.estate, one).items() if key not in ("estate", "buildings")}
    services.edit_permit(actor=clerk, permit=permit, buildings=[(other, 12)], reason="楼幢写错", **given)
    assert last()[1:] == ({"批准楼幢": "7#楼"}, {"批准楼幢": "8#楼（至 12 层）"})
    assert Entry.objects.first().reason == "楼幢写错"


STEPS = [
    ("suspend", "suspended", True), ("convert", "converted", False), ("revoke", "revoked", False),
    ("expire", "expired", False),
]


@pytest.mark.parametrize(("step", "status", "covers"), STEPS)
def test_step_leads_to_its_state(
    build: Build, issue: Issue, chief: User, step: str, status: str, covers: bool
) -> None:
    permit = issue(build("7#楼", completed_on=date(2026, 5, 1)), valid_to=date(2026, 5, 10))
    after = services.step_permit(actor=chief, permit=permit, step=step, reason="云房函〔2026〕3号")
    assert (after.status, PermitBuilding.objects.get().is_current) == (status, covers)
    ends = {"suspended": None, "expired": date(2026, 5, 11)}
    assert SalePermit.objects.get().ended_on == ends.get(status, date(2026, 5, 20))


def test_ended_permit_frees_its_buildings_and_stays_as_it_is(
    build: Build, issue: Issue, chief: User, clerk: User
) -> None:
    one = build("7#楼")
    permit = services.step_permit(actor=chief, permit=issue(one), step="revoke", reason="云房函〔2026〕3号")
    assert issue(one, number="（云）房预售证第2026002号").status == "issued"
    given = {key: value for key, value in terms(permit.estate, one).items() if key != "estate"}
    assert refusal(services.edit_permit, actor=clerk, permit=permit, **given) == [
        "许可已撤销（2026-05-20），不能再修改。"
    ]


def test_what_keeps_a_permit_from_its_step(build: Build, issue: Issue, chief: User, clerk: User) -> None:
    permit = issue(build("7#楼"), valid_to=date(2026, 5, 20))

    def step(code: str, actor: User = chief, **given: object) -> object:
        return refusal(services.step_permit, actor=actor, permit=permit, step=code, **given)

    assert step("suspend") == {"reason": ["请填写说明，例如决定机关和文号。"]}
    assert step("suspend", clerk, reason="停工") == ["您没有“暂停网签”的权限，请联系有此权限的同事办理。"]
    assert step("resume", reason="复工") == [
        "当前状态是“有效”，不能“恢复网签”（须为：暂停网签）。请刷新页面查看最新状态。"
    ]
    assert step("expire") == ["许可有效期至 2026-05-20，尚未到期，不能登记到期。"]
    assert step("convert") == ["7#楼没有竣工备案日期，全部竣工备案后才能转现售；请先补登。"]
    assert step("revoke", reason="x", on=date(2025, 2, 1)) == {
        "on": ["失效日期 2025-02-01 早于发证日期 2025-03-01，请核对。"]
    }
    assert (SalePermit.objects.get().status, PermitBuilding.objects.get().is_current) == ("issued", True)


def test_building_with_contracts_stays_under_its_permit(
    build: Build, issue: Issue, chief: User, clerk: User, client_of: Callable[[User], Client]
) -> None:
    one, other = build("7#楼"), build("8#楼")
    permit = issue(one, other)
    builders.signed(builders.room(one), clerk)
    given = {key: value for key, value in terms(permit.estate, other).items() if key != "estate"}
    assert refusal(services.edit_permit, actor=clerk, permit=permit, reason="变更", **given) == {
        "buildings": ["“7#楼”在本许可下已有商品房买卖合同，不能移出。"]
    }
    effects = client_of(chief).get(reverse("registry:permit_revoke", args=[permit.pk])).context["effects"]
    assert effects[-1] == "在本许可下已登记商品房买卖合同 1 条，不随之改变。"
    given["buildings"] = [(one, None)]
    assert services.edit_permit(actor=clerk, permit=permit, reason="变更", **given).scope.get().building == one


def test_scope_is_read_as_it_is_written(build: Build, estate: Estate) -> None:
    seven, eight, nine = build("7#楼"), build("8#楼"), build("9#楼")
    known = [seven, eight, nine]
    assert read_scope("7#楼、8#楼（至 12 层）；9号楼至3层", known) == [(seven, None), (eight, 12), (nine, 3)]
    assert refusal(read_scope, typed="7#楼、10#楼", buildings=known) == [
        "这个楼盘没有“10#楼”（已登记：7#楼、8#楼、9#楼）。"
    ]
    assert refusal(read_scope, typed="7#楼、7幢", buildings=known) == ["“7#楼”写了两次，请核对。"]


def test_a_township_registers_no_permit(township_clerk: User, build: Build, estate: Estate) -> None:
    given = terms(estate, build("7#楼"))
    assert refusal(services.register_permit, actor=township_clerk, **given) == [
        "楼盘、楼幢和销售许可由县级住建部门登记，请联系住建部门办理。"
    ]
    assert SalePermit.objects.count() == 0
