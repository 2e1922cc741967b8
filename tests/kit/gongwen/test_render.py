"""The bytes: the same every time, nothing fetched, nothing printed as a box, nothing typed becomes markup."""
import hashlib
from dataclasses import replace

import pytest

from housing_portal.kit.gongwen import (
    Attachment,
    GongwenError,
    HeadCell,
    Missing,
    TableBlock,
    missing_glyphs,
    render_pdf,
)
from housing_portal.kit.gongwen.press import layout
from tests.kit.gongwen import samples
from tests.kit.gongwen.measure import opened

VECTORS = (
    "<script>alert(1)</script>", "{{7*7}}", "</style><style>*{display:none}", "&#x3c;img src=file:///etc/passwd>",
    "<svg/onload=alert(1)>", "<img src=data:,x>",
)


def printed(paper) -> str:
    with opened(render_pdf(paper)) as pages:
        return "".join(char["text"] for page in pages for char in page.chars if char["text"].strip())


def test_same_paper_same_bytes() -> None:
    first, second = (hashlib.sha256(render_pdf(samples.notice())).hexdigest() for _ in range(2))
    assert first == second


def test_metadata_come_from_the_paper() -> None:
    with opened(render_pdf(samples.short_notice())) as pages:
        metadata = pages[0].pdf.metadata
    assert metadata["Title"] == "关于2026年上半年全县住房保障工作督查情况的通报"
    assert metadata["CreationDate"] == "D:20260702"


@pytest.mark.parametrize("vector", VECTORS)
def test_typed_markup_is_printed_as_typed(vector: str) -> None:
    table = TableBlock(head=[[HeadCell(vector)]], rows=[[vector]], unit=vector, notes=[vector])
    paper = replace(
        samples.short_notice(f"甲{vector}乙"),
        attachments=[Attachment("附表", [table])],
        remark=vector,
        imprint_office=vector,
    )
    text = vector.replace(" ", "")
    assert printed(paper).count(text) == 7


@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://127.0.0.1:9/x.png", "ftp://127.0.0.1/x",
                                     "data:image/png;base64,AAAA", "data:image/svg+xml,%3Csvg/%3E"])
@pytest.mark.parametrize("markup", ['<img src="{}">', '<link rel=stylesheet href="{}">', "<style>@import '{}'</style>"])
def test_the_press_fetches_nothing(address: str, markup: str) -> None:
    with pytest.raises(GongwenError) as refused:
        layout(markup.format(address))
    assert refused.value.sentence == "公文内容引用了外部文件，已停止生成，请删除引用后重试。"


def test_rare_names_are_printed() -> None:
    assert "喆堃龑玥㛃䶮祎" in printed(samples.short_notice("联系人：喆堃龑玥㛃䶮祎。"))


def test_a_character_without_a_glyph_is_refused() -> None:
    paper = samples.short_notice("联系人：𰀀。")
    assert missing_glyphs(paper) == [Missing("𰀀", "U+30000", "仿宋")]
    with pytest.raises(GongwenError) as refused:
        render_pdf(paper)
    assert refused.value.sentence == (
        "字库中没有以下1个字：“𰀀”（U+30000，仿宋）。请改用规范字形，或由管理员安装含有该字的字体后再生成。"
    )


def test_a_signer_without_a_glyph_is_refused() -> None:
    paper = samples.report("钱\U00030000")
    assert missing_glyphs(paper) == [Missing("\U00030000", "U+30000", "楷体")]


