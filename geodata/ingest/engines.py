"""Where parts are made: in this process, or on a Dask cluster by the very same functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from geodata.errors import FrontmapError
from geodata.ingest.convert import ConvertedPart, Places, convert_rows
from geodata.ingest.plan import FilePlan
from geodata.tables import RowSource

if TYPE_CHECKING:
    from distributed import Client  # untyped: everything of it is Any

ROWS_A_PART = 50_000


class Engine(Protocol):
    """Makes the parts of all files."""

    def parts(self, plans: Sequence[FilePlan], places: Places) -> Iterator[ConvertedPart]:
        """Every part of every file, each once, in any order."""


class LocalEngine:
    """One part after the other, in this process: memory stays flat."""

    def parts(self, plans: Sequence[FilePlan], places: Places) -> Iterator[ConvertedPart]:
        """See `Engine.parts`."""
        for plan in plans:
            yield from file_parts(plan, places)


def file_parts(plan: FilePlan, places: Places) -> Iterator[ConvertedPart]:
    """The parts of one file."""
    for rows in plan.source.partitions(ROWS_A_PART):
        yield convert_rows(rows, plan, places)


@dataclass(frozen=True)
class DaskEngine:
    """Files, or row groups of partitioned Parquet, spread over the workers of a Dask cluster.

    Parameters
    ----------
    scheduler : str, optional
        Address of a running scheduler, ``tcp://host:8786``; without it, a cluster of
        ``workers`` processes is started on this machine for the time of the ingest. The
        workers need the same version of Frontmap and must see the files at the same paths.
    workers : int
        Processes of the cluster on this machine.
    """

    scheduler: str | None = None
    workers: int = 2

    def parts(self, plans: Sequence[FilePlan], places: Places) -> Iterator[ConvertedPart]:
        """See `Engine.parts`; in the order in which the workers finish."""
        from distributed import as_completed  # noqa: PLC0415  an optional dependency

        pieces = [piece for plan in plans for piece in split(plan)]
        with self._client() as client:
            shared = client.scatter(places, broadcast=True, hash=False)
            tasks = [client.submit(_all_parts, piece, shared, pure=False) for piece in pieces]
            for done in as_completed(tasks):
                yield from done.result()
                done.release()

    @contextmanager
    def _client(self) -> Iterator[Client]:
        try:
            from distributed import Client, LocalCluster  # noqa: PLC0415
        except ImportError:
            raise FrontmapError(
                "the Dask engine needs Dask, which is not installed; install it with "
                'pip install "frontmap[dask]", or leave --engine out.'
            ) from None
        if self.scheduler is not None:
            with _connected(Client, self.scheduler) as client:
                yield client
            return
        options: dict[str, Any] = {
            "n_workers": self.workers,
            "threads_per_worker": 1,
            "dashboard_address": None,
        }
        with LocalCluster(**options) as cluster, Client(cluster) as client:
            yield client


@contextmanager
def _connected(client_type: type[Client], address: str) -> Iterator[Client]:
    try:
        client = client_type(address, timeout="10s")
    except (OSError, ValueError) as problem:
        raise FrontmapError(
            f"no Dask scheduler answers at {address} ({problem}); start one with "
            "`dask scheduler`, or name another with --scheduler."
        ) from problem
    with client:
        yield client


def split(plan: FilePlan) -> list[FilePlan]:
    """A plan in pieces that can be read apart: row groups of Parquet; any other file is one."""
    pieces: Sequence[RowSource] = getattr(plan.source, "pieces", lambda: [plan.source])()
    return [replace(plan, source=piece) for piece in pieces]


def _all_parts(plan: FilePlan, places: Places) -> list[ConvertedPart]:
    return list(file_parts(plan, places))
