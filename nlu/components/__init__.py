"""Rasa graph components; config.yml names them by their module path."""
