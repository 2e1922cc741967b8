"""What is done around the supervision of the invented county: projects to come, training, publicity, briefings."""
from datetime import date, timedelta

from housing_portal.kit import clock
from housing_portal.registry.enums import PaperUse
from housing_portal.registry.models import Organization
from presale.event_enums import EventSubject
from presale.services import banks, events
from reports.demo.escrow_desk import PAPER, Desk
from reports.demo.escrow_sites import estates
from reports.demo.past import Agenda
from reports.demo.place import BANK

ONE = timedelta(days=1)
# day of the year, subject, place, lecturer, note
EVENTS = (
    (12, EventSubject.GOVERNMENT_MEETING, "县政府常务会议室", "", "研究预售资金监管办法"),
    (15, EventSubject.MAIN_LEADER, "县政府", "", "汇报监管规定和实施安排"),
    (19, EventSubject.RULE_ISSUED, "", "", "向开发企业和金融机构转发"),
    (26, EventSubject.SUBSIDY_ACCOUNT, "云岭农商行", "", "公租房租赁补贴代发专户"),
    (33, EventSubject.OLD_ACCOUNT_CLOSED, "", "", "原租赁补贴发放账户余额为零，已注销"),
    (36, EventSubject.DATA_LINE, "", "", "与市级网签备案平台的专线开通"),
    (40, EventSubject.BUILT, "", "", "监管平台建成，两家入围银行完成联调"),
    (47, EventSubject.TRIAL, "", "", "选两个楼盘试运行"),
    (66, EventSubject.PLATFORM_TRAINING, "县住建局三楼会议室", "李文静", "账户开立、用款申请、对账操作"),
    (74, EventSubject.FULL_RUN, "", "", "新取得预售许可的楼盘使用平台监管"),
    (81, EventSubject.BANK_LINK, "云岭农商行", "", "公租房信息系统与代发专户联调通过"),
    (90, EventSubject.BANNER, "各售楼部", "", "“认准监管账户，谨防账外收款”横幅 14 条"),
    (110, EventSubject.RULE_TRAINING, "县住建局三楼会议室", "王立新", "节点核验与用款材料"),
    (118, EventSubject.DATA_LINE_DOWN, "", "", "沿线施工挖断光缆"),
    (119, EventSubject.DATA_LINE_UP, "", "", "光缆抢通"),
    (125, EventSubject.LEADER, "县政府", "", "汇报监管运行情况"),
    (140, EventSubject.SCREEN, "城关镇广场电子屏", "", "滚动播放监管账户名录"),
    (158, EventSubject.EXPLAINING, "锦川云庭售楼部", "李文静", "向购房人解读缴款流程"),
)
OF_RULE = (EventSubject.RULE_ISSUED, EventSubject.PLATFORM_TRAINING, EventSubject.RULE_TRAINING)
ONLINE = 54  # the day of the year on which the banks went online
# name, days until it is expected to apply, days since it was called on and trained
PROJECTS = (("南苑公馆二期", 40, 20, 5), ("望岭雅苑南区", 75, 12, None), ("滨河里", 120, None, None))


def course(desk: Desk, agenda: Agenda) -> None:
    """Put events and projects on the agenda."""
    new_year = date(clock.today().year, 1, 1)
    for day, *facts in EVENTS:
        agenda.on(new_year + ONE * day, _event, desk, *facts)
    agenda.on(new_year + ONE * ONLINE, _connect, desk)
    agenda.on(clock.today(), _projects, desk)


def _event(desk: Desk, subject: EventSubject, place: str, lecturer: str, note: str) -> None:
    attendees = []
    if subject in (EventSubject.PLATFORM_TRAINING, EventSubject.RULE_TRAINING):
        attendees = list(Organization.objects.filter(roles__kind__in=("bank", "developer")).distinct().order_by("pk"))
    elif subject in (EventSubject.SUBSIDY_ACCOUNT, EventSubject.BANK_LINK):
        attendees = [desk.office.organizations[BANK]]
    events.record_event(actor=desk.clerk, subject=subject, on=clock.today(), place=place, lecturer=lecturer, note=note,
                        attendees=attendees, evidence=PAPER,
                        policy=desk.office.policies[PaperUse.PRESALE_RULE] if subject in OF_RULE else None)


def _connect(desk: Desk) -> None:
    """Let the systems of the banks go online."""
    for bank in desk.banks:
        banks.amend_bank(actor=desk.chief, bank=bank, interface_online_on=clock.today())


def _projects(desk: Desk) -> None:
    today = clock.today()
    developer = estates()[-1].developer
    for name, ahead, called, trained in PROJECTS:
        events.list_project(actor=desk.clerk, project_name=name, developer=developer, contacted_on=_ago(called),
                            expected_on=today + ONE * ahead, trained_on=_ago(trained))


def _ago(days: int | None) -> date | None:
    return None if days is None else clock.today() - ONE * days
