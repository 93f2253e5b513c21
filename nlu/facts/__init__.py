"""Facts of a text: who, where, when, how much, which medicine and illness, which paper, which decision."""
