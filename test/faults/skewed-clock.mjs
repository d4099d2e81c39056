// Loaded with `node --import` before a dispatcher: its wall clock is off by CLOCK_SKEW_MS from the first line on, as
// on a machine whose time was never set. Monotonic clocks (performance.now, timers) are right on such a machine too.
const skewMs = Number(process.env.CLOCK_SKEW_MS);
if (!Number.isFinite(skewMs)) throw new Error('CLOCK_SKEW_MS must be a number of milliseconds');

const TrueDate = Date;

globalThis.Date = new Proxy(TrueDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [TrueDate.now() + skewMs] : args, newTarget),
  apply: () => new globalThis.Date().toString(),
  get: (target, name, receiver) =>
    name === 'now' ? () => TrueDate.now() + skewMs : Reflect.get(target, name, receiver),
});
