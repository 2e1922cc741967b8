"""What the inspections of the invented county found: mended on the spot, on notice, overdue, failed, handed over."""
from datetime import timedelta

from housing_portal.kit import clock
from inspections.models.domain import ViolationType
from inspections.models.finding import Finding
from inspections.models.inspection import Inspection
from inspections.models.inspector import Inspector
from inspections.models.notice import Extension, RectificationNotice
from inspections.services import extensions, findings, notices, rechecks
from reports.demo.office import Office
from reports.demo.past import Agenda
from reports.demo.pictures import site

ONE = timedelta(days=1)
# what is found at one inspection after the other, the number of its kind of violation, how grave it is, and the steps
# that follow with the days after the inspection
Way = tuple[str, int, str, tuple[tuple[str, int], ...]]
WAYS: tuple[Way, ...] = (
    ("公示栏缺少预售资金监管账户信息", 8, "minor", (("fix", 0), ("confirm", 1))),
    ("一房一价公示表未随销售更新", 9, "minor", (
        ("draft", 1), ("review", 2), ("issue", 3), ("serve", 4), ("reply", 12), ("recheck", 15), ("close", 16))),
    ("沙盘旁未公示不利因素", 8, "minor", (("fix", 0), ("confirm", 2))),
    ("宣传单未载明预售许可证号", 8, "major", (
        ("draft", 1), ("review", 1), ("issue", 2), ("serve", 3), ("ask", 10), ("grant", 11), ("reply", 20),
        ("recheck", 22), ("close", 25))),
    ("补充协议免除开发企业逾期交房责任", 7, "grave", (
        ("draft", 1), ("review", 2), ("issue", 3), ("serve", 4), ("reply", 9), ("fail", 11), ("reply", 18),
        ("fail", 20))),
    ("施工许可证公示件已过有效期", 9, "minor", (("fix", 0),)),
    ("测绘报告未公示", 8, "minor", (("draft", 1), ("review", 2), ("issue", 3), ("serve", 3), ("reply", 14))),
    ("收取意向金未进入监管账户", 6, "grave", (
        ("draft", 1), ("review", 1), ("issue", 1), ("serve", 2), ("penalty", 12))),
    ("已取得许可的房源对外称售完、不予出售", 3, "major", (("draft", 1), ("review", 2), ("issue", 3), ("serve", 4))),
    ("公示的前期物业合同缺页", 8, "minor", (("draft", 2),)),
)
NEXT = 7  # days that a failed re-check gives


def fill(cast: Office) -> None:
    """Tell what followed the inspections that are on record, each in its turn, up to today."""
    agenda = Agenda()
    visits = Inspection.objects.valid().filter(target__domain__violations__isnull=False).distinct()
    for place, visit in enumerate(visits.select_related("target").order_by("on", "pk")[: len(WAYS)]):
        Case(cast, visit, place, WAYS[place]).course(agenda)
    agenda.run()


class Case:
    """What one inspection found, and how it went on."""

    finding: Finding
    notice: RectificationNotice
    extension: Extension

    def __init__(self, cast: Office, visit: Inspection, place: int, way: Way) -> None:
        self.cast, self.visit, self.place, self.way = cast, visit, place, way
        self.deputy = cast.people["deputy"]

    def course(self, agenda: Agenda) -> None:
        """Put the finding and what follows it on the agenda."""
        agenda.on(self.visit.on, self.find)
        for step, days in self.way[3]:
            agenda.on(self.visit.on + ONE * days, getattr(self, step))

    @property
    def pictures(self) -> list[tuple[str, bytes]]:
        return [("现场.png", site(700 + self.place))]

    def find(self) -> None:
        """Enter the finding; failed lines of the checklist come first, else what is told of it."""
        words, number, severity, steps = self.way
        if steps[0][0] != "fix" and findings.failed_items(self.visit):
            self.finding = findings.find_failed(actor=self.cast.clerk, inspection=self.visit)[0]
            return
        kind = ViolationType.objects.get(domain=self.visit.target.domain_id, number=number)
        self.finding = findings.find(
            actor=self.cast.clerk, inspection=self.visit, violation=kind, description=words,
            severity=severity, found_on=clock.today(), onsite_fixable=steps[0][0] == "fix",
            pictures=self.pictures,
        )

    def fix(self) -> None:
        findings.fix_onsite(
            actor=self.cast.clerk, finding=self.finding, on=clock.today(), pictures=self.pictures, note="当场补齐")

    def confirm(self) -> None:
        findings.confirm_onsite(actor=self.cast.chief, finding=self.finding, on=clock.today())

    def draft(self) -> None:
        self.notice = notices.draft_notice(
            actor=self.cast.clerk, target=self.finding.target, findings=[self.finding], kind="deadline",
            demand=notices.DEMAND, basis=notices.basis_of([self.finding]) or "《商品房销售管理办法》",
        )

    def review(self) -> None:
        notices.review(actor=self.cast.chief, notice=self.notice)

    def issue(self) -> None:
        notices.issue(actor=self.deputy, notice=self.notice)

    def serve(self) -> None:
        notices.serve(actor=self.cast.clerk, notice=self.notice, served_on=clock.today(), receiver="销售经理",
                      service_way="direct")

    def ask(self) -> None:
        self.notice.refresh_from_db()
        self.extension = extensions.ask_extension(
            actor=self.cast.clerk, notice=self.notice, asked_on=clock.today(), reason="公示栏重新制作需要时间",
            new_deadline=self.notice.deadline_on + ONE * 10,
        )

    def grant(self) -> None:
        extensions.approve_extension(actor=self.deputy, extension=self.extension, answer="同意")

    def reply(self) -> None:
        rechecks.reply(
            actor=self.cast.clerk, finding=self.finding, on=clock.today(), text="已按通知单要求整改，附现场照片。")

    def recheck(self) -> None:
        self._recheck("passed", "现场核对，已整改到位")

    def fail(self) -> None:
        self._recheck("failed", "现场核对，仍未更正")

    def close(self) -> None:
        findings.close(actor=self.cast.chief, finding=self.finding, on=clock.today())

    def penalty(self) -> None:
        findings.penalty(
            actor=self.deputy, finding=self.finding, on=clock.today(), note="逾期未退还、未进账户",
            paper_no=f"云住建罚立〔{clock.today().year}〕1号",
        )

    def _recheck(self, result: str, note: str) -> None:
        failed = result == "failed"
        rechecks.recheck(
            actor=self.cast.chief, finding=self.finding, on=clock.today(), result=result, note=note,
            inspectors=list(Inspector.objects.able_on(clock.today()).order_by("pk")[:2]), pictures=self.pictures,
            next_due_on=clock.today() + ONE * NEXT if failed else None,
        )
