import { producerOf } from '../../producers/producer.js';
import { growEventTypes } from './event-types.js';

/** Grow's contact events. */
export const growProducer = producerOf(growEventTypes);
