"""A Dask cluster as a pool: the same calls, carried out on machines that share the workspace's folder."""

from concurrent.futures import Executor
from functools import partial
from typing import Any

from ..model import problem
from ..model.problem import Problem, ZipingbiaoError
from .pool import Pool

SECONDS = 10.0
"""How long to look for a cluster."""

_AHEAD = 4
"""Calls handed over per thread of a worker."""


def cluster(address: str) -> Pool:
    """The pool of a cluster by its scheduler's address, such as ``tcp://10.0.0.5:8786``.

    The scheduler itself tries a call again whose worker died. Raises ZipingbiaoError: L02 where the library
    is not installed, B04 where no cluster answers or it has no workers.
    """
    try:
        import distributed  # noqa: PLC0415 - an extra, and heavy
    except ImportError as error:
        raise problem.refusal(
            "L02",
            "没有安装使用集群所需的组件 distributed",
            hint="请运行：pip install 'zipingbiao[cluster]'，然后重试",
        ) from error
    connect: Any = distributed.Client  # its calls are untyped
    try:
        client = connect(address, timeout=SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:  # a timeout is an OSError
        raise ZipingbiaoError(_no_answer(address, str(error))) from error
    threads = sum(client.nthreads().values())
    if not threads:
        client.close()
        raise ZipingbiaoError(_no_answer(address, "没有工作进程"))
    return Pool(open=partial(_executor, client), ahead=_AHEAD * threads)


def _executor(client: Any) -> Executor:  # noqa: ANN401 - distributed is untyped
    executor: Executor = client.get_executor(pure=False)
    return executor


def _no_answer(address: str, reason: str) -> Problem:
    return problem.error(
        "B04",
        f"连不上 Dask 集群 {address}：{reason}",
        hint="请核对地址（如 tcp://10.0.0.5:8786），并确认调度器与工作进程已经启动",
    )
