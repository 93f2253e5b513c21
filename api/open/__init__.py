"""REST for other systems: triage of one text or many, rows of the rule tables, and Rasa's own REST channel."""
