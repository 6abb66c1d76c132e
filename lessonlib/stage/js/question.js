// The question that a stage asks before it shows: the form, the learner's answer, and the truth beside it.

import { html, put, write } from "./dom.js";
import { cell, choice, number } from "./question_fields.js";
import { curve, place } from "./question_plot.js";
import { compare } from "./question_verdict.js";

const FIELDS = { number, choice, cell, place, curve };

// Shared by all stages of a page: whether they ask, and how many predictions came close. Nothing is sent anywhere.
const page = Object.assign(new EventTarget(), { asks: remembered(), close: 0, given: 0 });

function remembered() {
  try {
    return localStorage.getItem("lessonlib-asks") !== "no";
  } catch {
    return true; // a page from disk may keep nothing
  }
}

export const asking = () => page.asks;

export function setAsking(asks) {
  page.asks = asks;
  try {
    localStorage.setItem("lessonlib-asks", asks ? "yes" : "no");
  } catch {
    // It holds for this page then.
  }
  page.dispatchEvent(new Event("asking"));
}

let forms = 0; // on this page: landmarks of one kind need names of their own

// `stage` offers { root, part(place), see(place), step(), last(), go(step), redraw(), again() }.
export function createQuestion(stage) {
  const name = forms++ ? `Your prediction ${forms}` : "Your prediction";
  const form = html("form", { class: "question", role: "form", "aria-label": name, hidden: true });
  const verdict = html("p", { class: "verdict", role: "log" });
  const skip = html("button", { type: "button", title: "Skip the question (s)" }, "Skip");
  const again = html("button", { type: "button" }, "Ask again");
  let asked = null; // the question
  let field = null; // how it is answered
  let state = "none";
  let given = null; // the learner's answer
  let counted = false;
  let seen = false; // the last step: before it, the result of the whole run is nobody's to read
  let complaint = "";

  skip.addEventListener("click", () => decide("skipped"));
  again.addEventListener("click", reopen);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    given = field.read();
    complaint = given === null ? field.wanted : "";
    if (given === null) stage.redraw();
    else decide("answered");
  });
  // What is typed here is the answer's, not the stage's nor the notebook's.
  form.addEventListener("keydown", (event) => event.stopPropagation());

  function decide(how) {
    state = how;
    field.close();
    stage.redraw();
    stage.root.focus({ preventScroll: true });
  }

  function reopen() {
    given = null;
    state = "open";
    seen = false;
    if (stage.step() >= asked.step) stage.go(0);
    open();
    stage.again();
  }

  // What is asked about is seen.
  function open() {
    if (asked.panel !== undefined) stage.see(asked.panel);
    field.open();
  }

  function set(question) {
    const same = question && asked && question.text === asked.text && question.truth === asked.truth;
    field?.close();
    asked = question;
    form.hidden = !asked;
    if (!same) [seen, given, counted, state, complaint] = [false, null, false, asked ? "open" : "none", ""];
    if (!asked) return;
    field = FIELDS[asked.kind](asked, stage);
    const answer = html("button", { type: "submit" }, "Answer");
    form.replaceChildren(html("div", { class: "answering" }, field.node, answer, skip), verdict, again);
    if (how() === "open") open();
  }

  // Behind the truth there is nothing left to predict.
  const how = () => {
    if (!asked || !page.asks) return "none";
    return state === "open" && stage.step() >= asked.step ? "skipped" : state;
  };

  function draw(step) {
    if (step >= stage.last()) seen = true;
    const now = how();
    put(stage.root, "data-asked", now);
    if (!asked) return;
    const due = now === "answered" && step >= asked.step;
    form.hidden = now === "none";
    form.firstChild.hidden = now !== "open";
    again.hidden = now === "open" || due;
    write(again, now === "answered" ? "Change it" : "Ask again");
    write(verdict, now === "open" ? complaint : now === "skipped" ? passed(step) : due ? judged() : waiting());
    field.draw(now === "answered" ? given : null, now === "open");
  }

  const passed = (step) => (step >= asked.step ? `It is ${asked.truth}: ${asked.why}.` : "Skipped: step, and see.");
  const waiting = () => `You say ${field.told(given)}. Step, and see.`;
  function judged() {
    const { sentence, close } = compare(asked, given);
    if (!counted) page.given += 1;
    if (!counted) page.close += close;
    counted = true;
    return page.given > 1 ? `${sentence} ${page.close} of ${page.given} predictions came close.` : sentence;
  }

  // The form keeps the room of its longest answer and of its longest sentence: nothing moves while it is stepped.
  function layout() {
    form.style.minHeight = "";
    form.hidden = how() === "none";
    if (form.hidden) return;
    const whys = [asked.why, ...asked.slips.map(([, why]) => why)];
    const why = whys.reduce((a, b) => (a.length >= b.length ? a : b));
    const tall = [true, false].map((open) => {
      form.firstChild.hidden = !open;
      again.hidden = open;
      write(
        verdict,
        open ? "" : `You said ${asked.truth}, it is ${asked.truth}: ${why} 10 of 10 predictions came close.`,
      );
      return form.offsetHeight;
    });
    form.style.minHeight = `${Math.max(...tall)}px`;
  }

  page.addEventListener("asking", stage.again);
  return {
    node: form,
    set,
    layout,
    draw,
    // The question while it is open; the result once it has been seen.
    title: (scene) => (how() === "open" ? asked.text : seen ? scene.title : scene.before),
    // s skips; r shows the truth at once, to a hall that has raised its hands.
    key(name) {
      if (how() !== "open" || (name !== "s" && name !== "r")) return false;
      decide("skipped");
      if (name === "r") stage.go(asked.step);
      return true;
    },
    destroy() {
      field?.close();
      page.removeEventListener("asking", stage.again);
    },
  };
}
