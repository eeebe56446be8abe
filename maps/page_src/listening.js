// What the reader does beside the map: search, filters, tabs, files, keys, paper.

import { byId } from "./dom.js";
import { TABS } from "./opening.js";
import { saveList } from "./saving.js";

function walkTabs(app, event, tab) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const offered = TABS.filter((one) => !byId(`tab-${one}`).hidden);
  const next = offered[(offered.indexOf(tab) + step + offered.length) % offered.length];
  app.store.set({ tab: next });
  byId(`tab-${next}`).focus();
}

/** Listen to what the reader does beside the map. */
export function listenToPage(app) {
  const { store, map } = app;
  byId("search").addEventListener("input", (event) => store.set({ query: event.target.value }));
  for (const name of ["in", "indeterminate", "out"]) {
    byId(`show-${name}`).addEventListener("change", (event) => {
      const rest = store.get().show.filter((one) => one !== name);
      store.set({ show: event.target.checked ? [...rest, name].sort() : rest });
    });
  }
  for (const tab of TABS) {
    byId(`tab-${tab}`).addEventListener("click", () => store.set({ tab }));
    byId(`tab-${tab}`).addEventListener("keydown", (event) => walkTabs(app, event, tab));
  }
  for (const format of ["csv", "geojson", "kml"]) {
    byId(`save-${format}`).addEventListener("click", () => saveList(app, format));
  }
  byId("print").addEventListener("click", () => window.print());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && app.measure.on) app.measure.switch(false, true);
    else if (event.key === "Escape" && app.sandbox?.on) app.sandbox.switch(false);
    else if (event.key === "Escape" && app.whatIf.on) app.whatIf.end();
    else if (event.key === "Escape" && store.get().unit) app.choose(null);
    else if (event.key === "Escape") map.closePopup();
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "/" && !typing) {
      event.preventDefault();
      byId("search").focus();
    }
  });
  window.addEventListener("beforeprint", () => app.view.print(true));
  window.addEventListener("afterprint", () => app.view.print(false));
  matchMedia("print").addEventListener("change", (event) => app.view.print(event.matches));
  new ResizeObserver(() => {
    map.invalidateSize({ animate: false });
    if (!app.view.moved && !app.state.view) app.view.fit();
  }).observe(map.getContainer());
}
