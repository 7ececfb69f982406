"""The manual: every public function of the engine has its heading, and every example runs."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import margin.engine

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = sorted(DOCS.glob("margin*.md"))
LABELS = ("**In**", "**Formula**", "**Rounding**", "**Source**", "**Not claimed**")
HEADING = re.compile(r"^### `([\w.]+)`$", re.MULTILINE)
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def public_functions() -> Iterator[str]:
    """`module.function` of every public function, modules named below margin.engine."""
    for found in pkgutil.walk_packages(margin.engine.__path__, "margin.engine."):
        module = importlib.import_module(found.name)
        for name, value in vars(module).items():
            if inspect.isfunction(value) and value.__module__ == found.name and not name.startswith("_"):
                yield f"{found.name.removeprefix('margin.engine.')}.{name}"


def sections() -> dict[str, str]:
    """What stands below each function's heading, on every page of the manual."""
    found: dict[str, str] = {}
    for page in PAGES:
        parts = HEADING.split(page.read_text())
        for name, text in zip(parts[1::2], parts[2::2], strict=True):
            assert name not in found, f"{name} has two headings"
            found[name] = re.split(r"^## ", text, maxsplit=1, flags=re.MULTILINE)[0]
    return found


@pytest.mark.parametrize("name", sorted(public_functions()))
def test_every_public_function_has_a_heading_with_all_it_needs(name):
    text = sections().get(name)
    assert text is not None, f"{name} has no heading in docs/margin*.md"
    assert [label for label in LABELS if label not in text] == []
    assert "assert " in "".join(BLOCK.findall(text))


def test_no_heading_names_a_function_that_is_gone():
    classes = {"tiers.TierSchedule"}
    known = set(public_functions())
    gone = [name for name in sections() if name not in known and name.rpartition(".")[0] not in classes]
    assert gone == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_worked_example_gives_what_it_says(page):
    """The page's first block gives the names that all others start with."""
    first, *others = BLOCK.findall(page.read_text())
    names: dict[str, object] = {}
    exec(compile(first, f"{page.name} (names)", "exec"), names)
    for number, block in enumerate(others, start=2):
        exec(compile(block, f"{page.name}, block {number}", "exec"), dict(names))
