// Elements are made, never written as text: what comes from a table stays text.
function el(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children);
}
function svgEl(name, attributes, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}
function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined) node.append(child);
  }
  return node;
}
function byId(id) { return document.getElementById(id); }
function en(text) { return el("span", { lang: "en" }, text); }
// A bar of shares: [share of 1, class or colour] each.
function bar(shares, tall) {
  return el("div", { class: tall ? "bar tall" : "bar", "aria-hidden": "true" }, shares.filter(([share]) => share > 0).map(([share, look, title]) => {
    const piece = el("i", { title });
    piece.style.width = (share * 100).toFixed(3) + "%";
    if (look.startsWith("--")) piece.style.background = "var(" + look + ")"; else piece.className = look;
    return piece;
  }));
}
function number(value) { return value.toLocaleString("zh-CN"); }
function percent(part, whole) { return whole ? (Math.floor(part * 1000 / whole) / 10).toFixed(1) + "%" : "—"; }
function row(cells, name) {
  return el("tr", { class: name }, cells.map(([content, look]) => el("td", { class: look }, content)));
}
function head(cells) {
  return el("thead", null, el("tr", null, cells.map(([content, look]) => el("th", { class: look, scope: "col" }, content))));
}
