"""`python -m nlu.evaluation`: the classifier alone; `triage evaluate` measures what the product makes of it."""

import sys

from nlu.evaluation.main import main

sys.exit(main(sys.argv[1:]))
