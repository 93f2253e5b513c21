"""`triage`: one small module for each command; heavy imports happen inside the command."""
