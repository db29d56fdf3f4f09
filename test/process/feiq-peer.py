"""FeiQ's picture format by another program, from its description alone: strings in the dictionary, bits in a list.

  feiq-peer.py encode < content > container
  feiq-peer.py decode < container > content
  feiq-peer.py png < png > dib       8-bit RGBA, any filter, to 24 bits a dot from the bottom
"""

import struct
import sys
import zlib


def widths():
    ordinal = 0
    while True:
        yield 9 if ordinal < 256 else 10 if ordinal < 768 else 11 if ordinal < 1792 else 12
        ordinal += 1


def encode(content):
    table = {bytes([byte]): byte for byte in range(256)}
    strings = [bytes([byte]) for byte in range(256)] + [None] * 3840
    codes, slot, string = [], 256, b""
    for index in range(len(content)):
        longer = string + content[index : index + 1]
        if longer in table:
            string = longer
            continue
        codes.append(table[string])
        if strings[slot] is not None and table.get(strings[slot]) == slot:
            del table[strings[slot]]
        strings[slot] = longer
        table[longer] = slot
        slot = 256 if slot == 4095 else slot + 1
        string = content[index : index + 1]
    if string:
        codes.append(table[string])
    bits = [code >> bit & 1 for code, width in zip(codes, widths()) for bit in range(width)]
    bits += [0] * (-len(bits) % 8)
    packed = bytes(int("".join(map(str, bits[at : at + 8])), 2) for at in range(0, len(bits), 8))
    return b"LZW!" + struct.pack("<II", len(content), zlib.crc32(content)) + packed


def decode(container):
    length, checksum = struct.unpack("<II", container[4:12])
    bits = "".join(f"{byte:08b}" for byte in container[12:])
    strings = [bytes([byte]) for byte in range(256)] + [None] * 3840
    out, slot, at, previous = bytearray(), 256, 0, None
    for width in widths():
        if len(out) >= length:
            break
        code = int(bits[at : at + width][::-1], 2)
        at += width
        string = previous + previous[:1] if previous is not None and code == slot else strings[code]
        if previous is not None:
            strings[slot] = previous + string[:1]
            slot = 256 if slot == 4095 else slot + 1
        out += string
        previous = string
    content = bytes(out[:length])
    assert container[:4] == b"LZW!" and zlib.crc32(content) == checksum
    return content


def paeth(left, up, corner):
    guess = left + up - corner
    return min((abs(guess - left), 0, left), (abs(guess - up), 1, up), (abs(guess - corner), 2, corner))[2]


def png(file):
    assert file[:8] == b"\x89PNG\r\n\x1a\n"
    at, data, header = 8, b"", None
    while at < len(file):
        (length,) = struct.unpack(">I", file[at : at + 4])
        kind, body = file[at + 4 : at + 8], file[at + 8 : at + 8 + length]
        assert struct.unpack(">I", file[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + body)
        header = struct.unpack(">IIBBBBB", body) if kind == b"IHDR" else header
        data += body if kind == b"IDAT" else b""
        at += 12 + length
    width, height = header[:2]
    assert header[2:] == (8, 6, 0, 0, 0) and kind == b"IEND"
    raw, stride = zlib.decompress(data), width * 4
    rows, above = [], bytes(stride)
    for y in range(height):
        row = bytearray(raw[y * (stride + 1) + 1 : (y + 1) * (stride + 1)])
        method = raw[y * (stride + 1)]
        for x in range(stride):
            left, up = (row[x - 4] if x >= 4 else 0), above[x]
            corner = above[x - 4] if x >= 4 else 0
            row[x] = (row[x] + [0, left, up, (left + up) // 2, paeth(left, up, corner)][method]) % 256
        rows.append(bytes(row))
        above = rows[-1]
    lines = [
        b"".join(bytes((row[x + 2], row[x + 1], row[x])) for x in range(0, stride, 4)).ljust((width * 3 + 3) // 4 * 4, b"\0")
        for row in reversed(rows)
    ]
    body = b"".join(lines)
    return struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, len(body), 0, 0, 0, 0) + body


sys.stdout.buffer.write({"encode": encode, "decode": decode, "png": png}[sys.argv[1]](sys.stdin.buffer.read()))
