// The matcher, kept between calls.

import { Handle } from "./error.js";
import { bytesOf, read, request, table, write } from "./json.js";
import { Lexicon, using } from "./lexicon.js";
import * as module from "./module/doorstep.js";
import { streets } from "./network.js";

/**
 * Lets everything else go on. A timer and not `scheduler.yield`, which may keep other timers waiting, and so the signal
 * of `AbortSignal.timeout`.
 */
const pause = () => new Promise((resolve) => setTimeout(resolve));

export class Matcher {
  #handle;

  constructor(posts, options) {
    if (posts instanceof Handle) {
      this.#handle = posts;
      return;
    }
    const { mapping, errors, lexicon, network, snap_limit_m, ...match } = options ?? {};
    const made = { posts: table(posts, mapping), options: match, errors };
    const how = { snap_limit_m };
    if (lexicon instanceof Lexicon) {
      const text = write(made);
      const make = (roads) => using(lexicon, (own) => own.matcher(text, roads));
      this.#handle = new Handle(() => make(streets(network, how)));
    } else {
      const text = write({ ...made, lexicon });
      this.#handle = new Handle(() => new module.Matcher(text, streets(network, how)));
    }
  }

  static fromBytes(bytes, lexicon, options) {
    const saved = bytesOf(bytes, "matcher");
    const { network, ...how } = options ?? {};
    if (lexicon instanceof Lexicon) {
      const load = (roads) => using(lexicon, (own) => own.matcherFromBytes(saved, roads));
      return new Matcher(new Handle(() => load(streets(network, how))));
    }
    const words = write(lexicon);
    return new Matcher(new Handle(() => module.Matcher.fromBytes(saved, words, streets(network, how))));
  }

  toBytes() {
    return this.#handle.use((matcher) => matcher.toBytes());
  }

  get length() {
    return this.#handle.use((matcher) => matcher.length);
  }

  get rejects() {
    return read(this.#handle.use((matcher) => matcher.rejects()));
  }

  get provenance() {
    return read(this.#handle.use((matcher) => matcher.provenance()));
  }

  apply(changes) {
    const { upsert, remove, mapping, ...rest } = changes ?? {};
    const posts = upsert == null ? undefined : table(upsert, mapping);
    const ids = remove == null ? undefined : Array.from(remove, String);
    const text = request({ upsert: posts, remove: ids }, rest);
    return read(this.#handle.use((matcher) => matcher.apply(text)));
  }

  recommend(seekers, k = 10, options) {
    const { mapping, ...rest } = options ?? {};
    const text = request({ seekers: table(seekers, mapping), k }, rest);
    return read(this.#handle.use((matcher) => matcher.recommend(text)));
  }

  async *recommendInChunks(seekers, k = 10, options) {
    const { mapping, signal, ...rest } = options ?? {};
    signal?.throwIfAborted();
    const text = request({ seekers: table(seekers, mapping), k }, rest);
    const people = new Handle(() => new module.People(text));
    try {
      for (;;) {
        const chunk = read(this.#handle.use((matcher) => people.use((own) => matcher.chunk(own))));
        yield chunk;
        if (chunk.done === chunk.total) return;
        await pause();
        signal?.throwIfAborted();
      }
    } finally {
      people.free();
    }
  }

  candidates(seekers, postIds, k = 10, options) {
    const { mapping, ...rest } = options ?? {};
    const ids = postIds == null ? undefined : Array.from(postIds, String);
    const text = request({ seekers: table(seekers, mapping), post_ids: ids, k }, rest);
    return read(this.#handle.use((matcher) => matcher.candidates(text)));
  }

  search(query, options) {
    const text = request({ query: String(query) }, options);
    return read(this.#handle.use((matcher) => matcher.search(text)));
  }

  suggest(prefix, k = 10) {
    const text = write({ prefix: String(prefix), k });
    return read(this.#handle.use((matcher) => matcher.suggest(text)));
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
