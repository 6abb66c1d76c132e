// Times a picture from inside the page. The picture is what `partSelector` finds below `rootSelector`.

(() => {
  const clock = {};
  window.benchClock = clock;
  let key = 0;
  let waiting = null;
  let fresh = false;

  addEventListener("keydown", (event) => (key = event.timeStamp), true);

  // A frame is painted once its animation callbacks, style and layout are over: the first task after it.
  const painted = () =>
    new Promise((resolve) =>
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve(performance.now());
        channel.port2.postMessage(0);
      }),
    );

  // An image counts when it is decoded, since only then can it be painted.
  const decoded = (root) =>
    Promise.all([...root.querySelectorAll("img")].map((image) => image.decode().catch(() => {})));

  clock.watch = (rootSelector, partSelector) => {
    const root = document.querySelector(rootSelector);
    const inPart = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest(partSelector);
    const isPart = (node) => node.nodeType === 1 && (node.matches(partSelector) || node.querySelector(partSelector));
    new MutationObserver(async (mutations) => {
      const changed = mutations.some((m) => inPart(m.target) || [...m.addedNodes].some(isPart));
      if (!changed) return;
      fresh = true;
      const done = waiting;
      waiting = null;
      if (!done) return;
      await decoded(root);
      done((await painted()) - key);
    }).observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
  };

  // The milliseconds from the next key to the paint of the picture that it changed.
  clock.next = () => (clock.result = new Promise((resolve) => (waiting = resolve)));

  // How many frames a second show a picture that differs from the frame before, over at most `seconds`.
  clock.rate = (seconds) =>
    new Promise((resolve) => {
      let frames = 0;
      let first = 0;
      let last = 0;
      fresh = false;
      const start = performance.now();
      const tick = (now) => {
        if (fresh) {
          fresh = false;
          frames += 1;
          first ||= now;
          last = now;
        }
        if (now - start < 1000 * seconds) requestAnimationFrame(tick);
        else resolve(frames > 1 ? (1000 * (frames - 1)) / (last - first) : 0);
      };
      requestAnimationFrame(tick);
    });

  // Runs `source` in a new cell; the milliseconds until `partSelector` is in the page and painted.
  clock.firstView = (source, partSelector) =>
    new Promise((resolve) => {
      const notebook = jupyterapp.shell.currentWidget.content;
      notebook.model.sharedModel.addCell({ cell_type: "code", source });
      notebook.activeCellIndex = notebook.widgets.length - 1;
      const start = performance.now();
      const observer = new MutationObserver(async () => {
        const part = document.querySelector(partSelector);
        if (!part) return;
        observer.disconnect();
        await decoded(part.parentElement);
        resolve((await painted()) - start);
      });
      observer.observe(document.body, { subtree: true, childList: true, attributes: true });
      void jupyterapp.commands.execute("notebook:run-cell");
    });
})();
