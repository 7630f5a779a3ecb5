"""What durable_rules cannot bear, as numbers; checked when rules are loaded, so that the engine never meets it.

Source of each: measured with durable_rules 2.0.28 (see CONTRIBUTING.md, "The engine").
"""

MAX_KEYS = 251  # properties on one fact, the engine's own three included: beyond, error 302
OWN_KEYS = ("id", "sid", "go", "boot")
GROUP = 60  # compiled rules in one ruleset: 65 sibling tests that all hold are error 303
MAX_ALTERNATIVES = 240  # 256 rules with an identical condition are a segmentation fault

MAX_OPTIONS = 24  # of a question: buttons on one screen
MAX_ANSWER_SETS = 20_000_000  # the answer space is an array; 1 byte a set and table
SIGN = 0x80  # C char is signed on x86-64


def engine_hash(name: str) -> int:
    """The 32-bit FNV hash by which the engine compares names: two of one hash would match each other's rules."""
    value = 0x811C9DC5
    for byte in name.encode():
        signed = byte if byte < SIGN else byte | 0xFFFFFF00
        value = ((value ^ signed) * 16777619) & 0xFFFFFFFF
    return value
