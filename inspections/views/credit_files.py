"""企业信用: the enterprises of a kind with score and grade, the file of one of them, and what may be published."""
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from housing_portal.kit import clock, scope
from housing_portal.kit.pages import DetailPage, KeyFigure, ListPage, day_asked
from housing_portal.kit.tables import Table
from housing_portal.registry.models import Organization
from inspections.credit_grade import NO_GRADE, UNRATED
from inspections.enums.credit import CreditSubject
from inspections.filters.credit import CreditFileFilter, PublicationFilter
from inspections.models.credit import CreditRecord
from inspections.services import credit_files
from inspections.tables.credit import CountedTable, CreditFileTable, PublicationTable, working
from inspections.workflow import VIEW

NO_RULE = "这一类企业还没有施行中的信用规则"


class CreditFileList(ListPage):
    """``?kind=…`` chooses the kind of enterprise; developers come first."""

    permission = VIEW
    title = "企业信用"
    model = Organization
    table_class = CreditFileTable
    filterset_class = CreditFileFilter
    empty_text = "基础台账中没有这一类企业"
    shown = ("credit_code", "score", "grade", "good", "bad", "last_on")

    @cached_property
    def subject(self) -> CreditSubject:
        asked = self.request.GET.get("kind", "")
        return CreditSubject(asked) if asked in CreditSubject.values else CreditSubject.DEVELOPER

    def get_title(self) -> str:
        return f"{self.title}：{self.subject.label}"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().current().filter(roles__kind=self.subject.capacity)

    def build(self) -> None:
        super().build()
        keys = self.object_list.order_by().values_list("pk", flat=True)
        self.table.subject = self.subject.value
        self.table.files = credit_files.files_of(self.subject, scope.current(), keys)


class CreditFilePage(DetailPage):
    """How an enterprise stood at the end of a day, with the working; every past day can be asked for."""

    permission = VIEW
    model = Organization
    template_name = "inspections/credit_file.html"

    @cached_property
    def subject(self) -> CreditSubject:
        if self.kwargs["kind"] not in CreditSubject.values:
            raise Http404
        return CreditSubject(self.kwargs["kind"])

    @cached_property
    def day(self) -> date:
        return day_asked(self.request, "as_of")

    @cached_property
    def file(self) -> credit_files.File:
        return credit_files.file_of(self.object, self.subject, scope.current(self.day))

    def get_title(self) -> str:
        return f"{self.object}　{self.subject.label}信用档案"

    def get_figures(self) -> list[KeyFigure]:
        found, rule = self.file, self.file.rule
        score = found.score
        return [
            KeyFigure("得分（分）", str(score.points) if score else "——", main=True),
            KeyFigure("等级", score.grade if score else "——", "" if score else NO_RULE),
            KeyFigure("计分记录（条）", str(len(found.effective))),
            KeyFigure("规则施行日期", str(rule.effective_from) if rule else "——",
                      url=rule.get_absolute_url() if rule else ""),
        ]

    def get_facts(self) -> list[tuple[str, Any]]:
        it, score = self.object, self.file.score
        grades = self.file.rule.grades.order_by("-at_least") if self.file.rule else ()
        return [
            ("等级说明", self._explained() if score else NO_RULE),
            ("等级标准", "；".join(map(str, grades)) or None), ("信用规则", self.file.rule),
            ("统一社会信用代码", it.credit_code), ("资质等级", it.qualification or None),
        ]

    def _explained(self) -> str:
        score = self.file.score
        parts = "".join(f" {'−' if part.counted < 0 else '+'} {abs(part.counted)}" for part in score.parts)
        floor = "（不足 0 分的计 0 分）" if score.points == 0 else ""
        grade = score.grade if score.grade in (NO_GRADE, UNRATED) else f"达到 {score.grade} 级标准"
        return f"{score.base_score}{parts} = {score.points} 分{floor}，{grade}"

    def get_tables(self) -> list[tuple[str, Table]]:
        found = self.file
        tables: list[tuple[str, Table]] = [("信用记录", CountedTable(found.counted, orderable=False))]
        return [("计分过程", working(found.score)), *tables] if found.score else tables

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(as_of=self.day, today=clock.today(), **kwargs)


class PublicationList(ListPage):
    """处罚信息公示: effective penalties with the number of their decision, nothing else."""

    permission = VIEW
    title = "信用公示"
    model = CreditRecord
    table_class = PublicationTable
    filterset_class = PublicationFilter
    empty_text = "没有可以公示的处罚信息：须为已生效、条目可公示、有决定文书号的不良信息"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().publishable(scope.current()).select_related("organization", "item")
