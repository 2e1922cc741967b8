"""The card of a family: whose it is, its digits, and that the old one stays on record."""
import pytest
from django.test import Client

from affordable.services.cards import register_card
from housing_portal.accounts.models import Unit
from housing_portal.journal.models import Entry
from housing_portal.kit.errors import NeedsReason
from tests.affordable import families as make
from tests.affordable.families import said
from tests.pages.records import Writers

GOOD = "621700001000122"  # shorter numbers carry no check digit


def deed(by: Writers, family: object, **changes: object) -> dict[str, object]:
    holder = family.members.get(relation="applicant")
    return {"actor": by.clerk, "family": family, "holder": holder, "bank_name": "云岭农商行", "card": GOOD, **changes}


def test_a_new_card_takes_the_place_of_the_old(by: Writers, town: Unit) -> None:
    family = make.checked(by, town, serial=1)
    first = register_card(**deed(by, family, card="621700001000123"))
    register_card(**deed(by, family, card="621700001000124"))
    first.refresh_from_db()
    assert (str(first.card), first.is_current) == ("621700*****0123", False)
    assert [one.card.reveal() for one in family.cards.filter(is_current=True)] == ["621700001000124"]
    assert "621700001000123" not in str(list(Entry.objects.values_list("after", "label")))


@pytest.mark.parametrize(("card", "length"), [
    ("62170000100", 11), ("6217000010001234567890", 22), ("6217A00001000", 13),
])
def test_a_card_has_12_to_19_digits(by: Writers, town: Unit, card: str, length: int) -> None:
    family = make.checked(by, town)
    assert said(register_card, **deed(by, family, card=card)) == {
        "card": [f"卡号应为 12—19 位数字，现为 {length} 位，请核对银行卡。"]
    }


def test_the_holder_belongs_to_the_family_now(by: Writers, town: Unit) -> None:
    family, other = make.checked(by, town, serial=1), make.checked(by, town, serial=11)
    stranger = other.members.get(relation="applicant")
    assert said(register_card, **deed(by, family, holder=stranger)) == {
        "holder": [f"户名“{stranger}”不是这个家庭的现有成员，请选择现有成员。"]
    }


def test_one_card_serves_one_family(by: Writers, town: Unit) -> None:
    family, other = make.checked(by, town, serial=1), make.checked(by, town, serial=11)
    register_card(**deed(by, family, card="621700001000123"))
    assert said(register_card, **deed(by, other, card="6217 0000 1000 123")) == {
        "card": [f"卡号 621700*****0123 已是保障对象 {family} 的代发账户，请核对卡号。"]
    }
    assert said(register_card, **deed(by, family, card="621700001000123")) == {
        "card": ["与现用的代发账户相同，没有需要更换的。"]
    }


def test_a_doubtful_check_digit_needs_a_reason(by: Writers, town: Unit) -> None:
    family = make.checked(by, town)
    doubtful = next(card for card in (f"621700001000123456{last}" for last in range(2)) if not _fits(card))
    with pytest.raises(NeedsReason) as asked:
        register_card(**deed(by, family, card=doubtful))
    assert asked.value.sentence == (
        f"卡号 {doubtful[:6]}*********{doubtful[-4:]} 的校验位不对，可能输错了一位。请对照银行卡核对；"
        "确认无误的请写明依据。"
    )
    assert register_card(**deed(by, family, card=doubtful, reason="已对照银行卡")).is_current is True


def _fits(card: str) -> bool:
    doubled = "".join(str(int(digit) * (1 + place % 2)) for place, digit in enumerate(reversed(card)))
    return sum(map(int, doubled)) % 10 == 0


def test_form_offers_current_members_alone(pen: Client, by: Writers, town: Unit) -> None:
    family = make.checked(by, town, serial=1)
    place = f"/affordable/families/{family.pk}/card/"
    holders = [label for _value, label in pen.get(place).context["form"].fields["holder"].choices]
    assert holders == ["请选择", "吴*1（申请人）", "郑*2（配偶）"]
    holder = family.members.get(relation="spouse")
    typed = {"holder": holder.pk, "bank_name": "云岭农商行", "card": "621700001000123"}
    assert pen.post(place, typed).headers["Location"] == family.get_absolute_url()
    assert family.cards.get().holder == holder


def test_no_card_before_the_first_check(by: Writers, town: Unit) -> None:
    assert said(register_card, **deed(by, make.accepted(by, town))) == [
        "这个家庭已受理，初审通过后才登记代发账户。"
    ]
