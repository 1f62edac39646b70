// The golden cases in fixtures/, which the Rust and Python tests read too: the same checks for Node and the browser.

/** Names of the fixtures that `check` wants. */
export const FIXTURES = ["fen_from_yuan"];

const outcome = (call) => {
  try {
    return { value: call() };
  } catch (error) {
    const complete = error instanceof Error && error.name === "DoorstepError" && error.message && error.messageZh;
    return { code: complete ? error.code : `not a DoorstepError: ${error}` };
  }
};

/**
 * Runs every case of every fixture.
 * @param doorstep the package
 * @param fixtures the parsed JSON by name
 * @returns how many cases there were, and a line for each that differs
 */
export function check(doorstep, fixtures) {
  const differences = [];
  let cases = 0;
  const compare = (name, input, found, expected) => {
    cases += 1;
    if (JSON.stringify(found) !== JSON.stringify(expected)) {
      differences.push(`${name}(${JSON.stringify(input)}): ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`);
    }
  };
  for (const { text, fen, code } of fixtures.fen_from_yuan) {
    const expected = code === undefined ? { value: fen } : { code };
    compare("fenFromYuan", text, outcome(() => doorstep.fenFromYuan(text)), expected);
  }
  return { cases, differences };
}
