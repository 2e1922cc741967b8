"""Scans of contracts show identity cards: a permission and a reason open them, and the diary keeps who looked."""
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.models import Attachment, Entry
from housing_portal.journal.services import attach
from tests.material import pdf_bytes
from tests.transactions import builders, homes
from transactions.models import ExistingHomeContract, ExistingHomeFund, HousingLookup, Room, SaleContract

ClientOf = Callable[[User], Client]
CARD = pdf_bytes("居民身份证")


@pytest.fixture
def contract(room: Room, clerk: User) -> SaleContract:
    return builders.drafted(room, clerk)


@pytest.fixture
def scan(contract: SaleContract, clerk: User) -> Attachment:
    return attach(actor=clerk, obj=contract, name="身份证.pdf", content=CARD, kind="证明材料")


def opening(scan: Attachment) -> str:
    return reverse("journal:attachment_open", args=[scan.pk])


def test_the_link_leads_to_the_question_why(scan: Attachment, clerk: User, client_of: ClientOf) -> None:
    client, before = client_of(clerk), Entry.objects.count()
    assert client.get(scan.get_absolute_url()).url == opening(scan)
    page = client.get(opening(scan))
    assert (page.status_code, page.context["title"], Entry.objects.count()) == (200, "查看附件", before)


def test_a_reason_opens_the_scan_and_stays_in_the_diary(
    scan: Attachment, contract: SaleContract, chief: User, client_of: ClientOf
) -> None:
    answer = client_of(chief).post(opening(scan), {"reason": "复核备案"})
    assert b"".join(answer.streaming_content) == CARD
    assert ("no-store" in answer["Cache-Control"], answer["X-Content-Type-Options"]) == (True, "nosniff")
    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.actor, entry.reason, entry.after) == (
        "查看附件", chief, "复核备案", {"附件": "身份证.pdf"}
    )
    assert (entry.object_type, entry.object_id) == ("transactions.salecontract", contract.pk)


def test_without_reason_it_stays_closed(scan: Attachment, clerk: User, client_of: ClientOf) -> None:
    before = Entry.objects.count()
    answer = client_of(clerk).post(opening(scan), {"reason": " "})
    assert (answer.context["form"].errors, Entry.objects.count()) == ({"reason": ["请填写说明。"]}, before)


def test_who_may_see_the_contract_may_not_therefore_see_the_scan(
    scan: Attachment, contract: SaleContract, deputy: User, sysadmin: User, client_of: ClientOf
) -> None:
    client = client_of(deputy)
    assert client.get(contract.get_absolute_url()).status_code == 200
    answers = [client.get(opening(scan)), client.post(opening(scan), {"reason": "看看"})]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert client_of(sysadmin).get(scan.get_absolute_url()).status_code == 404
    assert client_of(sysadmin).get(opening(scan)).status_code == 404


def test_a_damaged_scan_is_not_handed_out(contract: SaleContract, clerk: User, client_of: ClientOf) -> None:
    lost = Attachment.objects.create(
        object_type="transactions.salecontract", object_id=contract.pk, name="身份证.pdf", size=1, sha256="0" * 64,
        content_type="application/pdf", uploaded_by=clerk,
    )
    before = Entry.objects.count()
    answer = client_of(clerk).post(opening(lost), {"reason": "核对"})
    assert answer.context["form"].non_field_errors() == [
        "附件“身份证.pdf”的文件不在存储中，请联系系统管理员从备份恢复。"
    ]
    assert Entry.objects.count() == before


def test_papers_of_existing_homes_their_money_and_lookups_are_personal_too(
    clerk: User, chief: User, client_of: ClientOf
) -> None:
    with homes.on(date(2026, 3, 10)):
        contract = homes.filed(clerk, chief)
        fund = homes.opened(contract, clerk)
        client = client_of(clerk)
        for obj in (contract, fund):
            paper = attach(actor=clerk, obj=obj, name="协议.pdf", content=CARD)
            assert client.get(paper.get_absolute_url()).url == opening(paper)
    models = (SaleContract, ExistingHomeContract, ExistingHomeFund, HousingLookup)
    assert {model.files_permission for model in models} == {"personal.reveal"}
