"""Can this identifier be stored? Texts are cleaned and measured by the use cases; this is for what goes with them."""

import re

_CONTROLS = re.compile("[\u0000-\u001f\u007f-\u009f]")
_HALF_CHARACTERS = re.compile("[\ud800-\udfff]")


def storable(identifier: str) -> str:
    """The identifier without what no database holds: control characters become spaces, half characters U+FFFD."""
    return _HALF_CHARACTERS.sub("\ufffd", _CONTROLS.sub(" ", identifier))
