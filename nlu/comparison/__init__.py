"""Is a candidate better than what serves? Both read the same texts; a difference has its paired 95 % interval."""
