"""The spaCy model of the project: words by jieba with the domain dictionary, rules for institutions and offices."""

from nlu.language.build import (
    build_language,
    ensure_language_model,
    language_directory,
    load_language_model,
    words_of_trade,
)

__all__ = ["build_language", "ensure_language_model", "language_directory", "load_language_model", "words_of_trade"]
