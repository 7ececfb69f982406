"""Who sees what: an audience is a topic shown with one exchange's settings, in one language.

Everyone in an audience gets the same bytes, so that a widget is rendered once however many watch.
"""

from dataclasses import dataclass
from typing import Literal

from trading.stream.showing import WidgetSettings

Kind = Literal["market", "account"]


@dataclass(frozen=True, slots=True)
class Audience:
    """A topic, what kind of values it carries, and how they are shown."""

    topic: str
    kind: Kind
    settings: WidgetSettings
