"""`fixpoint handbook DIR`: the rules and articles as a static site, to be read without a server or a network."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from bot.commands.folders import content_of, warn

EXAMPLE = "fixpoint handbook site"


def arguments(parser: ArgumentParser) -> None:
    """Where it is written."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="a new or empty folder, or an earlier handbook")


def run(arguments: Namespace) -> int:
    """Write the handbook; 1 if the certificate in it has findings."""
    from bot.analysis.certificate import certificate  # noqa: PLC0415 - a refused folder is told before the work
    from bot.handbook.drawing import drawn  # noqa: PLC0415 - as above
    from bot.handbook.graph_page import dot  # noqa: PLC0415 - as above
    from bot.handbook.site import material, site  # noqa: PLC0415 - as above
    from bot.handbook.writing import check, write  # noqa: PLC0415 - as above

    check(arguments.folder)
    content = content_of(arguments, above="")  # what is published tells nothing of this machine
    found = certificate(content)
    matter = material(content)
    picture = drawn(dot(matter))
    if picture is None:
        warn("graphviz (dot) is not there, so the graph is a list only")
    files = site(matter, found, picture)
    write(arguments.folder, files)
    print(f"{len(files)} files; open {arguments.folder / 'index.html'}")
    if found.findings:
        warn(f"the certificate has findings: {len(found.findings)}; see {arguments.folder / 'certificate.html'}")
        return 1
    return 0
