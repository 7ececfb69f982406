"""Every "?" of the terminal leads to a paragraph that exists."""

import re

from margin.presenters.help import LINKS
from perps_studio.settings import WIDGET_TEMPLATES


def test_every_help_link_leads_to_a_paragraph_that_exists(read):
    for name, link in LINKS.items():
        path, _, anchor = link.partition("#")
        assert f'id="{anchor}"' in read(path), name


def test_every_help_link_is_used_once_and_no_other_is_asked_for():
    used = [
        name
        for template in WIDGET_TEMPLATES.glob("*.html")
        for name in re.findall(r'\{\{ help\("([a-z-]+)"', template.read_text())
    ]
    assert sorted(used) == sorted(LINKS)
