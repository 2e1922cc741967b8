"""The ledger in the nine columns of the official form, in their order (source 001), then state and risk."""
from housing_portal.kit import scope, tables
from presale.delivery.enums.estates import EstateStatus, Risk, WorkState
from presale.delivery.models import EstateStep, TroubledEstate
from presale.delivery.register import delay_of, kinds_of


class EstateTable(tables.Table):
    estate = tables.TextColumn(linkify=lambda record: record.get_absolute_url(), order_by="estate__record_name")
    developer = tables.TextColumn(order_by="developer__name")
    builder_unit = tables.TextColumn(order_by="builder_unit__name")
    general_contractor = tables.TextColumn(order_by="general_contractor__name")
    total_floor_area = tables.NumberColumn(places=2)
    sold_area = tables.NumberColumn(places=2, verbose_name="已售面积（㎡）")
    undelivered = tables.NumberColumn(verbose_name="未交房套数")
    delay = tables.NumberColumn(verbose_name="延期时间（天）", orderable=False, empty_values=())
    problems = tables.WordsColumn(verbose_name="主要问题", orderable=False, empty_values=())
    state = tables.ChipColumn(WorkState, verbose_name="施工状态")
    risk_level = tables.ChipColumn(Risk, verbose_name="风险等级")
    sources = tables.TextColumn(verbose_name="清单来源", orderable=False)
    due_sets = tables.NumberColumn(verbose_name="应交付套数")
    delivered = tables.NumberColumn(verbose_name="已交付套数")
    contract_delivery_on = tables.DateColumn()
    expected_on = tables.DateColumn(verbose_name="预计交房日")
    percent = tables.NumberColumn(places=2, verbose_name="工程量（%）")
    taskforce = tables.TextColumn(order_by="taskforce__name")
    lead_county_leader = tables.TextColumn()
    status = tables.ChipColumn(EstateStatus, verbose_name="台账状态")
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = TroubledEstate
        fields = ()

    def render_delay(self, record: TroubledEstate) -> str:
        return f"{delay_of(record, scope.current()):,}"

    def value_delay(self, record: TroubledEstate) -> int:
        return delay_of(record, scope.current())

    def render_problems(self, record: TroubledEstate) -> str:
        return kinds_of(record) or tables.NIL

    def value_problems(self, record: TroubledEstate) -> str:
        return kinds_of(record)


class EstateStepTable(tables.Table):
    on = tables.DateColumn()
    code = tables.ChipColumn(EstateStatus)
    note = tables.WordsColumn()
    recorded_by = tables.TextColumn()

    class Meta(tables.Table.Meta):
        model = EstateStep
        fields = ()
