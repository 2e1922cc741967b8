"""What a notice about lagging tasks of the year tells beside them: investment and preliminary papers (§6.4, ②)."""
from datetime import date
from decimal import Decimal

from affordable import services as affordable
from affordable.enums import PreliminaryCode
from affordable.services import preliminaries
from housing_portal.accounts.models import Unit
from housing_portal.kit.scope import current
from reports.bindings import bound
from reports.compose import compose
from reports.enums import DocumentKind
from reports.evaluate import evaluate
from reports.models import Document, SupervisionItem
from reports.papers import figures_in
from reports.services import letters
from reports.slots.parts import Facts
from tests.pages import records_supervision as make
from tests.pages.records import PROOF, Writers
from tests.pages.records_supervision import DAY
from tests.reports.test_supervision_letters import lagging, words, written

LETTER = DocumentKind.URGE_LETTER


def draft(by: Writers, *items: SupervisionItem, kind: str = "") -> list[Document]:
    return letters.draft_notices(actor=by.clerk, items=list(items), kind=kind, as_of=DAY)


def around(by: Writers, unit: Unit, wan: int, done: int | None = None) -> None:
    """Give ``unit`` a task of investment, and what it has made of it."""
    affordable.issue_target(actor=by.clerk, unit=unit, year=2026, program="investment", amount=Decimal(wan * 10000),
                            issued_on=date(2026, 1, 5))
    if done is not None:
        affordable.record_investment(actor=by.clerk, unit=unit, as_of=DAY, amount_cum=Decimal(done * 10000))


def project(by: Writers, unit: Unit, name: str, *approved: str, submitted: str = "") -> None:
    """Register a project; of its eleven papers those named have come or lie with the authority."""
    made = affordable.create_project(actor=by.clerk, unit=unit, kind="shantytown", name=name, plan_year=2026,
                                     sets_planned=50)
    papers = {one.code: one for one in made.preliminaries.all()}
    for number, code in enumerate(approved, start=1):
        preliminaries.approve_preliminary(actor=by.clerk, preliminary=papers[code], doc_no=f"云发改〔2026〕{number}号",
                                          issuer="县发展和改革局", approved_on=DAY, evidence=PROOF)
    if submitted:
        preliminaries.submit_preliminary(actor=by.clerk, preliminary=papers[submitted], applied_on=DAY)


def test_a_notice_about_a_lagging_task_tells_investment_and_missing_papers(by: Writers, town: Unit) -> None:
    around(by, town, 1000, 200)
    project(by, town, "东关片区", *PreliminaryCode.values[:8], submitted="bid")
    project(by, town, "西关片区")
    paper = draft(by, lagging(by, town, done=20))[0]
    assert words(written(paper))[3:5] == [
        "2.完成投资。年度投资任务1000万元；截至2026年5月20日完成投资200万元，完成率20.00%，比序时进度38.36%低18.36个百分点。",
        "3.前期手续。有2个项目前期手续不完善。东关片区：初步设计、施工图审查、施工许可证未办理，施工、监理招标已报审；"
        "西关片区：立项、可研批复、社会稳定风险评估等11项未办理。",
    ]
    figures = evaluate(current(DAY))
    found = {one.printed_key: one for one in bound(Facts(paper, figures), figures_in(compose(paper, figures).paper))}
    assert {key: len(found[f"{key}@{town.pk}"].records) for key in (
        "investment_target", "investment_total_wan_derived", "investment_rate", "unpapered_projects", "open_papers",
    )} == {"investment_target": 1, "investment_total_wan_derived": 1, "investment_rate": 2, "unpapered_projects": 2,
           "open_papers": 14}
    assert found[f"investment_rate_gap@{town.pk}"].value == "-18.36"


def test_a_notice_lists_no_more_projects_than_a_reader_takes_in(by: Writers, town: Unit) -> None:
    for number in range(1, 8):
        project(by, town, f"片区{number}", *PreliminaryCode.values[:10])
    text = words(written(draft(by, lagging(by, town))[0]))[3]
    assert text == "2.前期手续。有7个项目前期手续不完善。" + "；".join(
        f"片区{number}：施工许可证未办理" for number in range(1, 6)) + "；其余项目见项目台账。"


def test_investment_is_told_once_and_silence_is_no_zero(by: Writers, town: Unit, town2: Unit) -> None:
    around(by, town, 1000)
    around(by, town2, 500, 50)
    money = make.drafted(by, town2, source="target", programme="investment", title="完成投资", requirement="加快投资")
    first, second = draft(by, lagging(by, town), money)
    assert words(written(first))[3] == "2.完成投资。年度投资任务1000万元；截至2026年5月20日没有上报完成投资。"
    assert [line for line in words(written(second)) if "完成投资" in line and "500万元" in line] == [
        "1.完成投资。年度任务500万元；截至2026年5月20日完成50万元，完成率10.00%，比序时进度38.36%低28.36个百分点，"
        "距年度任务还差450万元。"]


def test_other_matters_are_told_without_investment_and_papers(by: Writers, town: Unit) -> None:
    around(by, town, 1000, 200)
    project(by, town, "东关片区")
    text = words(written(draft(by, make.drafted(by, town))[0]))
    assert [line for line in text if "投资" in line or "手续" in line] == []


def test_a_first_letter_to_an_organ_on_the_same_footing_tells_them_too(by: Writers, town: Unit) -> None:
    around(by, town, 1000, 200)
    text = words(written(draft(by, lagging(by, town), kind=LETTER)[0]))
    assert [line[:14] for line in text if "投资" in line] == ["2.完成投资。年度投资任务1"]
