"""Papers that are cited exist; what an authority allows names it; a report asks for nothing (dossier §4.6, §6.2)."""
import re
from collections.abc import Iterator
from functools import partial

from housing_portal.registry.models import PolicyDoc
from reports.enums import OUT, DocumentKind
from reports.kinds import KINDS
from reports.models import Document, SupervisionLetter
from reports.paper_checks.reading import Reading, found
from reports.warning import Warning

CITED = re.compile(r"(?:《([^《》]+)》\s*[（(]?)?([一-龥A-Za-z]{2,20})〔(\d{4})〕(\d+)号")
ASKS = re.compile(r"妥否|当否|请(?:予)?(?:批示|批复|批准|审批|核准|审定)|特此请示|请求(?:批准|拨付|安排)|恳请")


def cited_papers_exist(reading: Reading) -> Iterator[Warning]:
    """Every number of a paper is one of the register of bases or of a paper that was issued here."""
    known = partial(_known, dict(PolicyDoc.objects.order_by("pk").values_list("number", "title")),
                    dict(Document.objects.filter(status__in=OUT).order_by("pk").values_list("number", "title")))
    for passage in reading.passages:
        for match in CITED.finditer(passage.text):
            tail = f"〔{match[3]}〕{int(match[4])}号"
            number, title = known(match[2], tail)
            if number is None:
                yield found("cited", passage.where,
                            f"引用的“{match.group()[-60:]}”没有登记。请先登记依据文件，或更正文号。",
                            at=f"{match[2][-10:]}{tail}")
            elif match[1] and title and match[1] != title:
                yield found("cited_title", passage.where,
                            f"{number} 的标题登记为《{title[:60]}》，文中写《{match[1][:60]}》。请改为一致。",
                            at=number)


def _known(policies: dict[str, str], papers: dict[str, str], prefix: str, tail: str) -> tuple[str | None, str]:
    """Return the number that a text ends with, and its title; words before the prefix belong to the sentence."""
    for table in (policies, papers):
        for number, title in table.items():
            if number and f"{prefix}{tail}".endswith(number):
                return number, title
    return None, ""


def inspection_names_its_authority(reading: Reading) -> Iterator[Warning]:
    """Without the county's word a bureau inspects no government: 督查 needs its paper (政府督查工作条例 §7)."""
    document = reading.document
    if document.basis_doc_id is None and (KINDS[document.kind].authority or "督查" in reading.paper.title):
        yield found("authority", "督查依据",
                    "没有写明督查的授权依据文件。请填写依据文件，或改用检查情况通报、督办通知。")


def report_asks_for_nothing(reading: Reading) -> Iterator[Warning]:
    """报告不得夹带请示事项 (党政机关公文处理工作条例 §15)."""
    if reading.document.kind != DocumentKind.WORK_REPORT:
        return
    for passage in reading.body:
        if match := ASKS.search(passage.text):
            yield found("asks", passage.place, f"汇报中写“{match.group()}”。报告不得夹带请示事项，请另文请示。")


def matters_are_named(reading: Reading) -> Iterator[Warning]:
    """What is entered as told by a paper stands in it, whatever its template has left out."""
    letters = SupervisionLetter.objects.filter(document=reading.document.pk).select_related("item").order_by("pk")
    for letter in letters:
        if letter.item.title not in reading.text:
            yield found("matter", f"督办事项“{letter.item.title}”",
                        "已登记列入本文，正文没有写到。请在正文中写明，或在模板中保留督办段落。", at=letter.item_id)


CHECKS = (cited_papers_exist, inspection_names_its_authority, report_asks_for_nothing, matters_are_named)
