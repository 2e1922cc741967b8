from affordable.enums import ProjectState
from affordable.models import AffordableProject
from affordable.tables.base import RecordTable
from housing_portal.kit.tables import (
    ChipColumn,
    LinkColumn,
    MoneyColumn,
    NumberColumn,
    Table,
    TextColumn,
    YearColumn,
)


class ProjectTable(RecordTable):
    name = LinkColumn()
    kind = TextColumn()
    plan_year = YearColumn()
    undertaker = TextColumn()
    sets_planned = NumberColumn(verbose_name="计划（套）")
    started_sets = NumberColumn(verbose_name="已开工（套）")
    done_sets = NumberColumn(verbose_name="基本建成（套）")
    invest_total = MoneyColumn(unit="万元", verbose_name="总投资（万元）")
    state = ChipColumn(ProjectState)

    class Meta(Table.Meta):
        model = AffordableProject
        fields = ("name", "unit")
