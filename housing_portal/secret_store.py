"""Secrets made once, on first start, in a file that only its owner can read.

Three independent keys: Django's own signing key, the key for personal data at rest, and the key of the
hash chains. Losing the file makes encrypted data unreadable, so it belongs into the backup plan.
"""
import json
import os
import secrets
from pathlib import Path

NAMES = ("secret_key", "encryption_key", "chain_key")


def load(path: Path) -> dict[str, str]:
    """Return the three secrets, making the file with mode 0600 when it does not exist yet.

    ``O_EXCL`` lets two processes start at once: the slower one reads what the faster one wrote.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _create(path)
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    return json.loads(path.read_text(encoding="utf-8"))


def _create(path: Path) -> None:
    text = json.dumps({name: secrets.token_urlsafe(48) for name in NAMES})
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    try:
        # link, not rename: it fails when another process was first, so that no key is ever replaced
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
