"""Word files: templates of our own, filled by docxtpl."""
