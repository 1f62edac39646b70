// The map: one SVG whose viewBox moves. Units are metres east and south of the middle; `k` is metres for each pixel.
function makeMap(data, posts) {
  const host = byId("map");
  const svg = svgEl("svg", { tabindex: "0", role: "img", "aria-label": "服务圈、居民点、岗位与推荐的地图" });
  if (posts.length > 1500) svg.classList.add("many");
  host.prepend(svg);
  const layer = {};
  const add = (name, ...children) => { layer[name] = svgEl("g", null, children); svg.append(layer[name]); };
  const dots = (name, d) => svgEl("path", { class: "dots d-" + name, d });
  add("lines", ["street", "stream", "lane", "road", "river", "county"].filter(kind => data.lines[kind]).map(kind => svgEl("path", { class: "l-" + kind, d: data.lines[kind] })));
  add("circles", data.circles.map(([kind, d]) => svgEl("path", { class: "circle " + kind, d })));
  add("unknown", dots("unknown", data.unknown));
  add("covered", dots("covered", data.covered));
  add("not_covered", dots("not_covered", data.not_covered));
  const placed = posts.filter(post => post[5]);
  add("posts", dots("posts", placed.map(post => "M" + post[5][0] + " " + post[5][1] + "h0").join("")));
  add("stations");
  add("names");
  add("links");
  add("marks");

  // Things of constant size on the screen, each a group that is scaled against the zoom.
  const fixed = [];
  function pin(parent, x, y, node, nearerThan) {
    parent.append(node);
    const pinned = { x, y, node, nearerThan: nearerThan || Infinity };
    fixed.push(pinned);
    place(pinned);
    return pinned;
  }
  function unpin(pinned) {
    fixed.splice(fixed.indexOf(pinned), 1);
    pinned.node.remove();
  }
  const view = { x: 0, y: 0, k: 1 };
  function place(pinned) {
    pinned.node.setAttribute("transform", "translate(" + pinned.x + " " + pinned.y + ") scale(" + view.k + ")");
    pinned.node.style.display = view.k < pinned.nearerThan ? "" : "none";
  }
  for (const [kind, name, x, y] of data.labels) {
    const label = svgEl("text", { class: "t-" + kind, "text-anchor": "middle", y: kind === "village" ? 14 : kind === "river" ? -7 : -9 }, name);
    pin(layer.names, x, y, svgEl("g", null, label), kind === "village" ? 26 : kind === "zone" ? 50 : Infinity);
  }
  for (const station of data.stations) {
    pin(layer.stations, station.x, station.y, svgEl("g", { class: "station" }, svgEl("rect", { x: -5, y: -5, width: 10, height: 10, rx: 2, transform: "rotate(45)" })));
    pin(layer.stations, station.x, station.y, svgEl("g", null, svgEl("text", { class: "t-station", "text-anchor": "middle", y: 19 }, station.name)), 13);
  }

  const [left, top, right, bottom] = data.view;
  let home = { x: (left + right) / 2, y: (top + bottom) / 2, k: 1 };
  function show() {
    const { clientWidth: width, clientHeight: height } = host;
    if (!width || !height) return;
    svg.setAttribute("viewBox", [view.x - width * view.k / 2, view.y - height * view.k / 2, width * view.k, height * view.k].join(" "));
    fixed.forEach(place);
    const bar = byId("scale");
    const most = 110 * view.k;
    const power = 10 ** Math.floor(Math.log10(most));
    const metres = [5, 2, 1].map(step => step * power).find(step => step <= most);
    bar.firstElementChild.textContent = metres < 1000 ? metres + " 米" : metres / 1000 + " 公里";
    bar.lastElementChild.style.width = metres / view.k + "px";
  }
  function fit(box, margin) {
    const { clientWidth: width, clientHeight: height } = host;
    view.x = (box[0] + box[2]) / 2;
    view.y = (box[1] + box[3]) / 2;
    view.k = Math.max((box[2] - box[0]) / Math.max(width - 2 * margin, 50), (box[3] - box[1]) / Math.max(height - 2 * margin, 50), 1.2);
    show();
  }
  function all() { fit(data.view, 14); home = { ...view }; }
  function zoom(factor, at) {
    const { clientWidth: width, clientHeight: height } = host;
    const k = Math.min(Math.max(view.k * factor, 0.8), home.k * 3);
    const offset = at ? [at[0] - width / 2, at[1] - height / 2] : [0, 0];
    view.x += offset[0] * (view.k - k);
    view.y += offset[1] * (view.k - k);
    view.k = k;
    show();
  }
  byId("zoom-in").onclick = () => zoom(1 / 1.6);
  byId("zoom-out").onclick = () => zoom(1.6);
  byId("zoom-all").onclick = all;

  const pointers = new Map();
  const at = event => { const box = svg.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  svg.addEventListener("pointerdown", event => {
    pointers.set(event.pointerId, at(event));
    if (event.pointerType === "mouse" || pointers.size === 2) { svg.setPointerCapture(event.pointerId); svg.classList.add("dragging"); }
  });
  svg.addEventListener("pointermove", event => {
    const now = at(event);
    const before = pointers.get(event.pointerId);
    if (!before) { hover(now); return; }
    if (pointers.size === 2) {
      const other = [...pointers].find(([id]) => id !== event.pointerId)[1];
      const span = (one, two) => Math.hypot(one[0] - two[0], one[1] - two[1]);
      zoom(span(before, other) / Math.max(span(now, other), 1), [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2]);
    } else {
      view.x -= (now[0] - before[0]) * view.k;
      view.y -= (now[1] - before[1]) * view.k;
      show();
    }
    pointers.set(event.pointerId, now);
    hide();
  });
  const release = event => { pointers.delete(event.pointerId); svg.classList.remove("dragging"); };
  svg.addEventListener("pointerup", release);
  svg.addEventListener("pointercancel", release);
  svg.addEventListener("pointerleave", () => hide());
  svg.addEventListener("click", event => { svg.focus({ preventScroll: true }); hover(at(event)); });
  svg.addEventListener("dblclick", event => zoom(1 / 1.8, at(event)));
  // The wheel scrolls the page until the map has been clicked, or with the control key.
  svg.addEventListener("wheel", event => {
    if (!event.ctrlKey && !event.metaKey && document.activeElement !== svg) return;
    event.preventDefault();
    zoom(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.006), at(event));
  }, { passive: false });
  svg.addEventListener("keydown", event => {
    const step = 60 * view.k;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (moves[event.key]) { view.x += moves[event.key][0]; view.y += moves[event.key][1]; show(); }
    else if (event.key === "+" || event.key === "=") zoom(1 / 1.4);
    else if (event.key === "-") zoom(1.4);
    else if (event.key === "0") all();
    else return;
    event.preventDefault();
  });

  const tip = byId("tip");
  function hide() { tip.hidden = true; }
  // What is nearest to the pointer, within nine pixels: a station, else the posts at one place.
  function hover([px, py]) {
    const x = view.x + (px - host.clientWidth / 2) * view.k, y = view.y + (py - host.clientHeight / 2) * view.k;
    const reach = 9 * view.k;
    let found = null, best = reach;
    const closer = (px, py, what) => { const d = Math.hypot(px - x, py - y); if (d < best) { best = d; found = what; } };
    if (layer.posts.style.display !== "none") for (const post of placed) closer(post[5][0], post[5][1], post);
    if (layer.stations.style.display !== "none") for (const station of data.stations) closer(station.x, station.y, station);
    if (!found) { hide(); return; }
    if (found.name) {
      tip.replaceChildren(el("b", null, found.name), el("span", null, found.kind));
    } else {
      const here = placed.filter(post => post[5][0] === found[5][0] && post[5][1] === found[5][1]);
      const lines = here.slice(0, 4).map(post => el("div", null, el("b", null, post[1]), el("span", null, [post[2], post[3]].filter(Boolean).join(" · "))));
      if (here.length > 4) lines.push(el("span", null, "此处共 " + here.length + " 个岗位"));
      tip.replaceChildren(...lines);
    }
    tip.hidden = false;
    tip.style.left = Math.min(px + 14, host.clientWidth - tip.offsetWidth - 8) + "px";
    tip.style.top = (py + tip.offsetHeight + 22 > host.clientHeight ? py - tip.offsetHeight - 10 : py + 14) + "px";
  }

  const keys = [
    ["circles", "ring", "服务圈"], ["stations", "square", "服务站"], ["covered", "bg-covered", "圈内居民点"],
    ["not_covered", "bg-not_covered", "圈外居民点"], ["unknown", "bg-unknown", "未知"], ["posts", null, "岗位"],
  ];
  byId("layers").append(...keys.filter(([name]) => name !== "unknown" || data.unknown).map(([name, look, text]) => {
    const key = el("span", { class: "key " + (look || "") });
    if (!look) key.style.background = "var(--blue)";
    const toggle = el("input", { type: "checkbox", checked: true, onchange: event => { layer[name].style.display = event.target.checked ? "" : "none"; } });
    return el("label", null, toggle, key, text);
  }));
  let fitted = all;
  new ResizeObserver(() => fitted()).observe(host);

  // The person's home and the ten posts, numbered, with lines from home.
  let pins = [], badges = [], lines = [];
  function choose(person, pick) {
    pins.forEach(unpin);
    pins = []; badges = []; lines = [];
    layer.links.replaceChildren();
    const spots = new Map();
    person.posts.forEach((found, index) => {
      const point = posts[found.post][5];
      if (!point) return;
      if (person.home) {
        lines[index] = svgEl("path", { class: "link", d: "M" + person.home.join(" ") + "L" + point.join(" ") });
        layer.links.append(lines[index]);
      }
      // Posts at one place stand side by side.
      const key = point.join();
      const shift = spots.get(key) || 0;
      spots.set(key, shift + 1);
      const node = svgEl("g", { class: "badge", onclick: () => pick(index) },
        svgEl("circle", { r: 9.5, cx: shift * 17 }), svgEl("text", { x: shift * 17, y: 4 }, String(index + 1)));
      pins.push(pin(layer.marks, point[0], point[1], node));
      badges[index] = node;
    });
    if (person.home) {
      const node = svgEl("g", { class: "home" }, svgEl("circle", { r: 11 }), svgEl("path", { d: "M-6 1L0 -5.5L6 1H4V5.5H-4V1Z" }), svgEl("text", { y: 25, "text-anchor": "middle" }, "住处附近"));
      pins.push(pin(layer.marks, person.home[0], person.home[1], node));
    }
    const points = person.posts.map(found => posts[found.post][5]).filter(Boolean).concat(person.home ? [person.home] : []);
    fitted = points.length > 1 ? () => fit(around(points), 46) : all;
    fitted();
  }
  function around(points) {
    const xs = points.map(point => point[0]), ys = points.map(point => point[1]);
    const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    // Not nearer than two and a half kilometres across, so that the streets stay readable.
    const grow = Math.max(0, 2500 - Math.max(x1 - x0, y1 - y0)) / 2;
    return [x0 - grow, y0 - grow, x1 + grow, y1 + grow];
  }
  function mark(index) {
    [badges, lines].forEach(list => list.forEach((node, at) => node && node.classList.toggle("on", at === index)));
    if (badges[index]) layer.marks.append(badges[index]);
  }
  return { choose, mark };
}
