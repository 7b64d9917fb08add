/* Filters and sorting on top of pages that are whole without them. */
(function () {
  "use strict";

  function each(selector, root, act) {
    Array.prototype.forEach.call((root || document).querySelectorAll(selector), act);
  }

  function fold(text) {
    return text.toLocaleLowerCase().replace(/\s+/g, " ");
  }

  /* Filters: a form names the list it filters; its state is kept in the address. */
  function Filter(form) {
    var name = form.getAttribute("data-pl-filter");
    var list = document.getElementById(name);
    var count = document.querySelector('[data-pl-count="' + name + '"]');
    if (!list) return;
    var items = Array.prototype.map.call(list.querySelectorAll("[data-pl-item]"), function (element) {
      return { element: element, text: fold(element.textContent) };
    });
    var fields = Array.prototype.filter.call(form.elements, function (field) { return field.name; });
    var sorter = list.tagName === "TABLE" ? new Sorter(list, changed) : null;
    var timer;

    function state() {
      var chosen = new URLSearchParams();
      fields.forEach(function (field) { if (field.value) chosen.set(field.name, field.value); });
      if (sorter) sorter.write(chosen);
      return chosen;
    }

    function fits(item) {
      return fields.every(function (field) {
        if (!field.value) return true;
        if (field.name === "text") {
          return fold(field.value).trim().split(" ").every(function (word) { return item.text.indexOf(word) >= 0; });
        }
        var value = item.element.getAttribute("data-" + field.name) || "";
        return value === field.value || value.split(" ").indexOf(field.value) >= 0;
      });
    }

    function apply() {
      var shown = 0;
      items.forEach(function (item) {
        var fit = fits(item);
        item.element.hidden = !fit;
        if (fit) shown += 1;
      });
      each("[data-pl-group]", list, function (group) {
        group.hidden = !group.querySelector("[data-pl-item]:not([hidden])");
      });
      list.dispatchEvent(new CustomEvent("pl-filtered", {
        detail: { shown: items.filter(function (item) { return !item.element.hidden; }).map(function (item) { return item.element; }) }
      }));
      if (!count) return;
      count.textContent = shown
        ? count.getAttribute("data-some").replace("{n}", shown).replace("{all}", items.length)
        : count.getAttribute("data-none");
    }

    function changed() {
      var chosen = state().toString();
      var address = location.href.split("#")[0] + (chosen ? "#" + chosen : "");
      try {
        history.replaceState(history.state, "", address);
      } catch (refused) {
        location.hash = chosen;
      }
      apply();
    }

    function read() {
      var hash = location.hash.slice(1);
      if (hash && hash.indexOf("=") < 0) return;
      var chosen = new URLSearchParams(hash);
      fields.forEach(function (field) {
        field.value = chosen.get(field.name) || "";
        if (field.selectedIndex === -1) field.value = "";
      });
      if (sorter) sorter.read(chosen);
      apply();
    }

    var box = form.parentNode;
    box.hidden = false;
    box.open = location.hash.indexOf("=") > 0 || window.matchMedia("(min-width: 45em)").matches;
    form.addEventListener("submit", function (event) { event.preventDefault(); changed(); });
    form.addEventListener("change", changed);
    form.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(changed, 120); });
    form.addEventListener("reset", function () { setTimeout(changed, 0); });
    window.addEventListener("hashchange", read);
    read();
  }

  /* Sorting: a button in each head; the first order is that of the page. */
  function Sorter(table, changed) {
    var body = table.tBodies[0];
    var rows = Array.prototype.slice.call(body.rows);
    var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
    var label = table.getAttribute("data-pl-sort");
    var collator = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true });
    var column = -1;
    var down = false;

    function value(row, number) {
      var key = heads[number].getAttribute("data-key");
      return key ? row.getAttribute("data-" + key) || "\uffff" : row.cells[number].textContent.trim();
    }

    function sort() {
      var order = rows.slice();
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

  each("[data-pl-filter]", null, function (form) { new Filter(form); });
})();
