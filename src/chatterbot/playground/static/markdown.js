// Discord's markdown, as nodes: https://support.discord.com/hc/en-us/articles/210298617. Input is untrusted; output is built, never parsed.

import { h, icon, nameOf } from "./dom.js";
import { channelOf, state, userOf } from "./state.js";
import { t, timestamp } from "./texts.js";

const MAX_DEPTH = 10;
const BLOCKS = ".line, .heading, .subtext, li, blockquote, pre"; // each stands on lines of its own
const URL_PATTERN = /https?:\/\/[^\s<>]+[^\s<>.,:;"')\]!?*_~|]/y;

/** Nodes for a text with blocks (headings, lists, quotes, code) and inline marks. */
export function markdown(text, { blocks = true } = {}) {
  return blocks ? block(text.replace(/\r\n?/g, "\n"), 0, { level: 2 }) : inline(text, 0);
}

// `outline.level`: of the latest heading; below a heading of the page (level 2), no level of the outline is left out.
function block(text, depth, outline) {
  const nodes = [];
  const fence = /```(?:([\w+#.-]{1,20})\n)?\n?([\s\S]*?)\n?```/g;
  let last = 0;
  for (let match = fence.exec(text); match; match = fence.exec(text)) {
    nodes.push(...lines(text.slice(last, match.index).replace(/\n$/, ""), depth, outline));
    nodes.push(h("pre.code-block", { tabindex: "0" }, h("code", {}, match[2])));
    last = fence.lastIndex;
    if (text[last] === "\n") last += 1;
  }
  nodes.push(...lines(text.slice(last), depth, outline));
  return nodes;
}

function lines(text, depth, outline) {
  if (!text) return [];
  const nodes = [];
  const rows = text.split("\n");
  let paragraph = [];
  const flush = () => {
    if (!paragraph.length) return;
    nodes.push(h("span.line", {}, inline(paragraph.join("\n"), depth)));
    paragraph = [];
  };
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i];
    const heading = /^(#{1,3})\s+(\S.*)$/.exec(row);
    const small = /^-#\s+(\S.*)$/.exec(row);
    if (heading) {
      flush();
      // Real heading elements would break the page's outline, so role and level are set instead.
      outline.level = Math.min(heading[1].length + 2, outline.level + 1);
      nodes.push(h(`div.heading.level-${heading[1].length}`, { role: "heading", "aria-level": String(outline.level) }, inline(heading[2], depth)));
    } else if (small) {
      flush();
      nodes.push(h("div.subtext", {}, inline(small[1], depth)));
    } else if (row.startsWith(">>> ") && depth < MAX_DEPTH) {
      flush();
      nodes.push(h("blockquote", { dir: "auto" }, block([row.slice(4), ...rows.slice(i + 1)].join("\n"), depth + 1, outline)));
      return nodes;
    } else if (/^> ?/.test(row) && (row.startsWith("> ") || row === ">") && depth < MAX_DEPTH) {
      flush();
      const quoted = [];
      while (i < rows.length && (rows[i].startsWith("> ") || rows[i] === ">")) {
        quoted.push(rows[i].slice(2));
        i += 1;
      }
      i -= 1;
      nodes.push(h("blockquote", { dir: "auto" }, lines(quoted.join("\n"), depth + 1, outline)));
    } else if (ITEM.test(row)) {
      flush();
      const items = [];
      const numbered = /^ *\d/.test(row);
      while (i < rows.length && ITEM.test(rows[i]) && (/^ {2}/.test(rows[i]) || /^ *\d/.test(rows[i]) === numbered)) {
        items.push(rows[i]);
        i += 1;
      }
      i -= 1;
      nodes.push(list(items, depth));
    } else {
      paragraph.push(row);
    }
  }
  flush();
  return nodes;
}

const ITEM = /^( *)([-*]|\d{1,9}\.)\s+(\S.*)$/;

function list(rows, depth) {
  const parsed = rows.map((row) => ITEM.exec(row));
  const ordered = /\d/.test(parsed[0][2]);
  const root = h(ordered ? "ol" : "ul", { dir: "auto", start: ordered ? parseInt(parsed[0][2], 10) : null });
  let sub = null;
  for (const [, indent, , text] of parsed) {
    const item = h("li", {}, inline(text, depth));
    if (indent.length >= 2 && root.lastElementChild) {
      if (!sub || sub.parentElement !== root.lastElementChild) {
        sub = h("ul");
        root.lastElementChild.append(sub);
      }
      sub.append(item);
    } else {
      root.append(item);
    }
  }
  return root;
}

