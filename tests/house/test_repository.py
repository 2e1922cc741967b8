"""The repository itself: what is kept out of it, what stands at its top, and what README promises."""
import re
import tomllib

import pytest

from tests.house import source

# places of the office's own papers; they belong into its records and into the whole cases of tests/cases
PLACES = re.compile("吕梁|离石|柳林|方山县|中阳县|石楼|交城|文水|孝义|汾阳|山丹|张掖|培黎")
ADDRESS = re.compile(r"https?://|--index-url|--find-links|--extra-index")


@pytest.mark.parametrize("line", ["/var/", "/staticfiles/", "/build/", ".venv", "__pycache__/", "*.pyc", "uv.lock"])
def test_made_files_are_ignored(line: str) -> None:
    assert (source.ROOT / ".gitignore").read_text().splitlines().count(line) == 1


def test_no_further_package_stands_at_the_top() -> None:
    folders = [path for path in source.ROOT.iterdir() if path.is_dir()]
    assert {path.name for path in folders if (path / "__init__.py").exists()} - {"benchmarks"} == set(source.PACKAGES)


def test_requirements_are_hashed_and_name_no_address() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        blocks = re.split(r"\n(?=\S)", (source.ROOT / name).read_text().strip())
        pinned = [re.match(r"[a-z0-9-]+==\S+", block) is not None and "--hash=sha256:" in block for block in blocks]
        assert (all(pinned), ADDRESS.findall("".join(blocks))) == (True, [])


def test_what_runs_is_a_part_of_what_is_tested() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9-]+==\S+", (source.ROOT / name).read_text(), re.MULTILINE))

    assert pins("requirements.txt") - pins("requirements-dev.txt") == set()


def test_every_declared_dependency_is_pinned() -> None:
    project = tomllib.loads((source.ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.match(r"[A-Za-z0-9-]+", line).group().lower() for line in wanted}
    pinned = set(re.findall(r"^([a-z0-9-]+)==", (source.ROOT / "requirements-dev.txt").read_text(), re.MULTILINE))
    assert names - pinned == set()


def test_no_place_of_the_papers_stands_in_the_product() -> None:
    own = [*source.product(), *source.texts("templates", "static", suffixes=(".html", ".css", ".js"))]
    assert [f"{path}:{n}" for path in own for n, line in enumerate(source.lines(path), 1) if PLACES.search(line)] == []


def test_readme_names_the_test_of_every_rule_and_no_other() -> None:
    readme = (source.ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"tests/[a-z_/]+\.py", readme))
    guards = {f"tests/house/{path.name}" for path in (source.ROOT / "tests/house").glob("test_*.py")}
    assert guards - named == set()
    assert [name for name in sorted(named) if not (source.ROOT / name).exists()] == []


def test_readme_has_the_two_commands() -> None:
    readme = (source.ROOT / "README.md").read_text(encoding="utf-8")
    assert [command for command in ("make run", "make test") if command not in readme] == []
