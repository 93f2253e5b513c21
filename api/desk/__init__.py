"""The staff desk under /desk: sign-in as plain pages, everything behind it in NiceGUI. No decisions, no SQL."""
