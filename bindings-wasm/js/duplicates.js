// Posts published twice.

import { read, request, table } from "./json.js";
import { call } from "./wire.js";

export function samePosts(posts, options) {
  const { mapping, ...rest } = options ?? {};
  return read(call("same_posts", request({ posts: table(posts, mapping) }, rest)));
}
