"""Layout in a process of its own: within bounds, and one that dies takes one paper with it and not the server."""
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest

from housing_portal.kit.gongwen import Attachment, GongwenError, Paper, Paragraph, made_with, pool, render_pdf
from housing_portal.kit.gongwen.fonts import FONT_DIR
from housing_portal.kit.gongwen.frames import Word, receive
from housing_portal.kit.gongwen.limits import Limits
from housing_portal.kit.gongwen.pool import Printer, printed_by
from housing_portal.kit.gongwen.render import printed
from tests.kit.gongwen import samples

SHORT = samples.short_notice()


@contextmanager
def printer(**bounds: float) -> Iterator[Printer]:
    made = Printer(replace(Limits(), **bounds))
    try:
        yield made
    finally:
        made.close()


def long_paper() -> Paper:
    """Return a paper that takes seconds: many pages of tables."""
    tables = [Attachment(f"附表{part}", [samples.small_table(480)]) for part in range(3)]
    text = [Paragraph(samples.SENTENCES[1] * 4)] * 20
    return replace(SHORT, body=text, attachments=tables)


def refusal(made: Printer, paper: Paper) -> str:
    with pytest.raises(GongwenError) as refused:
        printed_by(made, paper)
    return refused.value.sentence


@pytest.mark.parametrize("paper", [SHORT, samples.letter(), samples.notice()])
def test_another_process_prints_the_same_bytes(paper: Paper) -> None:
    assert render_pdf(paper) == printed(paper)


def test_a_warm_process_prints_the_next_paper_too() -> None:
    with printer() as made:
        printed_by(made, SHORT)
        first = made.pid
        assert refusal(made, replace(SHORT, body=[])) == "公文正文为空，请先填写正文。"
        assert printed_by(made, SHORT) == printed(SHORT)
        assert made.pid == first


@pytest.mark.parametrize(("bounds", "sentence"), [
    ({"pages": 1}, "公文共3页，超过上限1页，请拆分后再生成。"),
    ({"processor": 1}, "排版超过处理器时间上限（1秒），已停止，请拆分公文或附表后再生成。"),
    ({"wall": 0.2}, "排版超过时限（0.2秒），已停止，请拆分公文或附表后再生成。"),
])
def test_a_paper_beyond_its_bounds_is_stopped(bounds: dict[str, float], sentence: str) -> None:
    paper = long_paper() if "pages" not in bounds else samples.short_notice("住" * 700)
    with printer(**bounds) as made:
        assert refusal(made, paper) == sentence
        if "wall" not in bounds:  # that bound is shorter than a start
            assert printed_by(made, replace(SHORT, double_sided=False)) == printed(replace(SHORT, double_sided=False))


def test_a_paper_that_takes_all_memory_is_stopped_and_the_next_one_printed() -> None:
    huge = replace(long_paper(), body=[Paragraph(samples.SENTENCES[1] * 4)] * 600)
    with printer(memory=330, wall=20) as made:
        assert refusal(made, huge) in {
            "排版超过内存上限（330 MiB），请拆分公文或附表后再生成。",
            # a C library ran out of it, and died, gave up or waits for itself
            "排版超过时限（20秒），已停止，请拆分公文或附表后再生成。",
            "排版程序意外中止，公文没有生成，请重试；仍不成功的，请联系管理员。",
            "排版程序出错，公文没有生成，请联系管理员查看日志。",
        }
        assert printed_by(made, SHORT) == printed(SHORT)


def test_within_the_usual_bounds_the_same_papers_are_printed() -> None:
    with printer() as made:
        assert printed_by(made, long_paper())[:5] == b"%PDF-"


def test_killed_between_jobs_it_is_started_anew() -> None:
    with printer() as made:
        printed_by(made, SHORT)
        first = made.pid
        os.kill(first, signal.SIGKILL)
        os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
        assert printed_by(made, SHORT) == printed(SHORT)
        assert made.pid != first


def test_killed_in_the_midst_of_a_job_only_that_paper_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(stream: BinaryIO) -> object:
        os.kill(made.pid, signal.SIGKILL)
        return receive(stream)

    with printer() as made:
        printed_by(made, SHORT)
        os.kill(made.pid, signal.SIGSTOP)  # it takes the job and does not answer
        with monkeypatch.context() as patch:
            patch.setattr(pool, "receive", killed)
            assert refusal(made, SHORT) == "排版程序意外中止，公文没有生成，请重试；仍不成功的，请联系管理员。"
        assert printed_by(made, SHORT) == printed(SHORT)


