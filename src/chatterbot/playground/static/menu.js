// Popups: menus with arrow keys, and a list of suggestions under an input.

import { h, icon, uid } from "./dom.js";
import { emoji } from "./emoji.js";
import { t } from "./texts.js";

let open = null;

/**
 * Open a menu.
 * @param {{x: number, y: number}|Element} at a point, or the element the menu belongs to
 * @param {Array} items {label, icon, action, danger, disabled}, {heading}, {separator: true}, {grid: [{label, action}]}
 */
export function openMenu(at, items, label) {
  closeMenu(false);
  const returnTo = document.activeElement;
  const menu = h("div.menu", { role: "menu", "aria-label": label, tabindex: "-1" });
  for (const item of items.filter(Boolean)) menu.append(entry(item));
  document.getElementById("main").append(menu);
  place(menu, at);
  open = { menu, returnTo };
  menu.addEventListener("keydown", keys);
  const all = choices(menu);
  (all.find((item) => !item.classList.contains("emoji")) ?? all[0])?.focus();
  setTimeout(() => document.addEventListener("pointerdown", outside, true));
  addEventListener("resize", closeMenu, { once: true });
}

/** Close the open menu and restore the focus. */
export function closeMenu(refocus = true) {
  if (!open) return;
  const { menu, returnTo } = open;
  open = null;
  document.removeEventListener("pointerdown", outside, true);
  menu.remove();
  if (refocus && returnTo?.isConnected) returnTo.focus({ preventScroll: true });
}

function outside(event) {
  if (open && !open.menu.contains(event.target)) closeMenu(false);
}

function choices(menu) {
  return [...menu.querySelectorAll("[role=menuitem]:not([aria-disabled=true])")];
}

function entry(item) {
  if (item.separator) return h("div.separator", { role: "separator" });
  if (item.heading) return h("div.menu-heading", { role: "presentation" }, item.heading);
  if (item.grid) return h("div.menu-grid", { role: "presentation" }, item.grid.map((cell) => button(cell, "emoji")));
  return button(item, item.danger ? "danger" : "");
}

function button(item, style) {
  return h(
    "button.menu-item",
    {
      type: "button",
      role: "menuitem",
      tabindex: "-1",
      class: style,
      "aria-disabled": item.disabled ? "true" : null,
      "aria-label": style === "emoji" ? item.label : null,
      on: {
        click: () => {
          if (item.disabled) return;
          closeMenu();
          item.action();
        },
        pointermove: (event) => event.currentTarget.focus({ preventScroll: true }),
      },
    },
    item.icon && icon(item.icon),
    style === "emoji" ? emoji(item.label) : h("span", {}, item.label),
  );
}

function keys(event) {
  const all = choices(open.menu);
  const at = all.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (step) all[(at + step + all.length) % all.length]?.focus();
  else if (event.key === "Home") all[0]?.focus();
  else if (event.key === "End") all.at(-1)?.focus();
  else if (event.key === "Escape" || event.key === "Tab") closeMenu();
  else if (event.key.length === 1 && event.key !== " ") {
    const letter = event.key.toLowerCase();
    const rest = [...all.slice(at + 1), ...all.slice(0, at + 1)];
    rest.find((item) => item.textContent.trim().toLowerCase().startsWith(letter))?.focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

function place(menu, at) {
  const box = at instanceof Element ? at.getBoundingClientRect() : { left: at.x, right: at.x, top: at.y, bottom: at.y };
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = Math.min(box.left, innerWidth - width - 8);
  const below = box.bottom + 4 + height <= innerHeight;
  menu.style.left = `${Math.max(8, left)}px`;
  menu.style.top = `${Math.max(8, below ? box.bottom + 4 : box.top - height - 4)}px`;
}

/** Open a message's menu after a long press, for touch screens. */
export function onLongPress(element, action, delay = 500) {
  let timer = null;
  let start = null;
  const cancel = () => clearTimeout(timer);
  element.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse") return;
    start = { x: event.clientX, y: event.clientY };
    timer = setTimeout(() => action(event), delay);
  });
  element.addEventListener("pointermove", (event) => {
    if (start && Math.hypot(event.clientX - start.x, event.clientY - start.y) > 10) cancel();
  });
  for (const name of ["pointerup", "pointercancel", "pointerleave"]) element.addEventListener(name, cancel);
}

/** A list of suggestions that belongs to an input: arrow keys select, Enter or Tab accepts, Escape closes. */
export class Suggestions {
  /**
   * @param {HTMLElement} input the input, which gets the attributes of a combobox
   * @param {HTMLElement} holder the element that contains the list
   * @param {(item: object) => void} take called with the accepted item
   */
  constructor(input, holder, take, label) {
    this.input = input;
    this.take = take;
    this.items = [];
    this.at = 0;
    this.list = h("div", { role: "listbox", id: uid("list"), "aria-label": label });
    this.heading = h("div.suggestion-heading", { "aria-hidden": "true" });
    this.note = h("div.suggestion-note");
    this.panel = h("div.suggestions", { hidden: true, tabindex: "0", on: { mousedown: (event) => event.preventDefault() } }, this.heading, this.list, this.note);
    this.count = h("span.visually-hidden", { role: "status" });
    holder.append(this.panel, this.count);
    input.setAttribute("aria-autocomplete", "list");
    // A field of several lines cannot be a combobox; it stays a text box, and says how many suggestions there are.
    this.combobox = input.tagName === "INPUT";
    if (this.combobox) input.setAttribute("role", "combobox");
    this.expanded(false);
  }

  expanded(open) {
    if (this.combobox) this.input.setAttribute("aria-expanded", String(open));
    if (open) this.input.setAttribute("aria-controls", this.list.id);
    else this.input.removeAttribute("aria-controls");
  }

  get shown() {
    return !this.panel.hidden;
  }

  /** Show items: {node, value...}, the first one perhaps with the `heading` of all; without items the list closes, unless there is a note to show. */
  show(items, note = null) {
    this.items = items;
    this.at = 0;
    this.list.replaceChildren(
      ...items.map((item, index) =>
        h(
          "div.suggestion",
          { role: "option", id: `${this.list.id}-${index}`, on: { click: () => this.choose(index), pointermove: () => this.mark(index, false) } },
          item.node,
        ),
      ),
    );
    this.list.hidden = !items.length;
    this.heading.textContent = items[0]?.heading ?? "";
    this.heading.hidden = !this.heading.textContent;
    this.note.textContent = note ?? "";
    this.note.hidden = !note;
    this.panel.hidden = !items.length && !note;
    this.count.textContent = items.length ? t("suggestions-count", { count: items.length }) : (note ?? "");
    this.expanded(!this.panel.hidden);
    this.mark(0);
  }

  hide() {
    this.show([]);
  }

  mark(index, scroll = true) {
    this.at = index;
    const options = this.list.querySelectorAll("[role=option]");
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    if (options[index]) this.input.setAttribute("aria-activedescendant", options[index].id);
    else this.input.removeAttribute("aria-activedescendant");
    if (scroll) options[index]?.scrollIntoView({ block: "nearest" });
  }

  choose(index) {
    const item = this.items[index];
    this.hide();
    if (item) this.take(item);
  }

  /** Handle a key pressed in the input; true if the list used it. */
  key(event) {
    if (!this.shown || event.isComposing) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.items.length) this.mark((this.at + step + this.items.length) % this.items.length);
    else if ((event.key === "Enter" || event.key === "Tab") && this.items.length) this.choose(this.at);
    else if (event.key === "Escape") this.hide();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}
