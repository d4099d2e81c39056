import { importKey, schemes, sign, type SchemeName } from '#signing';
import type { Contract, EventTypeDefinition, Header } from '../contract.js';
import { describeDelivery } from './describe-delivery.js';
import { alternativesOf, fieldsOf } from './field-table.js';
import { specimenOf } from './specimen.js';
import { verification } from './verification.js';
import { wireFormatOf } from './wire-format.js';

const introduction = `# Event catalogue

What a receiver gets, per contract: the requests, how to verify them, when they come again, and every event type with
its fields and a body as it is on the wire. Written by \`npm run catalogue\` from the contracts themselves; a test holds
the two together. The same as documents for tools: \`npm run catalogue -- openapi gridio\` and \`-- asyncapi gridio\`.

Bodies and headers are those of an endpoint with the default options of its contract.`;

/** The catalogue as one Markdown page. */
export function cataloguePage(contracts: readonly Contract[]): string {
  return `${[introduction, ...contracts.flatMap(sectionOf)].join('\n\n')}\n`;
}

function sectionOf(contract: Contract): string[] {
  const types = documentedTypes(contract);
  const [sample] = types;
  return [
    `## ${contract.title}`,
    `Contract \`${contract.name}\`.`,
    '### The request',
    ...(sample === undefined ? [] : [requestOf(contract, sample)]),
    '### Verifying it',
    ...contract.signatureSchemes.map((scheme, index) => verificationOf(scheme, index === 0)),
    '### Answering it',
    bulleted(describeDelivery(contract)),
    '### Event types',
    ...(contract.eventTypes.length > 0 ? [] : ['Whatever the operator adds to the catalogue; this one is for tests.']),
    ...groupBySchema(types).flatMap((group) => groupOf(contract, group)),
  ];
}

/** A contract without event types of its own can at least show what a test of the endpoint sends. */
function documentedTypes({ eventTypes, testEvent }: Contract): readonly EventTypeDefinition[] {
  if (eventTypes.length > 0) return eventTypes;
  const { type, payload } = testEvent;
  return [{ name: type, category: type, description: 'A test of the endpoint.', schema: {}, sample: payload }];
}

function requestOf(contract: Contract, type: EventTypeDefinition): string {
  const { body, headers } = wireFormatOf(contract, type, {});
  const lines = [...headers, ...signatureOf(contract, body)].map(([name, value]) => `${name}: ${value}`);
  return fenced('http', ['POST /your/path HTTP/1.1', ...lines, '', body].join('\n'));
}

/** Only those of shared secrets: a digital signature is another each time. */
const sampleSecrets: Partial<Record<SchemeName, string>> = {
  standard: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  gridio: 'a-secret-of-the-receiver',
  customerio: 'a-secret-of-the-receiver',
};

function signatureOf(contract: Contract, body: string): readonly Header[] {
  const [scheme] = contract.signatureSchemes;
  if (scheme === undefined) return [];
  const secret = sampleSecrets[scheme];
  if (secret === undefined) return Object.keys(schemes[scheme].headers).map((name) => [name, '…']);
  const { event, sentAt } = specimenOf(contract);
  const input = {
    id: event.id,
    timestamp: sentAt,
    body: Buffer.from(body),
    method: 'POST',
    url: 'https://example.com/',
  };
  return sign(scheme, [importKey(scheme, secret)], input);
}

function verificationOf(scheme: SchemeName, isDefault: boolean): string {
  const secret = isDefault ? sampleSecrets[scheme] : undefined;
  const example = secret === undefined ? '' : ` The secret of the request above is \`${secret}\`.`;
  return `\`${scheme}\`${isDefault ? ', unless the endpoint chose another' : ''}: ${verification[scheme]}${example}`;
}

function groupBySchema(types: readonly EventTypeDefinition[]): EventTypeDefinition[][] {
  const groups = new Map<string, EventTypeDefinition[]>();
  for (const type of types) {
    const key = JSON.stringify(type.schema);
    groups.set(key, [...(groups.get(key) ?? []), type]);
  }
  return [...groups.values()];
}

/** Event types with the same fields: the fields once, then a body of each. */
function groupOf(contract: Contract, types: readonly EventTypeDefinition[]): string[] {
  const [first] = types;
  if (first === undefined) return [];
  const fields = fieldsOf(first.schema);
  const alternatives = alternativesOf(first.schema);
  return [
    `#### ${types.map(({ name }) => `\`${name}\``).join(', ')}`,
    bulleted(types.map(({ name, category, description }) => `\`${name}\` (\`${category}\`): ${description}`)),
    ...(fields.length > 0 ? [fieldTable(fields)] : ['The payload has no documented fields.']),
    ...(alternatives.length > 0 ? [`And one of: ${alternatives.map(names).join('; ')}.`] : []),
    fenced('text', types.map((type) => wireFormatOf(contract, type, {}).body).join('\n')),
  ];
}

function fieldTable(fields: ReturnType<typeof fieldsOf>): string {
  const rows = fields.map(({ path, type, required, description }) => [
    `\`${path}\``,
    type,
    required ? 'yes' : '',
    description.replaceAll('|', '\\|'),
  ]);
  return [['Field', 'Type', 'Always there', ''], ['---', '---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function names(fields: readonly string[]): string {
  return fields.map((name) => `\`${name}\``).join(' and ');
}

function bulleted(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
