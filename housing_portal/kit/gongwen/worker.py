"""The layout process: takes papers on its input, one after the other, and answers with PDF, within bounds.

Started by ``pool`` as ``python -m housing_portal.kit.gongwen.worker BOUNDS PARENT``; it needs no Django, no database
and no secret. It ends with its server: when its input closes, or when another process has become its parent.
"""
import gc
import json
import os
import resource
import select
import sys
import time
import traceback
from math import ceil
from pathlib import Path
from typing import BinaryIO

from .errors import GongwenError
from .frames import Word, receive, send
from .keeping import paper_from
from .limits import Limits
from .render import printed
from .versions import versions

MIB = 1 << 20
LOOK_UP = 5  # seconds between two looks at whether the server still lives


def main() -> None:
    """Work until the server ends, a job used up the memory, or enough jobs are done."""
    limits, parent = Limits(**json.loads(sys.argv[1])), int(sys.argv[2])
    asked, answered = _streams()
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory * MIB,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.disable()  # looking for garbage in the midst of a long paper takes a fifth of its time
    for number in range(1, limits.jobs + 1):
        job = _next(asked, parent)
        if job is None:
            return
        word, content, _ = job
        _allow(limits.processor)
        word, content, spent = _answer(word, content, limits)
        last = spent or number == limits.jobs or _resident() > limits.resident * MIB
        send(answered, word, content, last)
        if last:
            return
        del content
        gc.collect()  # now nobody waits; what is left are caches, not to be looked through again
        gc.freeze()


def _streams() -> tuple[BinaryIO, BinaryIO]:
    """Take both pipes for ourselves: what a library prints must not stand among the answers."""
    answered = os.fdopen(os.dup(1), "wb", buffering=0)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.close(nothing)
    return os.fdopen(0, "rb", buffering=0, closefd=False), answered


def _next(asked: BinaryIO, parent: int) -> tuple[Word, bytes, bool] | None:
    """Wait for the next job. A process forked from the server may hold our input open after the server has ended."""
    while not select.select([asked], [], [], LOOK_UP)[0]:
        if os.getppid() != parent:
            return None
    return receive(asked)


def _allow(seconds: int) -> None:
    """Let the coming job use ``seconds`` of processor time; beyond that the system ends the process."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (ceil(time.process_time()) + seconds, hard))


def _answer(word: Word, content: bytes, limits: Limits) -> tuple[Word, bytes, bool]:
    """Do one job; the last of the answer says that nothing more should be asked of this process."""
    try:
        if word is Word.VERSIONS:
            return word, json.dumps(versions()).encode(), False
        return Word.PAPER, printed(paper_from(json.loads(content)), limits.pages), False
    except GongwenError as refused:
        return Word.REFUSED, refused.sentence.encode(), False
    except MemoryError:
        return Word.REFUSED, f"排版超过内存上限（{limits.memory} MiB），请拆分公文或附表后再生成。".encode(), True
    except Exception:  # whatever a library throws, the server gets an answer and the log the reason
        return Word.FAILED, traceback.format_exc().encode(), True


def _resident() -> int:
    """Return the memory this process holds, in bytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


if __name__ == "__main__":
    main()
