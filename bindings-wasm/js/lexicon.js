// The lexicon, kept between calls.

import { Handle } from "./error.js";
import { read, request, table, write } from "./json.js";
import * as module from "./module/doorstep.js";

/** Calls into the module's own lexicon; not for users. */
export let using;

export class Lexicon {
  #handle;

  static {
    using = (lexicon, call) => lexicon.#handle.use(call);
  }

  constructor(words) {
    const text = write(words);
    this.#handle = new Handle(() => new module.Lexicon(text));
  }

  static default() {
    return new Lexicon();
  }

  code(title, k = 5) {
    const text = write({ title: String(title), k });
    return read(this.#handle.use((lexicon) => lexicon.code(text)));
  }

  skills(text) {
    return read(this.#handle.use((lexicon) => lexicon.skills(String(text))));
  }

  certificates(text) {
    return read(this.#handle.use((lexicon) => lexicon.certificates(String(text))));
  }

  occupations(text) {
    return read(this.#handle.use((lexicon) => lexicon.occupations(String(text))));
  }

  readWish(text) {
    return read(this.#handle.use((lexicon) => lexicon.readWish(String(text))));
  }

  readPosts(posts, options) {
    const { mapping, ...rest } = options ?? {};
    const text = request({ posts: table(posts, mapping) }, rest);
    return read(this.#handle.use((lexicon) => lexicon.readPosts(text)));
  }

  name(code) {
    return this.occupation(code)?.name;
  }

  occupation(code) {
    return read(this.#handle.use((lexicon) => lexicon.occupation(String(code)))) ?? undefined;
  }

  free() {
    this.#handle.free();
  }

  [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
    this.free();
  }
}
