// Nodes, and how the page follows its state: everything is built anew and laid over what is there, so that focus,
// scroll position and running animations stay. No text is ever read as HTML.

/**
 * A node. `kind` is "tag.class.class"; in `props`, on… are handlers, `data` a map of data attributes, `vars` a map of CSS
 * custom properties, `key` what the node is known by among its siblings; anything false or null is left out.
 */
export function h(kind, props = {}, ...children) {
  const [tag, ...classes] = kind.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  for (const [name, value] of Object.entries(props)) give(node, name, value);
  node.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return node;
}

function give(node, name, value) {
  if (value == null || value === false) return;
  if (name.startsWith("on")) node[name] = value;
  else if (name === "key") node.dataset.key = value;
  else if (name === "class") node.classList.add(...value.split(" ").filter(Boolean));
  else if (name === "data") Object.assign(node.dataset, value);
  else if (name === "vars") for (const [key, text] of Object.entries(value)) node.style.setProperty(`--${key}`, text);
  else node.setAttribute(name, value === true ? "" : value);
}

/** An icon: one stroked path in a box of 24. */
export function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

const HANDLERS = ["onclick", "oninput", "onkeydown", "onsubmit", "onchange", "onfocus"];

/** Make the children of `parent` like `children`, keeping every node that can stay. */
export function lay(parent, children) {
  const wanted = children.flat(Infinity).filter((child) => child != null && child !== false);
  const known = new Map();
  for (const node of parent.childNodes) if (node.dataset?.key) known.set(node.dataset.key, node);
  let here = parent.firstChild;
  for (const next of wanted) {
    const node = typeof next === "string" ? document.createTextNode(next) : next;
    const same = node.dataset?.key ? known.get(node.dataset.key) : here;
    if (same && alike(same, node)) {
      if (same === here) here = here.nextSibling;
      else parent.insertBefore(same, here);
      resemble(same, node);
    } else {
      parent.insertBefore(node, here);
    }
  }
  while (here) {
    const gone = here;
    here = here.nextSibling;
    gone.remove();
  }
}

function alike(old, next) {
  return old.nodeType === next.nodeType && old.nodeName === next.nodeName && old.dataset?.key === next.dataset?.key;
}

function resemble(old, next) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== next.data) old.data = next.data;
    return;
  }
  for (const { name } of [...old.attributes]) if (name !== "style" && !next.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of next.attributes) {
    if (name !== "style" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  if (old.style && old.style.cssText !== next.style.cssText) old.style.cssText = next.style.cssText;
  for (const name of HANDLERS) old[name] = next[name];
  if (old.nodeName !== "INPUT" && old.nodeName !== "TEXTAREA") lay(old, [...next.childNodes]);
}
