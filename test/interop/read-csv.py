"""read-csv.py FOLDER NESTED: all of a folder's CSV files as {stream: [row, ...]}.

target-csv writes objects and lists as Python prints them; NESTED, {stream: [column, ...]}, says which cells are such.
"""

import csv
import json
import pathlib
import sys

folder, nested = sys.argv[1], json.loads(sys.argv[2])
printed = {"__builtins__": {}, "Decimal": float}


def row_of(row, columns):
    return {
        name: None if cell == "" else eval(cell, printed) if name in columns else cell
        for name, cell in row.items()
    }


tables = {}
for path in pathlib.Path(folder).glob("*.csv"):
    with open(path, encoding="utf-8", newline="") as file:
        tables[path.stem] = [row_of(row, nested.get(path.stem, [])) for row in csv.DictReader(file)]
json.dump(tables, sys.stdout)
