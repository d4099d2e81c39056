import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Platform } from '../platform.js';
import { startReceiver, type ReceivedRequest, type Receiver } from '../receiver.js';
import { oneOf, random } from './dice.js';
import type { Ledger } from './ledger.js';
import type { Weather } from './storm.js';

/** An endpoint of the storm, whose receiver verifies and notes what it gets and is unwell one time in ten. */
export interface StormyEndpoint {
  readonly id: string;
  /** Path of its application. */
  readonly application: string;
  /** Path of its own. */
  readonly path: string;
  readonly url: string;
  /** Keeps its order; others are switched from one to the other. */
  readonly isFifo: boolean;
  /** Makes a secret that the receiver accepts from now on. */
  newSecret(): string;
  close(): Promise<void>;
}

export interface StormyOptions {
  readonly application: string;
  readonly isFifo: boolean;
  readonly ledger: Ledger;
  readonly weather: Weather;
}

const slowestAnswerMs = 20;

export async function makeStormyEndpoint(
  call: Platform['call'],
  { application, isFifo, ledger, weather }: StormyOptions,
): Promise<StormyEndpoint> {
  const receiver = await startReceiver();
  const { body } = await call<{ id: string; secrets: [{ secret: string }] }>('POST', `${application}/endpoints`, {
    url: receiver.url,
    subscriptions: [{ eventType: '*' }],
    ordering: isFifo ? 'fifo' : 'none',
    maxConcurrency: 8,
    // Nothing is given up while the storm lasts.
    retryPolicy: { maxAttempts: 200, schedule: [1], jitter: 0.5 },
  });
  const webhooks = [new Webhook(body.secrets[0].secret)];
  answerAsInAStorm(receiver, weather, {
    arrived: (request) => {
      ledger.addRequest(body.id, request, webhooks.some(accepts(request)));
    },
    accepted: (request) => {
      if (isFifo) ledger.addAccepted(body.id, orderingKeyOf(request), request);
    },
  });
  return {
    id: body.id,
    application,
    path: `${application}/endpoints/${body.id}`,
    url: receiver.url,
    isFifo,
    newSecret: () => {
      const secret = `whsec_${randomBytes(24).toString('base64')}`;
      webhooks.push(new Webhook(secret));
      return secret;
    },
    close: () => receiver.close(),
  };
}

interface Notes {
  arrived(request: ReceivedRequest): void;
  accepted(request: ReceivedRequest): void;
}

function answerAsInAStorm(receiver: Receiver, weather: Weather, notes: Notes): void {
  receiver.answerWith((request, response) => {
    notes.arrived(request);
    const isWell = weather.isCalm || random(10) > 0;
    setTimeout(() => {
      if (isWell) notes.accepted(request);
      response.writeHead(isWell ? 204 : oneOf([500, 503, 429, 404])).end();
    }, random(slowestAnswerMs));
  });
}

const accepts =
  ({ body, headers }: ReceivedRequest) =>
  (webhook: Webhook): boolean => {
    try {
      webhook.verify(body, headers as Record<string, string>);
      return true;
    } catch {
      return false;
    }
  };

/** The storm's events carry their ordering key where a receiver can read it. */
const orderingKeyOf = ({ body }: ReceivedRequest): string => /"(key-\d)@/.exec(body)?.[1] ?? '';