@pytest.mark.parametrize(("content", "error"), [
    (b'{"is": "Paper"}', "TypeError"), (b'{"is": "Limits"}', "KeyError"), (b"[" * 100_000, "RecursionError"),
    (b'{"is": "Paper"', "JSONDecodeError"), (b"\xff", "UnicodeDecodeError"),
])
def test_an_error_of_the_layout_is_logged_and_told(
    caplog: pytest.LogCaptureFixture, content: bytes, error: str
) -> None:
    with printer() as made:
        with pytest.raises(GongwenError) as refused:
            made.ask(Word.PAPER, content)
        assert refused.value.sentence == "排版程序出错，公文没有生成，请联系管理员查看日志。"
        assert error in caplog.text
        assert printed_by(made, SHORT) == printed(SHORT)


def test_who_waits_too_long_for_a_turn_is_told_so() -> None:
    with printer(wall=0.01) as made:
        made._turn.acquire()  # another thread prints
        assert refusal(made, SHORT) == "排版任务较多，请稍后再试。"
        assert made.pid is None
        made._turn.release()


def test_a_paper_too_long_to_be_handed_over_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "LONGEST", 100)
    with printer() as made:
        assert refusal(made, SHORT) == "公文内容过长，无法排版，请拆分后再生成。"
        assert made.pid is None


def test_two_servers_have_a_process_each() -> None:
    with printer() as one, printer() as other:
        assert printed_by(one, SHORT) == printed_by(other, SHORT)
        theirs = other.pid
        assert one.pid != theirs
        os.kill(one.pid, signal.SIGKILL)
        os.waitid(os.P_PID, one.pid, os.WEXITED | os.WNOWAIT)
        assert printed_by(other, SHORT) == printed_by(one, SHORT)
        assert other.pid == theirs


def test_two_threads_get_their_own_papers() -> None:
    papers = [samples.short_notice(f"第{number}份。") for number in range(8)]
    wanted = [printed(paper) for paper in papers]
    with printer() as made, ThreadPoolExecutor(2) as threads:
        assert list(threads.map(lambda paper: printed_by(made, paper), papers)) == wanted


def test_after_its_jobs_it_makes_room_for_another() -> None:
    with printer(jobs=2) as made:
        printed_by(made, SHORT)
        first = made.pid
        printed_by(made, SHORT)
        assert made.pid is None
        printed_by(made, SHORT)
        assert made.pid not in {None, first}


def test_one_that_holds_much_memory_ends_after_its_job() -> None:
    with printer(resident=1) as made:
        assert printed_by(made, SHORT) == printed(SHORT)
        assert made.pid is None


def test_an_interrupted_job_never_answers_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_words: object) -> None:
        raise KeyboardInterrupt

    with printer() as made:
        with monkeypatch.context() as patch:
            patch.setattr(pool, "receive", interrupted)
            with pytest.raises(KeyboardInterrupt):
                printed_by(made, samples.letter())
        assert made.pid is None
        assert printed_by(made, SHORT) == printed(SHORT)


def test_a_fork_has_a_process_of_its_own() -> None:
    with printer() as made:
        printed_by(made, SHORT)
        theirs, kept = made.pid, made._process
        made.forget()  # what happens in a child after a fork
        assert (made.pid, kept.stdin.closed) == (None, True)
        printed_by(made, SHORT)
        assert made.pid != theirs
        os.waitid(os.P_PID, theirs, os.WEXITED)  # its input is closed: it has ended by itself


def test_it_inherits_neither_descriptors_nor_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_KEY", "unsaid")
    with (tmp_path / "records").open("w") as ours, printer() as made:
        os.set_inheritable(ours.fileno(), True)
        printed_by(made, SHORT)
        process = Path(f"/proc/{made.pid}")
        names = {part.split(b"=")[0] for part in (process / "environ").read_bytes().split(b"\0") if part}
        assert names - {b"TMPDIR", b"LD_LIBRARY_PATH", b"GONGWEN_FONT_DIR", b"LC_CTYPE"} == {b"PATH", b"PYTHONUTF8"}
        opened = {str(one.readlink()) for one in (process / "fd").iterdir()}
        assert {name.partition(":")[0] for name in opened} == {"pipe", "/dev/null"}


def test_the_server_states_other_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGWEN_PAGES", "60")
    assert Limits.set_by_server() == Limits(pages=60)
    monkeypatch.setenv("GONGWEN_PAGES", "viele")
    with pytest.raises(ValueError, match="viele"):
        Limits.set_by_server()


def test_a_paper_is_made_with_named_libraries_and_fonts() -> None:
    said = made_with()
    assert {"WeasyPrint", "Pango", "HarfBuzz", "fontTools", "fontconfig", "zlib", "Python"} <= said.keys()
    fonts = {path.name for path in FONT_DIR.iterdir() if path.suffix in {".otf", ".ttf"}}
    assert {name for name, value in said.items() if len(value) == 64} == fonts
