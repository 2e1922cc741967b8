from affordable.models import ProjectBuilding
from housing_portal.kit.tables import CodeColumn, NumberColumn, OpsColumn, Table


class BuildingTable(Table):
    """The buildings of one project with what of each has been confirmed."""

    no = CodeColumn()
    sets = NumberColumn()
    floors = NumberColumn()
    started_sets = NumberColumn(verbose_name="已开工（套）")
    done_sets = NumberColumn(verbose_name="基本建成（套）")
    ops = OpsColumn("affordable/building_ops.html")

    class Meta(Table.Meta):
        model = ProjectBuilding
        fields = ()
