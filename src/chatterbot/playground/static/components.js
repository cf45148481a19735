// Buttons, menus and layouts on messages. `actions` sends their use to the bot.

import { h, icon, nameOf, uid } from "./dom.js";
import { canShow, emoji } from "./emoji.js";
import { markdown } from "./markdown.js";
import { state } from "./state.js";
import { t } from "./texts.js";

const Kind = { ROW: 1, BUTTON: 2, STRING: 3, USER: 5, ROLE: 6, MENTIONABLE: 7, CHANNEL: 8, SECTION: 9, TEXT: 10, THUMBNAIL: 11, GALLERY: 12, FILE: 13, SEPARATOR: 14, CONTAINER: 17 };
const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link" };
const SELECTS = new Set([3, 5, 6, 7, 8]);

/** The nodes of a message's components. `actions.use(message, component, values?)` resolves when the bot has answered. */
export function components(message, list, actions) {
  return (list ?? []).map((component) => one(message, component, actions)).filter(Boolean);
}

function one(message, component, actions) {
  const inner = (list) => components(message, list, actions);
  switch (component.type) {
    case Kind.ROW:
      return h("div.row", {}, inner(component.components));
    case Kind.BUTTON:
      return button(message, component, actions);
    case Kind.SECTION:
      return h("div.section", {}, h("div.section-text", {}, inner(component.components)), component.accessory && one(message, component.accessory, actions));
    case Kind.TEXT:
      return h("div.text", {}, markdown(component.content));
    case Kind.THUMBNAIL:
      return picture(component.media, component.description, "thumbnail");
    case Kind.GALLERY:
      return h("div.gallery", {}, component.items.map((item) => picture(item.media, item.description, "gallery-picture")));
    case Kind.FILE:
      return h("a.file-link", { href: component.file?.url, download: "" }, icon("file"), component.name ?? t("file"));
    case Kind.SEPARATOR:
      return h("hr.divider", { class: component.divider === false ? "blank" : "" });
    case Kind.CONTAINER:
      return h("div.container", { style: component.accent_color ? { "--accent-line": colour(component.accent_color) } : {} }, inner(component.components));
    default:
      return SELECTS.has(component.type) ? select(message, component, actions) : null;
  }
}

/** The CSS colour of one of Discord's colour numbers. */
export function colour(number) {
  return `#${Number(number).toString(16).padStart(6, "0")}`;
}

/** A picture that the playground serves; others are not loaded, because the page contacts no other host. */
export function picture(media, description, style) {
  const url = media?.proxy_url || media?.url || "";
  if (!url.startsWith("/files/")) return h("a", { href: url.startsWith("http") ? url : null, target: "_blank", rel: "noopener noreferrer" }, description || t("picture-elsewhere"));
  const name = description || decodeURIComponent(url.split("/").at(-1));
  return h("a.picture-link", { href: url, target: "_blank", "aria-label": t("open-picture", { name }) }, h(`img.${style}`, { src: url, alt: name, loading: "lazy" }));
}

function button(message, component, actions) {
  const key = `${message.id}/${component.id}`;
  const sign = component.emoji;
  // Beside a label, an emoji without a font would only be a box.
  const shown = sign && (sign.id ? h("span", { "aria-hidden": "true" }, `:${sign.name}:`) : (!component.label || canShow(sign.name)) && emoji(sign.name));
  const content = [shown, component.label && h("span", {}, component.label)];
  if (STYLES[component.style] === "link") {
    return h("a.button.secondary", { href: /^https?:/.test(component.url) ? component.url : null, target: "_blank", rel: "noopener noreferrer" }, content, icon("link"));
  }
  return h(
    "button.button",
    {
      type: "button",
      class: STYLES[component.style] ?? "secondary",
      disabled: component.disabled,
      "aria-label": component.label ? null : component.emoji?.name,
      data: { key },
      on: { click: (event) => busy(event.currentTarget, () => actions.use(message, component)) },
    },
    content,
  );
}

async function busy(element, action) {
  if (element.getAttribute("aria-busy") === "true") return;
  element.setAttribute("aria-busy", "true");
  try {
    await action();
  } finally {
    element.removeAttribute("aria-busy");
  }
}

/** The options of a menu: {value, label, description, default}. */
function offers(component) {
  const { world } = state;
  const users = () => world.users.map((user) => ({ value: user.id, label: nameOf(user) }));
  const roles = () => world.roles.map((role) => ({ value: role.id, label: `@${role.name.replace(/^@/, "")}` }));
  const preset = new Set((component.default_values ?? []).map((value) => value.id));
  const marked = (list) => list.map((offer) => ({ ...offer, default: preset.has(offer.value) }));
  if (component.type === Kind.STRING) return component.options.map((option) => ({ ...option, label: [option.emoji?.id ? null : option.emoji?.name, option.label].filter(Boolean).join(" ") }));
  if (component.type === Kind.USER) return marked(users());
  if (component.type === Kind.ROLE) return marked(roles());
  if (component.type === Kind.MENTIONABLE) return marked([...users(), ...roles()]);
  const kinds = component.channel_types;
  return marked(world.channels.filter((channel) => channel.kind !== "dm" && channel.kind !== "thread" && (!kinds?.length || kinds.includes(channel.type))).map((channel) => ({ value: channel.id, label: `#${channel.name}` })));
}

function select(message, component, actions) {
  const list = offers(component);
  const low = component.min_values ?? 1;
  const high = component.max_values ?? 1;
  const name = component.placeholder || t("choose");
  const key = `${message.id}/${component.id}`;
  if (high === 1) {
    const field = h(
      "select.select",
      { "aria-label": name, disabled: component.disabled, data: { key }, on: { change: (event) => busy(event.currentTarget, () => actions.use(message, component, event.currentTarget.value ? [event.currentTarget.value] : [])) } },
      h("option", { value: "", disabled: low > 0, selected: !list.some((offer) => offer.default) }, name),
      list.map((offer) => h("option", { value: offer.value, selected: offer.default }, offer.description ? `${offer.label} (${offer.description})` : offer.label)),
    );
    return field;
  }
  return many(message, component, list, { low, high, name, key }, actions);
}

// Several values: a list of check boxes that opens on click and is sent with a button.
function many(message, component, list, { low, high, name, key }, actions) {
  const boxes = list.map((offer) => {
    const id = uid("offer");
    return { offer, box: h("input", { type: "checkbox", id, checked: offer.default }), id };
  });
  const apply = h("button.button.primary.small", { type: "button", data: { key: `${key}/apply` } }, t("apply"));
  const check = () => {
    const count = boxes.filter(({ box }) => box.checked).length;
    for (const { box } of boxes) box.disabled = !box.checked && count >= high;
    apply.disabled = count < low;
  };
  apply.addEventListener("click", () => busy(apply, () => actions.use(message, component, boxes.filter(({ box }) => box.checked).map(({ offer }) => offer.value))));
  const body = h(
    "div.many-body",
    { on: { change: check } },
    boxes.map(({ offer, box, id }) => h("label.check", { for: id }, box, h("span", {}, offer.label, offer.description && h("small", {}, offer.description)))),
    apply,
  );
  check();
  if (component.disabled) return h("button.select", { type: "button", disabled: true }, name);
  return h("details.many", {}, h("summary.select", { data: { key } }, name), body);
}
