"""What was approved kept to the limits of its moment: the retained amount, and the ceiling of all that is used."""
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from housing_portal.kit.clock import SHANGHAI
from housing_portal.kit.figures import grouped
from presale.available import ZERO, Part, Working
from presale.enums import IN_KINDS, RESERVING, EntryKind, Granularity, LetterStatus, NodeForm, NodeStatus, ReleaseStatus
from presale.models import AccountBuilding, Decision, EscrowAccount, GuaranteeLetter, NodeCertification, Refund, Release
from presale.services.position import NOT_BEGUN, reached

BLOCK = 2_000
APPROVED = (*RESERVING, ReleaseStatus.PAID)
Sentences = Iterator[str]


def approvals_kept_to_the_limits() -> Sentences:
    """After an approval the account still held what must be retained, and no more was used than the stage allows.

    Wages in an emergency may go below. What is known by the day alone counts in favour of the approval.
    """
    releases = Release.objects.filter(status__in=APPROVED, approved_at__isnull=False)
    accounts = EscrowAccount.objects.filter(pk__in=releases.values("account")).select_related("rules")
    for account in accounts.order_by("pk"):
        past = _Past(account)
        for release in releases.filter(account=account, is_emergency=False).order_by("approved_at", "pk"):
            yield from _breaches(release, past.working(release))


def _breaches(release: Release, then: Working) -> Sentences:
    name = f"用款拨付 {release}：批准后"
    if then.form == NodeForm.RETAIN and (lack := then.effective - (then.balance - then.pending)) > 0:
        yield f"{name}余额低于须留存的 {grouped(then.effective, 2)} 元，少 {grouped(lack, 2)} 元"
    if (over := then.released + then.pending - then.ceiling) > 0:
        yield f"{name}累计使用超过上限 {grouped(then.ceiling, 2)} 元，多 {grouped(over, 2)} 元"


class _Past:
    """What was known of one account at any moment, read once."""

    def __init__(self, account: EscrowAccount) -> None:
        self.account = account
        self.sums, self.before = (ZERO, ZERO, ZERO), None
        columns = ("recorded_at", "kind", "reversal_of__kind", "amount")
        self.entries = account.entries.order_by("recorded_at", "seq").values_list(*columns).iterator(BLOCK)
        self.reserved = [*_reserved(account, Release, "approved_amount"), *_reserved(account, Refund, "amount")]
        self.quotas = list(account.quotas.select_related("proposal").order_by("version"))
        self.letters = list(account.letters.exclude(status=LetterStatus.PROPOSED))
        self.places = dict(AccountBuilding.objects.standing().filter(account=account).values_list("building", "kind"))
        self.nodes = list(account.rules.nodes.order_by("seq"))
        self.certified = list(NodeCertification.objects.filter(
            building__in=self.places, status__in=(NodeStatus.CERTIFIED, NodeStatus.VOIDED)
        ))

    def working(self, release: Release) -> Working:
        """Return the working right after the approval of ``release``, which are asked for in their order.

        What is pending then is what was approved and neither paid nor given up, the release itself included.
        """
        at = release.approved_at
        on = at.astimezone(SHANGHAI).date()
        balance, received, released = self._until(at)
        return Working(
            parts=tuple(self._parts(release, on)), form=self.account.rules.form,
            letters=sum((one.amount for one in self.letters if _in_force(one, on)), ZERO), balance=balance,
            received=received, released=released, unidentified=ZERO, frozen=ZERO,
            pending=sum((amount for key, since, until, amount in self.reserved
                         if (since < at or key == ("release", release.pk)) and (until is None or until > at)), ZERO),
        )

    def _until(self, at: datetime) -> tuple[Decimal, Decimal, Decimal]:
        """Return balance, receipts and releases as far as they had been recorded."""
        while (entry := self.before or next(self.entries, None)) is not None:
            recorded_at, kind, reversed_kind, amount = entry
            if recorded_at > at:
                self.before = entry
                break
            kind = reversed_kind or kind
            balance, received, released = self.sums
            self.sums = (balance + amount, received + amount * (kind in IN_KINDS),
                         released - amount * (kind == EntryKind.RELEASE))
            self.before = None
        return self.sums

    def _parts(self, release: Release, on: date) -> Iterator[Part]:
        by_building = self.account.granularity == Granularity.BUILDING
        stages = {one: self._share(one, on) for one in self.places}
        for building, amount in self._quotas(release, on).items():
            share = stages.get(building, NOT_BEGUN[0]) if by_building and building else None
            yield Part("", amount, max(stages.values(), default=NOT_BEGUN[0]) if share is None else share, "")

    def _quotas(self, release: Release, on: date) -> dict[int | None, Decimal]:
        """Return the quota in force by building; of two versions of the day the one that the release rests on."""
        found: dict[int | None, Decimal] = {}
        for quota in self.quotas:
            proposal = getattr(quota, "proposal", None)
            decided = proposal.decided_on if proposal else quota.recorded_at.astimezone(SHANGHAI).date()
            earlier = found.get(quota.building_id)
            if max(decided, quota.effective_on) > on:
                continue
            is_sure = earlier is None or decided < on or quota.pk == release.quota_id
            found[quota.building_id] = quota.amount if is_sure else min(earlier, quota.amount)
        return found

    def _share(self, building: int, on: date) -> int:
        known = {one.node for one in self.certified if one.building_id == building and one.certified_on <= on
                 and (one.voided_on is None or one.voided_on >= on)}
        return reached(self.nodes, known, self.places[building], self.account.rules.form)[0]


def _in_force(letter: GuaranteeLetter, on: date) -> bool:
    return letter.valid_from <= on <= letter.valid_to and (letter.ended_on is None or letter.ended_on >= on)


def _reserved(account: EscrowAccount, model: type[Release] | type[Refund], amount: str) -> Iterator[tuple]:
    """Return key, since when, until when and how much was set aside: until it was paid or given up."""
    name = model._meta.model_name
    gone = dict(Decision.objects.filter(step="cancel", **{f"{name}__account": account}).values_list(name, "at"))
    rows = model.objects.filter(account=account, approved_at__isnull=False).exclude(digest="")
    for pk, since, paid, value in rows.values_list("pk", "approved_at", "entry__recorded_at", amount):
        yield (name, pk), since, paid or gone.get(pk), value
