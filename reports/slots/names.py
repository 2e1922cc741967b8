"""Names of places and of the documents that papers cite: from the registers, never typed (rule F 8)."""
from collections.abc import Callable

from housing_portal.accounts.models import Unit
from housing_portal.registry.enums import PaperUse
from housing_portal.registry.models import District, PolicyDoc
from reports.slots.making import NAMED, NOBODY, lines, of_text
from reports.slots.parts import Answer, Facts, Slot

COUNTY_DIGITS = 6  # of a code of GB/T 2260; townships have nine


def _county(facts: Facts) -> District | None:
    """Return the county: the district of six digits below another one."""
    return next(
        (row for row in District.objects.filter(parent__isnull=False).select_related("parent").order_by("code")
         if len(row.code) == COUNTY_DIGITS), None
    )


def _place(pick: Callable[[District], District]) -> Callable[[Facts], Answer]:
    def tell(facts: Facts) -> Answer:
        county = _county(facts)
        if county is None:
            return NOBODY
        return Answer(pick(county).name, records=lines([pick(county)]))
    return tell


def _cited(use: PaperUse, pick: Callable[[PolicyDoc], str]) -> Callable[[Facts], Answer]:
    def tell(facts: Facts) -> Answer:
        paper = PolicyDoc.objects.filter(paper_use=use).first()
        return NOBODY if paper is None else Answer(pick(paper), records=lines([paper]))
    return tell


def _joint(code: str, use: PaperUse) -> Slot:
    def answer(facts: Facts, unit: Unit | None) -> Answer:
        paper = PolicyDoc.objects.filter(paper_use=use, joint_issuers__isnull=False).first()
        return NOBODY if paper is None else Answer(paper.joint_issuers, records=lines([paper]))
    return Slot(code, f"{use.label}联合发文部门数", "个", "依据文件登记的联合发文机关数", "含主办机关", answer)


def _papers(code: str, use: PaperUse) -> tuple[Slot, Slot]:
    basis = "基础台账·依据文件中指定给公文引用的那一份"
    return (
        of_text(f"{code}_title", use.label, "依据文件标题", basis, _cited(use, lambda paper: f"《{paper.title}》")),
        of_text(f"{code}_issuer", f"{use.label}发文机关", "依据文件发文机关", basis,
                _cited(use, lambda paper: paper.issuer)),
    )


SLOTS: tuple[Slot, ...] = (
    of_text("city_name", "上级市名称", "本县上级行政区划名称", NAMED, _place(lambda county: county.parent)),
    of_text("county_name", "本县名称", "本县行政区划名称", NAMED, _place(lambda county: county)),
    *_papers("rule_doc", PaperUse.PRESALE_RULE),
    *_papers("wq_doc", PaperUse.FILING_SHARE),
    _joint("wq_doc_depts", PaperUse.FILING_SHARE),
    *_papers("rect_doc", PaperUse.MARKET_ORDER),
    _joint("rect_doc_depts", PaperUse.MARKET_ORDER),
)
