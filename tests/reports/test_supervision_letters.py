"""Papers about supervised matters: one for each unit, in the form that fits, with figures that open; escalation."""
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import pytest
import time_machine
from django.db import DatabaseError, transaction

from affordable import services as affordable
from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit, User
from housing_portal.kit import clock
from housing_portal.kit.gongwen import Heading, Paper, Paragraph
from housing_portal.kit.gongwen.paper import as_runs, run_text
from housing_portal.kit.scope import Scope, current
from housing_portal.registry import services as registry
from reports.bindings import bound
from reports.compose import compose
from reports.enums import DocumentKind
from reports.evaluate import evaluate
from reports.kinds import KINDS
from reports.models import Document, SupervisionItem, SupervisionLetter
from reports.papers import figures_in
from reports.passages.supervision import unsettled
from reports.services import letters
from reports.services import supervision as services
from reports.slots.parts import Facts
from reports.supervision import escalation
from tests.inspections.duty import said
from tests.pages import records
from tests.pages import records_supervision as make
from tests.pages.records import PROOF, Writers
from tests.pages.records_findings import deputy
from tests.pages.records_supervision import DAY
from tests.reports.course import Course
from tests.reports.papers import find

NOTICE, LETTER = DocumentKind.SUPERVISE_NOTICE, DocumentKind.URGE_LETTER


@contextmanager
def on(day: date) -> Iterator[None]:
    with time_machine.travel(datetime(day.year, day.month, day.day, 9, tzinfo=clock.SHANGHAI), tick=False):
        yield


def now(item: SupervisionItem) -> SupervisionItem:
    return SupervisionItem.objects.with_course().select_related("unit").get(pk=item.pk)


def draft(by: Writers, *items: SupervisionItem, kind: str = "", **content: object) -> list[Document]:
    return letters.draft_notices(actor=by.clerk, items=list(items), kind=kind, **content)


def written(document: Document) -> Paper:
    return compose(document, evaluate(current(document.as_of))).paper


def words(paper: Paper) -> list[str]:
    """Return the text of a paper, paragraph by paragraph."""
    found = []
    for block in paper.body:
        runs = [*as_runs(block.runs), *(as_runs(block.body) if isinstance(block, Heading) else ())]
        found.append("".join(run_text(run) for run in runs))
    return found


def lagging(by: Writers, unit: Unit, target: int = 100, done: int = 0) -> SupervisionItem:
    affordable.issue_target(actor=by.clerk, unit=unit, year=2026, program="shantytown", quantity=target,
                            issued_on=date(2026, 1, 5), policy_doc=records.policy(by, unit))
    if done:
        row = affordable.record_milestone(actor=by.clerk, unit=unit, kind="shantytown", code="started", actual_on=DAY,
                                          sets=done, evidence=PROOF)
        affordable.confirm_milestone(actor=by.chief, milestone=row)
    return make.drafted(by, unit, source="target", programme="shantytown", title="棚户区改造开工",
                        requirement="加快开工")


# -- one for each unit -------------------------------------------------------------------------------------


def test_one_action_drafts_one_notice_for_each_unit(by: Writers, town: Unit, town2: Unit) -> None:
    items = [make.drafted(by, town2), make.drafted(by, town), make.drafted(by, town, title="配套管网")]
    papers = draft(by, *items)
    assert [(one.unit, one.kind, one.addressees, one.status) for one in papers] == [
        (town, NOTICE, "城关镇人民政府", "draft"), (town2, NOTICE, "东屏镇人民政府", "draft")]
    assert [list(SupervisionItem.objects.of_paper(one)) for one in papers] == [items[1:], items[:1]]
    assert set(SupervisionLetter.objects.values_list("purpose", "answer_by")) == {("first", None)}


def test_a_title_that_begins_with_a_digit_is_no_number(by: Writers, town: Unit) -> None:
    [paper] = draft(by, make.drafted(by, town, title="3号楼复工"))
    assert [line.partition("。")[0] for line in words(written(paper)) if "3号楼" in line] == ["1.“3号楼复工”"] * 2


