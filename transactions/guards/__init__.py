"""What stands in the way of a signing (dossier §3.4): pure judgement over what a loader has brought together.

Nothing here asks the database, so that one contract at the window and a hundred thousand old ones from a workbook are
judged by the same sentences. A ``Refusal`` ends the matter and says the way out; a ``Doubt`` wants a written reason.
"""
from transactions.guards.case import (
    UNPERMITTED,
    Doubt,
    Finding,
    Guard,
    Limits,
    Refusal,
    SigningCase,
    Verdict,
)
from transactions.guards.permit import covering, is_before_permit, permitted, right_seller, sale_kind
from transactions.guards.room import free_room, right_area, taken, unrestricted, within_filed_price
from transactions.guards.terms import (
    not_in_future,
    right_buyers,
    right_delivery,
    right_payment,
    right_total,
)

__all__ = [
    "DRAFTING", "MEASURES", "ROOM", "SIGNING", "STANDING", "UNPERMITTED", "Doubt", "Finding", "Guard", "Limits",
    "Refusal", "SigningCase", "Verdict", "covering", "each", "examine", "is_before_permit", "sale_kind", "taken",
]

# what each guard looks at, as the confirmation page lists it
_TERMS: dict[str, Guard] = {
    "总价与单价、面积": right_total,
    "付款": right_payment,
    "交房日期": right_delivery,
    "买受人、证件与份额": right_buyers,
}
# a change of area or price is measured against the room again
MEASURES: dict[str, Guard] = {"计价面积": right_area, "一房一价": within_filed_price}
_FREE_OF_SEALS: dict[str, Guard] = {"查封、抵押与限制": unrestricted}
# what can be known of a room before anybody has written a contract
ROOM: dict[str, Guard] = {
    "销售许可": permitted,
    "出卖人": right_seller,
    "一房一约": free_room,
    **_FREE_OF_SEALS,
}
# a draft may be prepared for a later day, and before the last obstacle is out of the way
DRAFTING: dict[str, Guard] = {**MEASURES, **_TERMS}
SIGNING: dict[str, Guard] = {**ROOM, **MEASURES, "签订日期": not_in_future, **_TERMS}
# a contract already signed keeps permit, room and seller; what restricts the room still stops it
STANDING: dict[str, Guard] = {**_FREE_OF_SEALS, **_TERMS}


def each(case: SigningCase, limits: Limits, guards: dict[str, Guard] = SIGNING) -> list[tuple[str, list[Finding]]]:
    """Return what each guard finds, by what it looks at: nothing means that it is satisfied."""
    return [(label, list(guard(case, limits))) for label, guard in guards.items()]


def examine(case: SigningCase, limits: Limits, guards: dict[str, Guard] = SIGNING) -> Verdict:
    """Return all that ``guards`` find, in their order."""
    found = [finding for _label, findings in each(case, limits, guards) for finding in findings]
    return Verdict(
        tuple(one for one in found if isinstance(one, Refusal)), tuple(one for one in found if isinstance(one, Doubt))
    )
