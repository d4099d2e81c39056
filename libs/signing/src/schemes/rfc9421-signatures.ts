import { decodeBase64 } from '../decode.js';
import { maxSignatures } from '../scheme.js';

/** One labelled signature of a request. */
export interface MessageSignature {
  /** Names of the covered components, in their order. */
  readonly components: readonly string[];
  /** The member of Signature-Input as it was received: it is itself signed. */
  readonly parameters: string;
  /** Its parameters by name, strings unquoted. */
  readonly values: Readonly<Record<string, string>>;
  readonly signature: Buffer | undefined;
}

/** Members of the two dictionaries (RFC 8941), as far as they are used here: inner lists of plain names, and bytes. */
const inputMember = /\s*([a-z*][a-z0-9_.*-]*)=(\(([^()]*)\)((?:;[a-z*][a-z0-9_.*-]*=(?:"[^"\\]*"|\d+))*))\s*(?:,|$)/y;
const signatureMember = /\s*([a-z*][a-z0-9_.*-]*)=:([^:]*):\s*(?:,|$)/y;
const parameter = /;([^=]+)=(?:"([^"]*)"|(\d+))/g;
const componentName = /^"(@?[a-z0-9-]+)"$/;

/** Pairs Signature-Input with Signature by label. Undefined if either cannot be read or nothing pairs. */
export function parseSignatures(inputHeader: string, signatureHeader: string): MessageSignature[] | undefined {
  const inputs = membersOf(inputHeader, inputMember);
  const signatures = membersOf(signatureHeader, signatureMember);
  if (inputs === undefined || signatures === undefined) return undefined;

  const bytes = new Map(signatures.map(([, label = '', base64 = '']) => [label, decodeBase64(base64)]));
  const parsed: MessageSignature[] = [];
  for (const [, label = '', parameters = '', list = '', parameterList = ''] of inputs) {
    const components = componentNames(list);
    if (components === undefined) return undefined;
    if (!bytes.has(label)) continue;
    parsed.push({ components, parameters, values: parameterValues(parameterList), signature: bytes.get(label) });
  }
  return parsed.length > 0 ? parsed : undefined;
}

function membersOf(header: string, member: RegExp): RegExpExecArray[] | undefined {
  const members: RegExpExecArray[] = [];
  member.lastIndex = 0;
  while (members.length < maxSignatures) {
    const end = member.lastIndex;
    const match = member.exec(header);
    if (match === null) return undefined;
    members.push(match);
    if (end + match[0].length === header.length) return match[0].endsWith(',') ? undefined : members;
  }
  return undefined;
}

function componentNames(list: string): string[] | undefined {
  const names: string[] = [];
  for (const item of list.split(' ')) {
    const name = componentName.exec(item)?.[1];
    if (name === undefined || names.includes(name)) return undefined;
    names.push(name);
  }
  return names;
}

function parameterValues(list: string): Record<string, string> {
  return Object.fromEntries(
    [...list.matchAll(parameter)].map(([, name = '', text, digits = '']) => [name, text ?? digits]),
  );
}
