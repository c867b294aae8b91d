"""Loops over arrays as machine code: numba compiles them once for a machine and keeps the result beside the source.

A page has a hundred blocks, so that a hundred array operations on them cost more in calls than in work. A compiled
loop may call others of its own file only: numba does not see that another file has changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")


class _Compiled:
    """Compiles when first called, so that what cleans no page need not load the compiler."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.__doc__ = function.__doc__
        self._function = function
        self._machine: Callable[..., Any] | None = None

    def __call__(self, *args: Any) -> Any:
        machine = self._machine
        if machine is None:
            machine = self._machine = _machine_code(self._function)
        return machine(*args)


def _machine_code(function: Callable[..., Any]) -> Callable[..., Any]:
    from numba import njit

    try:
        machine: Callable[..., Any] = njit(cache=True, error_model="numpy")(function)
    except RuntimeError:  # no place to keep it: a read-only directory, no home; each process compiles anew
        machine = njit(error_model="numpy")(function)
    return machine


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function as machine code from its first call on; it takes arrays and numbers by position."""
    return cast("Callable[P, R]", _Compiled(function))
