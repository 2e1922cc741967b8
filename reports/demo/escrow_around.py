"""What is done around the supervision of the invented county: projects to come, training, publicity, briefings."""
from datetime import date, timedelta

from housing_portal.kit import clock
from housing_portal.registry.models import Organization
from presale.event_enums import EventSubject
from presale.services import events
from reports.demo.escrow_desk import PAPER, Desk
from reports.demo.escrow_sites import estates
from reports.demo.past import Agenda

ONE = timedelta(days=1)
# days ago, subject, place, lecturer, note
EVENTS = (
    (330, EventSubject.GOVERNMENT_MEETING, "县政府常务会议室", "", "研究预售资金监管办法"),
    (318, EventSubject.BUILT, "", "", "监管平台建成，两家入围银行完成联调"),
    (305, EventSubject.TRIAL, "", "", "选两个楼盘试运行"),
    (290, EventSubject.PLATFORM_TRAINING, "县住建局三楼会议室", "李文静", "账户开立、用款申请、对账操作"),
    (270, EventSubject.FULL_RUN, "", "", "新取得预售许可的楼盘全部纳入监管"),
    (190, EventSubject.BANNER, "各售楼部", "", "“认准监管账户，谨防账外收款”横幅 14 条"),
    (120, EventSubject.RULE_TRAINING, "县住建局三楼会议室", "王立新", "节点核验与用款材料"),
    (75, EventSubject.LEADER, "县政府", "", "汇报前三季度监管情况"),
    (35, EventSubject.SCREEN, "城关镇广场电子屏", "", "滚动播放监管账户名录"),
    (12, EventSubject.EXPLAINING, "锦川云庭售楼部", "李文静", "向购房人解读缴款流程"),
)
# name, days until it is expected to apply, days since it was called on and trained
PROJECTS = (("南苑公馆二期", 40, 20, 5), ("望岭雅苑南区", 75, 12, None), ("滨河里", 120, None, None))


def course(desk: Desk, agenda: Agenda) -> None:
    """Put events and projects on the agenda."""
    today = clock.today()
    for days, *facts in EVENTS:
        agenda.on(today - ONE * days, _event, desk, *facts)
    agenda.on(today, _projects, desk)


def _event(desk: Desk, subject: EventSubject, place: str, lecturer: str, note: str) -> None:
    attendees = ()
    if subject in (EventSubject.PLATFORM_TRAINING, EventSubject.RULE_TRAINING):
        attendees = list(Organization.objects.filter(roles__kind__in=("bank", "developer")).distinct().order_by("pk"))
    events.record_event(actor=desk.clerk, subject=subject, on=clock.today(), place=place, lecturer=lecturer, note=note,
                        attendees=attendees, evidence=PAPER)


def _projects(desk: Desk) -> None:
    today = clock.today()
    developer = estates()[-1].developer
    for name, ahead, called, trained in PROJECTS:
        events.list_project(actor=desk.clerk, project_name=name, developer=developer, contacted_on=_ago(called),
                            expected_on=today + ONE * ahead, trained_on=_ago(trained))


def _ago(days: int | None) -> date | None:
    return None if days is None else clock.today() - ONE * days
