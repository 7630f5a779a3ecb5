"use strict";
(function () {
  const LIMIT = 40, AROUND = 70;
  const entries = JSON.parse(document.getElementById("entries").textContent);
  const box = document.getElementById("q");
  const form = box.form;
  const found = document.getElementById("search");
  const overview = document.getElementById("overview");
  const results = document.getElementById("results");
  const count = document.getElementById("count");

  function plain(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  }

  const searched = entries.map(function (entry) {
    return { entry: entry, title: plain(entry.title), line: plain(entry.line), words: plain(entry.words) };
  });

  function score(one, word) {
    let points = 0;
    if (one.title.split(/[^\p{L}\p{N}]+/u).includes(word)) points += 20;
    else if (one.title.includes(word)) points += 10;
    if (one.line.includes(word)) points += 4;
    if (one.words.includes(word)) points += 1;
    return points;
  }

  function matching(words) {
    const hits = [];
    for (const one of searched) {
      let total = 0;
      for (const word of words) {
        const points = score(one, word);
        if (points === 0) { total = 0; break; }
        total += points;
      }
      if (one.title.startsWith(words.join(" "))) total += 15;
      if (total > 0) hits.push({ entry: one.entry, total: total });
    }
    return hits.sort(function (a, b) { return b.total - a.total; });
  }

  function marked(parent, text, words) {
    const low = plain(text);
    if (low.length !== text.length) { parent.append(text); return; }
    let at = 0;
    while (at < text.length) {
      let next = -1, size = 0;
      for (const word of words) {
        const spot = low.indexOf(word, at);
        if (spot >= 0 && (next < 0 || spot < next || (spot === next && word.length > size))) {
          next = spot;
          size = word.length;
        }
      }
      if (next < 0) break;
      parent.append(text.slice(at, next));
      const mark = document.createElement("mark");
      mark.textContent = text.slice(next, next + size);
      parent.append(mark);
      at = next + size;
    }
    parent.append(text.slice(at));
  }

  function excerpt(entry, words) {
    const line = plain(entry.line), text = plain(entry.words);
    if (words.some(function (word) { return line.includes(word) || !text.includes(word); })) return entry.line;
    const spot = text.indexOf(words[0]);
    const start = Math.max(0, entry.words.lastIndexOf(" ", Math.max(0, spot - AROUND)));
    const end = entry.words.indexOf(" ", spot + words[0].length + AROUND);
    const part = entry.words.slice(start, end < 0 ? undefined : end).trim();
    return (start > 0 ? "\u2026 " : "") + part + (end < 0 ? "" : " \u2026");
  }

  function shown(hit, words) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = hit.entry.file;
    marked(link, hit.entry.title, words);
    const kind = document.createElement("span");
    kind.className = "over";
    kind.textContent = hit.entry.kind;
    const line = document.createElement("p");
    line.className = "quiet";
    marked(line, excerpt(hit.entry, words), words);
    item.append(kind, link, line);
    return item;
  }

  function search(text) {
    const words = plain(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    const hits = words.length ? matching(words) : [];
    found.hidden = words.length === 0;
    overview.hidden = words.length > 0;
    results.replaceChildren(...hits.slice(0, LIMIT).map(function (hit) { return shown(hit, words); }));
    const most = hits.length > LIMIT ? ", the best " + LIMIT + " shown" : "";
    count.textContent = hits.length === 0 ? "Nothing found. Try another word."
      : hits.length + (hits.length === 1 ? " page" : " pages") + " found" + most;
  }

  function asked() {
    const given = new URLSearchParams(location.hash.slice(1)).get("q");
    return given !== null ? given : new URLSearchParams(location.search).get("q") || "";
  }

  function remember() {
    try {
      history.replaceState(null, "", box.value ? "#" + new URLSearchParams({ q: box.value }) : "#");
    } catch (refused) {
      // Some browsers keep no history for files; the search works without it.
    }
  }

  function fill() {
    if (location.hash.startsWith("#q=") || box.value === "") box.value = asked();
    search(box.value);
  }

  box.addEventListener("input", function () { search(box.value); remember(); });
  form.addEventListener("submit", function (event) { event.preventDefault(); search(box.value); remember(); });
  window.addEventListener("hashchange", fill);
  fill();
})();
