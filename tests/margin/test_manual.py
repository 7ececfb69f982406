"""The manual: every public function and method of the engine has its heading, and every example runs."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType

import pytest

import margin.engine

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = sorted(DOCS.glob("margin*.md"))
LABELS = ("**In**", "**Formula**", "**Rounding**", "**Source**", "**Not claimed**")
HEADING = re.compile(r"^### `([\w.]+)`$", re.MULTILINE)
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def public_functions() -> Iterator[str]:
    """`module.function` and `module.Class.method` of what is public, modules named as below margin.engine."""
    for found in pkgutil.walk_packages(margin.engine.__path__, "margin.engine."):
        module = importlib.import_module(found.name)
        path = found.name.removeprefix("margin.engine.")
        for name, value in vars(module).items():
            if getattr(value, "__module__", None) != found.name or name.startswith("_"):
                continue
            if inspect.isfunction(value):
                yield f"{path}.{name}"
            elif inspect.isclass(value):
                yield from (f"{path}.{name}.{method}" for method in public_methods(value))


def public_methods(kind: type) -> Iterator[str]:
    """The names of what a class itself can be asked: methods, class methods and properties, no fields."""
    for name, value in vars(kind).items():
        if not name.startswith("_") and isinstance(value, FunctionType | classmethod | property):
            yield name


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
    assert sorted(sections().keys() - set(public_functions())) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_worked_example_gives_what_it_says(page):
    """The page's first block gives the names that all others start with."""
    first, *others = BLOCK.findall(page.read_text())
    names: dict[str, object] = {}
    exec(compile(first, f"{page.name} (names)", "exec"), names)
    for number, block in enumerate(others, start=2):
        exec(compile(block, f"{page.name}, block {number}", "exec"), dict(names))
