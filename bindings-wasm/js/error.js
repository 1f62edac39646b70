// What doorstep throws.

/** Errors that arise in JavaScript, beside those of the core. */
const OWN = {
  "internal.freed": ["this object has been freed", "该对象已释放"],
  "internal.not_ready": ["the module is not loaded: `await init()` first", "模块尚未加载：请先 await init()"],
  "internal.panic": [
    "internal error; the object that was called must be created again",
    "内部错误；请重新创建所调用的对象",
  ],
  "request.option_twice": ["given as an option, but also as an argument", "选项与参数重复"],
};

export class DoorstepError extends Error {
  /** @param {import("./wire.js").ErrorAnswer} answer */
  constructor(answer, options) {
    super(answer.message_en, options);
    this.code = answer.code;
    this.family = answer.family;
    this.messageZh = answer.message_zh;
    this.findings = answer.findings;
  }
}

// On the prototype, so that it names the class in a stack trace and is no property of each error.
Object.defineProperty(DoorstepError.prototype, "name", { value: "DoorstepError", configurable: true, writable: true });

/** An error of this side. */
export function own(code, detail, cause) {
  const [en, zh] = OWN[code];
  const [message_en, message_zh] = detail === undefined ? [en, zh] : [`${en}: ${detail}`, `${zh}：${detail}`];
  const answer = { code, family: code.slice(0, code.indexOf(".")), message_en, message_zh, findings: [] };
  return new DoorstepError(answer, cause === undefined ? undefined : { cause });
}

let ready = false;

/** Says that the module is loaded. */
export function loaded() {
  ready = true;
}

/**
 * Calls into the module. Its refusals, which cross as text, become a `DoorstepError`; so does a trap, which is how a
 * panic or the end of memory or stack looks from here.
 */
export function guard(call) {
  if (!ready) throw own("internal.not_ready");
  try {
    return call();
  } catch (thrown) {
    if (typeof thrown === "string") throw new DoorstepError(JSON.parse(thrown));
    if (thrown instanceof WebAssembly.RuntimeError || thrown instanceof RangeError) {
      throw own("internal.panic", undefined, thrown);
    }
    throw thrown;
  }
}

/** Holds an object of the module: after `free`, or after a panic inside it, it answers nothing more. */
export class Handle {
  #object;
  #panic;

  constructor(create) {
    this.#object = guard(create);
  }

  use(call) {
    if (this.#panic) throw own("internal.panic", undefined, this.#panic);
    if (this.#object === undefined) throw own("internal.freed");
    try {
      return guard(() => call(this.#object));
    } catch (error) {
      // What it holds may be half changed, so nobody shall see it. Its memory is left alone.
      if (error.code === "internal.panic") this.#panic = error.cause;
      throw error;
    }
  }

  free() {
    if (!this.#panic) this.#object?.free();
    this.#object = undefined;
  }
}
