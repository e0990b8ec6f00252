"""The worker: timers, continuations, messages and calls, as long as it is not asked to stop.

Any number of workers share the work through leases in the database: inside ``tongban serve``, alone with
``tongban worker``, on any number of machines. One that dies leaves its leases to run out.
"""

from __future__ import annotations

import logging
import os
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from engine.errors import TongbanError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Sequence

    from engine.service.calls import Calls
    from engine.service.posting import Posting
    from engine.service.surroundings import Surroundings
    from engine.service.timers import Timers
    from engine.store.rows import CallRow

LOG = logging.getLogger("tongban.worker")
LONGEST_PAUSE_SECONDS = 30.0


class Worker:
    """Does jobs."""

    def __init__(self, around: Surroundings, *, timers: Timers, calls: Calls, posting: Posting) -> None:
        """The services that know what each kind of job means."""
        self._around = around
        self._timers = timers
        self._calls = calls
        self._posting = posting
        self.name = f"{socket.gethostname()[:20]}-{os.getpid()}-{around.new_id()[-8:]}"

    def run(self, stop: threading.Event) -> None:
        """Work until ``stop`` is set; a database that does not answer is waited for."""
        pause = poll = self._around.settings.worker_poll_seconds
        with self._pool() as pool:
            while not stop.is_set():
                try:
                    done = self._round(pool)
                    pause = poll
                except Exception:  # a thread begins here: whatever went wrong, the next round may go well
                    LOG.exception("a round of the worker failed")
                    done, pause = 0, min(2 * pause, LONGEST_PAUSE_SECONDS)
                if not done:
                    stop.wait(pause)

    def run_once(self) -> int:
        """Do what is due now; gives how many jobs were taken."""
        with self._pool() as pool:
            return self._round(pool)

    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._around.settings.worker_threads, thread_name_prefix="tongban-call")

    def _round(self, pool: ThreadPoolExecutor) -> int:
        settings, at = self._around.settings, self._around.clock()
        lease = timedelta(seconds=settings.worker_lease_seconds)
        claim: dict[str, Any] = {"by": self.name, "at": at, "lease": lease, "limit": settings.worker_batch}
        with self._around.database.begin() as work:
            timers = work.jobs.claim_timers(**claim)
            continuations = work.jobs.claim_continuations(**claim)
            messages = work.jobs.claim_messages(**claim)
            calls = work.jobs.claim_calls(**claim)
        for timer in timers:
            self._guarded(self._timers.fire, timer)
        for row in continuations:
            self._guarded(self._timers.proceed, row)
        for message in messages:
            self._guarded(self._posting.post, message)
        self._deliver(pool, calls)
        return len(timers) + len(continuations) + len(messages) + len(calls)

    def _deliver(self, pool: ThreadPoolExecutor, calls: Sequence[CallRow]) -> None:
        for done in [pool.submit(self._guarded, self._calls.deliver, call) for call in calls]:
            done.result()

    def _guarded(self, do: Callable[..., None], job: object) -> None:
        """One job that fails must not stop the others; its lease runs out and it comes again."""
        try:
            do(job, worker=self.name)
        except TongbanError as error:
            LOG.warning("job %s failed: %s", type(job).__name__, type(error).__name__)
        except Exception:  # as above: a job is where a process begins
            LOG.exception("job %s failed", type(job).__name__)
