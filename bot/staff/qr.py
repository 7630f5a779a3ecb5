"""An address as a QR code to print. The one importer of `segno`."""

from io import BytesIO

import segno

QUIET = 4
"""Modules of white around the code; the standard asks for as many."""

DPI = 300
SMALLEST = 709
"""Pixels a side: 6 cm at 300 dpi."""


def png(text: str) -> bytes:
    """A black and white picture at least 6 cm wide when printed. A quarter of the code may be soiled (level Q)."""
    code = segno.make(text, error="q", micro=False, boost_error=False)
    side, _ = code.symbol_size(border=QUIET)
    picture = BytesIO()
    code.save(picture, kind="png", scale=-(-SMALLEST // int(side)), border=QUIET, dpi=DPI)
    return picture.getvalue()
