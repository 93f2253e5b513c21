"""What an office counts: periods, groups too small to be shown, shares and times. Pure: no store, no clock."""
