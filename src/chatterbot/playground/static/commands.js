// Slash commands: the rows of the picker, and the form of a command's options.

import { bytes, h, icon, iconButton, nameOf, uid } from "./dom.js";
import { Suggestions } from "./menu.js";
import { commandsHere, state } from "./state.js";
import { t } from "./texts.js";
import { toast } from "./toasts.js";

const Option = { STRING: 3, INTEGER: 4, BOOLEAN: 5, USER: 6, CHANNEL: 7, ROLE: 8, MENTIONABLE: 9, NUMBER: 10, ATTACHMENT: 11 };
const AUTOCOMPLETE_MS = 150; // pause in typing before the bot is asked

/** Rows of the picker that match the text after the slash: by the beginning of a word, otherwise anywhere. */
export function commandRows(typed) {
  const wanted = typed.trim().toLowerCase();
  const rows = commandsHere().filter((command) => command.type === 1).flatMap((command) => command.rows.map((row) => ({ ...row, command })));
  const starts = rows.filter((row) => row.display.toLowerCase().startsWith(wanted) || row.path.startsWith(wanted));
  const parts = rows.filter((row) => !starts.includes(row) && (row.display.toLowerCase().includes(wanted) || row.description.toLowerCase().includes(wanted)));
  return [...starts, ...parts].map((row, index) => ({
    ...row,
    heading: index === 0 ? nameOf(state.world.bot) : null,
    node: h(
      "div.command-row",
      {},
      h("span.command-name", {}, `/${row.display}`),
      h("span.command-options", {}, row.options.map((option) => h("span.option-chip", { class: option.required ? "required" : "" }, option.display))),
      h("span.command-description", {}, row.description),
    ),
  }));
}

/** The form of one command; it replaces the composer. */
export class CommandForm {
  /**
   * @param {object} row a row of the picker
   * @param {object} actions `run(row, values)`, `complete(row, option, text, values)`, `close()`
   */
  constructor(row, actions) {
    this.row = row;
    this.actions = actions;
    this.fields = new Map();
    this.body = h("div.options");
    this.extra = h("div.extra");
    const title = uid("command");
    this.element = h(
      "form.command-form",
      { "aria-labelledby": title, novalidate: true, autocomplete: "off", on: { submit: (event) => this.submit(event), keydown: (event) => this.key(event) } },
      h("header.command-head", {}, h("div", {}, h("h2.command-name", { id: title }, `/${row.display}`), h("p", {}, row.description)), iconButton("close", t("cancel"), () => actions.close())),
      this.body,
      h("footer.command-foot", {}, this.extra, h("div.command-send", {}, h("span.key-hint", { "aria-hidden": "true" }, t("command-keys")), h("button.button.primary.small", { type: "submit" }, t("run")))),
    );
    for (const option of row.options) if (option.required) this.add(option);
    this.drawExtra();
  }

  focus() {
    const first = [...this.fields.values()][0];
    (first?.input ?? this.element.querySelector("[type=submit]")).focus();
  }

  add(option) {
    const field = new OptionField(option, this, option.required ? null : () => this.remove(option));
    this.fields.set(option.name, field);
    this.body.append(field.element);
    return field;
  }

  remove(option) {
    this.fields.get(option.name).element.remove();
    this.fields.delete(option.name);
    this.drawExtra();
    this.extra.querySelector("button")?.focus();
  }

  drawExtra() {
    const left = this.row.options.filter((option) => !this.fields.has(option.name));
    this.extra.replaceChildren(
      ...left.map((option) =>
        h("button.option-add", { type: "button", title: option.description, on: { click: () => this.adopt(option) } }, icon("plus"), option.display),
      ),
    );
  }

  adopt(option) {
    const field = this.add(option);
    this.drawExtra();
    field.input.focus();
    return field;
  }

  /** Show the first option that takes a file. */
  wantFile() {
    const option = this.row.options.find((candidate) => candidate.type === Option.ATTACHMENT);
    if (option && !this.fields.has(option.name)) this.adopt(option);
  }

  /** Put dropped files into an option that takes a file; false if there is none. */
  drop(files) {
    const wants = this.row.options.filter((option) => option.type === Option.ATTACHMENT);
    const option = wants.find((candidate) => !this.fields.get(candidate.name)?.file) ?? wants[0];
    if (!option) return false;
    (this.fields.get(option.name) ?? this.adopt(option)).setFile(files[0]);
    return true;
  }

  /** The current values without checks, for autocomplete. */
  draft(except) {
    const values = {};
    for (const [name, field] of this.fields) {
      if (name === except || field.option.type === Option.ATTACHMENT) continue;
      const value = field.value();
      if (value !== null) values[name] = value;
    }
    return values;
  }

  key(event) {
    if (event.key === "Escape" && !event.defaultPrevented) {
      event.preventDefault();
      this.actions.close();
    }
  }

  async submit(event) {
    event.preventDefault();
    const wrong = [...this.fields.values()].filter((field) => !field.check());
    if (wrong.length) {
      wrong[0].input.focus();
      return;
    }
    const values = {};
    for (const [name, field] of this.fields) {
      const value = field.value();
      if (value !== null) values[name] = value;
    }
    this.actions.run(this.row, values);
  }
}

