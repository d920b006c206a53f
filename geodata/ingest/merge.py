"""Parts and the events that are there already -> the events of the next version.

The rule, id by id, in the order of the files: the first row of an id in a file counts, further
ones are duplicates; a row that says what is known already is a duplicate; one that says something
else updates it; one of another source (``source_dataset``) under the same id is refused, since
two things cannot bear one id. All in DuckDB, which spills to the draft's folder when memory is
short.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geodata.events.arrow import COUNTRY_FIELD, EVENT_ARROW, STATED_ARROW
from geodata.events.schema import EVENT_COLUMNS
from geodata.ingest.convert import PART_ARROW

ROWS_A_GROUP = 100_000
_JOINED = ("province_code", "unit_id", "join_basis", "near_border")
# A spreadsheet keeps 15 digits of a number: the last ones of a coordinate say nothing new.
_COMPARED = {"lon": "round(lon, 9)", "lat": "round(lat, 9)"}
# Every value that the source says, a sign that no text holds between them and for a null.
_SAID = " || chr(31) || ".join(
    f"coalesce(({_COMPARED.get(name, name)})::VARCHAR, chr(30))"
    for name in EVENT_COLUMNS
    if name not in _JOINED
)
_COLUMNS = ", ".join(EVENT_COLUMNS)


@dataclass(frozen=True)
class Merged:
    """What became of the rows, file by file, and of the places of the accepted ones."""

    by_file: pd.DataFrame  # index file_no; accepted, duplicates, updated, refused
    refused: pd.DataFrame  # file_no, row_no, event_id, owner: ids of another source
    duplicates: pd.DataFrame  # file_no, row_no, event_id, kind
    places: dict[str, int]  # outside, without_point, without_unit, near_border
    foreign: dict[str, int]  # country -> accepted ones of it that have no place, the most first
    names: pd.DataFrame  # province_en, district_en, province_code, unit_id, n: distinct, accepted
    sources: list[str]  # every source_dataset of the next version
    days: tuple[pd.Timestamp, pd.Timestamp] | None
    changed: bool


class Merge:
    """A merge in a scratch folder: add parts, decide, write; ``home`` is the dataset's country."""

    def __init__(
        self,
        scratch: Path,
        existing: Path | None,
        memory: str = "900MB",
        home: str | None = None,
    ) -> None:
        self._scratch = scratch
        (scratch / "parts").mkdir()
        self._count = 0
        self._db = duckdb.connect(
            ":memory:", config={"memory_limit": memory, "temp_directory": str(scratch / "spill")}
        )
        self._existing = existing
        self._home = {"home": home}

    def add(self, part: pa.Table) -> None:
        """Put a part down on disk; parts may come in any order."""
        self._count += 1
        path = self._scratch / "parts" / f"{self._count:06d}.parquet"
        pq.write_table(part, path, compression="zstd", compression_level=1)

    def decide(self) -> Merged:
        """Say what becomes of every row; raises `OSError` where there is no room to."""
        with _full_disk_as_such():
            return self._decided()

    def _decided(self) -> Merged:
        self._views()
        db = self._db
        db.execute(_DECIDE.format(said=_SAID))
        by_file = db.execute(_BY_FILE).df().set_index("file_no")
        return Merged(
            by_file=by_file,
            refused=db.execute(_REFUSED).df(),
            duplicates=db.execute(_DUPLICATES).df(),
            places=_first_row(db.execute(_PLACES)),
            foreign=dict(db.execute(_FOREIGN, self._home).fetchall()),
            names=db.execute(_NAMES, self._home).df(),
            sources=[row[0] for row in db.execute(_SOURCES).fetchall()],
            days=self._days(),
            changed=bool(by_file["accepted"].sum()),
        )

    def write(self, path: Path) -> int:
        """Write the next version's events, ordered by day and id; returns their number."""
        rows = 0
        with (
            _full_disk_as_such(),
            pq.ParquetWriter(path, self._schema(), compression="zstd") as writer,
        ):
            for table in self._groups(writer.schema):
                writer.write_table(table, row_group_size=ROWS_A_GROUP)
                rows += table.num_rows
        return rows

    def close(self) -> None:
        """Let the database and its spilled files go."""
        self._db.close()

    def _views(self) -> None:
        if not self._count:
            pq.write_table(PART_ARROW.empty_table(), self._scratch / "parts" / "none.parquet")
        parts = str(self._scratch / "parts" / "*.parquet")
        self._db.execute(f"CREATE VIEW incoming AS SELECT * FROM read_parquet({_quoted(parts)})")
        if self._existing is None:
            self._db.register("no_events", STATED_ARROW.empty_table())
            self._db.execute("CREATE VIEW existing AS SELECT * FROM no_events")
            return
        stated = COUNTRY_FIELD.name in pq.read_schema(self._existing).names
        country = "country" if stated else "NULL::VARCHAR AS country"
        self._db.execute(
            f"CREATE VIEW existing AS SELECT {_COLUMNS}, {country} "
            f"FROM read_parquet({_quoted(str(self._existing))})"
        )

    def _days(self) -> tuple[pd.Timestamp, pd.Timestamp] | None:
        found = self._db.execute(_DAYS).fetchall()[0]
        return None if found[0] is None else (pd.Timestamp(found[0]), pd.Timestamp(found[1]))

    def _schema(self) -> pa.Schema:
        """The event schema, and the country where any row states one."""
        stated = self._db.execute(_STATED).fetchall()[0][0]
        return STATED_ARROW if stated else EVENT_ARROW

    def _groups(self, schema: pa.Schema) -> Iterator[pa.Table]:
        """The final rows, cut at the same places whatever the batches that DuckDB hands out."""
        columns = ", ".join(schema.names)
        reader = self._db.sql(_FINAL.format(columns=columns)).to_arrow_reader(ROWS_A_GROUP)
        held: list[pa.RecordBatch] = []
        count = 0
        for batch in reader:
            held.append(batch)
            count += batch.num_rows
            if count < ROWS_A_GROUP:
                continue
            table = pa.Table.from_batches(held).cast(schema).combine_chunks()
            while table.num_rows >= ROWS_A_GROUP:
                yield table.slice(0, ROWS_A_GROUP).combine_chunks()
                table = table.slice(ROWS_A_GROUP)
            held, count = table.to_batches(), table.num_rows
        if count:
            yield pa.Table.from_batches(held).cast(schema).combine_chunks()


