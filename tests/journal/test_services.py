"""The diary, attachments under their digest, and number sequences without gaps."""
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from pytest_django.fixtures import Settings

from housing_portal.accounts.models import Unit, User
from housing_portal.journal import origin, services
from housing_portal.journal.models import Attachment, Entry, NumberSequence
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.models import Organization, PolicyDoc
from tests.material import pdf_bytes, png_bytes


@pytest.fixture
def paper(db: None) -> PolicyDoc:
    return PolicyDoc.objects.create(number="云房办〔2026〕6号", issuer="云岭县住房和城乡建设局")


# -- diary -------------------------------------------------------------------------------------------


def test_entry_keeps_person_unit_and_what_changed(clerk: User, paper: PolicyDoc) -> None:
    entry = services.record(
        actor=clerk, action="修改", label=" 修改\u200b依据文件 ", obj=paper, before={"标题": "旧", "文号": "x"},
        after={"标题": "新", "文号": "x"}, reason="更正",
    )
    entry.refresh_from_db()
    assert (entry.actor, entry.actor_name, entry.unit, entry.label) == (clerk, "李经办", clerk.unit, "修改依据文件")
    assert (entry.object_type, entry.object_id) == ("registry.policydoc", paper.pk)
    assert (entry.before, entry.after, entry.reason) == ({"标题": "旧"}, {"标题": "新"}, "更正")


def test_a_relation_that_was_loaded_in_between_has_not_changed(clerk: User) -> None:
    row = User.objects.get(pk=clerk.pk)
    before = services.snapshot(row)
    row.name = f"{row.unit.name}李经办"  # reads the unit: from now on a snapshot names it
    told = {"actor": clerk, "action": "修改", "label": "修改", "obj": row, "before": before}
    entry = services.record(**told, after=services.snapshot(row))
    assert (set(entry.before), set(entry.after)) == ({"姓名"}, {"姓名"})
    row.unit = Unit.objects.create(name="财政股", kind=row.unit.kind)
    assert services.record(**told, after=services.snapshot(row)).after[
        str(User._meta.get_field("unit").verbose_name)] == "财政股"


def test_entry_keeps_a_whole_new_record(clerk: User) -> None:
    entry = services.record(actor=clerk, action="新增", label="新增", after={"标题": "新"})
    assert (entry.before, entry.after, entry.object_type, entry.object_id) == ({}, {"标题": "新"}, "", None)


def test_entry_keeps_the_address_of_the_request(clerk: User) -> None:
    token = origin.address.set("10.1.2.3")
    entry = services.record(actor=clerk, action="a", label="a")
    origin.address.reset(token)
    assert (entry.address, services.record(actor=clerk, action="a", label="a").address) == ("10.1.2.3", None)


def test_snapshot_is_plain_and_in_words(db: None) -> None:
    company = Organization.objects.create(name="云岭建安公司", registered_capital=Decimal("1234567.80"))
    wanted = ["name", "status", "registered_capital", "credit_code"]
    assert services.snapshot(company, wanted) == {
        "机构全称": "云岭建安公司", "统一社会信用代码": None, "状态": "在业", "注册资本（元）": "1234567.80",
    }
    assert services.plain(date(2026, 3, 1)) == "2026-03-01"
    assert services.plain(datetime(2026, 2, 28, 16, 30, 5, 123456, UTC)) == "2026-03-01 00:30:05"


def test_snapshot_names_a_loaded_relation_and_numbers_another(office: object) -> None:
    fresh = Unit.objects.get(pk=office.housing.pk)
    assert services.snapshot(fresh, ["parent"]) == {"上级单位": office.bureau.pk}
    assert services.snapshot(Unit.objects.select_related("parent").get(pk=fresh.pk), ["parent"]) == {
        "上级单位": "县住建局"
    }


def test_snapshot_never_holds_a_password(clerk: User) -> None:
    assert str(services.snapshot(clerk)).count(clerk.password) == 0


