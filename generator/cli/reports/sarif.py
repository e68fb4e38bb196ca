"""For editors and code review: SARIF 2.1.0."""

from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from ... import __version__
from ...audit import RULES
from ...model.problem import Place, Problem, Severity
from ...outputs.checking import Checked

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFORMATION: "note"}


def as_sarif(checked: Iterable[Checked]) -> dict[str, Any]:
    """One run with every finding; files are named relative to the current folder where they are below it."""
    problems = [problem for one in checked for problem in one.problems]
    rules = _rules(problems)
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    driver = {"name": "zipingbiao", "version": __version__, "language": "zh-CN", "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, index[problem.rule]) for problem in problems],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rules(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """The rules of the audit, and those about files that were broken."""
    known = {rule.id: rule for rule in RULES}
    described = [
        {
            "id": rule.id,
            "shortDescription": {"text": rule.title},
            "fullDescription": {"text": rule.formula},
            "help": {"text": f"公式：{rule.formula}\n依据：{rule.source}\n例：{rule.example}"},
            "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        }
        for rule in RULES
    ]
    others = dict.fromkeys(problem.rule for problem in problems if problem.rule not in known)
    return described + [{"id": other, "shortDescription": {"text": "文件的写法"}} for other in others]


def _result(problem: Problem, index: int) -> dict[str, Any]:
    hint = f"（{problem.hint}）" if problem.hint else ""
    result: dict[str, Any] = {
        "ruleId": problem.rule,
        "ruleIndex": index,
        "level": _LEVELS[problem.severity],
        "message": {"text": problem.message + hint},
    }
    return result | ({"locations": [_location(problem, problem.place)]} if problem.place else {})


def _location(problem: Problem, place: Place) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(place.file)}}
    if place.line is not None:
        physical["region"] = {"startLine": place.line, "startColumn": place.column or 1}
    location: dict[str, Any] = {"physicalLocation": physical}
    if problem.path:
        location["logicalLocations"] = [{"fullyQualifiedName": problem.field}]
    return location


def _uri(file: str) -> str:
    """The file relative to the current folder, else absolute."""
    path = Path(file).resolve()
    here = Path.cwd()
    if path.is_relative_to(here):
        return quote(PurePath(path.relative_to(here)).as_posix())
    return path.as_uri()
