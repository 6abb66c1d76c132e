"""What a page and its kernel say to each other, as Chromium reports the frames of the websockets."""

from __future__ import annotations

import base64
from typing import Any

from playwright.sync_api import Page


class Wire:
    """Keeps the messages to and from the kernel, from ``with`` to the end of it.

    Lab's own events (it looks through its folder now and then) are no messages of the kernel, and are left out.
    """

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self.sent: list[bytes] = []
        self.received: list[bytes] = []

    def __enter__(self) -> Wire:
        self._session.on("Network.webSocketFrameSent", lambda event: _keep(event, self.sent))
        self._session.on("Network.webSocketFrameReceived", lambda event: _keep(event, self.received))
        self._session.send("Network.enable")
        return self

    def __exit__(self, *_: object) -> None:
        self._session.detach()

    @property
    def bytes(self) -> int:
        """All bytes so far, both ways."""
        return sum(map(len, self.sent + self.received))


def _keep(event: dict[str, Any], messages: list[bytes]) -> None:
    frame = event["response"]
    text = frame["payloadData"]
    payload = base64.b64decode(text) if frame["opcode"] == 2 else text.encode()
    if b'"msg_type"' in payload:
        messages.append(payload)
