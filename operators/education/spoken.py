"""The words of the reading pages: their own context, so that no other page shares a translation by chance."""

from django.utils.translation import pgettext


def spoken(text: str) -> str:
    """The text in the language of the page, where it has been translated."""
    return pgettext("learn", text)
