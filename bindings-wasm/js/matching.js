// The matcher, kept between calls.

import { Handle } from "./error.js";
import { read, request, single, table, write } from "./json.js";
import * as module from "./module/doorstep.js";

export class Matcher {
  #handle;

  constructor(posts, options) {
    const { errors, ...match } = options ?? {};
    const text = write({ posts: table(posts), options: match, errors });
    this.#handle = new Handle(() => new module.Matcher(text));
  }

  get length() {
    return this.#handle.use((matcher) => matcher.length);
  }

  get rejects() {
    return read(this.#handle.use((matcher) => matcher.rejects()));
  }

  recommend(seekers, k = 10, options) {
    const text = request({ seekers: table(seekers), k }, options);
    return read(this.#handle.use((matcher) => matcher.recommend(text)));
  }

  explain(seeker, postId) {
    const text = write(single(seeker));
    return read(this.#handle.use((matcher) => matcher.explain(text, String(postId))));
  }

  diagnose(seeker) {
    const text = write(single(seeker));
    return read(this.#handle.use((matcher) => matcher.diagnose(text)));
  }

  free() {
    this.#handle.free();
  }

  [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
    this.free();
  }
}
