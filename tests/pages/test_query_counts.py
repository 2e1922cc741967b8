"""A list asks the database the same number of questions for one row and for three."""
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from housing_portal.accounts.models import User
from tests.conftest import Office
from tests.pages import records
from tests.pages import records_communities as communities
from tests.pages import records_contracts as contracts
from tests.pages import records_credit as credit
from tests.pages import records_delivery as delivery
from tests.pages import records_delivery_money as delivery_money
from tests.pages import records_documents as documents
from tests.pages import records_escrow_accounts as escrow_accounts
from tests.pages import records_escrow_alerts as escrow_alerts
from tests.pages import records_escrow_bankside as escrow_books
from tests.pages import records_escrow_permits as permits
from tests.pages import records_escrow_releases as escrow_releases
from tests.pages import records_escrow_rules as escrow_rules
from tests.pages import records_families as families
from tests.pages import records_findings as check_findings
from tests.pages import records_inspections as ground
from tests.pages import records_market as market_records
from tests.pages import records_months as months
from tests.pages import records_petitions as petitions
from tests.pages import records_projects as projects
from tests.pages import records_registers as registers
from tests.pages import records_relocation as relocation
from tests.pages import records_rental as rental
from tests.pages import records_resale as resale
from tests.pages import records_rooms as houses
from tests.pages import records_rural as rural
from tests.pages import records_shared as shared
from tests.pages import records_subsidies as subsidies
from tests.pages import records_supervision as supervision
from tests.pages import records_templates as templates
from tests.pages.census import CENSUS
from tests.pages.records import Maker, Writers

