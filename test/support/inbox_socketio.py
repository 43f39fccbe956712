"""An inbox by python-socketio as it is shipped, which comes back by itself, written from the contract's page.

usage: inbox_socketio.py URL USERNAME PASSWORD

Each line of the input is something to emit, {"id", "name", "body"}; each of the output something heard: {"frame"}, or {"id",
"answer"}.
"""

import json
import sys
import threading

import requests
import socketio

url, username, password = sys.argv[1:]
# Every event has a thread of its own.
one_at_a_time = threading.Lock()
# What it has of each room: the last seq, and the log.
has = {}


def say(fact):
    print(json.dumps(fact), flush=True)


def heard(kind, body):
    with one_at_a_time:
        if kind == "message":
            room = has.setdefault(body["chatroom"], {"seq": 0})
            room["seq"] = max(room["seq"], body["seq"])
        elif kind == "room":
            room = has.setdefault(body["room"]["name"], {"seq": 0})
            room["seq"] = max(room["seq"], body["room"]["last_seq"])
            room["log"] = body["room"]["log"]
        elif kind == "room_gone":
            has.pop(body["chatroom"], None)
        say({"frame": body if kind == "message" else {**body, "type": kind}})


def ready(body):
    heard("ready", body)
    with one_at_a_time:
        after = {name: dict(room) for name, room in has.items()}
    client.emit("sync", {"after": after}, namespace="/inbox")


session = requests.post(url + "/auth/login", json={"username": username, "password": password}).json()
client = socketio.Client(reconnection_delay=0.1, reconnection_delay_max=1)
client.on("ready", ready, namespace="/inbox")
for kind in ["message", "room", "room_gone", "gap", "synced", "marks", "typing", "presence", "closing", "error_message"]:
    client.on(kind, lambda body, kind=kind: heard(kind, body), namespace="/inbox")
client.connect(url, auth={"token": session["access_token"]}, namespaces=["/inbox"], transports=["websocket"])

for line in sys.stdin:
    asked = json.loads(line)

    def answered(answer, number=asked["id"]):
        with one_at_a_time:
            say({"id": number, "answer": answer})

    client.emit(asked["name"], asked["body"], namespace="/inbox", callback=answered)
