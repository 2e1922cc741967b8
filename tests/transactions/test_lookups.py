"""住房情况查询: nobody is looked up without a paper and a second person, and what was found is frozen."""
import hashlib
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import RoleGrant, User
from housing_portal.journal.models import Attachment, Entry
from housing_portal.journal.services import storage_path
from housing_portal.kit import clock
from reports.stored_papers.certificates import KIND, certificate_of
from tests.material import pdf_bytes
from tests.transactions import builders, homes
from tests.transactions.days import end, sale
from tests.transactions.homes import refused
from transactions.models import ContractParty, HousingLookup, LookupFinding, Room, SaleContract
from transactions.services.lookups import PersonFacts, approve_lookup, refuse_lookup, request_lookup

PAPER = [("授权书.pdf", pdf_bytes("授权书"))]
pytestmark = pytest.mark.django_db


def person(serial: int = 51, name: str = "周小静", **facts: object) -> PersonFacts:
    return PersonFacts(**{"name": name, "identity_kind": "id_card", "identity": builders.identity(serial), **facts})


def asked(clerk: User, *persons: PersonFacts, **changes: object) -> HousingLookup:
    facts = {"purpose": "subsidy", "applicant": "周小静", "basis": "本人身份证件", "evidence": PAPER, **changes}
    return request_lookup(actor=clerk, persons=persons or [person()], **facts)


def bought(room: Room, by: User, serial: int = 51, share: str = "60") -> SaleContract:
    contract = sale(room, by, date(2026, 3, 1), date(2026, 3, 2))
    party = ContractParty(contract=contract, name="周小静", identity=builders.identity(serial), share=share)
    party.identity_index = party.identity.index
    party.save()
    return contract


def test_findings_are_the_live_records_of_the_number(room: Room, clerk: User, chief: User) -> None:
    new = bought(room, clerk)
    end(bought(builders.room(room.building, "1601", 16), clerk), clerk, date(2026, 4, 1))
    bought(builders.room(room.building, "1701", 17), clerk, serial=77)
    with homes.on(date(2026, 3, 10)):
        resale = homes.filed(clerk, chief)
    lookup = approve_lookup(actor=chief, lookup=asked(clerk, person(), person(88, "马小明")))
    assert lookup.number == f"房查〔{clock.today().year}〕1号"
    found = LookupFinding.objects.filter(lookup=lookup).order_by("pk").values_list(
        "person__name", "market", "contract_no", "address", "share", "state"
    )
    assert list(found) == [
        ("周小静", "presale", new.contract_no, f"锦川云栖里{room.label}", "60%", "已备案"),
        ("周小静", "existing", resale.contract_no, resale.address, "100%", "已备案"),
    ]
    # what happens later changes nothing of it
    end(new, clerk, clock.today())
    assert LookupFinding.objects.get(contract_no=new.contract_no).state == "已备案"


def test_sellers_and_verified_sales_are_no_findings(clerk: User, chief: User) -> None:
    with homes.on(date(2026, 3, 10)):
        homes.filed(clerk, chief, number=1)  # seller 1, buyer 51
        homes.verified(clerk, number=2)  # buyer 52, only verified
    lookup = approve_lookup(actor=chief, lookup=asked(clerk, person(1, "马兰英"), person(52)))
    assert lookup.findings.count() == 0


def test_a_home_that_was_sold_on_is_found_as_such(room: Room, clerk: User, chief: User) -> None:
    """Bought new by person 1, sold as an existing home to person 51."""
    bought(room, clerk, serial=1)
    Room.objects.filter(pk=room.pk).update(estate_unit_no=homes.facts(1)["estate_unit_no"], contract_layer="titled")
    with homes.on(date(2026, 3, 10)):
        homes.transferred(homes.paid_in(homes.opened(homes.filed(clerk, chief), clerk), clerk, homes.PRICE), clerk)
    lookup = approve_lookup(actor=chief, lookup=asked(clerk, person(1, "马兰英"), person(51)))
    assert list(lookup.findings.order_by("pk").values_list("person__name", "market", "state")) == [
        ("马兰英", "presale", "已备案，已转让"), ("周小静", "existing", "已过户"),
    ]


def test_refusals_of_the_request(clerk: User, chief: User) -> None:
    with refused({"evidence": ["请上传本人身份证件、授权书或公函，没有授权材料不能查询。"]}):
        asked(clerk, evidence=[])
    with refused({"persons": ["请至少填写一位被查询人。"]}):
        request_lookup(actor=clerk, persons=[], purpose="loan", applicant="甲", basis="乙", evidence=PAPER)
    with refused({"person_2_identity": ["周*静的证件号码出现两次，请核对。"]}):
        asked(clerk, person(), person())
    with refused(["您没有“申请住房情况查询”的权限，请联系有此权限的同事办理。"]):
        asked(chief)


def test_a_wrong_check_digit_is_refused(clerk: User) -> None:
    number = builders.identity(51)
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    page = {"purpose": "loan", "applicant": "甲", "basis": "乙", "evidence": PAPER}
    with pytest.raises(Exception, match="person_1_identity"):
        request_lookup(actor=clerk, persons=[person(identity=wrong)], **page)
    assert HousingLookup.objects.count() == 0


