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
  if (Number.isNaN(at.valueOf()) || !new Date().getTimezoneOffset()) continue;
  const here = at.toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  time.append(` (${here} here)`);
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

// --- The days of the map -----------------------------------------------------------------------------------------
const slider = document.getElementById("slider");
if (slider) {
  const DAY = 86400000;
  const day = (text) => Math.round(Date.parse(text) / DAY);
  const iso = (number) => new Date(number * DAY).toISOString().slice(0, 10);
  const shown = (number) => new Date(number * DAY).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const [first, last] = [day(slider.dataset.from), day(slider.dataset.to)];
  const [from, to] = [slider.querySelector("[data-end=from]"), slider.querySelector("[data-end=to]")];
  const [out, link, play, track] = ["output", "a", "button", ".track"].map((name) => slider.querySelector(name));
  const signs = [...slider.closest("figure").querySelectorAll(".map a[data-day]")].map((sign) => [sign, day(sign.dataset.day)]);
  let timer = 0;
  for (const input of [from, to]) input.max = last - first;
  to.value = last - first;
  const draw = () => {
    const [a, b] = [first + Number(from.value), first + Number(to.value)];
    let count = 0;
    for (const [sign, at] of signs) {
      const isOn = a <= at && at <= b;
      sign.classList.toggle("off", !isOn);
      count += Number(isOn);
    }
    from.setAttribute("aria-valuetext", shown(a));
    to.setAttribute("aria-valuetext", shown(b));
    track.style.setProperty("--a", from.value / (last - first));
    track.style.setProperty("--b", to.value / (last - first));
    out.textContent = `${shown(a)} – ${shown(b)}: ${count} of ${signs.length}`;
    link.href = `${slider.dataset.page}${slider.dataset.page.includes("?") ? "&" : "?"}from=${iso(a)}&to=${iso(b)}`;
    link.hidden = a === first && b === last;
  };
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
  };
  // A window as wide as the one that was chosen, or a tenth of all days, moves to the last day.
  play.addEventListener("click", () => {
    if (timer) return stop();
    let width = to.value - from.value;
    if (width >= last - first) width = Math.max(1, Math.round((last - first) / 10));
    let at = Number(to.value) >= last - first ? 0 : Number(from.value);
    const step = Math.max(1, Math.round((last - first) / 120));
    play.textContent = "Stop";
    timer = setInterval(() => {
      from.value = at;
      to.value = at + width;
      draw();
      if (at + width >= last - first) return stop();
      at += step;
    }, 120);
  });
  from.addEventListener("input", () => { stop(); from.value = Math.min(from.value, to.value); draw(); });
  to.addEventListener("input", () => { stop(); to.value = Math.max(from.value, to.value); draw(); });
  slider.hidden = false;
  draw();
}

// --- Follow the ledger ------------------------------------------------------------------------------------------
const seq = Number(document.body.dataset.seq);
// A page loads itself again only where that takes nothing from its reader: neither his place nor what he types.
const isAtRest = () => window.scrollY < 40 && !document.querySelector("input:focus, select:focus")
  && [...document.querySelectorAll("input:not([type=range])")].every((input) => input.value === input.defaultValue);
// Seconds after which what this page lacks may be there.
const again = Number(document.body.dataset.again ?? 0);
if (again) setInterval(() => { if (isAtRest()) location.reload(); }, again * 1000);
if (document.body.dataset.seq && window.EventSource) {
  const stream = new EventSource(`/v1/stream?after=${seq}`);
  stream.addEventListener("commit", (event) => {
    const now = JSON.parse(event.data);
    if (now.seq <= seq) return;
    const button = document.createElement("button");
    button.className = "plain";
    button.textContent = "Show";
    button.addEventListener("click", () => location.reload());
    live.replaceChildren(`The ledger has grown: ${now.articles} articles. `, button);
    if (!again && document.querySelector("[data-follow]") && isAtRest()) location.reload();
  });
  addEventListener("pagehide", () => stream.close());
}

