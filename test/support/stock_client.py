"""A client of python-socketio as it is shipped, in several rooms: one JSON line for everything that it hears.

usage: stock_client.py URL TOKEN TRANSPORTS ROOM...
"""

import json
import sys
import threading
import time

import socketio

url, token, transports, *rooms = sys.argv[1:]
last = {room: 0 for room in rooms}
one_at_a_time = threading.Lock()


def say(room, **fact):
    # Every event has a thread of its own.
    with one_at_a_time:
        print(json.dumps({"room": room, **fact}), flush=True)


def listen(client, room):
    namespace = "/send-message/" + room

    def on_message(entry):
        last[room] = max(last[room], entry["seq"])
        say(room, seq=entry["seq"])

    client.on("connect", lambda: say(room, entered=True), namespace=namespace)
    client.on("message", on_message, namespace=namespace)
    client.on("closing", lambda words: say(room, closing=words["code"]), namespace=namespace)
    return namespace


client = socketio.Client()
namespaces = [listen(client, room) for room in rooms]
# It gives the same to all namespaces: the first seq that any of them has not seen.
auth = lambda: {"token": token, "after_seq": min(last.values())}  # noqa: E731
while True:
    try:
        client.connect(url, auth=auth, namespaces=namespaces, transports=transports.split(","))
        break
    except socketio.exceptions.ConnectionError:
        # Only the first attempt is the program's own affair.
        time.sleep(1)
client.wait()
while True:
    time.sleep(60)
