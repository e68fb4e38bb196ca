"""Single values of a person's file changed by the program, everything else left as it is."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from attrs import evolve

from ...model import problem
from ...model.form import Form, Funds, Level1, Level2
from ...model.problem import Path, ZipingbiaoError
from ..fields import Field, Kind, keys_of
from ..read.file import loads
from ..read.reporter import shortened
from ..read.scalars import NotReadableError, convert
from .rewrite import rewrite

Change = Decimal | str | None
"""The new value: a number, a text as it would be written, or None for nothing."""


def edit(text: str, changes: Mapping[Path, Change], *, file: str = "") -> str:
    """The text with the values at canonical paths changed; comments and other lines stay byte for byte.

    Raises ZipingbiaoError where the text is no form, a path leads nowhere or a value cannot stand there.
    """
    loaded = loads(text, file=file, kind=None)
    return rewrite(loaded, with_changes(loaded.sound(), changes))


def with_changes(form: Form, changes: Mapping[Path, Change]) -> Form:
    """The form with the values at these paths. Raises ZipingbiaoError as `edit` does."""
    changed: Any = form
    for path, value in changes.items():
        try:
            changed = _changed(changed, path, value)
        except NotReadableError as error:
            raise _refusal(f"这里应是{error.allowed}", path, value, error.hint) from None
        except (LookupError, ValueError, TypeError):
            raise _refusal("表里没有这一处", path, value, None) from None
    assert isinstance(changed, Form)
    return changed


def value_at(model: Any, path: Path) -> Any:  # noqa: ANN401 - any part of the model
    """What stands at a path of a form; None where a text is not there. Raises LookupError or ValueError."""
    for part in path:
        model = _part(model, part)
    return model


def _part(model: Any, head: str | int) -> Any:  # noqa: ANN401
    kind: type = type(model)
    if isinstance(model, tuple):
        return model[_index(model, head)]
    if isinstance(model, Mapping):
        return model.get(head)
    if kind in _LISTS and head not in keys_of(kind):
        return _part(getattr(model, _LISTS[kind]), head)
    return getattr(model, keys_of(kind)[str(head)].attribute)


def _index(parts: tuple[Any, ...], head: str | int) -> int:
    return head if isinstance(head, int) else [part.name for part in parts].index(head)


def _changed(model: Any, path: Path, value: Change) -> Any:  # noqa: ANN401 - any part of the model
    """The part of the model with the value at the path within it."""
    head, *rest = path
    kind: type = type(model)
    if isinstance(model, tuple):
        index = _index(model, head)
        part = _changed(model[index], tuple(rest), value)
        return (*model[:index], part, *model[index + 1 :])
    if isinstance(model, Mapping):
        others = {key: text for key, text in model.items() if key != head}
        return others if value is None else others | {head: str(value)}
    attribute = _LISTS.get(kind)
    if attribute and head not in keys_of(kind):
        return evolve(model, **{attribute: _changed(getattr(model, attribute), path, value)})
    field = keys_of(kind)[str(head)]
    new = _changed(getattr(model, field.attribute), tuple(rest), value) if rest else _typed(field, value)
    return evolve(model, **{field.attribute: new})


_LISTS: Mapping[type, str] = {Funds: "rows", Level1: "children", Level2: "indicators"}
"""Where parts that bear a name or a number, not a key, are kept."""


def _typed(field: Field, value: Change) -> object:
    if value is None and not field.required:
        return field.default
    if not field.kind.is_scalar or value is None:
        raise ValueError(field.key)
    if isinstance(value, Decimal) and field.kind in (Kind.NUMBER, Kind.PERCENT):
        return value
    return convert(field.kind, str(value))


def _refusal(message: str, path: Path, value: Change, hint: str | None) -> ZipingbiaoError:
    shown = None if value is None else shortened(str(value))
    return problem.refusal("Y16", message, path=path, value=shown, hint=hint)
