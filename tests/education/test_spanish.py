"""The same pages in Spanish: every text, the same figures, the same addresses of their parts."""

import re

import pytest
from django.test import Client

from operators.education import texts
from operators.education.outline import SLUGS
from perps_studio.seed import seed_demo

FIGURE = re.compile(r"\{[a-z_]+\.[a-z_0-9]+(?::\+?\d)?\}")
DIRECTIVE = re.compile(r"^\[\[.*\]\]$", re.MULTILINE)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_translation_has_the_same_figures_drawings_and_parts(slug):
    ours, theirs = texts.article(slug, "en"), texts.article(slug, "es")
    assert sorted(FIGURE.findall(theirs.body)) == sorted(FIGURE.findall(ours.body))
    assert DIRECTIVE.findall(theirs.body) == DIRECTIVE.findall(ours.body)
    assert theirs.body.count("\n## ") == len(theirs.anchors)
    assert theirs.title != ours.title or slug == "funding"


def test_every_question_is_translated_under_its_own_address():
    ours, theirs = texts.questions("en").questions, texts.questions("es").questions
    assert [one.slug for one in theirs] == [one.slug for one in ours]
    for mine, other in zip(ours, theirs, strict=True):
        assert sorted(FIGURE.findall(other.body)) == sorted(FIGURE.findall(mine.body)), mine.slug
        assert mine.title != other.title


def test_a_spanish_reader_reads_spanish_and_the_address_can_ask_for_it(db):
    seed_demo()
    reader = Client(headers={"host": "localhost", "accept-language": "es"})
    page = reader.get("/learn/hedging/").content.decode()
    assert '<html lang="es"' in page
    assert "Cobertura: qué compensa y qué no" in page
    assert "Ambos caen 15\u00a0%" in page
    assert 'id="the-numbers"' in page
    asked = Client(headers={"host": "localhost"})
    answer = asked.get("/learn/cross-margin/?lang=es")
    assert answer["Content-Language"] == "es"
    assert "Qué es el margen cruzado" in asked.get("/learn/").content.decode()
    assert 'hreflang="es" href="http://localhost/learn/cross-margin/?lang=es"' in answer.content.decode()


@pytest.mark.parametrize("path", ["/learn/", "/learn/faq/", "/learn/calculator/", "/learn/which-fits-me/"])
def test_the_words_around_the_texts_are_spanish_too(read, path):
    page = read(f"{path}?lang=es")
    for english in (
        "Try your own numbers",
        "Which mode fits me?",
        "minutes",
        "Nothing here is advice",
        "Leverage<",
    ):
        assert english not in page


def test_spanish_search_finds_spanish_words(read):
    assert "Cobertura: qué compensa" in read("/learn/search/?q=cobertura&lang=es")
