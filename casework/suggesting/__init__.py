"""Replies worth sending: what an agent may say next, made of rule rows, open questions, the form and replies sent
before. Pure decisions; nobody but an agent ever sends one.
"""

from casework.suggesting.ranking import suggest
from casework.suggesting.suggestion import Remembered, Source, Standing, Suggestion

__all__ = ["Remembered", "Source", "Standing", "Suggestion", "suggest"]
