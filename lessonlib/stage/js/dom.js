// Elements are made one by one and text is set as text: nothing in a scene is ever read as HTML.

const SVG = "http://www.w3.org/2000/svg";
const MATH = "http://www.w3.org/1998/Math/MathML";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

export const html = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
export const svg = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS(SVG, tag), attributes, children);
export const math = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS(MATH, tag), attributes, children);

// An SVG attribute is only written when it changes: most of a picture stays as it is from step to step.
export function put(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// Whether the node scrolls. `cutOff` looks sideways only, which is what a text that is too long does.
export const cutOff = (node) => node.scrollWidth > node.clientWidth + 1;
const scrolls = (node) => cutOff(node) || node.scrollHeight > node.clientHeight + 1;

// What scrolls must be reached by the keyboard; what does not is no stop on its way.
export function tabStop(node) {
  if (scrolls(node)) node.setAttribute("tabindex", 0);
  else node.removeAttribute("tabindex");
}

// Where the pointer is, in the pixels of the picture.
export function pointer({ clientX, clientY }, picture) {
  const { left, top } = picture.getBoundingClientRect();
  return [clientX - left, clientY - top];
}

const pen = document.createElement("canvas").getContext("2d");
let family = "sans-serif";

export function measureLike(element) {
  family = getComputedStyle(element).fontFamily;
}

export function textWidth(text, size) {
  pen.font = `${size}px ${family}`;
  return pen.measureText(text).width;
}
