"""Credit rules and records in each of their states, made by the services."""
from datetime import date

from housing_portal.accounts.models import Unit, User
from housing_portal.registry.models import Organization
from inspections.models.credit import CreditItem, CreditRecord, CreditRule
from inspections.services import credit_records, credit_rules
from tests.conftest import hire
from tests.pages import records_registers as registers
from tests.pages.records import Writers
from tests.pages.route import Route

FROM = date(2026, 1, 1)
ON = date(2026, 3, 2)
CONFIRMED = date(2026, 3, 5)
NOTIFIED = date(2026, 3, 10)
DEVELOPERS = "开发企业（1000 分制）"


def deputy() -> User:
    """Return the leader who approves; one for all credit files."""
    known = User.objects.filter(username="deputy.credit").first()
    bureau = User.objects.filter(unit__parent__isnull=False).order_by("pk")[0].unit.parent
    return known or hire("deputy", bureau, name="钱副局", username="deputy.credit")


def draft(by: Writers, unit: Unit, sample: str = DEVELOPERS, effective_from: date = FROM) -> CreditRule:
    name = f"{unit}{sample}{CreditRule.objects.count()}"
    return credit_rules.from_sample(actor=by.chief, sample=sample, name=name, effective_from=effective_from)


def rule(by: Writers, unit: Unit) -> CreditRule:
    """Return the rule of developers in force; one for all."""
    known = CreditRule.objects.filter(status="confirmed", subject_kind="developer").first()
    return known or credit_rules.confirm_rule(actor=deputy(), rule=draft(by, unit))


def item(by: Writers, unit: Unit, code: str = "B01") -> CreditItem:
    return rule(by, unit).items.get(code=code)


def draft_item(by: Writers, unit: Unit) -> CreditItem:
    return draft(by, unit).items.get(code="B01")


def enterprise(by: Writers, unit: Unit) -> Organization:
    rule(by, unit)
    return registers.developer(by, unit)


def record(by: Writers, unit: Unit, code: str = "B01", **facts: object) -> CreditRecord:
    organization = facts.pop("organization", None) or registers.developer(by, unit)
    given = {"on": ON, "source": "市场检查发现", "paper_no": "云住建罚〔2026〕2号", **facts}
    return credit_records.enter_record(
        actor=by.clerk, organization=organization, item=item(by, unit, code), **given
    )


def confirmed(by: Writers, unit: Unit, code: str = "B01", **facts: object) -> CreditRecord:
    return credit_records.confirm(actor=by.chief, record=record(by, unit, code, **facts), on=CONFIRMED)


def notified(by: Writers, unit: Unit, **facts: object) -> CreditRecord:
    return credit_records.notify(actor=by.clerk, record=confirmed(by, unit, **facts), on=NOTIFIED)


def objected(by: Writers, unit: Unit) -> CreditRecord:
    return credit_records.object_to(
        actor=by.clerk, record=notified(by, unit), on=date(2026, 3, 20), note="已取得预售许可"
    )


VIEW, RULES = "inspections.view", "inspections.rules"
RECORD, CONFIRM, APPROVE = "inspections.record", "inspections.confirm", "inspections.approve"
# credit files belong to the bureau: nobody else has the permissions
CREDIT_FILES = [
    *(Route(f"inspections:credit_{page}", VIEW) for page in ("list", "publication", "record_list", "rule_list")),
    Route("inspections:credit_file", VIEW, enterprise, more=("developer",), outside=403),
    Route("inspections:credit_record_create", RECORD),
    Route("inspections:credit_rule_create", RULES), Route("inspections:credit_rule_sample", RULES),
    *(Route(f"inspections:credit_record_{step}", permission, make, outside=403) for step, permission, make in (
        ("detail", VIEW, notified), ("confirm", CONFIRM, record), ("notify", RECORD, confirmed),
        ("object", RECORD, notified), ("uphold", APPROVE, objected), ("withdraw", APPROVE, objected),
        ("revoke", APPROVE, notified), ("undo", CONFIRM, notified),
    )),
    *(Route(f"inspections:credit_{page}", permission, make, outside=403) for page, permission, make in (
        ("rule_detail", VIEW, draft), ("rule_edit", RULES, draft), ("rule_confirm", APPROVE, draft),
        ("rule_void", RULES, draft), ("rule_copy", RULES, draft), ("item_create", RULES, draft),
        ("item_drop", RULES, draft_item),
    )),
]
