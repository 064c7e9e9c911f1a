"""read-duckdb.py FILE: all of a database's tables as {stream: [row, ...]}."""

import datetime
import json
import sys

import duckdb


def text_of(value):
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    raise TypeError(f"{type(value)}: {value}")


connection = duckdb.connect(sys.argv[1], read_only=True)
names = connection.execute("select table_name from information_schema.tables where table_schema = 'lms'").fetchall()
tables = {}
for (name,) in names:
    result = connection.execute(f'select * from lms."{name}"')
    columns = [column for column, *_ in result.description]
    tables[name] = [dict(zip(columns, row)) for row in result.fetchall()]
json.dump(tables, sys.stdout, default=text_of)
