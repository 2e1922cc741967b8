/* The editors of templates and drafts: a click on a slot writes it where the cursor stands, the slots can be searched, and a group
   that is opened asks for its values. */
(function () {
  "use strict";
  function insert(box, text) {
    box.focus();
    box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
  }

  function search(typed, groups) {
    var wanted = typed.trim().toLowerCase();
    groups.forEach(function (group) {
      var found = 0;
      group.querySelectorAll("li").forEach(function (line) {
        line.hidden = wanted !== "" && line.textContent.toLowerCase().indexOf(wanted) < 0;
        if (!line.hidden) { found += 1; }
      });
      group.hidden = wanted !== "" && found === 0;
      group.open = wanted !== "" && found > 0;
    });
  }

  function fill(group) {
    if (!group.open || group.dataset.asked) { return; }
    group.dataset.asked = "1";
    fetch(group.dataset.values, { credentials: "same-origin" }).then(function (answer) {
      return answer.ok ? answer.json() : {};
    }).then(function (values) {
      group.querySelectorAll("[data-slot]").forEach(function (button) {
        button.parentNode.querySelector(".v").textContent = values[button.dataset.slot] || "";
      });
    }).catch(function () { delete group.dataset.asked; });
  }

  document.addEventListener("DOMContentLoaded", function () {
    var boxes = document.querySelectorAll("[data-template]"), box = boxes[0], filter = document.querySelector("[data-slot-filter]");
    var groups = document.querySelectorAll(".template-pick details");
    if (!box || !filter) { return; }
    filter.hidden = false;
    boxes.forEach(function (one) { one.addEventListener("focus", function () { box = one; }); });
    groups.forEach(function (group) { if (group.dataset.values) { group.addEventListener("toggle", function () { fill(group); }); } });
    filter.addEventListener("input", function () { search(filter.value, groups); });
    // Enter in the filter must not send the form
    filter.addEventListener("keydown", function (event) { if (event.key === "Enter") { event.preventDefault(); } });
    document.querySelectorAll("[data-insert]").forEach(function (button) {
      button.disabled = false;
      button.addEventListener("click", function () { insert(box, button.dataset.insert); });
    });
  });
})();
