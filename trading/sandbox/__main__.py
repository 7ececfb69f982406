"""`python -m trading.sandbox`."""

import sys

from trading.sandbox.program import main

sys.exit(main(sys.argv[1:]))
