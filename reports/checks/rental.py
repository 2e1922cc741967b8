"""勾稽 of rental housing, subsidies and shared ownership (source 000 L10–L11, slots 38–48), for the bureau alone."""
from collections.abc import Callable, Iterator

from affordable.enums import Ownership
from affordable.models import Family, RentalHome, SubsidyBatch
from affordable.services.subsidy_batches import planned_on
from housing_portal.kit.periods import quarter as quarter_of
from housing_portal.kit.periods import written
from reports.enums import Severity
from reports.evaluate import IndicatorSet
from reports.warning import Warning, by_unit, shown

Check = Callable[[IndicatorSet], Iterator[Warning]]
# what was stated of subsidies, and what the bank says
PAID = (("subsidy_households", "subsidy_paid_hh"), ("subsidy_amount_wan", "subsidy_paid_wan"))


def entered_within_stock(figures: IndicatorSet) -> Iterator[Warning]:
    """No more homes are entered in the system than there are (slot 38)."""
    entered, held = figures.value("rent_units_in"), figures.value("rental_homes_held")
    if entered > held:
        yield Warning(
            "entered_within_stock", Severity.RED, "rental",
            f"公租房：系统内录入房源 {entered} 套，多于实有房源 {held} 套，多 {entered - held} 套。"
            "请核对已处置、灭失的房源是否已在系统中注销。",
            entered, "已录入", held, "实有", "套", "rent_units_in",
        )


def stock_against_report(figures: IndicatorSet) -> Iterator[Warning]:
    """实有 of the table of arrears and the homes of the ledger are the same homes (dossier §9.29)."""
    reported = figures.value("rental_existing_sets")
    held = RentalHome.objects.held(figures.scope).filter(ownership=Ownership.GOVERNMENT).count()
    if held and reported and held != reported:
        yield Warning(
            "stock_against_report", Severity.AMBER, "rental",
            f"公租房：历年公租房填报政府投资实有 {shown(reported)} 套，房源台账为 {held} 套，"
            f"相差 {shown(abs(reported - held))} 套。请补登房源或更正填报。",
            reported, "填报实有", held, "房源台账", "套", "rental_existing_sets",
        )


def register_year_is_over(figures: IndicatorSet) -> Iterator[Warning]:
    """The register is that of the end of a year that is over (slot 40)."""
    base = figures.value("sub_base_year")
    if base >= figures.scope.year:
        yield Warning(
            "register_year", Severity.RED, "subsidy",
            f"租赁补贴基准名册年度为 {base} 年，应早于 {figures.scope.year} 年，请在业务参数中更正。",
            base, "基准年", figures.scope.year, "统计年", "年", "sub_base_year",
        )


def register_not_entered(figures: IndicatorSet) -> Iterator[Warning]:
    """剩余 of the register is what is not entered; new families do not make up for it (slots 41–43)."""
    left, registered = figures.value("sub_left"), figures.value("sub_base_hh")
    if left:
        yield Warning(
            "register_not_entered", Severity.AMBER, "subsidy",
            f"租赁补贴基准名册 {registered} 户，已录入 {figures.value('sub_entered')} 户，剩余 {left} 户未录入，"
            "不能写“全部录入”；名册以外新增的户不抵剩余户数。",
            registered - left, "已录入", registered, "名册", "户", "sub_left",
        )


def quarters_without_batch(figures: IndicatorSet) -> Iterator[Warning]:
    """A quarter is over its day and has no batch, although families have a grant (slot 44)."""
    scope = figures.scope
    live = SubsidyBatch.objects.live().filter(year=scope.year, recorded_at__lte=scope.cutoff)
    made = set(live.values_list("quarter", flat=True))
    for number in (1, 2, 3, 4):
        due = planned_on(scope.year, number)
        if number in made or due >= scope.as_of:
            continue
        period = quarter_of(scope.year, number)
        entitled = Family.objects.subsidized_on(period.end, scope).count()
        if entitled:
            yield Warning(
                "quarter_without_batch", Severity.AMBER, f"{scope.year}/{number}",
                f"{period.label}租赁补贴应于 {written(due)}前发放，{entitled} 户有补贴资格，还没有建立发放批次。",
                entitled, "有资格（户）", 0, "已列入（户）", "户", f"subsidy_q{number}_listed_hh",
            )


def batches_past_their_day(figures: IndicatorSet) -> Iterator[Warning]:
    """Sent is not paid: what has not arrived or came back is not paid out (dossier §9.27)."""
    behind, returned = figures.value("subsidy_batches_behind"), figures.value("subsidy_returned_hh")
    if behind or returned:
        yield Warning(
            "subsidy_open", Severity.AMBER, "subsidy",
            f"租赁补贴：逾期未发完的批次 {behind} 个，退票未补发 {returned} 笔，都不计入已发放户数和金额。",
            behind, "逾期批次（个）", returned, "退票（笔）", "", "subsidy_returned_hh",
        )


def progress_against_payments(figures: IndicatorSet) -> Iterator[Warning]:
    """What is stated of a unit that is paid by batches is what has arrived (source 003 L22)."""
    for stated, paid in PAID:
        for unit, arrived in by_unit(figures, paid):
            said = figures.value(stated, unit)
            if said == arrived:
                continue
            measure = figures.indicators[stated]
            yield Warning(
                "progress_against_payments", Severity.RED, f"{stated}/{unit}",
                f"{unit}{measure.label}：进度登记 {shown(said)}{measure.unit}，发放明细到账 {shown(arrived)}"
                f"{measure.unit}，请以到账为准更正。",
                said, "进度登记", arrived, "到账", measure.unit, stated,
            )


def not_all_certified(figures: IndicatorSet) -> Iterator[Warning]:
    """全部办理了产权证 is true when every home that was sold has its certificate (slot 48)."""
    sold, bare = figures.value("shared_alloc"), figures.value("shared_uncertified")
    if bare:
        yield Warning(
            "not_all_certified", Severity.AMBER, "shared",
            f"共有产权住房：已分配 {sold} 套，已办产权证 {sold - bare} 套，还差 {bare} 套，不能写“全部办理了产权证”。",
            sold - bare, "已办证", sold, "已分配", "套", "shared_uncertified",
        )


def _of_the_bureau(checks: tuple[Check, ...]) -> Check:
    """Ask only where the figures exist: readers of other units have none of these."""
    def ask(figures: IndicatorSet) -> Iterator[Warning]:
        if figures.scope.unit_ids is None:
            for check in checks:
                yield from check(figures)
    return ask


RENTAL_CHECKS: tuple[Check, ...] = (_of_the_bureau((
    entered_within_stock, stock_against_report, register_year_is_over, register_not_entered, quarters_without_batch,
    batches_past_their_day, progress_against_payments, not_all_certified,
)),)
