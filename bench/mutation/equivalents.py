"""Mutants that no test can kill, because no figure changes; each with its reason.

(module, the line it is in, the change, the reason). One that matches no mutant any more is an error.
"""

EQUIVALENT: tuple[tuple[str, str, str, str], ...] = ()
