// Modals the bot opens, as dialogs.

import { h, iconButton, nameOf, uid } from "./dom.js";
import { markdown } from "./markdown.js";
import { state } from "./state.js";
import { t } from "./texts.js";
import { wording } from "./toasts.js";

const Kind = { ROW: 1, STRING: 3, TEXT_INPUT: 4, USER: 5, ROLE: 6, MENTIONABLE: 7, CHANNEL: 8, TEXT: 10, LABEL: 18, FILES: 19 };

/**
 * Open a modal.
 * @param {object} modal {title, components} as the bot sent it; with `own: true` the page's own, which the bot does not get
 * @param {(values: object) => Promise} submit rejects if it failed; the dialog then stays open
 */
export function openModal(modal, submit) {
  const { own = false } = modal;
  const fields = modal.components.flatMap(fieldsOf).filter(Boolean);
  const titleId = uid("modal");
  const problem = h("div.failure", { role: "alert", hidden: true });
  const send = h("button.button.primary", { type: "submit" }, t("submit"));
  const cancel = h("button.button.plain", { type: "button", on: { click: () => dialog.close() } }, t("cancel"));
  const form = h(
    "form",
    { novalidate: true },
    h("header.dialog-head", {}, h("h2", { id: titleId }, modal.title), iconButton("close", t("close"), () => dialog.close())),
    h("div.dialog-body", {}, !own && h("p.dialog-note", {}, t("modal-note", { name: nameOf(state.world.bot) })), fields.map((field) => field.node), problem),
    h("footer.dialog-foot", {}, cancel, send),
  );
  const dialog = h("dialog.modal", { "aria-labelledby": titleId }, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = fields.filter((field) => !field.check());
    if (wrong.length) {
      wrong[0].input.focus();
      return;
    }
    problem.hidden = true;
    send.setAttribute("aria-busy", "true");
    send.disabled = true;
    try {
      await submit(Object.fromEntries(fields.filter((field) => field.id).map((field) => [field.id, field.value()])));
      dialog.close();
    } catch (error) {
      problem.textContent = error.reason === "no-answer" ? t("modal-failed") : wording(error);
      problem.hidden = false;
    } finally {
      send.removeAttribute("aria-busy");
      send.disabled = false;
    }
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  const before = document.activeElement;
  dialog.addEventListener("close", () => {
    dialog.remove();
    (before?.isConnected ? before : document.getElementById("input"))?.focus({ preventScroll: true });
  });
  document.body.append(dialog);
  dialog.showModal();
  fields[0]?.input?.focus();
}

function fieldsOf(component) {
  if (component.type === Kind.ROW) return component.components.map((inner) => field(inner, inner.label, null));
  if (component.type === Kind.LABEL) return [field(component.component, component.label, component.description)];
  if (component.type === Kind.TEXT) return [{ id: null, node: h("div.text", {}, markdown(component.content)), check: () => true }];
  return [field(component, component.label, null)];
}

function field(component, label, description) {
  const id = uid("field");
  if (component.type === Kind.TEXT_INPUT) return textField(component, label, description, id);
  if ([Kind.STRING, Kind.USER, Kind.ROLE, Kind.MENTIONABLE, Kind.CHANNEL].includes(component.type)) return selectField(component, label, description, id);
  if (component.type === Kind.FILES) return fileField(component, label, description, id);
  return { id: null, node: h("p.dialog-note", {}, t("modal-unsupported", { label: label ?? "" })), check: () => true };
}

function caption(id, label, required, description) {
  return [h("label.field-label", { for: id }, label, required ? h("span.required", { title: t("required") }, " *") : h("span.optional", {}, ` ${t("optional")}`)), description && h("p.field-note", { id: `${id}-note` }, description)];
}

function textField(component, label, description, id) {
  const long = component.style === 2;
  const required = component.required !== false;
  const low = component.min_length ?? 0;
  const high = component.max_length ?? 4000;
  const input = h(long ? "textarea.field" : "input.field", {
    id,
    value: component.value ?? "",
    placeholder: component.placeholder ?? "",
    maxlength: high,
    rows: long ? "5" : null,
    "aria-required": String(required),
    "aria-describedby": `${id}-count ${id}-error${description ? ` ${id}-note` : ""}`,
  });
  const count = h("span.count", { id: `${id}-count` });
  const error = h("span.field-error", { id: `${id}-error`, role: "alert" });
  const tally = () => {
    count.textContent = `${input.value.length} / ${high}`;
    error.textContent = "";
    input.removeAttribute("aria-invalid");
  };
  input.addEventListener("input", tally);
  tally();
  const check = () => {
    const length = input.value.length;
    const empty = input.value.trim() === "";
    const text = empty && required ? t("field-required") : !empty && length < low ? t("field-short", { min: low }) : "";
    error.textContent = text;
    if (text) input.setAttribute("aria-invalid", "true");
    return !text;
  };
  return { id: component.custom_id, input, check, value: () => input.value, node: h("div.field-group", {}, caption(id, label, required, description), input, h("div.field-foot", {}, error, count)) };
}

function fileField(component, label, description, id) {
  const required = component.required !== false;
  const low = component.min_values ?? (required ? 1 : 0);
  const high = component.max_values ?? 1;
  const input = h("input.field", { id, type: "file", multiple: high > 1, "aria-required": String(required) });
  const error = h("span.field-error", { role: "alert" });
  const check = () => {
    const count = input.files.length;
    error.textContent = count > high ? t("too-many-files", { most: high }) : count < low && (required || count > 0) ? t("field-required") : "";
    return !error.textContent;
  };
  return { id: component.custom_id, input, check, value: () => input.files, node: h("div.field-group", {}, caption(id, label ?? "", required, description), input, error) };
}

function selectField(component, label, description, id) {
  const required = component.required !== false;
  const { world } = state;
  const people = world.users.map((user) => ({ value: user.id, label: nameOf(user) }));
  const roles = world.roles.map((role) => ({ value: role.id, label: `@${role.name.replace(/^@/, "")}` }));
  const lists = {
    [Kind.STRING]: component.options,
    [Kind.USER]: people,
    [Kind.ROLE]: roles,
    [Kind.MENTIONABLE]: [...people, ...roles],
    [Kind.CHANNEL]: world.channels.filter((channel) => channel.kind !== "dm" && channel.kind !== "thread").map((channel) => ({ value: channel.id, label: `#${channel.name}` })),
  };
  const high = component.max_values ?? 1;
  const input = h(
    "select.select",
    { id, multiple: high > 1, "aria-required": String(required) },
    high === 1 && h("option", { value: "" }, component.placeholder ?? t("choose")),
    lists[component.type].map((option) => h("option", { value: option.value, selected: option.default }, option.label)),
  );
  const error = h("span.field-error", { role: "alert" });
  const value = () => [...input.selectedOptions].map((option) => option.value).filter(Boolean);
  const check = () => {
    const count = value().length;
    const fine = (count >= (component.min_values ?? 1) || (!required && count === 0)) && count <= high;
    error.textContent = fine ? "" : t("field-required");
    return fine;
  };
  return { id: component.custom_id, input, check, value, node: h("div.field-group", {}, caption(id, label ?? "", required, description), input, error) };
}
