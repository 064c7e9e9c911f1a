"""pyairbyte.py JOB: one use of a source through PyAirbyte. The last line of stdout is what came of it, as JSON.

JOB: {name, config, executable or pip_url, streams?, sample?, cache?}
"""

import datetime
import decimal
import gc
import json
import sys

import airbyte
import duckdb
from airbyte.caches import DuckDBCache

job = json.loads(sys.argv[1])


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


def use():
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


found = use()
gc.collect()
if "cache" in job:
    found["tables"] = dict(tables_of(job["cache"]))
print()
print(json.dumps(found, default=plain))
