// The page's way to its service: a worker made of the page's own scripts, or the page itself.

import { Service } from "./service.js";

/** The text of the page's own script, from its element: the one thing that a worker is made of. */
function ownScript() {
  const found = [...document.scripts].find((one) => one.textContent.includes("var csbm = (() => {"));
  return found?.textContent ?? "";
}

export class Desk {
  /** `data` is what the engine is made of, `engine` the page's own, used where no worker is to be had. */
  constructor(data, module, engine) {
    this.engine = engine;
    this.waiting = new Map();
    this.count = 0;
    this.kind = "page";
    this.service = null;
    this.ready = this.hire(data, module);
  }

  async hire(data, module) {
    const text = ownScript();
    let address = null;
    try {
      address = URL.createObjectURL(new Blob([text, "\ncsbm.serve(self);\n"], { type: "text/javascript" }));
      this.worker = new Worker(address);
      this.worker.onmessage = ({ data: { id, answer, failed } }) => this.answered(id, answer, failed);
      this.worker.onerror = (event) => {
        event.preventDefault?.();
        this.dismiss();
      };
      const { parties, names, engine } = data;
      await this.post("begin", { data: { parties, names, engine: { line: engine.line, rest: engine.rest } }, module });
      this.kind = "worker";
      document.documentElement.dataset.worker = "worker";
    } catch {
      this.dismiss();
    } finally {
      if (address) URL.revokeObjectURL(address);
    }
  }

  /** No worker: whoever waits is told so, and the page answers itself. */
  dismiss() {
    this.kind = "page";
    document.documentElement.dataset.worker = "page";
    this.worker?.terminate();
    this.worker = null;
    for (const { reject } of this.waiting.values()) reject(new Error("the worker was refused"));
    this.waiting.clear();
  }

  answered(id, answer, failed) {
    const { resolve, reject } = this.waiting.get(id) ?? {};
    this.waiting.delete(id);
    if (failed) reject?.(new Error(failed));
    else resolve?.(answer);
  }

  post(method, asked) {
    return new Promise((resolve, reject) => {
      this.count += 1;
      this.waiting.set(this.count, { resolve, reject });
      this.worker.postMessage({ id: this.count, method, asked });
    });
  }

  /** Ask the service; the answer is a promise, whoever gives it. */
  async ask(method, asked) {
    await this.ready;
    if (this.kind === "worker") return this.post(method, asked);
    await new Promise((later) => setTimeout(later, 0));
    this.service ??= new Service(this.engine);
    return this.service[method](asked);
  }
}
