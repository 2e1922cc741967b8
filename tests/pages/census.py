"""Every address of the portal: what must exist for it, which permission opens it, what other units' people find.

A new route fails the census until it stands here.
"""
from tests.pages import records
from tests.pages import records_contracts as contracts
from tests.pages import records_market as market_records
from tests.pages import records_registers as registers
from tests.pages import records_resale as resale
from tests.pages import records_rooms as houses
from tests.pages.records import Maker
from tests.pages.records_communities import COMMUNITIES
from tests.pages.records_credit import CREDIT_FILES
from tests.pages.records_delivery import DELIVERY_LEDGER
from tests.pages.records_delivery_money import DELIVERY_MONEY
from tests.pages.records_documents import DOCUMENTS
from tests.pages.records_escrow_accounts import ESCROW_ACCOUNTS
from tests.pages.records_escrow_alerts import ESCROW_ALERTS
from tests.pages.records_escrow_bankside import ESCROW_BANKSIDE
from tests.pages.records_escrow_papers import ESCROW_PAPERS
from tests.pages.records_escrow_permits import ESCROW_PERMITS
from tests.pages.records_escrow_releases import ESCROW_RELEASES
from tests.pages.records_escrow_rules import ESCROW_RULES
from tests.pages.records_families import FAMILIES
from tests.pages.records_findings import FINDINGS
from tests.pages.records_inspections import GROUND
from tests.pages.records_months import MONTHS
from tests.pages.records_petitions import PETITIONS
from tests.pages.records_projects import PROJECTS
from tests.pages.records_relocation import RELOCATION
from tests.pages.records_rental import RENTAL
from tests.pages.records_rural import RURAL_HOUSES
from tests.pages.records_shared import SHARED
from tests.pages.records_subsidies import SUBSIDIES
from tests.pages.records_supervision import SUPERVISION
from tests.pages.records_templates import TEMPLATES
from tests.pages.route import Route

VIEW, RECORD, CONFIRM = "affordable.view", "affordable.record", "affordable.confirm"
TARGET, IMPORT = "affordable.target", "affordable.import"
LOOK, DRAFT = "reports.view", "reports.draft"
SEE, EDIT, MANAGE, DIARY = "registry.view", "registry.edit", "accounts.manage", "journal.view"
DECIDE = "registry.confirm"


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


