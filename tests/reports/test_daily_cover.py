"""日报报送函: the words and figures of the frozen report, drawn once for each sending."""
import io
from collections.abc import Callable, Iterator
from datetime import date

import pdfplumber
import pytest
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.journal.services import content_of
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.gongwen import Paper, Paragraph
from reports.documents.daily_cover import KEPT, ZERO, daily_cover
from reports.stored_papers.daily_covers import cover_of
from tests.transactions import builders, days, homes
from transactions.enums import SaleKind
from transactions.models import DailyReport
from transactions.services import daily

T, NEXT = date(2026, 3, 10), date(2026, 3, 11)
OFFICE = "云岭县住房和城乡建设局"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with homes.on(NEXT, 8):
        yield


@pytest.fixture
def sold(clerk: User) -> None:
    building = builders.building(builders.estate())
    builders.permit(building, by=clerk)
    builders.room(building, "801", area="90.00")
    days.sale(builders.room(building, "301", area="88.50"), clerk, T, kind=SaleKind.SPOT, unit_price="5123.40")
    days.sale(builders.room(building, "101"), clerk, T, T)


@pytest.fixture
def send(clerk: User, chief: User) -> Callable[[], DailyReport]:
    def sent() -> DailyReport:
        report = daily.generate_report(actor=clerk, on=T)
        daily.check_report(actor=chief, report=report)
        return daily.submit_report(actor=clerk, report=report, channel="省监测平台")

    return sent


def texts(paper: Paper) -> list[str]:
    return [str(block.runs) for block in paper.body if isinstance(block, Paragraph)]


def test_the_letter_says_what_the_frozen_report_says(sold: None, send: Callable[[], DailyReport]) -> None:
    paper = daily_cover(send(), OFFICE)
    assert (paper.letter, paper.mark, paper.number, paper.title, paper.addressee, paper.issued_on) == (
        True, OFFICE, "住建日报〔2026〕69号", "关于报送2026年3月10日房地产交易日报的函", "市住房和城乡建设局", NEXT)
    form = paper.attachments[0].blocks[0]
    assert (form.reporter, form.signoff.endswith("报送日期：2026年3月11日")) == (f"填报单位（盖章）：{OFFICE}", True)
    assert texts(paper) == [
        "现报送2026年3月10日全县房地产交易日报（取数时刻2026年3月11日08:00）。",
        "全县：网签2套、188.50㎡、105.34万元；备案1套、100.00㎡、60.00万元；净额2套、188.50㎡、105.34万元。",
        "预售（其中住宅网签1套）：网签1套、100.00㎡、60.00万元；备案1套、100.00㎡、60.00万元；净额1套、100.00㎡、60.00万元。",
        "现售（其中住宅网签1套）：网签1套、88.50㎡、45.34万元；净额1套、88.50㎡、45.34万元。",
        "当日末可售商品房1套、90.00㎡，其中住宅1套、90.00㎡。",
        KEPT,
    ]


def test_the_form_is_attached_with_the_same_figures(sold: None, send: Callable[[], DailyReport]) -> None:
    (form,) = daily_cover(send(), OFFICE).attachments
    (table,) = form.blocks
    assert (form.title, form.landscape, table.rows[0][:4]) == (
        "房地产交易日报表", True, ["一、新建商品房", "2", "188.50", "105.34"])
    assert [row[0] for row in table.rows[:5]] == ["一、新建商品房", "　住宅", "　非住宅", "　其中：预售", "　　住宅"]
    assert table.rows[-1][:4] == ["合　计", "2", "188.50", "105.34"]


def test_a_day_without_sales_is_a_zero_report(send: Callable[[], DailyReport]) -> None:
    assert texts(daily_cover(send(), OFFICE))[1:] == [
        ZERO, "当日末可售商品房0套、0.00㎡，其中住宅0套、0.00㎡。", KEPT]


def test_it_is_drawn_once_for_each_sending(
    sold: None, send: Callable[[], DailyReport], clerk: User, auditor: User
) -> None:
    report = send()
    with pytest.raises(ServiceError) as refused:
        cover_of(actor=auditor, report=report)
    assert refused.value.sentence == "日报报送函还没有生成：由有登记权限的经办人员首次打开时生成，此后各岗位都能查看。"
    first = cover_of(actor=clerk, report=report)
    assert cover_of(actor=auditor, report=report).pk == first.pk
    assert Entry.objects.get(action="出具日报报送函").after == {"文件": first.name, "SHA-256": first.sha256}
    with pdfplumber.open(io.BytesIO(content_of(first))) as document:
        said = "".join("".join((page.extract_text() or "").split()) for page in document.pages)
    assert [part in said for part in ("住建日报〔2026〕69号", "网签2套、188.50㎡、105.34万元")] == [True, True]
    daily.reject_report(actor=clerk, report=report, reason="格式不符")
    with homes.on(NEXT, 15):
        again = daily.resubmit_report(actor=clerk, report=report, channel="省监测平台", reason="更正格式")
        assert cover_of(actor=clerk, report=again).pk != first.pk


def test_before_it_is_sent_there_is_no_letter(clerk: User, client: Client) -> None:
    report = daily.generate_report(actor=clerk, on=T)
    client.force_login(clerk)
    answer = client.get(reverse("reports:daily_cover", args=[report.pk]))
    assert answer.status_code == 409
    assert "日报还没有报送（已生成），报送后才能出具报送函。" in answer.content.decode()
    page = client.get(report.get_absolute_url()).content.decode()
    assert "报送函" not in page


def test_the_page_of_a_sent_report_leads_to_it(send: Callable[[], DailyReport], clerk: User, client: Client) -> None:
    report = send()
    client.force_login(clerk)
    address = reverse("reports:daily_cover", args=[report.pk])
    assert f'href="{address}"' in client.get(report.get_absolute_url()).content.decode()
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
