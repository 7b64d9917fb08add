/* Copying a text: the clipboard where the browser gives it, else a selection. */
(function () {
  "use strict";

  function select(element) {
    var range = document.createRange();
    var selection = window.getSelection();
    range.selectNodeContents(element);
    selection.removeAllRanges();
    selection.addRange(range);
  }

  function copyBySelection(text) {
    var area = document.createElement("textarea");
    var done = false;
    area.value = text;
    area.className = "pl-visually-hidden";
    area.setAttribute("readonly", "");
    document.body.appendChild(area);
    area.select();
    try { done = document.execCommand("copy"); } catch (refused) { done = false; }
    area.remove();
    return done;
  }

  /* With its headings and links, for a letter: only a selection of the page carries them. */
  function copyFormatted(element) {
    var done = false;
    select(element);
    try { done = document.execCommand("copy"); } catch (refused) { done = false; }
    if (done) window.getSelection().removeAllRanges();
    return done;
  }

  function Copier(element) {
    var button = document.createElement("button");
    var told = document.createElement("span");
    var line = document.createElement("p");
    var label = element.getAttribute("data-pl-copy");
    line.className = "pl-copy__button";
    button.type = "button";
    button.className = "pl-button";
    button.textContent = label;
    told.setAttribute("role", "status");
    line.appendChild(button);
    line.appendChild(document.createTextNode(" "));
    line.appendChild(told);
    element.parentNode.insertBefore(line, element.nextSibling);

    function tell(done) {
      told.textContent = done ? "✓ " + element.getAttribute("data-done") : element.getAttribute("data-failed");
      button.focus();
      if (!done) select(element);
    }

    button.addEventListener("click", function () {
      var text = element.textContent;
      if (element.hasAttribute("data-pl-formatted")) {
        tell(copyFormatted(element));
        return;
      }
      var fallback = function () { tell(copyBySelection(text)); };
      if (navigator.clipboard && window.isSecureContext) {
        navigator.clipboard.writeText(text).then(function () { tell(true); }, fallback);
      } else {
        fallback();
      }
    });
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-pl-copy]"), function (element) { new Copier(element); });
})();
