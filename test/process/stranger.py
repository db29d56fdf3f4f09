#!/usr/bin/env python3
"""A script that sends one message the way office scripts do: a bare UDP socket, no hello, GBK, no NUL at the end.

  stranger.py FROM TO COMMAND NUMBER TEXT [SENDS]

Sends `1:NUMBER:小道士:ubuntu:COMMAND:TEXT` from FROM:2425 to TO:2425, SENDS times (default 1), and each time waits for
the RECVMSG that answers it when COMMAND asks for one (0x100), as a script whose acknowledgement got lost would.
Prints a line of JSON for each send, with its time in milliseconds since 1970, and one for each answer.
"""
import json
import socket
import sys
import time

PORT = 2425
SENDCHECK = 0x100
PATIENCE = 5.0  # seconds for an answer; only a failing run waits that long

source, target, command, number, text = sys.argv[1:6]
sends = int(sys.argv[6]) if len(sys.argv) > 6 else 1
datagram = f'1:{number}:小道士:ubuntu:{command}:{text}'.encode('gbk')


def say(**line):
    print(json.dumps(line), flush=True)


with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
    udp.bind((source, PORT))
    udp.settimeout(PATIENCE)
    for _ in range(sends):
        say(sent=round(time.time() * 1000))
        udp.sendto(datagram, (target, PORT))
        while int(command) & SENDCHECK:
            try:
                answer = udp.recv(65535)
            except socket.timeout:
                say(answer=None)
                break
            fields = answer.split(b':', 5)
            if len(fields) == 6 and int(fields[4]) & 0xFF == 0x21:  # RECVMSG; the hello to a stranger is not it
                say(answer=fields[5].rstrip(b'\0').decode('latin-1'))
                break
