// Everything works without this file; it adds live update, copying, highlights, keys and dropping files.
"use strict";

const live = document.getElementById("live");

// --- Copy a citation -------------------------------------------------------------------------------------------
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const from = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(`${from.textContent} ${location.href}`);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
}

// --- Times in the reader's own zone ----------------------------------------------------------------------------
for (const time of document.querySelectorAll("time[data-local]")) {
  const at = new Date(time.dateTime);
  if (!Number.isNaN(at.valueOf())) time.title = `${at.toLocaleString()} (local time)`;
}

// --- The words of an event, and the event of words --------------------------------------------------------------
const parts = (name) => document.querySelectorAll(`mark[data-e~="${CSS.escape(name)}"], [data-card="${CSS.escape(name)}"]`);
const light = (names, on) => names.forEach((name) => parts(name).forEach((part) => part.classList.toggle("lit", on)));
for (const part of document.querySelectorAll("mark[data-e], [data-card]")) {
  const names = (part.dataset.e ?? part.dataset.card).split(" ");
  for (const [begin, end] of [["mouseenter", "mouseleave"], ["focusin", "focusout"]]) {
    part.addEventListener(begin, () => light(names, true));
    part.addEventListener(end, () => light(names, false));
  }
  if (part.dataset.e) {
    part.addEventListener("click", () => document.querySelector(`[data-card="${CSS.escape(names[0])}"]`)?.scrollIntoView({ block: "nearest" }));
  }
}

// --- Keys: / searches, j and k walk through rows, Enter opens, g then a letter goes to a page --------------------
const pages = {};
for (const link of document.querySelectorAll("nav a[data-key]")) pages[link.dataset.key] = link.href;
let going = false;
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  if (going) {
    going = false;
    if (pages[event.key]) location.assign(pages[event.key]);
  } else if (event.key === "/") {
    event.preventDefault();
    document.getElementById("q").focus();
  } else if (event.key === "g") {
    going = true;
    setTimeout(() => { going = false; }, 1200);
  } else if (event.key === "j" || event.key === "k") {
    const rows = [...document.querySelectorAll("[data-row] a:first-of-type, [data-card] a:first-of-type")];
    const at = rows.indexOf(document.activeElement);
    rows[Math.max(0, Math.min(rows.length - 1, at + (event.key === "j" ? 1 : -1)))]?.focus();
  }
});

// --- Follow the ledger ------------------------------------------------------------------------------------------
const shown = Number(document.body.dataset.seq);
if (document.body.dataset.seq && window.EventSource) {
  const stream = new EventSource(`/v1/stream?after=${shown}`);
  stream.addEventListener("commit", (event) => {
    const { seq, articles } = JSON.parse(event.data);
    if (seq <= shown) return;
    const button = document.createElement("button");
    button.className = "plain";
    button.textContent = "Show";
    button.addEventListener("click", () => location.reload());
    live.replaceChildren(`The ledger has grown: ${articles} articles. `, button);
    if (document.querySelector("[data-follow]") && window.scrollY < 40 && !document.querySelector("input:focus")) location.reload();
  });
  addEventListener("pagehide", () => stream.close());
}

// --- Drop files to read them ------------------------------------------------------------------------------------
const drop = document.getElementById("drop");
if (drop) {
  const picker = drop.querySelector("input[type=file]");
  const report = drop.querySelector("[role=status]");
  const bar = drop.querySelector("progress");
  const token = drop.querySelector("input[type=password]");
  const send = async (files) => {
    bar.hidden = false;
    bar.max = files.length;
    let taken = 0;
    const [refused, links] = [[], []];
    for (const [i, file] of files.entries()) {
      bar.value = i;
      report.textContent = `Reading ${file.name} …`;
      const headers = { "content-type": "application/octet-stream" };
      if (token.value) headers.authorization = `Bearer ${token.value}`;
      try {
        const answer = await fetch(`/v1/articles/files?name=${encodeURIComponent(file.name)}`, { method: "POST", headers, body: file });
        const body = await answer.json();
        taken += body.taken ?? 0;
        for (const number of body.articles ?? []) {
          const link = document.createElement("a");
          link.href = `/article/${number}`;
          link.textContent = file.name;
          links.push(document.createElement("br"), link);
        }
        if (!answer.ok) refused.push(`${file.name}: ${body.detail ?? body.title}`);
        for (const fault of body.refused ?? []) refused.push(fault);
      } catch (error) {
        refused.push(`${file.name}: ${error.message}`);
      }
    }
    bar.value = files.length;
    report.replaceChildren(`${taken} taken in.`, ...links, ...refused.flatMap((why) => [document.createElement("br"), why]));
  };
  for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, (e) => { e.preventDefault(); drop.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (e) => { e.preventDefault(); send([...e.dataTransfer.files]); });
  picker.addEventListener("change", () => send([...picker.files]));
}