def test_organs_on_the_same_footing_are_written_to(by: Writers, town: Unit) -> None:
    school = Unit.objects.create(name="云岭县教育体育局", short_name="县教体局", kind=UnitKind.DEPARTMENT, order=30)
    first, second = draft(by, make.drafted(by, school), make.drafted(by, town))
    assert [(one.kind, one.title, one.prefix) for one in (first, second)] == [
        (NOTICE, "关于抓紧落实有关工作的督办通知", "住建督办"), (LETTER, "关于抓紧落实有关工作的函", "住建函")]
    assert [KINDS[one.kind].letter for one in (first, second)] == [False, True]


def test_the_form_may_be_chosen(by: Writers, town: Unit) -> None:
    assert draft(by, make.drafted(by, town), kind=LETTER)[0].kind == LETTER


def test_a_town_is_addressed_as_its_government() -> None:
    named = [("南麓乡", UnitKind.TOWNSHIP), ("河滨街道办事处", UnitKind.TOWNSHIP), ("东屏镇", UnitKind.UNDERTAKER)]
    assert [letters.addressee(Unit(name=name, kind=kind)) for name, kind in named] == [
        "南麓乡人民政府", "河滨街道办事处", "东屏镇"]


@pytest.mark.parametrize(("kind", "expected"), [
    (UnitKind.DEPARTMENT, LETTER), (UnitKind.COUNTY, LETTER), (UnitKind.TOWNSHIP, NOTICE),
    (UnitKind.UNDERTAKER, NOTICE), (UnitKind.DEVELOPER, NOTICE), (UnitKind.SECTION, NOTICE),
])
def test_the_usual_form(kind: UnitKind, expected: str) -> None:
    assert letters.usual_kind(Unit(kind=kind)) == expected


def test_what_gets_no_letter(by: Writers, town: Unit, town2: Unit, township_clerk: User) -> None:
    assert said(draft, by) == {"items": ["请至少选择一个事项。"]}
    hint = make.drafted(by, town, method="hint")
    assert said(draft, by, hint) == {"items": [
        "“城关镇配套道路”的方式是工作提示，不发督办文书；需要发文的，先改为督办。"]}
    twice = make.drafted(by, town2)
    draft(by, twice)
    assert said(draft, by, twice) == {"items": [
        "“东屏镇配套道路”已有起草中的《关于抓紧落实有关工作的督办通知》，请先办完或修改那一份。"]}
    item = make.received(by, town, title="管网")
    assert said(draft, by, item) == {"items": ["“管网”反馈期限 2026-06-03，还有 10 个工作日。不能去函。"]}
    with pytest.raises(letters.ServiceError):
        letters.draft_notices(actor=township_clerk, items=[twice])


def test_all_or_none(by: Writers, town: Unit, town2: Unit) -> None:
    said(draft, by, make.drafted(by, town), make.drafted(by, town2, method="hint"))
    assert Document.objects.count() == 0


# -- what they say -----------------------------------------------------------------------------------------


def test_the_notice_names_target_paper_progress_gap_and_demand(by: Writers, town: Unit) -> None:
    item = lagging(by, town, done=20)
    paper = draft(by, item, as_of=DAY)[0]
    text = words(written(paper))
    assert text[:5] == [
        "现对你单位1项工作予以督办。请认真研究，采取有力措施，限期落实。",
        "一、任务依据与进度差距",
        f"1.棚户区改造开工。按照《目标任务的通知》（云房保发〔2026〕{town.pk}号），年度任务100套；截至2026年5月20日完成20套，"
        "完成率20.00%，比序时进度38.36%低18.36个百分点，距年度任务还差80套。",
        "二、督办事项",
        "1.棚户区改造开工。办理标准：加快开工。办理时限：2026年6月30日。责任领导：周镇长。",
    ]
    assert text[5:] == [
        "三、反馈要求",
        "请自本通知印发之日起2个工作日内签收并退回回执，10个工作日内书面反馈落实情况、存在困难和下一步安排，并附证明材料。"
        "联系人：李经办。",
        "四、逾期责任",
        "逾期未反馈或者工作没有实质进展的，将发函催办。催办达到2次仍未落实的，列入通报，并报请分管领导约谈。",
    ]


