"""Where all accounts stood at the end of a day: the working of ``services.position``, read for all of them at once.

Balances come from the entries known at the scope, never from the account's row, so that any past day can be asked.
"""
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from housing_portal.kit.scope import Scope
from presale.available import WHOLE, ZERO, Part, Working
from presale.completion import Completion, completions
from presale.enums import IN_KINDS, SALE_KINDS, EntryKind, Granularity
from presale.models import (
    AccountBuilding,
    EscrowAccount,
    Freeze,
    GuaranteeLetter,
    LedgerEntry,
    NodeCertification,
    QuotaVersion,
    Refund,
    Release,
    RuleNode,
)
from presale.querysets import EntryQuerySet
from presale.services.position import NOT_BEGUN, reached

SUMS = ("balance", "received", "released", "collected")

@dataclass(frozen=True)
class Standing:
    """One account with its working. What is under way is that of now: the past does not say when it was asked for."""

    account: EscrowAccount
    working: Working

    @property
    def progress(self) -> int:
        """Return the share of the quota, in hundredths of a per cent, that the stages reached set free."""
        quota = self.working.quota
        return WHOLE - int(self.working.node_quota * WHOLE / quota) if quota else 0

    @property
    def used(self) -> int:
        """Return the share of the quota, in hundredths of a per cent, that releases have used of it."""
        it = self.working
        within = it.released - max(ZERO, it.received - it.quota)
        return max(0, int(within * WHOLE / it.quota)) if it.quota else 0


@dataclass
class Standings:
    """All accounts under supervision at ``scope``, read from the database when first asked for."""

    scope: Scope

    @cached_property
    def accounts(self) -> list[EscrowAccount]:
        rows = EscrowAccount.objects.supervised_at(self.scope)
        return list(rows.select_related("estate", "developer", "bank__organization", "rules").order_by("pk"))

    @cached_property
    def rows(self) -> list[Standing]:
        return [Standing(account, self._working(account)) for account in self.accounts]

    @property
    def short(self) -> list[Standing]:
        """Return the accounts that hold less than they must, the largest gap first."""
        return sorted((row for row in self.rows if row.working.gap), key=lambda row: -row.working.gap)

    def total(self, name: str) -> Decimal:
        """Return the sum of one figure of the working over all accounts."""
        return sum((getattr(row.working, name) for row in self.rows), ZERO)

    @cached_property
    def completions(self) -> dict[int, Completion]:
        """Return what finishing the works lacks, for each account with a report of its works."""
        sums = {account.pk: self._sums[account.pk] for account in self.accounts}
        return completions(self.scope, {pk: (own["balance"], own["collected"]) for pk, own in sums.items()})

    # -- one account -----------------------------------------------------------------------------------

    def _working(self, account: EscrowAccount) -> Working:
        sums = self._sums[account.pk]
        balance = sums["balance"]
        return Working(
            parts=tuple(self._parts(account)), form=account.rules.form, letters=self._letters[account.pk],
            balance=balance, received=sums["received"], released=sums["released"],
            unidentified=self._unidentified[account.pk], frozen=self._frozen(account, balance),
            pending=self._pending[account.pk],
        )

    def _frozen(self, account: EscrowAccount, balance: Decimal) -> Decimal:
        caps = self._freezes[account.pk]
        if None in caps:
            return max(ZERO, balance)
        return min(max(ZERO, balance), sum(caps, ZERO))

    def _parts(self, account: EscrowAccount) -> Iterable[Part]:
        places = self._places[account.pk]
        for quota in self._quotas[account.pk].values():
            is_own = account.granularity == Granularity.BUILDING and quota.building_id
            wanted = [quota.building_id] if is_own else [building for building, _kind in places]
            stages = [self._stage(account, building, dict(places).get(building)) for building in wanted]
            share, name = max(stages, default=NOT_BEGUN)
            yield Part(str(quota.building) if is_own else "", quota.amount, share, name)

    def _stage(self, account: EscrowAccount, building: int, kind: str | None) -> tuple[int, str]:
        return reached(self._nodes[account.rules_id], self._certified[building], kind, account.rules.form)

    # -- all accounts, one question each ---------------------------------------------------------------

    @cached_property
    def _known(self) -> EntryQuerySet:
        return LedgerEntry.objects.known(self.scope)

    @cached_property
    def _sums(self) -> dict[int, dict[str, Decimal]]:
        """Return the sums per account; a reversal counts with what it reverses."""
        found: dict[int, dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(SUMS, ZERO))
        for account, kind, total in self._known.by_account():
            found[account]["balance"] += total
            self._add(found[account], kind, total)
        for account, _day, kind, amount in self.mirrored:
            self._add(found[account], kind, amount)
        return found

    @cached_property
    def mirrored(self) -> list[tuple[int, date, str, Decimal]]:
        """Return the reversals: account, day, kind of what was reversed, amount."""
        return LedgerEntry.objects.mirrored(self.scope)

    @staticmethod
    def _add(sums: dict[str, Decimal], kind: str, total: Decimal) -> None:
        if kind in IN_KINDS:
            sums["received"] += total
        elif kind == EntryKind.RELEASE:
            sums["released"] -= total
        if kind in SALE_KINDS or kind == EntryKind.REFUND:
            sums["collected"] += total

    @cached_property
    def _unidentified(self) -> dict[int, Decimal]:
        found = defaultdict(lambda: ZERO)
        for account, _kind, total in self._known.unnamed().by_account():
            found[account] += total
        return found

    @cached_property
    def _pending(self) -> dict[int, Decimal]:
        found = defaultdict(lambda: ZERO)
        for account, total in (*Release.objects.in_flight().asked_by_account(),
                               *Refund.objects.in_flight().asked_by_account()):
            found[account] += total
        return found

    @cached_property
    def _letters(self) -> dict[int, Decimal]:
        found = defaultdict(lambda: ZERO)
        for account, amount in GuaranteeLetter.objects.in_force_at(self.scope).values_list("account", "amount"):
            found[account] += amount
        return found

    @cached_property
    def _freezes(self) -> dict[int, list[Decimal | None]]:
        found = defaultdict(list)
        for account, cap in Freeze.objects.in_force_at(self.scope).values_list("account", "cap_amount"):
            found[account].append(cap)
        return found

    @cached_property
    def _quotas(self) -> dict[int, dict[int | None, QuotaVersion]]:
        """Return, per account, the latest version by building."""
        found: dict[int, dict[int | None, QuotaVersion]] = defaultdict(dict)
        rows = QuotaVersion.objects.filter(effective_on__lte=self.scope.as_of, recorded_at__lte=self.scope.cutoff)
        for quota in rows.select_related("building").order_by("version", "pk"):
            found[quota.account_id][quota.building_id] = quota
        return found

    @cached_property
    def _places(self) -> dict[int, list[tuple[int, str]]]:
        found = defaultdict(list)
        rows = AccountBuilding.objects.standing().order_by("pk")
        for account, building, kind in rows.values_list("account", "building", "kind"):
            found[account].append((building, kind))
        return found

    @cached_property
    def _certified(self) -> dict[int, set[str]]:
        found = defaultdict(set)
        for building, node in NodeCertification.objects.certified_at(self.scope).values_list("building", "node"):
            found[building].add(node)
        return found

    @cached_property
    def _nodes(self) -> dict[int, list[RuleNode]]:
        found = defaultdict(list)
        for node in RuleNode.objects.order_by("rules", "seq"):
            found[node.rules_id].append(node)
        return found