def test_private_use_characters_are_refused() -> None:
    assert missing_glyphs(samples.short_notice("联系人：\ue123。")) == [Missing("\ue123", "U+E123", "仿宋")]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"body": []}, "公文正文为空，请先填写正文。"),
        ({"title_lines": [" "]}, "公文标题为空，请先填写标题。"),
        ({"mark": ""}, "发文机关标志为空，请先在发文单位中填写。"),
        ({"mark": "局" * 37}, "发文机关标志超过36字，请使用规范化简称。"),
        ({"urgency": "急" * 29}, "紧急程度超过一行（28字），请使用规范化简称。"),
        ({"secrecy": "密" * 29}, "密级超过一行（28字），请使用规范化简称。"),
        (
            {"imprint_office": "云岭县住房保障和房地产市场平稳健康发展工作领导小组办公室"},
            "印发机关与印发日期在一行内排不下，请使用印发机关的规范化简称。",
        ),
        ({"copies": ["县财政局"] * 200}, "主送、抄送单位过多，版记在一页内排不下，请使用规范化统称。"),
        ({"addressee": "县直单位" * 200}, "主送、抄送单位过多，版记在一页内排不下，请使用规范化统称。"),
        (
            {"attachments": [Attachment("附表", [replace(samples.small_table(), unit="万" * 43)])]},
            "附表右上方的单位、时间说明超过一行（42字），请简写或移到表下说明。",
        ),
        (
            {"attachments": [Attachment("附表", [replace(samples.small_table(), unit="万" * 61)], landscape=True)]},
            "附表右上方的单位、时间说明超过一行（60字），请简写或移到表下说明。",
        ),
        (
            {"body": [replace(samples.small_table(), unit="万" * 29)]},
            "附表右上方的单位、时间说明超过一行（28字），请简写或移到表下说明。",
        ),
        (
            {"attachments": [Attachment("附表", [TableBlock([[HeadCell("住" * 5000)]], [["1"]])])]},
            "附表的表头超过半页，请缩短表头文字。",
        ),
        ({"upward": True, "signers": ["周静"] * 11}, "签发人超过10人，首页排不下正文，请核对。"),
        ({"upward": True, "letter": True}, "上行文不用信函格式，请改用公文格式。"),
        (
            {"upward": True, "signers": ["钱志宏", "周静"], "number": "云岭县住房保障办公室发〔2026〕8号"},
            "发文字号与签发人姓名在一行内排不下，请缩短机关代字。",
        ),
        ({"issuer": "局" * 29}, "署名超过一行（28字），请使用规范化简称。"),
        ({"body": samples.short_notice("住" * 200_001).body}, "公文共200125字，超过上限200000字，请拆分后再生成。"),
        ({"body": [samples.small_table(1001)]}, "附表有1001行，超过上限1000行，请拆分或改为电子表格。"),
        ({"body": [TableBlock(head=[], rows=[])]}, "附表有0列，应在1至30列之间，请检查表头或拆分附表。"),
        ({"body": [samples.small_table(900)] * 3}, "附表共8100格，超过上限6000格，请拆分或改为电子表格。"),
        (
            {"body": [TableBlock(head=[[HeadCell("甲"), HeadCell("乙")]], rows=[["1", "2"], ["1"]])]},
            "附表第2行有1格，表头有2列，请补齐。",
        ),
        (
            {"body": [TableBlock(head=[[HeadCell("甲", colspan=2)], [HeadCell("乙")]], rows=[["1", "2"]])]},
            "附表表头的合并单元格不能拼成完整的表头，请检查跨列、跨行的数目。",
        ),
        (
            {"body": [replace(samples.small_table(), widths=[1, 2])]},
            "附表给了2个列宽，表头有3列，请改为一致。",
        ),
    ],
)
def test_papers_that_cannot_be_printed_whole_are_refused(change: dict, sentence: str) -> None:
    with pytest.raises(GongwenError) as refused:
        render_pdf(replace(samples.short_notice(), **change))
    assert refused.value.sentence == sentence


@pytest.mark.parametrize("change", [
    {"title_lines": ["住" * 5000]}, {"remark": "住" * 5000},
    {"attachments": [Attachment("住" * 2500, [samples.small_table()])]},  # its title stands in the 附件说明 too
    *({"attachments": [Attachment("附表", [table])]} for table in (
        TableBlock([[HeadCell("甲"), HeadCell("乙")]], [["住" * 5000, "2"]]),
        replace(samples.small_table(), reporter="住" * 5000), replace(samples.small_table(), notes=["住" * 5000]),
        replace(samples.small_table(), signoff="住" * 5000),
    )),
    {"body": [TableBlock([[HeadCell("甲"), HeadCell("乙")]], [["住" * 5000, "2"]])]},
])
def test_five_thousand_characters_without_a_break_are_printed_whole(change: dict) -> None:
    plain = replace(samples.short_notice(), copies=[], mark="云岭县政府文件", issuer="云岭县", imprint_office="云岭县")
    title = "" if "title_lines" in change else plain.title
    assert printed(replace(plain, **change)).count("住") == 5000 + title.count("住")


def test_a_table_of_many_pages_repeats_its_head() -> None:
    text = printed(replace(samples.short_notice(), attachments=[Attachment("附表", [samples.small_table(100)])]))
    assert text.count("已整改（个）") == 3
    assert text.count("城关镇") == 8
