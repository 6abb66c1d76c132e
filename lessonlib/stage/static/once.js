// A browser keeps every module that it has imported for as long as the page: the stage's code, which comes with each
// lab, is imported for the first of them alone.

const imported = (globalThis.lessonlibStages ??= new Map()); // by the code

async function load(code) {
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const module = await import(url);
  URL.revokeObjectURL(url);
  return module.default;
}

async function render(place) {
  const code = place.model.get("code");
  if (!imported.has(code)) imported.set(code, load(code));
  return (await imported.get(code)).render(place);
}

export default { render };
