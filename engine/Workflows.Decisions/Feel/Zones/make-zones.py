#!/usr/bin/env python3
"""Packs the compiled IANA time zone database into zones.bin, the data FeelZone reads.

Usage: make-zones.py [/usr/share/zoneinfo] zones.bin

The database is in the public domain. Layout (little endian, the whole deflated): text version line, then per zone
name\0, u8 kind (0 data, 1 link); a link is followed by target\0; data by i32 first offset, u16 n, n x (i64 instant, i32
offset), u8 rule; with a rule: i32 standard, i32 summer, and for start and end u8 month, u8 week, u8 weekday, i32 second.
"""
import os
import re
import struct
import sys
import zlib


def read(path):
    data = open(path, "rb").read()
    if data[:4] != b"TZif":
        return None

    def block(at, size):
        counts = struct.unpack(">6l", data[at + 20:at + 44])
        isut, isstd, leap, times, types, chars = counts
        p = at + 44
        instants = struct.unpack(f">{times}{'q' if size == 8 else 'l'}", data[p:p + size * times])
        p += size * times
        kinds = data[p:p + times]
        p += times
        infos = [struct.unpack(">lbB", data[p + 6 * i:p + 6 * i + 6]) for i in range(types)]
        p += 6 * types + chars + leap * (size + 4) + isstd + isut
        return instants, kinds, infos, p

    _, _, _, p = block(0, 4)
    instants, kinds, infos, p = block(p, 8)
    footer = data[p:].strip(b"\n").decode()
    transitions = []
    offset = first = infos[0][0]
    for t, k in zip(instants, kinds):
        if infos[k][0] != offset:
            offset = infos[k][0]
            transitions.append((t, offset))
    return first, transitions, footer


def seconds(text):
    sign = -1 if text.startswith("-") else 1
    parts = [int(x) for x in text.lstrip("+-").split(":")] + [0, 0]
    return sign * (parts[0] * 3600 + parts[1] * 60 + parts[2])


def rule(footer):
    name = r"(?:<[^>]+>|[A-Za-z]+)"
    m = re.fullmatch(rf"{name}([+-]?[\d:]+)(?:{name}([+-]?[\d:]+)?,M(\d+)\.(\d)\.(\d)(?:/([+-]?[\d:]+))?,M(\d+)\.(\d)\.(\d)(?:/([+-]?[\d:]+))?)?", footer)
    if not m:
        raise SystemExit(f"unknown rule {footer!r}")
    standard = -seconds(m[1])
    if m[3] is None:
        return None
    summer = -seconds(m[2]) if m[2] else standard + 3600
    return (standard, summer, [int(m[3]), int(m[4]), int(m[5]), seconds(m[6] or "2")], [int(m[7]), int(m[8]), int(m[9]), seconds(m[10] or "2")])


def main():
    root = sys.argv[1] if len(sys.argv) > 2 else "/usr/share/zoneinfo"
    version = "unknown"
    zi = os.path.join(root, "tzdata.zi")
    if os.path.exists(zi):
        version = open(zi).readline().split()[-1]
    out = bytearray(version.encode() + b"\n")
    seen = {}
    names = []
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in ("posix", "right"))
        for f in files:
            path = os.path.join(folder, f)
            name = os.path.relpath(path, root)
            if name in ("posixrules", "localtime", "Factory") or not name[0].isupper():
                continue
            names.append((name, path))
    for name, path in sorted(names):
        zone = read(path)
        if zone is None:
            continue
        first, transitions, footer = zone
        key = (first, tuple(transitions), footer)
        out += name.encode() + b"\0"
        if key in seen:
            out += b"\1" + seen[key].encode() + b"\0"
            continue
        seen[key] = name
        out += b"\0" + struct.pack("<iH", first, len(transitions))
        for t, o in transitions:
            out += struct.pack("<qi", t, o)
        r = rule(footer) if footer else None
        out += b"\1" if r else b"\0"
        if r:
            out += struct.pack("<ii", r[0], r[1])
            for month, week, day, at in (r[2], r[3]):
                out += struct.pack("<BBBi", month, week, day, at)
    open(sys.argv[-1], "wb").write(zlib.compress(bytes(out), 9)[2:-4])
    print(version, len(names), "names,", len(seen), "zones,", len(out), "bytes")


main()
