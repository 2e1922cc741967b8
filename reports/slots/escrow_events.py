"""What was done around the supervision of presale money (source 000 L3–L5): meetings, training, platform, banks."""
from collections.abc import Callable, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from housing_portal.accounts.models import Unit
from housing_portal.registry.enums import OrganizationKind
from presale.enums import BankStatus
from presale.event_enums import EVENT_SUBJECTS, EventKind, EventSubject
from presale.models import EscrowBank, EscrowEvent, PresalePipeline
from reports.slots.making import NAMED, NOBODY, Dated, first_of, lines, of_count, of_day, of_text
from reports.slots.parts import Answer, Facts, Slot

IN_PERIOD = "登记日期在统计期内"
BY_DAY = "登记日期不晚于截至日"
ON_LIST = "截至日在名录内的监管银行"


def _events(facts: Facts, subject: str) -> QuerySet:
    return EscrowEvent.objects.known(facts.scope).filter(on__gte=facts.first, subject=subject)


def _milestone(facts: Facts, subject: str) -> QuerySet:
    return EscrowEvent.objects.known(facts.scope).filter(subject=subject)


def _in_period(code: str, label: str, subject: EventSubject) -> Slot:
    return of_count(code, label, "次", "统计期内登记的次数", IN_PERIOD, lambda facts: _events(facts, subject))


def _reached(code: str, label: str, subject: EventSubject) -> Slot:
    return of_count(code, label, "次", "已登记的平台里程碑", BY_DAY, lambda facts: _milestone(facts, subject))


# -- subsidy system, data line (L10, L13) ---------------------------------------------------------------------


def _day_of(subject: str) -> Callable[[Facts], Dated | None]:
    def find(facts: Facts) -> Dated | None:
        event = first_of(_milestone(facts, subject))
        return event and (event.on, [event])
    return find


def _subsidy_bank(facts: Facts) -> Answer:
    """Return the bank that keeps the account for subsidies: who took part in opening it."""
    event = first_of(_milestone(facts, EventSubject.SUBSIDY_ACCOUNT))
    if event is None:
        return NOBODY
    banks = event.attendees.filter(roles__kind=OrganizationKind.BANK).distinct().order_by("pk")
    return Answer("、".join(bank.short_name or bank.name for bank in banks), records=lines([event]))


def _line_open(facts: Facts) -> list[EscrowEvent]:
    last = EscrowEvent.objects.last_of_line(facts.scope)
    return [last] if last and last.subject != EventSubject.DATA_LINE_DOWN else []


def _line_down(facts: Facts) -> Dated | None:
    last = EscrowEvent.objects.last_of_line(facts.scope)
    return (last.on, [last]) if last and last.subject == EventSubject.DATA_LINE_DOWN else None


# -- training and publicity ------------------------------------------------------------------------------------


def _training(facts: Facts) -> EscrowEvent | None:
    return first_of(_events(facts, EventSubject.PLATFORM_TRAINING))


def _train_day(facts: Facts) -> Dated | None:
    event = _training(facts)
    return event and (event.on, [event])


def _attended(kind: OrganizationKind) -> Callable[[Facts, Unit | None], Answer]:
    def answer(facts: Facts, unit: Unit | None) -> Answer:
        event = _training(facts)
        if event is None:
            return NOBODY
        found = lines(event.attendees.filter(roles__kind=kind).distinct().order_by("pk"), 1)
        return Answer(len(found), records=found)
    return answer


def _lecturer(facts: Facts) -> Answer:
    event = _training(facts)
    return NOBODY if event is None else Answer(event.lecturer, records=lines([event]))


def _forms(facts: Facts) -> Answer:
    """Return the forms of publicity in use; people who explain are told apart."""
    subjects = [one for one in EVENT_SUBJECTS[EventKind.PUBLICITY] if one != EventSubject.EXPLAINING]
    rows = EscrowEvent.objects.known(facts.scope).filter(on__gte=facts.first, subject__in=subjects).order_by("on", "pk")
    there = {row.subject for row in rows}
    return Answer("、".join(one.label for one in subjects if one in there), records=lines(rows))


# -- platform, banks, projects to come --------------------------------------------------------------------------


def _built(facts: Facts) -> Dated | None:
    return _day_of(EventSubject.BUILT)(facts)


def _banks(facts: Facts) -> QuerySet:
    """Return the banks that stood on the list on the day."""
    scope = facts.scope
    lasting = Q(valid_to=None) | Q(valid_to__gte=scope.as_of)
    rows = EscrowBank.objects.filter(lasting, selected_on__lte=scope.as_of, recorded_at__lte=scope.cutoff)
    return rows.exclude(status=BankStatus.REMOVED).select_related("organization").order_by("pk")


