"""Every address of the portal: what must exist for it, who may open it, who may not.

A new route fails the census until it stands here.
"""
from dataclasses import dataclass

from tests.pages import records
from tests.pages.records import Maker


@dataclass(frozen=True)
class Route:
    """``right`` and ``wrong`` are roles of people in the bureau; ``outside`` tells what a township's own person of the
    same role gets for another township's record: 404 where records are scoped, 200 where they are everybody's.

    ``code`` is what the right person gets; no ``wrong`` role means that the page is open to everybody signed in.
    """

    name: str
    right: str = "clerk"
    wrong: str | None = "sysadmin"
    make: Maker | None = None
    more: tuple[object, ...] = ()
    query: str = ""
    outside: int = 404
    code: int = 200


def ledger(noun: str, make: Maker) -> list[Route]:
    """Return the pages that every ledger has."""
    return [
        Route(f"affordable:{noun}_list"), Route(f"affordable:{noun}_create", wrong="auditor"),
        Route(f"affordable:{noun}_detail", make=make),
    ]


def master(noun: str, make: Maker) -> list[Route]:
    """Return the pages of one kind of master data, which everybody in a unit of the county shares."""
    return [
        Route(f"registry:{noun}_list", wrong="bank"), Route(f"registry:{noun}_create", wrong="auditor"),
        Route(f"registry:{noun}_detail", wrong="bank", make=make, outside=200),
        Route(f"registry:{noun}_edit", wrong="auditor", make=make, outside=200),
    ]


AFFORDABLE = [
    *ledger("target", records.target),
    Route("affordable:target_revise", wrong="auditor", make=records.target, outside=403),
    *ledger("project", records.project),
    Route("affordable:project_edit", wrong="auditor", make=records.project),
    *ledger("milestone", records.milestone),
    Route("affordable:milestone_confirm", "chief", "clerk", records.milestone),
    Route("affordable:milestone_return", "chief", "clerk", records.milestone),
    Route("affordable:milestone_resubmit", "clerk", "chief", records.returned),
    Route("affordable:milestone_revoke", "chief", "clerk", records.confirmed),
    *ledger("investment", records.investment),
    *ledger("subsidy", records.subsidy),
    *ledger("note", records.note),
    *ledger("stock", records.stock),
    *ledger("arrears", records.arrears),
    *ledger("continued", records.continued),
    *ledger("finding", records.finding),
    Route("affordable:finding_submit", "clerk", "chief", records.finding),
    Route("affordable:finding_close", "chief", "clerk", records.submitted),
    Route("affordable:finding_return", "chief", "clerk", records.submitted),
    Route("affordable:import", wrong="chief"),
    Route("affordable:import_template", wrong="chief", more=("progress",)),
    Route("affordable:batch_list", wrong="chief"),
    Route("affordable:batch_detail", wrong="chief", make=records.batch),
]
REPORTS = [
    Route("reports:dashboard"), Route("reports:progress_workbook"), Route("reports:cross_tables"),
    Route("reports:definitions"), Route("reports:figure", more=("investment_rate",)), Route("reports:consistency"),
    Route("reports:stated_list"), Route("reports:stated_create", wrong="auditor"),
    Route("reports:document_list"), Route("reports:document_create", wrong="auditor"),
    Route("reports:document_detail", make=records.document),
    Route("reports:document_edit", wrong="auditor", make=records.document),
    Route("reports:document_pdf", make=records.document),
    Route("reports:document_explain", wrong="auditor", make=records.disputed,
          query="?warning=stated:investment_total_wan_derived/"),
    Route("reports:document_issue", "deputy", "clerk", records.document),
]
REGISTRY = [
    *master("policy", records.policy), *master("organization", records.organization),
    *master("district", records.district),
    Route("registry:calendar", wrong="bank"), Route("registry:calendar_add", wrong="auditor"),
    Route("registry:calendar_remove", wrong="auditor", make=records.day, outside=200),
    Route("registry:calendar_paste", wrong="auditor"),
]
JOURNAL = [
    Route("journal:entry_list", "chief", "clerk"),
    Route("journal:entry_detail", "chief", "clerk", records.entry),
    Route("journal:attachment", "clerk", None, records.attachment),
]
ACCOUNTS = [
    *(Route(f"accounts:{name}", "sysadmin", "clerk") for name in (
        "user_list", "user_create", "unit_list", "unit_create", "role_list",
    )),
    *(Route(f"accounts:{name}", "sysadmin", "clerk", records.somebody, outside=200) for name in (
        "user_detail", "user_edit", "user_reset", "user_switch", "role_grant",
    )),
    Route("accounts:role_revoke", "sysadmin", "clerk", records.somebody, ("clerk",), outside=200),
    *(Route(f"accounts:{name}", "sysadmin", "clerk", records.unit_itself) for name in (
        "unit_detail", "unit_edit", "alias_add",
    )),
    Route("accounts:alias_remove", "sysadmin", "clerk", records.alias),
]
FRONT = [
    Route("home", wrong=None), Route("search", wrong=None), Route("password_change", wrong=None),
    Route("logout", wrong=None, code=405),
]
# open before anybody has signed in
PUBLIC = ["login", "healthz"]
CENSUS = [*FRONT, *AFFORDABLE, *REPORTS, *REGISTRY, *JOURNAL, *ACCOUNTS]
