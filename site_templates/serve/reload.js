/* Loads the page anew when the plan has changed. Only `planner serve` sends this script. */
(() => {
  "use strict";
  const LONGEST = 30_000;
  const script = document.currentScript;
  const address = new URL(`changes?since=${script.dataset.version}`, script.src);
  let asking = null;
  let pause = 1000;

  const ask = async () => {
    if (asking || document.hidden) return;
    asking = new AbortController();
    try {
      const answer = await fetch(address, { signal: asking.signal });
      pause = 1000;
      if (answer.status === 205) {
        location.reload(); // the browser keeps the place on the page
        return;
      }
    } catch {
      pause = Math.min(pause * 2, LONGEST); // the server is gone: ask more and more seldom
    }
    asking = null;
    setTimeout(ask, pause);
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? asking?.abort() : ask()));
  addEventListener("pagehide", () => asking?.abort());
  ask();
})();
