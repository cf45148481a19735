// Builds elements. Text always becomes a text node: nothing on this page parses HTML.

import { t } from "./texts.js";

const SVG = "http://www.w3.org/2000/svg";

// 24 x 24 outlines, drawn for this page.
const ICONS = {
  hash: "M9 4 7 20M17 4l-2 16M4.5 9h16M3.5 15h16",
  forum: "M4 5h12v8.5H9.5L6 16.5v-3H4zM8.5 16.5v.5H15l3 2.5V17h2V9h-1.5",
  thread: "M8 4 6.5 20M14 4l-.6 6M4.5 9h14M4 15h7M14 14.5h6M14 18.5h4",
  speaker: "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11",
  at: "M16 8v5.5a2.5 2.5 0 0 0 5 0V12a9 9 0 1 0-3.6 7.2M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0z",
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6 6 18",
  reply: "M10 6 4 11.5 10 17M4.5 11.5H14a6 6 0 0 1 6 6V19",
  dots: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  plus: "M12 5v14M5 12h14",
  send: "M4 12 20 4.5 16 20l-4.5-6zM11.5 14 20 4.5",
  file: "M6 3.5h8l4.5 4.5v12.5H6zM14 3.5V8h4.5",
  download: "M12 4v11M7.5 11 12 15.5 16.5 11M5 20h14",
  smile: "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM8.5 14.2a4.3 4.3 0 0 0 7 0M9 9.5h.01M15 9.5h.01",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6z",
  bulb: "M9 18h6M10 21h4M12 3a6 6 0 0 0-3.5 10.9c.6.5 1 1.2 1 2V16h5v-.1c0-.8.4-1.5 1-2A6 6 0 0 0 12 3z",
  people: "M9 5a3.2 3.2 0 1 1 0 6.4A3.2 3.2 0 0 1 9 5zM3 19c0-3 2.7-5 6-5s6 2 6 5M16 5.5a3 3 0 0 1 0 5.6M17.5 14.3c2 .6 3.5 2.3 3.5 4.7",
  check: "M5 12.5 10 17.5 19 7",
  warning: "M12 4 2.5 20h19zM12 10v4.5M12 17.2h.01",
  edit: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
  bin: "M5 7h14M10 7V4.5h4V7M7 7l1 13h8l1-13",
  link: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7L12 17",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  slash: "M15 4 9 20",
  mic: "M12 3.5a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3zM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21",
  sun: "M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
  screen: "M3.5 5h17v11.5h-17zM9 20h6M12 16.5V20",
  "thumb-up": "M7 10.5 11 3.5a2 2 0 0 1 2 2.3L12.5 9.5H18a2 2 0 0 1 2 2.4l-1.3 6.5a2 2 0 0 1-2 1.6H7M3.5 10.5H7V20H3.5z",
  "thumb-down": "M7 13.5 11 20.5a2 2 0 0 0 2-2.3L12.5 14.5H18a2 2 0 0 0 2-2.4l-1.3-6.5a2 2 0 0 0-2-1.6H7M3.5 13.5H7V4H3.5z",
  sad: "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM8.5 16a4.3 4.3 0 0 1 7 0M9 9.5h.01M15 9.5h.01",
  thoughtful: "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM9.5 15.5h5M8 7.5l2.5-1M9 10h.01M15 10h.01",
  party: "M4.5 19.5 9 8.5l6.5 6.5zM13.5 3.5v3M20.5 10.5h-3M19 5l-3.5 3.5M9.5 3.5l.5 2M20.5 14.5l-2-.5",
  fire: "M12 3c1 3.5 5 5.5 5 10.5a5 5 0 0 1-10 0c0-2 1-3.5 2-4.5.3 1.5 1 2.3 2 2.5-.5-3 .2-6 1-8.5z",
  hands: "M12 4v15M12 5.5 8.5 13.5 5 17v3.5M12 5.5l3.5 8 3.5 3.5v3.5",
  heart: "M12 20S3.5 15 3.5 9.2A4.7 4.7 0 0 1 12 6.5a4.7 4.7 0 0 1 8.5 2.7C20.5 15 12 20 12 20z",
  "mic-off": "M12 3.5a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3zM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21M4 4l16 16",
  deaf: "M5 14v-2a7 7 0 0 1 14 0v2M5 14h3v5H6.5A1.5 1.5 0 0 1 5 17.5zM19 14h-3v5h1.5a1.5 1.5 0 0 0 1.5-1.5zM4 4l16 16",
  "hang-up": "M4 15.2c-.9-1-.9-2.3.1-3.2 4.3-4.1 11.5-4.1 15.8 0 1 .9 1 2.2.1 3.2l-.9 1.1-3.6-1.3v-2.7a9.8 9.8 0 0 0-7 0v2.7l-3.6 1.3z",
  signal: "M5 19v-4M10 19v-8M15 19v-11.5M20 19V4.5",
  play: "M7.5 5v14l11-7z",
  pause: "M8.5 5v14M15.5 5v14",
};

