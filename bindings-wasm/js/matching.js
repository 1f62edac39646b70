// The matcher, kept between calls.

import { Handle } from "./error.js";
import { read, request, table, write } from "./json.js";
import * as module from "./module/doorstep.js";

export class Matcher {
  #handle;

  constructor(posts, options) {
    const { mapping, errors, ...match } = options ?? {};
    const text = write({ posts: table(posts, mapping), options: match, errors });
    this.#handle = new Handle(() => new module.Matcher(text));
  }

  get length() {
    return this.#handle.use((matcher) => matcher.length);
  }

  get rejects() {
    return read(this.#handle.use((matcher) => matcher.rejects()));
  }

  recommend(seekers, k = 10, options) {
    const { mapping, ...rest } = options ?? {};
    const text = request({ seekers: table(seekers, mapping), k }, rest);
    return read(this.#handle.use((matcher) => matcher.recommend(text)));
  }

  explain(seeker, postId, options) {
    const { mapping, ...rest } = options ?? {};
    const text = request({ seeker: table([seeker], mapping), post_id: String(postId) }, rest);
    return read(this.#handle.use((matcher) => matcher.explain(text)));
  }

  diagnose(seeker, options) {
    const { mapping, ...rest } = options ?? {};
    const text = request({ seeker: table([seeker], mapping) }, rest);
    return read(this.#handle.use((matcher) => matcher.diagnose(text)));
  }

  free() {
    this.#handle.free();
  }

  [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
    this.free();
  }
}
