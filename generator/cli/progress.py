"""How fast a batch goes, how long it will take, and how much of it has failed."""

import sys
import time
from collections.abc import Callable

import click
from attrs import define, field


@define
class Progress:
    """Counts what is done of `total`; the clock starts with the first that is not skipped."""

    total: int
    clock: Callable[[], float] = time.monotonic
    done: int = 0
    failed: int = 0
    _start: float = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Start the clock."""
        self._start = self.clock()

    def skip(self) -> None:
        """One of them needs nothing."""
        self.total -= 1
        self._start = self.clock()

    def step(self, name: str, *, failed: bool) -> str:
        """One more is done: its name with the rate, the time that remains, and the failures so far."""
        self.done += 1
        self.failed += failed
        rate = self.done / max(self.clock() - self._start, 1e-6)
        left = (self.total - self.done) / rate
        wrong = f"，失败 {self.failed} 个" if self.failed else ""
        return f"[{self.done}/{self.total}，每秒 {rate:.1f} 个，约剩 {_duration(left)}{wrong}] {name}"

    def tell(self, name: str, *, failed: bool, fresh: bool = False) -> None:
        """Say, where somebody watches, that one more is done; one that is `fresh` needed nothing."""
        if fresh:
            self.skip()
            return
        line = self.step(name, failed=failed)
        if sys.stderr.isatty():
            click.echo(line, err=True)


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} 秒"
    minutes = round(seconds / 60)
    return f"{minutes} 分钟" if minutes < 60 else f"{minutes // 60} 小时 {minutes % 60} 分钟"
