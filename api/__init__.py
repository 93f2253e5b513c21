"""The service: for programs (`open`), citizens (`citizen`) and operators (`commandline`). No decisions, no SQL."""
