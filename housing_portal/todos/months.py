"""What is due of the month before: reports of progress, and its lock."""
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.scope import Scope
from housing_portal.registry.services.months import LOCK
from housing_portal.todos.parts import Todo
from reports.calendar import Month, month_before
from reports.enums import ReportState
from reports.models import MonthSnapshot

OFFICE = "县住建局"
NAMED = 6


def missing(user: User, is_over: bool) -> list[Todo]:
    """Return what is not there yet of the month before, its term ``is_over`` or not."""
    month = Month(user, *month_before(clock.today()))
    found = _progress(month, is_over) if user.can("affordable.record") else []
    return found + (_lock(month, is_over) if user.can(LOCK) and user.sees_everything else [])


def _progress(month: Month, is_over: bool) -> list[Todo]:
    """Return one matter for all units of the reader that have not reported, neither anything nor zero."""
    state = ReportState.MISSING if is_over else ReportState.DUE
    cells = [cell for cell in month.progress() if cell.state == state]
    if not cells:
        return []
    names = [str(cell.unit) for cell in cells]
    title = f"{month.period.label}项目进度没有报送"
    note = "、".join(names[:NAMED]) + (f" 等 {len(names)} 个单位" if len(names) > NAMED else "")
    url = cells[0].url if len(cells) == 1 else month.url
    return [Todo("进度月报", title, f"{note}；没有变化的请零报", names[0] if len(names) == 1 else OFFICE, url, "填报",
                 due=cells[0].due)]


def _lock(month: Month, is_over: bool) -> list[Todo]:
    """Return the lock that is due; months are locked from the first one on that anybody has locked."""
    if not MonthSnapshot.objects.exists() or (month.terms["lock"] < clock.today()) != is_over:
        return []
    if MonthSnapshot.objects.frozen(Scope(month.period.end, clock.now())):
        return []
    url = reverse("reports:month_lock", args=[month.year, month.number])
    return [Todo("月度锁定", f"{month.period.label}没有锁定", "锁定后，各处都取快照的数字", OFFICE, url, "锁定",
                 due=month.terms["lock"])]
