"""What differs between regions and years, as data: `profiles/*.yaml`, one file per profile."""

from collections.abc import Mapping
from contextvars import ContextVar
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import field, frozen

from .data_file import data_file

_FOLDER = files(__package__) / "profiles"
_NATIONAL = "national"


def _decimal(number: float | Decimal) -> Decimal:
    """The number as the file writes it; a short decimal survives the way through a float."""
    return Decimal(str(number))


def _decimals(numbers: Mapping[str, float | Decimal]) -> dict[str, Decimal]:
    return {name: _decimal(number) for name, number in numbers.items()}


def _number() -> Any:  # noqa: ANN401 - attrs.field is typed so
    return field(converter=_decimal)


@frozen(kw_only=True)
class WeightScheme:
    """Points per canonical 一级指标 (and 预算执行率), and the document that sets them."""

    source: str
    points: Mapping[str, Decimal] = field(converter=_decimals)


@frozen(kw_only=True)
class Band:
    """A 定性 result: the share of 分值 it may be given, in percent, both ends included; the words for it."""

    name: str
    low: Decimal = _number()
    high: Decimal = _number()
    words: frozenset[str] = field(converter=frozenset)


@frozen(kw_only=True)
class Tolerances:
    """How far a score may stand from the formula, in points: with two decimals, and with one."""

    score: Decimal = _number()
    rounding: Decimal = _number()


@frozen(kw_only=True)
class Deviation:
    """Ratios from which a deviation is to be explained; words that count as an explanation of money."""

    exceeded: Decimal = _number()
    noticeable: Decimal = _number()
    executed: Decimal = _number()
    hardly: Decimal = _number()
    reasons: tuple[str, ...] = field(converter=tuple)


@frozen(kw_only=True)
class Cap:
    """What 总分 may be at most where the execution rate is below so many percent."""

    below: Decimal = _number()
    total: Decimal = _number()


@frozen(kw_only=True)
class Over:
    """What it costs to exceed a target so far: actual ÷ target from so much on → points."""

    begins: Decimal = _number()
    points: Decimal = _number()


@frozen(kw_only=True)
class Profile:
    """The parameters of the audit. Grades are in falling order, each with the 总分 it begins at."""

    name: str
    title: str
    weights: tuple[WeightScheme, ...]
    required_level1: tuple[str, ...]
    required_level2: tuple[str, ...]
    bands: tuple[Band, ...]
    grades: Mapping[str, Decimal]
    reverse: frozenset[str]
    tolerances: Tolerances
    deviation: Deviation
    magnitude: Mapping[str, tuple[Decimal, Decimal]]
    """Unit of the funds block → the totals that are credible in it."""
    first_year: int
    """The year of the first self-evaluations."""
    caps: tuple[Cap, ...] = ()
    """What 总分 may be at most where little was spent; none where nobody says so."""
    over: tuple[Over, ...] = ()
    """What over-fulfilment costs; nothing where nobody says so."""

    def band(self, text: str) -> Band | None:
        """The band of a 定性 result in these very words."""
        bare = text.strip().rstrip("。")
        return next((band for band in self.bands if bare in band.words), None)

    def cap(self, rate: Decimal) -> Cap | None:
        """The lowest cap on 总分 at an execution rate in percent; None where it has none."""
        return min((cap for cap in self.caps if rate < cap.below), key=lambda cap: cap.total, default=None)

    def excess(self, ratio: Decimal | None) -> Decimal:
        """The points that an actual ÷ target costs; 0 where over-fulfilment costs nothing."""
        reached = [over for over in self.over if ratio is not None and ratio >= over.begins]
        return max((over.points for over in reached), default=Decimal(0))

    def grade(self, total: Decimal) -> str:
        """The grade of a 总分: 优, 良, 中 or 差, or as the region names them."""
        return next(name for name, begins in self.grades.items() if total >= begins or begins == 0)

    def grade_named(self, text: str) -> str | None:
        """The grade that a form's words mean: 优秀 is 优, 合格（72分） is 合格; None if it is none."""
        stated = text.strip()
        meant = [name for name in self.grades if stated.startswith(name)]
        if stated and not meant:
            meant = [name for name in self.grades if name.startswith(stated)]
        return max(meant, key=len, default=None)


