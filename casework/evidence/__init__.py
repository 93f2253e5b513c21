"""What may be handed in as evidence, judged by content: its type, its limits, what to take out of it. Pure."""
