import { describe, expect, it } from '@jest/globals';
import { munity } from './contract.js';

const event = {
  id: 'evt_01h455vb4pex5vsknk084sn02q',
  uuid: '01890a5d-ac96-774b-bcce-b302099a8057',
  type: 'integration_new_data_model',
  payload: '{}',
  occurredAt: new Date('2026-02-06T12:34:56.789Z'),
};
const values = {
  workspace_id: '11111111-2222-3333-aaaa-eeeeeeeeeeee',
  customer_id: 'customer1234',
  state: 'state-given-to-connect',
};

describe('the munity contract', () => {
  it('sends the five keys in the order of the document, byte for byte', () => {
    expect(munity.body(event, { options: {}, values })).toBe(
      '{"workspace_id":"11111111-2222-3333-aaaa-eeeeeeeeeeee","customer_id":"customer1234","event":"integration_new_data_model","state":"state-given-to-connect","payload":{}}',
    );
  });

  it('copies the payload byte for byte, its own state included', () => {
    const payload = '{ "id":"a", "state":"other", "metadata":{"n":1.0} }';
    const body = munity.body({ ...event, type: 'integration_installed', payload }, { options: {}, values });
    expect(body).toContain(`"state":"state-given-to-connect","payload":${payload}}`);
  });

  it.each([
    [undefined, '"state":"",'],
    ['null', '"state":null,'],
    ['omitted', '"event":"integration_new_data_model","payload"'],
  ])('says for an absent state, with the option %s: %s', (stateWhenAbsent, expected) => {
    const { workspace_id, customer_id } = values;
    const settings = { options: { stateWhenAbsent }, values: { workspace_id, customer_id } };
    expect(munity.body(event, settings)).toContain(expected);
  });

  it('escapes what the values hold', () => {
    const body = munity.body(event, { options: {}, values: { ...values, state: '"},\n' } });
    expect(JSON.parse(body)).toMatchObject({ state: '"},\n' });
  });

  it('signs nothing unless the endpoint asks for it', () => {
    expect(munity.signatureSchemes[0]).toBe('none');
  });
});
