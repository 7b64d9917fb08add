/* A long table a piece at a time. All its rows are in the page; those not shown now are taken
   out of it, so that it answers quickly. It follows the filters, which hide rows and say so. */
(function () {
  "use strict";

  function button(line, label, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "pl-button";
    made.textContent = label;
    made.addEventListener("click", act);
    line.appendChild(made);
    return made;
  }

  function Pager(table) {
    var body = table.tBodies[0];
    var rest = table.tBodies[1]; /* not laid out, and nothing is left in it that counts */
    var fitting = Array.prototype.slice.call(table.querySelectorAll("tbody > tr"));
    var most = body.rows.length; /* as many as are laid out before this script */
    var first = 0;
    var whole = false;
    var line = document.createElement("p");
    var told = document.createElement("span");
    var before = button(line, "← " + table.getAttribute("data-before"), function () { turn(first - most); });
    var after = button(line, table.getAttribute("data-after") + " →", function () { turn(first + most); });
    var every = button(line, table.getAttribute("data-whole"), function () { whole = true; turn(0); told.focus(); });
    line.className = "pl-pages";
    told.setAttribute("role", "status");
    told.tabIndex = -1;
    line.insertBefore(told, before);
    table.parentNode.parentNode.insertBefore(line, table.parentNode);

    function show() {
      var last = whole ? fitting.length : Math.min(first + most, fitting.length);
      body.replaceChildren.apply(body, whole ? fitting : fitting.slice(first, last));
      if (rest) rest.remove();
      line.hidden = fitting.length <= most;
      told.textContent = table.getAttribute("data-pl-pages")
        .replace("{first}", first + 1).replace("{last}", last).replace("{all}", fitting.length);
      before.disabled = first === 0;
      after.disabled = last >= fitting.length;
      before.hidden = after.hidden = every.hidden = whole;
    }

    function turn(number) {
      first = Math.max(0, number);
      show();
    }

    table.addEventListener("pl-filtered", function (event) {
      fitting = event.detail.shown;
      whole = false;
      turn(0);
    });
    window.addEventListener("beforeprint", function () { body.replaceChildren.apply(body, fitting); });
    window.addEventListener("afterprint", show);
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-pl-pages]"), function (table) {
    var rest = table.tBodies[1]; /* only a long table has one */
    if (rest && !rest.replaceChildren) rest.hidden = false; /* an old browser shows all rows */
    else if (rest) new Pager(table);
  });
})();
