"""The texts as they are written: files of Markdown with a few named lines at their head.

An article begins with `title:`, `summary:` (the answer, first), `updated:` and an empty line. The questions
are one file: `# group`, `## question`, `> the answer in a few words`, then the answer in full.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from operators.education.outline import SLUGS

SOURCE = "en"
LANGUAGES = ("en", "es")
CONTENT = Path(__file__).parent / "content"
WORDS_A_MINUTE = 200


@dataclass(frozen=True, slots=True)
class Article:
    """One article as written, its figures not yet filled in."""

    slug: str
    title: str
    summary: str
    updated: date
    body: str
    anchors: tuple[str, ...]

    @property
    def minutes(self) -> int:
        """Reading time, at least a minute."""
        return max(1, round(len(self.body.split()) / WORDS_A_MINUTE))


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its group, its address within the page, the short answer and the whole one."""

    group: str
    slug: str
    title: str
    short: str
    body: str


@dataclass(frozen=True, slots=True)
class Questions:
    """The page of questions as written."""

    title: str
    summary: str
    updated: date
    questions: tuple[Question, ...]


@cache
def article(slug: str, language: str = SOURCE) -> Article:
    """The article of the outline at `slug`; in every language its parts have the addresses of ours."""
    head, body = _parts((CONTENT / language / f"{slug}.md").read_text(encoding="utf-8"))
    if language == SOURCE:
        anchors = tuple(slug_of(line[3:]) for line in body.splitlines() if line.startswith("## "))
    else:
        anchors = article(slug).anchors
    return Article(slug, head["title"], head["summary"], date.fromisoformat(head["updated"]), body, anchors)


def articles(language: str = SOURCE) -> tuple[Article, ...]:
    """All articles in the order of the outline."""
    return tuple(article(slug, language) for slug in SLUGS)


@cache
def questions(language: str = SOURCE) -> Questions:
    """The page of questions."""
    head, body = _parts((CONTENT / language / "faq.md").read_text(encoding="utf-8"))
    found = []
    for chapter in body.split("\n# ")[1:]:
        group, *entries = chapter.split("\n## ")
        for entry in entries:
            title, _, rest = entry.partition("\n")
            short, _, text = rest.strip().removeprefix("> ").partition("\n")
            slug = slug_of(title) if language == SOURCE else questions().questions[len(found)].slug
            found.append(Question(group.strip(), slug, title.strip(), short.strip(), text.strip()))
    return Questions(head["title"], head["summary"], date.fromisoformat(head["updated"]), tuple(found))


def _parts(text: str) -> tuple[dict[str, str], str]:
    head, _, body = text.partition("\n\n")
    lines = (line.partition(":") for line in head.splitlines())
    return {name.strip(): value.strip() for name, _, value in lines}, "\n" + body


def slug_of(title: str) -> str:
    """The title as an address: lower case, hyphens."""
    kept = "".join(letter if letter.isalnum() else " " for letter in title.lower().replace("’", ""))
    return "-".join(kept.split())
