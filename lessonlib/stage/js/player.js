// Which step is shown, and playing through the steps on the display's own clock.

export function createPlayer(onChange) {
  const player = { step: 0, steps: 1, still: new Set(), playing: false, speed: 10, go, toggle, pause, resize };
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let frame = 0;

  function go(step) {
    const wanted = Math.max(0, Math.min(player.steps - 1, Math.round(step)));
    if (wanted === player.step) return;
    player.step = wanted;
    onChange(player);
  }

  // `still` are steps that show nothing new: play passes over them.
  function resize(steps, still = []) {
    player.steps = steps;
    player.still = new Set(still);
    player.step = Math.min(player.step, steps - 1);
  }

  function pause() {
    if (!player.playing) return;
    cancelAnimationFrame(frame);
    player.playing = false;
    onChange(player);
  }

  function toggle() {
    if (player.playing) return pause();
    if (calm.matches) return go(player.steps - 1); // reduced motion: the result without the animation
    if (player.step === player.steps - 1) player.step = 0;
    player.playing = player.steps > 1;
    onChange(player);
    let last = performance.now();
    let owed = 0;
    const tick = (now) => {
      owed += ((now - last) / 1000) * player.speed;
      last = now;
      const due = Math.floor(owed + 0.1); // a frame that comes a little early still counts as one
      if (due > 0) {
        owed -= due;
        // At a speed to follow, a late frame costs time, not steps.
        let next = player.step + (player.speed <= 30 ? 1 : due);
        while (player.still.has(next)) next += 1;
        go(next);
      }
      if (player.step === player.steps - 1) return pause();
      if (player.playing) frame = requestAnimationFrame(tick);
    };
    frame = requestAnimationFrame(tick);
  }

  return player;
}
