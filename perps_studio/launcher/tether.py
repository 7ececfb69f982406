"""Becomes another program that the kernel ends when its parent dies.

Run as a script, so that it costs no import: `python -I -S tether.py SIGNAL IDENTITY PARENT PROGRAM …`
SIGNAL is sent to the program when the process PARENT dies. IDENTITY says who the program is:
`same` as we are; `namespace`: root seen as uid 65534 in a user namespace; `nobody`: uid 65534 indeed.
"""

import ctypes
import os
import sys
from pathlib import Path

NOBODY = 65534
PR_SET_PDEATHSIG = 1


def enter_namespace() -> None:
    """Be uid 65534 inside a user namespace: for a program that refuses root; outside, its files stay ours."""
    uid, gid = os.getuid(), os.getgid()
    os.unshare(os.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} {gid} 1")


def become_nobody() -> None:
    """Give root up for good."""
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def die_with_parent(signal: int, parent: int) -> None:
    """Ask the kernel for `signal` when the parent dies; leave at once if it is dead already.

    Only Linux can; elsewhere nothing is done.
    """
    if sys.platform != "linux":
        return
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl refused the parent-death signal")
    if os.getppid() != parent:
        sys.exit(f"the parent {parent} is gone already")


def main(arguments: list[str]) -> None:
    signal, identity, parent, *program = arguments
    if identity == "namespace":
        enter_namespace()
    elif identity == "nobody":
        become_nobody()
    die_with_parent(int(signal), int(parent))  # a change of uid would clear it
    os.execv(program[0], program)


if __name__ == "__main__":
    main(sys.argv[1:])
