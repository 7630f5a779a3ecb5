"""The direction of dependencies. A new arrow is a decision: it goes into the table, or it does not go in."""

import ast
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

pytestmark = pytest.mark.repeats

CHECKOUT = Path(__file__).parent.parent
BOT = CHECKOUT / "bot"

MAY_IMPORT = {
    "errors": set(),
    "logs": set(),
    "model": set(),
    "settings": {"errors"},
    "rulebook": {"errors", "model"},
    "library": {"errors", "rulebook"},
    "inference": {"errors", "model", "rulebook"},
    "content": {"errors", "inference", "library", "rulebook", "wording"},
    "wording": {"errors", "rulebook"},
    "conversation": {"content", "inference", "library", "model", "rulebook", "wording"},
    "store": {"errors", "model"},
    "report": {"content", "conversation", "model", "wording"},
    "revisions": {"content", "errors", "store"},
    "consult": {"content", "conversation", "model", "report", "revisions", "store", "wording"},
    "analysis": {"content", "inference", "library", "model", "rulebook", "wording"},
    "handbook": {"analysis", "content", "errors", "inference", "library", "rulebook"},
    "terminal": {"consult", "conversation", "model", "wording"},
    "staff": {"errors", "store"},
    "reloading": {"consult", "content", "errors", "rulebook"},
    "telegram": {"consult", "conversation", "errors", "model", "reloading", "settings", "staff", "store", "wording"},
    "app": {"consult", "content", "reloading", "settings", "store", "telegram", "wording"},
    "commands": {
        "analysis",
        "app",
        "consult",
        "revisions",
        "content",
        "conversation",
        "errors",
        "handbook",
        "inference",
        "logs",
        "library",
        "model",
        "report",
        "rulebook",
        "settings",
        "staff",
        "store",
        "telegram",
        "terminal",
        "wording",
    },
    "cli": {"commands", "errors", "logs", "rulebook"},
    "__main__": {"cli"},
}
"""What stands on what, lowest first. Anything may read the version in `bot/__init__.py`."""

ONLY_IN = {
    "durable": {"inference/engine.py"},
    "durable_rules_engine": {"inference/engine.py"},
    "aiosqlite": {"store/sqlite.py"},
    "cryptography": {"store/crypt.py"},
    "ruamel": {"rulebook/source.py"},
    "rapidfuzz": {"conversation/closeness.py", "library/ideas.py"},
    "pydantic_settings": {"settings.py"},
    "PIL": {"report/canvas.py"},
    "font_source_sans_pro": {"report/canvas.py"},
    "dotenv": {"settings.py"},
    "rich": {"terminal.py", "commands/printed.py"},
    "aiohttp": {"telegram/request.py"},
    "yarl": {"telegram/request.py"},
    "telegram": {"telegram/api.py", "telegram/reaching.py", "telegram/request.py", "telegram/running.py"},
    "starlette": {"telegram/ops.py", "telegram/serving.py", "telegram/webhook.py"},
    "uvicorn": {"telegram/serving.py"},
    "prometheus_client": {"telegram/ops.py"},
    "markdown_it": {"library/blocks.py", "telegram/markup.py", "handbook/article_pages.py"},
    "segno": {"staff/qr.py"},
    "textstat": {"analysis/articles/kept.py"},
}

FILES = sorted(path.relative_to(BOT).as_posix() for path in BOT.rglob("*.py"))


def imported(name, *, at_start=False):
    """The modules that a file imports; with `at_start` only those it imports when it is itself imported."""
    tree = _tree(name)
    for node in _at_start(tree) if at_start else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively"
            for alias in node.names:
                yield f"{node.module}.{alias.name}" if _is_module(f"{node.module}.{alias.name}") else node.module


@cache
def _tree(name):
    return ast.parse((BOT / name).read_text(encoding="utf-8"))


def _at_start(node):
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield child
            yield from _at_start(child)


def _is_module(dotted):
    where = CHECKOUT / dotted.replace(".", "/")
    return where.with_suffix(".py").exists() or (where / "__init__.py").exists()


def part(dotted):
    """The part of the house that a module belongs to; empty for `bot` itself."""
    return dotted.partition(".")[2].partition(".")[0]


@pytest.mark.parametrize("name", FILES)
def test_imports_run_downwards_only(name):
    own = name.removesuffix(".py").partition("/")[0]
    used = {part(module) for module in imported(name) if module.partition(".")[0] == "bot"} - {own, ""}

    assert used <= MAY_IMPORT.get(own, set())


def test_the_table_of_parts_has_no_cycle():
    below = list(TopologicalSorter(MAY_IMPORT).static_order())

    assert sorted(below) == sorted(MAY_IMPORT)


def test_the_table_names_every_part_and_no_other():
    assert {name.removesuffix(".py").partition("/")[0] for name in FILES} - {"__init__"} == set(MAY_IMPORT)


def test_no_modules_import_one_another():
    names = {"bot." + name.removesuffix(".py").replace("/", ".").removesuffix(".__init__"): name for name in FILES}
    graph = {module: set(imported(name, at_start=True)) & set(names) - {module} for module, name in names.items()}

    assert len(list(TopologicalSorter(graph).static_order())) == len(names)


@pytest.mark.parametrize("package", ONLY_IN)
def test_a_hard_dependency_has_its_own_importer(package):
    importers = {name for name in FILES if any(module.split(".")[0] == package for module in imported(name))}

    assert importers == ONLY_IN[package]


def test_every_other_package_is_known():
    known = {"bot", "numpy", "pydantic", "pydantic_core"} | set(ONLY_IN) | set(sys.stdlib_module_names)
    used = {module.split(".")[0] for name in FILES for module in imported(name)}

    assert used <= known


@pytest.mark.parametrize("folder", ["rules", "knowledge"])
def test_the_folders_of_content_hold_no_python(folder):
    assert [path for path in (CHECKOUT / folder).rglob("*") if path.suffix in {".py", ".pyc", ".so"}] == []


CONVERSATION = [name for name in FILES if name.startswith("conversation/")]
IMPURE = {
    "asyncio",
    "datetime",
    "io",
    "logging",
    "os",
    "pathlib",
    "random",
    "secrets",
    "socket",
    "sqlite3",
    "sys",
    "time",
}
CALLS = {"open", "print", "input", "exec", "eval"}


@pytest.mark.parametrize("name", CONVERSATION)
def test_the_conversation_knows_no_clock_no_chance_no_file_and_no_waiting(name):
    tree = ast.parse((BOT / name).read_text(encoding="utf-8"))
    waits = [node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef | ast.Await | ast.AsyncFor)]
    calls = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}

    assert waits == []
    assert calls & CALLS == set()
    assert {module.split(".")[0] for module in imported(name)} & IMPURE == set()
