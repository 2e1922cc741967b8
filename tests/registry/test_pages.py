"""Pages of the master data and the year of the work calendar."""
from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.registry import services
from housing_portal.registry.models import CalendarDay, District, Organization, PolicyDoc

Sign = Callable[[User], Client]
MODELS = ("policy", "organization", "district")


def path(name: str, *args: object) -> str:
    return reverse(f"registry:{name}", args=args)


@pytest.fixture
def pen(clerk: User, client_of: Sign) -> Client:
    return client_of(clerk)


@pytest.fixture
def addresses(clerk: User) -> list[str]:
    """One record of each kind, and every page that opens with GET: first those to read, then those to write."""
    policy = services.register_policy(actor=clerk, number="云房办〔2026〕6号", issuer="县住建局")
    company = services.register_organization(actor=clerk, name="云岭建安有限公司", kinds=["developer"])
    district = services.register_district(actor=clerk, code="990121", name="云岭县")
    day = services.add_day(actor=clerk, on=date(2026, 10, 1), kind="holiday", name="国庆节")
    records = (policy, company, district)
    read = [path(f"{name}_list") for name in MODELS] + [record.get_absolute_url() for record in records]
    write = [path(f"{name}_create") for name in MODELS]
    write += [path(f"{name}_edit", record.pk) for name, record in zip(MODELS, records, strict=True)]
    return [
        *read, path("calendar"), *write, path("calendar_add"), path("calendar_paste"), path("calendar_remove", day.pk),
    ]


READ = 7


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [("clerk", 200, 200), ("sysadmin", 200, 200), ("chief", 200, 403), ("auditor", 200, 403), ("director", 200, 403)],
)
def test_who_reads_and_who_writes(
    addresses: list[str], role: str, reads: int, writes: int, person: Callable[..., User], client_of: Sign
) -> None:
    client = client_of(person(role))
    codes = [client.get(address).status_code for address in addresses]
    assert codes == [reads] * READ + [writes] * (len(addresses) - READ)


def test_outsiders_read_nothing(addresses: list[str], undertaker: User, client_of: Sign) -> None:
    client = client_of(undertaker)
    assert {client.get(address).status_code for address in addresses} == {403}


def test_strangers_are_sent_to_the_login_page(addresses: list[str], client: Client) -> None:
    assert [client.get(a).url for a in addresses] == [f"{reverse('login')}?next={a}" for a in addresses]


def test_what_does_not_exist_is_not_found(pen: Client) -> None:
    names = [f"{name}_{page}" for name in MODELS for page in ("detail", "edit")] + ["calendar_remove"]
    assert [pen.get(path(name, 10**9)).status_code for name in names] == [404] * len(names)


def test_policy_is_registered_and_edited(pen: Client) -> None:
    data = {"number": "云房办〔2026〕6号", "issuer": "县住建局", "title": "年度计划", "issued_on": "2026-03-01"}
    url = pen.post(path("policy_create"), data).url
    policy = PolicyDoc.objects.get()
    assert (url, policy.issued_on) == (policy.get_absolute_url(), date(2026, 3, 1))
    assert pen.post(path("policy_edit", policy.pk), {**data, "title": "年度目标"}).url == url
    history = pen.get(url).context["parts"]["history"]
    assert next(line.changes for line in history) == [("标题", "年度计划", "年度目标")]


def test_refused_policy_keeps_what_was_typed(pen: Client) -> None:
    form = pen.post(path("policy_create"), {"number": "6号", "issuer": "县住建局"}).context["form"]
    assert (list(form.errors), form["number"].value()) == (["number"], "6号")
    assert PolicyDoc.objects.count() == 0


def test_organization_with_kinds(pen: Client) -> None:
    data = {"name": "云岭建安有限公司", "kinds": ["developer", "contractor"], "status": "active",
            "registered_capital": "２０，０００，０００.5"}
    url = pen.post(path("organization_create"), data).url
    company = Organization.objects.get()
    assert (url, company.kinds, str(company.registered_capital)) == (
        company.get_absolute_url(), "开发企业、施工单位", "20000000.50",
    )
    assert pen.get(path("organization_edit", company.pk)).context["form"]["kinds"].value() == [
        "developer", "contractor",
    ]
    assert [row.record for row in pen.get(path("organization_list"), {"kind": "contractor"}).context["table"].rows] == [
        company
    ]
    assert len(pen.get(path("organization_list"), {"kind": "bank"}).context["table"].rows) == 0


