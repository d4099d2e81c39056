import type { RouteOptions } from 'fastify';

interface Route {
  readonly url: string;
  readonly methods: readonly string[];
  readonly pattern: RegExp;
}

/** The routes that were registered; tells a path that nobody serves from a method that a path does not know. */
export class RouteTable {
  readonly #routes: Route[] = [];

  add(options: Pick<RouteOptions, 'method' | 'url'>): void {
    // Where browsers ask first whether they may call: it stands for every path and makes none of them exist.
    if (options.url === '*') return;
    const { url } = options;
    this.#routes.push({ url, methods: [options.method].flat(), pattern: patternOf(url) });
  }

  /** The methods that the path of `url` knows, in alphabetical order. */
  methodsOf(url: string): string[] {
    const path = url.split('?', 1)[0] ?? '';
    const matching = this.#routes.filter(({ pattern }) => pattern.test(path));
    const methods = mostLiteral(matching).flatMap((route) => route.methods);
    return [...new Set(methods)].sort();
  }
}

/** `…/events/batch` is a path of its own, though `batch` might be taken for the id in `…/events/:event`. */
function mostLiteral(routes: readonly Route[]): readonly Route[] {
  const parameters = (url: string): number => url.split(':').length;
  const fewest = Math.min(...routes.map(({ url }) => parameters(url)));
  return routes.filter(({ url }) => parameters(url) === fewest);
}

/** `/a/:id/b` and `/files/*` are all the syntax that our routes use. */
function patternOf(url: string): RegExp {
  const source = url
    .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/:[A-Za-z]+/g, '[^/]+')
    .replaceAll('*', '.*');
  return new RegExp(`^${source}$`);
}
