"""Numbers and titles of the reading pages in their templates."""

from decimal import Decimal

from django import template
from django.utils.translation import get_language

from operators.education import texts
from operators.education.figures import printed
from operators.education.spoken import spoken as _

register = template.Library()


@register.filter
def amount(value: Decimal | None, style: str = "2") -> str:
    """A number with so many places; a dash where there is none."""
    return _("None") if value is None else printed(value, style)


@register.filter
def title_of(slug: str) -> str:
    """An article's title."""
    return texts.article(slug, get_language()).title