class OptionField {
  constructor(option, form, remove) {
    this.option = option;
    this.form = form;
    this.file = null;
    this.chosen = null;
    const id = uid("option");
    this.error = h("span.field-error", { id: `${id}-error`, role: "alert" });
    this.holder = h("div.option-input");
    this.input = this.control(id);
    this.input.setAttribute("aria-describedby", `${id}-note ${id}-error`);
    if (option.required) this.input.setAttribute("aria-required", "true");
    this.input.addEventListener("input", () => this.clear());
    this.element = h(
      "div.option",
      {},
      h("label.option-name", { for: id }, option.display, option.required && h("span.required", { title: t("required") }, " *")),
      this.holder,
      remove && iconButton("close", t("remove-option", { name: option.display }), remove, { class: "option-remove" }),
      h("p.option-note", { id: `${id}-note` }, option.description, this.error),
    );
    if (option.autocomplete) this.completing();
  }

  clear() {
    this.error.textContent = "";
    this.input.removeAttribute("aria-invalid");
  }

  control(id) {
    const { option } = this;
    const lists = this.list();
    let input;
    if (lists) {
      input = h("select.select", { id }, h("option", { value: "" }, t("choose")), lists.map((item, index) => h("option", { value: String(index) }, item.label)));
      this.items = lists;
    } else if (option.type === Option.ATTACHMENT) {
      input = h("input.file-input", { type: "file", id, on: { change: () => input.files[0] && this.setFile(input.files[0]) } });
      this.shown = h("span.file-shown", {}, t("no-file"));
      this.holder.append(input, h("label.button.secondary.small", { for: id, "aria-hidden": "true" }, t("choose-file")), this.shown);
      return input;
    } else {
      const number = option.type === Option.INTEGER || option.type === Option.NUMBER;
      input = h("input.field", {
        id,
        type: "text",
        inputmode: number ? (option.type === Option.INTEGER ? "numeric" : "decimal") : null,
        maxlength: number ? null : (option.max_length ?? 6000),
        spellcheck: String(!number && !option.autocomplete),
      });
    }
    this.holder.append(input);
    return input;
  }

  list() {
    const { option } = this;
    const { world } = state;
    if (option.choices?.length) return option.choices.map((choice) => ({ label: choice.display, value: choice.value }));
    const people = () => world.users.map((user) => ({ label: nameOf(user), value: user.id }));
    const roles = () => world.roles.map((role) => ({ label: `@${role.name.replace(/^@/, "")}`, value: role.id }));
    switch (option.type) {
      case Option.BOOLEAN:
        return [{ label: t("yes"), value: true }, { label: t("no"), value: false }];
      case Option.USER:
        return people();
      case Option.ROLE:
        return roles();
      case Option.MENTIONABLE:
        return [...people(), ...roles()];
      case Option.CHANNEL:
        return world.channels.filter((channel) => channel.kind !== "dm" && channel.kind !== "thread" && (!option.channel_types?.length || option.channel_types.includes(channel.type))).map((channel) => ({ label: `${channel.kind === "voice" ? "🔊 " : "#"}${channel.name}`, value: channel.id }));
      default:
        return null;
    }
  }

  setFile(file) {
    const { upload } = state.world.limits;
    if (file.size > upload) {
      toast(t("file-too-large", { name: file.name, limit: bytes(upload) }));
      return;
    }
    this.file = file;
    this.shown.textContent = `${file.name} · ${bytes(file.size)}`;
    this.shown.classList.add("chosen");
    this.clear();
  }

  // The bot's suggestions while a value is typed.
  completing() {
    this.suggestions = new Suggestions(this.input, this.holder, (item) => {
      this.input.value = item.choice.display;
      this.chosen = item.choice;
      this.clear();
    }, this.option.display);
    let timer = null;
    let asked = 0;
    const ask = async () => {
      asked += 1;
      const mine = asked;
      let choices = null;
      try {
        choices = await this.form.actions.complete(this.form.row, this.option.name, this.input.value, this.form.draft(this.option.name));
      } catch {
        choices = null;
      }
      if (mine !== asked || document.activeElement !== this.input) return;
      const note = choices === null ? t("complete-failed") : choices.length ? null : t("complete-none");
      this.suggestions.show((choices ?? []).map((choice) => ({ choice, node: h("span", {}, choice.display) })), note);
    };
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(ask, AUTOCOMPLETE_MS);
    };
    this.input.addEventListener("input", () => {
      this.chosen = null;
      soon();
    });
    this.input.addEventListener("focus", soon);
    this.input.addEventListener("blur", () => {
      asked += 1;
      clearTimeout(timer);
      this.suggestions.hide();
    });
    this.input.addEventListener("keydown", (event) => this.suggestions.key(event));
  }

  /** The value for the bot; null if none was given. */
  value() {
    if (this.items) return this.input.value === "" ? null : this.items[Number(this.input.value)].value;
    if (this.option.type === Option.ATTACHMENT) return this.file;
    if (this.chosen) return this.chosen.value;
    const text = this.input.value.trim();
    if (text === "") return null;
    if (this.option.type === Option.INTEGER || this.option.type === Option.NUMBER) return Number(text.replace(",", "."));
    return text;
  }

  check() {
    const { option } = this;
    const value = this.value();
    const { INTEGER, NUMBER, STRING } = Option;
    let text = "";
    if (value === null) text = option.required ? t("field-required") : t("field-empty");
    else if ((option.type === INTEGER || option.type === NUMBER) && Number.isNaN(value)) text = t("field-number");
    else if (option.type === INTEGER && !Number.isInteger(value)) text = t("field-integer");
    else if (typeof value === "number" && ((option.min_value !== undefined && value < option.min_value) || (option.max_value !== undefined && value > option.max_value)))
      text = t("field-range", { min: option.min_value ?? "−∞", max: option.max_value ?? "∞" });
    else if (option.type === STRING && !this.chosen && option.min_length && value.length < option.min_length) text = t("field-short", { min: option.min_length });
    this.error.textContent = text;
    if (text) this.input.setAttribute("aria-invalid", "true");
    return !text;
  }
}
