"""Encryption at rest and secrets: the one place that knows how. No database, no petition knowledge."""
