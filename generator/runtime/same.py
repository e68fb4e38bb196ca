"""What is found of a value and kept for a while, without comparing the value's texts."""

from typing import Generic, TypeVar

_Value = TypeVar("_Value")


class Same(Generic[_Value]):
    """A value that is equal to itself alone: a key of what `functools.lru_cache` keeps."""

    __slots__ = ("value",)

    def __init__(self, value: _Value) -> None:
        self.value = value

    def __hash__(self) -> int:  # noqa: D105
        return id(self.value)

    def __eq__(self, other: object) -> bool:  # noqa: D105
        return isinstance(other, Same) and self.value is other.value