@frozen(eq=False)
class Profiles:
    """The profiles at hand: what a workspace's own say, by name; they stand before ours of the same name.

    `default` is the one by which forms are read that name no layout.
    """

    own: Mapping[str, Mapping[str, Any]] = field(factory=dict)
    default: str = _NATIONAL

    def names(self) -> tuple[str, ...]:
        """All of them, in order."""
        return tuple(sorted({*_shipped(), *self.own}))

    def data(self, name: str) -> dict[str, Any]:
        """The concerns of a profile by top-level key, those of the profile it extends beneath its own.

        One of a workspace that extends its own name extends ours. Raises ValueError for an unknown name.
        """
        if name not in self.own:
            return _shipped_data(name)
        data = dict(self.own[name])
        base = data.pop("extends", None)
        if base is None:
            return data
        return {**(_shipped_data(name) if base == name else self.data(base)), **data}


SHIPPED = Profiles()
"""Ours alone."""

_IN_USE: ContextVar[Profiles] = ContextVar("profiles in use", default=SHIPPED)


def profiles_in_use() -> Profiles:
    """Those of the workspace in which this thread works; ours where none has been named."""
    return _IN_USE.get()


def use_profiles(profiles: Profiles) -> None:
    """Read forms by these profiles from now on, in this thread."""
    _IN_USE.set(profiles)


@cache
def _shipped() -> frozenset[str]:
    files_here = (entry.name for entry in _FOLDER.iterdir() if entry.name.endswith(".yaml"))
    return frozenset(name.removesuffix(".yaml") for name in files_here)


@cache
def _shipped_data(name: str) -> dict[str, Any]:
    if name not in _shipped():
        raise ValueError(f"没有名为“{name}”的规则配置；可用的有：{'、'.join(profile_names())}。")
    data: dict[str, Any] = data_file(f"profiles/{name}.yaml")
    base = data.pop("extends", None)
    return {**_shipped_data(base), **data} if base else data


def profile_names() -> tuple[str, ...]:
    """The profiles at hand."""
    return profiles_in_use().names()


def profile_for(layout: str | None) -> Profile:
    """The profile of a form's layout; the workspace's default, or the ministry's, where none is at hand."""
    return load_profile(layout if layout in profile_names() else profiles_in_use().default)


def load_profile(name: str) -> Profile:
    """The profile of that name. Raises ValueError where there is none."""
    return _profile(profiles_in_use(), name)


@cache
def _profile(profiles: Profiles, name: str) -> Profile:
    data = profiles.data(name)
    return Profile(
        name=name,
        title=data["title"],
        weights=tuple(WeightScheme(**entry) for entry in data["weights"]),
        required_level1=tuple(data["required"]["level1"]),
        required_level2=tuple(data["required"]["level2"]),
        bands=tuple(
            Band(name=b["name"], low=b["from"], high=b["to"], words=b["words"]) for b in data["bands"]
        ),
        grades=_decimals(data["grades"]),
        reverse=frozenset(data["reverse"]),
        tolerances=Tolerances(**data["tolerances"]),
        deviation=Deviation(**data["deviation"]),
        magnitude={u: (_decimal(r["from"]), _decimal(r["to"])) for u, r in data["magnitude"].items()},
        first_year=int(data["years"]["from"]),
        caps=tuple(Cap(**cap) for cap in data["caps"]),
        over=tuple(Over(begins=over["from"], points=over["points"]) for over in data.get("over", ())),
    )


NATIONAL = load_profile(_NATIONAL)
"""The ministry's rules: the default."""
