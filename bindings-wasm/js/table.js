// The fields of tables.

import { guard } from "./error.js";
import { read } from "./json.js";
import * as module from "./module/doorstep.js";

export const fields = (record) => read(guard(() => module.fields(String(record))));
