"""Articles and answers about margin: Markdown whose numbers the margin engine computes when it is read."""
