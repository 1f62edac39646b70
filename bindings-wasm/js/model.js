// Values.

import { guard } from "./error.js";
import * as module from "./module/doorstep.js";

export const fenFromYuan = (text) => guard(() => module.fenFromYuan(String(text)));
