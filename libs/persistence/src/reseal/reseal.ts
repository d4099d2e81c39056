import type { MasterKeys } from '#signing';
import { systemAuthor } from '../audit-entry.js';
import type { Database, Queryable } from '../database.js';
import { countSealedSecrets, type SealedCount } from '../sql/count-sealed-secrets.js';
import { findSealingKeys } from '../sql/find-sealing-keys.js';
import { recordAuditEntry } from '../sql/record-audit-entry.js';
import { readSealedAnswers, replaceSealedAnswers } from '../sql/sealed-answers.js';
import { readSealedSecrets, replaceSealedSecrets } from '../sql/sealed-secrets.js';
import { resealText, type ResealedText, type SealedText } from './sealed-text.js';

/** Texts of one transaction: it must not hold its locks for long. */
const batchSize = 500;

export interface ResealProgress {
  readonly kind: 'secrets' | 'answers';
  /** Sealed anew so far. */
  readonly resealed: number;
}

export interface ResealResult {
  readonly secrets: number;
  readonly answers: number;
  /** Texts that no given key opens, or that were altered. */
  readonly unopened: number;
  /** Secrets by the master key that they are sealed under now. */
  readonly left: readonly SealedCount[];
}

/**
 * Seals everything that is sealed under another master key anew, under the first. Safe beside a system at work and
 * beside another run: a text is replaced only if it still is the one that was read. A run that breaks off is simply
 * begun again; what is done is not looked at any more.
 */
export async function reseal(
  database: Database,
  masterKeys: MasterKeys,
  report: (progress: ResealProgress) => void,
): Promise<ResealResult> {
  const [{ id: firstKeyId }] = masterKeys;
  const totals = { secrets: 0, answers: 0, unopened: 0 };
  const walk = async (kind: ResealProgress['kind'], read: ReadBatch, replace: ReplaceBatch): Promise<void> => {
    for (let after: readonly string[] = [], ended = false; !ended;) {
      const texts = await read(after);
      const results = texts.map((text) => resealText(masterKeys, text));
      const resealed = results.filter((result) => 'resealed' in result);
      if (resealed.length > 0) totals[kind] += await database.transaction((client) => replace(client, resealed));
      totals.unopened += results.length - resealed.length;
      if (texts.length > 0) report({ kind, resealed: totals[kind] });
      after = texts.at(-1)?.place ?? after;
      ended = texts.length < batchSize;
    }
  };
  for (const { keyId } of await findSealingKeys(database.reads)) {
    if (keyId === firstKeyId) continue;
    const read: ReadBatch = ([after]) => readSealedSecrets(database.reads, keyId, after, batchSize);
    await walk('secrets', read, (client, texts) => replaceSecrets(client, texts, keyId, firstKeyId));
  }
  await walk(
    'answers',
    (after) => readSealedAnswers(database.reads, firstKeyId, after, batchSize),
    replaceSealedAnswers,
  );
  return { ...totals, left: await countSealedSecrets(database.reads) };
}

type ReadBatch = (after: readonly string[]) => Promise<readonly SealedText[]>;
type ReplaceBatch = (client: Queryable, texts: readonly ResealedText[]) => Promise<number>;

async function replaceSecrets(
  client: Queryable,
  texts: readonly ResealedText[],
  before: string,
  after: string,
): Promise<number> {
  const replaced = await replaceSealedSecrets(client, texts);
  if (replaced === 0) return 0;
  await recordAuditEntry(client, systemAuthor('reseal'), {
    action: 'secret.reseal',
    resource: { type: 'master_key', id: after },
    applicationId: null,
    changes: { masterKey: { before, after }, secrets: { after: replaced } },
  });
  return replaced;
}
