"""The house rules that a machine can check. Every message says what to do instead.

A rule yields what is wrong with one file; one test per rule reads all files and shows every offence at once.
"""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = [*ROOT.glob("libs/kit/src"), *ROOT.glob("libs/allinone/src"), *ROOT.glob("gateway/src")]
PRODUCT = [*PACKAGES, *ROOT.glob("services/*/src")]
MAX_FILE, MAX_FUNCTION, KIT_BUDGET = 300, 40, 8800

MAY_NOT_IMPORT = {
    "api.py": ("sqlalchemy",),
    "internal.py": ("sqlalchemy",),
    "actions.py": ("fastapi", "sqlalchemy"),
    "handlers.py": ("fastapi", "sqlalchemy"),
    "service.py": ("fastapi",),
    "repository.py": ("fastapi",),
    "rules.py": ("fastapi", "sqlalchemy", "sqlmodel", "httpx2", "asyncio"),
    "schemas.py": ("sqlalchemy", "sqlmodel"),
    "events.py": ("sqlalchemy", "sqlmodel"),
}
"""Third-party modules that a file of a feature folder leaves to the files below it (architecture, feature folder)."""

WHOLE_PAGES = {"currencies.py", "seeds.py"}
"""Files that are one table of reference data: their length says nothing about design."""

Rule = Callable[[Path], Iterator[str]]


@cache
def product_files() -> list[Path]:
    return sorted(
        path for root in PRODUCT for path in root.rglob("*.py") if not {"tests", "migrations"} & set(path.parts)
    )


def service_files() -> list[Path]:
    return [path for path in product_files() if "services" in path.parts]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text(), filename=str(path))))


def imports(path: Path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in nodes(path):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def files_and_functions_stay_small(path: Path) -> Iterator[str]:
    lines = len(path.read_text().splitlines())
    if path.name not in WHOLE_PAGES and lines > MAX_FILE:
        yield f"{lines} lines: move one responsibility into a file of its own"
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            if length > MAX_FUNCTION:
                yield f"{node.name} has {length} lines: give its steps names of their own"


def every_step_outside_the_tenant_gives_its_reason(path: Path) -> Iterator[str]:
    for function, call in calls(path):
        if function.endswith(".unscoped"):
            reason = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
            if not isinstance(reason, str):
                yield "unscoped() takes its reason as a literal, so that a reader finds them all"
            elif len(reason) <= 8:
                yield "unscoped(): say why this must look across tenants"


def files_of_a_feature_import_downward(path: Path) -> Iterator[str]:
    found = list(imports(path))
    for module in MAY_NOT_IMPORT.get(path.name, ()):
        if any(imported.split(".")[0] == module for imported in found):
            yield f"imports {module}: put that into the file below it (repository, service, api)"
    if path.name in {"schemas.py", "events.py", "rules.py"}:
        for imported in found:
            if imported.endswith((".models", ".service", ".repository")):
                yield f"imports {imported}: it is at the bottom and takes plain values"


def features_meet_through_their_service_and_events(path: Path) -> Iterator[str]:
    parts = path.relative_to(ROOT).parts
    package, feature = parts[3], parts[4] if len(parts) > 5 else None
    for imported in imports(path):
        names = imported.split(".")
        if feature is None or names[0] != package or len(names) < 3 or names[1] == feature:
            continue
        if names[-1] == "repository":
            yield f"imports {imported}: ask that feature's service instead"


def use_cases_leave_edges_to_the_edge(path: Path) -> Iterator[str]:
    for function, _ in calls(path):
        if function.endswith(".commit"):
            yield "nobody commits: the edge does, when the use-case has returned"
        if function in {"datetime.now", "datetime.utcnow", "date.today", "time.time"}:
            yield f"{function}(): take the time from uow.now or the clock, so that tests can move it"


def no_data_is_invented(path: Path) -> Iterator[str]:
    for imported in imports(path):
        if imported.split(".")[0] in {"random", "faker", "polyfactory", "mewayz_testing"}:
            yield f"imports {imported}: every number comes from stored rows; secrets come from mewayz_kit.crypto"


def tables_are_reached_through_the_session(path: Path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.Attribute) and node.attr == "__table__":
            yield "__table__ goes around the tenant hook: select the model, or use mewayz_kit.portable with it"


OF_ALL_CODE = [files_and_functions_stay_small, every_step_outside_the_tenant_gives_its_reason]
OF_SERVICES = [
    files_of_a_feature_import_downward,
    features_meet_through_their_service_and_events,
    use_cases_leave_edges_to_the_edge,
    no_data_is_invented,
    tables_are_reached_through_the_session,
]


def offences(rule: Rule, files: list[Path]) -> list[str]:
    return [f"{name(path)}: {message}" for path in files for message in rule(path)]


@pytest.mark.parametrize("rule", OF_ALL_CODE, ids=lambda rule: rule.__name__)
def test_all_code(rule: Rule) -> None:
    wrong = offences(rule, product_files())
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("rule", OF_SERVICES, ids=lambda rule: rule.__name__)
def test_services(rule: Rule) -> None:
    wrong = offences(rule, service_files())
    assert not wrong, "\n".join(wrong)


def code_lines(path: Path) -> int:
    """Lines that hold code: no blanks, comments or docstrings (ADR 0003)."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    texts = {
        node.body[0].lineno
        for node in nodes(path)
        if isinstance(node, documented) and ast.get_docstring(node) is not None
    }
    lines = {
        line
        for node in nodes(path)
        if isinstance(node, ast.stmt | ast.expr) and not _is_text(node, texts)
        for line in (node.lineno, node.end_lineno or node.lineno)
    }
    return len(lines)


def _is_text(node: ast.stmt | ast.expr, texts: set[int]) -> bool:
    return node.lineno in texts and isinstance(node, ast.Expr | ast.Constant)


def test_the_kit_stays_within_its_budget() -> None:
    kit = [path for path in (ROOT / "libs/kit/src/mewayz_kit").rglob("*.py") if path.name not in WHOLE_PAGES]
    lines = sum(map(code_lines, kit))
    assert lines <= KIT_BUDGET, f"the kit has {lines} lines of code: a helper enters on its third use"


def test_embedded_is_a_word_of_allinone_alone() -> None:
    wrong = [name(p) for p in product_files() if "allinone" not in p.parts and "if embedded" in p.read_text().lower()]
    assert not wrong, f"{wrong}: a mode is four values at the edge, never a branch"


@pytest.mark.parametrize("path", sorted(ROOT.glob("services/*/pyproject.toml")), ids=name)
def test_tests_are_in_no_wheel(path: Path) -> None:
    assert 'exclude = ["**/tests"]' in path.read_text(), "exclude the tests from the wheel"
