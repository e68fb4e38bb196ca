"""A Dask cluster as a pool: the same calls, carried out on machines that share the workspace's folder."""

from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future, InvalidStateError
from concurrent.futures import wait as wait_for
from contextlib import suppress
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
    return Pool(open=partial(_ClusterExecutor, client), ahead=_AHEAD * threads)


class _ClusterExecutor(Executor):
    """Calls handed to a client of the cluster.

    distributed's own executor asks for the outcome first and for its kind later. Where a worker that held a
    finished result dies in between, it takes the result for an exception and fails the call.
    """

    def __init__(self, client: Any) -> None:  # noqa: ANN401 - distributed is untyped
        self._client = client
        self._calls: set[Future[Any]] = set()

    def submit(self, work: Callable[..., Any], /, *args: Any, **options: Any) -> "Future[Any]":  # noqa: ANN401
        """Hand over a call; the future that is given back can be cancelled until its call is done."""
        remote = self._client.submit(work, *args, pure=False, **options)
        call: Future[Any] = Future()
        self._calls.add(call)
        call.add_done_callback(partial(_withdraw, remote))
        call.add_done_callback(self._calls.discard)
        self._client.loop.add_callback(_settle, remote, call)
        return call

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Wait until every call that was handed over is done."""
        wait_for(list(self._calls))


async def _settle(remote: Any, call: "Future[Any]") -> None:  # noqa: ANN401
    """Give `call` the outcome of the cluster's future, once it is there."""
    with suppress(InvalidStateError):  # cancelled meanwhile
        try:
            result = await remote
        except (Exception, CancelledError) as error:
            call.set_exception(error)
        else:
            call.set_result(result)


def _withdraw(remote: Any, call: "Future[Any]") -> None:  # noqa: ANN401
    if call.cancelled():
        remote.cancel()


def _no_answer(address: str, reason: str) -> Problem:
    return problem.error(
        "B04",
        f"连不上 Dask 集群 {address}：{reason}",
        hint="请核对地址（如 tcp://10.0.0.5:8786），并确认调度器与工作进程已经启动",
    )
