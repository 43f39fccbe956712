"""An inbox by a plain WebSocket, with nothing but RFC 6455, written from the contract's page.

usage: inbox_plain.py URL USERNAME PASSWORD

Each line of the input is something to send, {"id", "name", "body"}; each of the output something heard: {"frame"}, or {"id",
"answer"}.
"""

import json
import sys
import threading
import time

import requests
import websocket

url, username, password = sys.argv[1:]
one_at_a_time = threading.Lock()
# What it has of each room: the last seq, and the log.
has = {}
# What was asked for and is not answered: (id, type of its answer, chatroom).
waiting = []
socket = None


def say(fact):
    print(json.dumps(fact), flush=True)


def send(frame):
    socket.send(json.dumps(frame))


def settle(number, answer):
    waiting[:] = [each for each in waiting if each[0] != number]
    say({"id": number, "answer": answer})


def hear(frame):
    kind = frame["type"]
    if "seq" in frame and kind != "ack":
        has[frame["chatroom"]]["seq"] = frame["seq"]
    elif kind == "room":
        has[frame["room"]["name"]] = {"seq": frame["room"]["last_seq"], "log": frame["room"]["log"]}
    elif kind == "gap":
        has[frame["chatroom"]]["seq"] = frame["before_seq"] - 1
    elif kind == "room_gone":
        has.pop(frame["chatroom"], None)
    for number, answer, chatroom in list(waiting):
        if kind in (answer, "error") and frame.get("chatroom") == chatroom:
            return settle(number, {"ok": kind != "error", **frame})
    say({"frame": frame})
    if kind == "ready":
        send({"type": "sync", "after": has})


def listen():
    global socket
    while True:
        try:
            socket = websocket.create_connection(
                url.replace("http", "ws", 1) + "/inbox", header=["Authorization: Bearer " + session["access_token"]]
            )
            while True:
                text = socket.recv()
                if text:
                    with one_at_a_time:
                        hear(json.loads(text))
        except (OSError, websocket.WebSocketException):
            time.sleep(0.2)


ANSWERS = {"message": "ack", "mark": "marked"}
session = requests.post(url + "/auth/login", json={"username": username, "password": password}).json()
threading.Thread(target=listen, daemon=True).start()
for line in sys.stdin:
    asked = json.loads(line)
    name, body = asked["name"], asked["body"]
    with one_at_a_time:
        if name in ANSWERS:
            waiting.append((asked["id"], ANSWERS[name], body["chatroom"]))
        send(body if name == "message" else {"type": name, **body})
        if name not in ANSWERS:
            say({"id": asked["id"], "answer": {"ok": True}})
