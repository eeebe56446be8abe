// Elements are made here and nowhere else. Text enters as text: there is no innerHTML in this page.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") node.textContent = value;
    else if (typeof value === "function") node.addEventListener(name, value);
    else if (/^(on|style|src|srcdoc)/i.test(name)) throw new Error(`no ${name} attributes here`);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** An HTML element; a function among the attributes listens to the event of that name. */
export function element(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An SVG element. */
export function drawing(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Let Enter and the space bar do on a thing of the map what a click does. */
export function onKey(layer, act) {
  layer.on("keydown", ({ originalEvent }) => {
    if (originalEvent.key !== "Enter" && originalEvent.key !== " ") return;
    originalEvent.preventDefault();
    act();
  });
}

/** The address of a web page, or null: only http and https are ever linked. */
export function webAddress(text) {
  let address;
  try {
    address = new URL(text);
  } catch {
    return null;
  }
  return address.protocol === "https:" || address.protocol === "http:" ? address.href : null;
}

/** A link that opens elsewhere, or plain text where the address is no web page. */
export function sourceLink(text, address) {
  const href = webAddress(address);
  if (href === null) return element("span", { text: text || address });
  return element("a", {
    href,
    target: "_blank",
    rel: "noopener noreferrer",
    text: text || address,
  });
}

export function byId(id) {
  return document.getElementById(id);
}

/** The page's own data: the text of a JSON element. */
export function readData(id) {
  return JSON.parse(byId(id).textContent);
}
