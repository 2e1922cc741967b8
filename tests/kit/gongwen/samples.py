"""Papers of an invented county for the tests of the printing engine."""
from dataclasses import replace
from datetime import date

from housing_portal.kit.gongwen import Attachment, Figure, HeadCell, Heading, Paper, Paragraph, TableBlock

TOWNS = (
    "城关镇", "东屏镇", "南麓乡", "清溪镇", "石桥镇", "北沟乡", "上河镇",
    "白杨乡", "龙泉镇", "柳湾乡", "西坪镇", "大槐树乡", "青石岭镇", "经济开发区",
)  # fmt: skip
SENTENCES = (
    "全县今年有7个乡镇共落实棚户区改造项目10个，公租房项目1个60套；截至目前，棚户区改造已开工702套，占年度目标任务的55.71%。",
    "各乡镇要严格履行主体责任，制定切实有效的实施方案，倒排工期、挂图作战，按月报送形象进度和影像资料，经复核后计入通报。",
    "通过本次督查摸底，结合工作实际，全县落实公租房历史欠账1753套，分别是：白杨乡156套、柳湾乡300套、西坪镇125套。",
    "县财政局、县自然资源局要加强协调配合，对手续办理开通绿色通道，确保保障性安居工程用地及时供应。",
)


def progress_table() -> TableBlock:
    """Return a table of 19 columns, three head rows and 15 rows, the widest the county reports."""
    groups = (("棚户区改造开工", 5), ("公租房新建", 2), ("续建项目基本建成", 3), ("租赁补贴", 3), ("完成投资", 3))
    units = ("（套）", "（套）", "（套）", "（户）", "（万元）")
    leaves = ["年度任务", "其中：老旧城区", "已开工", "其中：老旧城区", "完成率（%）", "年度任务", "已开工"]
    leaves += ["年度任务", "已完成", "完成率（%）", "年度任务", "已发放", "完成率（%）"]
    leaves += ["年度任务", "累计完成", "完成率（%）"]
    first = [HeadCell("序号", rowspan=3), HeadCell("乡镇（单位）", rowspan=3)]
    first += [HeadCell(name, colspan=span) for name, span in groups] + [HeadCell("备注", rowspan=3)]
    second = [HeadCell(unit, colspan=span) for unit, (_, span) in zip(units, groups, strict=True)]
    figures = ["420", "——", "268", "96", "63.81", "60", "0", "150", "147", "98.00"]
    figures += ["3601", "294", "8.16", "129500", "17312", "13.37"]
    rows = [[str(number), town, *figures, ""] for number, town in enumerate(TOWNS, 1)]
    rows[10][-1] = "前期手续已完成，具备开工条件"
    rows.append(["", "合　计", *figures, ""])
    return TableBlock(
        head=[first, second, [HeadCell(leaf) for leaf in leaves]],
        rows=rows,
        align="cl" + "r" * 16 + "l",
        foot=True,
        unit="截至2026年6月30日　单位：套、户、万元",
        reporter="填报单位（盖章）：云岭县住房保障中心",
        signoff="单位负责人：　　　审核人：　　　填表人：　　　填报日期：2026年7月2日",
    )


def small_table(rows: int = 3) -> TableBlock:
    """Return a table of three columns."""
    head = [[HeadCell("单位"), HeadCell("问题（个）"), HeadCell("已整改（个）")]]
    return TableBlock(head=head, rows=[[town, "3", "1"] for town in (TOWNS * rows)[:rows]], unit="单位：个")


def body(sections: int) -> list[Heading | Paragraph]:
    """Return a text of ``sections`` sections with all kinds of paragraphs."""
    blocks: list[Heading | Paragraph] = [Paragraph("现将上半年全县住房保障工作督查情况通报如下：")]
    for number in range(sections):
        blocks += [
            Heading(1, f"{'一二三四五六七八九'[number]}、总体进展"),
            Heading(2, "（一）开工情况"),
            Paragraph(["全县棚户区改造目标任务", Figure("1260套", key="target"), "，", SENTENCES[0]]),
            Heading(3, "1.基本建成。", SENTENCES[2]),
            Paragraph(SENTENCES[1]),
            Paragraph(SENTENCES[3] + SENTENCES[1]),
        ]
    return blocks


def notice(sections: int = 3) -> Paper:
    """Return a notice of some pages with a landscape and a portrait attachment."""
    return Paper(
        mark="云岭县住房保障领导小组办公室文件",
        number="云房保办发〔2026〕8号",
        title_lines=["关于2026年上半年全县住房保障工作", "督查情况的通报"],
        addressee="各乡（镇）人民政府，开发区管委会，县直有关单位",
        body=body(sections),
        attachments=[
            Attachment("云岭县2026年住房保障目标任务进展情况表", [progress_table()], landscape=True),
            Attachment("云岭县住房保障工作督查情况汇总表", [small_table(14)]),
        ],
        issuer="云岭县住房保障领导小组办公室",
        issued_on=date(2026, 7, 2),
        copies=["县委办公室", "县人大常委会办公室", "县政府办公室", "县政协办公室", "县监委", "县财政局"],
        imprint_office="云岭县住房保障领导小组办公室",
        imprint_on=date(2026, 7, 3),
    )


def short_notice(text: str = "请认真落实。") -> Paper:
    """Return a notice of one page of text."""
    return replace(notice(), body=[Paragraph(text)], attachments=[], copies=[])


def report(*signers: str) -> Paper:
    """Return a paper to a superior office (上行文)."""
    return replace(
        notice(1), mark="云岭县住房和城乡建设局文件", number="云建发〔2026〕8号", addressee="云岭县人民政府",
        title_lines=["2026年上半年住房保障和房地产工作情况汇报"], attachments=[], upward=True, signers=signers,
    )


def letter() -> Paper:
    """Return a 函."""
    return replace(
        short_notice(SENTENCES[1]),
        mark="云岭县住房和城乡建设局",
        number="云建函〔2026〕12号",
        title_lines=["关于督促加快棚户区改造项目开工的函"],
        addressee="北沟乡人民政府",
        copies=["县政府办公室"],
        letter=True,
    )
