"""Uses a table service as programs in Python do. Argument: the connection string. Exit code 0: everything was as expected."""

import sys
import uuid

from azure.core import MatchConditions
from azure.core.exceptions import HttpResponseError, ResourceExistsError, ResourceNotFoundError
from azure.data.tables import TableServiceClient, TableTransactionError, UpdateMode

service = TableServiceClient.from_connection_string(sys.argv[1], retry_total=0)
table = service.create_table("python" + uuid.uuid4().hex)


def refused(kind, request):
    try:
        request()
    except kind as e:
        return e
    raise AssertionError("not refused")


# Tables
assert [found.name for found in service.query_tables("TableName eq '%s'" % table.table_name)] == [table.table_name]
assert refused(ResourceExistsError, table.create_table).error_code == "TableAlreadyExists"

# Single entities
table.create_entity({"PartitionKey": "p", "RowKey": "it's", "text": "ü€", "n": 1, "bytes": b"\x00\xff", "flag": True, "real": 0.5})
entity = table.get_entity("p", "it's")
assert (entity["text"], entity["n"], entity["bytes"], entity["flag"], entity["real"]) == ("ü€", 1, b"\x00\xff", True, 0.5), entity
refused(ResourceExistsError, lambda: table.create_entity(entity))
refused(ResourceNotFoundError, lambda: table.get_entity("p", "none"))
table.update_entity({"PartitionKey": "p", "RowKey": "it's", "n": 2}, mode=UpdateMode.MERGE)
assert (table.get_entity("p", "it's")["text"], table.get_entity("p", "it's")["n"]) == ("ü€", 2)
table.update_entity(
    {"PartitionKey": "p", "RowKey": "it's", "n": 3},
    mode=UpdateMode.REPLACE,
    etag=table.get_entity("p", "it's").metadata["etag"],
    match_condition=MatchConditions.IfNotModified,
)
assert "text" not in table.get_entity("p", "it's")
stale = entity.metadata["etag"]
error = refused(
    HttpResponseError,
    lambda: table.update_entity(entity, etag=stale, match_condition=MatchConditions.IfNotModified),
)
assert error.status_code == 412, error
table.upsert_entity({"PartitionKey": "p", "RowKey": "other", "n": 4}, mode=UpdateMode.REPLACE)
table.delete_entity("p", "other")
assert [row["RowKey"] for row in table.list_entities()] == ["it's"]

# Transactions: ten of a hundred entities of 600 bytes
for partition in range(10):
    table.submit_transaction(
        [("upsert", {"PartitionKey": "q", "RowKey": "%02d%02d" % (partition, row), "ips": bytes(600)}) for row in range(100)]
    )
error = refused(
    TableTransactionError,
    lambda: table.submit_transaction(
        [("create", {"PartitionKey": "q", "RowKey": "new"}), ("create", {"PartitionKey": "q", "RowKey": "0000"})]
    ),
)
assert (error.index, error.error_code) == (1, "EntityAlreadyExists"), error
refused(ResourceNotFoundError, lambda: table.get_entity("q", "new"))

# Queries with pages of several hundred KB, over connections that are kept and over such that are closed after the answer
for headers in ({}, {"Connection": "close"}):
    for _ in range(20):
        rows = list(table.query_entities("PartitionKey eq 'q'", headers=headers))
        assert len(rows) == 1000 and all(len(row["ips"]) == 600 for row in rows), len(rows)
pages = list(table.query_entities("PartitionKey eq 'q' and RowKey ge '0500'", select=["RowKey"], results_per_page=150).by_page())
keys = [row["RowKey"] for page in pages for row in page]
assert len(keys) == 500 and keys[0] == "0500" and keys[-1] == "0999", keys

service.delete_table(table.table_name)
assert list(service.query_tables("TableName eq '%s'" % table.table_name)) == []
