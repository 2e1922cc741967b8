"""Which escrow records count. Whoever holds ``presale.view``, the bureau's people alone, sees all of them."""
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from housing_portal.kit.scope import Scope
from presale.enums import (
    IN_FLIGHT,
    IN_KINDS,
    REFUND_IN_FLIGHT,
    REFUND_RESERVING,
    RESERVING,
    AccountStatus,
    EntryKind,
    LetterStatus,
    NodeStatus,
    ReleaseStatus,
)


class EscrowQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "EscrowQuerySet":
        return self if user.can("presale.view") else self.none()

    def sums(self, *columns: str) -> dict[str, Any]:
        """Return column → sum for the foot of a list; None where no row states it."""
        found = self.aggregate(**{f"sum_{name}": Sum(name) for name in columns})
        return {name: found[f"sum_{name}"] for name in columns}

    def total(self, column: str = "amount") -> Decimal:
        """Return the sum of ``column`` in 元; nothing adds up to 0."""
        return self.aggregate(total=Sum(column))["total"] or Decimal(0)


class AccountQuerySet(EscrowQuerySet):
    def supervised(self) -> "AccountQuerySet":
        """Keep the accounts under supervision: opened, and not released."""
        return self.filter(status__in=(AccountStatus.ACTIVE, AccountStatus.PAUSED, AccountStatus.RELEASE_APPLIED))


class LetterQuerySet(EscrowQuerySet):
    def in_force(self, account: Any, on: date) -> "LetterQuerySet":
        """Keep the letters of ``account`` that replace cash on that day."""
        return self.filter(account=account, status=LetterStatus.EFFECTIVE, valid_from__lte=on, valid_to__gte=on)


class FreezeQuerySet(EscrowQuerySet):
    def in_force(self, on: date) -> "FreezeQuerySet":
        """Keep what holds money on that day: begun, not waiting, not released; a term that ran out holds nothing."""
        return self.filter(Q(to_on=None) | Q(to_on__gte=on), from_on__lte=on, is_waiting=False, released_on=None)


class EntryQuerySet(EscrowQuerySet):
    def received(self) -> "EntryQuerySet":
        """Keep receipts and the corrections of receipts."""
        return self.filter(Q(kind__in=IN_KINDS) | Q(reversal_of__kind__in=IN_KINDS))

    def known(self, scope: Scope) -> "EntryQuerySet":
        """Keep what the bank had booked by the day and the portal had recorded by the moment."""
        return self.filter(booked_on__lte=scope.as_of, recorded_at__lte=scope.cutoff)

    def unnamed(self) -> "EntryQuerySet":
        """Keep receipts that belong to no contract: not stated, not matched since, not reversed."""
        matches = self.model._meta.get_field("matches").related_model.objects
        standing = matches.filter(entry=OuterRef("pk"), undoes=None, undone=None)
        return self.filter(~Exists(standing), kind=EntryKind.OTHER, contract=None, reversal=None)


class NodeQuerySet(EscrowQuerySet):
    def certified(self) -> "NodeQuerySet":
        return self.filter(status=NodeStatus.CERTIFIED)


class ReleaseQuerySet(EscrowQuerySet):
    def in_flight(self) -> "ReleaseQuerySet":
        return self.filter(status__in=IN_FLIGHT)

    def reserving(self) -> "ReleaseQuerySet":
        return self.filter(status__in=RESERVING)

    def paid(self) -> "ReleaseQuerySet":
        return self.filter(status=ReleaseStatus.PAID)

    def asked(self) -> Decimal:
        """Return what they ask for in 元; of an approved one what was approved."""
        return self.aggregate(total=Sum(Coalesce("approved_amount", "amount")))["total"] or Decimal(0)


class RefundQuerySet(EscrowQuerySet):
    def in_flight(self) -> "RefundQuerySet":
        return self.filter(status__in=REFUND_IN_FLIGHT)

    def reserving(self) -> "RefundQuerySet":
        return self.filter(status__in=REFUND_RESERVING)
