"""The workbench: what waits for whom."""
from collections.abc import Callable
from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from affordable import services
from housing_portal.accounts.models import Unit, User
from housing_portal.todos import parts, waiting
from tests.conftest import Office
from tests.pages import records
from tests.pages import records_documents as papers
from tests.pages.records import PROOF, Writers

Sign = Callable[[User], Client]
Person = Callable[..., User]


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """Forget the numbers that an earlier test left: its people and deeds had the same keys."""
    cache.clear()


def counts(client: Client) -> dict[str, int]:
    return {pile.key: pile.count for pile in client.get("/").context["piles"]}


def shown(client: Client, tab: str) -> list[tuple[str, str]]:
    return [(todo.kind, todo.title) for todo in client.get(f"/?tab={tab}").context["pile"].todos]


def test_chief_reviews_what_others_recorded(writers: Writers, away: Unit, client_of: Sign) -> None:
    records.milestone(writers, away)
    records.submitted(writers, away)
    client = client_of(writers.chief)
    assert counts(client) == {"review": 2, "returned": 0, "due": 0, "overdue": 0}
    assert shown(client, "review") == [
        ("整改复核", "未办理竣工验收手续"), ("里程碑复核", "东屏镇片区　开工 40 套")
    ]


def test_more_than_the_most_urgent_are_shown_when_asked_for(
    writers: Writers, away: Unit, client_of: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MOST", 1)
    records.milestone(writers, away)
    records.submitted(writers, away)
    client = client_of(writers.chief)
    assert shown(client, "review") == [("整改复核", "未办理竣工验收手续")]
    assert "共 2 项，这里显示最急的 1 项。" in client.get("/?tab=review").content.decode()
    assert shown(client, "review&all=1") == [
        ("整改复核", "未办理竣工验收手续"), ("里程碑复核", "东屏镇片区　开工 40 套")
    ]


def test_nobody_is_asked_to_review_his_own(writers: Writers, away: Unit, person: Person, client_of: Sign) -> None:
    both = person("clerk")
    both.role_grants.create(role="chief", reason="代理")
    records.milestone(Writers(both, writers.chief), away)
    assert (counts(client_of(both))["review"], waiting(writers.chief)) == (0, 1)


def test_returned_matter_waits_for_its_clerk(writers: Writers, away: Unit, person: Person, client_of: Sign) -> None:
    records.returned(writers, away)
    todos = client_of(writers.clerk).get("/?tab=returned").context["pile"].todos
    assert [(todo.title, todo.note) for todo in todos] == [("东屏镇　拆除完成 9 套", "退回原因：请补拍现场照片")]
    assert counts(client_of(person("clerk")))["returned"] == 0


def test_days_decide_what_is_due_and_overdue(writers: Writers, away: Unit, client_of: Sign) -> None:
    for title, due in (("今天", 20), ("十天后", 30), ("十一天后", 31), ("昨天", 19)):
        services.list_finding(
            actor=writers.clerk, audit_year=2025, unit=away, listed_on=date(2026, 3, 1), title=title,
            due_on=date(2026, 5, due),
        )
    client = client_of(writers.clerk)
    assert shown(client, "due") == [("审计整改", "今天"), ("审计整改", "十天后")]
    todos = client.get("/?tab=overdue").context["pile"].todos
    assert [(todo.title, todo.days_left, todo.days_over) for todo in todos] == [("昨天", -1, 1)]


def test_arranged_arrears_fall_due(writers: Writers, away: Unit, client_of: Sign) -> None:
    services.record_arrears_plan(
        actor=writers.clerk, unit=away, as_of=date(2026, 5, 1), arranged_sets=56, due_on=date(2026, 5, 2)
    )
    assert shown(client_of(writers.clerk), "overdue") == [("欠账落实", "历史欠账 56 套分配入住")]


def test_closed_finding_is_not_overdue(writers: Writers, away: Unit, client_of: Sign) -> None:
    row = services.list_finding(
        actor=writers.clerk, audit_year=2025, unit=away, listed_on=date(2026, 3, 1), due_on=date(2026, 5, 2)
    )
    services.submit_finding(actor=writers.clerk, finding=row, evidence=PROOF)
    services.close_finding(actor=writers.chief, finding=row, closed_on=date(2026, 5, 20))
    assert counts(client_of(writers.clerk)) == {"review": 0, "returned": 0, "due": 0, "overdue": 0}


def test_papers_wait_for_the_leader(writers: Writers, away: Unit, deputy: User, client_of: Sign) -> None:
    papers.captured(writers, away)
    assert shown(client_of(deputy), "review") == [("公文校核", "关于东屏镇住房保障工作的通报")]


def test_township_sees_its_own_matters(
    writers: Writers, away: Unit, township_clerk: User, client_of: Sign, office: Office
) -> None:
    records.finding(writers, away)
    mine = services.list_finding(
        actor=writers.clerk, audit_year=2025, unit=office.townships[0], listed_on=date(2026, 3, 1), title="本镇问题",
        due_on=date(2026, 5, 2),
    )
    client = client_of(township_clerk)
    assert shown(client, "overdue") == [("审计整改", mine.title)]
    assert client.get("/").context["recent"] == []


def test_first_tab_with_matters_opens(writers: Writers, away: Unit, client_of: Sign) -> None:
    records.returned(writers, away)
    client = client_of(writers.clerk)
    assert [client.get(f"/{query}").context["pile"].key for query in ("", "?tab=due", "?tab=x")] == [
        "returned", "due", "returned"
    ]


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        ("clerk", ["登记里程碑", "月度填报", "受理保障申请", "新增合同", "楼盘表", "导入报表", "目标进展",
                   "商品房市场"]),
        ("chief", ["楼盘表", "目标进展", "商品房市场", "监管总览", "保交房总览", "检查总览", "滞后与逾期", "公文"]),
        ("sysadmin", ["用户", "科室单位", "操作日志"]),
        ("bank", []),
    ],
)
def test_shortcuts_follow_the_role(role: str, labels: list[str], person: Person, client_of: Sign) -> None:
    shortcuts = client_of(person(role)).get("/").context["shortcuts"]
    assert [label for label, *_rest in shortcuts] == labels


