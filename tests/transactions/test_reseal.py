"""A new encryption key: everything is sealed and indexed anew, and then the old one is needed by nobody."""
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.exports import request_export
from housing_portal.journal.models import Entry, Export
from housing_portal.kit.errors import ServiceError
from tests.material import pdf_bytes
from tests.transactions import builders, homes
from transactions.models import ContractParty, ExistingHomeParty, HousingLookup, LookupPerson, Room, SaleContract
from transactions.services.lookups import PersonFacts, request_lookup

OLD, NEW = {"encryption_key": "first"}, {"encryption_key": "second"}
BOTH = {**NEW, "old_encryption_keys": ["first"]}
NUMBER = builders.identity(1)


@pytest.fixture
def sealed(room: Room, clerk: User, settings: object) -> SaleContract:
    """Everything that is sealed anywhere, with the first key."""
    settings.SECRETS = {**settings.SECRETS, **OLD}
    contract = builders.drafted(room, clerk, buyers=[builders.buyer(phone="13800001234")])
    with homes.on(date(2026, 3, 10)):
        homes.verified(clerk)
    request_lookup(
        actor=clerk, purpose="loan", applicant="周小静", basis="本人",
        persons=[PersonFacts("周小静", "id_card", NUMBER)], evidence=[("授权书.pdf", pdf_bytes("授权书"))],
    )
    request_export(actor=clerk, path=reverse("transactions:contract_list"), query=f"buyer={NUMBER}")
    settings.SECRETS = {**settings.SECRETS, **BOTH}
    return contract


def readable() -> list[str]:
    people = [*ContractParty.objects.all(), *LookupPerson.objects.all(), *ExistingHomeParty.objects.order_by("order")]
    return [one.identity.reveal() for one in people]


def found() -> tuple[int, int, int, str]:
    return (
        SaleContract.objects.of_person(NUMBER).count(), HousingLookup.objects.of_identity(NUMBER).count(),
        ExistingHomeParty.objects.with_identity(NUMBER).count(), Export.objects.get().plain_query,
    )


ALL = ([NUMBER] * 2 + [NUMBER, builders.identity(51)], (1, 1, 1, f"buyer={NUMBER}"))


def test_before_everything_is_resealed_nothing_is_lost(sealed: SaleContract) -> None:
    assert (sorted(readable()), found()) == (sorted(ALL[0]), ALL[1])


def test_the_old_key_is_needed_no_more(
    sealed: SaleContract, clerk: User, settings: object, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("reseal", user=clerk.username)
    settings.SECRETS = {"chain_key": settings.SECRETS["chain_key"], **NEW}
    assert (sorted(readable()), found()) == (sorted(ALL[0]), ALL[1])
    party = ContractParty.objects.get()
    assert (party.phone.reveal(), party.identity_index) == ("13800001234", party.identity.index)
    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.actor, Entry.objects.filter(action="重新加密").count()) == ("重新加密", clerk, 1)
    assert entry.after == {
        "账号（条）": f"0 / {User.objects.count()}", "买受人（条）": "1 / 1", "存量房当事人（条）": "2 / 2",
        "被查询人（条）": "1 / 1", "导出登记（条）": "1 / 1", "家庭成员（条）": "0 / 0", "代发账户（条）": "0 / 0",
        "补贴发放明细（条）": "0 / 0", "农村危房（条）": "0 / 0", "共有产权出售（条）": "0 / 0",
        "信访人（条）": "0 / 0",
        "无法读取（条）": 0,
    }
    told = "".join(capsys.readouterr())
    assert [number for number in (NUMBER, "13800001234", NUMBER[6:14]) if number in told] == []


def test_once_more_writes_nothing(sealed: SaleContract, clerk: User) -> None:
    call_command("reseal", user=clerk.username)
    before = list(ContractParty.objects.values_list("identity_index", flat=True)), Export.objects.get().query
    call_command("reseal", user=clerk.username)
    assert (list(ContractParty.objects.values_list("identity_index", flat=True)), Export.objects.get().query) == before
    assert Entry.objects.latest("pk").after["买受人（条）"] == "0 / 1"


def test_what_no_key_opens_stays_and_is_named(sealed: SaleContract, clerk: User, settings: object) -> None:
    settings.SECRETS = {**settings.SECRETS, **NEW, "old_encryption_keys": []}
    party = ContractParty.objects.get()
    with pytest.raises(CommandError, match=f"有 5 条无法读取，请勿删除旧密钥，先从备份核对：.*买受人 {party.pk}"):
        call_command("reseal", user=clerk.username)
    with pytest.raises(ServiceError):
        ContractParty.objects.get().identity.reveal()
    settings.SECRETS = {**settings.SECRETS, **BOTH}
    assert ContractParty.objects.get().identity.reveal() == NUMBER


def test_somebody_must_answer_for_it(db: None) -> None:
    with pytest.raises(CommandError, match="没有账号“nobody”，或账号已停用。"):
        call_command("reseal", user="nobody")