def test_another_person_decides(clerk: User, chief: User) -> None:
    lookup = asked(clerk)
    RoleGrant.objects.create(user=clerk, role="chief")
    chief_too = User.objects.get(pk=clerk.pk)
    with refused(["审批人不能是申请的经办人，请由另一位同事审批。"]):
        approve_lookup(actor=chief_too, lookup=lookup)
    with refused({"reason": ["请写明不予查询的理由。"]}):
        refuse_lookup(actor=chief, lookup=lookup, reason="  ")
    refuse_lookup(actor=chief, lookup=lookup, reason="授权书未签名")
    with refused(["当前状态是“不予查询”，不能“同意查询”（须为：待审批）。请刷新页面查看最新状态。"]):
        approve_lookup(actor=chief, lookup=lookup)
    lookup.refresh_from_db()
    assert (lookup.number, lookup.refusal, lookup.findings.count()) == (None, "授权书未签名", 0)


def test_the_diary_masks(room: Room, clerk: User, chief: User) -> None:
    bought(room, clerk)
    lookup = approve_lookup(actor=chief, lookup=asked(clerk))
    certificate_of(actor=clerk, lookup=lookup)
    told = list(Entry.objects.about(lookup).order_by("pk"))
    assert [entry.action for entry in told] == ["申请住房查询", "同意查询", "出具查询结果"]
    assert [builders.identity(51) in str((entry.before, entry.after, entry.label)) for entry in told] == [False] * 3
    assert told[0].after["被查询人"].startswith("周*静 620799********")


def test_masked_names_are_refused(clerk: User) -> None:
    with refused({"person_1_name": ["请填写被查询人的完整姓名，不带星号（*）。"]}):
        asked(clerk, person(name="周*静"))


def test_the_certificate_is_made_once(room: Room, clerk: User, chief: User) -> None:
    bought(room, clerk)
    lookup = approve_lookup(actor=chief, lookup=asked(clerk, person(), person(88, "马小明")))
    first = certificate_of(actor=clerk, lookup=lookup)
    assert certificate_of(actor=chief, lookup=lookup).pk == first.pk
    handed = Entry.objects.about(lookup).filter(action__in=["出具查询结果", "取得查询结果"]).order_by("pk")
    assert [(entry.action, entry.actor) for entry in handed] == [("出具查询结果", clerk), ("取得查询结果", chief)]
    assert Attachment.objects.about(lookup).filter(kind=KIND).count() == 1
    assert first.name == f"住房情况查询结果{lookup.number}.pdf"


def test_the_certificate_page_serves_the_stored_bytes(
    room: Room, clerk: User, chief: User, deputy: User, client_of: Callable[[User], Client]
) -> None:
    lookup = asked(clerk)
    url = reverse("reports:lookup_certificate", args=[lookup.pk])
    assert client_of(clerk).get(url).status_code == 409
    approve_lookup(actor=chief, lookup=lookup)
    first, second = (client_of(user).get(url) for user in (clerk, chief))
    assert first.content[:5] == b"%PDF-"
    assert (first.content, first["Cache-Control"]) == (second.content, "no-store")
    stored = Attachment.objects.about(lookup).get(kind=KIND)
    assert hashlib.sha256(first.content).hexdigest() == stored.sha256
    assert storage_path(stored.sha256).endswith(stored.sha256)
    assert client_of(deputy).get(url).status_code == 403


def test_pages(room: Room, clerk: User, chief: User, client_of: Callable[[User], Client]) -> None:
    bought(room, clerk)
    client, number = client_of(clerk), builders.identity(51)
    form = {
        "purpose": "subsidy", "applicant": "周小静", "basis": "本人身份证件", "person_1_identity_kind": "id_card",
        "person_3_name": "周小静", "person_3_identity_kind": "id_card", "person_3_identity": number,
    }
    create = reverse("transactions:lookup_create")
    missing = client.post(create, form)
    assert set(missing.context["form"].errors) == {"person_1_name", "person_1_identity", "evidence"}
    form |= {"person_1_name": "马小明", "person_1_identity": builders.identity(88),
             "evidence": SimpleUploadedFile("授权书.pdf", PAPER[0][1])}
    form["person_3_identity"] = builders.identity(88)
    doubled = client.post(create, form)
    assert set(doubled.context["form"].errors) == {"person_3_identity"}
    form["person_3_identity"] = number
    form["evidence"] = SimpleUploadedFile("授权书.pdf", PAPER[0][1])
    assert client.post(create, form).status_code == 302
    lookup = HousingLookup.objects.get()
    approver = client_of(chief)
    steps = [reverse(f"transactions:lookup_{step}", args=[lookup.pk]) for step in ("approve", "refuse")]
    assert [approver.get(url).status_code for url in steps] == [200, 200]
    approver.post(steps[0], {})
    lookup.refresh_from_db()
    listed = reverse("transactions:lookup_list")
    pages = [client.get(url).content.decode() for url in (lookup.get_absolute_url(), listed)]
    assert ["周*静" in page and "周小静" not in page and number not in page for page in pages] == [True, True]
    assert "锦川云栖里" in pages[0]
    found = [client.get(listed, {"person": one}).content.decode() for one in (number, builders.identity(5))]
    assert [lookup.number in page for page in found] == [True, False]
