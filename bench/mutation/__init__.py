"""Mutation testing of margin/engine: `python -m bench.mutation [module…]`, part of `make prove`.

A runner of our own, because the well-kept ones do not reach this code: mutmut 3 leaves out everything outside
functions and the bodies of dataclasses, and knows no min/max, rounding or removed-call mutants; cosmic-ray
starts a process with all its imports for each mutant, hours for what takes minutes here.

It works on a copy in a temporary folder. One pytest session runs every test once and notes which lines it
reaches; then each mutant gets a fork of that session in which the mutated function's code is swapped, and
the tests that reach it, fastest first, until one fails. What runs while modules are imported (constants,
defaults, functions that the tests' own constants call) is tried in a fork that imports everything anew.
"""
