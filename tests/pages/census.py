"""Every address of the portal: what must exist for it, which permission opens it, what other units' people find.

A new route fails the census until it stands here.
"""
from dataclasses import dataclass

from housing_portal.accounts.roles import ROLES
from tests.pages import records
from tests.pages.records import Maker

VIEW, RECORD, CONFIRM = "affordable.view", "affordable.record", "affordable.confirm"
TARGET, IMPORT = "affordable.target", "affordable.import"
LOOK, DRAFT, ISSUE = "reports.view", "reports.draft", "reports.issue"
SEE, EDIT, MANAGE, DIARY = "registry.view", "registry.edit", "accounts.manage", "journal.view"


@dataclass(frozen=True)
class Route:
    """``permission`` opens the page ("": everybody who has signed in), which then answers ``code``.

    ``outside`` is what a township's own person with the permission gets for another township's record: 404 where
    records are scoped, 200 where they are everybody's.
    """

    name: str
    permission: str = ""
    make: Maker | None = None
    more: tuple[object, ...] = ()
    query: str = ""
    outside: int = 404
    code: int = 200

    @property
    def expected(self) -> dict[str, int]:
        """Return the answer for each role."""
        return {
            code: self.code if not self.permission or self.permission in role.grants else 403
            for code, role in ROLES.items()
        }

    @property
    def opener(self) -> str:
        """Return the first role that may open the page."""
        return next(code for code, role in ROLES.items() if not self.permission or self.permission in role.grants)


def ledger(noun: str, make: Maker, write: str = RECORD) -> list[Route]:
    """Return the pages that every ledger has."""
    return [
        Route(f"affordable:{noun}_list", VIEW), Route(f"affordable:{noun}_create", write),
        Route(f"affordable:{noun}_detail", VIEW, make),
    ]


def master(noun: str, make: Maker) -> list[Route]:
    """Return the pages of one kind of master data, which everybody who may see it shares."""
    return [
        Route(f"registry:{noun}_list", SEE), Route(f"registry:{noun}_create", EDIT),
        Route(f"registry:{noun}_detail", SEE, make, outside=200),
        Route(f"registry:{noun}_edit", EDIT, make, outside=200),
    ]


AFFORDABLE = [
    *ledger("target", records.target, TARGET),
    Route("affordable:target_revise", TARGET, records.target, outside=403),
    *ledger("project", records.project),
    Route("affordable:project_edit", RECORD, records.project),
    *ledger("milestone", records.milestone),
    Route("affordable:milestone_confirm", CONFIRM, records.milestone),
    Route("affordable:milestone_return", CONFIRM, records.milestone),
    Route("affordable:milestone_resubmit", RECORD, records.returned),
    Route("affordable:milestone_revoke", CONFIRM, records.confirmed),
    *ledger("investment", records.investment),
    *ledger("subsidy", records.subsidy),
    *ledger("note", records.note),
    *ledger("stock", records.stock),
    *ledger("arrears", records.arrears),
    *ledger("continued", records.continued),
    *ledger("finding", records.finding),
    Route("affordable:finding_submit", RECORD, records.finding),
    Route("affordable:finding_close", CONFIRM, records.submitted),
    Route("affordable:finding_return", CONFIRM, records.submitted),
    Route("affordable:import", IMPORT),
    Route("affordable:import_template", IMPORT, more=("progress",)),
    Route("affordable:batch_list", VIEW),
    Route("affordable:batch_detail", VIEW, records.batch),
]
REPORTS = [
    *(Route(f"reports:{name}", LOOK) for name in (
        "dashboard", "progress_workbook", "cross_tables", "definitions", "consistency", "stated_list", "document_list",
    )),
    Route("reports:figure", LOOK, more=("investment_rate",)),
    Route("reports:stated_create", DRAFT), Route("reports:document_create", DRAFT),
    Route("reports:document_detail", LOOK, records.document),
    Route("reports:document_pdf", LOOK, records.document),
    Route("reports:document_edit", DRAFT, records.document),
    Route("reports:document_explain", DRAFT, records.disputed,
          query="?warning=stated:investment_total_wan_derived/"),
    Route("reports:document_issue", ISSUE, records.document),
]
REGISTRY = [
    *master("policy", records.policy), *master("organization", records.organization),
    *master("district", records.district),
    Route("registry:calendar", SEE), Route("registry:calendar_add", EDIT), Route("registry:calendar_paste", EDIT),
    Route("registry:calendar_remove", EDIT, records.day, outside=200),
]
JOURNAL = [
    Route("journal:entry_list", DIARY), Route("journal:entry_detail", DIARY, records.entry),
    Route("journal:attachment", VIEW, records.attachment),
]
ACCOUNTS = [
    *(Route(f"accounts:{name}", MANAGE) for name in (
        "user_list", "user_create", "unit_list", "unit_create", "role_list",
    )),
    *(Route(f"accounts:{name}", MANAGE, records.somebody, outside=200) for name in (
        "user_detail", "user_edit", "user_reset", "user_switch", "role_grant",
    )),
    Route("accounts:role_revoke", MANAGE, records.somebody, ("clerk",), outside=200),
    *(Route(f"accounts:{name}", MANAGE, records.unit_itself) for name in ("unit_detail", "unit_edit", "alias_add")),
    Route("accounts:alias_remove", MANAGE, records.alias),
]
FRONT = [Route("home"), Route("search"), Route("password_change"), Route("logout", code=405)]
# open before anybody has signed in
PUBLIC = ["login", "healthz"]
CENSUS = [*FRONT, *AFFORDABLE, *REPORTS, *REGISTRY, *JOURNAL, *ACCOUNTS]
