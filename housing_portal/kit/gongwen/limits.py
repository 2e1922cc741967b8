"""What one layout may cost: the bureau sets other bounds in the environment of the server."""
import os
from dataclasses import asdict, dataclass
from typing import Self


@dataclass(frozen=True)
class Limits:
    """Bounds of the layout process. ``memory`` and ``resident`` are MiB, times are seconds, ``pages`` are of one paper.

    ``memory`` is address space, most of it mapped fonts; ``resident`` is what it may keep after a job.
    """

    memory: int = 1536
    resident: int = 350
    processor: int = 40
    wall: float = 60
    pages: int = 400
    jobs: int = 500

    @classmethod
    def set_by_server(cls) -> Self:
        """Return the bounds with what the environment states; raises ValueError for what is no number."""
        stated = {name: os.environ.get(f"GONGWEN_{name.upper()}") for name in ("memory", "processor", "wall", "pages")}
        return cls(**{name: int(value) for name, value in stated.items() if value})

    def words(self) -> dict[str, float]:
        return asdict(self)
