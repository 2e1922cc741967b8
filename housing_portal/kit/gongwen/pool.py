"""Printing outside the server: one warm layout process per server process, killed when a paper costs too much.

A paper that would loop or eat the memory takes its layout process with it, not the server; the next paper gets
a new one. Starting one takes about a second, so it is kept between papers.
"""
import atexit
import json
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event, Lock, Timer

from .errors import GongwenError
from .frames import LONGEST, Word, receive, send
from .keeping import paper_json
from .limits import Limits
from .paper import Paper

ROOT = Path(__file__).resolve().parents[3]
PASSED = ("GONGWEN_FONT_DIR", "LD_LIBRARY_PATH", "TMPDIR")  # nothing else of the server's environment
log = logging.getLogger(__name__)


class Printer:
    """The layout process of this server process. Threads take turns."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._turn = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Return the process that printed last, or None when there is none."""
        return self._process.pid if self._process else None

    def ask(self, word: Word, content: bytes) -> bytes:
        """Return the answer to one job. Raises GongwenError with the reason why there is none."""
        if len(content) > LONGEST:
            raise GongwenError("公文内容过长，无法排版，请拆分后再生成。")
        if not self._turn.acquire(timeout=self.limits.wall):
            raise GongwenError("排版任务较多，请稍后再试。")
        try:
            return self._exchange(self._ready(), word, content)
        except GongwenError:
            raise
        except BaseException:  # interrupted in the midst: the answer would be taken for the next job's
            self.close()
            raise
        finally:
            self._turn.release()

    def close(self) -> None:
        """End the layout process; the next job starts another."""
        process, self._process = self._process, None
        if process:
            process.kill()
            self._ended(process)

    def forget(self) -> None:
        """Leave the process to our parent, of which we are a fork: its answers are not for us."""
        process, self._process = self._process, None
        self._turn = Lock()
        if process:
            process.stdin.close()
            process.stdout.close()
            process.returncode = 0  # not ours to wait for

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._process and self._process.poll() is not None:
            self.close()
        self._process = self._process or self._started()
        return self._process

    def _started(self) -> subprocess.Popen[bytes]:
        given = {name: os.environ[name] for name in PASSED if name in os.environ}
        return subprocess.Popen(  # noqa: S603 - our own module, no words from outside
            [sys.executable, "-m", "housing_portal.kit.gongwen.worker", json.dumps(self.limits.words()),
             str(os.getpid())],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT, bufsize=0,
            env={"PATH": os.defpath, "PYTHONUTF8": "1", **given}, start_new_session=True,
        )

    def _exchange(self, process: subprocess.Popen[bytes], word: Word, content: bytes) -> bytes:
        late = Event()
        watch = Timer(self.limits.wall, lambda: (late.set(), process.kill()))
        watch.start()
        try:
            send(process.stdin, word, content)
            answer = receive(process.stdout)
        except OSError:  # it ended while we wrote
            answer = None
        finally:
            watch.cancel()
        if answer is None:
            raise GongwenError(self._reason(late.is_set()))
        said, content, last = answer
        if last or late.is_set():
            self.close()
        if said is Word.REFUSED:
            raise GongwenError(content.decode())
        if said is Word.FAILED:
            log.error("layout failed: %s", content.decode())
            raise GongwenError("排版程序出错，公文没有生成，请联系管理员查看日志。")
        return content

    def _reason(self, late: bool) -> str:
        """Return why the process ended without an answer."""
        process, self._process = self._process, None
        ended = self._ended(process)
        if late:
            return f"排版超过时限（{self.limits.wall:g}秒），已停止，请拆分公文或附表后再生成。"
        if ended == -signal.SIGXCPU:
            return f"排版超过处理器时间上限（{self.limits.processor}秒），已停止，请拆分公文或附表后再生成。"
        log.error("layout process ended with %s", ended)
        return "排版程序意外中止，公文没有生成，请重试；仍不成功的，请联系管理员。"

    @staticmethod
    def _ended(process: subprocess.Popen[bytes]) -> int:
        process.stdin.close()
        process.stdout.close()
        return process.wait()


_PRINTER = Printer(Limits.set_by_server())
atexit.register(_PRINTER.close)
os.register_at_fork(after_in_child=_PRINTER.forget)


def render_pdf(paper: Paper) -> bytes:
    """Return ``paper`` as PDF (GB/T 9704-2012). Raises GongwenError for a paper that cannot be printed whole.

    The same bytes for the same paper; see ``render.printed``.
    """
    return printed_by(_PRINTER, paper)


def printed_by(printer: Printer, paper: Paper) -> bytes:
    """Return ``paper`` as PDF, laid out by ``printer``."""
    return printer.ask(Word.PAPER, json.dumps(paper_json(paper), ensure_ascii=False).encode(errors="surrogatepass"))


def made_with() -> dict[str, str]:
    """Return name → version of the libraries and file name → SHA-256 of the fonts that papers are laid out with."""
    return json.loads(_PRINTER.ask(Word.VERSIONS, b""))
