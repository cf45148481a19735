// Embeds and attachments of a message.

import { bytes, h, icon } from "./dom.js";
import { colour, picture } from "./components.js";
import { markdown, plain } from "./markdown.js";
import { Flag } from "./state.js";
import { t, time } from "./texts.js";
import { voiceMessage } from "./voice-message.js";

/** An embed's card; the words for its pictures are those of the message's attachment, or else the embed's own. */
export function embed(data, message) {
  const words = (media) => message.attachments?.find((file) => file.url === media.url)?.description || plain(data.title || data.description || "").slice(0, 200);
  const title = data.title && (data.url && /^https?:/.test(data.url) ? h("a", { href: data.url, target: "_blank", rel: "noopener noreferrer" }, markdown(data.title, { blocks: false })) : markdown(data.title, { blocks: false }));
  const footer = [data.footer?.text, data.timestamp && time(data.timestamp)].filter(Boolean).join(" · ");
  return h(
    "article.embed",
    { style: data.color ? { "--accent-line": colour(data.color) } : {} },
    data.thumbnail && picture(data.thumbnail, words(data.thumbnail), "thumbnail"),
    data.author?.name && h("div.embed-author", {}, data.author.name),
    title && h("div.embed-title", {}, title),
    data.description && h("div.text", {}, markdown(data.description)),
    data.fields?.length &&
      h(
        "div.embed-fields",
        {},
        data.fields.map((field) => h("div.embed-field", { class: field.inline ? "inline" : "" }, h("div.embed-field-name", {}, markdown(field.name, { blocks: false })), h("div.text", {}, markdown(field.value)))),
      ),
    data.image && picture(data.image, words(data.image), "embed-picture"),
    footer && h("div.embed-footer", {}, footer),
  );
}

const PICTURES = /^image\/(png|jpeg|gif|webp)$/;
const SOUNDS = /^audio\//;

/** An attachment: a picture, a player, or a file to download. */
export function attachment(data, message) {
  const name = data.title || data.filename;
  const kind = (data.content_type ?? "").split(";")[0];
  if (PICTURES.test(kind)) {
    return h("a.attached-picture", { href: data.url, target: "_blank", "aria-label": t("open-picture", { name }) }, h("img.picture", { src: data.url, alt: data.description || name, loading: "lazy", width: data.width, height: data.height }));
  }
  if (message.flags & Flag.VOICE && SOUNDS.test(kind)) return voiceMessage(data);
  const row = h(
    "div.file-row",
    {},
    icon(SOUNDS.test(kind) ? "speaker" : "file"),
    h("div.file-name", {}, h("span", { title: name }, name), h("small", {}, bytes(data.size))),
    h("a.icon-button", { href: `${data.url}?download`, download: name, "aria-label": t("download", { name }), title: t("download", { name }) }, icon("download")),
  );
  if (!SOUNDS.test(kind)) return h("div.file", {}, row);
  return h("div.file.sound", {}, row, h("audio", { controls: true, preload: "metadata", src: data.url, "aria-label": name }));
}
