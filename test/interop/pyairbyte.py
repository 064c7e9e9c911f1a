"""pyairbyte.py: uses sources through PyAirbyte, one for each line of stdin; a line of stdout says what came of it.

In: {name, config, executable or pip_url, streams?, sample?, cache?}. Out: {found?, said}.
It takes seconds to import PyAirbyte, so that is done once; each use then is a process of its own, which remembers nothing.
"""

import datetime
import decimal
import gc
import json
import os
import sys
import tempfile

import airbyte
import duckdb
from airbyte.caches import DuckDBCache


def plain(value):
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return float(value)
    raise TypeError(f"{type(value)}: {value}")


def tables_of(cache):
    connection = duckdb.connect(cache, read_only=True)
    for (name,) in connection.execute("select table_name from duckdb_tables() where schema_name = 'lms'").fetchall():
        result = connection.execute(f'select * from lms."{name}"')
        columns = [column for column, *_ in result.description]
        yield name, [dict(zip(columns, row)) for row in result.fetchall()]


def use(job):
    how = {"local_executable": job["executable"]} if "executable" in job else {"pip_url": job["pip_url"]}
    source = airbyte.get_source(job["name"], config=job["config"], **how)
    found = {"spec": source.config_spec}
    try:
        source.check()
    except airbyte.exceptions.AirbyteConnectorCheckFailedError as error:
        return found | {"refused": str(error)}
    found["streams"] = source.get_available_streams()
    if "sample" in job:
        # A dataset that nothing holds ends its reading.
        sample = source.get_records(job["sample"], limit=5)
        found["sample"] = [dict(record) for record in sample]
    if "cache" in job:
        if "streams" in job:
            source.select_streams(job["streams"])
        else:
            source.select_all_streams()
        found["processed"] = source.read(cache=DuckDBCache(db_path=job["cache"], schema_name="lms")).processed_records
    return found


def main():
    for line in sys.stdin:
        job = json.loads(line)
        with tempfile.TemporaryFile("w+") as answer, tempfile.TemporaryFile("w+", errors="replace") as said:
            child = os.fork()
            if child == 0:
                os.dup2(said.fileno(), 1)
                os.dup2(said.fileno(), 2)
                found = use(job)
                gc.collect()
                if "cache" in job:
                    found["tables"] = dict(tables_of(job["cache"]))
                json.dump(found, answer, default=plain)
                return
            os.waitpid(child, 0)
            for file in (answer, said):
                file.seek(0)
            found = answer.read()
            print(json.dumps({"found": json.loads(found) if found else None, "said": said.read()}), flush=True)


main()