@pytest.mark.parametrize("rows", [Entry.objects, Attachment.objects])
def test_neither_entries_nor_attachments_can_be_changed(clerk: User, paper: PolicyDoc, rows: object) -> None:
    services.record(actor=clerk, action="a", label="a")
    services.attach(actor=clerk, obj=paper, name="a.pdf", content=pdf_bytes("a"))
    for change in (lambda: rows.update(unit=None) if rows.model is Entry else rows.update(size=1), rows.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert rows.count() == 1


# -- attachments -------------------------------------------------------------------------------------


def test_attachment_is_stored_under_its_digest(clerk: User, paper: PolicyDoc) -> None:
    content = pdf_bytes("开工令")
    file = services.attach(actor=clerk, obj=paper, name="开工令.pdf", content=content, kind="开工令")
    assert (file.name, file.kind, file.content_type, file.size) == (
        "开工令.pdf", "开工令", "application/pdf", len(content),
    )
    assert services.content_of(file) == content
    assert list(Attachment.objects.about(paper)) == [file]


def test_a_broken_write_leaves_nothing_that_passes_for_the_file(
    clerk: User, paper: PolicyDoc, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = pdf_bytes("断电时正在写的文件")

    def cut_off(self: Path, target: Path) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", cut_off)
        with pytest.raises(OSError, match="no space left"):
            services.attach(actor=clerk, obj=paper, name="a.pdf", content=content)
    kept = services.attach(actor=clerk, obj=paper, name="a.pdf", content=content)
    assert services.content_of(kept) == content


def test_same_content_is_stored_once(clerk: User, paper: PolicyDoc) -> None:
    first, second = (
        services.attach(actor=clerk, obj=paper, name=name, content=pdf_bytes("同一份")) for name in ("a.pdf", "b.pdf")
    )
    assert (first.sha256 == second.sha256, first.pk == second.pk) == (True, False)
    folder = Path(configured.MEDIA_ROOT) / services.storage_path(first.sha256)
    # other tests' files may share the folder, but none is a copy of this one or a broken write
    odd = [p for p in folder.parent.iterdir() if p.name.startswith(first.sha256) or len(p.name) != len(first.sha256)]
    assert odd == [folder]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("/tmp/x.pdf", "x.pdf"),
        ("a\u202efdp.pdf", "afdp.pdf"),
        ("报告\n\x00.pdf", "报告 .pdf"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_names_are_names_and_never_paths(clerk: User, paper: PolicyDoc, name: str, kept: str) -> None:
    assert services.attach(actor=clerk, obj=paper, name=name, content=pdf_bytes("a")).name == kept


ALLOWED = "，请上传 PDF、JPG、PNG、XLSX、DOCX。"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"", "文件“a.pdf”是空的，请重新选择。"),
        ("a.pdf", b"MZ\x90 program", "文件“a.pdf”不是可接受的类型或内容与扩展名不符" + ALLOWED),
        ("a.png", b"%PDF-1.7", "文件“a.png”不是可接受的类型或内容与扩展名不符" + ALLOWED),
        ("a.exe", b"%PDF-1.7", "文件“a.exe”不是可接受的类型或内容与扩展名不符" + ALLOWED),
        ("a.html", b"<html>", "文件“a.html”不是可接受的类型或内容与扩展名不符" + ALLOWED),
        ("a", b"%PDF-1.7", "文件“a”不是可接受的类型或内容与扩展名不符" + ALLOWED),
        ("a.png", b"\x89PNG\r\n\x1a\n broken", "图片“a.png”已损坏或尺寸过大，请重新导出后上传。"),
        (
            "b.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x05IHDR\x00\x00\x00\x01\x00\x00\x00\x00\x00",
            "图片“b.png”已损坏或尺寸过大，请重新导出后上传。",
        ),
    ],
)
def test_wrong_content_is_refused(clerk: User, paper: PolicyDoc, name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(ServiceError) as refused:
        services.attach(actor=clerk, obj=paper, name=name, content=content)
    assert refused.value.sentence == sentence
    assert Attachment.objects.count() == 0


def test_size_limit_is_exact(clerk: User, paper: PolicyDoc, settings: Settings) -> None:
    content = png_bytes("a")
    settings.UPLOAD_MAX_BYTES = len(content)
    assert services.attach(actor=clerk, obj=paper, name="A.PNG", content=content).content_type == "image/png"
    settings.UPLOAD_MAX_BYTES = len(content) - 1
    with pytest.raises(ServiceError):
        services.attach(actor=clerk, obj=paper, name="a.png", content=content)


def overwrite(file: Attachment, content: bytes) -> None:
    """Change the stored bytes behind the portal's back."""
    path = Path(default_storage.path(services.storage_path(file.sha256)))
    path.chmod(0o640)
    path.write_bytes(content)


def test_tampered_content_is_refused_until_restored(clerk: User, paper: PolicyDoc) -> None:
    content = pdf_bytes("原件")
    file = services.attach(actor=clerk, obj=paper, name="原件.pdf", content=content)
    overwrite(file, content + b" ")
    with pytest.raises(ServiceError) as refused:
        services.content_of(file)
    assert refused.value.sentence == "附件“原件.pdf”的内容与登记的摘要不符，可能已被改动，请联系系统管理员。"
    overwrite(file, content)
    assert services.content_of(file) == content


def test_missing_content_is_explained(clerk: User, paper: PolicyDoc) -> None:
    file = services.attach(actor=clerk, obj=paper, name="丢失.pdf", content=pdf_bytes("丢失"))
    default_storage.delete(services.storage_path(file.sha256))
    with pytest.raises(ServiceError) as refused:
        services.content_of(file)
    assert refused.value.sentence == "附件“丢失.pdf”的文件不在存储中，请联系系统管理员从备份恢复。"


# -- numbers -----------------------------------------------------------------------------------------


def test_numbers_have_no_gap(db: None) -> None:
    assert [services.take_number(prefix="云房办发", year=2026) for _ in range(5)] == [1, 2, 3, 4, 5]


def test_each_prefix_and_year_counts_for_itself(db: None) -> None:
    taken = [("甲", 2026), ("乙", 2026), ("甲", 2027), ("甲", 2026)]
    assert [services.take_number(prefix=prefix, year=year) for prefix, year in taken] == [1, 1, 1, 2]


def test_a_number_not_used_is_given_again(db: None) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        services.take_number(prefix="甲", year=2026)
        raise RuntimeError("the document could not be issued")
    assert services.take_number(prefix="甲", year=2026) == 1
    assert str(NumberSequence.objects.get()) == "甲〔2026〕1号"
