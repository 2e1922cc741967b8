"""The same figure is the same number everywhere, in one measure and one precision; a rate is its quotient."""
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from housing_portal.kit.figures import UNIT_SCALE, rounded
from housing_portal.kit.indicators import Rate
from reports.paper_checks.reading import Amount, Passage, Reading, found
from reports.warning import Warning

WRITTEN = re.compile(r"(\d+(?:\.\d+)?)(.*)", re.DOTALL)
POINTS = "个百分点"
MONEY = ("亿元", "万元", "元")
NOUN_BEFORE = re.compile(r"[一-龥]{3,}$")
PROJECTS = (re.compile(r"(\d+)个([一-龥]{2,8}项目)"), re.compile(r"([一-龥]{2,10}项目)(\d+)个"))
SCOPE_TOLD = re.compile(r"含续建|含结转|历年|累计|其中|续建")


@dataclass(frozen=True)
class Said:
    """One number as printed for a figure: in which measure, with how many decimals, and where."""

    value: Decimal
    measure: str
    text: str
    where: str

    @property
    def places(self) -> int:
        return max(0, -self.value.as_tuple().exponent)

    @property
    def base(self) -> Decimal:
        return self.value.scaleb(UNIT_SCALE.get(self.measure, 0))

    @property
    def half(self) -> Decimal:
        """Return what rounding may have taken, in the measure of ``base``; whole numbers are exact."""
        return Decimal("0.5").scaleb(UNIT_SCALE.get(self.measure, 0) - self.places) if self.places else Decimal(0)


def same_figure_same_number(reading: Reading) -> Iterator[Warning]:
    """A figure printed twice is the same number; rounded differently, or in another measure, it is a slip of form."""
    for key, said in figures_said(reading).items():
        families: dict[str, list[Said]] = defaultdict(list)
        for one in said:
            families["元" if one.measure in MONEY else one.measure].append(one)
        for group in families.values():
            first = group[0]
            for other in group[1:]:
                if other.base == first.base and other.measure == first.measure:
                    continue
                yield _differ(reading, key, first, other)
                break


def _differ(reading: Reading, key: str, first: Said, other: Said) -> Warning:
    indicator = reading.figures.indicators.get(key.partition("@")[0])
    label = indicator.label if indicator else key
    # where the two can be compared at all, the coarser of them tells how far they may lie apart
    slack = max(Decimal("0.5").scaleb(-one.places + UNIT_SCALE.get(one.measure, 0)) for one in (first, other))
    is_form = first.base == other.base or (first.places != other.places and abs(first.base - other.base) <= slack)
    advice = "同一数字请用同一单位和精度。" if is_form else "同一指标请写同一个数。"
    return found(
        "same_figure", f"{label}{f'（{key}）' if '@' in key else ''}",
        f"{first.where}写 {first.text}，{other.where}写 {other.text}。{advice}",
        first.value, first.where[:20], other.value, other.where[:20], first.measure, amber=is_form,
        indicator=key.partition("@")[0] if indicator else "",
    )


def figures_said(reading: Reading) -> dict[str, list[Said]]:
    """Return, per figure, its numbers in the order of the paper; what has no number says nothing here."""
    found: dict[str, list[Said]] = defaultdict(list)
    for passage in reading.passages:
        for one in passage.figures:
            _add(found, reading, one.figure.key, one.figure.text, passage.text[one.end:one.end + 8], passage.where)
    for sheet in reading.sheets:
        for row in sheet.table.rows:
            for cell in row:
                if not isinstance(cell, str):
                    _add(found, reading, cell.key, cell.text, "", sheet.where)
    return found


def _add(found: dict[str, list[Said]], reading: Reading, key: str, text: str, after: str, where: str) -> None:
    match = WRITTEN.fullmatch(text.replace(",", "").strip())
    if not key or match is None:
        return
    measure = match[2] or (POINTS if after.startswith(POINTS) else "")
    indicator = reading.figures.indicators.get(key.partition("@")[0])
    if not measure and indicator is not None:
        measure = indicator.unit
    found[key].append(Said(Decimal(match[1]), measure, text, where))


