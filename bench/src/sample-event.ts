/** The event type that the bench emits; registered by it, so that payloads are validated as any other's. */
export const eventType = {
  name: 'order.paid',
  category: 'order',
  description: 'An order was paid.',
  schema: {
    type: 'object',
    required: ['n', 'orderId', 'customer', 'lines', 'total'],
    properties: {
      n: { type: 'integer' },
      orderId: { type: 'string' },
      customer: {
        type: 'object',
        required: ['id', 'email'],
        properties: { id: { type: 'string' }, email: { type: 'string' }, name: { type: 'string' } },
      },
      lines: {
        type: 'array',
        items: {
          type: 'object',
          required: ['sku', 'quantity', 'price'],
          properties: { sku: { type: 'string' }, quantity: { type: 'integer' }, price: { type: 'string' } },
        },
      },
      total: { type: 'string' },
    },
  },
} as const;

const rest = JSON.stringify({
  orderId: '7f6f9f0e-5b0b-4f3e-9d6c-0a4f7f2b9c11',
  customer: { id: '4b1c3f6a-3f6e-4f0c-8a53-91a0a7f2c7d2', email: 'ada@example.com', name: 'Ada Lovelace' },
  lines: [
    { sku: 'TEA-EARL-GREY-250', quantity: 2, price: '7.90' },
    { sku: 'CUP-PORCELAIN-WHITE', quantity: 4, price: '12.50' },
    { sku: 'KETTLE-STEEL-1L', quantity: 1, price: '39.00' },
  ],
  total: '104.80',
  currency: 'EUR',
  note: 'Leave the parcel with the neighbour on the ground floor, please.',
}).slice(1);

/** The payload of the n-th event, some 500 bytes of JSON text. */
export function samplePayload(n: number): string {
  return `{"n":${n},${rest}`;
}
