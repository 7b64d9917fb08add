/* From a folder on a disk browsers start no worker. There the search's worker script runs
   in a hidden frame instead; over http nothing is changed. */
(() => {
  "use strict";
  if (location.protocol !== "file:") return;

  const load = (page, address) =>
    new Promise((resolve, reject) => {
      const script = page.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = reject;
      page.body.append(script);
    });

  class FrameWorker extends EventTarget {
    constructor(address) {
      super();
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.body.append(this.frame);
      const inside = this.frame.contentWindow;
      inside.document.open();
      inside.document.write("<!doctype html><body></body>");
      inside.document.close();
      inside.postMessage = (data) => {
        const message = new MessageEvent("message", { data: structuredClone(data) });
        this.onmessage?.(message); // Zensical listens so, Material by an event
        this.dispatchEvent(message);
      };
      inside.importScripts = async (...addresses) => {
        for (const each of addresses) await load(inside.document, each);
      };
      this.loaded = load(inside.document, new URL(address, document.baseURI).href);
    }

    postMessage(data) {
      const inside = this.frame.contentWindow;
      const copy = structuredClone(data); // as a worker gets it: Zensical's changes what it was sent
      this.loaded.then(() => inside.dispatchEvent(new inside.MessageEvent("message", { data: copy })));
    }

    terminate() {
      this.frame.remove();
    }
  }

  // The search's script looks for this name to find its own folder.
  window.IFrameWorker = FrameWorker;
  window.Worker = FrameWorker;
})();
