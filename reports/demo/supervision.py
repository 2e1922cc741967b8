"""What the office of the invented county supervises: urged, settled with points, waiting, and what lags today."""
from datetime import date, timedelta

from housing_portal.kit import clock
from housing_portal.kit.scope import current
from reports.demo.office import Office
from reports.demo.past import Agenda
from reports.demo.pictures import site
from reports.enums import DocumentKind, SupervisionMethod, SupervisionSource
from reports.evaluate import IndicatorSet
from reports.lagging import candidates
from reports.models import Conclusion, Document, ReviewRequest, SupervisionItem
from reports.services import captures, checking, followup, letters, more_time, signing
from reports.services import supervision as services

ONE = timedelta(days=1)
# unit, matter, what is asked for, source, whence, method, days ago, days given, and the steps with their days ago
Step = tuple[str, int]
WAYS: tuple[tuple[str, str, str, str, str, str, int, int, tuple[Step, ...]], ...] = (
    ("石桥镇", "安置小区配套道路建设", "完成路基和排水施工，具备通行条件",
     SupervisionSource.DECISION, "安居工程调度会议", SupervisionMethod.SUPERVISE, 41, 60,
     (("notify", 40), ("hand_over", 39), ("receive", 38), ("urge", 19))),
    ("南麓乡", "租赁补贴对象资格复核", "完成在册对象资格复核并报送名册",
     SupervisionSource.BULLETIN, "住房保障工作情况通报", SupervisionMethod.HINT, 34, 30,
     (("issue", 34), ("receive", 33), ("answer", 22), ("send_back", 20), ("answer", 14), ("accept", 12))),
    ("云岭县城乡建设开发有限公司", "片区腾空房屋拆除", "完成剩余腾空房屋拆除和渣土清运", SupervisionSource.MANUAL, "",
     SupervisionMethod.SUPERVISE, 16, 25, (("issue", 16), ("receive", 15), ("begin", 14), ("ask", 2))),
    ("东屏镇", "公租房消防设施整改", "更换失效消防器材，报送验收材料", SupervisionSource.MANUAL, "",
     SupervisionMethod.SUPERVISE, 9, 20, (("issue", 9), ("receive", 8), ("answer", 1))),
    # the unit contests the conclusion of 督查: a leader who had no hand in it decides
    ("石桥镇", "保障性住房分配程序", "补齐公示和资格审核档案", SupervisionSource.MANUAL, "",
     SupervisionMethod.INSPECT, 38, 60,
     (("issue", 37), ("receive", 36), ("answer", 27), ("conclude", 21), ("contest", 7))),
)
MOST = 2  # lagging programmes of today that are taken up
DAYS_GIVEN = 20


def fill(cast: Office) -> None:
    """Tell what was supervised up to today, then take up what lags most."""
    agenda, today = Agenda(), clock.today()
    for way in WAYS:
        matter = Matter(cast, way)
        agenda.on(today - ONE * way[6], matter.take_up)
        for step, ago in way[8]:
            agenda.on(today - ONE * ago, getattr(matter, step))
    agenda.run()
    _what_lags(cast, today)


def _what_lags(cast: Office, today: date) -> None:
    """Take up the slowest programmes and draft a paper for each unit."""
    slow = [one.facts for one in candidates(IndicatorSet(current())) if one.facts["source"] == SupervisionSource.TARGET]
    if slow:
        items = services.take_up_lagging(
            actor=cast.clerk, chosen=slow[:MOST], due_on=today + ONE * DAYS_GIVEN, lead_dept="住房保障股")
        letters.draft_notices(actor=cast.clerk, items=items)


class Matter:
    """One matter and how it went on."""

    item: SupervisionItem
    paper: Document

    def __init__(self, cast: Office, way: tuple) -> None:
        self.cast, self.way = cast, way
        self.deputy, self.director = cast.people["deputy"], cast.people["director"]

    def take_up(self) -> None:
        unit, title, requirement, source, whence, method, _ago, given, _steps = self.way
        self.item = services.draft_item(
            actor=self.cast.clerk, unit=self.cast.units[unit], title=title, requirement=requirement, source=source,
            source_note=whence, method=method, due_on=clock.today() + ONE * given, leader="分管负责人",
            lead_dept="住房保障股",
            authority_doc=self.cast.policies["inspection"] if method == SupervisionMethod.INSPECT else None,
        )

    def notify(self) -> None:
        self._send(DocumentKind.SUPERVISE_NOTICE)

    def urge(self) -> None:
        self._send(DocumentKind.URGE_LETTER)

    def hand_over(self) -> None:
        services.issue_of_paper(actor=self.cast.clerk, document=self.paper)

    def issue(self) -> None:
        services.issue_item(actor=self.cast.clerk, item=self.item, on=clock.today())

    def receive(self) -> None:
        services.receive(actor=self.cast.clerk, item=self.item, on=clock.today(), receiver="办公室值班人员",
                         evidence=[("签收回执.png", site(810 + self.item.pk))])

    def begin(self) -> None:
        services.begin(actor=self.cast.clerk, item=self.item, on=clock.today())

    def answer(self) -> None:
        services.feedback(
            actor=self.cast.clerk, item=self.item, on=clock.today(), by="责任单位经办人员",
            text="已按要求组织落实，现场照片和相关材料附后。", evidence=[("反馈.png", site(820 + self.item.pk))],
        )

    def send_back(self) -> None:
        services.send_back(actor=self.deputy, item=self.item, reason="缺少名册和复核结论，请补充后再报")

    def accept(self) -> None:
        # the clerk took it up and entered the answer: the deputy accepts
        services.accept(actor=self.deputy, item=self.item, on=clock.today(), quality="good")

    def conclude(self) -> None:
        today = clock.today()
        conclusion = Conclusion(
            on=today - ONE, delivered_on=today, mend_due_on=today + ONE * DAYS_GIVEN,
            text="部分对象资格审核档案不全，公示时间不足。限期补齐档案、重新公示。",
        )
        followup.follow_up(actor=self.cast.clerk, item=self.item, fact=conclusion,
                           evidence=[("督查结论.png", site(830))])

    def contest(self) -> None:
        followup.follow_up(actor=self.cast.clerk, item=self.item, fact=ReviewRequest(
            on=clock.today(), grounds="公示时间按实际张贴日期计算已满，申请复核。",
        ))

    def ask(self) -> None:
        self.item.refresh_from_db()
        more_time.ask_extension(
            actor=self.cast.clerk, item=self.item, asked_on=clock.today(), new_due_on=self.item.due_on + ONE * 15,
            reason="连续降雨，渣土外运受限",
        )

    def _send(self, kind: DocumentKind) -> None:
        """Draft a paper and let it go its way: captured, proofread, signed, sent out."""
        paper = letters.draft_notices(actor=self.cast.clerk, items=[self.item], kind=kind)[0]
        captures.capture(actor=self.cast.clerk, document=paper)
        checking.proofread(actor=self.cast.chief, document=paper)
        signing.sign(actor=self.director, document=paper)
        signing.issue(actor=self.cast.clerk, document=paper)
        self.paper = Document.objects.get(pk=paper.pk)
