"""Taking the time of a deed, and of a process with its memory."""
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """What a process took: seconds of CPU, MiB at its peak."""

    cpu: float
    peak: int


def milliseconds(deed: Callable[[], object], repeats: int = 1) -> list[int]:
    """Return how long ``deed`` took each time, in whole milliseconds."""
    taken = []
    for _ in range(repeats):
        start = time.perf_counter_ns()
        deed()
        taken.append((time.perf_counter_ns() - start) // 1_000_000)
    return sorted(taken)


def median(deed: Callable[[], object], repeats: int) -> tuple[float, float]:
    """Return median and best time of ``deed`` in milliseconds, after one run to warm up."""
    deed()
    taken = []
    for _ in range(repeats):
        start = time.perf_counter_ns()
        deed()
        taken.append((time.perf_counter_ns() - start) / 1_000_000)
    return statistics.median(taken), min(taken)


def wall_and_cpu(deed: Callable[[], object], repeats: int) -> tuple[float, float]:
    """Return the medians of ``deed`` in milliseconds, on the clock and of this process, after one run to warm up."""
    deed()
    taken = []
    for _ in range(repeats):
        start = time.perf_counter_ns(), time.process_time_ns()
        deed()
        taken.append((time.perf_counter_ns() - start[0], time.process_time_ns() - start[1]))
    wall, cpu = (statistics.median(one) / 1_000_000 for one in zip(*taken, strict=True))
    return wall, cpu


def cost_of(arguments: Sequence[str], environment: dict[str, str]) -> Cost:
    """Run Python with ``arguments``, alone, and return what it took. The peak is that of this very process."""
    code = (
        "import resource, subprocess, sys; done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL); "
        "used = resource.getrusage(resource.RUSAGE_CHILDREN); "
        "print(used.ru_utime + used.ru_stime, used.ru_maxrss // 1024); sys.exit(done.returncode)"
    )
    command = [sys.executable, "-c", code, sys.executable, *arguments]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    cpu, peak = done.stdout.split()
    return Cost(float(cpu), int(peak))
