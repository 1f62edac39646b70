// Operations by name.

import { guard } from "./error.js";
import * as module from "./module/doorstep.js";

export const call = (operation, requestJson) => guard(() => module.call(String(operation), String(requestJson)));

export const version = () => guard(module.version);
