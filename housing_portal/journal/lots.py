"""Drawing lots so simply that everybody can repeat it with paper and a checksum tool.

The seed is one line of text, made at the draw. The ticket of a name is the SHA-256 (in hexadecimal) of the UTF-8 text
``seed|kind|name``; tickets are compared as text, the smallest comes first.
"""
import hashlib


def ticket(seed: str, kind: str, name: str) -> str:
    """Return the ticket of ``name`` among those of its ``kind``, for example "family" or "target"."""
    return hashlib.sha256(f"{seed}|{kind}|{name}".encode()).hexdigest()
