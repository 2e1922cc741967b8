"""风险预警: raised by rules or by a deed, handled by one person and closed by another."""
from datetime import date, timedelta

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import record, snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked
from housing_portal.registry import parameters
from housing_portal.registry.models import Estate
from presale.alert_rules import RULES, Finding, Look, Rule
from presale.enums import AlertLevel, AlertStatus
from presale.models import EscrowAccount, EscrowAlert
from presale.workflow import ALERT
from transactions.services.entry import change, lock, must

RECORD = "presale.record"
AT_ONCE = 500


@transaction.atomic
def open_alert(
    *, actor: User, rule: str, subject: str, sentence: str, account: EscrowAccount | None = None,
    estate: Estate | None = None, level: AlertLevel | None = None,
) -> EscrowAlert:
    """Raise the alert of a deed; while one on the same subject is open, that one is returned."""
    known = EscrowAlert.objects.unclosed().filter(rule=rule, subject=subject).first()
    if known is not None:
        return known
    found = Finding(subject, sentence, account, estate or (account and account.estate), level)
    alert = _alert(RULES[rule], found, clock.today())
    save_checked(alert)
    told = {**snapshot(alert), "规则": RULES[rule].label}
    del told["对象"]  # a key of the rules, no word for a reader
    record(actor=actor, action="生成预警", label=f"生成预警：{alert}", obj=alert, after=told)
    return alert


@transaction.atomic
def report_clue(*, actor: User, account: EscrowAccount, sentence: str, document: str) -> EscrowAlert:
    """Enter a clue on money taken outside the account; ``document`` names the inspection or the complaint."""
    must(actor, RECORD)
    if not document:
        raise ServiceError({"document": "请填写检查记录或投诉件的编号。"})
    return open_alert(
        actor=actor, rule="outside_account", subject=f"clue:{account.pk}:{document}"[:60],
        sentence=f"{sentence}（{document}）", account=account,
    )


@transaction.atomic
def run_rules(*, actor: User, day: date) -> list[EscrowAlert]:
    """Look at the records of ``day`` by every rule and raise what is new; returns the new alerts.

    What is open, or was closed a short while ago, is not raised again. One entry in the diary stands for the run.
    """
    if day > clock.today():
        raise ServiceError(f"{day} 晚于今天，请填写今天或以前的日期。")
    look = Look(day)
    fresh = [alert for rule in RULES.values() if rule.find for alert in _fresh(rule, look)]
    # two runs at the same moment find the same: the second one's rows give way
    EscrowAlert.objects.bulk_create(fresh, batch_size=AT_ONCE, ignore_conflicts=True)
    record(actor=actor, action="运行预警规则", label=f"运行 {day} 预警规则：新增 {len(fresh)} 条")
    return fresh


def confirm_alert(*, actor: User, alert: EscrowAlert) -> EscrowAlert:
    """Say that the alert is true."""
    return _step(actor, alert, "confirm")


def handle_alert(*, actor: User, alert: EscrowAlert, reason: str) -> EscrowAlert:
    """Write down what was done about it."""
    return _step(actor, alert, "handle", reason)


def reopen_alert(*, actor: User, alert: EscrowAlert, reason: str) -> EscrowAlert:
    """Send it back: what was done is not enough."""
    return _step(actor, alert, "reopen", reason)


def close_alert(*, actor: User, alert: EscrowAlert) -> EscrowAlert:
    """Close it; nobody closes what he handled himself."""
    return _step(actor, alert, "close")


@transaction.atomic
def _step(actor: User, alert: EscrowAlert, code: str, reason: str = "") -> EscrowAlert:
    alert = lock(alert)
    before = snapshot(alert)
    step = ALERT.enter(alert, code, actor)
    if step.needs_reason and not reason:
        raise ServiceError({"reason": f"“{step.label}”须写明情况。"})
    if code == "handle":
        alert.handled_by, alert.handling = actor, reason
    if code == "close":
        if actor.is_person(alert.handled_by_id):
            raise ServiceError("不能关闭自己处置的预警，请由另一位同事复核关闭。")
        alert.closed_by, alert.closed_on = actor, clock.today()
    return change(actor, f"预警{step.label}", alert, before, reason=reason)


def _fresh(rule: Rule, look: Look) -> list[EscrowAlert]:
    """Return the alerts that the rule has reason to raise now."""
    quiet_since = look.day - timedelta(days=parameters.number("alert_quiet_days"))
    of_rule = EscrowAlert.objects.filter(rule=rule.code)
    known = set(of_rule.unclosed().values_list("subject", flat=True))
    known |= set(of_rule.filter(status=AlertStatus.CLOSED, closed_on__gt=quiet_since).values_list("subject", flat=True))
    return [_alert(rule, found, look.day) for found in rule.find(look) if found.subject not in known]


def _alert(rule: Rule, found: Finding, day: date) -> EscrowAlert:
    return EscrowAlert(
        rule=rule.code, level=found.level or rule.level, account=found.account, estate=found.estate,
        subject=found.subject, sentence=found.sentence, found_on=day, found_at=clock.now(),
    )
