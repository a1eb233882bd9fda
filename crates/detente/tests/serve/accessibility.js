// What can be checked of WCAG 2.2 AA in the page itself: names, headings, landmarks, contrast, reflow. Gives a list of faults.
(() => {
  const faults = [];
  const fault = (rule, element, detail = "") => {
    const tag = element.cloneNode(false).outerHTML ?? String(element);
    faults.push(`${rule}: ${tag.slice(0, 160)} ${detail}`.trim());
  };
  const isShown = (element) => {
    const style = getComputedStyle(element);
    return style.display !== "none" && style.visibility !== "hidden" && element.getClientRects().length > 0 && !element.closest("[hidden]");
  };
  const isForEyes = (element) => isShown(element) && !element.closest(".hidden, .skip");
  const all = (selector) => [...document.querySelectorAll(selector)];

  // --- The page as a whole (2.4.2, 3.1.1, 4.1.1) -----------------------------------------------------------------
  if (!document.documentElement.lang) faults.push("no language");
  if (!document.title.trim()) faults.push("no title");
  const ids = all("[id]").map((element) => element.id);
  ids.filter((id, at) => ids.indexOf(id) !== at).forEach((id) => faults.push(`id twice: ${id}`));

  // --- Landmarks and headings (1.3.1, 2.4.1, 2.4.6) --------------------------------------------------------------
  for (const [selector, name] of [["main", "main"], ["body > header", "banner"], ["body > footer", "contentinfo"], ["nav[aria-label]", "navigation"], ["[role=search]", "search"]]) {
    if (all(selector).length !== 1) faults.push(`${all(selector).length} of landmark ${name}`);
  }
  if (all("h1").length !== 1) faults.push(`${all("h1").length} of h1`);
  let level = 0;
  for (const heading of all("h1, h2, h3, h4, h5, h6")) {
    const own = Number(heading.tagName[1]);
    if (own > level + 1) fault(`heading after level ${level}`, heading, heading.textContent);
    if (!heading.textContent.trim()) fault("empty heading", heading);
    level = own;
  }
  const skip = document.querySelector("a[href='#main']");
  if (!skip || document.querySelector("a[href], button, input") !== skip) faults.push("the way past the navigation is not the first link");

  // --- Names of what can be used, and of pictures (1.1.1, 2.4.4, 3.3.2, 4.1.2) -------------------------------------
  const name = (element) => {
    const title = element.querySelector?.("title")?.textContent ?? "";
    const labels = [...(element.labels ?? [])].map((label) => label.textContent).join(" ");
    const texts = [element.getAttribute("aria-label"), labels, element.textContent, title, element.getAttribute("title")];
    return texts.find((text) => text && text.trim()) ?? "";
  };
  for (const element of all("a[href], button, summary, [role=button]")) {
    if (isShown(element) && !name(element)) fault("no name", element);
  }
  for (const element of all("input:not([type=hidden]), select, textarea")) {
    const label = element.getAttribute("aria-label") || [...(element.labels ?? [])].some((l) => l.textContent.trim());
    if (isShown(element) && !label) fault("no label", element);
  }
  for (const svg of all("svg")) {
    const isNamed = svg.getAttribute("aria-label") && svg.getAttribute("role");
    if (!isNamed && svg.getAttribute("aria-hidden") !== "true") fault("picture without a name", svg);
  }
  for (const element of all("[tabindex]")) if (element.tabIndex > 0) fault("own tab order", element);
  for (const element of all("[aria-hidden=true] a[href], [aria-hidden=true] button")) fault("hidden and reachable", element);
  for (const table of all("table")) if (table.tHead && !table.tHead.querySelector("th")) fault("head without head cells", table);
  for (const th of all("thead th")) if (!th.textContent.trim()) fault("empty head cell", th);

  // --- Contrast (1.4.3, 1.4.11), by computed colours --------------------------------------------------------------
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((value, i) => value * a + below[i] * (1 - a)).concat(1);
  const behind = (element) => {
    const layers = [];
    for (let at = element; at && at.nodeType === 1; at = at.parentElement) {
      const colour = at instanceof SVGElement ? "transparent" : getComputedStyle(at).backgroundColor;
      const map = at.matches?.("svg.map") ? getComputedStyle(at).backgroundColor : colour;
      layers.push(rgba(map));
      if (rgba(map)[3] === 1) break;
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255, 1]);
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const contrast = (one, other) => {
    const [a, b] = [light(one), light(other)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const hasWords = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  for (const element of all("body *")) {
    if (!hasWords(element) || !isForEyes(element) || element.closest("title, option, datalist, noscript")) continue;
    const style = getComputedStyle(element);
    let ground = behind(element);
    if (element instanceof SVGElement) {
      // A box of a strip, or the band of a phase, stands behind the words on it.
      const box = element.previousElementSibling;
      if (element.matches(".in, .phase-name") && box?.tagName === "rect") {
        const fill = rgba(getComputedStyle(box).fill);
        ground = over([...fill.slice(0, 3), fill[3] * Number(getComputedStyle(box).opacity)], ground);
      }
    }
    const ink = over(rgba(element instanceof SVGElement ? style.fill : style.color), ground);
    const opacity = Number(style.opacity);
    const shown = opacity < 1 ? over([...ink.slice(0, 3), opacity], ground) : ink;
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const found = contrast(shown, ground);
    if (found < (isLarge ? 3 : 4.5)) fault(`contrast ${found.toFixed(2)}`, element, element.textContent.trim().slice(0, 30));
  }
  for (const element of all("input:not([type=hidden]):not([type=file]), select")) {
    if (!isForEyes(element)) continue;
    const style = getComputedStyle(element);
    const ground = behind(element.parentElement);
    // A slider has no box to see but its handles, which are drawn in its own colour.
    const edge = element.type === "range" ? style.color : style.borderTopColor;
    const best = Math.max(contrast(over(rgba(edge), ground), ground), contrast(behind(element), ground));
    if (best < 3) fault(`edge ${best.toFixed(2)}`, element);
  }
  for (const [selector, property] of [[".g.mc:not(.hollow)", "fill"], [".g.mx:not(.hollow)", "fill"], [".g.vc", "stroke"], [".g.vx", "stroke"], [".bar-up", "fill"], [".bar-down", "fill"], [".one", "stroke"], [".other", "stroke"], [".firm", "stroke"]]) {
    const element = document.querySelector(`main figure ${selector}, main section ${selector}`);
    if (!element) continue;
    const ground = behind(element);
    const found = contrast(over(rgba(getComputedStyle(element)[property]), ground), ground);
    if (found < 3) fault(`sign ${found.toFixed(2)}`, element);
  }

  // --- Reflow (1.4.10) --------------------------------------------------------------------------------------------
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) faults.push(`wider than the window: ${page.scrollWidth} of ${page.clientWidth}`);
  return faults;
})()
