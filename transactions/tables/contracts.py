from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F
from django.utils.html import format_html
from django.utils.safestring import SafeString

from housing_portal.kit import clock, tables
from housing_portal.kit.addresses import place
from housing_portal.kit.secrecy import mask_names
from housing_portal.kit.workflow import Step
from transactions.enums import ENDED, ContractStatus
from transactions.models import ContractEvent, ContractParty, ContractVersion, SaleContract, SaleViolation
from transactions.services.filing import filing_clock
from transactions.tables.parts import PersonTable, SaleEventTable
from transactions.workflow import CONFIRM

# what a reader sees until other columns are chosen
SHOWN = (
    "estate", "room_label", "buyer_names", "area_priced", "unit_price", "total_price", "signed_on", "filed_on",
    "status",
)
UNCOUNTED = (ContractStatus.DRAFT, *ENDED)


class FilingColumn(tables.DateColumn):
    """The day of filing; while there is none, whether the term has run out."""

    def render(self, record: SaleContract, table: Any) -> str | SafeString:
        if record.filed_on is not None:
            return record.filed_on.isoformat()
        clock_of = filing_clock(record, table.filing_term, clock.today())
        if clock_of is None or not clock_of.is_over:
            return tables.NIL
        return format_html('<b class="bad">超 {} 天</b>', -clock_of.days)

    def export(self, value: date | None) -> date | None:
        return value


class StepColumn(tables.OpenColumn):
    """操作: the step that the reader may take next, then 查看."""

    def render(self, record: SaleContract, table: Any) -> SafeString:
        opens, step = super().render(record=record), table.next_step(record)
        if step is None:
            return opens
        return SafeString(f'<a href="{place(f"transactions:contract_{step.code}", record.pk)}">{step.label}</a>{opens}')


class ContractTable(tables.Table):
    """``filing_term``, ``steps`` and ``reader`` are set by the page; sorts are offered where an index bears them."""

    borrowed = {"estate_name": F("estate__record_name"), "seller_name": F("seller__name")}
    filing_term = 0
    steps: Mapping[str, Step] = {}
    reader: int | None = None  # key of whoever looks at the list

    contract_no = tables.CodeColumn(linkify=True, orderable=False, default="草稿")
    filing_no = tables.CodeColumn(orderable=False)
    estate = tables.TextColumn(orderable=False, accessor="estate_name", verbose_name="楼盘")
    room_label = tables.CodeColumn(orderable=False)
    buyer_names = tables.MaskedColumn(mask_names, orderable=False)
    use = tables.TextColumn(orderable=False)
    kind = tables.TextColumn(orderable=False)
    area_priced = tables.NumberColumn(places=2, verbose_name="面积（㎡）")
    price_basis = tables.TextColumn(orderable=False)
    unit_price = tables.MoneyColumn()
    total_price = tables.MoneyColumn()
    pay_method = tables.TextColumn(orderable=False)
    down_payment = tables.MoneyColumn(orderable=False)
    loan_amount = tables.MoneyColumn(orderable=False)
    signed_on = tables.DateColumn()
    filed_on = FilingColumn(empty_values=(), orderable=False)
    delivery_on = tables.DateColumn(orderable=False)
    seller = tables.TextColumn(orderable=False, accessor="seller_name", verbose_name="出卖人")
    special = tables.TextColumn(orderable=False)
    ended_on = tables.DateColumn(orderable=False)
    end_reason = tables.TextColumn(orderable=False)
    titled_on = tables.DateColumn(orderable=False)
    version = tables.NumberColumn(orderable=False)
    status = tables.ChipColumn(ContractStatus, orderable=False)
    ops = StepColumn()

    class Meta(tables.Table.Meta):
        model = SaleContract
        fields = ()
        row_attrs = {"class": lambda record: "void" if record.status in ENDED else ""}

    def next_step(self, contract: SaleContract) -> Step | None:
        """Return what the reader may do next; nobody confirms what he has submitted himself."""
        step = self.steps.get(contract.status)
        own = step and step.permission == CONFIRM and contract.submitted_by_id == self.reader
        return None if own else step

    def _page_totals(self) -> dict[str, Any]:
        """Add up what counts: drafts and ended contracts stand on the page, but not in its sum."""
        counted = [row.record for row in self.paginated_rows if row.record.status not in UNCOUNTED]
        return {name: sum(getattr(record, name) for record in counted) for name in self.totals}


class PartyTable(PersonTable):
    class Meta(tables.Table.Meta):
        model = ContractParty
        fields = ()


class VersionTable(tables.Table):
    """Terms that a change has replaced."""

    version = tables.NumberColumn()
    replaced_on = tables.DateColumn()
    reason = tables.TextColumn()
    masked_buyers = tables.TextColumn(verbose_name="买受人")
    area_priced = tables.NumberColumn(places=2)
    unit_price = tables.MoneyColumn()
    total_price = tables.MoneyColumn()
    pay_method = tables.TextColumn()
    down_payment = tables.MoneyColumn()
    loan_amount = tables.MoneyColumn()
    delivery_on = tables.DateColumn()

    class Meta(tables.Table.Meta):
        model = ContractVersion
        fields = ()


class EventTable(SaleEventTable):
    class Meta(tables.Table.Meta):
        model = ContractEvent
        fields = ()


class ViolationTable(tables.Table):
    found_on = tables.DateColumn()
    what = tables.TextColumn(orderable=False)
    room = tables.LinkColumn(orderable=False)
    estate = tables.TextColumn(orderable=False, accessor="room__building__estate__record_name", verbose_name="楼盘")
    seller = tables.TextColumn(orderable=False, accessor="seller_name", verbose_name="出卖人")
    detail = tables.TextColumn(orderable=False)
    recorded_by = tables.TextColumn(orderable=False, accessor="recorded_by__name", verbose_name="登记人")

    class Meta(tables.Table.Meta):
        model = SaleViolation
        fields = ()
