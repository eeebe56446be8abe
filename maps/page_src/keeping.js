// What a reader takes along: the link, help with keys, and notes that stay in a copy of the page.

import { byId, element } from "./dom.js";
import { offerFile } from "./downloads.js";
import { keptNotes, pageWith } from "./page_copy.js";
import { savePicture } from "./picture.js";

const NOTES_MAX = 20000;
const HELP = ["/", "?", "Esc", "↑ ↓", "← →", "Enter", "+ −"];

export class Keeping {
  constructor(app) {
    this.app = app;
    for (const kind of ["png", "svg"]) byId(`save-${kind}`).addEventListener("click", () => this.picture(kind));
    byId("copy-link").addEventListener("click", () => this.copyLink());
    byId("help").addEventListener("click", () => this.help());
    byId("help-close").addEventListener("click", () => byId("help-box").close());
    byId("save-copy").addEventListener("click", () => this.saveCopy());
    byId("notes").value = keptNotes();
    byId("notes").maxLength = NOTES_MAX;
    // A program that draws pictures prints too: what was noted is on paper.
    byId("notes").addEventListener("input", () => { byId("notes-printed").textContent = byId("notes").value; });
    byId("notes-printed").textContent = byId("notes").value;
    document.addEventListener("keydown", (event) => {
      if (event.key !== "?" || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
      event.preventDefault();
      this.help();
    });
  }

  say(text) {
    byId("said").textContent = text;
    byId("kept-said").textContent = text;
  }

  async picture(kind) {
    const { words } = this.app;
    try {
      this.say(words.say("kept.saved", { name: await savePicture(this.app, kind) }));
    } catch {
      this.say(words.say("kept.failed"));
    }
  }

  async copyLink() {
    const { words } = this.app;
    const link = this.app.view.link();
    try {
      await navigator.clipboard.writeText(link);
      this.say(words.say("place.copied"));
    } catch {
      // Where the clipboard is refused, the link can still be taken by hand.
      this.say(link);
    }
  }

  help() {
    const { words } = this.app;
    byId("help-keys").replaceChildren(...HELP.map((keys, at) => element("div", {}, element("dt", {}, element("kbd", { text: keys })), element("dd", { text: words.say(`help.${at}`) }))));
    byId("help-box").showModal();
  }

  /** The page as it was opened, with the notes in its data, and the reader's own list where there is one. */
  saveCopy() {
    const { app } = this;
    const name = `csbm-${app.units.parties.join("-")}-notes.html`;
    offerFile(name, "text/html;charset=utf-8", pageWith({ list: app.ownList, notes: byId("notes").value, line: app.data.drawn?.points }));
    this.say(app.words.say("kept.saved", { name }));
  }
}
