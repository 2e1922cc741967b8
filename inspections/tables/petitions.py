from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from housing_portal.journal.tables import StepTable
from housing_portal.kit import clock, scope, tables
from housing_portal.kit.tables import NIL
from inspections.enums.petitions import PetitionStatus
from inspections.models.petition import Petition, Petitioner, PetitionStep
from inspections.petition_clock import Term, next_due


class PetitionTable(tables.Table):
    """Every row with the duty that is due next; terms are read for the page, or for the whole Excel list, at once."""

    number = tables.LinkColumn()
    title = tables.TextColumn()
    channel = tables.TextColumn()
    source_no = tables.TextColumn()
    category = tables.TextColumn()
    estate = tables.TextColumn(accessor="estate__record_name", verbose_name="楼盘")
    organization = tables.TextColumn(accessor="organization__name", verbose_name="被反映单位")
    persons = tables.NumberColumn(verbose_name="人数（人）")
    received_on = tables.DateColumn()
    term = tables.TextColumn(verbose_name="当前时限", empty_values=(), orderable=False)
    due = tables.DateColumn(verbose_name="到期日", empty_values=(), orderable=False)
    late = tables.TextColumn(verbose_name="时限状态", empty_values=(), orderable=False)
    handler = tables.TextColumn()
    leader = tables.TextColumn()
    satisfaction = tables.TextColumn()
    repeats = tables.TextColumn(accessor="repeats__number", verbose_name="首次来件", orderable=False)
    status = tables.ChipColumn(PetitionStatus)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = Petition
        fields = ()

    def render_term(self, record: Petition) -> Any:
        found = self._on_page(record)
        return found.label if found else NIL

    def render_due(self, record: Petition) -> Any:
        found = self._on_page(record)
        return found.due.isoformat() if found else NIL

    def render_late(self, record: Petition) -> Any:
        found = self._on_page(record)
        if found is None:
            return NIL
        words = found.words(clock.today())
        return format_html('<span class="bad">{}</span>', words) if found.days_over(clock.today()) else words

    def value_term(self, record: Petition) -> str | None:
        found = self._in_list(record)
        return found.label if found else None

    def value_due(self, record: Petition) -> date | None:
        found = self._in_list(record)
        return found.due if found else None

    def value_late(self, record: Petition) -> str | None:
        found = self._in_list(record)
        return found.words(clock.today()) if found else None

    def _on_page(self, record: Petition) -> Term | None:
        return self._term(record, lambda: [row.pk for row in self.paginated_rows.data])

    def _in_list(self, record: Petition) -> Term | None:
        return self._term(record, lambda: self.data.whole.order_by().values("pk"))

    def _term(self, record: Petition, rows: Any) -> Term | None:
        if not hasattr(self, "_terms"):
            self._terms = Petition.objects.filter(pk__in=rows()).terms_at(scope.current())
        return next_due(self._terms[record.pk], clock.today())


class TermTable(tables.Table):
    """The clock of one petition; the rows are terms."""

    label = tables.TextColumn(verbose_name="时限")
    basis = tables.TextColumn(verbose_name="依据")
    start = tables.DateColumn(verbose_name="起算日")
    original = tables.DateColumn(verbose_name="原期限")
    due = tables.DateColumn(verbose_name="到期日")
    done_on = tables.DateColumn(verbose_name="办理日期")
    state = tables.TextColumn(verbose_name="状态", empty_values=())

    class Meta(tables.Table.Meta):
        fields = ()

    def render_state(self, record: Term) -> Any:
        words = record.words(clock.today())
        return format_html('<span class="bad">{}</span>', words) if record.days_over(clock.today()) else words


def clock_table(found: Iterable[Term]) -> TermTable:
    return TermTable(list(found), orderable=False)


class PetitionStepTable(StepTable):
    told_on = tables.DateColumn()
    days = tables.NumberColumn()

    class Meta(tables.Table.Meta):
        model = PetitionStep
        fields = ("on", "code", "told_on", "days")


class PetitionerTable(tables.Table):
    """The persons of one petition, as everybody may see them."""

    name = tables.TextColumn(verbose_name="姓名")
    role = tables.TextColumn()
    identity_kind = tables.TextColumn()
    identity = tables.CodeColumn()
    phone = tables.CodeColumn()

    class Meta(tables.Table.Meta):
        model = Petitioner
        fields = ()

    def render_name(self, record: Petitioner) -> str:
        return str(record)


class PetitionerChangeTable(PetitionerTable):
    """The same with what may be done about a person."""

    ops = tables.OpenColumn()

    class Meta(PetitionerTable.Meta):
        pass

    def render_ops(self, record: Petitioner) -> SafeString:
        return format_html('<a href="{}">更正</a>', reverse("inspections:petitioner_edit", args=[record.pk]))


class RepeatTable(tables.Table):
    """The other petitions about the same matter."""

    number = tables.LinkColumn()
    channel = tables.TextColumn()
    received_on = tables.DateColumn()
    status = tables.ChipColumn(PetitionStatus)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = Petition
        fields = ()


def repeats_of(petition: Petition) -> QuerySet:
    """Return the other petitions about the matter of ``petition``, the first one first."""
    return Petition.objects.of_matter(petition.matter_id).exclude(pk=petition.pk).order_by("received_on", "pk")
