"""The picture, read back from its bytes: every module where it belongs, white around it, and large enough to print."""

import struct
import zlib

import pytest
import segno

from bot.staff.links import deep_link
from bot.staff.qr import png

SHORT = deep_link("acme", "annaanna22")
LONGEST = deep_link("x" * 32, "aZ09_-" + "x" * 58)


def chunks(picture):
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    at, found = 8, {}
    while at < len(picture):
        length, kind = struct.unpack(">I4s", picture[at : at + 8])
        data = picture[at + 8 : at + 8 + length]
        assert struct.unpack(">I", picture[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + data)
        found[kind] = found.get(kind, b"") + data
        at += 12 + length
    return found


def dark(picture):
    """The pixels as rows of booleans, True for black: one bit a pixel, each row as it is (0) or as it differs (2)."""
    read = chunks(picture)
    width, height, depth, colour, *rest = struct.unpack(">IIBBBBB", read[b"IHDR"])
    assert (depth, colour, rest) == (1, 0, [0, 0, 0])
    lines, stride = zlib.decompress(read[b"IDAT"]), 1 + (width + 7) // 8
    rows, above = [], bytes(stride - 1)
    for at in range(0, len(lines), stride):
        kind, row = lines[at], lines[at + 1 : at + stride]
        assert kind in {0, 2}
        above = row if kind == 0 else bytes((one + two) % 256 for one, two in zip(row, above, strict=True))
        rows.append(above)
    bits = ["".join(f"{byte:08b}" for byte in row)[:width] for row in rows]
    assert len(bits) == height
    return [[bit == "0" for bit in row] for row in bits]


@pytest.mark.parametrize("text", [SHORT, LONGEST], ids=["a short address", "the longest address"])
def test_every_module_is_where_it_belongs_with_white_around(text):
    pixels = dark(png(text))
    modules = [[bool(one) for one in row] for row in segno.make(text, error="q", boost_error=False).matrix]
    side = len(modules) + 8
    scale, rest = divmod(len(pixels), side)

    assert rest == 0
    assert {len(row) for row in pixels} == {len(pixels)}
    white = [[False] * side] * 4
    framed = [*white, *([False] * 4 + row + [False] * 4 for row in modules), *white]
    assert pixels == [[module for module in row for _ in range(scale)] for row in framed for _ in range(scale)]


@pytest.mark.parametrize("text", [SHORT, LONGEST], ids=["a short address", "the longest address"])
def test_it_prints_six_centimetres_wide_at_300_dpi(text):
    picture = png(text)
    across, down, unit = struct.unpack(">IIB", chunks(picture)[b"pHYs"])

    assert (across, down, unit) == (11811, 11811, 1)  # 300 dpi, in pixels a metre
    assert 0.06 <= len(dark(picture)) / across < 0.07
    assert len(picture) < 10_000
