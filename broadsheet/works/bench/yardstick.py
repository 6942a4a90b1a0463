"""The yardstick: Debian's nginx, which hands out the same bytes under the same header lines from files. Plain Python."""

import os
import resource
from collections.abc import Iterable
from pathlib import Path
from string import Template

from broadsheet.delivery.variant import BROTLI, GZIP

TEMPLATE = Path(__file__).with_name("nginx.conf.in")
BROTLI_MODULE = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")  # where Debian's package lays it
ENDINGS = {BROTLI: ".br", GZIP: ".gz"}
WRITTEN_AT = 1_764_000_000  # nginx makes its ETag of a file's time and size
SPARE_FILES = 500  # beside the pages: sockets, the log
VARIANT = "x-broadsheet-variant"


def lay(folder: Path, kind: str, path: bytes, encoding: int, body: bytes) -> None:
    """Lays one body where nginx finds it for this kind of reader (`open`, `partner`). Writes."""
    file = _file(folder, kind, path, encoding)
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(body)
    os.utime(file, (WRITTEN_AT, WRITTEN_AT))


def etag(body: bytes) -> bytes:
    """As nginx gives it to a file with this body."""
    return b'"%x-%x"' % (WRITTEN_AT, len(body))


def write_configuration(folder: Path, port: int, headers: Iterable[tuple[str, str]]) -> Path:
    """nginx.conf, with these header lines on every page. Writes."""
    told = Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        folder=folder,
        port=port,
        brotli_module=BROTLI_MODULE,
        open_files=resource.getrlimit(resource.RLIMIT_NOFILE)[1] - SPARE_FILES,
        headers="\n".join(_directive(name, value) for name, value in headers if name != "content-type"),
    )
    file = folder / "nginx.conf"
    file.write_text(told, encoding="utf-8")
    return file


def _file(folder: Path, kind: str, path: bytes, encoding: int) -> Path:
    name = path.decode().removeprefix("/")
    whole = folder / kind / (f"{name}index.html" if path.endswith(b"/") else name)
    return whole.with_name(whole.name + ENDINGS.get(encoding, ""))


def _directive(name: str, value: str) -> str:
    if name == VARIANT:
        return f"      add_header {name} $variant;"
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'      add_header {name} "{quoted}";'
