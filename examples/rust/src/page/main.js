{
  const data = JSON.parse(byId("data").textContent);
  byId("place").append(data.place.zh, el("time", { datetime: data.today }, data.today));
  byId("place-en").append(data.place.en);
  // What is made up is said before any figure.
  byId("plain").append(data.notes[0].zh, " ", en(data.notes[0].en));
  byId("figures").append(...data.figures.map(figure => el("div", null,
    el("dt", null, figure.zh, en(figure.en)), el("dd", { class: "value" }, figure.value), el("dd", { class: "note" }, figure.note))));
  byId("map-caption").append("编号为所选求职者的推荐岗位，住处只标到约 500 米格网。拖动平移；点按地图后滚轮缩放，方向键移动，0 回到全图。");
  byId("notes").append(...data.notes.map(note => el("li", null, note.zh, en(note.en))));
  const map = makeMap(data.map, data.posts);
  makePeople(data, map);
  coverageTable(data.coverage);
  voucherTables(data.vouchers);
  dataTables(data);
}
