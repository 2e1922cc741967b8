"""Which escrow records count. Whoever holds ``presale.view``, the bureau's people alone, sees all of them."""
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, TruncMonth

from housing_portal.kit import clock
from housing_portal.kit.scope import Scope
from presale.enums import (
    IN_FLIGHT,
    IN_KINDS,
    IN_QUESTION,
    NOT_STATED,
    OPEN_APPLICATIONS,
    REFUND_IN_FLIGHT,
    REFUND_RESERVING,
    RESERVING,
    SALE_KINDS,
    UNANSWERED,
    AccountStatus,
    AlertStatus,
    AnswerStatus,
    EntryKind,
    FreezeStatus,
    LetterStatus,
    LineStatus,
    NodeStatus,
    RefundStatus,
    ReleaseStatus,
    WorksStatus,
)
from presale.event_enums import LINE_SUBJECTS


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


    def tally(self, column: str = "amount") -> tuple[int, Decimal]:
        """Return how many there are and what they add up to in 元."""
        found = self.aggregate(count=Count("pk"), total=Sum(column))
        return found["count"], found["total"] or Decimal(0)


class AlertQuerySet(EscrowQuerySet):
    def unclosed(self) -> "AlertQuerySet":
        return self.exclude(status=AlertStatus.CLOSED)

    def unclosed_at(self, scope: Scope) -> "AlertQuerySet":
        """Keep what had been found by the day and was not closed on it; it is closed on the day of the deed."""
        last = min(scope.as_of, scope.cutoff.astimezone(clock.SHANGHAI).date())
        still = ~Q(status=AlertStatus.CLOSED) | Q(closed_on__gt=last)
        return self.filter(still, found_on__lte=scope.as_of, found_at__lte=scope.cutoff)

    def by_level(self) -> "AlertQuerySet":
        """Return (level, number)."""
        return self.order_by().values_list("level").annotate(number=Count("pk"))


class BankQuerySet(EscrowQuerySet):
    def with_accounts(self) -> "BankQuerySet":
        """Add ``account_count``, the accounts kept there that are not closed."""
        return self.annotate(account_count=Count("accounts", filter=~Q(accounts__status=AccountStatus.CLOSED)))


class AccountQuerySet(EscrowQuerySet):
    def supervised_at(self, scope: Scope) -> "AccountQuerySet":
        """Keep the accounts that were open on the day and under supervision then; what was released later still was."""
        released = (AccountStatus.RELEASED, AccountStatus.CLOSED)
        still = Q(status__in=released, end_approved_at__gt=min(clock.end_of(scope.as_of), scope.cutoff))
        return self.filter(
            Q(status__in=(AccountStatus.ACTIVE, AccountStatus.PAUSED, AccountStatus.RELEASE_APPLIED)) | still,
            opened_on__lte=scope.as_of, recorded_at__lte=scope.cutoff,
        )

    def supervised(self) -> "AccountQuerySet":
        """Keep the accounts under supervision: opened, and not released."""
        return self.filter(status__in=(AccountStatus.ACTIVE, AccountStatus.PAUSED, AccountStatus.RELEASE_APPLIED))


class PlaceQuerySet(EscrowQuerySet):
    def standing(self) -> "PlaceQuerySet":
        """Keep the buildings of each account, of a closed one those that it had."""
        return self.filter(Q(is_current=True) | Q(account__status=AccountStatus.CLOSED))


class LetterQuerySet(EscrowQuerySet):
    def in_force(self, account: Any, on: date) -> "LetterQuerySet":
        """Keep the letters of ``account`` that replace cash on that day."""
        return self.filter(account=account, status=LetterStatus.EFFECTIVE, valid_from__lte=on, valid_to__gte=on)

    def in_force_at(self, scope: Scope) -> "LetterQuerySet":
        """Keep the letters of all accounts that replaced cash on the day."""
        effective = Q(status=LetterStatus.EFFECTIVE) | Q(status=LetterStatus.ENDED, ended_on__gt=scope.as_of)
        return self.filter(
            effective, valid_from__lte=scope.as_of, valid_to__gte=scope.as_of, recorded_at__lte=scope.cutoff
        )

    def run_out(self, on: date) -> "LetterQuerySet":
        """Keep those whose last day is over and whose end nobody has written down yet."""
        return self.filter(valid_to__lt=on).exclude(status=LetterStatus.ENDED)

    def stated(self, on: date) -> "LetterQuerySet":
        """Add ``state_now``, what a letter is on that day."""
        return self.annotate(state_now=Case(
            When(valid_to__lt=on, then=Value(LetterStatus.ENDED)),
            When(status=LetterStatus.EFFECTIVE, valid_from__gt=on, then=Value(LetterStatus.COMING)),
            default=F("status"), output_field=models.CharField(),
        ))


