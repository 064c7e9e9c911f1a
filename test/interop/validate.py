"""Prints what airbyte-protocol-models has against the messages on stdin, or with --catalog against a configured catalog, as JSON."""

import json
import re
import sys
from collections import Counter

from airbyte_protocol.models import AirbyteMessage, AirbyteStateBlob, ConfiguredAirbyteCatalog
from pydantic import BaseModel, ValidationError

# The member that holds what the type announces.
MEMBERS = {"CONNECTION_STATUS": "connectionStatus", "RECORD": "record", "STATE": "state", "LOG": "log"}
MEMBERS |= {"SPEC": "spec", "CATALOG": "catalog", "TRACE": "trace", "CONTROL": "control"}
TRACE_MEMBERS = {"ERROR": "error", "ESTIMATE": "estimate", "STREAM_STATUS": "stream_status", "ANALYTICS": "analytics"}
# Whole numbers that must be written as decimals.
COUNT = re.compile(r'"(?:recordCount|rejectedRecordCount)":(?!\d+\.\d+[,}])')


def unknown_members(value, path=""):
    """The classes take members that they don't know; no message should need that."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from unknown_members(item, f"{path}[{index}]")
    if not isinstance(value, BaseModel) or isinstance(value, AirbyteStateBlob):
        return
    for name in value.model_extra or {}:
        yield f"{path}.{name}: unknown member"
    for name in type(value).model_fields:
        yield from unknown_members(getattr(value, name), f"{path}.{name}")


def only(value, wanted):
    filled = value.model_fields_set - {"type", "emitted_at"}
    if filled != {wanted}:
        yield f"{value.type.value}: has {sorted(filled)}, expected {wanted}"


def once(pairs):
    names = Counter(name for name, _ in pairs)
    if len(names) < len(pairs):
        raise ValueError(f"a member comes twice: {names.most_common(1)[0][0]}")
    return dict(pairs)


def refuse(constant):
    raise ValueError(f"{constant} is not JSON")


def parse(model, text):
    try:
        json.loads(text, object_pairs_hook=once, parse_constant=refuse)
        # Strict: no text for a number, no fraction for an integer.
        parsed = model.model_validate_json(text, strict=True)
    except ValidationError as error:
        return None, [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
    except ValueError as error:
        return None, [str(error)]
    return parsed, [*unknown_members(parsed)]


def validate(line):
    message, problems = parse(AirbyteMessage, line)
    if message is None:
        return None, problems
    problems += only(message, MEMBERS.get(message.type.value))
    if message.trace is not None:
        problems += only(message.trace, TRACE_MEMBERS.get(message.trace.type.value))
    if message.state is not None:
        if COUNT.search(line):
            problems.append("state: a count without a decimal point")
        if message.state.type is None or message.state.type.value != "STREAM" or message.state.stream is None:
            problems.append("state: not that of a stream")
    return message.type.value, problems


def main():
    counts = Counter()
    found = []
    if "--catalog" in sys.argv:
        catalog, problems = parse(ConfiguredAirbyteCatalog, sys.stdin.buffer.read().decode("utf-8"))
        print(json.dumps({"counts": {"stream": len(catalog.streams) if catalog else 0}, "found": problems}))
        return
    for number, line in enumerate(sys.stdin.buffer, 1):
        kind, problems = validate(line.decode("utf-8").removesuffix("\n"))
        counts[kind] += 1
        if problems:
            found.append({"line": number, "problems": problems, "text": line.decode("utf-8")[:300]})
    print(json.dumps({"counts": counts, "found": found[:5]}))


main()
