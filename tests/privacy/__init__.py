"""Who may do what, what must not be seen, what must be gone."""
