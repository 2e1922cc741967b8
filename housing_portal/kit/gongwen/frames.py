"""The words between the server and its layout process: a kind, whether it is the last one, a length, the content."""
import struct
from enum import Enum
from typing import BinaryIO

_HEAD = struct.Struct(">c?Q")
LONGEST = 64 << 20  # bytes; a longer job or answer is none of ours


class Word(Enum):
    PAPER = b"P"  # asks: a paper as JSON; answers: its PDF
    VERSIONS = b"V"  # asks for what the layout is made with; answers JSON
    REFUSED = b"R"  # answers the sentence for the reader
    FAILED = b"F"  # answers the traceback for the log


def send(stream: BinaryIO, word: Word, content: bytes, last: bool = False) -> None:
    """Write one frame to an unbuffered stream; ``last`` says that the sender ends after it.

    Raises OSError when nobody reads.
    """
    for part in (_HEAD.pack(word.value, last, len(content)), content):
        left = memoryview(part)
        while left:
            left = left[stream.write(left) :]


def receive(stream: BinaryIO) -> tuple[Word, bytes, bool] | None:
    """Read one frame from an unbuffered stream; None when the other side has ended, even in the midst of it."""
    head = _exactly(stream, _HEAD.size)
    if head is None:
        return None
    word, last, length = _HEAD.unpack(head)
    content = _exactly(stream, length) if length <= LONGEST else None
    return None if content is None else (Word(word), content, last)


def _exactly(stream: BinaryIO, length: int) -> bytes | None:
    parts: list[bytes] = []
    while length:
        part = stream.read(length)
        if not part:
            return None
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