def market(noun: str, make: Maker) -> list[Route]:
    """Return the pages of a register that everybody reads and only the bureau writes."""
    return [
        Route(f"registry:{noun}_list", SEE), Route(f"registry:{noun}_create", EDIT),
        Route(f"registry:{noun}_detail", SEE, make, outside=200),
        Route(f"registry:{noun}_edit", EDIT, make, outside=403),
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
    *FAMILIES,
    *PROJECTS,
    *RELOCATION,
    *COMMUNITIES,
    *RURAL_HOUSES,
    *RENTAL,
    *SUBSIDIES,
]
REPORTS = [
    *(Route(f"reports:{name}", LOOK) for name in (
        "dashboard", "progress_workbook", "programme_workbook", "behind", "behind_workbook", "cross_tables",
        "definitions", "consistency", "stated_list",
    )),
    Route("reports:county", "delivery.view"),
    Route("reports:figure", LOOK, more=("investment_rate",)),
    Route("reports:stated_create", DRAFT),
    *DOCUMENTS,
    Route("reports:document_docx", LOOK, records.document),
    Route("reports:document_workbook", LOOK, records.document),
]
REPORTS += SUPERVISION
REGISTRY = [
    *master("policy", records.policy), *master("organization", records.organization),
    *master("district", records.district),
    # registers: what the market hangs on is written by the bureau alone
    *market("estate", registers.estate), *market("building", registers.building), *market("permit", registers.permit),
    *(Route(f"registry:{noun}_merge", DECIDE, make, outside=403) for noun, make in (
        ("organization", records.organization), ("estate", registers.estate), ("building", registers.building),
    )),
    Route("registry:organization_suspend", DECIDE, records.organization, outside=403),
    Route("registry:organization_resume", DECIDE, registers.silenced, outside=403),
    *(Route(f"registry:permit_{step}", DECIDE, make, outside=403) for step, make in (
        ("suspend", registers.permit), ("resume", registers.paused), ("convert", registers.finished),
        ("expire", registers.permit), ("revoke", registers.permit),
    )),
    Route("registry:duplicates", SEE), Route("registry:parameter_list", SEE),
    Route("registry:parameter_edit", "registry.parameters", more=("filing_days",)),
    Route("registry:import", "transactions.import", more=("permit",)),
    Route("registry:import_template", "transactions.import", more=("estate",)),
    Route("registry:calendar", SEE), Route("registry:calendar_add", EDIT), Route("registry:calendar_paste", EDIT),
    Route("registry:calendar_remove", EDIT, records.day, outside=200),
]
JOURNAL = [
    Route("journal:entry_list", DIARY), Route("journal:entry_detail", DIARY, records.entry),
    Route("journal:attachment", VIEW, records.attachment),
    Route("journal:attachment_open", "personal.reveal", contracts.scan, outside=404),
    Route("journal:export_list"), Route("journal:export_create", query="?path=/journal/exports/"),
    Route("journal:export_detail", DIARY, records.export),
    # only whoever asked for an export finds these
    Route("journal:export_cancel", make=records.export, code=404),
    Route("journal:export_file", make=records.export, code=404),
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
# market records belong to the bureau: nobody else has the permissions, so others get 403 (outside=403)
DEAL, HOUSES, CHECK = "transactions.view", "transactions.record", "transactions.confirm"
ROOMS = [
    *(Route(f"transactions:{name}", DEAL, make, outside=403) for name, make in (
        ("estate_table", registers.estate), ("building_table", registers.building), ("room_detail", houses.room),
        ("restriction_detail", houses.sealed), ("price_detail", houses.price),
    )),
    *(Route(f"transactions:{noun}_list", DEAL) for noun in ("estate", "room", "restriction", "price")),
    *(Route(f"transactions:{noun}_create", HOUSES) for noun in ("room", "restriction", "price")),
    *(Route(f"transactions:room_{step}", HOUSES, houses.room, outside=403) for step in ("edit", "measure", "demolish")),
    *(Route(f"transactions:restriction_{step}", HOUSES, make, outside=403) for step, make in (
        ("renew", houses.sealed), ("release", houses.sealed), ("effect", houses.waiting),
    )),
    *(Route(f"transactions:price_{step}", CHECK, houses.price, outside=403) for step in ("confirm", "return")),
]
# contracts
CONTRACTS = [
    Route("transactions:contract_list", DEAL), Route("transactions:violation_list", DEAL),
    Route("transactions:contract_create", HOUSES),
    Route("transactions:contract_detail", DEAL, contracts.cancelling, outside=403),
    *(Route(f"transactions:contract_{step}", HOUSES, make, outside=403) for step, make in (
        ("edit", contracts.draft), ("discard", contracts.draft), ("sign", contracts.draft),
        ("submit", contracts.signed), ("void", contracts.signed), ("change", contracts.filed),
        ("title", contracts.filed), ("cancel", contracts.filed),
    )),
    *(Route(f"transactions:contract_{step}", CHECK, make, outside=403) for step, make in (
        ("file", contracts.submitted), ("fail", contracts.submitted), ("approve_cancel", contracts.cancelling),
        ("refuse_cancel", contracts.cancelling),
    )),
    Route("transactions:contract_reveal", "personal.reveal", contracts.draft, outside=403),
]
# resale
RESALE = [
    *(Route(f"transactions:{name}", DEAL) for name in ("resale_list", "fund_list", "daily_calendar", "daily_list")),
    *(Route(f"transactions:{name}", HOUSES) for name in ("resale_create", "daily_generate")),
    *(Route(f"transactions:{name}", DEAL, make, outside=403) for name, make in (
        ("resale_detail", resale.signed), ("fund_detail", resale.funded), ("daily_detail", resale.report),
        ("daily_events", resale.report), ("daily_workbook", resale.sent),
    )),
    *(Route(f"transactions:{name}", HOUSES, make, outside=403) for name, make in (
        ("resale_edit", resale.verified), ("resale_sign", resale.verified), ("resale_transfer", resale.filed),
        ("fund_open", resale.filed), ("fund_fund", resale.opened), ("fund_transfer", resale.funded),
        ("daily_regenerate", resale.report), ("daily_submit", resale.checked), ("daily_reject", resale.sent),
        ("daily_resubmit", resale.rejected), ("daily_accept", resale.sent),
    )),
    *(Route(f"transactions:{name}", CHECK, make, outside=403) for name, make in (
        ("resale_file", resale.signed), ("resale_cancel", resale.signed), ("fund_pay", resale.transferred),
        ("fund_cancel", resale.funded), ("fund_refund", resale.ended), ("daily_check", resale.report),
    )),
    Route("reports:daily_cover", DEAL, resale.covered, outside=403),
    Route("transactions:resale_reveal", "personal.reveal", resale.signed, outside=403),
]
REVEAL = "personal.reveal"  # who asked about whom is personal data
MARKET = [
    Route("transactions:market", DEAL), Route("transactions:index_list", DEAL),
    Route("transactions:index_close", CHECK),
    Route("transactions:index_detail", DEAL, market_records.index, outside=403),
    Route("transactions:lookup_list", REVEAL), Route("transactions:lookup_create", "transactions.lookup"),
    Route("transactions:lookup_detail", REVEAL, market_records.lookup, outside=403),
    Route("transactions:lookup_approve", CHECK, market_records.lookup, outside=403),
    Route("transactions:lookup_refuse", CHECK, market_records.lookup, outside=403),
    Route("reports:lookup_certificate", REVEAL, market_records.answered, outside=403),
]
IMPORTS = [
    Route("transactions:import", "transactions.import"),
    Route("transactions:import_template", "transactions.import", more=("rooms",)),
    Route("transactions:batch_list", DEAL), Route("transactions:batch_detail", DEAL, houses.batch, outside=403),
    # only whoever sent the file finds these
    Route("transactions:batch_cancel", "transactions.import", houses.batch, outside=403, code=404),
    Route("transactions:batch_errors", "transactions.import", houses.batch, outside=403, code=404),
]
# presale escrow: each noun lists its own
ESCROW = [
    *ESCROW_ACCOUNTS,
    *ESCROW_ALERTS,
    *ESCROW_BANKSIDE,
    *ESCROW_PAPERS,
    *ESCROW_PERMITS,
    *ESCROW_RELEASES,
    *ESCROW_RULES,
    *SHARED,
]
INSPECTIONS = [
    *GROUND,
    *FINDINGS,
    *CREDIT_FILES,
    *PETITIONS,
]
FRONT = [Route("home"), Route("search"), Route("password_change"), Route("logout", code=405)]
# open before anybody has signed in
PUBLIC = ["login", "healthz"]
CENSUS = [
    *FRONT, *ROOMS, *CONTRACTS, *RESALE, *MARKET, *IMPORTS, *ESCROW, *AFFORDABLE, *REPORTS, *REGISTRY, *JOURNAL,
    *INSPECTIONS, *ACCOUNTS, *DELIVERY_LEDGER, *DELIVERY_MONEY, *TEMPLATES, *MONTHS,
]