def _online(facts: Facts) -> QuerySet:
    return _banks(facts).filter(interface_online_on__lte=facts.scope.as_of)


def _connected(facts: Facts) -> Dated | None:
    """Return the day on which the last bank went online."""
    rows = list(_online(facts))
    days: Sequence[date] = [row.interface_online_on for row in rows]
    return (max(days), rows) if days else None


def _bank_names(facts: Facts) -> Answer:
    rows = list(_banks(facts))
    return Answer("、".join(row.organization.short_name or row.organization.name for row in rows), records=lines(rows))


def _pipeline(facts: Facts) -> Answer:
    rows = PresalePipeline.objects.expected(facts.scope.as_of).filter(recorded_at__lte=facts.scope.cutoff)
    rows = list(rows.order_by("expected_on", "pk"))
    return Answer("、".join(row.project_name for row in rows), records=lines(rows))


def _called(facts: Facts) -> QuerySet:
    rows = PresalePipeline.objects.expected(facts.scope.as_of).filter(
        contacted_on__lte=facts.scope.as_of, recorded_at__lte=facts.scope.cutoff
    )
    return rows.order_by("pk")


_S = EventSubject
SUBSIDY_SYSTEM: tuple[Slot, ...] = (
    *of_day("subsidy_account", "租赁补贴代发专户开立日期", "代发专户开立的日期", BY_DAY, _day_of(_S.SUBSIDY_ACCOUNT)),
    of_text("subsidy_bank", "租赁补贴代发银行", "代发专户开立事项参加单位中的银行", NAMED, _subsidy_bank),
    _reached("old_account_closed", "租赁补贴原账户注销", _S.OLD_ACCOUNT_CLOSED),
    _reached("bank_linked", "租赁补贴银企直联开通", _S.BANK_LINK),
    *of_day("bank_link", "租赁补贴银企直联开通日期", "银企直联开通的日期", BY_DAY, _day_of(_S.BANK_LINK)),
    of_count("data_line_open", "市县数据专线畅通", "次", "最近一次为开通或恢复的为 1，中断的为 0", BY_DAY,
             _line_open),
    *of_day("data_line_down", "市县数据专线中断日期", "没有恢复的最近一次中断的日期", BY_DAY, _line_down),
)
SLOTS: tuple[Slot, ...] = (
    _in_period("told_meetings", "县政府常务会议研究监管规定", _S.GOVERNMENT_MEETING),
    _in_period("told_main_leader", "向主要领导汇报监管规定", _S.MAIN_LEADER),
    _in_period("told_leader", "向分管领导汇报监管规定", _S.LEADER),
    _in_period("rule_handed_down", "下发监管规定", _S.RULE_ISSUED),
    of_text("publicity_forms", "监管规定宣传形式", "统计期内登记的宣传形式", IN_PERIOD, _forms),
    _in_period("explained", "专人解读监管规定", _S.EXPLAINING),
    *of_day("train", "监管平台培训会议日期", "统计期内最近一次平台操作培训的日期", IN_PERIOD, _train_day),
    Slot("train_banks", "参加平台培训的监管银行", "家", "该次培训参加单位中的银行家数", "同一次培训，每家只计一次",
         _attended(OrganizationKind.BANK)),
    Slot("train_devs", "参加平台培训的开发企业", "家", "该次培训参加单位中的开发企业家数", "同一次培训，每家只计一次",
         _attended(OrganizationKind.DEVELOPER)),
    of_text("train_lecturer", "平台培训授课人", "该次培训授课人", IN_PERIOD, _lecturer),
    *of_day("plat", "监管平台建成日期", "平台建成里程碑的日期", BY_DAY, _built),
    _reached("plat_trial", "监管平台试运行", _S.TRIAL),
    _reached("plat_full", "监管全面开展", _S.FULL_RUN),
    of_count("banks_listed", "入围监管银行", "家", "名录内监管银行家数", ON_LIST, _banks),
    of_count("banks_online", "已对接的监管银行", "家", "系统对接日期不晚于截至日的监管银行家数", ON_LIST, _online),
    of_text("bank_names", "入围监管银行名单", "名录内监管银行的简称", f"{ON_LIST}；{NAMED}", _bank_names),
    *of_day("bank_conn", "监管银行对接日期", "最后一家对接的日期", ON_LIST, _connected),
    of_text("pipeline_names", "拟办预售项目", "预计申请日期晚于截至日、尚未申请的项目名称", NAMED, _pipeline, "暂无"),
    of_count("pipeline_called", "已对接的拟办预售项目", "个", "其中已对接的项目个数", "对接日期不晚于截至日", _called),
    *SUBSIDY_SYSTEM,
)