class FreezeQuerySet(EscrowQuerySet):
    def in_force(self, on: date) -> "FreezeQuerySet":
        """Keep what holds money on that day, those in line as well: they hold what those before them leave.

        What one person has entered holds, whatever its term: only two persons, or a term that two have seen, let go.
        """
        gone = (FreezeStatus.RELEASED, FreezeStatus.REJECTED)
        return self.filter(_lasting(on), from_on__lte=on).exclude(status__in=gone)

    def in_force_at(self, scope: Scope) -> "FreezeQuerySet":
        """Keep what held money on the day; what was released later held it then."""
        gone = Q(status=FreezeStatus.RELEASED, released_on__lte=scope.as_of) | Q(status=FreezeStatus.REJECTED)
        known = self.filter(_lasting(scope.as_of), from_on__lte=scope.as_of, recorded_at__lte=scope.cutoff)
        return known.exclude(gone)

    def placed(self, on: date) -> "FreezeQuerySet":
        """Add ``is_behind``: those before it in its account already hold the whole balance."""
        earlier = Q(from_on__lt=OuterRef("from_on")) | Q(from_on=OuterRef("from_on"), pk__lt=OuterRef("pk"))
        before = self.model.objects.in_force(on).exclude(pk=OuterRef("pk")).filter(
            Q(is_waiting=False) | earlier, account=OuterRef("account"),
        ).order_by()
        held = before.values("account").annotate(total=Sum("cap_amount")).values("total")
        is_taken = Exists(before.filter(cap_amount=None)) | Q(held_before__gte=F("account__balance"))
        return self.alias(held_before=Subquery(held)).annotate(is_behind=Case(
            When(is_taken, then=True), default=False, output_field=models.BooleanField(),
        ))

    def stepped_in(self, on: date) -> "FreezeQuerySet":
        """Leave out those that still wait for others."""
        return self.placed(on).exclude(is_waiting=True, is_behind=True)

    def stated(self, on: date) -> "FreezeQuerySet":
        """Add ``state_now``, what a freeze is on that day, and ``is_behind``."""
        settled = (FreezeStatus.PROPOSED, FreezeStatus.RELEASED, FreezeStatus.REJECTED)
        return self.placed(on).annotate(state_now=Case(
            When(status__in=settled, then=F("status")),
            When(to_on__lt=on, then=Value(FreezeStatus.EXPIRED)),
            When(status=FreezeStatus.EFFECTIVE, is_waiting=True, is_behind=True, then=Value(FreezeStatus.WAITING)),
            default=F("status"), output_field=models.CharField(),
        ))


def _lasting(on: date) -> Q:
    """Return the condition that a freeze's term has not run out; a term that nobody has confirmed does not count."""
    return Q(to_on=None) | Q(to_on__gte=on) | Q(status=FreezeStatus.PROPOSED)


