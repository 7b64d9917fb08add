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
  const pageOf = (entry) => entry.location.split("#")[0];
  const inside = /[\p{L}\p{N}]/u;

  /* Whether a word of a text begins so, or is so as a whole. */
  function has(text, start, whole) {
    for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
      const ends = !whole || !inside.test(text[at + start.length] || "");
      if (ends && !(at && inside.test(text[at - 1]))) return true;
    }
    return false;
  }

  /* What is asked for between blanks: words that belong together, of which one letter tells nothing
     unless it is all there is. Nothing where only the theme knows what is meant. */
  function wishes(text) {
    if (/[*~^:]/.test(text)) return undefined;
    const found = { any: [], all: [], none: [] };
    const signed = text.replace(/"([^"]*)"/g, (_, phrase) => phrase.trim().replace(/^|\s+/g, " +"));
    for (const part of signed.split(/\s+/).filter(Boolean)) {
      const pieces = words(part);
      const telling = pieces.filter((word) => word.length > 1 || part.length === 1);
      const kind = part[0] === "-" ? found.none : part[0] === "+" ? found.all : found.any;
      if (telling.length) kind.push(telling);
      else if (!/^[+-]?$/.test(part)) return undefined;
    }
    return found;
  }

  const nearly = (word, share) => word.slice(0, Math.max(SHORTEST, Math.ceil(word.length * share)));

  function weigh({ title, text }, { any, all, none }) {
    const titled = (start) => (has(title, start) ? 3 : 0);
    const weight = (part) => part.every((start) => titled(start) || has(text, start))
      && part.reduce((sum, start) => sum + titled(start) + (has(text, start) ? 1 : 0), 0);
    const is = (word) => has(title, word, true) || has(text, word, true);
    if (!all.every(weight) || none.some((part) => part.every(is))) return 0;
    const parts = [...any, ...all];
    return parts.length ? parts.reduce((sum, part) => sum + weight(part), 0) : none.length;
  }

  class Search extends EventTarget {
    constructor(Worker, address) {
      super();
      this.begin = () => {
        this.worker = new Worker(address);
        this.worker.addEventListener("message", ({ data }) => this.hear(data));
        this.worker.addEventListener("error", () => this.giveUp());
      };
      this.begin();
    }

    postMessage(message) {
      const { type, data } = message;
      if (type === SETUP && Array.isArray(data.docs)) {
        this.setup = message;
        this.pages = new Map(data.docs.map((doc) => [doc.location, doc]));
        setTimeout(() => this.tell({ type: READY }));
      } else if (type === QUERY && this.setup) {
        this.waiting = message; // of what is typed meanwhile, only the last is asked
        if (!this.isBusy) this.ask();
      } else {
        if (!this.worker) this.begin();
        this.worker.postMessage(message);
      }
    }

    ask() {
      const query = this.waiting;
      this.waiting = undefined;
      this.isBusy = Boolean(query);
      if (!query) return;
      if (!this.worker) this.begin();
      this.question = { ...query, data: this.choose(query.data) };
      this.worker.postMessage({ ...this.setup, data: { ...this.setup.data, docs: this.read } });
    }

    hear(message) {
      if (!this.setup) this.tell(message);
      else if (message.type === READY) this.worker.postMessage(this.question);
      else this.answer(message.data.items);
    }

    /* A worker that could not be fetched is no reason to say nothing. */
    giveUp() {
      if (!this.isBusy) this.worker = undefined;
      else this.answer([], false);
    }

    answer(items, again = true) {
      const shown = new Set(items.map(([first]) => pageOf(first)));
      const others = (items.length ? this.unread : this.fit)
        .filter((page) => !shown.has(page.location))
        .map((page) => [{ ...page, text: "", score: 0, terms: {} }]);
      this.tell({ type: RESULT, data: { items: items.concat(others) } });
      this.worker.terminate(); // one that knows the words of a language complains when it learns them again
      this.worker = undefined;
      if (again) this.begin();
      this.ask();
    }

    /* Choose the entries to be read, and the pages that fit; return what is to be asked. */
    choose(text) {
      this.entries ||= this.setup.data.docs.map((doc) => ({
        doc, title: plain(doc.title).toLowerCase(), text: plain(doc.text).toLowerCase(),
      }));
      const wanted = wishes(text);
      if (!wanted) {
        this.read = this.setup.data.docs;
        this.fit = this.unread = [];
        return text;
      }
      const near = { ...wanted, any: wanted.any.map(this.nearest, this), all: wanted.all.map(this.nearest, this) };
      const docs = this.fitting(near);
      this.fit = this.pagesOf(docs);
      this.unread = this.pagesOf(docs.slice(MOST));
      const read = docs.slice(0, MOST).flatMap((doc) => [this.page(doc), doc]); // before its parts
      this.read = [...new Set(read)];
      if (String([near.any, near.all]) === String([wanted.any, wanted.all])) return text;
      const signs = [["", near.any], ["+", near.all], ["-", near.none]];
      return signs.flatMap(([sign, parts]) => parts.flat().map((word) => sign + word)).join(" ");
    }

    /* Return the words of a part, each or the longest beginning of it that is there. */
    nearest(part) {
      const known = (start) => this.entries.some(({ title, text }) => has(title, start) || has(text, start));
      const near = (word) => NEARLY.map((share) => nearly(word, share)).find(known);
      return part.map((word) => (known(word) ? word : near(word) || word));
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

    pagesOf(docs) {
      return [...new Set(docs.map((doc) => this.page(doc)))];
    }

    tell(data) {
      const message = new MessageEvent("message", { data });
      this.onmessage?.(message);
      this.dispatchEvent(message);
    }

    terminate() {
      this.worker?.terminate();
    }
  }

  const Plain = window.Worker;
  window.Worker = function (address, options) {
    const search = /\/search\.[\w.]*js$/.test(address);
    return search ? new Search(Plain, address) : new Plain(address, options);
  };
})();
