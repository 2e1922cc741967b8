"""督查通报: the structure of dossier §6.3, every figure from the IndicatorSet, a row for every unit."""
from collections.abc import Sequence

from affordable.enums import Forecast
from housing_portal.accounts.models import Unit
from housing_portal.kit.charts import SLOW
from housing_portal.kit.gongwen import Block, Figure, Heading, Paper, Paragraph, Run
from housing_portal.kit.numerals import chinese_number
from housing_portal.kit.periods import written
from reports.documents.phrases import Phrases, cited, days, names, plain_rate, sentences
from reports.documents.tables import attachment
from reports.enums import DocumentStatus
from reports.evaluate import IndicatorSet, audit_table, audit_years
from reports.models import Document
from reports.workbooks import audit_sheet, progress_sheet


class Bulletin:
    """Writes one bulletin from its draft and the figures of its as-of date."""

    def __init__(self, document: Document, figures: IndicatorSet) -> None:
        self.document, self.figures = document, figures
        self.say = Phrases(figures)
        self.whole = str(figures.whole or "全域")

    def paper(self) -> Paper:
        """Return the whole paper with its two attachments."""
        document = self.document
        return Paper(
            mark=document.mark,
            number=document.number or f"{document.prefix}〔{document.issued_on.year}〕　号",
            draft=document.status == DocumentStatus.DRAFT,
            title_lines=title_lines(document.title),
            addressee=document.addressees,
            body=[*self.opening(), *self.progress(), *self.problems(), *self.measures()],
            attachments=self.attachments(),
            issuer=document.issuer,
            issued_on=document.issued_on,
            copies=[name for name in document.copies.replace(",", "，").split("，") if name],
            imprint_office=document.imprint_office,
            imprint_on=document.issued_on,
        )

    # -- opening -------------------------------------------------------------------------------------

    def opening(self) -> list[Block]:
        document = self.document
        words = f"根据{cited(document.basis_doc)}精神，" if document.basis_doc else ""
        words += document.issuer
        if document.campaign_from and document.campaign_to:
            words += f"于{days(document.campaign_from, document.campaign_to)}{groups_of(document.campaign_groups)}"
        words += f"对{self.whole}住房保障工作推进、政府投资公租房建设管理以及审计问题整改情况进行了督促检查。"
        share = self.figures.time_share
        pace: list[Run] = [
            f"截至{written(self.figures.scope.as_of)}，序时进度为",
            Figure(f"{share}%", "time_elapsed_share", "截至日为全年第几天 ÷ 全年天数"), "。",
        ]
        tail = [*sentences(document.assessment), "现将有关情况通报如下："]
        return [Paragraph([words, *pace, "".join(tail)])]

    # -- first part ----------------------------------------------------------------------------------

    def progress(self) -> list[Block]:
        return [
            Heading(1, "一、工作推进情况"),
            Heading(2, "（一）目标任务完成情况"),
            self.targets(), self.started(), self.continued(), self.investment(), self.subsidy(),
            Heading(2, "（二）历年公租房建设管理情况"),
            self.arrears(),
            Heading(2, "（三）跟踪审计问题整改情况"),
            *self.audits(),
            Heading(2, "（四）续建项目攻坚情况"),
            self.push(),
        ]

    def targets(self) -> Paragraph:
        number, document = self.say.number, self.document
        source = f"按照{cited(document.target_doc)}，" if document.target_doc else ""
        parts = [
            ("棚户区改造开工", "shantytown_target_sets"), ("新建公租房", "rental_target_sets"),
            ("续建项目基本建成", "continued_target_sets"), ("发放租赁补贴", "subsidy_target_households"),
            ("完成投资", "investment_target"),
        ]
        runs: list[Run] = [f"{source}{self.whole}{self.figures.scope.year}年目标任务为："]
        for label, key in parts:
            if self.figures.value(key) is None:
                continue
            runs += [label, number(key)]
            if key == "shantytown_target_sets" and self.figures.value("old_core_target_sets") is not None:
                runs += ["（其中老旧城区", number("old_core_target_sets"), "）"]
            runs.append("，")
        if len(runs) == 1:
            return Paragraph(f"{source}{self.whole}{self.figures.scope.year}年目标任务尚未登记。")
        runs[-1] = "。"
        return Paragraph(runs)

    def started(self) -> Heading:
        say, units = self.say, self.figures.units
        runs: list[Run] = [f"{self.whole}棚户区改造已开工", say.number("shantytown_started_sets")]
        runs += self._share("shantytown_start_rate")
        if self.figures.value("old_core_target_sets") is not None:
            runs += ["；其中老旧城区已开工", say.number("old_core_started_sets"), *self._share("old_core_rate", False)]
        if self.figures.value("rental_target_sets") is not None:
            runs += ["；公租房已开工", say.number("rental_started_sets"), *self._share("rental_start_rate", False)]
        runs.append("。")
        done = say.units_with("shantytown_started_sets", units)
        if done:
            runs += ["分单位看，", *say.listed("shantytown_started_sets", done), "。"]
        runs += self._not_started(done)
        return Heading(3, "1.开工情况。", runs)

    def _not_started(self, done: Sequence) -> list[Run]:
        """Name the units with a target and no start, each with its target and, once, what its note says."""
        runs: list[Run] = []
        notes = dict(self.figures.remarks)
        for unit in self.figures.units:
            for label, target, result in (
                ("", "shantytown_target_sets", "shantytown_started_sets"),
                ("公租房", "rental_target_sets", "rental_started_sets"),
            ):
                if not self.figures.value(target, unit) or self.figures.value(result, unit):
                    continue
                note = notes.pop(unit.pk, "").rstrip("。")
                runs += [
                    "；" if runs else "有任务尚未开工的：", unit.name, f"（{label}任务", self.say.number(target, unit),
                    f"，{note}）" if note else "）",
                ]
        return [*runs, "。"] if runs else []

    def continued(self) -> Heading:
        say = self.say
        done = say.units_with("continued_basic_done_sets", self.figures.units)
        runs: list[Run] = ["续建项目基本建成", say.number("continued_basic_done_sets")]
        runs += [*self._share("continued_basic_done_rate"), "。"]
        if done:
            runs += ["分单位看，", *say.listed("continued_basic_done_sets", done), "。"]
            broken_down, expected = self._expected("continued_target_sets")
            rest = [unit for unit in expected if unit not in done]
            if rest:
                runs.append(f"{names(rest)}尚无进展。" if broken_down else "其余单位没有进展记录。")
        return Heading(3, "2.续建项目基本建成情况。", runs)

    def investment(self) -> Heading:
        say, units, key = self.say, self.figures.units, "investment_total_wan_derived"
        if not self.figures.states(key):
            return Heading(3, "3.完成投资情况。", "各单位均未报完成投资。")
        done, zero = say.units_with(key, units), say.units_with(key, units, zero=True)
        silent = [unit for unit in units if self.figures.value(key, unit) is None]
        runs: list[Run] = ["累计完成投资", say.number(key), *self._share("investment_rate"), "。"]
        if done:
            runs += ["分单位看，", *say.listed(key, done), "。"]
        if zero:
            runs.append(f"{names(zero)}完成投资为0。")
        if silent:
            runs.append(f"{names(silent)}未报完成投资。" if done or zero else "各单位未分别上报。")
        return Heading(3, "3.完成投资情况。", runs)

    def subsidy(self) -> Heading:
        say, runs = self.say, []
        for key in ("subsidy_households", "subsidy_amount_wan"):
            if self.figures.states(key):
                runs += ["、" if runs else "已发放租赁补贴", say.number(key)]
        if self.figures.states("subsidy_households"):
            runs += self._share("subsidy_household_rate")
        runs.append("。" if runs else "没有登记租赁补贴发放数。")
        return Heading(3, "4.租赁补贴发放情况。", [*runs, *self._quarters()])

    def _quarters(self) -> list[Run]:
        """Say up to which quarter each unit has paid, the furthest first."""
        runs: list[Run] = []
        paid = self.figures.subsidy_quarters
        for quarter in sorted(set(paid.values()), reverse=True):
            reached = [unit for unit in self.figures.units if paid.get(unit.pk) == quarter]
            if reached:
                runs.append(f"发放至第{chinese_number(quarter)}季度的有{names(reached)}。")
        unpaid = [unit for unit in self._expected("subsidy_target_households")[1] if unit.pk not in paid]
        if unpaid:
            runs.append(f"{names(unpaid) if runs else '各单位'}尚无发放记录。")
        return runs

    def _expected(self, target_key: str) -> tuple[bool, list[Unit]]:
        """Tell whether a target is broken down by unit, and name the units that have to report on it."""
        tasked = [unit for unit in self.figures.units if self.figures.value(target_key, unit)]
        return bool(tasked), tasked or self.figures.units

    def _share(self, rate_key: str, pace: bool = True) -> list[Run]:
        if self.figures.value(rate_key) is None:
            return []
        return ["，占年度目标任务的", self.say.number(rate_key), *(self.say.against_pace(rate_key) if pace else [])]

    # -- arrears, audits, carried-over projects --------------------------------------------------------

    def arrears(self) -> Paragraph:
        say, figures = self.say, self.figures
        if not figures.total("arrears_derived").records and not figures.value("arrears_arranged_total"):
            return Paragraph("没有登记历年公租房建设管理情况。")
        runs: list[Run] = []
        if figures.total("arrears_derived").records:
            runs += [
                f"{figures.stock_period}下达{self.whole}公租房建设任务", say.number("rental_assigned_sets"),
                "，上报完成", say.number("rental_reported_done_sets"), "，盘活", say.number("rental_reused_sets"),
                "，实有政府投资公租房", say.number("rental_existing_sets"),
                "，历史欠账", say.number("arrears_derived"), "。",
            ]
        arranged = say.units_with("arrears_arranged_total", figures.reporting_units)
        if arranged:
            runs += ["共落实历史欠账", say.number("arrears_arranged_total"), "，分别是："]
            runs += [*say.listed("arrears_arranged_total", arranged), "。"]
        if arranged and figures.arrears_due_on:
            runs.append(f"须于{written(figures.arrears_due_on)}前分配入住。")
        return Paragraph(runs)

    def audits(self) -> list[Block]:
        years = audit_years(self.figures)
        if not years:
            return [Paragraph("没有登记审计未整改问题。")]
        if not self.figures.value("audit_open_total"):
            return [Paragraph("跟踪审计发现的问题已全部整改销号。")]
        runs: list[Run] = ["跟踪审计发现的问题仍有", self.say.number("audit_open_total"), "未整改"]
        if len(years) > 1:
            runs.append("，其中")
            for position, year in enumerate(years):
                runs += ["、" if position else "", f"{year}年", self.say.number(f"audit_{year}_open_total")]
        return [Paragraph([*runs, "。"]), *(block for year in reversed(years) for block in self._audit_year(year))]

    def _audit_year(self, year: int) -> list[Block]:
        table, key = audit_table(self.figures, year), f"audit_{year}_open_total"
        blocks: list[Block] = []
        classes: list[Run] = []
        for column, name, count in zip(table.keys, table.categories, table.totals, strict=True):
            if not count:
                continue
            units = [unit for unit, _ in table.units_of(name)]
            classes += ["；" if classes else "", f"{name}涉及", Figure(f"{len(units)}个单位", column),
                        self.say.number(column), "问题"]
            classes += ["，分别为", *self.say.listed(column, units)] if len(units) > 1 else [f"，为{names(units)}"]
        if classes:
            rest = ["；未分类", Figure(f"{table.uncategorised}个", key)] if table.uncategorised else []
            blocks.append(Paragraph([f"{year}年审计问题分类别看：", *classes, *rest, "。"]))
        units = [unit for unit, _, total in table.rows if total]
        if units:
            blocks.append(Paragraph([f"{year}年审计问题分单位看：", *self.say.listed(key, units), "。"]))
        return blocks

    def push(self) -> Paragraph:
        figures = self.figures
        if not figures.total("continued_task_sets").records and not figures.forecast_units:
            return Paragraph("没有登记续建攻坚任务。")
        runs: list[Run] = []
        if figures.states("continued_task_sets"):
            before = f"{written(figures.push_begun_before)}前" if figures.push_begun_before else ""
            runs += [f"{before}开工未建成的", self.say.number("continued_task_sets"), "。"]
        words = {
            Forecast.CAN: "计划年底前基本建成", Forecast.PARTLY: "能部分完成攻坚任务", Forecast.DIFFICULT: "完成有困难",
        }
        told: list[Run] = []
        for forecast, text in words.items():
            units = figures.forecast_units.get(forecast, [])
            if units:
                count = Figure(f"{len(units)}个单位", "continued_task_sets", "按研判结果列名的单位个数")
                told += ["；" if told else "", names(units), *([count] if len(units) > 1 else []), text]
        if told:
            runs += [*told, "。"]
        return Paragraph(runs)

    # -- second and third part -------------------------------------------------------------------------

    def problems(self) -> list[Block]:
        blocks: list[Block] = [Heading(1, "二、存在的主要问题")]
        lagging = self.lagging()
        texts = sentences(self.document.problems)
        first = [Paragraph(lagging)] if lagging else []
        if not first and not texts:
            return []
        return [*blocks, *first, *numbered(texts)]

    def lagging(self) -> list[Run]:
        """Name what is behind the time share by more than the amber limit, with rate and gap."""
        runs: list[Run] = []
        for programme in self.figures.lagging_programmes:
            pace = self.figures.pace(programme)
            runs += [
                "；" if runs else f"落后序时进度超过{abs(SLOW)}个百分点的有：",
                # no brackets: with an opening mark a rate would be too long to break a line before
                f"{programme.label.removeprefix('其中：')}完成率", self.say.number(programme.rate), "，差",
                Figure(plain_rate(abs(pace.gap)), programme.rate, "完成率 − 序时进度"), "个百分点",
            ]
        return [*runs, "。"] if runs else []

    def measures(self) -> list[Block]:
        texts = sentences(self.document.measures)
        if not texts:
            return []
        number = "三" if self.problems() else "二"
        return [
            Heading(1, f"{number}、下一步工作意见"),
            *numbered(texts),
        ]

    def attachments(self) -> list:
        filler = self.document.issuer
        year = max(audit_years(self.figures), default=None)
        sheets = [progress_sheet(self.figures, (), filler)]
        if year is not None:
            sheets.append(audit_sheet(self.figures, year, filler))
        return [attachment(sheet) for sheet in sheets]


def groups_of(number: int | None) -> str:
    """Say in how many groups the inspectors went: 分两组, not 分二组."""
    if not number:
        return ""
    return f"分{'两' if number == 2 else chinese_number(number)}组"


def numbered(texts: Sequence[str]) -> list[Block]:
    """Return free text as paragraphs 1., 2., …."""
    return [Heading(3, f"{number}.{text}") for number, text in enumerate(texts, start=1)]


def title_lines(title: str) -> list[str]:
    """Break a title by sense: before 情况的通报 when it is long, so that no word is split."""
    if len(title) <= 20:
        return [title]
    for mark in ("工作", "情况", "的"):
        place = title.find(mark, len(title) // 2 - 2)
        if 0 < place < len(title) - 2:
            return [title[:place], title[place:]]
    middle = len(title) // 2
    return [title[:middle], title[middle:]]
