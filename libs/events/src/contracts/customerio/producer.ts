import { producerOf } from '../../producers/producer.js';
import { customerioEventTypes } from './event-types.js';

/** Customer.io's events: object type and metric make the method, as in `emailSent` and `inAppClicked`. */
export const customerioProducer = producerOf(customerioEventTypes);