# what fills each list; every maker makes its row for another unit
LISTS: dict[str, tuple[str, Maker]] = {
    # special loans and rooms handed over
    "delivery:loan_list": ("clerk", delivery_money.loan),
    "delivery:allocation_list": ("clerk", delivery_money.funded),
    "delivery:use_list": ("clerk", delivery_money.paid),
    "delivery:handover_list": ("clerk", delivery_money.handed),
    "delivery:readiness_list": ("clerk", delivery_money.ready),
    "delivery:task_list": ("clerk", delivery_money.task),
    **delivery.LISTS,
    "reports:supervision_list": ("clerk", supervision.accepted),
    "affordable:target_list": ("clerk", records.target),
    "affordable:project_list": ("clerk", records.project),
    "affordable:milestone_list": ("clerk", records.milestone),
    "affordable:investment_list": ("clerk", records.investment),
    "affordable:subsidy_list": ("clerk", records.subsidy),
    "affordable:note_list": ("clerk", records.note),
    "affordable:shared_list": ("clerk", shared.home),
    "affordable:stock_list": ("clerk", records.stock),
    "affordable:arrears_list": ("clerk", records.arrears),
    "affordable:continued_list": ("clerk", records.continued),
    "affordable:finding_list": ("clerk", records.finding),
    "affordable:batch_list": ("clerk", records.batch),
    "affordable:zero_list": ("clerk", months.zero),
    "inspections:domain_list": ("clerk", ground.domain),
    "inspections:inspector_list": ("clerk", ground.inspector),
    "inspections:target_list": ("clerk", ground.office),
    "inspections:campaign_list": ("clerk", ground.running),
    "inspections:draw_list": ("clerk", ground.drawn),
    "inspections:inspection_list": ("clerk", ground.signed),
    "inspections:finding_list": ("clerk", check_findings.rechecked),
    "inspections:notice_list": ("clerk", check_findings.issued_notice),
    "inspections:credit_list": ("clerk", credit.notified),
    "inspections:credit_record_list": ("clerk", credit.notified),
    "inspections:credit_rule_list": ("clerk", credit.draft),
    "inspections:petition_list": ("clerk", petitions.named),
    # families
    "affordable:family_list": ("clerk", families.accepted),
    "affordable:waiting_list": ("clerk", families.waiting),
    "affordable:member_list": ("clerk", families.checked),
    "affordable:notice_list": ("clerk", families.notice),
    "affordable:review_list": ("clerk", families.review),
    "affordable:preliminary_list": ("clerk", projects.preliminary),
    "affordable:plan_list": ("clerk", projects.plan),
    "affordable:funding_list": ("clerk", projects.funding),
    "affordable:compound_list": ("clerk", relocation.compound),
    "affordable:relocated_list": ("clerk", relocation.signed),
    "affordable:resettlement_list": ("clerk", relocation.quota),
    "affordable:community_list": ("clerk", communities.at_work),
    "affordable:work_list": ("clerk", communities.work),
    "affordable:rural_list": ("clerk", rural.approved),
    # subsidies
    "affordable:subsidy_rule_list": ("clerk", subsidies.recorded_rule),
    "affordable:grant_list": ("clerk", subsidies.grant),
    "affordable:subsidy_batch_list": ("clerk", subsidies.computed),
    "affordable:payment_list": ("clerk", subsidies.computed),
    # rental homes
    "affordable:home_list": ("clerk", rental.home),
    "affordable:round_list": ("clerk", rental.drawn),
    "affordable:lease_list": ("clerk", rental.lease),
    "affordable:bill_list": ("clerk", rental.bill),
    "reports:document_list": ("clerk", records.document),
    "reports:number_list": ("clerk", documents.number),
    "reports:template_list": ("chief", templates.draft),
    "reports:stated_list": ("clerk", records.stated),
    "registry:policy_list": ("clerk", records.policy),
    "registry:organization_list": ("clerk", records.organization),
    "registry:district_list": ("clerk", records.district),
    "registry:estate_list": ("clerk", registers.estate),
    "registry:building_list": ("clerk", registers.building),
    "registry:permit_list": ("clerk", registers.permit),
    "registry:parameter_list": ("chief", registers.parameter),
    # rooms
    "transactions:estate_list": ("clerk", houses.room),
    "transactions:room_list": ("clerk", houses.room),
    "transactions:restriction_list": ("clerk", houses.sealed),
    "transactions:price_list": ("clerk", houses.price),
    "transactions:batch_list": ("clerk", houses.batch),
    # contracts
    "transactions:contract_list": ("clerk", contracts.signed),
    "transactions:violation_list": ("clerk", contracts.violation),
    # resale
    "transactions:resale_list": ("clerk", resale.signed),
    "transactions:fund_list": ("clerk", resale.opened),
    "transactions:daily_list": ("clerk", resale.report),
    # market
    "transactions:index_list": ("clerk", market_records.index),
    "transactions:lookup_list": ("clerk", market_records.lookup),
    # presale escrow
    "presale:account_list": ("clerk", escrow_accounts.active),
    "presale:payee_list": ("clerk", escrow_accounts.payee),
    "presale:letter_list": ("clerk", escrow_accounts.letter),
    "presale:works_list": ("clerk", escrow_accounts.works_report),
    "presale:freeze_list": ("clerk", escrow_accounts.freeze),
    "presale:application_list": ("clerk", permits.issued),
    "presale:pipeline_list": ("clerk", permits.project),
    "presale:event_list": ("clerk", permits.event),
    "presale:node_list": ("clerk", escrow_releases.certified),
    "presale:release_list": ("clerk", escrow_releases.submitted),
    "presale:refund_list": ("clerk", escrow_releases.refund_draft),
    "presale:bank_list": ("clerk", escrow_rules.bank),
    "presale:layout_list": ("clerk", escrow_rules.layout),
    "presale:rule_list": ("clerk", escrow_rules.active),
    "presale:entry_list": ("clerk", escrow_books.receipt),
    "presale:unidentified_list": ("clerk", escrow_books.receipt),
    "presale:statement_list": ("clerk", escrow_books.file),
    "presale:line_list": ("clerk", escrow_books.line),
    "presale:reconciliation_list": ("clerk", escrow_books.different),
    "presale:month_list": ("clerk", escrow_books.month),
    "presale:alert_list": ("clerk", escrow_alerts.alert),
    "journal:entry_list": ("chief", records.note),
    "journal:export_list": ("chief", records.export),
    "accounts:user_list": ("sysadmin", records.colleague),
    "accounts:unit_list": ("sysadmin", records.branch),
    "accounts:role_list": ("sysadmin", records.colleague),
}
PARTS = {
    "reports:months": ("chief", months.snapshot),
    "home": ("chief", records.milestone), "search": ("clerk", records.project),
    "inspections:credit_publication": ("clerk", credit.notified),
}


def test_every_list_is_counted() -> None:
    assert sorted(LISTS) == sorted(route.name for route in CENSUS if route.name.endswith("_list"))


@pytest.mark.parametrize("name", [*LISTS, *PARTS])
def test_three_rows_cost_what_one_costs(
    name: str, writers: Writers, office: Office, person: Callable[..., User], client_of: Callable[[User], Client]
) -> None:
    role, make = {**LISTS, **PARTS}[name]
    client, url = client_of(person(role)), reverse(name) + ("?q=片区" if name == "search" else "")
    first, *others = office.townships[1:]
    make(writers, first)
    client.get(url)
    before = _questions(client, url)
    for unit in others:
        make(writers, unit)
    client.get(url)  # the number of matters is counted anew after every entry, then kept
    assert _questions(client, url) == before


def _questions(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)
