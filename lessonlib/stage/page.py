"""A stage as one file that needs neither a kernel nor a network."""

from __future__ import annotations

import base64
import html
import json
import os
import zlib
from pathlib import Path

from lessonlib.arguments import cut, told, type_name
from lessonlib.stage.pack import pack
from lessonlib.stage.picture import Picture
from lessonlib.stage.trace import Trace
from lessonlib.stage.widget import SCRIPT, STYLE

# The page may run its own script and style and nothing else: it cannot ask the network for anything.
_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"

# The drawing code, deflated to a third, is put back into a script of its own.
_LOADER = """const packed = document.querySelector("script[data-code]").textContent;
const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
const script = document.createElement("script");
script.type = "module";
script.textContent = await new Response(inflated).text();
document.body.append(script);"""


# D3's licence stays readable in every copy.
_LICENCE = SCRIPT[: SCRIPT.index("*/") + 2]


def _island(raw: bytes) -> str:
    """Deflated, a page holds a third to a half; in base64, no text of a learner's can end the element early."""
    return base64.b64encode(zlib.compress(raw, 9)).decode("ascii")


def save_page(path: str | os.PathLike[str], picture: Picture, trace: Trace, step: int = 0) -> Path:
    """Write ``picture`` and ``trace`` to ``path`` as a page that steps and plays when opened from disk.

    Raises:
        TypeError: when ``path`` is none.
        ValueError: when the folder of ``path`` does not exist or cannot be written.
    """
    if not isinstance(path, str | os.PathLike):
        came = f"{type_name(path)} {told(path)}"
        raise TypeError(f"save_html(path): wanted the name of a file, got {came}. Write save_html('lab.html').")
    scene, blob = pack(picture, trace)
    head = json.dumps({"scene": scene, "step": step}, ensure_ascii=False, allow_nan=False).encode()
    island = _island(len(head).to_bytes(4, "little") + head + blob)
    page = f"""<!doctype html>
<html lang="en" class="stage-page">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{html.escape(picture.title)}</title>
<style>{STYLE}</style>
</head>
<body>
<main><script type="text/plain" data-stage>{island}</script></main>
<script type="text/plain" data-code>{_island(SCRIPT.encode())}</script>
<script type="module">{_LICENCE}
{_LOADER}</script>
</body>
</html>
"""
    target = Path(path)
    try:
        target.write_text(page, encoding="utf-8")
    except (OSError, ValueError) as error:  # a name with a NUL, or with half a surrogate pair, is a ValueError
        why = getattr(error, "strerror", None) or "no file can have this name"
        place = cut(str(target), 100)
        raise ValueError(f"cannot save the page to {place}: {why}; name a file in a folder that exists") from None
    return target
