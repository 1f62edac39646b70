// Street networks, kept between calls.

import { Handle } from "./error.js";
import { bytesOf, read, request, table, write } from "./json.js";
import * as module from "./module/doorstep.js";

/** Calls into the module's own network. */
let usingNetwork;

/** The module's own streets of an option, which whoever is given them takes over; not for users. */
export function streets(network, how) {
  const given = network == null ? [] : Array.isArray(network) ? network : [network];
  if (!given.every((each) => each instanceof RoadNetwork)) {
    throw new TypeError("`network` is a RoadNetwork, or a list of them, one for a mode");
  }
  const own = new module.Streets(write(how));
  for (const each of given) usingNetwork(each, (shared) => own.add(shared));
  return own;
}

/** Whether an option is a network that is kept, or a list with such a one; not for users. */
export const isKept = (network) => [network].flat().some((each) => each instanceof RoadNetwork);

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

  within(places, points, maxMin, options) {
    const text = request({ network: null, places, points, max_min: maxMin }, options);
    return read(this.#handle.use((network) => network.within(text)));
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

  nearestOpen(places, stations, at, options) {
    const { places_mapping, stations_mapping, ...rest } = options ?? {};
    const tables = { places: table(places, places_mapping), stations: table(stations, stations_mapping) };
    const text = request({ network: null, ...tables, at }, rest);
    return read(this.#handle.use((network) => network.nearestOpen(text)));
  }

  assign(demand, supply, options) {
    const text = request({ network: null, costs: null, demand, supply }, options);
    return read(this.#handle.use((network) => network.assign(text)));
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
