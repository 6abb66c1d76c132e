// JupyterLab keeps every comm until its kernel goes, and by it the model that it spoke for, with all its views.
// Once the kernel has closed a widget, nothing more is said to it: the two are parted.

const silence = () => {}; // it stands here, where it holds nothing

// `parts` are the names of the widgets of a lab, the stage itself among them.
export function partWhenClosed(manager, parts) {
  for (const part of manager ? parts : []) once(manager, part).catch(silence); // one may be closed before it came
}

async function once(manager, part) {
  const model = await manager.get_model(part);
  model.once("destroy", () => {
    model.comm?.on_close(silence);
    model.comm?.on_msg(silence);
  });
}
