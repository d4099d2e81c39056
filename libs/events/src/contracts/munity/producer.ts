import { producerOf } from '../../producers/producer.js';
import { munityEventTypes } from './event-types.js';

// `webhook_test` is the platform's to send, when somebody tests an endpoint.
const [, ...produced] = munityEventTypes;

/** Munity's integration events. Workspace and customer are contract values of the application, not of the event. */
export const munityProducer = producerOf(produced);
