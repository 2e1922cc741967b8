"""Daily anchors: the heads of all ledgers, kept outside the database as well.

A chain alone does not show that its end was cut off, or that somebody who had the key wrote all of it anew. A head that
was printed or copied away does: the entry it names must be there still, with the same hash.
"""
import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked
from housing_portal.kit.secrecy import is_signature, signature
from presale.models import Anchor, EscrowAccount, LedgerEntry

CHAIN = "escrow anchor"
SUFFIX = ".json"


def folder() -> Path:
    """Return where the files lie; copies belong on another machine."""
    return settings.VAR_DIR / "anchors"


@transaction.atomic
def anchor(on: date) -> Anchor:
    """Return the anchor of that day, made now unless there is one."""
    known = Anchor.objects.filter(day=on).first()
    if known is not None:
        return known
    if on != clock.today():
        raise ServiceError(f"{on} 没有锚点；锚点只能在当日生成。")
    # one statement: the heads are of one moment
    accounts = EscrowAccount.objects.filter(last_seq__gt=0).order_by("pk")
    heads = {str(pk): [seq, head] for pk, seq, head in accounts.values_list("pk", "last_seq", "head")}
    made = Anchor(day=on, heads=heads, digest=signature(CHAIN, content(on, heads)), made_at=clock.now())
    save_checked(made)
    return made


def content(on: date, heads: dict[str, list[Any]]) -> bytes:
    """Return what the digest of an anchor is made of."""
    return json.dumps([str(on), heads], ensure_ascii=False, sort_keys=True).encode()


def line(made: Anchor) -> str:
    """Return what is printed and kept on paper."""
    return f"{made.day} 账户 {len(made.heads)} 个 锚点 {made.digest}"


def write(made: Anchor) -> Path:
    """Write the file of an anchor; a file that says something else is kept and refused."""
    path = folder() / f"{made.day}{SUFFIX}"
    said = json.dumps({"day": str(made.day), "heads": made.heads, "digest": made.digest}, ensure_ascii=False, indent=1)
    if path.exists():
        if path.read_text(encoding="utf-8") != said:
            raise ServiceError(f"{path} 已存在且内容不同，请先运行 verify --anchors {folder()} 核对。")
        return path
    folder().mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    with unfinished.open("w", encoding="utf-8") as file:
        file.write(said)
        file.flush()
        os.fsync(file.fileno())
    unfinished.chmod(0o440)
    unfinished.rename(path)
    return path


def faults() -> Iterator[str]:
    """Yield where the ledgers are not what the anchors in the database say."""
    for made in Anchor.objects.order_by("day"):
        yield from _faults(made.day, made.heads, made.digest)


def faults_outside(where: Path) -> Iterator[str]:
    """Yield where the ledgers are not what the files in ``where`` say."""
    files = sorted(where.glob(f"*{SUFFIX}"))
    if not files:
        yield f"{where} 中没有锚点文件"
    kept = dict(Anchor.objects.values_list("day", "digest"))
    for path in files:
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            day, heads, digest = date.fromisoformat(said["day"]), dict(said["heads"]), str(said["digest"])
        except (OSError, ValueError, LookupError, TypeError):
            yield f"{path.name}：锚点文件无法读取"
            continue
        yield from _faults(day, heads, digest)
        if kept.get(day) != digest:
            yield f"{day} 的锚点文件与数据库中的锚点不符"


def _faults(on: date, heads: dict[str, list[Any]], digest: str) -> Iterator[str]:
    if not is_signature(CHAIN, content(on, heads), digest):
        yield f"{on} 的锚点内容与其校验值不符"
    for pk, (seq, head) in sorted(heads.items(), key=lambda pair: int(pair[0])):
        entry = LedgerEntry.objects.filter(account=pk, seq=seq).first()
        if entry is None:
            yield f"账户 {pk} 第 {seq} 笔在 {on} 的锚点中，现在没有这一笔"
        elif entry.hash != head:
            yield f"账户 {pk} 第 {seq} 笔与 {on} 的锚点不符，校验链已被重算"
