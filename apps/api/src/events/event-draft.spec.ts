import { describe, expect, it } from '@jest/globals';
import { ProblemError, type Fault } from '../http/problem-error.js';
import { readBatch, readEventDraft } from './event-draft.js';

const read = (text: string) => readEventDraft(JSON.parse(text), text);

function faultsOf(work: () => unknown): readonly Fault[] {
  try {
    work();
  } catch (error) {
    if (error instanceof ProblemError) return error.toJSON().errors ?? [];
    throw error;
  }
  return [];
}

describe('an event as it is emitted', () => {
  it('keeps the source of its payload', () => {
    const payload = '{ "n": 9007199254740993, "x":1.0,"e":1e400, "s":"\\u00e9\\ud800" , "n": 2 }';
    expect(read(`{"payload" : ${payload} ,"type":"a.b"}`).payloadText).toBe(payload);
  });

  it('may have any JSON as its payload', () => {
    for (const payload of ['null', '0', '"text"', '[]', 'false']) {
      expect(read(`{"type":"a","payload":${payload}}`).payloadText).toBe(payload);
    }
  });

  it('keeps occurredAt as given', () => {
    const occurredAt = '2026-11-20T10:00:00+01:00';
    expect(read(`{"type":"a","payload":1,"occurredAt":"${occurredAt}"}`)).toMatchObject({ occurredAt });
  });

  it.each([
    ['no type', '{"payload":1}', '/type'],
    ['a type that is no string', '{"type":1,"payload":1}', '/type'],
    ['no payload', '{"type":"a"}', '/payload'],
    ['an id with a space', '{"type":"a","payload":1,"id":"a b"}', '/id'],
    ['an empty id', '{"type":"a","payload":1,"id":""}', '/id'],
    ['an id that is null', '{"type":"a","payload":1,"id":null}', '/id'],
    ['an occurredAt without an offset', '{"type":"a","payload":1,"occurredAt":"2026-11-20T10:00:00"}', '/occurredAt'],
    ['an ordering key with a NUL', '{"type":"a","payload":1,"orderingKey":"a\\u0000"}', '/orderingKey'],
    ['an unknown field', '{"type":"a","payload":1,"a/b~c":1}', '/a~1b~0c'],
    ['no fields, for it is a list', '[]', ''],
    ['no fields, for it is null', 'null', ''],
  ])('with %s is refused', (_name, text, pointer) => {
    expect(faultsOf(() => read(text)).map((fault) => fault.pointer)).toEqual([pointer]);
  });

  it('is told all its faults at once', () => {
    const faults = faultsOf(() => read('{"type":1,"extra":2}'));
    expect(faults.map((fault) => fault.pointer)).toEqual(['/type', '/payload', '/extra']);
  });
});

describe('a batch', () => {
  const readText = (text: string) => readBatch(JSON.parse(text), text, 1_000);

  it('keeps the source of every event, whatever it is', () => {
    expect(readText('{"events":[ {"a":1.0} , 7 ]}')).toEqual([
      { value: { a: 1 }, text: '{"a":1.0}' },
      { value: 7, text: '7' },
    ]);
  });

  it.each([
    ['no events', '{"events":[]}', '/events'],
    ['events that are no list', '{"events":{}}', '/events'],
    ['more than a thousand', `{"events":[${Array(1001).fill('1').join(',')}]}`, '/events'],
    ['an unknown field', '{"events":[1],"more":1}', '/more'],
    ['no object', '[1]', ''],
  ])('of %s is refused', (_name, text, pointer) => {
    expect(faultsOf(() => readText(text)).map((fault) => fault.pointer)).toEqual([pointer]);
  });
});
