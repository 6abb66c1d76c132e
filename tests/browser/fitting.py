"""How a picture stands in its room: measured in the page, and what of it somebody could not see or read."""

from __future__ import annotations

import base64
from collections.abc import Iterable

import numpy as np
from playwright.sync_api import Page

from lessonlib.stage import Picture, Trace
from lessonlib.stage.pack import pack
from lessonlib.stage.widget import SCRIPT, STYLE

# The page has this size, and has been drawn in it.
DRAWN = """([width, height]) => new Promise((done) => {
    const look = () => innerWidth === width && innerHeight === height ? requestAnimationFrame(() => setTimeout(done))
        : requestAnimationFrame(look);
    look();
})"""
# On each page of the picture, at its first, middle and last step: what of the stage cannot be seen, and its type.
LOOK = """() => {
    const stage = document.querySelector(".stage"), slider = stage.querySelector("input[type=range]");
    const tabs = () => [...stage.querySelectorAll(".tabs:not([hidden]) button")];
    const pages = Math.max(1, tabs().length);
    const size = (node) => parseFloat(getComputedStyle(node).fontSize) / innerHeight;
    // A name on end that is longer than its cell.
    const over = (cell) => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        return cell.clientWidth && range.getBoundingClientRect().height > cell.getBoundingClientRect().height + 2;
    };
    // The name of an axis that reaches out of its plot.
    const out = (label) => {
        const [words, plot] = [label, label.ownerSVGElement].map((node) => node.getBoundingClientRect());
        return words.height && (words.top < plot.top - 4 || words.bottom > plot.bottom + 4);
    };
    // A text that a plot shows in part: within its frame and a rim, or within the whole of it.
    const part = (text) => {
        const [box, plot] = [text.getBoundingClientRect(), text.ownerSVGElement.getBoundingClientRect()];
        const clip = text.closest("[clip-path]")?.getAttribute("clip-path");
        const frame = text.closest(".picture").querySelector(".canvases").getBoundingClientRect();
        const rim = /rim/.test(clip) ? 10 : 0, room = clip ? frame : plot;
        const over = { x: Math.max(room.left - box.left, box.right - room.right) - rim,
            y: Math.max(room.top - box.top, box.bottom - room.bottom) - rim };
        return box.width && text.textContent.trim() && getComputedStyle(text).visibility === "visible" &&
            ((over.x > 2 && over.x < box.width) || (over.y > 5 && over.y < box.height));
    };
    const heads = "th.upright, .lean .matrix thead th, .lean .heads span";
    const seen = (page) => [0, Math.floor(slider.max / 2), Number(slider.max)].map((step) => {
        slider.value = step;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        const said = stage.querySelector(".caption").getBoundingClientRect();
        const foot = stage.querySelector(".foot").getBoundingClientRect();
        return {
            page,
            pages: Math.max(1, tabs().length),
            seen: said.top >= 0 && said.bottom <= innerHeight + 1,
            over: stage.scrollHeight - innerHeight,
            blank: 1 - foot.bottom / innerHeight,
            cut: [stage, ...stage.querySelectorAll(".table-box, .expression, .formula, .tabs button")].filter((box) =>
                box.clientWidth && !box.closest(".away") && box.scrollWidth > box.clientWidth + 1).length
                + [...stage.querySelectorAll(heads)].filter(over).length
                + [...stage.querySelectorAll(".axis-label")].filter(out).length
                + [...stage.querySelectorAll(".plot svg text")].filter(part).length,
            high: stage.getBoundingClientRect().height,
            wide: document.documentElement.scrollWidth - innerWidth,
            type: size(stage),
            ticks: Math.min(1, ...[...stage.querySelectorAll(".axis text")].map(size)),
            wides: [...stage.querySelectorAll(".panel")].map((panel) => panel.clientWidth),
            covered: [...stage.querySelectorAll(".axis")].flatMap((axis) => {
                const boxes = [...axis.querySelectorAll("text")].map((name) => name.getBoundingClientRect());
                const shared = (a, b, low, high) => Math.min(a[high], b[high]) - Math.max(a[low], b[low]);
                return boxes.slice(1).filter((box, i) =>
                    shared(box, boxes[i], "left", "right") > box.width / 3 &&
                    shared(box, boxes[i], "top", "bottom") > box.height / 3);
            }).length,
        };
    });
    const found = [...Array(pages).keys()].flatMap((page) => {
        if (page) tabs()[page]?.click();
        return seen(page);
    });
    if (pages > 1) tabs()[0]?.click();
    return found;
}"""


