// A static server on this machine only, for the folders that a page may see.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";

const TYPES = {
  ".bin": "application/octet-stream",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

/**
 * @param folders file: URLs by the prefix under which they are served, with a `/` at the end if it is a folder; the
 *   longest prefix wins
 * @returns the address and a function that ends the server
 */
export async function serve(folders) {
  const prefixes = Object.keys(folders).sort((a, b) => b.length - a.length);
  const server = createServer(async (request, response) => {
    // A URL resolves `..` before it is joined to a folder, so no path leads out of one.
    const { pathname } = new URL(request.url, "http://127.0.0.1");
    const prefix = prefixes.find((start) => pathname.startsWith(start));
    const type = TYPES[extname(pathname)];
    try {
      if (prefix === undefined || type === undefined) throw new Error("not served");
      const below = pathname.slice(prefix.length);
      const body = await readFile(below === "" ? folders[prefix] : new URL(`./${below}`, folders[prefix]));
      response.writeHead(200, { "content-type": type, "cache-control": "no-store" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