def test_district_is_registered_and_filtered(pen: Client) -> None:
    pen.post(path("district_create"), {"code": "990121", "name": "云岭县"})
    pen.post(path("district_create"), {"code": "990122", "name": "旧县", "valid_to": "2020-01-01"})
    assert District.objects.count() == 2
    found = [
        [row.record.name for row in pen.get(path("district_list"), query).context["table"].rows]
        for query in ({}, {"in_use": "1"}, {"in_use": "0"}, {"q": "990122"})
    ]
    assert found == [["云岭县", "旧县"], ["云岭县"], ["旧县"], ["旧县"]]


@pytest.mark.parametrize("name", MODELS)
def test_lists_cost_the_same_with_more_rows(pen: Client, clerk: User, name: str) -> None:
    def add(number: int) -> None:
        services.register_policy(actor=clerk, number=f"云房办〔2026〕{number}号", issuer="县住建局")
        services.register_organization(actor=clerk, name=f"公司{number}", kinds=["developer", "bank"])
        county = services.register_district(actor=clerk, code=f"99012{number}", name="县")
        services.register_district(actor=clerk, code=f"99012{number}100", name="镇", parent=county)

    add(1)
    pen.get(path(f"{name}_list"))  # the number of matters is counted anew after every entry, then kept
    with CaptureQueriesContext(connection) as few:
        pen.get(path(f"{name}_list"))
    for number in (2, 3, 4):
        add(number)
    pen.get(path(f"{name}_list"))
    with CaptureQueriesContext(connection) as more:
        pen.get(path(f"{name}_list"))
    assert len(more) == len(few)


# -- work calendar -----------------------------------------------------------------------------------


@time_machine.travel("2026-10-09T18:00:00Z")
def test_year_shows_what_each_day_is(pen: Client, clerk: User) -> None:
    services.paste_days(actor=clerk, lines="2026-10-01 至 2026-10-07 节假日 国庆节\n2026-10-10 调休上班 国庆节")
    context = pen.get(path("calendar")).context
    assert (context["year"], context["registered"], [month for month, _weeks in context["months"]]) == (
        2026, 8, list(range(1, 13)),
    )
    october = [cell for week in context["months"][9][1] for cell in week if cell.inside]
    assert [(cell.on.day, cell.css, cell.today) for cell in october if 6 < cell.on.day < 13] == [
        (7, "off", False), (8, "plain", False), (9, "plain", False), (10, "on", True), (11, "weekend", False),
        (12, "plain", False),
    ]


@pytest.mark.parametrize("asked", ["", "x", "1999", "2100", "20260", "-1", "２０２５x"])
@time_machine.travel("2026-05-01T00:00:00Z")
def test_senseless_years_show_the_present_one(pen: Client, asked: str) -> None:
    assert pen.get(path("calendar"), {"year": asked}).context["year"] == 2026


def test_first_and_last_year_end_the_row(pen: Client) -> None:
    years = [pen.get(path("calendar"), {"year": year}).context["years"] for year in ("2000", "2027", "2099")]
    assert years == [[2001], [2026, 2028], [2098]]


def test_day_is_added_from_the_page_and_removed(pen: Client) -> None:
    assert pen.get(path("calendar_add"), {"on": "2026-10-01"}).context["form"]["on"].value() == "2026-10-01"
    answer = pen.post(path("calendar_add"), {"on": "2026-10-01", "kind": "holiday", "name": "国庆节"})
    assert answer.url == path("calendar") + "?year=2026"
    day = CalendarDay.objects.get()
    assert pen.post(path("calendar_remove", day.pk)).url == path("calendar") + "?year=2026"
    assert CalendarDay.objects.count() == 0


def test_notice_is_pasted(pen: Client) -> None:
    data = {"lines": "2026-10-01 至 2026-10-02 节假日 国庆节"}
    said = [
        [str(m) for m in pen.post(path("calendar_paste"), data, follow=True).context["messages"]] for _ in range(2)
    ]
    assert said == [["已登记或更改 2 天。"], ["与已登记的完全一致，没有变化。"]]


def test_bad_notice_stays_in_the_box(pen: Client) -> None:
    form = pen.post(path("calendar_paste"), {"lines": "明天放假"}).context["form"]
    assert form["lines"].value() == "明天放假"
    assert form.errors == {
        "lines": ["第 1 行“明天放假”：格式应为“日期 性质 名称”，例如：2026-10-01 节假日 国庆节。"]
    }
