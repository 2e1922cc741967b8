"""The diary's pages and the download of attachments, each within the reader's scope."""
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from housing_portal.accounts import services as accounts
from housing_portal.accounts.models import User
from housing_portal.journal import objects, services
from housing_portal.journal.history import attachments_of, history_of
from housing_portal.journal.models import Attachment, Entry
from housing_portal.registry.models import PolicyDoc
from tests.material import pdf_bytes

Sign = Callable[[User], Client]
LIST = "/journal/"


@pytest.fixture
def paper(db: None) -> PolicyDoc:
    return PolicyDoc.objects.create(number="云房办〔2026〕6号", issuer="云岭县住房和城乡建设局")


def write(actor: User, action: str = "修改", **fields: object) -> Entry:
    return services.record(actor=actor, action=action, label=f"{action}一条", **fields)


def found(client: Client, **query: str) -> list[str]:
    return [row.record.action for row in client.get(LIST, query).context["table"].rows]


@pytest.mark.parametrize(
    ("role", "code"),
    [("auditor", 200), ("chief", 200), ("deputy", 200), ("director", 200), ("sysadmin", 200), ("clerk", 403),
     ("finance", 403), ("deliv_office", 403)],
)
def test_who_reads_the_diary(role: str, code: int, person: Callable[..., User], client_of: Sign) -> None:
    user = person(role)
    client, entry = client_of(user), write(user)
    assert [client.get(page).status_code for page in (LIST, entry.get_absolute_url())] == [code, code]


def test_a_township_reads_what_it_did(office: object, person: Callable[..., User], client_of: Sign) -> None:
    ours, theirs = (person("chief", unit) for unit in office.townships[:2])
    own, other = write(ours, "本镇的"), write(theirs, "别镇的")
    client = client_of(ours)
    assert found(client) == ["本镇的"]
    assert [client.get(e.get_absolute_url()).status_code for e in (own, other)] == [200, 404]


def test_filters(auditor: User, clerk: User, paper: PolicyDoc, client_of: Sign) -> None:
    write(clerk, "新增", obj=paper)
    write(auditor, "查看")
    client = client_of(auditor)
    day = Entry.objects.first().at.astimezone().date().isoformat()
    queries = [
        {}, {"actor": "李经办"}, {"action": "新增"}, {"object_type": "registry.policydoc"},
        {"object_id": str(paper.pk), "object_type": "registry.policydoc"}, {"object_id": "999999"},
        {"unit": str(clerk.unit_id)}, {"at_before": "2020-01-01"}, {"at_after": "2020-01-01", "actor": "周审计"},
    ]
    assert day > "2020-01-01"
    assert [found(client, **query) for query in queries] == [
        ["查看", "新增"], ["新增"], ["新增"], ["新增"], ["新增"], [], ["新增"], [], ["查看"],
    ]


@pytest.mark.parametrize(
    "query",
    [{"at_after": "x"}, {"object_id": "1e9"}, {"object_type": "auth.nothing"}, {"unit": "x"}, {"page": "99"},
     {"sort": "password"}, {"object_id": "9" * 30}],
)
def test_garbage_in_the_address_harms_nothing(auditor: User, client_of: Sign, query: dict[str, str]) -> None:
    assert client_of(auditor).get(LIST, query).status_code == 200


def test_list_costs_the_same_with_more_rows(auditor: User, clerk: User, client_of: Sign) -> None:
    client = client_of(auditor)
    write(clerk)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for _ in range(3):
        write(auditor)
    client.get(LIST)  # the number of matters is counted anew after every entry, then kept
    with CaptureQueriesContext(connection) as more:
        client.get(LIST)
    assert len(more) == len(few)


def test_detail_shows_before_and_after(auditor: User, clerk: User, paper: PolicyDoc, client_of: Sign) -> None:
    entry = write(clerk, obj=paper, before={"标题": "旧", "在用": True}, after={"标题": "新", "在用": False, "乙": 3})
    context = client_of(auditor).get(entry.get_absolute_url()).context
    (_title, table), = context["parts"]["details"]
    assert [row.record for row in table.rows] == [
        {"label": "标题", "before": "旧", "after": "新"},
        {"label": "乙", "before": None, "after": 3},
        {"label": "在用", "before": "是", "after": "否"},
    ]
    assert [(b.label, b.url) for b in context["buttons"]] == [("查看对象", paper.get_absolute_url())]


