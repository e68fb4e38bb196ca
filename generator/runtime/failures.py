"""Why one call of a batch came to nothing though its file may not be to blame; the others go on."""

from concurrent.futures import BrokenExecutor
from pathlib import Path

from ..model import problem
from ..model.problem import Problem
from .pool import WorkerFailure

_KILLED = "KilledWorker"
"""What a Dask scheduler says of a call that killed several workers; its library may not be installed."""


def failed_call(file: Path, failure: WorkerFailure, doing: str) -> Problem:
    """B02 where the worker died each time, otherwise B03. `doing` is what the call did, in words."""
    died = isinstance(failure.reason, BrokenExecutor) or type(failure.reason).__name__ == _KILLED
    if not died:
        return defect(file, failure.reason, doing)
    return problem.error(
        "B02",
        f"{doing}的工作进程异常终止，单独再试一次仍是如此",
        at=file,
        hint="请检查内存是否够用、这份文件是否异常；其余文件照常处理",
    )


def defect(file: Path, error: BaseException, doing: str) -> Problem:
    """B03: the program itself failed at this file."""
    return problem.error(
        "B03",
        f"{doing}时程序内部出错（{type(error).__name__}：{str(error)[:300]}）",
        at=file,
        hint="这是程序的缺陷，请连同这份文件一并报告；其余文件照常处理",
    )
