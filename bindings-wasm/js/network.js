// Street networks, kept between calls.

import { Handle } from "./error.js";
import { bytesOf, read, request, table } from "./json.js";
import * as module from "./module/doorstep.js";

/** Calls into the module's own network; not for users. */
export let usingNetwork;

export class RoadNetwork {
  #handle;

  static {
    usingNetwork = (network, call) => network.#handle.use(call);
  }

  constructor(create) {
    // `new RoadNetwork()` would not say of what.
    if (typeof create !== "function") throw new TypeError("use RoadNetwork.fromEdges, fromGeoJson or load");
    this.#handle = new Handle(create);
  }

  static fromEdges(nodes, edges, options) {
    const text = request({ nodes, edges, geojson: undefined }, options);
    return new RoadNetwork(() => new module.RoadNetwork(text));
  }

  static fromGeoJson(lines, options) {
    const text = request({ geojson: lines, nodes: undefined, edges: undefined }, options);
    return new RoadNetwork(() => new module.RoadNetwork(text));
  }

  static load(bytes) {
    const saved = bytesOf(bytes, "network");
    return new RoadNetwork(() => module.RoadNetwork.load(saved));
  }

  save() {
    return this.#handle.use((network) => network.save());
  }

  get nodes() {
    return this.#facts().nodes;
  }

  get streets() {
    return this.#facts().streets;
  }

  get components() {
    return this.#facts().components;
  }

  get mode() {
    return this.#facts().mode;
  }

  get system() {
    return this.#facts().system;
  }

  nearest(points, stations, options) {
    const text = request({ network: null, points, stations }, options);
    return read(this.#handle.use((network) => network.nearest(text)));
  }

  times(origins, destinations, maxMin, options) {
    const text = request({ network: null, origins, destinations, max_min: maxMin }, options);
    return read(this.#handle.use((network) => network.times(text)));
  }

  isochrones(places, minutes, options) {
    const bounds = typeof minutes === "number" ? [minutes] : minutes;
    const text = request({ network: null, places, minutes: bounds }, options);
    return read(this.#handle.use((network) => network.isochrones(text)));
  }

  coverage(residents, stations, options) {
    const { residents_mapping, stations_mapping, ...rest } = options ?? {};
    const tables = { residents: table(residents, residents_mapping), stations: table(stations, stations_mapping) };
    const text = request({ network: null, ...tables }, rest);
    return read(this.#handle.use((network) => network.coverage(text)));
  }

  accessibility(demand, supply, catchmentMin, options) {
    const text = request({ network: null, costs: null, demand, supply, catchment: catchmentMin }, options);
    return read(this.#handle.use((network) => network.accessibility(text)));
  }

  site(demand, candidates, options) {
    const text = request({ network: null, costs: null, demand, candidates }, options);
    return read(this.#handle.use((network) => network.site(text)));
  }

  shifted(system) {
    return new RoadNetwork(() => this.#handle.use((network) => network.shifted(String(system))));
  }

  free() {
    this.#handle.free();
  }

  [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
    this.free();
  }

  #facts() {
    return read(this.#handle.use((network) => network.facts()));
  }
}
