"""How well does the assistant understand? `python -m nlu.evaluation`, or `triage evaluate` with the product's rules."""
