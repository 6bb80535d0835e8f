"""What people do today, as the articles describe it: hash with hashlib into a pandas frame, group by the first four characters,
write each group in transactions of at most 100 through azure-data-tables and a thread pool.

Usage: articles.py CONNECTION_STRING TABLE FIRST_ADDRESS COUNT THREADS; prints what it did as JSON.
"""

import hashlib
import ipaddress
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pandas
from azure.data.tables import TableServiceClient

MAX_TRANSACTION = 100


def main(connection_string, table, first, count, threads):
    started = time.monotonic()
    begin = int(ipaddress.IPv4Address(first))
    addresses = [str(ipaddress.IPv4Address(begin + i)) for i in range(int(count))]
    frame = pandas.DataFrame({"ip": addresses})
    frame["hash"] = frame["ip"].map(lambda ip: hashlib.sha256(ip.encode()).hexdigest())
    frame["partition"] = frame["hash"].str[:4]
    client = TableServiceClient.from_connection_string(connection_string).create_table_if_not_exists(table)

    transactions = []
    for partition, group in frame.groupby("partition"):
        entities = [
            ("upsert", {"PartitionKey": partition, "RowKey": digest, "ip": ip}, {"mode": "replace"})
            for digest, ip in zip(group["hash"], group["ip"])
        ]
        for at in range(0, len(entities), MAX_TRANSACTION):
            transactions.append(entities[at : at + MAX_TRANSACTION])

    with ThreadPoolExecutor(int(threads)) as pool:
        for _ in pool.map(client.submit_transaction, transactions):
            pass
    print(
        json.dumps(
            {
                "records": len(frame),
                "transactions": len(transactions),
                "seconds": time.monotonic() - started,
                "cpuSeconds": time.process_time(),
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
