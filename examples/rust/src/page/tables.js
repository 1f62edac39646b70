// The tables below the map.
function coverageTable(coverage) {
  byId("coverage-rule").append("标准：" + coverage.rule.zh + "。城乡划分与坐标缺失时答“未知”，不作猜测。", el("br"), en(coverage.rule.en));
  const line = (region, name) => row([
    [region.name, "tight"],
    [number(region.total), "n"],
    [bar([[region.covered / region.total, "bg-covered"], [region.not_covered / region.total, "bg-not_covered"], [region.unknown / region.total, "bg-unknown"]], true), "bar-cell"],
    [percent(region.covered, region.total), "n"], [number(region.not_covered), "n"], [number(region.unknown), "n"],
  ], name);
  byId("coverage").append(
    head([["区划"], [coverage.unit.zh === "人" ? "居民（人）" : "总数（" + coverage.unit.zh + "）", "n"], ["覆盖"], ["覆盖率", "n"], ["圈外", "n"], ["未知", "n"]]),
    el("tbody", null, coverage.rows.map(region => line(region)), line(coverage.total, "total")));
}

function voucherTables(vouchers) {
  byId("voucher-lead").append(
    vouchers.name + "：" + vouchers.commands + " 条命令形成 " + vouchers.events + " 个事件，分发、领取、核销、审核、拨付全程留痕。哈希链已校验，链头 ",
    el("code", { title: vouchers.head }, vouchers.head.slice(0, 16) + "…"), "。持券人只以假名出现。");
  const steps = ["分发", "领取", "核销", "审核", "拨付"];
  byId("vouchers").append(
    head([["券号"], ...steps.map(step => [step, "step"]), ["金额（元）", "n"], ["状态", "state"]]),
    el("tbody", null, vouchers.rows.map(voucher => row([
      [[voucher.id, el("span", { class: "mini" }, voucher.note || voucher.holder)]],
      ...voucher.steps.map(day => [[el("div", { class: "dot" }), day || ""], day ? "step done" : "step"]),
      [voucher.amount, "n"],
      [voucher.state, "state" + (voucher.done ? " paid" : voucher.ended ? " ended" : "")],
    ]))));

  const [granted, recovered, available, reserved, payable, spent] = vouchers.budget;
  const whole = granted[2] + recovered[2];
  const looks = ["--part-8", "--part-3", "--part-1", "--part-0"];
  const parts = [available, reserved, payable, spent].map((bucket, index) => [bucket, looks[index]]).reverse();
  byId("budget").append(
    bar(parts.map(([bucket, look]) => [bucket[2] / whole, look, bucket[0].zh]), true),
    el("div", { class: "money" }, parts.map(([bucket, look]) => {
      const key = el("i");
      key.style.background = "var(" + look + ")";
      return el("span", null, key, bucket[0].zh + " " + bucket[1] + " 元");
    })),
    el("p", { class: "equation" }, "预算 " + granted[1] + " ＋ 追回 " + recovered[1] + " ＝ 可用 " + available[1] + " ＋ 已预留 " + reserved[1] + " ＋ 应付 " + payable[1] + " ＋ 已拨付 " + spent[1]));
  byId("trouble").append(...vouchers.trouble.map(turn => el("li", null,
    el("div", { class: "row" }, el("span", { class: "stamp" + (turn.outcome === "重放" ? " replay" : "") }, turn.outcome), el("b", null, turn.action + " " + turn.voucher), el("time", null, turn.time)),
    el("div", null, turn.zh, " ", en(turn.en)),
    el("small", null, turn.actor + " · " + turn.command + " · " + turn.code))));
}

function dataTables(data) {
  byId("tables").append(
    head([["表"], ["读入", "n"], ["拒绝", "n"], ["置空单元格", "n"]]),
    el("tbody", null, data.tables.map(table => row([
      [[table.name.zh + " ", en(table.file)]], [number(table.read), "n"], [number(table.rejected), "n"], [number(table.cells), "n"]]))));
  const codes = data.codes.map(code => row([[code.zh], [code.code, "code"], [code.effect, "tight"], [number(code.count), "n"]]));
  byId("codes").append(head([["问题"], ["代码"], ["后果"], ["数量", "n"]]), el("tbody", null, codes.length ? codes : row([["没有发现问题"], [""], [""], ["0", "n"]])));
  if (!data.findings.length) { document.querySelector(".findings").remove(); return; }
  byId("findings").append(
    head([["文件"], ["行", "n"], ["列"], ["值"], ["代码"], ["说明"], ["后果"]]),
    el("tbody", null, data.findings.map(([file, at, column, value, code, message, effect]) => row([
      [file, "tight"], [at, "n"], [column, "tight"], [value], [code, "code"], [message], [effect, "tight"]]))));
}
