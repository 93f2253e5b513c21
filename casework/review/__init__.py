"""Which dialogues are worth a person's look, which are alike, and how well two people agree. No I/O, no clock."""
