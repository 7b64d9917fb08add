/* Filters and sorting on top of pages that are whole without them. */
(function () {
  "use strict";

  function each(selector, root, act) {
    Array.prototype.forEach.call((root || document).querySelectorAll(selector), act);
  }

  function fold(text) {
    return text.toLocaleLowerCase().replace(/\s+/g, " ");
  }

  /* The choice that the address holds; an address with a place on the page holds none. */
  function chosenIn(hash) {
    var text = hash.slice(1);
    return new URLSearchParams(text.indexOf("=") < 0 ? "" : text);
  }

  /* Links to other ways of looking carry the choice along; what they choose themselves wins. */
  function keep(chosen) {
    each("a[data-pl-keep]", null, function (link) {
      var parts = link.getAttribute("href").split("#");
      if (link.plOwn === undefined) link.plOwn = parts[1] || "";
      var own = link.plOwn;
      if (own && own.indexOf("=") < 0) return;
      var all = new URLSearchParams(chosen);
      new URLSearchParams(own).forEach(function (value, name) { all.set(name, value); });
      link.setAttribute("href", parts[0] + (String(all) ? "#" + all : ""));
    });
  }

  /* Filters: a form names the list it filters; its state is kept in the address. After each
     change the list tells "pl-filtered" with the elements that fit, in their order. */
  function Filter(form) {
    var name = form.getAttribute("data-pl-filter");
    var list = document.getElementById(name);
    var count = document.querySelector('[data-pl-count="' + name + '"]');
    if (!list) return;
    var items = Array.prototype.slice.call(list.querySelectorAll("[data-pl-item]"));
    var texts = new Map();
    var fields = Array.prototype.filter.call(form.elements, function (field) { return field.name; });
    var box = form.parentNode;
    var reset = form.querySelector("[type=reset]");
    var rest = form.querySelector("[data-pl-rest]");
    var sorter = list.tagName === "TABLE" ? new Sorter(list, changed) : null;
    var others = new URLSearchParams(); /* what the address chooses and no field can say */
    var timer;

    function state() {
      var chosen = new URLSearchParams(others);
      fields.forEach(function (field) { if (field.value) chosen.set(field.name, field.value); });
      if (sorter) sorter.write(chosen);
      return chosen;
    }

    /* One post may stand in several places and is counted once; what stands beside the list's
       own days is filtered too, but not counted. */
    function posts(elements) {
      var ids = new Set();
      elements.forEach(function (element) {
        if (!element.hasAttribute("data-pl-beside")) ids.add(element.getAttribute("data-id") || element);
      });
      return ids.size;
    }

    function text(item) {
      var found = texts.get(item);
      if (found === undefined) texts.set(item, found = fold(item.textContent));
      return found;
    }

    /* What is asked for: names with a value, and words. */
    function wanted() {
      var asked = { values: [], words: [] };
      state().forEach(function (value, key) {
        if (key === "text") asked.words = fold(value).trim().split(" ");
        else if (known(key)) asked.values.push(["data-" + key, value]);
      });
      return asked;
    }

    function known(key) {
      return /^[a-z-]+$/.test(key) && key !== "sort"
        && (form.elements[key] || list.querySelector("[data-pl-item][data-" + key + "]"));
    }

    function fits(item, asked) {
      return asked.values.every(function (pair) {
        var value = item.getAttribute(pair[0]) || "";
        return value === pair[1] || value.split(" ").indexOf(pair[1]) >= 0;
      }) && asked.words.every(function (word) { return text(item).indexOf(word) >= 0; });
    }

    function hide(element, hidden) {
      if (element.hidden !== hidden) element.hidden = hidden;
    }

    function fitting(part) {
      return Array.prototype.filter.call(part.querySelectorAll("[data-pl-item]"), function (item) {
        return !item.hidden;
      });
    }

    function apply() {
      var asked = wanted();
      var any = asked.values.length + asked.words.length > 0;
      var shown = (sorter ? sorter.order() : items).filter(function (item) {
        var fit = !any || fits(item, asked);
        hide(item, !fit);
        return fit;
      });
      each("[data-pl-group]", list, function (group) {
        hide(group, any && !group.querySelector("[data-pl-item]:not([hidden])"));
      });
      each("[data-pl-part]", list, function (part) {
        var tally = part.querySelector("[data-pl-tally]");
        if (tally.plAll === undefined) tally.plAll = tally.textContent;
        tally.textContent = any ? posts(fitting(part)) : tally.plAll;
      });
      tell(shown, any);
      keep(state());
      list.dispatchEvent(new CustomEvent("pl-filtered", { detail: { shown: shown } }));
    }

    function tell(shown, any) {
      if (reset) hide(reset, !any);
      each("[data-pl-quiet]", form, function (place) { hide(place, !place.querySelector("select").value); });
      if (rest) showRest();
      if (!count) return;
      var n = posts(shown);
      var said = n ? count.getAttribute("data-some").replace("{n}", n).replace("{all}", posts(items))
        : items.length || any ? count.getAttribute("data-none") : "";
      if (count.textContent !== said) count.textContent = said;
      count.classList.toggle("pl-count--all", !any);
    }

    /* What no field can say is said here, each with a button that undoes it. */
    function showRest() {
      rest.textContent = "";
      others.forEach(function (value, key) {
        if (!known(key)) return;
        var label = form.elements[key] && form.querySelector('label[for="' + form.elements[key].id + '"]');
        var what = (label ? label.textContent : key) + ": " + value;
        var button = document.createElement("button");
        button.type = "button";
        button.className = "pl-button";
        button.textContent = what + " ×";
        button.setAttribute("aria-label", rest.getAttribute("data-pl-rest").replace("{what}", what));
        button.addEventListener("click", function () { others.delete(key); changed(); refocus(button); });
        rest.appendChild(button);
      });
      hide(rest, !rest.firstChild);
    }

    /* Whoever pressed a button that goes away is not lost. */
    function refocus(button) {
      if (!button.isConnected || button.hidden) box.querySelector("summary").focus();
    }

    function write() {
      var chosen = state().toString();
      var address = location.href.split("#")[0] + (chosen ? "#" + chosen : "");
      try {
        history.replaceState(history.state, "", address);
      } catch (refused) {
        location.hash = chosen;
      }
    }

    function changed() {
      clearTimeout(timer);
      write();
      apply();
    }

    function read() {
      if (!form.isConnected) return; /* the page has been swapped in place */
      if (location.hash && location.hash.indexOf("=") < 0) {
        if (state().toString()) write(); /* a jump on the page does not undo the choice */
        return;
      }
      others = chosenIn(location.hash);
      fields.forEach(function (field) {
        field.value = others.get(field.name) || "";
        if (field.selectedIndex === -1) field.value = "";
        if (field.value) others.delete(field.name);
      });
      if (sorter) {
        sorter.read(others);
        others.delete("sort");
      }
      apply();
    }

    box.hidden = false;
    box.open = location.hash.indexOf("=") > 0 || window.matchMedia("(min-width: 45em)").matches;
    form.addEventListener("submit", function (event) { event.preventDefault(); changed(); });
    form.addEventListener("change", function (event) {
      others.delete(event.target.name);
      changed();
    });
    form.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(changed, 120); });
    form.addEventListener("reset", function (event) {
      event.preventDefault();
      fields.forEach(function (field) { field.value = ""; });
      others = new URLSearchParams();
      changed();
      refocus(reset);
    });
    window.addEventListener("hashchange", read);
    if (location.hash && location.hash.indexOf("=") < 0) apply();
    else read();
  }

  /* Sorting: a button in each head; the first order is that of the page. */
  function Sorter(table, changed) {
    var body = table.tBodies[0];
    var rows = Array.prototype.slice.call(table.querySelectorAll("tbody > tr"));
    var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
    var label = table.getAttribute("data-pl-sort");
    var collator = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true });
    var column = -1;
    var down = false;
    var order = rows;

    function value(row, number) {
      var key = heads[number].getAttribute("data-key");
      return key ? row.getAttribute("data-" + key) || "\uffff" : row.cells[number].textContent.trim();
    }

    function sort() {
      order = rows.slice();
      if (column >= 0) {
        order = rows.map(function (row, number) { return { row: row, value: value(row, column), number: number }; })
          .sort(function (a, b) {
            var found = collator.compare(a.value, b.value);
            return (down ? -found : found) || a.number - b.number;
          })
          .map(function (item) { return item.row; });
      }
      var fragment = document.createDocumentFragment();
      order.forEach(function (row) { fragment.appendChild(row); });
      body.appendChild(fragment);
      heads.forEach(function (head, number) {
        if (number === column) head.setAttribute("aria-sort", down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
        head.querySelector("[data-pl-arrow]").textContent = number === column ? (down ? " ▼" : " ▲") : "";
      });
    }

    heads.forEach(function (head, number) {
      var button = document.createElement("button");
      var arrow = document.createElement("span");
      button.type = "button";
      button.textContent = head.textContent;
      button.title = label.replace("{column}", head.textContent);
      arrow.setAttribute("aria-hidden", "true");
      arrow.setAttribute("data-pl-arrow", "");
      head.textContent = "";
      head.appendChild(button);
      button.appendChild(arrow);
      button.addEventListener("click", function () {
        down = column === number && !down;
        column = number;
        sort();
        changed();
      });
    });

    this.order = function () { return order; };
    this.write = function (chosen) {
      if (column >= 0) chosen.set("sort", (down ? "-" : "") + column);
    };
    this.read = function (chosen) {
      var wanted = chosen.get("sort");
      var before = column + ":" + down;
      var number = wanted === null ? -1 : Math.abs(parseInt(wanted, 10));
      column = heads[number] ? number : -1;
      down = column >= 0 && wanted.charAt(0) === "-";
      if (before !== column + ":" + down) sort();
    };
  }

  /* Once all scripts of the page have run, so that they hear of the first choice too. */
  Promise.resolve().then(function () {
    keep(chosenIn(location.hash));
    each("[data-pl-filter]", null, function (form) { new Filter(form); });
  });
})();
