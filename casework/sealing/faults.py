"""What can be wrong with keys and ciphertexts.

StoreFault
├── KeyFault    a key file is missing, damaged, readable by others, or not the one the data was sealed with
└── Tampered    a ciphertext was changed or moved to another row
"""

from casework.errors import StoreFault


class KeyFault(StoreFault):
    """A key file is missing, damaged, readable by others, or not the one the data was sealed with."""

    code = "key_fault"


class Tampered(StoreFault):
    """A ciphertext does not fit its place: it was changed, cut or moved to another row."""

    code = "tampered"
