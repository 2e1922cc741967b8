"""The dated steps of a record, the latest first; each table names whose steps."""
from affordable.enums import HomeStatus
from affordable.models import CommunityStep, FamilyStep, HomeStep, RelocationStep, ResettlementStep, RuralStep
from housing_portal.journal.tables import StepTable
from housing_portal.kit import tables


class FamilyStepTable(StepTable):
    class Meta(tables.Table.Meta):
        model = FamilyStep
        fields = ()


class CommunityStepTable(StepTable):
    class Meta(tables.Table.Meta):
        model = CommunityStep
        fields = ()


class RuralStepTable(StepTable):
    class Meta(tables.Table.Meta):
        model = RuralStep
        fields = ()


class HomeStepTable(StepTable):
    code = tables.ChipColumn(HomeStatus)

    class Meta(tables.Table.Meta):
        model = HomeStep
        fields = ()


class RelocationStepTable(StepTable):
    """All steps as they happened, also those that were taken back."""

    taken_back = tables.TextColumn(accessor="undone__recorded_by", verbose_name="已由谁撤回")

    class Meta(tables.Table.Meta):
        model = RelocationStep
        fields = ()


class ResettlementStepTable(StepTable):
    """All steps as they happened, also those that were sent back."""

    taken_back = tables.TextColumn(accessor="undone__recorded_by", verbose_name="已由谁退回")

    class Meta(tables.Table.Meta):
        model = ResettlementStep
        fields = ()
