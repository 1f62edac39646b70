// What a user writes, under `tsc --strict`.

import { type DoorstepError, fenFromYuan, version } from "doorstep";
import init from "doorstep/web";

const fen: number = fenFromYuan("248.80");
const text: string = version();
await init();

try {
  fenFromYuan("a lot");
} catch (error) {
  const { code, message, messageZh }: DoorstepError = error as DoorstepError;
  console.log(code, message, messageZh, fen, text);
}

// @ts-expect-error no amount comes from a number
fenFromYuan(248.8);
