"""Everything that can go wrong on purpose, and nothing else.

* FixpointError
  - UsageError        the command line or its input is wrong       -> whoever typed it, exit code 2
  - SettingsError     the environment is incomplete or wrong       -> the operator, exit code 2
  - ContentError      rules/ or knowledge/ is faulty               -> the maintainer, exit code 2
  - StoreError        the database refuses                         -> the operator, exit code 2
    - StoreLocked     another process has it
    - StoreBroken     it is damaged, or no database of ours
    - StoreTooNew     a newer version of Fixpoint wrote it
    - WrongKey        the data key does not open it

What a prospect presses or types is never an error: it is a toast in the turn.
"""

from collections.abc import Sequence


class FixpointError(Exception):
    """Something that a person can put right; its text is one line that says how."""


class UsageError(FixpointError):
    """The command line, or the answers given to it, cannot be understood."""


class SettingsError(FixpointError):
    """A setting is missing, unreadable or refused in production."""


class ContentError(FixpointError):
    """The rules or the articles are faulty; `problems` holds every problem, in the order of the files."""

    def __init__(self, problems: Sequence[object]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class StoreError(FixpointError):
    """The database refuses; nothing was half written."""


class StoreLocked(StoreError):
    """Another process has the database open."""


class StoreBroken(StoreError):
    """The file is damaged or is no database of Fixpoint. It is never recreated silently."""


class StoreTooNew(StoreError):
    """The database was written by a newer version."""


class WrongKey(StoreError):
    """The data key does not open what the database holds."""
