"""Work that never runs in a serving process: training, comparing, reading along. huey carries it to a process apart."""
