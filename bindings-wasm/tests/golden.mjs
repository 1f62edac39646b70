// The golden cases in fixtures/, which the Rust and Python tests read too: the same checks for Node and the browser.

/** What a call gives, or the code of its error. */
const outcome = (doorstep, call) => {
  try {
    return { answer_text: call() };
  } catch (error) {
    const complete = error instanceof doorstep.DoorstepError && error.message && error.messageZh && error.family;
    return { error: complete ? error.code : `not a DoorstepError: ${error}` };
  }
};

/** The voucher story as a ledger of this package tells it. */
function tell({ Ledger }, { commands, vouchers }) {
  const ledger = Ledger.open("memory:");
  const answers = commands.map(({ now, command }) => ledger.submit(command, now));
  const ids = vouchers.map((_, index) => `v-${index + 1}`);
  const told = {
    commands,
    answers,
    vouchers: ids.map((id) => ledger.voucher(id) ?? null),
    budget: ledger.budget("training-2026"),
    verified: ledger.verify(),
  };
  ledger.free();
  return told;
}

/**
 * Runs every case.
 * @param doorstep the package
 * @param fixtures the parsed JSON by path below fixtures/: `golden/*`, `fen_from_yuan.json`, `voucher/story.json`
 * @returns how many cases there were, and a line for each that differs
 */
export function check(doorstep, fixtures) {
  const differences = [];
  let cases = 0;
  const compare = (name, found, expected) => {
    cases += 1;
    const [left, right] = [found, expected].map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
    if (left !== right) differences.push(`${name}: ${left.slice(0, 500)}, not ${right.slice(0, 500)}`);
  };
  for (const [path, fixture] of Object.entries(fixtures)) {
    if (path.startsWith("golden/")) {
      const { operation, request, ...expected } = fixture;
      compare(path, outcome(doorstep, () => doorstep.call(operation, JSON.stringify(request))), expected);
    } else if (path === "voucher/story.json") {
      compare(path, tell(doorstep, fixture), fixture);
    } else if (path === "fen_from_yuan.json") {
      for (const { text, fen, code } of fixture) {
        const expected = code === undefined ? { answer_text: fen } : { error: code };
        compare(`${path} ${text}`, outcome(doorstep, () => doorstep.fenFromYuan(text)), expected);
      }
    } else {
      compare(path, "no check", "a check");
    }
  }
  return { cases, differences };
}