def rate_is_its_quotient(reading: Reading) -> Iterator[Warning]:
    """A printed rate is its printed numerator ÷ denominator, as exactly as all three are printed."""
    said = figures_said(reading)
    for key, rates in said.items():
        base, _, unit = key.partition("@")
        indicator = reading.figures.indicators.get(base)
        if type(indicator) is not Rate:
            continue
        at = f"@{unit}" if unit else ""
        top, bottom = (_first(said, f"{name}{at}", reading) for name in (indicator.numerator, indicator.denominator))
        rate = next((one for one in rates if one.measure == "%"), None)
        if rate is None or top is None or bottom is None or not bottom.base:
            continue
        low, high = _range(top, bottom)
        half = Decimal("0.5").scaleb(-rate.places)
        if rate.value + half < low or rate.value - half > high:
            due = rounded(top.base * 100 / bottom.base, max(rate.places, 2))
            yield found(
                "rate", f"{indicator.label}{at}",
                f"写 {rate.text}，按文中 {top.text} ÷ {bottom.text} 为 {due}%。请核对分子、分母。",
                rate.value, "所写", due, "分子÷分母", "%", indicator=base,
            )


def _first(said: dict[str, list[Said]], key: str, reading: Reading) -> Said | None:
    unit = reading.figures.indicators[key.partition("@")[0]].unit
    return next((one for one in said.get(key, ()) if one.measure == unit or one.measure in UNIT_SCALE), None)


def _range(top: Said, bottom: Said) -> tuple[Decimal, Decimal]:
    """Return between which percentages the quotient lies; whole numbers are exact."""
    least = (top.base - top.half) * 100 / (bottom.base + bottom.half)
    divisor = bottom.base - bottom.half
    return least, (top.base + top.half) * 100 / divisor if divisor > 0 else least


def rates_have_one_precision(reading: Reading) -> Iterator[Warning]:
    """24.94% and 13.4% in one paper (dossier §6.3, 18); a whole number of per cent may be a share of a rule."""
    written = [(one, passage) for passage in reading.body for one in passage.amounts if one.unit == "%"]
    places = {-one.value.as_tuple().exponent for one, _ in written} - {0}
    if len(places) > 1:
        shown = {-one.value.as_tuple().exponent: str(one) for one, _ in reversed(written)}
        texts = [shown[number] for number in sorted(places, reverse=True)]
        yield found(
            "precision", "百分数", f"小数位不一：{'、'.join(texts)}。全文请统一保留两位小数。",
            max(places), "小数位", min(places), "小数位", "位", amber=True,
        )


def money_has_one_measure(reading: Reading) -> Iterator[Warning]:
    """完成投资 12.95亿元 as a task and 17342万元 as a result cannot be read beside each other (dossier §6.3, 18)."""
    nouns: dict[str, list[tuple[Amount, Passage]]] = defaultdict(list)
    for passage in reading.body:
        for one in passage.amounts:
            if one.unit in MONEY and (noun := _noun(passage.text[:one.start])):
                nouns[noun].append((one, passage))
    for noun, said in nouns.items():
        if len({one.unit for one, _ in said}) > 1:
            first = said[0]
            other = next(pair for pair in said if pair[0].unit != first[0].unit)
            yield found(
                "measure", noun,
                f"{first[1].where}写 {first[0]}，{other[1].where}写 {other[0]}，单位不一。请用同一单位。",
                first[0].value, first[0].unit, other[0].value, other[0].unit, amber=True,
            )


def _noun(before: str) -> str:
    """Return what an amount is of; a bare 投资 may be that of anything."""
    match = NOUN_BEFORE.search(before)
    return match.group()[-4:] if match else ""


def projects_are_counted_once(reading: Reading) -> Iterator[Warning]:
    """10 and 34 棚改项目 in one paper need a word about what they cover (dossier §6.3, 10)."""
    counts: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for passage in reading.body:
        for _, sentence in passage.sentences:
            if SCOPE_TOLD.search(sentence):
                continue
            for pattern in PROJECTS:
                for match in pattern.finditer(sentence):
                    number, noun = (match[1], match[2]) if match[1].isdigit() else (match[2], match[1])
                    counts[_kind(noun)].append((int(number), passage.where))
    for noun, said in counts.items():
        first, other = said[0], next((one for one in said if one[0] != said[0][0]), None)
        if noun and other:
            yield found(
                "project_count", noun, f"{first[1]}写 {first[0]} 个，{other[1]}写 {other[0]} 个。"
                "口径不同的请注明（如含续建），否则请改为同一个数。",
                first[0], first[1], other[0], other[1], "个", amber=True,
            )


def _kind(noun: str) -> str:
    """Return which projects are meant: 棚户区改造项目 and 棚改项目 are the same."""
    short = noun.replace("棚户区改造", "棚改").replace("公租房", "公租")
    match = re.search(r"(棚改|公租|续建|老旧小区改造|保租房|保交房|风险)项目$", short)
    return match.group() if match else ""


CHECKS = (
    same_figure_same_number, rate_is_its_quotient, rates_have_one_precision, money_has_one_measure,
    projects_are_counted_once,
)