def test_every_figure_of_the_notice_opens_its_records(by: Writers, town: Unit) -> None:
    item = lagging(by, town, done=20)
    paper = draft(by, item, as_of=DAY)[0]
    figures = evaluate(current(DAY))
    found = {one.printed_key: one
             for one in bound(Facts(paper, figures), figures_in(compose(paper, figures).paper))}
    assert {key: one.value for key, one in found.items() if key.split("@")[0] in (
        "shantytown_target_sets", "shantytown_started_sets", f"supervised_gap.{item.pk}",
        f"supervised_missing.{item.pk}", "supervised_count",
    )} == {
        f"shantytown_target_sets@{town.pk}": 100, f"shantytown_started_sets@{town.pk}": 20, "supervised_count": 1,
        f"supervised_gap.{item.pk}": "18.36", f"supervised_missing.{item.pk}": 80,
    }
    assert found["supervised_count"].records == [["reports.supervisionitem", item.pk, 1]]
    assert [row[2] for row in found[f"shantytown_started_sets@{town.pk}"].records] == [20]


def test_a_figure_of_no_matter_is_no_slot(by: Writers, town: Unit) -> None:
    item = make.drafted(by, town)
    assert find(f"supervised_days_over.{item.pk}").label == "城关镇配套道路：逾期天数"
    assert [find(key) for key in (
        "supervised_days_over.99999", "supervised_days_over.x", "supervised_days_over", f"nothing.{item.pk}",
    )] == [None] * 4


def test_a_matter_of_an_audit_names_its_term(by: Writers, town: Unit) -> None:
    row = records.finding(by, town)
    with on(date(2026, 7, 10)):
        item = make.drafted(by, town, source="audit", audit_finding=row, due_on=date(2026, 7, 31))
        paper = draft(by, item)[0]
        assert words(written(paper))[2] == (
            "1.城关镇配套道路。来源：审计，原定期限2026年6月30日，截至2026年7月10日已逾期10天（自然日）。")


def test_authority_is_named(by: Writers, town: Unit) -> None:
    basis = records.policy(by, town)
    paper = draft(by, make.drafted(by, town, method="inspect", authority_doc=basis))[0]
    assert paper.basis_doc == basis
    assert words(written(paper))[0] == (
        "现对你单位1项工作予以督办。"
        f"本次督查依据《目标任务的通知》（云房保发〔2026〕{town.pk}号）开展。请认真研究，采取有力措施，限期落实。")


# -- hand over, urge, escalate ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [NOTICE, LETTER])
def test_a_paper_goes_the_whole_way(by: Writers, town: Unit, kind: str) -> None:
    paper = draft(by, lagging(by, town), kind=kind)[0]
    paper = Course(by.clerk, by.chief, deputy(), make.director()).issued(paper)
    prefix = {NOTICE: "住建督办", LETTER: "住建函"}[kind]
    assert (paper.number, paper.status, paper.issued_copy.capture.omitted) == (f"{prefix}〔2026〕1号", "issued", [])
    assert [item.pk for item in services.issue_of_paper(actor=by.clerk, document=paper)] == [
        letter.item_id for letter in paper.supervision_letters.all()]


def test_an_issued_notice_hands_its_matters_over_on_its_day(by: Writers, town: Unit) -> None:
    paper = make.noticed(by, town)
    item = SupervisionItem.objects.get()
    assert item.status == "drafted"
    with on(date(2026, 5, 25)):
        assert services.issue_of_paper(actor=by.clerk, document=paper) == [item]
        assert said(services.issue_of_paper, actor=by.clerk, document=paper) == [
            "这份公文还没有印发，或者所列事项都已交办。"]
    item = now(item)
    assert (item.issued_on, item.receipt_due_on, item.noticed) == (DAY, date(2026, 5, 22), True)


