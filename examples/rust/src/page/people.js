// One person: what is wanted, the ten best posts with their reasons, or why there is none.
function makePeople(data, map) {
  const chooser = byId("chooser");
  const groups = [["有推荐岗位", person => person.posts.length > 0], ["暂无合适岗位", person => person.posts.length === 0]];
  for (const [label, belongs] of groups) {
    const people = data.people.map((person, index) => [person, index]).filter(([person]) => belongs(person));
    if (!people.length) continue;
    chooser.append(el("optgroup", { label: label + "（" + people.length + " 人）" }, people.map(([person, index]) =>
      el("option", { value: index }, person.id + "  " + (person.wants || "意向未填") + " · " + person.posts.length + " 个岗位"))));
  }

  let items = [];
  function pick(index) {
    const already = items[index] && items[index].classList.contains("on");
    items.forEach((item, at) => item.classList.toggle("on", at === index && !already));
    map.mark(already ? -1 : index);
    if (!already && items[index]) items[index].scrollIntoView({ block: "nearest" });
  }
  function reasons(found) {
    const best = found.parts.filter(part => part[1] > 0).sort((one, other) => other[1] - one[1]).slice(0, 3).map(part => part[2]);
    return el("div", { class: "reasons" }, best.join("；"), found.open.length ? el("em", null, "　待确认 " + found.open.length + " 项") : null);
  }
  function detail(found) {
    const lines = found.parts.map(([part, contribution, text]) => {
      const swatch = el("span", { class: "swatch" });
      swatch.style.background = "var(--part-" + part + ")";
      return el("li", { title: data.parts[part].zh + " " + data.parts[part].en }, swatch, el("span", null, text), el("span", { class: "points" }, (Math.floor(contribution / 1000) / 10).toFixed(1)));
    });
    const questions = found.open.map(text => el("li", { class: "question" }, "?", el("span", null, "待确认：" + text), null));
    const read = found.quotes.length ? el("li", { class: "question" }, "“", el("span", null, "读自原文：" + found.quotes.map(words => "“" + words + "”").join("")), null) : null;
    return el("div", { class: "detail" }, el("ul", null, lines, questions, read));
  }
  function card(found, index) {
    const [, title, employer, wage, kind] = data.posts[found.post];
    const item = el("li", { class: "rec", tabindex: "0", onclick: () => pick(index), onkeydown: event => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); pick(index); }
    } },
      el("span", { class: "rank" }, index + 1),
      el("div", null,
        el("div", { class: "title" }, title, kind ? el("span", { class: "tag" }, kind) : null),
        el("div", { class: "meta" }, el("b", null, wage), " · ", found.way),
        el("div", { class: "meta" }, employer)),
      el("div", { class: "score", title: "得分（满分 100）" }, found.score),
      bar(found.parts.map(([part, contribution, text]) => [contribution / 1e6, "--part-" + part, text])),
      reasons(found), detail(found));
    return item;
  }
  function diagnosis(found, none) {
    const rows = found.rows.map(([name, failed, alone, text]) => el("li", null,
      el("div", { class: "row" }, el("b", null, name), el("span", null, "排除 " + failed + " · 放宽可增加 " + alone)),
      bar([[failed / Math.max(found.posts, 1), "bg-not_covered"]]), el("p", null, text)));
    const lead = "全部 " + found.posts + " 个岗位中符合全部硬性条件的有 " + found.feasible + " 个。各条件排除的岗位数（可重叠），放宽后收获多者在前：";
    return [none ? el("p", { class: "none" }, "暂无符合全部条件的岗位") : null, el("p", { class: "diagnosis-lead" }, lead), el("ul", { class: "diagnosis" }, rows),
      found.changes.length ? el("p", { class: "diagnosis-lead" }, "本人可作的调整：") : null, el("ul", { class: "diagnosis" }, found.changes.map(text => el("li", null, text)))];
  }

  function show(index) {
    const person = data.people[index];
    chooser.value = String(index);
    items = person.posts.map(card);
    const facts = person.facts.flatMap(([name, text]) => [el("dt", null, name), el("dd", null, text)]);
    byId("person").replaceChildren(
      el("h3", null, person.wants || "意向未填", el("small", null, person.id)),
      person.groups.length ? el("div", { class: "chips" }, person.groups.map(name => el("span", { class: "chip" }, name))) : "",
      el("dl", { class: "facts" }, facts),
      items.length ? el("ol", { class: "rec-list" }, items) : "",
      ...(person.diagnosis ? diagnosis(person.diagnosis, items.length === 0).filter(Boolean) : []));
    byId("person").scrollTop = 0;
    map.choose(person, pick);
  }
  chooser.addEventListener("change", () => { location.hash = data.people[chooser.value].id; });
  const step = by => {
    const order = [...chooser.options].map(option => option.value);
    const at = (order.indexOf(chooser.value) + by + order.length) % order.length;
    location.hash = data.people[order[at]].id;
  };
  byId("previous").onclick = () => step(-1);
  byId("next").onclick = () => step(1);
  // The address names the person, so that a view can be passed on: index.html#Q037, or #Q037/1 for the first post.
  function follow() {
    const [id, rank] = decodeURIComponent(location.hash.slice(1)).split("/");
    const asked = data.people.findIndex(person => person.id === id);
    // Without a name, somebody with many good posts.
    const worth = data.people.map(person => person.home ? person.posts.reduce((sum, found) => sum + Number(found.score), 0) : -1);
    const first = worth.indexOf(Math.max(...worth));
    if (!data.people.length) return;
    show(asked >= 0 ? asked : Math.max(first, 0));
    if (rank) pick(Number(rank) - 1);
  }
  window.addEventListener("hashchange", follow);
  follow();
}
