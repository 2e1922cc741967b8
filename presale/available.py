"""What may be paid out of an account now, with its whole working (dossier §3.3, reliability §3.2): pure arithmetic.

Amounts are 元 with two decimals. What must be retained is rounded up to the 分, what may be used is rounded down.
"""
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from housing_portal.kit.figures import grouped
from presale.enums import NodeForm

CENT, ZERO = Decimal("0.01"), Decimal("0.00")
WHOLE = 10_000  # basis points: 100 %


@dataclass(frozen=True)
class Part:
    """The quota of the project or of one building, and the share that must be retained at the stage it has reached.

    ``share`` is in hundredths of a per cent; before the first node it is the whole.
    """

    label: str
    quota: Decimal
    share: int
    stage: str

    @property
    def retained(self) -> Decimal:
        return (self.quota * self.share / WHOLE).quantize(CENT, ROUND_CEILING)


@dataclass(frozen=True)
class Line:
    """A line of the working as the page and the notice show it."""

    symbol: str
    label: str
    amount: Decimal
    how: str


@dataclass(frozen=True)
class Working:
    """Everything that decides how much is available. ``pending`` is what others have asked for and not been paid."""

    parts: tuple[Part, ...]
    form: str
    letters: Decimal
    balance: Decimal
    received: Decimal
    released: Decimal
    unidentified: Decimal
    frozen: Decimal
    pending: Decimal

    @property
    def quota(self) -> Decimal:
        """Return Q0, the quota in force."""
        return sum((part.quota for part in self.parts), ZERO)

    @property
    def node_quota(self) -> Decimal:
        """Return Qn, what must be retained at the stages reached."""
        return sum((part.retained for part in self.parts), ZERO)

    @property
    def cash_quota(self) -> Decimal:
        """Return Qc, the quota less the guarantee letters in force."""
        return max(ZERO, self.quota - self.letters)

    @property
    def effective(self) -> Decimal:
        """Return Qe, what the account must hold."""
        return min(self.node_quota, self.cash_quota)

    @property
    def held(self) -> Decimal:
        """Return what courts hold of the money that is there."""
        return min(self.frozen, max(ZERO, self.balance))

    @property
    def usable(self) -> Decimal:
        """Return B′, the balance without what is frozen and what nobody has named yet."""
        return max(ZERO, self.balance - self.unidentified - self.held)

    @property
    def surplus(self) -> Decimal:
        """Return S, what lies above the amount to be held."""
        return max(ZERO, self.usable - self.effective)

    @property
    def ceiling(self) -> Decimal:
        """Return how much may have been used in all: within the quota what need not be retained, and all above it."""
        return self.quota - self.effective + max(ZERO, self.received - self.quota)

    @property
    def available(self) -> Decimal:
        """Return A, what may be asked for now."""
        free = self.surplus - self.pending
        if self.form == NodeForm.CEILING:
            free = min(self.usable - self.pending, self.ceiling - self.released - self.pending)
        return max(ZERO, free)

    @property
    def gap(self) -> Decimal:
        """Return what the account lacks of the amount to be held."""
        return max(ZERO, self.effective - self.balance)

    @property
    def gap_when_frozen(self) -> Decimal:
        """Return what it lacks when the frozen money does not count."""
        return max(ZERO, self.effective - max(ZERO, self.balance - self.held))

    def lines(self) -> list[Line]:
        """Return the working, line by line."""
        shares = "，".join(f"{part.label}{part.stage} 留存 {percent(part.share)}" for part in self.parts)
        top = [
            Line("Q0", "核定额度", self.quota, self._scope),
            Line("Qn", "节点额度", self.node_quota, shares or "未核定"),
            Line("Qc", "现金受限额", self.cash_quota, f"Q0 − 有效保函 {grouped(self.letters, 2)}"),
            Line("Qe", "有效受限额", self.effective, "Qn 与 Qc 取小"),
            Line("B", "监管余额", self.balance, "入账 − 拨付 − 退款 − 扣划"),
            Line("B′", "可用余额", self.usable,
                 f"B − 不明款 {grouped(self.unidentified, 2)} − 冻结 {grouped(self.held, 2)}"),
        ]
        if self.form == NodeForm.CEILING:
            return [*top, Line("C", "累计使用上限", self.ceiling, "Q0 − Qe + 超过额度的入账"),
                    Line("U", "累计拨付", self.released, "已拨付合计"),
                    Line("A", "可拨付额", self.available, f"B′ 与 C − U 取小，再减在途 {grouped(self.pending, 2)}")]
        return [*top, Line("S", "溢出额", self.surplus, "B′ − Qe，不小于 0"),
                Line("A", "可拨付额", self.available, f"S − 在途 {grouped(self.pending, 2)}，不小于 0")]

    @property
    def _scope(self) -> str:
        """Return what the quota was approved for, in words."""
        if not self.parts:
            return "未核定"
        return "、".join(f"{part.label} {grouped(part.quota, 2)}" for part in self.parts if part.label) or "按项目核定"

    def refusal(self, amount: Decimal) -> str:
        """Return why ``amount`` cannot be paid and by how much it is too much; empty when it can."""
        if not self.parts:
            return "账户还没有核定额度，不能申请用款，请先核定额度。"
        if amount <= self.available:
            return ""
        return (
            f"本次 {grouped(amount, 2)} 元，超过可拨付额 {grouped(self.available, 2)} 元，"
            f"多 {grouped(amount - self.available, 2)} 元"
            f"（监管余额 {grouped(self.balance, 2)}，须留存 {grouped(self.effective, 2)}，"
            f"在途 {grouped(self.pending, 2)}）。"
        )


def percent(share: int) -> str:
    """Write hundredths of a per cent: 4000 is 40%, 3333 is 33.33%."""
    return f"{(Decimal(share) / 100).normalize():f}%"
