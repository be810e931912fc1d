"""WARC files byte by byte, as programs write them, whether the standard foresaw it or not."""

import gzip
import itertools
import struct
from dataclasses import dataclass

import zstandard

DATE = "2019-03-13T08:00:00Z"
_HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s"


def url(number):
    return f"http://portal.example/{number}"


def body(number):
    return f"<html><h1>Übung {number}</h1><p>Säulen, Zäune, Höfe</p></html>".encode()


def answered(page, head=_HTTP):
    return head % (len(page), page)


@dataclass
class Form:
    """A spelling of records."""

    line_end: bytes = b"\r\n"
    case: str = "usual"
    folded: bool = False
    off_by: int = 0
    behind: bytes = b"\r\n\r\n"
    mixed_line_ends: bool = False


def record(number, form=None, *, kind="response", block=None, target=None, date=DATE, **fields):
    """One record; names in ``fields`` with underscores for hyphens."""
    form = form or Form()
    block = answered(body(number)) if block is None else block
    lines = {
        "WARC-Type": kind,
        "WARC-Target-URI": target or url(number),
        "WARC-Date": date,
        "WARC-Record-ID": f"<urn:uuid:{number}>",
        "Content-Type": "application/http; msgtype=response",
        **{name.replace("_", "-"): value for name, value in fields.items()},
        "Content-Length": str(len(block) + form.off_by),
    }
    head = [b"WARC/1.0"]
    for place, (name, value) in enumerate(lines.items()):
        name = {"usual": str, "lower": str.lower, "upper": str.upper}[form.case](name)
        gap = form.line_end + b"\t" if form.folded and place % 2 else b" "
        value = value if isinstance(value, bytes) else value.encode()
        head.append(name.encode() + b":" + gap + value)
    if form.mixed_line_ends:
        head[2:4] = [head[2] + b"\n" + head[3]]
    return form.line_end.join(head) + 2 * form.line_end + block + form.behind


def with_extra_field(data):
    """As gzip makes it, but with an FEXTRA field, as ``.warc.gz`` of old Heritrix have one."""
    packed = gzip.compress(data)
    extra = struct.pack("<2sHH", b"sl", 2, 7)
    return packed[:3] + b"\x04" + packed[4:10] + struct.pack("<H", len(extra)) + extra + packed[10:]


def each(pack):
    return lambda records: b"".join(map(pack, records))


def by_turns(*sizes, pack=gzip.compress):
    """As many records in each member as its turn says."""

    def packed(records):
        left, turns, members = [*records], itertools.cycle(sizes), []
        while left:
            size = next(turns)
            members.append(pack(b"".join(left[:size])))
            del left[:size]
        return b"".join(members)

    return packed


def joined_by(between, pack=gzip.compress):
    return lambda records: between + between.join(map(pack, records)) + between


def with_dictionary(records, *, is_packed=True):
    """``.warc.zst`` with its dictionary in a skippable frame."""
    samples = [record(number) + bytes(number) for number in range(200)]
    dictionary = zstandard.train_dictionary(2000, samples)
    packer = zstandard.ZstdCompressor(dict_data=dictionary)
    kept = zstandard.compress(dictionary.as_bytes()) if is_packed else dictionary.as_bytes()
    frame = b"\x5d\x2a\x4d\x18" + struct.pack("<I", len(kept)) + kept
    return frame + b"".join(map(packer.compress, records))


FORMS = {
    "as the standard has it": Form(),
    "line feeds": Form(line_end=b"\n"),
    "line feeds, also behind": Form(line_end=b"\n", behind=b"\n\n"),
    "some line feeds": Form(mixed_line_ends=True),
    "lower case": Form(case="lower"),
    "upper case": Form(case="upper"),
    "lower case and line feeds": Form(case="lower", line_end=b"\n"),
    "folded": Form(folded=True),
    "folded, upper case, line feeds": Form(folded=True, case="upper", line_end=b"\n"),
    "nothing behind": Form(behind=b""),
    "one line end behind": Form(behind=b"\r\n"),
    "four line ends behind": Form(behind=b"\r\n" * 4),
    "zeros behind": Form(behind=b"\r\n\r\n" + bytes(512)),
    "one byte too many": Form(off_by=1),
    "line ends counted": Form(off_by=4),
    "seven bytes too many": Form(off_by=7),
    "one byte too few": Form(off_by=-1),
    "characters counted": Form(off_by=-5),
    "thirty bytes too few": Form(off_by=-30),
}
FILES = {
    "plain": b"".join,
    "a BOM first": lambda records: b"\xef\xbb\xbf" + b"".join(records),
    "zeros between": joined_by(bytes(700), bytes),
    "a member each": each(gzip.compress),
    "members with FEXTRA": each(with_extra_field),
    "empty members": joined_by(gzip.compress(b"") * 2),
    "members of line ends": joined_by(gzip.compress(b"\r\n\r\n")),
    "zeros between members": joined_by(bytes(70_000)),
    "line ends between members": joined_by(b"\r\n"),
    "head and block apart": each(lambda r: gzip.compress(r[:99]) + gzip.compress(r[99:])),
    "two in the first member": lambda records: (
        gzip.compress(b"".join(records[:2])) + each(gzip.compress)(records[2:])
    ),
    "two in each member": by_turns(2),
    "one, three and two in a member": by_turns(1, 3, 2),
    "two in each frame": by_turns(2, pack=zstandard.compress),
    "one member": lambda records: gzip.compress(b"".join(records)),
    "zstd": each(zstandard.compress),
    "empty frames": joined_by(zstandard.compress(b""), zstandard.compress),
    "zstd with a dictionary": with_dictionary,
    "zstd with a plain one": lambda records: with_dictionary(records, is_packed=False),
}
