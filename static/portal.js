/* Scripts only improve: every page works and every form saves without them. Chromium 86 and newer. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  function remembered(key) { try { return localStorage.getItem(key); } catch (e) { return null; } }
  function remember(key, value) { try { localStorage.setItem(key, value); } catch (e) { /* private window */ } }
  // before the first paint, so that a folded menu does not flash open
  if (remembered("menu") === "mini") { root.classList.add("mini"); }

  var DIGITS = "零壹贰叁肆伍陆柒捌玖", PLACES = ["", "拾", "佰", "仟"], SECTIONS = ["", "万", "亿", "万"];

  function section(text) {
    var out = "", gap = false;
    for (var i = 0; i < 4; i++) {
      var digit = Number(text[i]);
      if (!digit) { gap = out !== ""; continue; }
      out += (gap ? "零" : "") + DIGITS[digit] + PLACES[3 - i];
      gap = false;
    }
    return out;
  }

  // Text in, text out: no floating-point number ever holds an amount.
  function capitals(typed) {
    var text = typed.replace(/[\uff01-\uff5e]/g, function (c) { return String.fromCharCode(c.charCodeAt(0) - 0xfee0); });
    var match = /^(-?)(\d{1,16})(?:\.(\d{0,2}))?$/.exec(text.replace(/[,，\s]/g, ""));
    if (!match) { return ""; }
    var yuan = match[2].padStart(16, "0"), cents = (match[3] || "").padEnd(2, "0"), out = "", gap = false;
    for (var i = 0; i < 4; i++) {
      var part = yuan.slice(4 * i, 4 * i + 4);
      if (part === "0000") { gap = out !== ""; continue; }
      if (out && (gap || part[0] === "0")) { out += "零"; }
      out += section(part) + SECTIONS[3 - i];
      if (i === 0 && yuan.slice(4, 8) === "0000") { out += "亿"; }
      gap = false;
    }
    if (out) { out += "元"; }
    if (cents[0] !== "0") { out += DIGITS[cents[0]] + "角"; } else if (cents[1] !== "0" && out) { out += "零"; }
    if (cents[1] !== "0") { out += DIGITS[cents[1]] + "分"; }
    return "人民币" + (match[1] ? "负" : "") + (out || "零元") + (cents[1] === "0" ? "整" : "");
  }

  function foldMenu(button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      remember("menu", root.classList.toggle("mini") ? "mini" : "wide");
    });
  }

  function echoCapitals(line) {
    var box = document.getElementById(line.dataset.capitalsOf);
    if (box) { box.addEventListener("input", function () { line.textContent = capitals(box.value); }); }
  }

  function submitOnce(form) {
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      form.querySelectorAll("button[type=submit]").forEach(function (b) { b.classList.add("busy"); });
    });
    // the back button brings the page back as it was left
    window.addEventListener("pageshow", function () {
      delete form.dataset.sent;
      form.querySelectorAll(".busy").forEach(function (b) { b.classList.remove("busy"); });
    });
  }

  function fetched(url, headers) {
    return fetch(url, { credentials: "same-origin", headers: headers || {} }).then(function (answer) {
      if (!answer.ok || answer.redirected) { throw new Error(answer.status); }
      return answer.text();
    }).then(function (html) { return new DOMParser().parseFromString(html, "text/html"); });
  }

  function submitOnChange(box) { box.addEventListener("change", function () { box.form.requestSubmit(); }); }

  // A long list is sent before its rows are counted: total, page numbers and sums follow. If not, the link is there.
  function addTotals(link) {
    fetched(link.dataset.totals).then(function (part) {
      if (!link.isConnected) { return; } // the list has moved on
      var pager = part.querySelector(".pager"), foot = part.querySelector("tfoot");
      link.closest(".pager").replaceWith(pager);
      pager.querySelectorAll("[data-submit]").forEach(submitOnChange);
      if (foot) { document.querySelector(".list-panel .tbl").append(foot); }
    }).catch(function () { /* the link stays */ });
  }

  // Another order or page of a list: its panel alone is asked for, the frame and the query block stay.
  // `shown` is the address that the panel on the page belongs to.
  var shown = location.pathname + location.search;

  function openList(url, focus, isNew) {
    var panel = document.querySelector(".list-panel");
    panel.classList.add("waiting");
    fetched(url, { "X-Part": "list" }).then(function (part) {
      var fresh = part.querySelector(".list-panel"), views = panel.querySelector(".views");
      if (views && !fresh.querySelector(".views")) { fresh.querySelector(".acts").before(views); }
      panel.replaceWith(fresh);
      if (isNew) { history.pushState(null, "", url); }
      shown = location.pathname + location.search;
      ready(fresh);
      var last = fresh.querySelector(focus);
      if (last) { last.focus({ preventScroll: true }); }
    }).catch(function () { location.assign(url); });
  }

  function followInPlace(event) {
    var link = event.target.closest(".list-panel .sort, .list-panel .pages a");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) { return; }
    event.preventDefault();
    var column = link.closest("th");
    openList(link.href, column ? "th:nth-child(" + (column.cellIndex + 1) + ") .sort" : ".pages .on", true);
  }

  function turnInPlace(event) {
    if (!event.target.matches(".list-panel .pager")) { return; }
    event.preventDefault();
    var asked = new URLSearchParams(new FormData(event.target));
    openList(location.pathname + "?" + asked, event.submitter ? ".jump" : ".size", true);
  }

  // A page about something that is still going on shows itself anew until it has ended.
  function follow() {
    setTimeout(function () {
      fetched(location.href).then(function (page) {
        document.getElementById("main").replaceWith(page.getElementById("main"));
        if (document.querySelector("[data-live]")) { follow(); }
      }).catch(follow);
    }, 2000);
  }

  function each(selector, act, root) { (root || document).querySelectorAll(selector).forEach(act); }

  function ready(root) {
    each("[data-print]", function (b) { b.hidden = false; b.addEventListener("click", function () { window.print(); }); }, root);
    each("[data-submit]", submitOnChange, root);
    each("[data-totals]", addTotals, root);
  }

  document.addEventListener("DOMContentLoaded", function () {
    each("[data-fold]", foldMenu);
    each("[data-capitals-of]", echoCapitals);
    each("form[data-once]", submitOnce);
    ready(document);
    if (document.querySelector("[data-live]")) { follow(); }
    each(".note.red[role=alert]", function (note) { note.tabIndex = -1; note.focus(); });
    document.addEventListener("click", followInPlace);
    document.addEventListener("submit", turnInPlace);
    window.addEventListener("popstate", function () {
      if (document.querySelector(".list-panel") && location.pathname + location.search !== shown) { openList(location.href, ".tbl-wrap"); }
    });
    document.addEventListener("click", function (event) {
      each("details[data-popup][open]", function (d) { if (!d.contains(event.target)) { d.open = false; } });
    });
  });
})();
