"""A refusal of a whole action."""


class ActionError(Exception):
    """The action fails; the text is the venue's answer."""