def test_a_matter_waits_for_its_paper(by: Writers, town: Unit) -> None:
    item = make.drafted(by, town)
    paper = draft(by, item)[0]
    assert said(services.issue_item, actor=by.clerk, item=item, on=DAY) == [
        "这一事项的督办文书还没有印发，印发后再登记交办。"]
    assert said(services.issue_of_paper, actor=by.clerk, document=paper) == [
        "这份公文还没有印发，或者所列事项都已交办。"]


def test_the_way_from_reminder_to_bulletin(by: Writers, town: Unit) -> None:
    services.issue_of_paper(actor=by.clerk, document=make.noticed(by, town))
    item = now(SupervisionItem.objects.get())
    first = Document.objects.get()
    item = now(services.receive(actor=by.clerk, item=item, on=DAY, receiver="吴主任"))
    with on(date(2026, 6, 8)):
        assert escalation(item, clock.today()).label == "第 1 次催办"
        urging = draft(by, item)[0]
        assert (urging.kind, urging.title, SupervisionLetter.objects.latest("pk").answer_by) == (
            LETTER, "关于抓紧落实督办事项的催办函", date(2026, 6, 15))
        assert words(written(urging)) == [
            f"我单位以2026年5月20日《关于抓紧落实有关工作的督办通知》（住建督办〔2026〕{first.pk}号）对你单位的有关事项予以督办。"
            "截至2026年6月8日，仍有1项没有落实，现函告催办：",
            "1.城关镇配套道路。2026年5月20日交办，反馈期限2026年6月3日，已逾期5天（自然日），仍未反馈。办理标准：完成配套道路施工。",
            "请抓紧落实，并于2026年6月15日前书面反馈情况，附证明材料。再次逾期的，将按规定升级督办、列入通报，并报请分管领导约谈。",
            "联系人：李经办。",
        ]
        assert now(item).urged == 0
        make.sent(urging)
        item = now(item)
        assert (item.urged, escalation(item, clock.today()).code) == (1, "wait")
        assert said(draft, by, item)["items"][0].endswith("已去函，再次时限 2026-06-15 未到。不能去函。")
    with on(date(2026, 6, 16)):
        make.sent(draft(by, item)[0])
    with on(date(2026, 6, 24)):
        item = now(item)
        step = escalation(item, clock.today())
        assert (item.urged, step.code, step.why) == (
            2, "list", "反馈期限 2026-06-03，已逾期 21 天（自然日）；已催办 2 次，达到 2 次仍未落实。")
        bulletin = letters.draft_document(
            actor=by.clerk, title="关于督办事项落实情况的通报", issuer="县住建局", mark="县住建局文件", prefix="住建",
            addressees="各责任单位", imprint_office="县住建局办公室", as_of=clock.today(), issued_on=clock.today())
        listing = {"actor": by.clerk, "item": item, "document": bulletin}
        Document.objects.filter(pk=bulletin.pk).update(status="captured")
        assert said(letters.list_in_bulletin, **listing | {"document": Document.objects.get(pk=bulletin.pk)}) == {
            "document": ["请选择还在起草的通报；已经取数的，请先撤回修改。"]}
        Document.objects.filter(pk=bulletin.pk).update(status="draft")
        letters.list_in_bulletin(**listing)
        assert now(item).listed is False
        text = next(text for text in words(written(bulletin)) if "城关镇配套道路" in text)
        assert text.startswith(
            "1.城关镇：城关镇配套道路。2026年5月20日交办，反馈期限2026年6月3日，已逾期21天（自然日），仍未反馈。")
        make.sent(bulletin)
        item = now(item)
        assert (item.listed, escalation(item, clock.today()).code) == (True, "talk")
        told = unsettled(Facts(bulletin, evaluate(current(clock.today()))))
        assert isinstance(told[0], Heading) and told[0].body[2].text == "21天"


