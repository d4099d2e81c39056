import { beforeEach, describe, expect, it } from '@jest/globals';
import { RouteTable } from './route-table.js';

describe('the table of routes', () => {
  let routes: RouteTable;

  beforeEach(() => {
    routes = new RouteTable();
    routes.add({ method: ['GET', 'HEAD'], url: '/v1/things' });
    routes.add({ method: 'POST', url: '/v1/things' });
    routes.add({ method: 'DELETE', url: '/v1/things/:thing' });
    routes.add({ method: 'GET', url: '/openapi.json' });
  });

  it('knows the methods of a path, whatever its query', () => {
    expect(routes.methodsOf('/v1/things?limit=1')).toEqual(['GET', 'HEAD', 'POST']);
    expect(routes.methodsOf('/v1/things/x%2Fy')).toEqual(['DELETE']);
  });

  it('prefers what a path spells out to what may be an id', () => {
    routes.add({ method: 'POST', url: '/v1/things/batch' });
    expect(routes.methodsOf('/v1/things/batch')).toEqual(['POST']);
    expect(routes.methodsOf('/v1/things/other')).toEqual(['DELETE']);
  });

  it('takes the route that answers the preflights of browsers for none', () => {
    routes.add({ method: 'OPTIONS', url: '*' });
    expect(routes.methodsOf('/nowhere')).toEqual([]);
  });

  it('knows nothing of other paths', () => {
    for (const path of ['/', '/v1', '/v1/things/', '/v1/things/a/b', '/openapiXjson']) {
      expect(routes.methodsOf(path)).toEqual([]);
    }
  });
});