/** An icon, hidden from screen readers: the element around it has the name. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/**
 * Make an element.
 * @param {string} tag `div`, or with classes: `div.row.wide`
 * @param {object} [props] attributes; `on` = {event: handler}, `data` = dataset, `style` = {property: value}
 * @param {...(Node|string|null|false|Array)} children text, nodes or lists of them; empty values are skipped
 */
export function h(tag, props, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "on") for (const [event, handler] of Object.entries(value)) element.addEventListener(event, handler);
    else if (key === "data") Object.assign(element.dataset, value);
    else if (key === "style") for (const [property, text] of Object.entries(value)) element.style.setProperty(property, text);
    else if (key === "class") element.classList.add(...value.split(" ").filter(Boolean));
    else if (key in PROPERTIES) element[key] = value;
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.flat(4).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const PROPERTIES = { value: 1, checked: 1, disabled: 1, selected: 1, hidden: 1, multiple: 1, indeterminate: 1 };

/** A button with an icon, and a name for screen readers and the tooltip. */
export function iconButton(name, label, onClick, props = {}) {
  return h("button.icon-button", { type: "button", "aria-label": label, title: label, on: { click: onClick }, ...props }, icon(name));
}

/** A person's avatar: their initial on a colour of their own. */
export function avatar(user, size = "") {
  const hue = Number((BigInt(user.id) * 137n) % 360n); // spreads ids that are close together over the colour wheel
  const tone = user.bot ? "172" : String(hue);
  return h("span.avatar", { class: size, "aria-hidden": "true", style: { "--hue": tone } }, user.bot ? botFace() : [...nameOf(user)][0]?.toUpperCase() ?? "?");
}

function botFace() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "face");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", "M5 8.5A3.5 3.5 0 0 1 8.5 5h7A3.5 3.5 0 0 1 19 8.5v4a3.5 3.5 0 0 1-3.5 3.5H12l-4 3v-3.1A3.5 3.5 0 0 1 5 12.5zM9.5 10v1.5M14.5 10v1.5");
  svg.append(path);
  return svg;
}

/** A user's display name. */
export function nameOf(user) {
  return user.global_name || user.username;
}

/** The size of a file as text. */
export function bytes(size) {
  if (size < 1024) return t("size-b", { size });
  if (size < 1024 * 1024) return t("size-kb", { size: (size / 1024).toFixed(1) });
  return t("size-mb", { size: (size / 1024 / 1024).toFixed(1) });
}

/** Run `action`, which redraws `container`, and restore the focus to the element with the same `data-key`. */
export function keepingFocus(container, action) {
  const active = document.activeElement;
  const key = container.contains(active) ? active.closest("[data-key]")?.dataset.key : null;
  action();
  if (key && !document.contains(active)) container.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

let counter = 0;
/** An id that no other element has. */
export function uid(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}
