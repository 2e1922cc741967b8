"""Subsidy system and data line (table A-2, L10, L13): said as recorded, and never said to be both joined and apart."""
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from housing_portal.kit import clock
from housing_portal.kit.gongwen import Paper, Paragraph
from housing_portal.kit.scope import Scope
from presale.services import events
from reports.compose import compose
from reports.enums import DocumentKind
from reports.evaluate import IndicatorSet
from reports.gate import warnings_of
from reports.models import Document
from tests.pages.records import Writers
from tests.reports.surfaces import text_of
from tests.transactions import builders as market

DAY = date(2026, 5, 20)
Told = Callable[..., None]
CONTRADICTION = (
    "在系统开发银行办理了银企直联业务，为下一步线上发放住房租赁补贴奠定了基础。",
    "由于银行方面的账户问题，系统尚未与账户连接，因此暂时无法通过系统正常发放住房租赁补贴。",
)


@pytest.fixture
def told(by: Writers) -> Told:
    def record(subject: str, on: date, **facts: object) -> None:
        events.record_event(actor=by.clerk, subject=subject, on=on, **facts)
    return record


def draft(**facts: object) -> Document:
    return Document(
        kind=DocumentKind.WORK_REPORT, title="工作情况汇报", issuer="县住建局", mark="县住建局文件", prefix="云住建",
        addressees="县人民政府", imprint_office="县住建局", as_of=DAY, period_from=date(2026, 1, 1), issued_on=DAY,
        **facts,
    )


def report(**facts: object) -> tuple[Document, Paper, IndicatorSet]:
    document, figures = draft(**facts), IndicatorSet(Scope(DAY, clock.now()))
    return document, compose(document, figures).paper, figures


def said(start: str, **facts: object) -> list[str]:
    """Return the sentences of the report that hold ``start``."""
    sentences = text_of(report(**facts)[1]).replace("（三）房屋交易进展情况", "").replace("\n", "").split("。")
    return [one for one in sentences if start in one]


def judged(*texts: str) -> list[tuple[str, str]]:
    """Return code and place of what the gate finds about links in a paper of these paragraphs."""
    document, paper, figures = report()
    found = warnings_of(document, replace(paper, body=[Paragraph(one) for one in texts]), figures)
    return [(one.code, one.severity.value) for one in found if one.code.startswith("link")]


# -- what is said ------------------------------------------------------------------------------------------


def test_account_and_link_are_said_with_day_and_bank(told: Told) -> None:
    assert said("代发") == []
    bank = market.organization("云岭农村商业银行", "bank", short_name="云岭农商行")
    told("subsidy_account", date(2026, 1, 27), attendees=[bank])
    assert said("代发") == ["1月27日在云岭农商行开立了租赁补贴代发专户", "系统尚未与代发账户连接"]
    told("old_account_closed", date(2026, 2, 3))
    told("bank_link", date(2026, 3, 23), attendees=[bank])
    assert said("代发") == [
        "1月27日在云岭农商行开立了租赁补贴代发专户，并注销了原发放账户",
        "3月23日与代发银行办理了银企直联",
    ]


def test_the_line_is_open_only_while_it_is(told: Told) -> None:
    assert said("专线") == []
    told("data_line", date(2025, 12, 1))
    assert said("专线") == ["市县数据专线畅通"]
    told("data_line_down", date(2026, 4, 29))
    assert said("专线") == ["市县数据专线于4月29日中断，尚未恢复"]
    told("data_line_up", date(2026, 4, 30))
    assert said("专线") == ["市县数据专线畅通"]
    told("data_line_down", date(2026, 5, 20))
    assert said("专线") == ["市县数据专线于5月20日中断，尚未恢复"]


# -- what the gate stops -----------------------------------------------------------------------------------


def test_the_contradiction_of_the_source_is_red_whatever_is_recorded(told: Told) -> None:
    assert judged(*CONTRADICTION) == [("link_claimed", "red")]
    told("bank_link", date(2026, 3, 23))
    assert judged(*CONTRADICTION) == [("link_denied", "red")]
    assert judged(CONTRADICTION[0]) == []


@pytest.mark.parametrize("text", [
    "系统尚未与账户连接。", "代发专户的账户与系统未对接。", "银企直联还未开通。", "尚未办理银企直联业务。",
    "尽快解决系统没有与补贴账户联通的问题。",
])
def test_a_recorded_link_is_not_denied(told: Told, text: str) -> None:
    assert judged(text) == []
    told("bank_link", date(2026, 3, 23))
    assert judged(text) == [("link_denied", "red")]


@pytest.mark.parametrize("text", [
    "预售资金监管账户尚未与平台对接。", "入围监管银行尚未对接。", "企业账户尚未开通。", "原发放账户已注销。",
    "“保交房”信访接待专线未接通过一次。",
])
def test_other_accounts_and_lines_are_let_pass(told: Told, text: str) -> None:
    told("bank_link", date(2026, 3, 23))
    told("data_line", date(2026, 2, 6))
    assert judged(text) == []


def test_what_is_planned_claims_nothing(told: Told) -> None:
    assert judged("争取年底前完成银企直联。", "确保市县数据专线畅通。") == []
    assert judged("已完成银企直联。", "市县数据专线畅通。") == [("link_claimed", "red")] * 2


def test_an_interrupted_line_is_not_said_to_be_open(told: Told) -> None:
    told("data_line", date(2026, 2, 6))
    assert judged("市县数据专线畅通。") == []
    assert judged("市县数据专线中断。") == [("link_denied", "red")]
    told("data_line_down", date(2026, 4, 29))
    assert judged("市县数据专线畅通。") == [("link_claimed", "red")]
    assert judged("市县数据专线中断，尚未恢复。") == []


def test_free_text_is_judged_and_the_report_itself_is_not_faulty(told: Told) -> None:
    told("data_line", date(2026, 2, 6))
    told("subsidy_account", date(2026, 1, 27))

    def links(**facts: object) -> list[str]:
        return [one.code for one in warnings_of(*report(**facts)) if one.code.startswith("link")]

    assert links() == []
    told("bank_link", date(2026, 3, 23))
    assert (links(), links(problems="系统尚未与账户连接，影响补贴发放。")) == ([], ["link_denied"])
