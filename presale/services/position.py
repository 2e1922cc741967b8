"""Where an account stands now: brings together what the working of the available amount needs."""
from collections import defaultdict
from decimal import Decimal

from housing_portal.kit import clock
from presale.available import WHOLE, ZERO, Part, Working
from presale.enums import BuildingKind, Granularity, NodeForm
from presale.models import (
    EscrowAccount,
    Freeze,
    GuaranteeLetter,
    NodeCertification,
    QuotaVersion,
    Release,
    RuleNode,
)

NOT_BEGUN = (WHOLE, "尚无核验节点")


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
        received=account.received,
        released=account.released,
        unidentified=account.unidentified,
        frozen=frozen(account),
        pending=releases.asked() + refunds.total(),
    )


def frozen(account: EscrowAccount) -> Decimal:
    """Return the amount that courts hold, never more than the balance; a waiting freeze holds what is left to it."""
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

    Of several buildings the one least advanced decides.
    """
    kinds = dict(account.places.filter(building__in=building_ids).values_list("building", "kind"))
    rows = NodeCertification.objects.certified().filter(building__in=building_ids).order_by()
    certified: dict[int, set[str]] = defaultdict(set)
    for building, node in rows.values_list("building", "node"):
        certified[building].add(node)
    nodes, form = list(account.rules.nodes.order_by("seq")), account.rules.form
    return max((reached(nodes, certified[building], kinds.get(building), form) for building in building_ids),
               default=NOT_BEGUN)


def reached(nodes: list[RuleNode], certified: set[str], kind: str | None, form: str) -> tuple[int, str]:
    """Return share and stage of one building: those of the last certified node, the whole before the first.

    ``nodes`` are in order; those for the kind of building go before those for any.
    """
    own = [node for node in nodes if node.building_kind == kind]
    general = [node for node in nodes if node.building_kind == BuildingKind.ANY]
    known = [node for node in own or general if node.code in certified]
    if not known:
        return NOT_BEGUN
    last = known[-1]
    return last.share if form == NodeForm.RETAIN else WHOLE - last.share, last.get_code_display()


def _parts(account: EscrowAccount) -> list[Part]:
    buildings = list(account.places.filter(is_current=True).values_list("building", flat=True))
    parts = []
    for quota in quotas(account):
        is_own = account.granularity == Granularity.BUILDING and quota.building_id
        share, name = stage(account, [quota.building_id] if is_own else buildings)
        parts.append(Part(str(quota.building) if is_own else "", quota.amount, share, name))
    return parts
