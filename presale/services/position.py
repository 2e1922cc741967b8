"""Where an account stands now: brings together what the working of the available amount needs."""
from decimal import Decimal

from housing_portal.kit import clock
from presale.available import WHOLE, ZERO, Part, Working
from presale.enums import BuildingKind, Granularity, NodeForm
from presale.models import (
    EscrowAccount,
    Freeze,
    GuaranteeLetter,
    LedgerEntry,
    NodeCertification,
    QuotaVersion,
    Release,
    RuleNode,
)


def position(account: EscrowAccount, *, without: Release | None = None, approving: bool = False) -> Working:
    """Return the working of what is available in ``account`` now.

    Every application that is under way counts as pending, except ``without``. At the approval only what has been
    approved before counts: whoever applied later must not hold up whoever applied first.
    """
    releases, refunds = account.releases.in_flight(), account.refunds.in_flight()
    if approving:
        releases, refunds = account.releases.reserving(), account.refunds.reserving()
    if without is not None:
        releases = releases.exclude(pk=without.pk)
    return Working(
        parts=tuple(_parts(account)),
        form=account.rules.form,
        letters=GuaranteeLetter.objects.in_force(account, clock.today()).total(),
        balance=account.balance,
        received=LedgerEntry.objects.filter(account=account).received().total(),
        released=account.released,
        unidentified=account.unidentified,
        frozen=frozen(account),
        pending=releases.asked() + refunds.total(),
    )


def frozen(account: EscrowAccount) -> Decimal:
    """Return the amount that courts hold, never more than the balance; waiting freezes hold nothing yet."""
    held = list(Freeze.objects.filter(account=account).in_force(clock.today()))
    if any(freeze.cap_amount is None for freeze in held):
        return max(ZERO, account.balance)
    return min(max(ZERO, account.balance), sum((freeze.cap_amount for freeze in held), ZERO))


def quotas(account: EscrowAccount) -> list[QuotaVersion]:
    """Return the quota in force, of the project or of each building."""
    latest = {}
    for quota in account.quotas.filter(effective_on__lte=clock.today()).select_related("building").order_by("version"):
        latest[quota.building_id] = quota
    return list(latest.values())


def stage(account: EscrowAccount, building_ids: list[int]) -> tuple[int, str]:
    """Return the share to be retained, in hundredths of a per cent, and the stage that allows it.

    Of several buildings the one least advanced decides; before the first node the whole is retained.
    """
    kinds = dict(account.places.filter(building__in=building_ids).values_list("building", "kind"))
    reached = [_reached(account, building, kinds.get(building, BuildingKind.ANY)) for building in building_ids]
    return max(reached, default=(WHOLE, "尚无核验节点"))


def _reached(account: EscrowAccount, building_id: int, kind: str) -> tuple[int, str]:
    certified = set(NodeCertification.objects.certified().filter(building=building_id).values_list("node", flat=True))
    nodes = RuleNode.objects.filter(rules=account.rules_id)
    own = nodes.filter(building_kind=kind).order_by("seq")
    known = [node for node in (own if own.exists() else nodes.filter(building_kind=BuildingKind.ANY).order_by("seq"))
             if node.code in certified]
    if not known:
        return WHOLE, "尚无核验节点"
    last = known[-1]
    share = last.share if account.rules.form == NodeForm.RETAIN else WHOLE - last.share
    return share, last.get_code_display()


def _parts(account: EscrowAccount) -> list[Part]:
    buildings = list(account.places.filter(is_current=True).values_list("building", flat=True))
    parts = []
    for quota in quotas(account):
        is_own = account.granularity == Granularity.BUILDING and quota.building_id
        share, name = stage(account, [quota.building_id] if is_own else buildings)
        parts.append(Part(str(quota.building) if is_own else "", quota.amount, share, name))
    return parts