// Tried in this order at each position; each returns a node, or nothing if it does not apply.
const RULES = [
  [/\\([\\*_~`|>#\-[\]()@<:])/y, (m) => m[1]],
  [/\|\|([\s\S]+?)\|\|/y, (m, d) => spoiler(m[1], d)],
  [/\*\*\*(?=\S)([\s\S]+?)\*\*\*/y, (m, d) => h("strong", {}, h("em", {}, inline(m[1], d)))],
  [/\*\*(?=\S)([\s\S]+?)\*\*(?!\*)/y, (m, d) => h("strong", {}, inline(m[1], d))],
  [/__(?=\S)([\s\S]+?)__(?!_)/y, (m, d) => h("u", {}, inline(m[1], d))],
  [/~~(?=\S)([\s\S]+?)~~/y, (m, d) => h("s", {}, inline(m[1], d))],
  [/\*(?=[^\s*])((?:\*\*|[^*])+?)\*(?!\*)/y, (m, d) => h("em", {}, inline(m[1], d))],
  [/_(?=[^\s_])([^_]+?)_(?![\p{L}\p{N}_])/uy, (m, d) => h("em", {}, inline(m[1], d))],
  [/\[([^\]\n]{1,400})\]\(<?(https?:\/\/[^\s<>]+?)>?\)/y, (m, d) => link(m[2], inline(m[1], d))],
  [/<(https?:\/\/[^\s<>]+)>/y, (m) => link(m[1], m[1])],
  [/<@!?(\d{1,20})>/y, (m) => mention("@", userOf(m[1]) && nameOf(userOf(m[1])), m[1] === state.world?.me)],
  [/<#(\d{1,20})>/y, (m) => mention(channelOf(m[1])?.kind === "voice" ? icon("speaker") : "#", channelOf(m[1])?.name)],
  [/<@&(\d{1,20})>/y, (m) => mention("@", state.world?.roles.find((role) => role.id === m[1])?.name)],
  [/<\/([^:<>\n]{1,100}):\d{1,20}>/y, (m) => h("span.mention", {}, `/${m[1]}`)],
  [/<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y, (m) => h("time.stamp", {}, timestamp(Number(m[1]), m[2]))],
  [/<a?(:\w{2,32}:)\d{1,20}>/y, (m) => m[1]],
  [/@(?:everyone|here)/y, (m) => h("span.mention", {}, m[0])],
  [URL_PATTERN, (m) => link(m[0], m[0])],
];

function inline(text, depth) {
  if (depth > MAX_DEPTH) return [text];
  const nodes = [];
  let plain = "";
  const flush = () => {
    if (plain) nodes.push(plain);
    plain = "";
  };
  let at = 0;
  outer: while (at < text.length) {
    const before = at > 0 ? text[at - 1] : "";
    if (text[at] === "`") {
      const ticks = /`+/y;
      ticks.lastIndex = at;
      const run = ticks.exec(text)[0];
      const end = closing(text, at + run.length, run.length);
      if (end > 0) {
        flush();
        nodes.push(h("code", {}, text.slice(at + run.length, end).replace(/^ (.*) $/s, "$1")));
        at = end + run.length;
      } else {
        plain += run;
        at += run.length;
      }
      continue;
    }
    // Most characters begin no mark.
    if ("\\|*_~[<@h".includes(text[at])) {
      for (const [pattern, make] of RULES) {
        if (text[at] === "_" && /[\p{L}\p{N}]/u.test(before)) break; // keeps snake_case as it is
        if (text[at] === "h" && /[\p{L}\p{N}]/u.test(before)) break;
        pattern.lastIndex = at;
        const match = pattern.exec(text);
        if (!match) continue;
        const node = make(match, depth + 1);
        if (typeof node === "string") plain += node;
        else {
          flush();
          nodes.push(node);
        }
        at += match[0].length;
        continue outer;
      }
    }
    plain += text[at];
    at += 1;
  }
  flush();
  return nodes;
}

/** The index from `from` on where a run of exactly `length` backticks begins; -1 if there is none. */
function closing(text, from, length) {
  const ticks = /`+/g;
  ticks.lastIndex = from;
  for (let match = ticks.exec(text); match; match = ticks.exec(text)) if (match[0].length === length) return match.index;
  return -1;
}

function link(url, content) {
  let safe;
  try {
    safe = new URL(url);
  } catch {
    return h("span", {}, content);
  }
  if (safe.protocol !== "http:" && safe.protocol !== "https:") return h("span", {}, content);
  return h("a", { href: safe.href, target: "_blank", rel: "noopener noreferrer nofollow" }, content);
}

function mention(sign, name, mine = false) {
  return h("span.mention", { class: mine ? "mine" : "" }, sign, name ?? t("unknown-mention"));
}

function spoiler(text, depth) {
  const reveal = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.currentTarget.classList.add("shown");
    event.currentTarget.removeAttribute("role");
    event.currentTarget.removeAttribute("aria-label");
    event.currentTarget.removeAttribute("tabindex");
  };
  return h("span.spoiler", { role: "button", tabindex: "0", "aria-label": t("spoiler"), on: { click: reveal, keydown: reveal } }, h("span", {}, inline(text, depth)));
}

/** A text without marks on one line, for previews and screen readers. */
export function plain(text) {
  const holder = document.createElement("div");
  holder.append(...markdown(text));
  for (const block of holder.querySelectorAll(BLOCKS)) block.append(" ");
  for (const hidden of holder.querySelectorAll(".spoiler")) hidden.textContent = "•••";
  return holder.textContent.replace(/\s+/g, " ").trim();
}
