"""Margin figures as people read them: values in, dicts of strings out. Pure; templates only print."""
