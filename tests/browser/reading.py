"""Reading figures from a terminal page: exact values from `data-value`, frames from its socket."""

import re
from decimal import Decimal

from playwright.sync_api import Page

FIGURE = re.compile(r'data-figure="([a-z-]+)" data-value="([^"]*)"')


def figure(page: Page, name: str, within: str = "#margin") -> str:
    """The exact value of a figure as the page carries it, empty where it does not exist."""
    return page.locator(f'{within} [data-figure="{name}"]').first.get_attribute("data-value") or ""


def number(page: Page, name: str, within: str = "#margin") -> Decimal:
    """The figure as a number; fails where the page has none."""
    return Decimal(figure(page, name, within))


def wait_for_another(page: Page, name: str, within: str = "#margin", timeout: float = 30_000) -> None:
    """Waits until the figure has another value than now."""
    selector = f'{within} [data-figure="{name}"]'
    before = page.locator(selector).first.get_attribute("data-value")
    page.wait_for_function(
        "([selector, before]) => document.querySelector(selector)?.dataset.value !== before",
        arg=[selector, before],
        timeout=timeout,
    )


def pools_in(frame: str) -> list[dict[str, str]]:
    """The figures of every margin panel in a frame of the stream."""
    panels = re.findall(r'<section id="margin".*?</section>', frame, re.DOTALL)
    return [dict(FIGURE.findall(panel)) for panel in panels]


class Frames:
    """Every text frame that a page's sockets receive."""

    def __init__(self, page: Page) -> None:
        self.texts: list[str] = []
        page.on("websocket", lambda socket: socket.on("framereceived", self._keep))

    def _keep(self, payload: str | bytes) -> None:
        self.texts.append(payload if isinstance(payload, str) else payload.decode())

    def pools(self) -> list[dict[str, str]]:
        """The margin panels of all frames so far, in their order."""
        return [pool for text in list(self.texts) for pool in pools_in(text)]
