"""One process, one database: a lock file that the system frees when the process ends, however it ends."""

import os
from contextlib import suppress
from pathlib import Path

from bot.errors import StoreError, StoreLocked

try:
    import fcntl
except ImportError:  # this system has no such locks: there, starting only one process is left to the operator
    fcntl = None  # type: ignore[assignment]  # as on Windows


class Lock:
    """Held from its making until `release`. The file stays, since deleting it would let two processes in."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self._file = database.with_name(database.name + ".lock")
        try:
            self._descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StoreError(f"{self._file} cannot be written ({error.strerror}): check its folder's rights") from error
        try:
            self._take()
        except BaseException:
            self.release()
            raise

    def _take(self) -> None:
        if fcntl is None:
            return
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreLocked(
                f"{self.database} is in use by {self._holder()}, which holds {self._file}: stop that one first"
            ) from error
        except OSError as error:
            raise StoreError(
                f"{self._file} cannot be locked ({error.strerror}): keep it on a local disk, not a network drive"
            ) from error
        with suppress(OSError):  # the number only serves the other one's message, and a full disk must not stop us here
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, b"%d\n" % os.getpid(), 0)

    def _holder(self) -> str:
        number = os.pread(self._descriptor, 20, 0).strip()
        return f"process {number.decode()}" if number.isdigit() else "another process"

    def release(self) -> None:
        """Let the next one in. A second call does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
