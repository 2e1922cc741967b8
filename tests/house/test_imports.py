"""Who may import whom: downwards only, and never inside a function."""
import ast
from pathlib import Path

from tests.house import source

KIT, ACCOUNTS, JOURNAL, REGISTRY = (f"housing_portal.{name}" for name in source.SHARED)
BASE = {KIT, ACCOUNTS, JOURNAL, REGISTRY}
MAY_IMPORT: dict[str, set[str]] = {
    KIT: set(),
    ACCOUNTS: {KIT},
    JOURNAL: {KIT, ACCOUNTS},
    REGISTRY: {KIT, ACCOUNTS, JOURNAL},
    "affordable": BASE,
    "transactions": BASE,
    "inspections": BASE,
    "presale": BASE | {"transactions"},
    "presale.delivery": BASE | {"transactions", "presale"},
    "reports": BASE | {"affordable", "transactions", "inspections", "presale", "presale.delivery"},
}


def package_of(dotted: str) -> str:
    """Return which package of ours a dotted name belongs to, the project's own front, or "" for others' code."""
    for package in sorted(MAY_IMPORT, key=len, reverse=True):
        if dotted == package or dotted.startswith(f"{package}."):
            return package
    return "front" if dotted.split(".")[0] == "housing_portal" else ""


def breaches(importer: str, module: ast.Module) -> list[str]:
    """Return the imports that ``importer`` may not make. The front (settings, urls, navigation) sees everything."""
    if importer == "front":
        return []
    allowed = MAY_IMPORT[importer] | {importer, ""}
    return [name for node in ast.walk(module) for name in source.imported(node) if package_of(name) not in allowed]


def module_name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts)


def test_imports_point_downwards() -> None:
    found = {str(path): breaches(package_of(module_name(path)), source.tree(path)) for path in source.product()}
    assert {path: names for path, names in found.items() if names} == {}


def test_relative_imports_stay_in_their_folder() -> None:
    found = [(path, node) for path in source.product() for node in ast.walk(source.tree(path))]
    assert [f"{path}:{node.lineno}" for path, node in found if getattr(node, "level", 0) > 1] == []


def test_every_package_stands_in_the_table() -> None:
    apps = {path.parent.as_posix().replace("/", ".") for path in source.product() if path.name == "apps.py"}
    assert apps - set(MAY_IMPORT) == set()


def test_a_breach_is_seen() -> None:
    code = "import reports\nfrom housing_portal import settings\nfrom affordable.models import Target\nimport json\n"
    assert breaches("affordable", ast.parse(code)) == ["reports", "housing_portal.settings"]
    assert breaches(KIT, ast.parse("def f():\n from housing_portal.accounts import models")) == [f"{ACCOUNTS}.models"]
    assert breaches("presale", ast.parse("import presale.delivery.models")) == ["presale.delivery.models"]
    assert breaches("reports", ast.parse(code.replace("from housing_portal import settings", ""))) == []


def hidden_imports(path: Path) -> list[str]:
    """Return the imports inside functions that no ``# lazy:`` comment on the line or above it gives a reason for."""
    text = source.lines(path)
    nodes = (node for function in source.functions(path) for node in ast.walk(function))
    found = sorted({node.lineno for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)})
    return [f"{path}:{n}" for n in found if "# lazy:" not in text[n - 1] and "# lazy:" not in text[n - 2]]


def test_no_import_inside_a_function() -> None:
    assert [place for path in source.product() for place in hidden_imports(path)] == []


def test_lazy_imports_never_reach_over_a_package() -> None:
    reaches = [
        f"{path}: {name}"
        for path in source.product()
        for function in source.functions(path)
        for node in ast.walk(function)
        for name in source.imported(node)
        if package_of(name) not in ("", package_of(module_name(path)))
    ]
    assert reaches == []
