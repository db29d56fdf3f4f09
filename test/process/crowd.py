#!/usr/bin/env python3
"""A crowd of IPMsg peers, each with a loopback address of its own and port 2425, in one process.

  crowd.py TARGET FIRST COUNT MESSAGES SPREAD

TARGET is the address of the program under test, FIRST the first peer's address (a.b.c.d; the next ones follow,
skipping .0 and .255). Prints {"bound": COUNT} and waits for a line on stdin. Then the peers come up evenly over SPREAD
seconds: each greets TARGET, answers greetings, and sends MESSAGES messages with SENDCHECK, each repeated every second
until it is acknowledged, the next one after that. Prints {"greeted": seconds} when all have greeted and, when every
message is acknowledged or PATIENCE is over, one line with the totals; then it only answers greetings, until stdin ends.
"""
import heapq
import json
import os
import resource
import selectors
import socket
import sys
import time

PORT = 2425
REPEAT = 1.0
PATIENCE = 60.0
BR_ENTRY, ANSENTRY, SENDMSG_CHECKED = 0x01, 0x03, 0x120
COMMAND, RECVMSG = 0xFF, 0x21

target, first = sys.argv[1:3]
count, messages = int(sys.argv[3]), int(sys.argv[4])
spread = float(sys.argv[5])


def addresses():
    number = int.from_bytes(socket.inet_aton(first), 'big')
    while True:
        if number & 0xFF not in (0, 255):
            yield socket.inet_ntoa(number.to_bytes(4, 'big'))
        number += 1


class Peer:
    def __init__(self, index, address):
        self.index = index
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.setblocking(False)
        self.udp.bind((address, PORT))
        self.number = 1_000_000
        self.sent = 0          # messages begun
        self.waiting = None    # number of the one not yet acknowledged
        self.datagram = b''

    def packet(self, command, body, number=None):
        if number is None:
            self.number += 1
            number = self.number
        return f'1:{number}:user{self.index}:host{self.index}:{command}:{body}\0'.encode('gbk')

    def identity(self):
        return f'同事{self.index}\0部门{self.index % 20}'

    def post(self, datagram):
        try:
            self.udp.sendto(datagram, (target, PORT))
        except (BlockingIOError, ConnectionRefusedError):
            pass               # lost, as on any network: what matters is repeated

    def next_message(self):
        self.number += 1
        self.waiting = str(self.number)
        self.datagram = self.packet(SENDMSG_CHECKED, f'消息 {self.index}.{self.sent}', self.number)
        self.sent += 1
        self.post(self.datagram)


resource.setrlimit(resource.RLIMIT_NOFILE, (count + 64, max(count + 64, resource.getrlimit(resource.RLIMIT_NOFILE)[1])))
selector = selectors.DefaultSelector()
peers = []
for index, address in zip(range(count), addresses()):
    peer = Peer(index, address)
    peers.append(peer)
    selector.register(peer.udp, selectors.EVENT_READ, peer)
print(json.dumps({'bound': count}), flush=True)
sys.stdin.readline()
selector.register(sys.stdin, selectors.EVENT_READ, None)

start = time.monotonic()
due = [(start + spread * peer.index / count, peer.index, 'greet') for peer in peers]
heapq.heapify(due)
greeted = acknowledged = repeats = 0
finished = False
running = True

while running:
    now = time.monotonic()
    while due and due[0][0] <= now:
        _, index, what = heapq.heappop(due)
        peer = peers[index]
        if what == 'greet':
            peer.post(peer.packet(BR_ENTRY, peer.identity()))
            greeted += 1
            if greeted == count:
                print(json.dumps({'greeted': round(now - start, 3)}), flush=True)
            if messages > 0:
                peer.next_message()
                heapq.heappush(due, (now + REPEAT, index, peer.waiting))
        elif peer.waiting == what:
            repeats += 1
            peer.post(peer.datagram)
            heapq.heappush(due, (now + REPEAT, index, what))

    if not finished and (acknowledged == count * messages or now - start > PATIENCE):
        finished = True
        due = []
        print(json.dumps({'acknowledged': acknowledged, 'repeats': repeats, 'seconds': round(now - start, 3)}), flush=True)

    wait = max(0.0, due[0][0] - now) if due else 1.0
    for key, _ in selector.select(min(wait, 1.0)):
        peer = key.data
        if peer is None:
            if not os.read(0, 4096):
                running = False
            continue
        try:
            datagram = peer.udp.recv(65535)
        except (BlockingIOError, ConnectionRefusedError):
            continue
        fields = datagram.split(b':', 5)
        if len(fields) != 6:
            continue
        command = int(fields[4]) & COMMAND
        if command == BR_ENTRY:
            peer.post(peer.packet(ANSENTRY, peer.identity()))
        elif command == RECVMSG and fields[5].rstrip(b'\0').decode('latin-1') == peer.waiting:
            acknowledged += 1
            peer.waiting = None
            if peer.sent < messages and not finished:
                peer.next_message()
                heapq.heappush(due, (time.monotonic() + REPEAT, peer.index, peer.waiting))
