"""Within the store, too, data goes one way: what is read, what is written, what is edited."""

from generator import store

from ..test_rooms import PACKAGE, imported

ORDER = ("read", "write", "edit")


def test_each_part_imports_from_those_before_it() -> None:
    against = [
        (file.name, name)
        for place, part in enumerate(ORDER)
        for file in (PACKAGE / "store" / part).glob("*.py")
        for _, name in imported(file, PACKAGE)
        for later in ORDER[place + 1 :]
        if name.startswith(f"{store.__name__}.{later}.")
    ]
    assert against == []
