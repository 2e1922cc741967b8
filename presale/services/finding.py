"""Which contract a receipt may be meant for: what is stated is found, nothing is guessed."""
import re

from django.db.models import Q, QuerySet

from housing_portal.kit.errors import ServiceError
from housing_portal.kit.text import half_width
from presale.models import EscrowAccount, LedgerEntry
from transactions.enums import LIVE
from transactions.models import SaleContract

MOST = 10  # suggestions; a payer with more contracts than that is named by nothing else either
_NUMBER = re.compile(r"[0-9A-Za-z]{8,40}")


def find_contract(number: str) -> SaleContract:
    """Return the contract of this number or filing number."""
    typed = "".join(half_width(number).split())
    found = SaleContract.objects.filter(Q(contract_no=typed) | Q(filing_no=typed)).first()
    if found is None:
        raise ServiceError({"contract_no": f"没有编号为“{typed}”的网签合同，请核对合同编号或备案号。"})
    return found


def named_in(words: str, account: EscrowAccount) -> SaleContract | None:
    """Return the one contract of the account's houses whose number stands in ``words``."""
    numbers = set(_NUMBER.findall(half_width(words)))
    found = _of(account).filter(Q(contract_no__in=numbers) | Q(filing_no__in=numbers))[:2] if numbers else []
    return found[0] if len(found) == 1 else None


def suggestions(entry: LedgerEntry) -> QuerySet:
    """Return the contracts that a nameless receipt may be for: named in its memo, or bought by its payer."""
    named, payer = named_in(entry.memo, entry.account), entry.counterparty.strip()
    bought = _of(entry.account).filter(status__in=LIVE, buyer_names__contains=payer) if len(payer) > 1 else ()
    keys = {one.pk for one in [*bought[:MOST], *([named] if named else [])]}
    return SaleContract.objects.filter(pk__in=keys).order_by("pk")


def _of(account: EscrowAccount) -> QuerySet:
    buildings = account.places.filter(is_current=True).values("building")
    return SaleContract.objects.filter(room__building__in=buildings).order_by("pk")
