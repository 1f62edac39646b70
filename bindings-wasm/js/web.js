// For browsers and bundlers: the module is fetched by `init`.

import { loaded } from "./error.js";
import load from "./module/doorstep.js";

export * from "./api.js";

let loading;

export default function init(module) {
  // Loaded once, whoever asks; after a failure it may be tried again.
  loading ??= load(module === undefined ? undefined : { module_or_path: module }).then(loaded, (error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}