class EntryQuerySet(EscrowQuerySet):
    def moved(self) -> "EntryQuerySet":
        """Leave out what was booked as the bank never moved it, with its correction: on its side there is neither."""
        return self.filter(correction=None, reversal__correction=None)

    def received(self) -> "EntryQuerySet":
        """Keep receipts and the corrections of receipts."""
        return self.filter(Q(kind__in=IN_KINDS) | Q(reversal_of__kind__in=IN_KINDS))

    def net_by_month(self) -> list[tuple[date, Decimal]]:
        """Return the first day of each month in which something was booked, with the net amount, oldest first."""
        months = self.order_by().annotate(month=TruncMonth("booked_on")).values_list("month")
        return list(months.annotate(net=Sum("amount")).order_by("month"))

    def known(self, scope: Scope) -> "EntryQuerySet":
        """Keep what the bank had booked by the day and the portal had recorded by the moment."""
        return self.filter(booked_on__lte=scope.as_of, recorded_at__lte=scope.cutoff)

    def paid_for(self, contract: Any) -> "EntryQuerySet":
        """Keep what came in for ``contract``, by name or by match, with its corrections."""
        matches = self.model._meta.get_field("matches").related_model.objects
        standing = matches.filter(entry=OuterRef("pk"), contract=contract, undoes=None, undone=None)
        return self.received().filter(Q(contract=contract) | Exists(standing) & Q(reversal=None))

    def unsigned(self) -> "EntryQuerySet":
        """Keep receipts from buyers who have not signed a contract (定金), with their corrections."""
        kinds = [kind for kind in SALE_KINDS if kind != EntryKind.OTHER]
        return self.filter(Q(kind__in=kinds) | Q(reversal_of__kind__in=kinds), contract=None)

    def of_kind(self, *kinds: EntryKind) -> "EntryQuerySet":
        """Keep entries of these kinds and the corrections of such entries."""
        return self.filter(Q(kind__in=kinds) | Q(reversal_of__kind__in=kinds))

    def for_homes(self) -> "EntryQuerySet":
        """Keep what came in for homes and what was paid back, with the corrections of both."""
        return self.of_kind(*SALE_KINDS, EntryKind.REFUND)

    def by_account(self) -> "EntryQuerySet":
        """Return (account, kind, sum in 元)."""
        return self.order_by().values_list("account", "kind").annotate(total=Sum("amount"))

    def mirrored(self, scope: Scope) -> list[tuple[int, date, str, Decimal]]:
        """Return (account, day, kind of what was reversed, amount) of the reversals known at the scope.

        They are few, and asked for by nothing but their link: else a database would look through all entries.
        """
        rows = self.filter(reversal_of__gt=0).order_by()
        found = rows.values_list("account", "booked_on", "reversal_of__kind", "amount", "recorded_at")
        return [row[:4] for row in found if row[1] <= scope.as_of and row[4] <= scope.cutoff]

    def by_day(self) -> "EntryQuerySet":
        """Return (day, kind, sum in 元)."""
        return self.order_by().values_list("booked_on", "kind").annotate(total=Sum("amount"))

    def by_contract(self) -> "EntryQuerySet":
        """Return (contract, kind, sum in 元) of what names its contract."""
        named = self.filter(contract__isnull=False).order_by()
        return named.values_list("contract", "kind").annotate(total=Sum("amount"))

    def by_contract_reversed(self) -> "EntryQuerySet":
        """Return (contract, kind of what was reversed, sum in 元) of reversals."""
        named = self.filter(contract__isnull=False).order_by()
        return named.values_list("contract", "reversal_of__kind").annotate(total=Sum("amount"))

    def unnamed(self) -> "EntryQuerySet":
        """Keep receipts that belong to no contract: not stated, not matched since, not reversed."""
        matches = self.model._meta.get_field("matches").related_model.objects
        standing = matches.filter(entry=OuterRef("pk"), undoes=None, undone=None)
        return self.filter(~Exists(standing), kind=EntryKind.OTHER, contract=None, reversal=None)


class FileQuerySet(EscrowQuerySet):
    def covering(self, day: date) -> "FileQuerySet":
        """Keep the statements that speak of a day."""
        return self.filter(from_on__lte=day, to_on__gte=day)


class LineQuerySet(EscrowQuerySet):
    def stated(self) -> "LineQuerySet":
        """Keep what the bank stands by; what it said in another way of the same serial is a question to it."""
        return self.exclude(status__in=NOT_STATED)

    def in_question(self) -> "LineQuerySet":
        """Keep what only the bank can answer: it, or the ledger, says something else of the same serial."""
        return self.filter(status__in=IN_QUESTION)

    def unanswered(self) -> "LineQuerySet":
        """Keep those in question of which nobody has written down yet what the bank said."""
        return self.in_question().exclude(answers__status=AnswerStatus.PROPOSED)

    def open(self) -> "LineQuerySet":
        return self.filter(status=LineStatus.OPEN)


class NodeQuerySet(EscrowQuerySet):
    def certified_at(self, scope: Scope) -> "NodeQuerySet":
        """Keep what was certified by the day and not taken back by then."""
        return self.filter(
            Q(voided_on=None) | Q(voided_on__gt=scope.as_of), status__in=(NodeStatus.CERTIFIED, NodeStatus.VOIDED),
            certified_on__lte=scope.as_of, recorded_at__lte=scope.cutoff,
        )

    def certified(self) -> "NodeQuerySet":
        return self.filter(status=NodeStatus.CERTIFIED)


