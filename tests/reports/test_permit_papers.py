"""Papers of permit procedures: what is missing, why not, and the permit itself; each made once."""
import io

import pdfplumber
import pytest

from housing_portal.accounts.models import User
from housing_portal.journal.models import Attachment
from housing_portal.journal.services import content_of
from housing_portal.kit.errors import ServiceError
from presale.models import PermitApplication
from reports.documents import permit_paper
from reports.stored_papers import fund_notices
from tests.conftest import Office
from tests.pages import records_escrow_permits as permits
from tests.pages.records import Writers
from tests.reports.papers import said_facts

OFFICE = "云岭县住房和城乡建设局"


@pytest.fixture
def writers(clerk: User, chief: User) -> Writers:
    return Writers(clerk, chief)


def words(stored: Attachment) -> str:
    with pdfplumber.open(io.BytesIO(content_of(stored))) as document:
        return "".join("".join((page.extract_text() or "").split()) for page in document.pages)


def test_what_is_to_be_mended_is_told_in_writing(writers: Writers, office: Office) -> None:
    it = permits.fixing(writers, office.townships[0])
    paper = permit_paper.fix_notice(it, OFFICE)
    assert (paper.addressee, paper.number, paper.issued_on) == (str(it.developer), f"{it.number}BZ", it.fix_notified_on)
    assert said_facts(paper)["须补正内容"] == "请补充总平面图"
    text = words(fund_notices.notice_of(actor=writers.clerk, notice=fund_notices.FIX, obj=it))
    assert [part in text for part in ("补正材料告知书", it.number, "请补充总平面图")] == [True] * 3


def test_a_refusal_gives_its_reasons_and_the_remedies(writers: Writers, office: Office) -> None:
    it = permits.rejected(writers, office.townships[0])
    paper = permit_paper.refusal(it, OFFICE)
    assert (said_facts(paper)["不予许可的理由"], paper.body[-1].runs) == (it.decision, permit_paper.REMEDIES)
    text = words(fund_notices.notice_of(actor=writers.clerk, notice=fund_notices.REFUSAL, obj=it))
    assert [part in text for part in ("不予行政许可决定书", "行政复议", "行政诉讼")] == [True] * 3


def test_the_permit_says_what_was_granted_and_is_made_once(writers: Writers, office: Office) -> None:
    it = permits.issued(writers, office.townships[0])
    said = said_facts(permit_paper.permit(it, OFFICE))
    assert {key: said[key] for key in ("许可证号", "批准面积", "批准套数", "监管账号")} == {
        "许可证号": it.permit.number, "批准面积": "10,000.00㎡，其中住宅9,000.00㎡", "批准套数": "80套，其中住宅72套",
        "监管账号": it.account.account_no,
    }
    first = fund_notices.notice_of(actor=writers.clerk, notice=fund_notices.PERMIT, obj=it)
    again = fund_notices.notice_of(actor=writers.clerk, notice=fund_notices.PERMIT, obj=it)
    assert (again.pk, "商品房预售许可证" in words(first)) == (first.pk, True)


@pytest.mark.parametrize(("notice", "says"), [
    (fund_notices.FIX, "这份申请没有告知过补正。"), (fund_notices.REFUSAL, "这份申请没有作出不予许可的决定。"),
    (fund_notices.PERMIT, "这份申请还没有准予许可。"),
], ids=["fix", "refusal", "permit"])
def test_before_its_step_there_is_no_paper(
    writers: Writers, office: Office, notice: fund_notices.Notice, says: str
) -> None:
    it: PermitApplication = permits.submitted(writers, office.townships[0])
    with pytest.raises(ServiceError) as refused:
        fund_notices.notice_of(actor=writers.clerk, notice=notice, obj=it)
    assert refused.value.messages == [says]
