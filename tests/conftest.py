"""What every test may use: hypothesis profiles, a browser, the whole product."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page, sync_playwright

from perps_studio.launcher import folders
from perps_studio.launcher.stack import Plan, Stack
from tests import browsers

PATIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("default", max_examples=60, **PATIENT)
settings.register_profile("prove", max_examples=2000, **PATIENT)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("prove" if os.environ.get("PROVE") else "default")
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests on the whole product share one of it: with xdist they run on one worker."""
    for item in items:
        if "stack" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("stack"))


class LiveStack(Stack):
    """The whole product for tests, at `url(path, host)`."""

    def url(self, path: str = "/", host: str = "localhost") -> str:
        return f"http://{host}:{self.plan.port}{path}"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Lets pytest empty the audit log between tests; its rows stay protected here too."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE operators_auditentry DISABLE TRIGGER audit_table_stays")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveStack]:
    """PostgreSQL, Valkey, sandbox, feed, web and worker, started by the launcher with a new database.

    `stack.stop_one("feed")`, `start_one`, `restart` and `manage("command")` act on it; leave it running.
    What the processes print is in `stack.plan.run / "output.log"`.
    """
    run: Path = tmp_path_factory.mktemp("stack")
    with open(run / "output.log", "a", buffering=1) as log:
        live = LiveStack(
            Plan(run=run, host="127.0.0.1", port=folders.free_port(), throwaway=True),
            say=lambda text: print(text, file=log),
            hear=lambda name, line: print(name, line, sep=" | ", file=log),
        )
        try:
            live.start()
            yield live
        finally:
            live.stop()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The path of a Chromium; without one the test is skipped, in CI it fails."""
    path = browsers.find()
    if path is None:
        reason = "no Chromium on this machine: install the package chromium, or name one by CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    """A browser for this module's tests (synchronous ones: it keeps this thread's event loop to itself)."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium_path, args=browsers.ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new page in a browser that knows nothing yet, 1440 by 900."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()