# A stage in an empty page that shows one state after the other, as a notebook does when a preset is chosen.
OPEN = """async (code) => {
    const { mount } = await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
    const data = ({ scene, bytes }) => [scene, Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0)).buffer];
    let stage = null, states = [];
    globalThis.take = (several) => {
        stage?.destroy();
        states = several;
        const [scene, blob] = data(states[0]);
        stage = mount(document.querySelector("main"), { scene, blob }, { live: false });
    };
    globalThis.choose = (place) => {
        stage.go(0);
        stage.update(...data(states[place]));
    };
}"""


def open_stage(page: Page) -> None:
    """Make ``page`` an empty one that can show the states of labs."""
    page.set_content(f'<!doctype html><html lang="en"><style>{STYLE}</style><main></main>')
    page.evaluate(OPEN, SCRIPT)


def take(page: Page, states: Iterable[tuple[Picture, Trace]]) -> None:
    """Give the page the states of a lab, and show the first."""
    packed = [pack(picture, trace) for picture, trace in states]
    page.evaluate("take", [{"scene": scene, "bytes": base64.b64encode(blob).decode()} for scene, blob in packed])


def looks(page: Page, size: tuple[int, int]) -> list[dict]:
    """What is seen of each page of the picture at its first, middle and last step, in a window of this ``size``."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate(DRAWN, size)
    return page.evaluate(LOOK)


def hall_faults(seen: list[dict], size: tuple[int, int]) -> list[str]:
    """What the last row of a hall does not see, or cannot read, in full screen."""
    faults = []
    for look in seen:
        where = f"{size}, page {look['page'] + 1}"
        if look["over"] > 0 or not look["seen"] or look["cut"]:
            told = f"the sentence is seen: {look['seen']}, {look['over']} pixels over, {look['cut']} cut"
            faults.append(f"{where}: {told}")
        if look["type"] < 1 / 40 - 1e-4:
            faults.append(f"{where}: type of 1/{1 / look['type']:.1f} of the height")
        if look["ticks"] < 1 / 50:
            faults.append(f"{where}: ticks of 1/{1 / look['ticks']:.1f} of the height")
        if look["blank"] > 0.15:
            faults.append(f"{where}: {look['blank']:.0%} blank")
        if look["covered"]:
            faults.append(f"{where}: {look['covered']} names on an axis cover others")
        if look["pages"] != seen[0]["pages"]:
            faults.append(f"{where}: the pages change from {seen[0]['pages']} to {look['pages']}")
    for page_of in {look["page"] for look in seen}:
        wides = [look["wides"] for look in seen if look["page"] == page_of]
        if np.ptp(wides, axis=0).max() > size[0] / 100:
            faults.append(f"{size}: panels change their width while stepping")
    return faults


def page_faults(seen: list[dict], size: tuple[int, int], most: int, cut: bool = True) -> list[str]:
    """What is cut, or higher than ``most`` pixels, in a page."""
    faults = []
    for look in seen:
        if look["high"] > most:
            faults.append(f"{size}: {look['high']:.0f} pixels high")
        if look["wide"] > 0:
            faults.append(f"{size}: wider than the page by {look['wide']}")
        if cut and look["cut"]:
            faults.append(f"{size}: {look['cut']} parts are cut at the right")
    return faults