// --- Drop files to read them ------------------------------------------------------------------------------------
const drop = document.getElementById("drop");
if (drop) {
  const picker = drop.querySelector("input[type=file]");
  const report = drop.querySelector("[role=status]");
  const list = drop.querySelector("ol");
  const bar = drop.querySelector("progress");
  const token = drop.querySelector("input[type=password]");
  // The address that the program prints brings the token; it is not left standing there.
  if (location.hash.startsWith("#detente_")) {
    token.value = location.hash.slice(1);
    history.replaceState(null, "", location.pathname + location.search);
  }
  const kilobytes = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);
  // What became of one file. XMLHttpRequest tells how much of it is sent, which fetch does not.
  const sent = (file, told) => new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/v1/articles/files?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    if (token.value) request.setRequestHeader("authorization", `Bearer ${token.value}`);
    request.upload.addEventListener("progress", (event) => told(event.loaded));
    request.upload.addEventListener("load", () => told(file.size));
    request.addEventListener("load", () => {
      let body = {};
      try { body = JSON.parse(request.responseText); } catch { body = { detail: request.statusText }; }
      done({ body, isTaken: request.status < 300 });
    });
    request.addEventListener("error", () => done({ body: { detail: "the server did not answer" }, isTaken: false }));
    request.send(file);
  });
  const send = async (files) => {
    const all = files.reduce((sum, file) => sum + file.size, 0);
    const lines = files.map((file) => {
      const line = document.createElement("li");
      line.textContent = `${file.name}, ${kilobytes(file.size)}: waits`;
      return line;
    });
    list.replaceChildren(...lines);
    bar.hidden = false;
    bar.max = Math.max(1, all);
    let [taken, before, refused] = [0, 0, 0];
    for (const [i, file] of files.entries()) {
      const told = (loaded) => {
        bar.value = before + Math.min(loaded, file.size);
        const what = loaded < file.size ? `${Math.floor(100 * loaded / file.size)} % sent` : "is being read …";
        lines[i].textContent = `${file.name}, ${kilobytes(file.size)}: ${what}`;
      };
      told(0);
      report.textContent = `${i + 1} of ${files.length}: ${file.name}`;
      const { body, isTaken } = await sent(file, told);
      before += file.size;
      bar.value = before;
      taken += body.taken ?? 0;
      const faults = [...(body.refused ?? [])];
      if (!isTaken && !faults.length) faults.push(body.detail ?? body.title ?? "refused");
      refused += faults.length;
      const links = (body.articles ?? []).flatMap((number, at) => {
        const link = document.createElement("a");
        link.href = `/article/${number}`;
        link.textContent = at ? `article ${at + 1}` : file.name;
        return at ? [", ", link] : [link];
      });
      const name = links.length ? links : [file.name];
      const state = isTaken ? (links.length ? ": taken in" : ": was there already") : ": not taken in";
      lines[i].replaceChildren(...name, state, ...faults.flatMap((why) => [document.createElement("br"), why]));
      lines[i].className = isTaken ? "" : "fault";
    }
    bar.value = bar.max;
    report.textContent = `${taken} taken in${refused ? `, ${refused} refused` : ""}. Lists follow in a moment.`;
  };
  // Wherever on the page a file is dropped, it is meant for here.
  for (const name of ["dragenter", "dragover"]) document.addEventListener(name, (e) => { e.preventDefault(); drop.classList.add("over"); });
  document.addEventListener("dragleave", (e) => { if (!e.relatedTarget) drop.classList.remove("over"); });
  document.addEventListener("drop", (e) => {
    e.preventDefault();
    drop.classList.remove("over");
    if (e.dataTransfer.files.length) send([...e.dataTransfer.files]);
  });
  picker.addEventListener("change", () => send([...picker.files]));
}
