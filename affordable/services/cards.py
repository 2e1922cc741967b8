"""代发账户: the card of a member of the family; a new one replaces the old, which stays on record."""
import re

from django.db import transaction

from affordable.enums import LIVE_FAMILIES
from affordable.models import Family, Member, PayoutCard
from affordable.services.checks import lock_record
from affordable.services.members import OPEN
from affordable.workflow import ENTER
from housing_portal.accounts.models import User
from housing_portal.journal.entry import Evidence, enter, keep, must
from housing_portal.kit import text
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.secrecy import Sealed, blind_indexes, mask_number, normal
from housing_portal.registry.identity import as_typed, is_card

LONG = 16  # digits from which a card carries a check digit


@transaction.atomic
def register_card(
    *, actor: User, family: Family, holder: Member, bank_name: str, card: str | Sealed, reason: str = "",
    evidence: Evidence = (),
) -> PayoutCard:
    """Enter the card to which the family's subsidy is paid; the one used so far stays on record."""
    must(actor, ENTER)
    family = lock_record(actor, family)
    if family.status in OPEN or family.status not in LIVE_FAMILIES:
        raise ServiceError(f"这个家庭{family.get_status_display()}，初审通过后才登记代发账户。")
    member = family.members.current().filter(pk=holder.pk).first()
    if member is None:
        raise ServiceError({"holder": f"户名“{holder}”不是这个家庭的现有成员，请选择现有成员。"})
    number = normal(as_typed(card))
    _must_be_card(number, reason)
    known = PayoutCard.objects.filter(card_index__in=blind_indexes("card", number), is_current=True)
    if other := known.exclude(family=family).select_related("family").first():
        raise ServiceError({"card": f"卡号 {mask_number(number)} 已是保障对象 {other.family} 的代发账户，请核对卡号。"})
    if known.filter(family=family, holder=member, bank_name=text.clean(bank_name)).exists():
        raise ServiceError({"card": "与现用的代发账户相同，没有需要更换的。"})
    family.cards.filter(is_current=True).update(is_current=False)
    new = PayoutCard(unit=family.unit, family=family, holder=member, bank_name=bank_name, card=number)
    new.card_index = new.card.index
    enter(actor, "登记代发账户", new, reason=reason)
    keep(actor, family, evidence)
    return new


def _must_be_card(number: str, reason: str) -> None:
    if not re.fullmatch(r"\d{12,19}", number, re.ASCII):
        raise ServiceError({"card": f"卡号应为 12—19 位数字，现为 {len(number)} 位，请核对银行卡。"})
    if len(number) >= LONG and not is_card(number) and not text.clean(reason):
        raise NeedsReason(
            f"卡号 {mask_number(number)} 的校验位不对，可能输错了一位。请对照银行卡核对；确认无误的请写明依据。", "card"
        )
