import { randomBytes } from 'node:crypto';

/** A secret that is easily recognised: of letters and digits alone, so that it needs no escape anywhere. */
export function canary(place: string): string {
  return `CANARY${place}${randomBytes(12).toString('hex')}`;
}

/** Ways in which a secret may be written down: as it is, or as base64 of itself, at any of the three offsets. */
function forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const shifted = [0, 1, 2].map((offset) => {
    const base64 = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64url');
    // The first and the last characters hold bits of what stands around it.
    return base64.slice(offset === 0 ? 0 : offset + 1, -3);
  });
  return [secret, bytes.toString('hex'), ...shifted];
}

/** Names of the secrets that a text holds, in any form. */
export function leaksIn(text: string, secrets: Readonly<Record<string, string>>): string[] {
  // Both alphabets of base64 as one.
  const readable = text.replaceAll('+', '-').replaceAll('/', '_');
  return Object.entries(secrets)
    .filter(([, secret]) =>
      forms(secret.replaceAll('+', '-').replaceAll('/', '_')).some((form) => readable.includes(form)),
    )
    .map(([name]) => name);
}