class WorksQuerySet(EscrowQuerySet):
    def in_force(self, scope: Scope) -> "WorksQuerySet":
        """Keep of each account the newest report confirmed by then: of one day the one entered last."""
        known = self.model.objects.filter(
            status=WorksStatus.CONFIRMED, as_of__lte=scope.as_of, decided_at__lte=scope.cutoff
        )
        newest = known.filter(account=OuterRef("account")).order_by("-as_of", "-pk").values("pk")[:1]
        return self.filter(pk=models.Subquery(newest))


class ReleaseQuerySet(EscrowQuerySet):
    def in_flight(self) -> "ReleaseQuerySet":
        return self.filter(status__in=IN_FLIGHT)

    def reserving(self) -> "ReleaseQuerySet":
        return self.filter(status__in=RESERVING)

    def paid(self) -> "ReleaseQuerySet":
        return self.filter(status=ReleaseStatus.PAID)

    def approved_since(self, moment: datetime) -> "ReleaseQuerySet":
        """Keep what has been approved since and not been given up: small sums count together."""
        return self.filter(status__in=(*RESERVING, ReleaseStatus.PAID), approved_at__gte=moment)

    def unreviewed(self) -> "ReleaseQuerySet":
        """Keep emergencies that were approved and that nobody has looked at afterwards."""
        approved = (*RESERVING, ReleaseStatus.PAID)
        return self.filter(status__in=approved, is_emergency=True, late_reviewed_by=None)

    def asked_by_account(self) -> "ReleaseQuerySet":
        """Return (account, what is asked for in 元)."""
        return self.order_by().values_list("account").annotate(total=Sum(Coalesce("approved_amount", "amount")))

    def by_payee(self) -> "ReleaseQuerySet":
        """Return (payee's account, number, sum in 元)."""
        return self.order_by().values_list("payee_account").annotate(
            number=Count("pk"), total=Sum("approved_amount")
        )

    def with_asked(self) -> "ReleaseQuerySet":
        """Add ``asked_for``: the amount, or what finance has let pass of it."""
        return self.annotate(asked_for=Coalesce("approved_amount", "amount"))

    def asked(self) -> Decimal:
        """Return what they ask for in 元; of an approved one what was approved."""
        return self.aggregate(total=Sum(Coalesce("approved_amount", "amount")))["total"] or Decimal(0)


class RefundQuerySet(EscrowQuerySet):
    def asked_by_account(self) -> "RefundQuerySet":
        """Return (account, what is asked for in 元)."""
        return self.order_by().values_list("account").annotate(total=Sum("amount"))

    def in_flight(self) -> "RefundQuerySet":
        return self.filter(status__in=REFUND_IN_FLIGHT)

    def reserving(self) -> "RefundQuerySet":
        return self.filter(status__in=REFUND_RESERVING)

    def standing(self) -> "RefundQuerySet":
        """Keep what has been paid back or is to be; a payment that the bank has reversed gave nothing back."""
        return self.filter(
            Q(status__in=REFUND_IN_FLIGHT) | Q(status=RefundStatus.PAID, entry__reversal=None)
        )


class ApplicationQuerySet(EscrowQuerySet):
    def open(self) -> "ApplicationQuerySet":
        return self.filter(status__in=OPEN_APPLICATIONS)

    def unanswered(self) -> "ApplicationQuerySet":
        """Keep what has been accepted and waits for the bureau's answer."""
        return self.filter(status__in=UNANSWERED)


class PipelineQuerySet(EscrowQuerySet):
    def expected(self, after: date) -> "PipelineQuerySet":
        """Keep the projects that will apply after a day and have not done so yet."""
        return self.filter(expected_on__gt=after, application=None)


class EventQuerySet(EscrowQuerySet):
    def known(self, scope: Scope) -> "EventQuerySet":
        """Keep what had happened by the day and had been entered by the moment."""
        return self.filter(on__lte=scope.as_of, recorded_at__lte=scope.cutoff)

    def last_of_line(self, scope: Scope) -> models.Model | None:
        """Return what happened last to the data line by the day: opened, interrupted or restored; None before that."""
        return self.known(scope).filter(subject__in=LINE_SUBJECTS).order_by("on", "pk").last()

    def attended(self, kind: str) -> int:
        """Count the organizations of one kind that took part in any of these, each once."""
        rows = self.filter(attendees__roles__kind=kind).order_by()
        return rows.aggregate(found=Count("attendees", distinct=True))["found"]

    def with_attendance(self) -> "EventQuerySet":
        """Annotate how many organizations took part."""
        return self.annotate(attendance=Count("attendees", distinct=True))
