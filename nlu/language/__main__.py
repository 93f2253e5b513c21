"""`python -m nlu.language [DIR]`: build the language model if it is not up to date, and say where it is."""

import sys
from pathlib import Path

from nlu.language.build import ensure_language_model, language_directory

if __name__ == "__main__":
    _directory = Path(sys.argv[1]) if len(sys.argv) > 1 else language_directory()
    sys.stdout.write(f"{ensure_language_model(_directory)}\n")