_DECIDE = """
CREATE TABLE keys AS
SELECT event_id, source_dataset, 0::INTEGER AS file_no, 0::BIGINT AS row_no,
       md5({said}) AS content
FROM existing WHERE event_id IN (SELECT event_id FROM incoming)
UNION ALL
SELECT event_id, source_dataset, file_no, row_no, md5({said}) FROM incoming;

CREATE TABLE fates AS
WITH ranked AS (
    SELECT *, row_number() OVER (PARTITION BY event_id, file_no ORDER BY row_no) AS nth,
           first_value(source_dataset) OVER (PARTITION BY event_id ORDER BY file_no, row_no)
               AS owner
    FROM keys
), known AS (
    SELECT *, lag(content) OVER (PARTITION BY event_id ORDER BY file_no) AS before
    FROM ranked WHERE nth = 1 AND source_dataset = owner
)
SELECT event_id, file_no, row_no, owner, content, CASE
    WHEN before IS NULL THEN 'new' WHEN before = content THEN 'known' ELSE 'update' END AS fate
FROM known
UNION ALL
SELECT event_id, file_no, row_no, owner, content,
       CASE WHEN source_dataset <> owner THEN 'refused' ELSE 'again' END
FROM ranked WHERE NOT (nth = 1 AND source_dataset = owner);

CREATE TABLE winners AS
SELECT event_id, arg_max(file_no, file_no) AS file_no, arg_max(row_no, file_no) AS row_no
FROM fates WHERE fate IN ('new', 'update') GROUP BY event_id;
"""
_BY_FILE = """
SELECT file_no,
       count(*) FILTER (fate IN ('new', 'update')) AS accepted,
       count(*) FILTER (fate IN ('known', 'again')) AS duplicates,
       count(*) FILTER (fate = 'update') AS updated,
       count(*) FILTER (fate = 'refused') AS refused
FROM fates WHERE file_no > 0 GROUP BY file_no ORDER BY file_no
"""
_REFUSED = """
SELECT file_no, row_no, event_id, owner FROM fates WHERE fate = 'refused' ORDER BY file_no, row_no
"""
_DUPLICATES = """
SELECT file_no, row_no, event_id, fate AS kind FROM fates
WHERE fate IN ('known', 'again') AND file_no > 0 ORDER BY file_no, row_no
"""
_ACCEPTED = """
FROM incoming AS i JOIN fates AS f USING (event_id, file_no, row_no)
WHERE f.fate IN ('new', 'update')
"""
_PLACES = f"""
SELECT count(*) FILTER (join_basis = 'none' AND lon IS NOT NULL) AS outside,
       count(*) FILTER (lon IS NULL) AS without_point,
       count(*) FILTER (unit_id IS NULL) AS without_unit,
       count(*) FILTER (near_border) AS near_border,
       count(*) FILTER (lon IS NOT NULL) AS with_point
{_ACCEPTED}
"""
_FOREIGN = f"""
SELECT country, count(*) {_ACCEPTED} AND country <> $home AND join_basis = 'none'
GROUP BY country ORDER BY count(*) DESC, country
"""
# No register has the names of other countries.
_NAMES = f"""
SELECT province_en, district_en, province_code, unit_id, count(*) AS n
{_ACCEPTED} AND (province_en IS NOT NULL OR district_en IS NOT NULL)
AND coalesce(country = $home, true)
GROUP BY ALL ORDER BY n DESC, province_en, district_en, province_code, unit_id
"""
_NEXT = """(
    SELECT {columns} FROM existing WHERE event_id NOT IN (SELECT event_id FROM winners WHERE file_no > 0)
    UNION ALL
    SELECT {columns} FROM incoming WHERE (event_id, file_no, row_no) IN
        (SELECT (event_id, file_no, row_no) FROM winners WHERE file_no > 0)
)"""
_FINAL = f"SELECT {{columns}} FROM {_NEXT} ORDER BY date_start, event_id"
_SOURCES = (
    f"SELECT DISTINCT source_dataset FROM {_NEXT.format(columns='source_dataset')} ORDER BY ALL"
)
_STATED = f"SELECT count(country) > 0 FROM {_NEXT.format(columns='country')}"
_DAYS = "SELECT min(date_start), max(date_end) FROM " + _NEXT.format(columns="date_start, date_end")


@contextmanager
def _full_disk_as_such() -> Iterator[None]:
    """DuckDB's word for a full disk, as everybody else says it.

    With little memory it spills to the disk, so that running out of it means that the disk is full.
    """
    try:
        yield
    except (duckdb.OutOfMemoryException, duckdb.IOException) as problem:
        # Refused by the system, and not by DuckDB's own limit.
        if any(words in str(problem) for words in ("bad allocation", "Allocation failure")):
            raise MemoryError("no memory to sort the rows") from problem
        raise OSError(errno.ENOSPC, "no room to sort the rows") from problem


def _quoted(path: str) -> str:
    return "'" + path.replace("'", "''") + "'"


def _first_row(result: duckdb.DuckDBPyConnection) -> dict[str, int]:
    names = [column[0] for column in result.description]
    return dict(zip(names, map(int, result.fetchall()[0]), strict=True))
