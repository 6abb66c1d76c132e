// The two doors of the stage: anywidget's `render` in a live notebook, and a saved page's own data.

import { decode } from "./data.js";
import { nameHandles } from "./handles.js";
import { asked, remember } from "./link.js";
import { mount, throttle } from "./mount.js";
import { partWhenClosed } from "./part.js";

export { mount };

const LOST = "The kernel has stopped, so nothing new can be computed; run the cell again. Stepping still works.";

function render({ model, el }) {
  // The step is the views' own: it is set locally, so that all views of a lab agree. It goes to Python at most ten
  // times a second while Python listens; else once, when stepping has come to rest or the learner leaves the stage.
  const save = () => {
    try {
      model.save_changes();
    } catch {
      // The kernel is gone; stepping goes on without it.
    }
  };
  const soon = throttle(save, 100);
  let rest = null;
  const take = (step) => {
    if (model.get("step") === step) return false;
    model.set("step", step);
    return true;
  };
  const link = {
    live: true,
    onStep(step) {
      if (!take(step)) return;
      if (model.get("listening")) return soon();
      clearTimeout(rest);
      rest = setTimeout(link.onLeave, 1000);
    },
    onLeave() {
      if (rest === null) return;
      clearTimeout(rest);
      rest = null;
      save();
    },
    presets: () => model.get("presets"),
    choose: (preset) => ask({ preset }),
    send: (name, value) => ask({ drag: name, value }),
  };
  const ask = (request) => {
    try {
      model.send(request);
    } catch {
      lose();
    }
  };
  const data = () => ({ scene: model.get("scene"), blob: model.get("blob"), step: model.get("step") });
  const stage = mount(el, data(), link);
  const onScene = () => stage.update(model.get("scene"), model.get("blob"));
  const onStep = () => stage.go(model.get("step"));
  const onWorking = () => stage.working(model.get("working"));
  let lost = "";
  const onMessage = () => stage.tell([...model.get("scene").notes, model.get("message"), lost].filter(Boolean));
  // What was asked of a kernel that is gone is never answered.
  const lose = () => {
    lost = LOST;
    stage.working(false);
    onMessage();
  };
  // The controls beside the stage say nothing when they no longer reach Python. ipywidgets marks the view when a kernel
  // is left or restarted; of one that died only the kernel itself tells, where its widgets' manager knows it.
  const onLive = () => el.classList.contains("jupyter-widgets-disconnected") && lose();
  const onStatus = (_, status) => /restarting|dead/.test(status) && lose();
  const status = model.widget_manager?.kernel?.statusChanged;
  status?.connect(onStatus);
  const bound = {
    "change:version": onScene,
    "change:step": onStep,
    "change:working": onWorking,
    "change:message": onMessage,
    comm_live_update: onLive,
  };
  for (const [event, action] of Object.entries(bound)) model.on(event, action);
  onMessage();
  const forget = nameHandles(el);
  partWhenClosed(model.widget_manager, model.get("parts"));
  return () => {
    forget();
    status?.disconnect(onStatus);
    for (const [event, action] of Object.entries(bound)) model.off(event, action);
    stage.destroy();
  };
}

export default { render };

async function open(island) {
  const inflated = new Blob([decode(island.textContent)]).stream().pipeThrough(new DecompressionStream("deflate"));
  const bytes = await new Response(inflated).arrayBuffer();
  const size = new DataView(bytes).getUint32(0, true); // of the scene, which stands before the arrays
  const { scene, step } = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, size)));
  let opening = true; // an address without a step stays one until there is stepping
  const onStep = (now) => opening || remember({ step: now });
  const blob = new Uint8Array(bytes, 4 + size);
  const stage = mount(island.parentElement, { scene, blob, step: asked().step ?? step }, { level: 1, onStep });
  opening = false;
  addEventListener("hashchange", () => stage.go(asked().step ?? step));
}

document.querySelectorAll("script[data-stage]").forEach(open);
