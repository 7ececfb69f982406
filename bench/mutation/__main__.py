"""Mutants of margin/engine killed by tests/margin: survivors, a table, and one line for docs/proofs.md.

`python -m bench.mutation` tries all modules, `… money scenarios.units` those named. Exit code 1 below 80 %.
"""

import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from bench.mutation import mutants
from bench.mutation.equivalents import EQUIVALENT
from bench.mutation.mutants import Mutant

NEEDED = 80
SEED = 20260904
SAMPLE = 200  # mutants of a module at most, drawn with the seed: what keeps a run within its time
REPOSITORY = Path(__file__).resolve().parents[2]
NEEDS_DJANGO = "test_check_recordings"


def main(names: list[str]) -> int:
    """Copies what is needed, tries the mutants there and says what survived."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        copy = Path(folder).resolve() / "clone"
        for part in ("margin", "tests/margin", "docs"):
            shutil.copytree(REPOSITORY / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        for file in ("tests/__init__.py", "tests/recordings.py"):
            shutil.copy(REPOSITORY / file, copy / file)
        if (shared := REPOSITORY.parent / "shared").exists():
            (copy.parent / "shared").symlink_to(shared)
        chosen, possible = _chosen(copy / "margin" / "engine", names)
        os.chdir(copy)
        sys.path[0] = str(copy)
        survived = _survivors(copy, chosen)
    return _report(chosen, possible, survived, time.monotonic() - started)


def _chosen(engine: Path, names: list[str]) -> tuple[list[Mutant], Counter[str]]:
    """The mutants to try, and how many each module has beside the equivalent ones."""
    chosen: list[Mutant] = []
    possible: Counter[str] = Counter()
    unused = set(EQUIVALENT)
    for path in sorted(engine.rglob("*.py")):
        module = ".".join(path.relative_to(engine).with_suffix("").parts)
        every = mutants.of_module(module, path)
        known = {entry for entry in EQUIVALENT if entry[0] == module}
        same = {entry[:3]: entry for entry in known}
        unused -= {same[key] for mutant in every if (key := (module, mutant.line, mutant.what)) in same}
        different = [mutant for mutant in every if (module, mutant.line, mutant.what) not in same]
        if different and (not names or module in names):
            possible[module] = len(different)
            chosen += random.Random(SEED).sample(different, min(SAMPLE, len(different)))
    if unused:
        raise SystemExit(f"bench/mutation/equivalents.py names a mutant that is none: {min(unused)}")
    return chosen, possible


def _survivors(copy: Path, chosen: list[Mutant]) -> list[Mutant]:
    from bench.mutation import trials  # after the working folder changed

    files = sorted(
        f"tests/margin/{path.name}"
        for path in (copy / "tests" / "margin").glob("test_*.py")
        if not path.name.startswith(NEEDS_DJANGO)
    )
    inside = [mutant for mutant in chosen if mutant.function]
    found = trials.in_one_session(inside, files, str(copy / "margin" / "engine"))
    outcomes = dict.fromkeys(chosen, trials.UNCLEAR) | dict(zip(inside, found.outcomes, strict=True))
    again = [mutant for mutant, outcome in outcomes.items() if outcome == trials.UNCLEAR]
    files.sort(key=lambda file: found.seconds[file])
    anew = trials.shared(again, lambda mutant: trials.anew(mutant, files, found))
    outcomes |= zip(again, anew, strict=True)
    for test in found.failed:
        print(f"left out, since it fails without any mutant: {test}")
    return [mutant for mutant, outcome in outcomes.items() if outcome == trials.SURVIVED]


def _report(chosen: list[Mutant], possible: Counter[str], survived: list[Mutant], seconds: float) -> int:
    for mutant in survived:
        print(f"SURVIVED {mutant}")
    tried = Counter(mutant.module for mutant in chosen)
    lost = Counter(mutant.module for mutant in survived)
    print(f"\n{'module':<28}{'killed':>8}{'tried':>8}{'all':>8}")
    for module, number in tried.items():
        print(f"{module:<28}{number - lost[module]:>8}{number:>8}{possible[module]:>8}")
    killed, total = len(chosen) - len(survived), len(chosen)
    percent = 100 * killed / total
    parts = ", ".join(f"{module} {number - lost[module]}/{number}" for module, number in tried.items())
    print(
        f"mutants of margin/engine: {killed} of {total} killed, {percent:.1f} % (needed {NEEDED} %; "
        f"at most {SAMPLE} of a module, {sum(possible.values())} in all, "
        f"{len(EQUIVALENT)} known equivalent ones left out; {seconds / 60:.0f} min): {parts}"
    )
    return 0 if percent >= NEEDED else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
