"""The shape of JSON: names and types, so that an answer can be held against a recorded one."""

import re
from dataclasses import dataclass, field
from typing import Any

NUMBER = re.compile(r"-?\d+\.\d+")


@dataclass
class Shape:
    """What was seen at one place: kinds of scalars, members of objects and how often, items of lists."""

    kinds: set[str] = field(default_factory=set)
    objects: int = 0
    members: dict[str, "Shape"] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    items: "Shape | None" = None

    def see(self, value: Any, free: frozenset[str], path: str = "") -> "Shape":
        """Adds a value. At the paths in `free` an object's names are data, so its values are one shape."""
        if isinstance(value, dict):
            self.kinds.add("object")
            self.objects += 1
            for name, part in value.items():
                key = "*" if path in free else name
                self.counts[key] = self.counts.get(key, 0) + 1
                self.members.setdefault(key, Shape()).see(part, free, f"{path}.{key}")
        elif isinstance(value, list):
            self.kinds.add("list")
            self.items = self.items or Shape()
            for part in value:
                self.items.see(part, free, f"{path}[]")
        else:
            self.kinds.add(_kind(value))
        return self


def _kind(value: Any) -> str:
    if isinstance(value, str):
        return "number in quotes" if NUMBER.fullmatch(value) else "text"
    return type(value).__name__


def shape(*values: Any, free: tuple[str, ...] = ()) -> Shape:
    """The common shape of several answers."""
    seen = Shape()
    for value in values:
        seen.see(value, frozenset(free))
    return seen


def differences(ours: Shape, recorded: Shape, path: str = "") -> list[str]:
    """Where ours could not be the venue's: types never seen there, names missing or invented."""
    found = []
    unknown = ours.kinds - recorded.kinds - (_kinds_of_empty(recorded))
    if unknown:
        found.append(f"{path or 'answer'}: {sorted(unknown)}, recorded {sorted(recorded.kinds)}")
    for name in ours.members.keys() - recorded.members.keys():
        found.append(f"{path}.{name} was never recorded")
    for name, part in recorded.members.items():
        always = recorded.counts[name] == recorded.objects
        if ours.objects and name not in ours.members and always:
            found.append(f"{path}.{name} is missing")
        if name in ours.members:
            found.extend(differences(ours.members[name], part, f"{path}.{name}"))
    if ours.items and recorded.items and recorded.items.kinds:
        found.extend(differences(ours.items, recorded.items, f"{path}[]"))
    return found


def _kinds_of_empty(recorded: Shape) -> set[str]:
    """A place that was only ever null tells nothing about its type."""
    return {"text", "int", "number in quotes"} if recorded.kinds == {"NoneType"} else set()