def test_year_stands_beside_the_time_share(writers: Writers, away: Unit, office: Office, client_of: Sign) -> None:
    services.issue_target(
        actor=writers.clerk, unit=office.whole, year=2026, program="prh_new", quantity=28, issued_on=date(2026, 1, 5)
    )
    records.confirmed(writers, away)
    context = client_of(writers.chief).get("/").context
    assert [(c.programme.label, str(c.pace.rate), c.pace.lamp) for c in context["courses"]] == [
        ("公租房新建", "25.00", "r")
    ]
    assert str(context["share"]) == "38.36"


def test_latest_deeds_are_those_one_may_open(writers: Writers, away: Unit, client_of: Sign, person: Person) -> None:
    records.note(writers, away)
    assert [len(client_of(person(role)).get("/").context["recent"]) for role in ("auditor", "sysadmin")] == [1, 0]


def test_latest_deeds_open_their_records(writers: Writers, away: Unit, client_of: Sign) -> None:
    row = records.note(writers, away)
    entry, url = client_of(writers.clerk).get("/").context["recent"][0]
    assert (entry.label, url) == (f"登记进展说明：{row}", row.get_absolute_url())


def test_clerk_finds_his_own_deeds_and_a_reader_all(
    writers: Writers, away: Unit, client_of: Sign, person: Person
) -> None:
    records.note(Writers(person("clerk"), writers.chief), away)
    mine, all_of_them = (client_of(who).get("/").context for who in (writers.clerk, person("auditor")))
    assert [(one["recent_title"], len(one["recent"])) for one in (mine, all_of_them)] == [
        ("我最近办理", 0), ("最近办理", 1)
    ]


def test_leaders_see_the_county_at_one_glance(
    writers: Writers, away: Unit, deputy: User, client_of: Sign
) -> None:
    records.target(writers, away)
    records.investment(writers, away)
    strip = client_of(deputy).get("/").context["county"]
    assert [(one.label, one.text, one.measure) for one in strip] == [
        ("投资完成率", "—", ""), ("本年净销售面积", "0.00", "万平方米"), ("监管余额 B", "0.00", "万元"),
        ("本年交付任务完成率", "—", ""), ("未销号问题（含往年）", "0", "个"), ("信访逾期", "0", "件"),
    ]
    assert strip[0].url == "/reports/figures/investment_rate/"
    assert client_of(writers.clerk).get("/").context["county"] == []


def test_another_units_leader_gets_no_glance(person: Person, office: Office, client_of: Sign) -> None:
    assert client_of(person("deputy", office.townships[0])).get("/").context["county"] == []


@pytest.mark.parametrize("role", ["clerk", "deputy"])
def test_as_many_questions_for_three_units_as_for_one(
    role: str, writers: Writers, office: Office, person: Person, client_of: Sign
) -> None:
    window, asked = client_of(person(role)), []
    for towns in (office.townships[:1], office.townships[1:4]):
        for town in towns:
            records.target(writers, town)
            records.note(writers, town)
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            window.get("/")
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 190