def test_a_hint_is_escalated_to_a_notice_before_the_bulletin(by: Writers, town: Unit) -> None:
    registry.set_parameter(actor=by.chief, key="supervise_urge_times", value="1", reason="局务会")
    item = now(make.issued(by, town, method="hint"))
    with on(date(2026, 5, 26)):
        make.sent(draft(by, item)[0])
    with on(date(2026, 6, 4)):
        item = now(item)
        assert (item.noticed, escalation(item, clock.today()).code) == (False, "notice")
        assert said(letters.list_in_bulletin, actor=by.clerk, item=item, document=Document.objects.get()) == [
            "催办次数还没有达到列入通报的次数，或者事项没有逾期。"]
        paper = draft(by, item)[0]
        assert (paper.kind, paper.title) == (NOTICE, "关于限期落实逾期事项的督办通知")
        make.sent(paper)
        item = now(item)
        assert (item.noticed, escalation(item, clock.today()).code) == (True, "wait")


def test_a_withdrawn_letter_counts_no_more(by: Writers, town: Unit) -> None:
    paper = make.noticed(by, town)
    Document.objects.filter(pk=paper.pk).update(status="withdrawn")
    item = now(SupervisionItem.objects.get())
    assert (item.noticed, list(SupervisionItem.objects.to_hand_over())) == (False, [])


def test_a_letter_rests_on_no_notice_that_was_withdrawn(by: Writers, town: Unit) -> None:
    services.issue_of_paper(actor=by.clerk, document=make.noticed(by, town))
    first = Document.objects.get()
    with on(date(2026, 6, 8)):
        urging = draft(by, SupervisionItem.objects.get())[0]
        before = words(written(urging))[0]
        Document.objects.filter(pk=first.pk).update(status="withdrawn")
        after = words(written(urging))[0]
    assert [first.number in text for text in (before, after)] == [True, False]


def test_what_is_linked_stays_linked(by: Writers, town: Unit) -> None:
    draft(by, make.drafted(by, town))
    for deed in (lambda rows: rows.update(purpose="urge"), lambda rows: rows._raw_delete("default")):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed(SupervisionLetter.objects.all())


def test_the_differences_of_a_letter_are_those_of_its_matter(by: Writers, town: Unit) -> None:
    item = lagging(by, town, done=20)
    paper = draft(by, item, as_of=DAY)[0]
    moment = clock.now()
    slot = find(f"supervised_missing.{item.pk}")
    assert slot.answer(Facts(paper, evaluate(Scope(DAY, moment))), None).value == 80
    with on(date(2026, 5, 21)):
        row = affordable.record_milestone(actor=by.clerk, unit=town, kind="shantytown", code="started", actual_on=DAY,
                                          sets=5, evidence=PROOF)
        affordable.confirm_milestone(actor=by.chief, milestone=row)
        assert slot.answer(Facts(paper, evaluate(Scope(DAY, clock.now()))), None).value == 75
        assert slot.answer(Facts(paper, evaluate(Scope(DAY, moment))), None).value == 80


def test_nothing_unsettled_is_said_in_words(by: Writers, town: Unit) -> None:
    paper = draft(by, make.drafted(by, town))[0]
    assert unsettled(Facts(paper, evaluate(current(DAY)))) == [Paragraph("没有催办后仍未落实的督办事项。")]


@pytest.mark.parametrize("kind", [NOTICE, LETTER])
def test_a_sample_that_is_not_stored_can_be_written(by: Writers, kind: str) -> None:
    sample = Document(kind=kind, title="样张", issuer="县住建局", mark="县住建局", addressees="各单位", as_of=DAY,
                      issued_on=DAY)
    assert words(written(sample))[0].startswith(("现对你单位0项工作", "截至2026年5月20日，你单位有0项工作"))