def test_detail_offers_no_record_that_is_gone(auditor: User, clerk: User, paper: PolicyDoc, client_of: Sign) -> None:
    entry = write(clerk, obj=paper)
    paper.delete()
    assert client_of(auditor).get(entry.get_absolute_url()).context["buttons"] == []


def test_accounts_are_written_down_by_listening(sysadmin: User, clerk: User, client_of: Sign) -> None:
    accounts.switch_user(actor=sysadmin, user=clerk, on=False)
    entry = Entry.objects.get()
    assert (entry.label, entry.object_type, entry.object_id) == ("停用账号：李经办", "accounts.user", clerk.pk)
    client = client_of(sysadmin)
    assert found(client, object_type="accounts.user", object_id=str(clerk.pk)) == ["停用账号"]


def test_history_and_attachments_of_a_record(clerk: User, chief: User, paper: PolicyDoc) -> None:
    write(clerk, "新增", obj=paper, after={"标题": "甲"})
    write(chief, "修改", obj=paper, before={"标题": "甲"}, after={"标题": "乙"}, reason="更正")
    write(chief, "别的")
    services.attach(actor=clerk, obj=paper, name="原件.pdf", content=pdf_bytes("原件"))
    assert [(h.who, h.what, h.note, h.changes) for h in history_of(paper)] == [
        ("王股长", "修改一条", "更正", [("标题", "甲", "乙")]), ("李经办", "新增一条", "", [("标题", None, "甲")]),
    ]
    assert [(a.name, a.who, a.size) for a in attachments_of(paper)] == [
        ("原件.pdf", "李经办", len(pdf_bytes("原件")))
    ]


# -- attachments -------------------------------------------------------------------------------------


@pytest.fixture
def file(clerk: User, paper: PolicyDoc) -> Attachment:
    return services.attach(actor=clerk, obj=paper, name="开工令 一.pdf", content=pdf_bytes("开工令"))


def test_download(file: Attachment, clerk: User, client_of: Sign) -> None:
    answer = client_of(clerk).get(file.get_absolute_url())
    assert b"".join(answer.streaming_content) == pdf_bytes("开工令")
    heads = ("Content-Type", "Content-Disposition", "X-Content-Type-Options")
    assert [answer[name] for name in heads] == [
        "application/pdf", "attachment; filename*=utf-8''%E5%BC%80%E5%B7%A5%E4%BB%A4%20%E4%B8%80.pdf", "nosniff",
    ]


def test_download_follows_the_record(
    file: Attachment, undertaker: User, sysadmin: User, client: Client, client_of: Sign
) -> None:
    assert client_of(undertaker).get(file.get_absolute_url()).status_code == 404
    assert client_of(sysadmin).get(file.get_absolute_url()).status_code == 200
    assert client.get(file.get_absolute_url()).url == f"{reverse('login')}?next={file.get_absolute_url()}"
    assert client_of(sysadmin).get(reverse("journal:attachment", args=[10**9])).status_code == 404


def test_download_ends_with_the_record(file: Attachment, paper: PolicyDoc, clerk: User, client_of: Sign) -> None:
    paper.delete()
    assert client_of(clerk).get(file.get_absolute_url()).status_code == 404


def test_tampered_file_is_not_handed_out(file: Attachment, clerk: User, client_of: Sign) -> None:
    path = Path(default_storage.path(services.storage_path(file.sha256)))
    path.chmod(0o640)
    path.write_bytes(b"%PDF- other")
    answer = client_of(clerk).get(file.get_absolute_url())
    path.unlink()
    assert answer.status_code == 409
    assert answer.context["sentence"] == (
        "附件“开工令 一.pdf”的内容与登记的摘要不符，可能已被改动，请联系系统管理员。"
    )


@pytest.mark.parametrize(
    "object_type", ["", "nothing", "registry.nothing", "a.b.c", "sessions.session", "accounts.rolegrant"]
)
def test_types_that_nobody_may_follow(object_type: str, sysadmin: User) -> None:
    assert objects.find(object_type, 1, sysadmin) is None
