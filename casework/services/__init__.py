"""Use cases: what happens to one petition, told in terms of the ports."""
