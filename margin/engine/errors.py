"""What the engine refuses, and how it says so."""


class MarginError(ValueError):
    """Input that cannot be right; `field` names it."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
