/* The theme's search reads every entry of a site before it answers: seconds, on a phone and with
   thousands of posts. It is given those only in which a word begins like one that is asked for,
   which is all that it finds; it ranks and marks them as ever. A word that is nowhere gives way to
   those that begin nearly so: mansikka to mansikat. */
(() => {
  "use strict";
  const MOST = 100; // entries that are read in a moment
  const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3;
  const NEARLY = [0.75, 0.6, 0.5]; // so much of a word may stay the same in another form of it
  const SHORTEST = 3;

  const words = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) || [];
  const plain = (html) => (/[<&]/.test(html) ? html.replace(/<[^>]*>|&#?\w+;/g, " ") : html);
  const inside = /[\p{L}\p{N}]/u;
  const pageOf = (entry) => entry.location.split("#")[0];

  /* The beginnings of words that are asked for, that have to be there and that must not. */
  function wishes(text) {
    const signed = text.replace(/"([^"]*)"/g, (_, phrase) => words(phrase).map((word) => ` +${word} `).join(""));
    const found = { any: [], all: [], none: [] };
    for (const part of signed.split(/\s+/)) {
      (part[0] === "-" ? found.none : part[0] === "+" ? found.all : found.any).push(...words(part));
    }
    return found;
  }

  const nearly = (word, share) => word.slice(0, Math.max(SHORTEST, Math.ceil(word.length * share)));

  /* Whether a word of a text begins so. */
  function begins(text, start) {
    let at = text.indexOf(start);
    while (at > 0 && inside.test(text[at - 1])) at = text.indexOf(start, at + 1);
    return at >= 0;
  }

  function weigh({ title, text }, { any, all, none }) {
    const weight = (start) => (begins(title, start) ? 3 : 0) + (begins(text, start) ? 1 : 0);
    if (!all.every(weight) || none.some(weight)) return 0;
    return [...any, ...all].reduce((sum, start) => sum + weight(start), 0);
  }

  class Search extends EventTarget {
    constructor(Worker, address) {
      super();
      this.begin = () => {
        this.worker = new Worker(address);
        this.worker.addEventListener("message", ({ data }) => this.hear(data));
      };
      this.begin();
    }

    postMessage(message) {
      const { type, data } = message;
      if (type === SETUP && Array.isArray(data.docs)) {
        this.setup = message;
        this.pages = new Map(data.docs.map((doc) => [doc.location, doc]));
        this.tell({ type: READY });
      } else if (type === QUERY && this.setup) {
        this.asked = message;
        if (!this.query) this.ask();
      } else {
        this.worker.postMessage(message);
      }
    }

    /* What is typed meanwhile is asked afterwards, and only the last of it. */
    ask() {
      this.query = this.asked;
      this.asked = undefined;
      if (!this.query) return;
      const [docs, asked] = this.choose(this.query.data);
      this.query = { ...this.query, data: asked };
      this.worker.postMessage({ ...this.setup, data: { ...this.setup.data, docs } });
    }

    hear(message) {
      if (this.setup && message.type === READY) {
        this.worker.postMessage(this.query);
        return;
      }
      if (!this.setup || message.type !== RESULT) {
        this.tell(message);
        return;
      }
      const items = message.data.items;
      const shown = new Set(items.map(([first]) => pageOf(first)));
      const others = [...this.pagesOf[items.length ? 1 : 0]]
        .filter((page) => !shown.has(page.location))
        .map((page) => [{ ...page, text: "", score: 0, terms: {} }]);
      this.tell({ ...message, data: { ...message.data, items: items.concat(others) } });
      this.worker.terminate(); // one that has read words of another language would do so once more
      this.begin();
      this.ask();
    }

    /* Return the entries to be read and what is to be asked of them; keep the pages of all that fit. */
    choose(text) {
      this.entries ||= this.setup.data.docs.map((doc) => ({
        doc, title: plain(doc.title).toLowerCase(), text: plain(doc.text).toLowerCase(),
      }));
      const wanted = wishes(text);
      const near = { ...wanted, any: wanted.any.map(this.nearest, this), all: wanted.all.map(this.nearest, this) };
      const docs = this.fitting(near);
      const signed = [...near.any, ...near.all.map((word) => "+" + word), ...near.none.map((word) => "-" + word)];
      const asked = String([near.any, near.all]) === String([wanted.any, wanted.all]) ? text : signed.join(" ");
      this.pagesOf = [docs, docs.slice(MOST)].map((some) => new Set(some.map((doc) => this.page(doc))));
      const read = docs.slice(0, MOST).flatMap((doc) => [this.page(doc), doc]); // before its parts
      return [[...new Set(read)], asked];
    }

    /* Return a word, or the longest beginning of it that is there, where that is not too little. */
    nearest(word) {
      const known = (start) => this.entries.some(({ title, text }) => begins(title, start) || begins(text, start));
      return known(word) ? word : NEARLY.map((share) => nearly(word, share)).find(known) || word;
    }

    fitting(wanted) {
      return this.entries
        .map((entry) => ({ doc: entry.doc, weight: weigh(entry, wanted) }))
        .filter(({ weight }) => weight)
        .sort((one, other) => other.weight - one.weight)
        .map(({ doc }) => doc);
    }

    page(doc) {
      return this.pages.get(pageOf(doc)) || doc;
    }

    tell(data) {
      const message = new MessageEvent("message", { data });
      this.onmessage?.(message);
      this.dispatchEvent(message);
    }

    terminate() {
      this.worker.terminate();
    }
  }

  const Plain = window.Worker;
  window.Worker = function (address, options) {
    const search = /\/search\.[\w.]*js$/.test(address);
    return search ? new Search(Plain, address) : new Plain(address, options);
  };
})();
