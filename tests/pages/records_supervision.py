"""Supervised matters in each of their states, and papers about them, made by the services."""
from datetime import date

from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit, User
from reports.enums import DocumentKind
from reports.models import (
    Conclusion,
    Document,
    MendingCheck,
    ReviewRequest,
    SupervisionExtension,
    SupervisionItem,
    SupervisionLetter,
    Talk,
)
from reports.services import followup, letters, more_time
from reports.services import supervision as services
from reports.workflow import ACCEPT, SUPERVISE
from tests.conftest import hire
from tests.pages.records import PROOF, Writers, policy
from tests.pages.records_findings import deputy
from tests.pages.route import Route

DAY, DUE = date(2026, 5, 20), date(2026, 6, 30)
LOOK = "reports.view"


def director() -> User:
    made = User.objects.filter(role_grants__role="director").first()
    return made or hire("director", Unit.objects.get(kind=UnitKind.BUREAU), name="钱局长")


def drafted(by: Writers, unit: Unit, **facts: object) -> SupervisionItem:
    given = {
        "source": "manual", "unit": unit, "title": f"{unit}配套道路", "requirement": "完成配套道路施工", "due_on": DUE,
        "leader": "周镇长", **facts,
    }
    return services.draft_item(actor=by.clerk, **given)


def issued(by: Writers, unit: Unit, **facts: object) -> SupervisionItem:
    return services.issue_item(actor=by.clerk, item=drafted(by, unit, **facts), on=DAY)


def received(by: Writers, unit: Unit, **facts: object) -> SupervisionItem:
    item = issued(by, unit, **facts)
    return services.receive(actor=by.clerk, item=item, on=DAY, receiver="吴主任", evidence=PROOF)


def begun(by: Writers, unit: Unit, **facts: object) -> SupervisionItem:
    return services.begin(actor=by.clerk, item=received(by, unit, **facts), on=DAY)


def answered(by: Writers, unit: Unit, **facts: object) -> SupervisionItem:
    return answer(by, received(by, unit, **facts), DAY)


def answer(by: Writers, item: SupervisionItem, on: date) -> SupervisionItem:
    return services.feedback(
        actor=by.chief, item=item, on=on, text="道路已完成路基施工。", by="城关镇吴主任", evidence=PROOF
    )


def returned(by: Writers, unit: Unit) -> SupervisionItem:
    return services.send_back(actor=deputy(), item=answered(by, unit), reason="没有附验收单")


def accepted(by: Writers, unit: Unit) -> SupervisionItem:
    return services.accept(actor=deputy(), item=answered(by, unit), on=DAY, quality="good")


def extension(by: Writers, unit: Unit) -> SupervisionExtension:
    return more_time.ask_extension(
        actor=by.clerk, item=received(by, unit), asked_on=DAY, new_due_on=date(2026, 7, 31), reason="雨季停工",
        evidence=PROOF,
    )


def sent(paper: Document) -> Document:
    """Return a paper as if it had gone its whole way and out: drawing it takes its time."""
    number = f"{paper.prefix}〔2026〕{paper.pk}号"
    Document.objects.filter(pk=paper.pk).update(status="issued", number=number, signed_by=director())
    return Document.objects.get(pk=paper.pk)


def listed(by: Writers, unit: Unit, **facts: object) -> SupervisionItem:
    """Return a matter that a bulletin names, as if it had been urged before."""
    item = received(by, unit, **facts)
    bulletin = letters.draft_document(
        actor=by.clerk, title="关于督办事项落实情况的通报", issuer="县住建局", mark="县住建局文件", prefix="住建",
        addressees="各责任单位", imprint_office="县住建局办公室", as_of=DAY, issued_on=DAY)
    SupervisionLetter.objects.create(item=item, document=bulletin, purpose="listed", made_by=by.clerk,
                                     made_at=bulletin.drafted_at)
    sent(bulletin)
    return item


TALK = {"talked_by": "周副局长", "talked_to": "吴镇长", "place": "县住建局会议室", "promise": "完成路基和排水"}


def talked(by: Writers, unit: Unit) -> SupervisionItem:
    item = listed(by, unit)
    followup.follow_up(actor=by.clerk, item=item, fact=Talk(on=DAY, promised_by=date(2026, 6, 10), **TALK))
    return item


def inspected(by: Writers, unit: Unit) -> SupervisionItem:
    """Return a matter of 督查 that the unit has answered."""
    return answered(by, unit, method="inspect", authority_doc=policy(by, unit))


def concluded(by: Writers, unit: Unit) -> SupervisionItem:
    item = inspected(by, unit)
    followup.follow_up(actor=by.clerk, item=item, evidence=PROOF, fact=Conclusion(
        on=DAY, delivered_on=DAY, text="路基未完成，限期整改。", mend_due_on=date(2026, 6, 10)))
    return item


def contested(by: Writers, unit: Unit) -> SupervisionItem:
    item = concluded(by, unit)
    followup.follow_up(actor=by.clerk, item=item, fact=ReviewRequest(on=DAY, grounds="工程量统计有误"))
    return item


def checked(by: Writers, unit: Unit, result: str = "settled", again_by: date | None = None) -> SupervisionItem:
    item = concluded(by, unit)
    followup.follow_up(actor=by.clerk, item=item, fact=MendingCheck(
        on=DAY, result=result, text="现场查看路基", checked_by="李经办、王同志", again_by=again_by))
    return item


def noticed(by: Writers, unit: Unit) -> Document:
    """Return a notice that is out, whose matter has not been handed over."""
    kind = DocumentKind.SUPERVISE_NOTICE
    return sent(letters.draft_notices(actor=by.clerk, items=[drafted(by, unit)], kind=kind)[0])


SUPERVISION = [
    Route("reports:supervision_list", LOOK), Route("reports:supervision_create", SUPERVISE),
    Route("reports:supervision_lagging", SUPERVISE), Route("reports:supervision_letters", SUPERVISE),
    Route("reports:supervision_detail", LOOK, answered), Route("reports:supervision_edit", SUPERVISE, drafted),
    *(Route(f"reports:supervision_{step}", SUPERVISE, make) for step, make in (
        ("issue", drafted), ("receive", issued), ("begin", received), ("feedback", received), ("list_in", issued),
        ("extension_create", received), ("paper_issue", noticed), ("talk", listed), ("conclude", inspected),
        ("review", concluded), ("check", concluded),
    )),
    *(Route(f"reports:supervision_{step}", ACCEPT, make) for step, make in (
        ("accept", answered), ("return", answered), ("recover", answered), ("undo", answered), ("void", issued),
        ("decide", contested), ("talk_undo", talked), ("inspect_undo", concluded),
    )),
    Route("reports:supervision_extension_detail", LOOK, extension),
    Route("reports:supervision_extension_approve", ACCEPT, extension),
    Route("reports:supervision_extension_refuse", ACCEPT, extension),
]
