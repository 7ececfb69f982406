"""Search in the texts: every word must be there; titles count before answers, answers before the rest."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language

from operators.education import texts
from operators.education.figures import Figures
from operators.education.writing import plain

AROUND = 90


@dataclass(frozen=True, slots=True)
class Found:
    """One hit: where it is, what it is called, the words around the first match."""

    url: str
    title: str
    excerpt: str


def found(words: str, figures: Figures) -> list[Found]:
    """Hits for all of `words`, best first."""
    wanted = words.lower().split()
    ranked = []
    for url, title, answer, text in _texts(figures):
        places = [title.lower(), answer.lower(), text.lower()]
        if all(word in " ".join(places) for word in wanted):
            rank = next((i for i, place in enumerate(places) if all(word in place for word in wanted)), 3)
            ranked.append((rank, Found(url, title, answer if rank < 2 else _excerpt(text, wanted[0]))))
    return [hit for _, hit in sorted(ranked, key=lambda one: one[0])]


def _texts(figures: Figures):
    language = get_language()
    for one in texts.articles(language):
        url = reverse("learn-article", args=[one.slug])
        yield url, one.title, plain(one.summary, figures), plain(one.body, figures)
    for one in texts.questions(language).questions:
        yield f"{reverse('learn-questions')}#{one.slug}", one.title, one.short, plain(one.body, figures)


def _excerpt(text: str, word: str) -> str:
    at = max(text.lower().find(word), 0)
    start, end = max(0, at - AROUND), at + AROUND
    return ("… " if start else "") + text[start:end].strip() + (" …" if end < len(text) else "")
