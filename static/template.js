/* The editors of templates and drafts: a click on a slot writes it where the cursor stands, the slots can be searched, and a group
   that is opened asks for its values. What is wrong in a line of a template leads to that line. */
(function () {
  "use strict";
  function insert(box, text) {
    box.focus();
    // a table stands on lines of its own
    if (text.indexOf("\n") >= 0 && box.selectionStart > 0 && box.value[box.selectionStart - 1] !== "\n") { text = "\n" + text; }
    // the command can be undone with the keys; where it is gone the text is written all the same
    if (!document.execCommand("insertText", false, text)) { box.setRangeText(text, box.selectionStart, box.selectionEnd, "end"); }
  }

  function heightBefore(box, end) {
    var copy = box.cloneNode();
    copy.removeAttribute("id");
    copy.removeAttribute("name");
    copy.className += " template-copy";
    copy.style.width = box.offsetWidth + "px";
    box.parentNode.appendChild(copy);
    copy.value = box.value.slice(0, end);
    var height = copy.scrollHeight;
    copy.remove();
    return height;
  }

  function go(box, number) {
    var lines = box.value.split("\n"), start = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
    box.focus();
    box.setSelectionRange(start, start + (lines[number - 1] || "").length);
    box.scrollTop = Math.max(0, heightBefore(box, start) - box.clientHeight / 2);
    box.scrollIntoView({ block: "center" });  // the bar with the buttons lies over the foot of the page
  }

  function linked(box, line) {
    var found = /第 (\d+) 行：/.exec(line.textContent);
    if (!found) { return; }
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = "转到第 " + found[1] + " 行";
    button.addEventListener("click", function () { go(box, Number(found[1])); });
    line.appendChild(button);
  }

  function tell(box) {
    var help = box.parentNode.querySelector(".help");
    if (!help) { return; }
    var place = document.createElement("span");
    place.className = "template-at";
    help.appendChild(place);
    document.addEventListener("selectionchange", function () {
      if (document.activeElement === box) { place.textContent = "光标在第 " + box.value.slice(0, box.selectionStart).split("\n").length + " 行"; }
    });
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
    if (box.classList.contains("template-text")) {
      document.querySelectorAll("[role=alert] li").forEach(function (line) { linked(box, line); });
      tell(box);
    }
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
