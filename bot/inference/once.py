"""A cached property that is made once, even when two threads ask for it at the same time.

The adviser is made in a thread while people are answered already: whoever asks for it meanwhile waits for that one. The
standard `cached_property` has kept no lock since Python 3.12. A lock is that of the property, not of the instance.
"""

from collections.abc import Callable
from functools import cached_property
from threading import RLock
from typing import Any, Generic, Self, TypeVar, overload

T = TypeVar("T")


class once(cached_property[T], Generic[T]):  # noqa: N801 - it stands as a decorator
    """As `cached_property`, locked until the value stands in the instance; reading it afterwards costs nothing."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        super().__init__(make)
        self._making = RLock()

    @overload
    def __get__(self, instance: None, owner: type[Any] | None = None) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type[Any] | None = None) -> T: ...

    def __get__(self, instance: object, owner: type[Any] | None = None) -> Any:
        with self._making:
            return super().__get__(instance, owner)
